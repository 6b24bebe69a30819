//! Whom the keys of people mean: one decision for each key, or for each key and day where a number holds only for a time.
//!
//! The key table and the roster come in once; a meaning for a key and days goes out, with what agrees and what differs
//! where it is a doubt. The rules go first, and where they name nobody the weight of the evidence decides.

use super::candidates::{Candidate, find};
use super::decided::{Fate, Fates, LinkDecision, LinkDecisions, Word};
use super::decision::{Decision, PROBABLE, Question, is_by_weight};
use super::likely::{Guess, Likely};
use super::pair::{self, PairKey};
use super::review::{Doubt, ReviewCandidate};
use super::roster::{Fit, Known, PersonIx, Roster, RowForm};
use super::weighing::Weighing;
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
    /// Who it may be by weight, the likeliest first.
    guesses: Vec<Guess>,
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
    weighing: &'a Weighing,
    /// Whether weights may link, and not only ask.
    may_link: bool,
}

impl<'a> PersonLinks<'a> {
    pub(super) fn new(
        keys: &AskedKeys<'_>,
        roster: &'a Roster,
        (likely, weighing): (&Likely, &'a Weighing),
        decisions: &LinkDecisions,
        fates: &mut Fates,
    ) -> Self {
        let mut found = find(keys, roster);
        likely.keys().for_each(|key| _ = found.entry(key).or_default());
        let case = |(key, candidates)| {
            (key, Case::new(RowForm::new(keys.get(key)), candidates, likely.of(key), roster))
        };
        let mut cases: BTreeMap<u32, Case> = found.into_iter().map(case).collect();
        for (key, keys) in keys.iter().filter(|_| !decisions.is_empty()) {
            let row = RowForm::new(keys);
            let said = decisions.of_row(pair::of_row(&row));
            let person = |decision: &LinkDecision| meant(decision, &row, roster);
            let word = Word::new(said, fates, person);
            if !word.is_silent() {
                let case = cases.entry(key).or_insert_with(|| Case::new(row, Vec::new(), &[], roster));
                (case.word, case.said) = (word, said.to_vec());
            }
        }
        Self { cases, roster, weighing, may_link: likely.may_link }
    }

    /// The key of a decision about a row and this person, and the weight of the evidence.
    pub(super) fn pair(&self, key: KeyIx, person: &PersonId) -> Option<(PairKey, Option<i32>)> {
        let person = self.roster.find(person)?;
        let case = self.cases.get(&key.0)?;
        Some((pair::of_person_and(&case.row, self.roster.get(person)), case.weight(person)))
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

    /// The person the key means on these days, if there is no doubt. A link by weight does not count: it may tell of
    /// something that happened, never prove that nothing else did.
    pub(super) fn person(&mut self, key: KeyIx, days: Period) -> Option<PersonIx> {
        match self.decision(key, days) {
            Decision::Linked(person, rule) => Some(person).filter(|_| !is_by_weight(&rule)),
            Decision::Nobody | Decision::Doubt(..) => None,
        }
    }

    fn decision(&mut self, key: KeyIx, days: Period) -> Decision {
        let Some(case) = self.cases.get_mut(&key.0) else { return Decision::Nobody };
        if let Some(settled) = &case.settled {
            return settled.clone();
        }
        let decision = case.decide(days, self.roster, (self.weighing, self.may_link));
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
    fn new(row: RowForm, candidates: Vec<Candidate>, guesses: &[Guess], roster: &Roster) -> Self {
        // Of those by weight only the likeliest is asked for other numbers.
        let likeliest = guesses.first().map(|one| one.person);
        let people = candidates.iter().map(|one| one.person).chain(likeliest);
        let numbers = people.flat_map(|person| &roster.get(person).numbers);
        let dated = numbers.into_iter().any(|number| !number.holds_always());
        let (word, said) = (Word::default(), Vec::new());
        Self { row, candidates, guesses: guesses.to_vec(), settled: None, dated, word, said }
    }

    /// What people said goes before the rules; whom they ruled out is nobody's candidate.
    fn decide(&self, days: Period, roster: &Roster, (weighing, may_link): (&Weighing, bool)) -> Decision {
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
        let all = asked(&self.candidates);
        match self.without_rejected(&all, asked) {
            Decision::Nobody => {
                let rejected = &self.word.rejected;
                let may_link = may_link && all == Decision::Nobody && rejected.is_empty();
                self.question(days, roster).weigh(&self.guesses, rejected, may_link, weighing)
            }
            decision => decision,
        }
    }

    /// What the rules say once those are left out whom a person ruled out.
    fn without_rejected(&self, all: &Decision, asked: impl Fn(&[Candidate]) -> Decision) -> Decision {
        let rejected = &self.word.rejected;
        if rejected.is_empty() {
            return all.clone();
        }
        let left: Vec<Candidate> =
            self.candidates.iter().filter(|one| !rejected.contains(&one.person)).copied().collect();
        match (all, asked(&left)) {
            // Who was doubtful beside somebody ruled out stays so until somebody says so of them too.
            (Decision::Doubt(kind, people), Decision::Nobody) => {
                let people: BTreeSet<PersonIx> = people.difference(rejected).copied().collect();
                if people.is_empty() { Decision::Nobody } else { Decision::Doubt(*kind, people) }
            }
            (_, decision) => decision,
        }
    }

    fn weight(&self, person: PersonIx) -> Option<i32> {
        self.guesses.iter().find(|guess| guess.person == person).map(|guess| guess.weight)
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
        let mut rules = self.question(days, roster).rules(person);
        if rules.is_empty() {
            rules.push(PROBABLE.into());
        }
        ReviewCandidate {
            subject: Subject::Person(known.id.clone()),
            rules,
            weight: self.weight(person),
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
