//! What the lines of the register come to: for each claim its families and where it stands, the overrides that stand, and
//! which family ids mean one family. Lines come in, oldest first; nothing is decided or refused here.

use super::line::{Line, Step};
use crate::domain::{ClauseId, Day, FamilyId, PersonId, Text};
use std::collections::{BTreeMap, BTreeSet};

/// Where a claim stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ClaimState {
    /// Put together; no sample is drawn.
    Proposed,
    /// A sample is drawn; not every result is there.
    Sampled,
    /// Every family of the sample passed.
    Audited,
    /// Gone to the department.
    Submitted,
    /// Signed off.
    SignedOff,
    /// Taken back, whole or family by family.
    Withdrawn,
}

impl ClaimState {
    /// As shown to people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Sampled => "sampled",
            Self::Audited => "audited",
            Self::Submitted => "submitted",
            Self::SignedOff => "signed off",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A family of a claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClaimedFamily {
    /// The line that put it in.
    pub line: Line,
    /// Whether it, or the claim, was taken back.
    pub is_withdrawn: bool,
    /// Why it was drawn for audit; `None` if it was not.
    pub sampled: Option<Text>,
    /// The lines with the auditor's results, `passed` or `failed`, first to last: the last counts.
    pub audits: Vec<Line>,
    /// The lines with the department's results, `valid` or `invalid`, likewise.
    pub spot_checks: Vec<Line>,
}

/// A claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClaimAccount {
    /// Its families, by id.
    pub families: BTreeMap<FamilyId, ClaimedFamily>,
    /// The window's name.
    pub window: Text,
    /// The day it is for.
    pub as_of: Day,
    /// The run it rests on, `day/name`.
    pub run: Text,
    /// Who proposed it.
    pub proposer: Text,
    /// The lines that drew its sample, first to last. One with a reason drew otherwise than the programme asks.
    pub draws: Vec<Line>,
    /// Who submitted it.
    pub submitted: Option<Text>,
    /// Who signed it off.
    pub signed_off: Option<Text>,
}

impl ClaimAccount {
    fn new(line: &Line) -> Option<Self> {
        Some(Self {
            families: BTreeMap::new(),
            window: line.window.clone(),
            as_of: line.as_of?,
            run: line.run.clone(),
            proposer: line.who.clone(),
            draws: Vec::new(),
            submitted: None,
            signed_off: None,
        })
    }

    /// The families that were not taken back, by id.
    pub fn standing(&self) -> impl Iterator<Item = (&FamilyId, &ClaimedFamily)> {
        self.families.iter().filter(|(_, family)| !family.is_withdrawn)
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> ClaimState {
        let mut sampled = self.standing().filter(|(_, family)| family.sampled.is_some());
        if self.standing().next().is_none() {
            ClaimState::Withdrawn
        } else if self.signed_off.is_some() {
            ClaimState::SignedOff
        } else if self.submitted.is_some() {
            ClaimState::Submitted
        } else if self.draws.is_empty() {
            ClaimState::Proposed
        } else if sampled.all(|(_, family)| family.audited() == Some("passed")) {
            ClaimState::Audited
        } else {
            ClaimState::Sampled
        }
    }

    /// What its standing families come to, in pence.
    #[must_use]
    pub fn pence(&self) -> u64 {
        self.standing().filter_map(|(_, family)| family.line.pence).sum()
    }
}

/// A signed decision that a letter counts as met by other progress than the plan's ways. The computed verdict stays.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Override {
    /// The family.
    pub family: FamilyId,
    /// The letter it stands for.
    pub letter: ClauseId,
    /// The day it was signed; questions of earlier days do not know it.
    pub signed_on: Day,
}

/// The register, read.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Account {
    claims: BTreeMap<Text, ClaimAccount>,
    overrides: BTreeMap<(FamilyId, ClauseId), Day>,
    same: BTreeMap<FamilyId, FamilyId>,
    merged_by: BTreeMap<FamilyId, Text>,
}

impl Account {
    /// What these lines come to; each with the day it counts from, oldest first.
    #[must_use]
    pub fn of<'l>(lines: impl IntoIterator<Item = (Day, &'l Line)>) -> Self {
        let mut account = Self::default();
        for (day, line) in lines {
            account.add(day, line);
        }
        account
    }

    fn add(&mut self, day: Day, line: &Line) {
        match (line.step, &line.family) {
            (Step::Overridden, Some(family)) => {
                self.overrides.entry((family.clone(), line.letter())).or_insert(day);
            }
            (Step::Revoked, Some(family)) => {
                self.overrides.remove(&(family.clone(), line.letter()));
            }
            (Step::SameFamily, Some(family)) => {
                self.same.insert(family.clone(), FamilyId::new(line.detail.clone()));
                self.merged_by.insert(family.clone(), line.who.clone());
            }
            (Step::OtherFamily, Some(family)) => {
                self.same.remove(family);
                self.merged_by.remove(family);
            }
            _ => self.add_to_claim(line),
        }
    }

    fn add_to_claim(&mut self, line: &Line) {
        if line.step == Step::Proposed
            && let Some(new) = ClaimAccount::new(line)
        {
            self.claims.entry(line.claim.clone()).or_insert(new);
        }
        let Some(claim) = self.claims.get_mut(&line.claim) else { return };
        if let (Step::Proposed, Some(family)) = (line.step, &line.family) {
            claim.families.insert(family.clone(), ClaimedFamily::new(line));
            return;
        }
        match (line.step, &line.family) {
            (Step::Sampled, None) => claim.draws.push(line.clone()),
            (Step::Submitted, _) => claim.submitted = Some(line.who.clone()),
            (Step::SignedOff, _) => claim.signed_off = Some(line.who.clone()),
            (Step::Withdrawn, None) => {
                claim.families.values_mut().for_each(|family| family.is_withdrawn = true);
            }
            (step, Some(family)) => {
                if let Some(family) = claim.families.get_mut(family) {
                    family.add(step, line);
                }
            }
            _ => {}
        }
    }

    /// The claims, by id.
    #[must_use]
    pub fn claims(&self) -> &BTreeMap<Text, ClaimAccount> {
        &self.claims
    }

    /// The id of the next claim.
    #[must_use]
    pub fn next_claim(&self) -> String {
        format!("k{:03}", self.claims.len() + 1)
    }

    /// The overrides that stand, by family and letter.
    pub fn overrides(&self) -> impl Iterator<Item = Override> {
        self.overrides.iter().map(|((family, letter), day)| Override {
            family: family.clone(),
            letter: letter.clone(),
            signed_on: *day,
        })
    }

    /// Which family ids mean an earlier family, by id.
    #[must_use]
    pub fn same(&self) -> &BTreeMap<FamilyId, FamilyId> {
        &self.same
    }

    /// Who said that this id means an earlier family; `None` if nobody did.
    #[must_use]
    pub fn merged_by(&self, family: &FamilyId) -> Option<&Text> {
        self.merged_by.get(family)
    }

    /// The claims in which the family stands under any of its ids, by claim.
    #[must_use]
    pub fn claims_of(&self, family: &FamilyId) -> Vec<&Text> {
        let first = first_id(&self.same, family);
        let standing = self.standing(true).filter(|(_, _, one)| {
            one.line.family.as_ref().is_some_and(|family| first_id(&self.same, family) == first)
        });
        standing.map(|(claim, ..)| claim).collect()
    }

    /// The families of claims that stand, with their claim: submitted ones, or also those only proposed.
    pub fn standing(
        &self,
        with_proposed: bool,
    ) -> impl Iterator<Item = (&Text, &ClaimAccount, &ClaimedFamily)> {
        let claims = self.claims.iter().filter(move |(_, claim)| with_proposed || claim.submitted.is_some());
        claims.flat_map(|(id, claim)| claim.standing().map(move |(_, family)| (id, claim, family)))
    }

    /// The members of every family that was ever in a claim, each as often as they were.
    pub fn people(&self) -> impl Iterator<Item = &PersonId> {
        self.claims.values().flat_map(|claim| claim.families.values()).flat_map(ClaimedFamily::people)
    }

    /// Whether the family was once in a claim and taken back.
    #[must_use]
    pub fn was_withdrawn(&self, family: &FamilyId) -> bool {
        let first = first_id(&self.same, family);
        let all = self.claims.values().flat_map(|claim| &claim.families);
        all.filter(|(_, one)| one.is_withdrawn).any(|(id, _)| first_id(&self.same, id) == first)
    }
}

impl ClaimedFamily {
    fn new(line: &Line) -> Self {
        Self {
            line: line.clone(),
            is_withdrawn: false,
            sampled: None,
            audits: Vec::new(),
            spot_checks: Vec::new(),
        }
    }

    fn add(&mut self, step: Step, line: &Line) {
        match step {
            // Why it was drawn first; it is never drawn twice.
            Step::Sampled => _ = self.sampled.get_or_insert_with(|| line.detail.clone()),
            Step::Audited => self.audits.push(line.clone()),
            Step::SpotChecked => self.spot_checks.push(line.clone()),
            Step::Withdrawn => self.is_withdrawn = true,
            _ => {}
        }
    }

    /// The auditor's last result, `passed` or `failed`.
    #[must_use]
    pub fn audited(&self) -> Option<&str> {
        self.audits.last().map(|line| &*line.detail)
    }

    /// The department's last result, `valid` or `invalid`.
    #[must_use]
    pub fn spot_checked(&self) -> Option<&str> {
        self.spot_checks.last().map(|line| &*line.detail)
    }

    /// Its members on the day the claim is for.
    #[must_use]
    pub fn people(&self) -> &BTreeSet<PersonId> {
        &self.line.people
    }

    /// The family's id.
    #[must_use]
    pub fn family(&self) -> FamilyId {
        self.line.family.clone().expect("a family is put into a claim by a line that names it")
    }
}

/// The first of the ids that mean this family: ids are followed to the earlier one until there is none.
#[must_use]
pub fn first_id<'f>(same: &'f BTreeMap<FamilyId, FamilyId>, family: &'f FamilyId) -> &'f FamilyId {
    let mut first = family;
    // Each id is followed once at most, so that a circle, which the rules refuse, still ends.
    for _ in 0..=same.len() {
        match same.get(first) {
            Some(earlier) => first = earlier,
            None => break,
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::super::super::specimens::day;
    use super::super::specimens::*;
    use super::*;

    fn state(lines: &[Line]) -> ClaimState {
        account(lines).claims()["k001"].state()
    }

    #[test]
    fn a_claim_goes_from_step_to_step() {
        let mut lines = vec![proposed("k001", "f-1", &["p-1"]), proposed("k001", "f-2", &["p-2"])];
        assert_eq!(state(&lines), ClaimState::Proposed);
        lines.push(Line::new(Step::Sampled, "k001", "C").saying("10 percent, at least 5, seed s"));
        lines.push(Line::new(Step::Sampled, "k001", "C").about(&"f-1".into()).saying("random"));
        assert_eq!(state(&lines), ClaimState::Sampled);
        lines.push(Line::new(Step::Audited, "k001", "C").about(&"f-1".into()).saying("passed"));
        assert_eq!(state(&lines), ClaimState::Audited);
        lines.push(Line::new(Step::Submitted, "k001", "B"));
        assert_eq!(state(&lines), ClaimState::Submitted);
        lines.push(Line::new(Step::SignedOff, "k001", "D"));
        assert_eq!(state(&lines), ClaimState::SignedOff);
        lines.push(Line::new(Step::Withdrawn, "k001", "D").because("a mistake"));
        assert_eq!(state(&lines), ClaimState::Withdrawn);
    }

    #[test]
    fn a_family_taken_back_no_longer_stands_and_is_not_paid() {
        let lines = [
            proposed("k001", "f-1", &["p-1"]),
            proposed("k001", "f-2", &["p-2"]),
            Line::new(Step::Withdrawn, "k001", "A").about(&"f-1".into()),
        ];
        let account = account(&lines);
        assert_eq!(account.claims()["k001"].pence(), 80_000);
        assert!(account.was_withdrawn(&"f-1".into()) && !account.was_withdrawn(&"f-2".into()));
    }

    #[test]
    fn an_override_stands_until_it_is_revoked() {
        let letter = |step| Line::new(step, "", "Head of Service").about(&"f-1".into()).saying("x");
        let stands = account(&[letter(Step::Overridden)]);
        let expected = Override { family: "f-1".into(), letter: "x".into(), signed_on: day("2017-04-03") };
        assert_eq!(stands.overrides().collect::<Vec<_>>(), [expected]);
        assert_eq!(account(&[letter(Step::Overridden), letter(Step::Revoked)]).overrides().count(), 0);
    }

    #[test]
    fn ids_are_followed_to_the_first_and_a_circle_ends() {
        let same = |pairs: &[(&str, &str)]| -> BTreeMap<FamilyId, FamilyId> {
            pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect()
        };
        assert_eq!(first_id(&same(&[("c", "b"), ("b", "a")]), &"c".into()).as_str(), "a");
        assert!(["a", "b"].contains(&first_id(&same(&[("a", "b"), ("b", "a")]), &"a".into()).as_str()));
    }
}
