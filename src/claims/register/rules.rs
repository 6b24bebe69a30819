//! What may be added to the register: its account and the step wanted come in, every reason to refuse it goes out, none if it
//! may be done. One result for a family ever, nobody through two families, nothing after a withdrawal without a reason, and
//! never one person alone.

use super::account::{Account, ClaimAccount, ClaimState, ClaimedFamily, first_id};
use super::audits;
use super::line::{ERASED, Line};
use crate::domain::{Day, FamilyId, PersonId, Text, Window};
use crate::problem::{Kind, Place, Problem};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn refusal(kind: Kind, detail: impl Into<String>) -> Problem {
    Problem::new(kind, Place::file("register.csv"), detail)
}

/// Who is claimed for, by family and by person, with the claim and the family.
#[derive(Default)]
struct Paid {
    same: BTreeMap<FamilyId, FamilyId>,
    families: BTreeMap<FamilyId, Text>,
    people: BTreeMap<PersonId, (Text, FamilyId)>,
}

impl Paid {
    fn new(account: &Account, with_proposed: bool, but: &str) -> Self {
        let mut paid = Self { same: account.same().clone(), ..Self::default() };
        for (claim, _, family) in account.standing(with_proposed).filter(|(id, ..)| &***id != but) {
            paid.add(claim, &family.family(), family.people());
        }
        paid
    }

    fn add(&mut self, claim: &Text, family: &FamilyId, people: &BTreeSet<PersonId>) {
        let first = first_id(&self.same, family).clone();
        self.people.extend(people.iter().map(|person| (person.clone(), (claim.clone(), family.clone()))));
        self.families.insert(first, claim.clone());
    }

    /// Why the family cannot be paid for (again).
    fn refuses(&self, family: &FamilyId, people: &BTreeSet<PersonId>) -> Option<Problem> {
        let first = first_id(&self.same, family);
        if let Some(claim) = self.families.get(first) {
            let known = if first == family { String::new() } else { format!(" as {first}") };
            let detail = format!("{family}: the family is in claim {claim}{known}");
            return Some(refusal(Kind::ClaimedBefore, detail));
        }
        let (claim, other) = people.iter().find_map(|person| self.people.get(person))?;
        let detail = format!("{family}: a member is claimed for through family {other} in claim {claim}");
        Some(refusal(Kind::MemberClaimed, detail))
    }
}

/// Whether these families may be put into a claim together. A family that was once taken back needs a reason.
#[must_use]
pub fn check_proposal(account: &Account, lines: &[Line]) -> Vec<Problem> {
    let mut paid = Paid::new(account, true, "");
    let mut problems = Vec::new();
    for line in lines {
        let Some(family) = &line.family else { continue };
        problems.extend(paid.refuses(family, &line.people));
        if account.was_withdrawn(family) && line.reason.trim().is_empty() {
            let detail = format!("{family}: the family was in a claim and taken back");
            problems.push(
                refusal(Kind::AfterWithdrawal, detail).with_hint("say with --reason why it is claimed again"),
            );
        }
        paid.add(&line.claim, family, &line.people);
    }
    problems
}

/// Whether a claim may go to the department: by whom, on which day, while which window is open (`None`: windows are free).
#[must_use]
pub fn check_submission(
    account: &Account,
    id: &str,
    who: &str,
    on: Day,
    window: Option<(Window, &str)>,
) -> Vec<Problem> {
    let claim = match claim(account, id) {
        Ok(claim) => claim,
        Err(problem) => return vec![problem],
    };
    let mut problems = Vec::new();
    match claim.state() {
        ClaimState::Submitted | ClaimState::SignedOff | ClaimState::Withdrawn => {
            problems.push(wrong_state(id, claim, "cannot be submitted"));
        }
        _ => problems.extend(audits::lacking(id, claim)),
    }
    if is_same_person(&claim.proposer, who) {
        problems.push(one_person(id, "approved"));
    }
    if let Some((days, name)) = window.filter(|(days, _)| !days.contains(on)) {
        let detail = format!("{id}: window {name} is open from {} to {}, not on {on}", days.from, days.to);
        problems.push(refusal(Kind::ClaimWindow, detail));
    }
    let mut paid = Paid::new(account, false, id);
    for (family, claimed) in claim.standing() {
        problems.extend(without_override(account, id, family, claimed));
        problems.extend(paid.refuses(family, claimed.people()));
        paid.add(&id.into(), family, claimed.people());
    }
    problems
}

/// A decision that the family was put into the claim by and that no longer stands.
fn without_override(
    account: &Account,
    id: &str,
    family: &FamilyId,
    claimed: &ClaimedFamily,
) -> Option<Problem> {
    let lost = claimed.line.detail.split(';').filter(|letter| !letter.is_empty()).find(|letter| {
        !account.overrides().any(|one| one.family == *family && one.letter.as_str() == *letter)
    })?;
    let detail = format!("{id}: the override of {lost} for family {family} no longer stands");
    let hint = format!("`hearth claim withdraw {id} --family {family}`");
    Some(refusal(Kind::ClaimState, detail).with_hint(hint))
}

/// Whether a claim, or families of it, may be taken back.
#[must_use]
pub fn check_withdrawal(account: &Account, id: &str, families: &[FamilyId]) -> Vec<Problem> {
    let claim = match claim(account, id) {
        Ok(claim) => claim,
        Err(problem) => return vec![problem],
    };
    let mut problems = not_in(id, claim, families);
    if problems.is_empty() && claim.state() == ClaimState::Withdrawn {
        problems.push(wrong_state(id, claim, "cannot be withdrawn"));
    }
    problems
}

/// Whether a claim may be signed off.
#[must_use]
pub fn check_sign_off(account: &Account, id: &str, who: &str) -> Vec<Problem> {
    let claim = match claim(account, id) {
        Ok(claim) => claim,
        Err(problem) => return vec![problem],
    };
    let mut problems = Vec::new();
    if claim.state() != ClaimState::Submitted {
        problems.push(wrong_state(id, claim, "cannot be signed off"));
    }
    if is_same_person(&claim.proposer, who) {
        problems.push(one_person(id, "signed off"));
    }
    problems
}

/// Whether a result of the department's spot check may be recorded. One that takes back an `invalid` needs a reason.
#[must_use]
pub fn check_spot_check(account: &Account, id: &str, line: &Line) -> Vec<Problem> {
    let claim = match claim(account, id) {
        Ok(claim) => claim,
        Err(problem) => return vec![problem],
    };
    let family = line.family.as_slice();
    let mut problems = not_in(id, claim, family);
    let mut known = family.iter().filter_map(|family| claim.families.get(family)?.spot_checked());
    problems.extend(audits::reversal(id, line, known.next_back()));
    if claim.submitted.is_none() {
        problems.push(wrong_state(id, claim, "was never submitted"));
    }
    problems
}

/// Whether an id may be said to mean an earlier family. If both were paid for already, nothing can be undone here and one
/// has to be withdrawn: that is a warning of the caller's.
#[must_use]
pub fn check_same_family(account: &Account, family: &FamilyId, earlier: &FamilyId) -> Vec<Problem> {
    let same = account.same();
    if family == earlier || first_id(same, earlier) == family {
        let detail = format!("{family} and {earlier} would each be the earlier of the other");
        return vec![refusal(Kind::ClaimState, detail)];
    }
    if let Some(known) = same.get(family) {
        let detail = format!("{family} is the same family as {known} already");
        return vec![refusal(Kind::ClaimState, detail)];
    }
    Vec::new()
}

/// Whether an id may be said not to mean an earlier family after all. Where the earlier one is claimed for, that opens the way
/// to a second payment: then it is not done by whoever said that the two are one.
#[must_use]
pub fn check_other_family(
    account: &Account,
    family: &FamilyId,
    earlier: &FamilyId,
    who: &str,
) -> Vec<Problem> {
    if account.same().get(family) != Some(earlier) {
        let detail = format!("nobody said that {family} is the same family as {earlier}");
        let hint = "`hearth claim same-family --list` lists what was said";
        return vec![refusal(Kind::ClaimState, detail).with_hint(hint)];
    }
    let alone = account.merged_by(family).is_some_and(|by| is_same_person(by, who));
    let claims = account.claims_of(family);
    if let Some(claim) = claims.first().filter(|_| alone) {
        let detail = format!(
            "{family} and {earlier}: the family is in claim {claim}, and whoever said that they are one cannot take it back"
        );
        return vec![
            refusal(Kind::ClaimOnePerson, detail)
                .with_hint("somebody else does it, with their own name in --by"),
        ];
    }
    Vec::new()
}

/// Whether an override may be revoked.
#[must_use]
pub fn check_revocation(account: &Account, family: &FamilyId, letter: &str) -> Vec<Problem> {
    if account.overrides().any(|one| one.family == *family && one.letter.as_str() == letter) {
        return Vec::new();
    }
    vec![refusal(Kind::ClaimState, format!("no override of {letter} stands for family {family}"))]
}

/// The claim with this id.
///
/// # Errors
/// If there is none.
pub fn claim<'a>(account: &'a Account, id: &str) -> Result<&'a ClaimAccount, Problem> {
    account.claims().get(id).ok_or_else(|| {
        refusal(Kind::ClaimUnknown, format!("there is no claim `{id}`"))
            .with_hint("`hearth claim list` lists them")
    })
}

pub(super) fn not_in(id: &str, claim: &ClaimAccount, families: &[FamilyId]) -> Vec<Problem> {
    let stands = |family: &FamilyId| claim.families.get(family).is_some_and(|one| !one.is_withdrawn);
    let missing = families.iter().filter(|family| !stands(family));
    missing
        .map(|family| refusal(Kind::ClaimState, format!("{id}: family {family} does not stand in the claim")))
        .collect()
}

pub(super) fn wrong_state(id: &str, claim: &ClaimAccount, what: &str) -> Problem {
    refusal(Kind::ClaimState, format!("{id} is {} and {what}", claim.state().as_str()))
}

pub(super) fn one_person(id: &str, done: &str) -> Problem {
    refusal(Kind::ClaimOnePerson, format!("{id} cannot be {done} by whoever proposed it"))
        .with_hint("somebody else does it, with their own name in --by")
}

/// Whether two names are one, whatever their case and spaces. A name that was erased may be anybody's.
#[must_use]
pub fn is_same_person(left: &str, right: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(left) == plain(right) || left == ERASED || right == ERASED
}

#[cfg(test)]
mod tests {
    use super::super::super::specimens::day;
    use super::super::line::Step;
    use super::super::specimens::*;
    use super::*;

    fn kinds(problems: &[Problem]) -> Vec<Kind> {
        problems.iter().map(|problem| problem.kind).collect()
    }

    fn propose(lines: &[Line], wanted: &[Line]) -> Vec<Kind> {
        kinds(&check_proposal(&account(lines), wanted))
    }

    #[test]
    fn a_family_in_a_claim_is_not_put_into_another() {
        let wanted = [proposed("k002", "f-1", &["p-9"])];
        assert_eq!(propose(&submitted("k001", "f-1", &["p-1"]), &wanted), [Kind::ClaimedBefore]);
        assert_eq!(propose(&[proposed("k001", "f-1", &["p-1"])], &wanted), [Kind::ClaimedBefore]);
    }

    #[test]
    fn nobody_is_claimed_for_through_two_families() {
        let wanted = [proposed("k002", "f-2", &["p-1", "p-2"])];
        assert_eq!(propose(&submitted("k001", "f-1", &["p-1"]), &wanted), [Kind::MemberClaimed]);
        let both = [proposed("k001", "f-1", &["p-1"]), proposed("k001", "f-2", &["p-1"])];
        assert_eq!(propose(&[], &both), [Kind::MemberClaimed]);
    }

    #[test]
    fn an_id_that_means_a_family_claimed_before_is_refused_though_nobody_is_in_both() {
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        lines.push(Line::new(Step::SameFamily, "", "A").about(&"f-9".into()).saying("f-1"));
        assert_eq!(propose(&lines, &[proposed("k002", "f-9", &["p-9"])]), [Kind::ClaimedBefore]);
    }

    #[test]
    fn two_ids_of_one_family_are_not_paid_in_one_claim() {
        let lines = [Line::new(Step::SameFamily, "", "A").about(&"f-2".into()).saying("f-1")];
        let both = [proposed("k001", "f-1", &["p-1"]), proposed("k001", "f-2", &["p-2"])];
        assert_eq!(propose(&lines, &both), [Kind::ClaimedBefore]);
    }

    #[test]
    fn a_family_taken_back_is_claimed_again_only_with_a_reason() {
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        lines.push(Line::new(Step::Withdrawn, "k001", "A").because("a mistake"));
        let again = proposed("k002", "f-1", &["p-1"]);
        assert_eq!(propose(&lines, std::slice::from_ref(&again)), [Kind::AfterWithdrawal]);
        assert_eq!(propose(&lines, &[again.because("put right")]), []);
    }

    fn submit(lines: &[Line], who: &str) -> Vec<Kind> {
        let april = Window { from: day("2017-04-01"), to: day("2017-04-30") };
        let window = Some((april, "spring"));
        kinds(&check_submission(&account(lines), "k001", who, day("2017-04-03"), window))
    }

    #[test]
    fn a_claim_goes_in_only_when_every_family_of_the_sample_passed() {
        let lines = submitted("k001", "f-1", &["p-1"]);
        assert_eq!(submit(&lines[..1], "B"), [Kind::ClaimNotAudited]);
        assert_eq!(submit(&lines[..3], "B"), [Kind::ClaimNotAudited]);
        assert_eq!(submit(&lines[..4], "B"), []);
        let failed = Line::new(Step::Audited, "k001", "C").about(&"f-1".into()).saying("failed");
        assert_eq!(submit(&[&lines[..4], &[failed]].concat(), "B"), [Kind::ClaimNotAudited]);
    }

    #[test]
    fn a_claim_of_which_nothing_drawn_is_left_does_not_go_in() {
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        lines.truncate(4);
        // Drawn for a risk alone, so that the draw asks for nobody else.
        lines[1] = Line::new(Step::Sampled, "k001", "C").saying("0 percent, at least 0, seed s");
        lines.insert(0, proposed("k001", "f-2", &["p-2"]));
        assert_eq!(submit(&lines, "B"), []);
        lines.push(Line::new(Step::Withdrawn, "k001", "A").about(&"f-1".into()).because("failed"));
        assert_eq!(submit(&lines, "B"), [Kind::ClaimNotAudited]);
    }

    #[test]
    fn an_erased_proposer_may_be_anybody() {
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        lines.truncate(4);
        lines[0].who = ERASED.into();
        assert_eq!(submit(&lines, "B"), [Kind::ClaimOnePerson]);
    }

    #[test]
    fn a_claim_by_an_override_that_was_revoked_does_not_go_in() {
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        lines.truncate(4);
        lines[0].detail = "x".into();
        let signed = Line::new(Step::Overridden, "", "H").about(&"f-1".into()).saying("x").because("y");
        lines.insert(0, signed);
        assert_eq!(submit(&lines, "B"), []);
        lines.push(Line::new(Step::Revoked, "", "H").about(&"f-1".into()).saying("x").because("y"));
        assert_eq!(submit(&lines, "B"), [Kind::ClaimState]);
    }

    #[test]
    fn whoever_proposed_a_claim_does_not_approve_it_under_another_spelling() {
        let lines = submitted("k001", "f-1", &["p-1"]);
        assert_eq!(submit(&lines[..4], " a "), [Kind::ClaimOnePerson]);
    }

    #[test]
    fn a_claim_goes_in_once_and_not_after_it_was_taken_back() {
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        assert_eq!(submit(&lines, "B"), [Kind::ClaimState]);
        lines.truncate(4);
        lines.push(Line::new(Step::Withdrawn, "k001", "A").because("a mistake"));
        assert_eq!(submit(&lines, "B"), [Kind::ClaimState]);
    }

    #[test]
    fn a_claim_goes_in_while_its_window_is_open() {
        let lines = submitted("k001", "f-1", &["p-1"]);
        let march = Window { from: day("2017-03-01"), to: day("2017-03-31") };
        let account = account(&lines[..4]);
        let problems = check_submission(&account, "k001", "B", day("2017-04-03"), Some((march, "March")));
        assert_eq!(kinds(&problems), [Kind::ClaimWindow]);
    }

    #[test]
    fn of_two_claims_proposed_side_by_side_with_one_person_the_second_is_refused_when_it_goes_in() {
        // Such a register cannot be made step by step; a line written by other means must not be paid either.
        let lines =
            [submitted("k001", "f-1", &["p-1"])[..4].to_vec(), submitted("k002", "f-2", &["p-1"])].concat();
        assert_eq!(submit(&lines, "B"), [Kind::MemberClaimed]);
    }

    #[test]
    fn nothing_is_done_for_a_family_that_does_not_stand_in_the_claim() {
        let account = account(&submitted("k001", "f-1", &["p-1"]));
        let other = FamilyId::from("f-2");
        let checked = Line::new(Step::SpotChecked, "k001", "A").about(&other).saying("valid");
        assert_eq!(kinds(&check_spot_check(&account, "k001", &checked)), [Kind::ClaimState]);
        assert_eq!(kinds(&check_withdrawal(&account, "k001", &[other])), [Kind::ClaimState]);
        assert_eq!(kinds(&check_withdrawal(&account, "k002", &[])), [Kind::ClaimUnknown]);
    }

    #[test]
    fn ids_of_a_family_that_is_claimed_for_are_parted_by_two_people_only() {
        let same = Line::new(Step::SameFamily, "", "A").about(&"f-9".into()).saying("f-1");
        let parted = |lines: &[Line], who| {
            kinds(&check_other_family(&account(lines), &"f-9".into(), &"f-1".into(), who))
        };
        assert_eq!(parted(&[], "B"), [Kind::ClaimState]);
        assert_eq!(parted(std::slice::from_ref(&same), "A"), []);
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        lines.push(same);
        assert_eq!(parted(&lines, "a"), [Kind::ClaimOnePerson]);
        assert_eq!(parted(&lines, "B"), []);
        lines.push(Line::new(Step::OtherFamily, "", "B").about(&"f-9".into()).saying("f-1"));
        assert_eq!(propose(&lines, &[proposed("k002", "f-9", &["p-9"])]), []);
    }

    #[test]
    fn two_ids_do_not_each_mean_the_other() {
        let lines = [Line::new(Step::SameFamily, "", "A").about(&"f-2".into()).saying("f-1")];
        let refused = check_same_family(&account(&lines), &"f-1".into(), &"f-2".into());
        assert_eq!(kinds(&refused), [Kind::ClaimState]);
    }
}
