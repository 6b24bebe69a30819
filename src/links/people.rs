//! Whom the keys of people mean: one decision for each key, or for each key and day where a number holds only for a time.
//!
//! The key table and the roster come in once; a meaning for a key and days goes out, with what agrees and what differs
//! where it is a doubt.

use super::candidates::{Candidate, find};
use super::decision::{Decision, Question};
use super::review::{Doubt, ReviewCandidate};
use super::roster::{Fit, Known, PersonIx, Roster, RowForm};
use super::{AskedKeys, Meaning};
use crate::domain::{Period, Text};
use crate::facts::Subject;
use crate::facts::unlinked::KeyIx;
use std::collections::BTreeMap;

/// A key that has candidates.
struct Case {
    row: RowForm,
    candidates: Vec<Candidate>,
    /// The decision, once made, if it is the same on all days.
    settled: Option<Decision>,
    /// Whether a number of a candidate holds only for a time.
    dated: bool,
}

/// The keys of people, linked.
pub(super) struct PersonLinks<'a> {
    cases: BTreeMap<u32, Case>,
    roster: &'a Roster,
}

impl<'a> PersonLinks<'a> {
    pub(super) fn new(keys: &AskedKeys<'_>, roster: &'a Roster) -> Self {
        let case = |key: u32, candidates: Vec<Candidate>| {
            let numbers = candidates.iter().flat_map(|candidate| &roster.get(candidate.person).numbers);
            let dated = numbers.into_iter().any(|number| !number.holds_always());
            Case { row: RowForm::new(keys.get(key)), candidates, settled: None, dated }
        };
        let cases = find(keys, roster).into_iter().map(|(key, found)| (key, case(key, found))).collect();
        Self { cases, roster }
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
        let decision = case.question(days, self.roster).decide();
        if !case.dated {
            case.settled = Some(decision.clone());
        }
        decision
    }
}

impl Case {
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
