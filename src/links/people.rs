//! Whom the keys of people mean: one decision for each key, or for each key and day where a number holds only for a time.
//!
//! The key table and the roster come in once; a meaning for a key and days goes out, with what agrees and what differs
//! where it is a doubt.

use super::candidates::{Candidate, find};
use super::decided::{Fate, Fates, LinkDecision, LinkDecisions, Word};
use super::decision::{Decision, Question};
use super::pair::{self, PairKey};
use super::review::{Doubt, ReviewCandidate};
use super::roster::{Fit, Known, PersonIx, Roster, RowForm};
use super::{AskedKeys, Meaning};
use crate::domain::{Period, PersonId, Text};
use crate::facts::Subject;
use crate::facts::unlinked::KeyIx;
use crate::problem::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// A key that has candidates.
struct Case {
    row: RowForm,
    candidates: Vec<Candidate>,
    /// The decision, once made, if it is the same on all days.
    settled: Option<Decision>,
    /// Whether a number of a candidate holds only for a time.
    dated: bool,
    /// What people decided about this key.
    word: Word<PersonIx>,
    said: Vec<LinkDecision>,
}

/// The keys of people, linked.
pub(super) struct PersonLinks<'a> {
    cases: BTreeMap<u32, Case>,
    roster: &'a Roster,
}

impl<'a> PersonLinks<'a> {
    pub(super) fn new(
        keys: &AskedKeys<'_>,
        roster: &'a Roster,
        decisions: &LinkDecisions,
        fates: &mut Fates,
    ) -> Self {
        let case = |(key, candidates)| (key, Case::new(RowForm::new(keys.get(key)), candidates, roster));
        let mut cases: BTreeMap<u32, Case> = find(keys, roster).into_iter().map(case).collect();
        for (key, keys) in keys.iter().filter(|_| !decisions.is_empty()) {
            let row = RowForm::new(keys);
            let said = decisions.of_row(pair::of_row(&row));
            let person = |decision: &LinkDecision| meant(decision, &row, roster);
            let word = Word::new(said, fates, person);
            if !word.is_silent() {
                let case = cases.entry(key).or_insert_with(|| Case::new(row, Vec::new(), roster));
                (case.word, case.said) = (word, said.to_vec());
            }
        }
        Self { cases, roster }
    }

    /// The key of a decision about a row and this person.
    pub(super) fn pair(&self, key: KeyIx, person: &PersonId) -> Option<PairKey> {
        let known = self.roster.get(self.roster.find(person)?);
        Some(pair::of_person_and(&self.cases.get(&key.0)?.row, known))
    }

    /// What people decided about the key.
    pub(super) fn decisions(&self, key: KeyIx) -> &[LinkDecision] {
        self.cases.get(&key.0).map(|case| case.said.as_slice()).unwrap_or_default()
    }

    /// Whom the key means on these days.
    pub(super) fn meaning(&mut self, key: KeyIx, days: Period) -> Meaning {
        match self.decision(key, days) {
            Decision::Nobody => Meaning::Nobody,
            Decision::Linked(person, rule) => {
                Meaning::These(vec![(Subject::Person(self.roster.get(person).id.clone()), rule)])
            }
            Decision::Doubt(kind, people) => {
                let case = &self.cases[&key.0];
                let candidates = people.into_iter().map(|person| case.describe(person, days, self.roster));
                Meaning::Doubt(Doubt { kind, candidates: candidates.collect() })
            }
        }
    }

    /// The person the key means on these days, if there is no doubt.
    pub(super) fn person(&mut self, key: KeyIx, days: Period) -> Option<PersonIx> {
        match self.decision(key, days) {
            Decision::Linked(person, _) => Some(person),
            Decision::Nobody | Decision::Doubt(..) => None,
        }
    }

    fn decision(&mut self, key: KeyIx, days: Period) -> Decision {
        let Some(case) = self.cases.get_mut(&key.0) else { return Decision::Nobody };
        if let Some(settled) = &case.settled {
            return settled.clone();
        }
        let decision = case.decide(days, self.roster);
        if !case.dated {
            case.settled = Some(decision.clone());
        }
        decision
    }
}

/// The person a decision is about, if what it rests on is as it was.
fn meant(decision: &LinkDecision, row: &RowForm, roster: &Roster) -> Result<PersonIx, Fate> {
    let Subject::Person(id) = &decision.subject else { return Err(Fate::NoRow) };
    let person = roster.find(id).ok_or(Fate::Gone)?;
    let now = pair::of_person_and(row, roster.get(person));
    if now == decision.pair { Ok(person) } else { Err(Fate::Changed) }
}

impl Case {
    fn new(row: RowForm, candidates: Vec<Candidate>, roster: &Roster) -> Self {
        let numbers = candidates.iter().flat_map(|candidate| &roster.get(candidate.person).numbers);
        let dated = numbers.into_iter().any(|number| !number.holds_always());
        Self { row, candidates, settled: None, dated, word: Word::default(), said: Vec::new() }
    }

    /// What people said goes before the rules; whom they ruled out is nobody's candidate.
    fn decide(&self, days: Period, roster: &Roster) -> Decision {
        let mut accepted = self.word.accepted.iter();
        match (accepted.next(), accepted.next()) {
            (Some((person, rule)), None) => return Decision::Linked(*person, rule.clone()),
            // One row is never two people's, whatever was said of it.
            (Some(_), Some(_)) => {
                return Decision::Doubt(Kind::LinkConflict, self.word.accepted.keys().copied().collect());
            }
            (None, _) => {}
        }
        let asked = |candidates: &[Candidate]| Question { row: &self.row, candidates, days, roster }.decide();
        let rejected = &self.word.rejected;
        if rejected.is_empty() {
            return asked(&self.candidates);
        }
        let left: Vec<Candidate> =
            self.candidates.iter().filter(|one| !rejected.contains(&one.person)).copied().collect();
        match (asked(&self.candidates), asked(&left)) {
            // Who was doubtful beside somebody ruled out stays so until somebody says so of them too.
            (Decision::Doubt(kind, people), Decision::Nobody) => {
                let people: BTreeSet<PersonIx> = people.difference(rejected).copied().collect();
                if people.is_empty() { Decision::Nobody } else { Decision::Doubt(kind, people) }
            }
            (_, decision) => decision,
        }
    }

    fn question<'a>(&'a self, days: Period, roster: &'a Roster) -> Question<'a> {
        Question { row: &self.row, candidates: &self.candidates, days, roster }
    }

    fn describe(&self, person: PersonIx, days: Period, roster: &Roster) -> ReviewCandidate {
        let known = roster.get(person);
        let fits = self.fits(known, days);
        let codes = |wanted: Fit| {
            fits.iter().filter(|(_, fit)| *fit == wanted).map(|(code, _)| code.clone()).collect()
        };
        ReviewCandidate {
            subject: Subject::Person(known.id.clone()),
            rules: self.question(days, roster).rules(person),
            agrees: codes(Fit::Agrees),
            differs: codes(Fit::Differs),
            pair: pair::of_person_and(&self.row, known),
        }
    }

    fn fits(&self, known: &Known, days: Period) -> Vec<(Text, Fit)> {
        let row = &self.row;
        let mut fits: Vec<(Text, Fit)> = vec![
            ("forename".into(), row.forename_fit(known)),
            ("surname".into(), row.surname_fit(known)),
            ("born".into(), row.born_fit(known)),
            ("sex".into(), row.sex_fit(known)),
            ("postcode".into(), row.postcode_fit(known)),
        ];
        let mut schemes: Vec<&str> = row.numbers.iter().map(|(scheme, _)| scheme.as_str()).collect();
        schemes.dedup();
        fits.extend(schemes.into_iter().map(|scheme| (scheme.into(), row.number_fit(scheme, known, days))));
        fits
    }
}
