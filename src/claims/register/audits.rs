//! The rules of the audit before a claim goes in: the account of a claim and what is to be recorded come in, every reason
//! against it goes out. Nothing is drawn here, and no result that was recorded is ever lost.

use super::account::{Account, ClaimAccount, ClaimState};
use super::line::Line;
use super::rules::{claim, is_same_person, not_in, one_person, refusal, wrong_state};
use crate::claims::sample::Draw;
use crate::domain::FamilyId;
use crate::problem::{Kind, Problem};

/// What an audit lacks before the claim may go in: a sample, the share of the families that stand, a result for every family
/// drawn.
pub(super) fn lacking(id: &str, claim: &ClaimAccount) -> Vec<Problem> {
    let hint = format!("`hearth audit sample {id}` draws what is missing");
    if claim.draws.is_empty() {
        let detail = format!("{id}: no sample was drawn for audit");
        return vec![refusal(Kind::ClaimNotAudited, detail).with_hint(hint)];
    }
    let Some(undrawn) = undrawn(claim) else {
        // Whom it asked for cannot be told, so nobody can say that all of them passed.
        let detail = format!("{id}: a draw for audit in the register cannot be read");
        let hint = "take the claim back and propose it again, then draw anew";
        return vec![refusal(Kind::ClaimNotAudited, detail).with_hint(hint)];
    };
    if undrawn > 0 {
        let detail =
            format!("{id}: families drawn for audit were taken back, and {undrawn} others are not drawn yet");
        return vec![refusal(Kind::ClaimNotAudited, detail).with_hint(hint)];
    }
    let all = claim.families.values().filter(|family| family.sampled.is_some()).count();
    let left = claim.standing().filter(|(_, family)| family.sampled.is_some()).count();
    if left == 0 || left * 2 < all {
        // What was looked at is no longer what goes in.
        let detail = format!("{id}: of {all} families drawn for audit {left} are still in the claim");
        let hint = "take the claim back and propose it again, then draw anew";
        return vec![refusal(Kind::ClaimNotAudited, detail).with_hint(hint)];
    }
    let drawn = claim.standing().filter(|(_, family)| family.sampled.is_some());
    let lacking = drawn.filter_map(|(family, one)| {
        let (detail, hint) = match one.audited() {
            Some("passed") => return None,
            Some(_) => ("failed its audit", format!("`hearth claim withdraw {id} --family {family}`")),
            None => {
                ("has no audit result", format!("`hearth audit record {id} {family} passed` or `failed`"))
            }
        };
        Some(refusal(Kind::ClaimNotAudited, format!("{id}: family {family} {detail}")).with_hint(hint))
    });
    lacking.collect()
}

/// How many families that stand the draws of a claim give and nobody drew: others were taken back after the draw. `None` if
/// one of the draws cannot be read.
fn undrawn(claim: &ClaimAccount) -> Option<usize> {
    let draws = claim.draws.iter().map(|line| Draw::parse(&line.detail)).collect::<Option<Vec<_>>>()?;
    let asked = draws.iter().flat_map(|draw| draw.of(claim.standing().map(|(family, _)| family)));
    let asked: std::collections::BTreeSet<FamilyId> = asked.collect();
    Some(asked.iter().filter(|family| claim.families[*family].sampled.is_none()).count())
}

/// Whether a sample may be drawn for a claim. A draw otherwise than the programme asks needs a reason.
#[must_use]
pub fn check_draw(
    account: &Account,
    id: &str,
    who: &str,
    draw: &Draw,
    asked: &Draw,
    reason: &str,
) -> Vec<Problem> {
    let mut problems = check_audit(account, id, who, &[]);
    if draw != asked && reason.trim().is_empty() {
        let detail = format!("{id}: the programme asks for {asked}");
        let hint = "leave --seed, --percent and --at-least out, or say why with --reason";
        problems.push(refusal(Kind::ClaimDraw, detail).with_hint(hint));
    }
    problems
}

/// Whether the auditor's result for a family may be recorded. One that takes back a `failed` needs a reason.
#[must_use]
pub fn check_result(account: &Account, id: &str, line: &Line) -> Vec<Problem> {
    let families = line.family.as_slice();
    let mut problems = check_audit(account, id, &line.who, families);
    let known = account.claims().get(id).and_then(|claim| claim.families.get(line.family.as_ref()?));
    problems.extend(reversal(id, line, known.and_then(|one| one.audited())));
    problems
}

fn check_audit(account: &Account, id: &str, who: &str, families: &[FamilyId]) -> Vec<Problem> {
    let claim = match claim(account, id) {
        Ok(claim) => claim,
        Err(problem) => return vec![problem],
    };
    let mut problems = not_in(id, claim, families);
    if !is_open(claim) {
        problems.push(wrong_state(id, claim, "is not open to audit"));
    }
    if is_same_person(&claim.proposer, who) {
        problems.push(one_person(id, "audited"));
    }
    for family in families {
        let drawn = claim.families.get(family).is_none_or(|one| one.sampled.is_some());
        if !drawn {
            problems
                .push(refusal(Kind::ClaimState, format!("{id}: family {family} is not in the sample drawn")));
        }
    }
    problems
}

/// Whether families may still be drawn and results recorded.
#[must_use]
pub fn is_open(claim: &ClaimAccount) -> bool {
    matches!(claim.state(), ClaimState::Proposed | ClaimState::Sampled | ClaimState::Audited)
}

/// Whether the line finds in order what was found wrong before, and says nothing of why.
pub(super) fn reversal(id: &str, line: &Line, known: Option<&str>) -> Option<Problem> {
    let known = known.filter(|known| ["failed", "invalid"].contains(known) && **known != *line.detail)?;
    if !line.reason.trim().is_empty() {
        return None;
    }
    let family = line.family.as_ref().map(FamilyId::as_str).unwrap_or_default();
    let detail = format!("{id}: family {family} was found {known}");
    Some(
        refusal(Kind::ClaimReversed, detail)
            .with_hint("say with --reason why it is found in order after all"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::line::Step;
    use super::super::rules::check_spot_check;
    use super::super::specimens::*;
    use super::*;
    use crate::claims::Share;

    fn kinds(problems: &[Problem]) -> Vec<Kind> {
        problems.iter().map(|problem| problem.kind).collect()
    }

    fn found(step: Step, result: &str) -> Line {
        Line::new(step, "k001", "C").about(&"f-1".into()).saying(result)
    }

    #[test]
    fn a_failed_audit_is_taken_back_only_with_a_reason_and_both_results_stay() {
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        lines.truncate(3);
        lines.push(found(Step::Audited, "failed"));
        let passed = found(Step::Audited, "passed");
        assert_eq!(kinds(&check_result(&account(&lines), "k001", &passed)), [Kind::ClaimReversed]);
        let passed = passed.because("the plan was found");
        assert_eq!(check_result(&account(&lines), "k001", &passed), []);
        lines.push(passed);
        let account = account(&lines);
        let one = &account.claims()["k001"].families[&FamilyId::from("f-1")];
        assert_eq!(one.audits.iter().map(|line| &*line.detail).collect::<Vec<_>>(), ["failed", "passed"]);
    }

    #[test]
    fn an_invalid_spot_check_is_taken_back_only_with_a_reason() {
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        let valid = found(Step::SpotChecked, "valid");
        assert_eq!(check_spot_check(&account(&lines), "k001", &valid), []);
        lines.push(found(Step::SpotChecked, "invalid"));
        assert_eq!(kinds(&check_spot_check(&account(&lines), "k001", &valid)), [Kind::ClaimReversed]);
        assert_eq!(check_spot_check(&account(&lines), "k001", &valid.because("their mistake")), []);
    }

    #[test]
    fn a_claim_with_a_draw_that_cannot_be_read_does_not_go_in() {
        let mut lines = submitted("k001", "f-1", &["p-1"]);
        lines.truncate(4);
        assert_eq!(lacking("k001", &account(&lines).claims()["k001"]), []);
        lines.insert(1, Line::new(Step::Sampled, "k001", "C").saying("a tenth of them"));
        assert_eq!(kinds(&lacking("k001", &account(&lines).claims()["k001"])), [Kind::ClaimNotAudited]);
    }

    #[test]
    fn a_draw_otherwise_than_asked_needs_a_reason() {
        let account = account(&[proposed("k001", "f-1", &["p-1"])]);
        let asked = Draw { seed: "head".to_owned(), share: Share::default() };
        let mine = Draw { seed: "4711".to_owned(), ..asked.clone() };
        let check = |draw: &Draw, reason| kinds(&check_draw(&account, "k001", "C", draw, &asked, reason));
        assert_eq!(check(&asked, ""), []);
        assert_eq!(check(&mine, " "), [Kind::ClaimDraw]);
        assert_eq!(check(&mine, "asked for by the department"), []);
    }

    #[test]
    fn a_claim_of_which_fewer_than_the_share_are_drawn_does_not_go_in() {
        let mut lines: Vec<Line> = ["f-1", "f-2", "f-3"].map(|family| proposed("k001", family, &[])).into();
        let draw = Draw { seed: "s".to_owned(), share: Share { percent: 1, at_least: 2 } };
        let all: Vec<FamilyId> = lines.iter().filter_map(|line| line.family.clone()).collect();
        lines.push(Line::new(Step::Sampled, "k001", "C").saying(&draw.to_string()));
        let drawn = draw.of(&all);
        for family in &drawn {
            let line = |step, detail| Line::new(step, "k001", "C").about(family).saying(detail);
            lines.extend([line(Step::Sampled, "random"), line(Step::Audited, "passed")]);
        }
        assert_eq!(lacking("k001", &account(&lines).claims()["k001"]), []);
        let first = drawn.first().expect("two were drawn");
        lines.push(Line::new(Step::Withdrawn, "k001", "A").about(first).because("moved away"));
        assert_eq!(kinds(&lacking("k001", &account(&lines).claims()["k001"])), [Kind::ClaimNotAudited]);
        let next = all.iter().find(|family| !drawn.contains(*family)).expect("a third");
        lines.push(Line::new(Step::Sampled, "k001", "C").about(next).saying("random"));
        lines.push(Line::new(Step::Audited, "k001", "C").about(next).saying("passed"));
        assert_eq!(lacking("k001", &account(&lines).claims()["k001"]), []);
    }
}
