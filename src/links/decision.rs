//! The decision: which candidate a key means on some days, by which rule, or why a person must say.
//!
//! A row in the form to compare, its candidates and days come in; one person with the named rule, nobody, or a doubt
//! goes out. The rules, in order: a number that names one person and is confirmed by the birth date (`upn+born`), by the
//! name where there is no birth date (`upn+name`), or by itself where the scheme is strong (`upn`); then
//! `name+born+postcode`. Whatever speaks against it makes it a doubt. Where no rule names anybody the weight of all that
//! was compared may: `strong` links, `probable` asks a person.

use super::candidates::{Candidate, Ground};
use super::likely::Guess;
use super::roster::{Fit, Known, PersonIx, Roster, RowForm};
use super::schemes;
use super::weighing::Weighing;
use crate::domain::{Period, Text};
use crate::facts::LinkRule;
use crate::problem::Kind;
use std::collections::BTreeSet;

/// The rule of a link by weight.
pub(super) const STRONG: &str = "strong";

/// The rule of a candidate by weight that a person is asked about.
pub(super) const PROBABLE: &str = "probable";

/// The rule of an address that is a home's, written otherwise.
pub(super) const ALIKE: &str = "address-alike";

/// Whether a rule is that of a link by weight or likeness, and none about numbers, names or addresses as they stand.
#[must_use]
pub fn is_by_weight(rule: &str) -> bool {
    [STRONG, PROBABLE, ALIKE].contains(&rule)
}

/// What the candidates of a key come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Decision {
    /// Nobody of the cohort.
    Nobody,
    /// This person, by this rule.
    Linked(PersonIx, LinkRule),
    /// One of these, or none; a person must say.
    Doubt(Kind, BTreeSet<PersonIx>),
}

/// A key on some days, with the candidates that stand on them.
pub(super) struct Question<'a> {
    pub(super) row: &'a RowForm,
    pub(super) candidates: &'a [Candidate],
    pub(super) days: Period,
    pub(super) roster: &'a Roster,
}

impl Question<'_> {
    /// Decides.
    pub(super) fn decide(&self) -> Decision {
        let named: BTreeSet<PersonIx> = self.numbers().map(|(person, _)| person).collect();
        match named.len() {
            0 => self.decide_by_name(),
            1 => named.first().map_or(Decision::Nobody, |person| self.confirm(*person)),
            _ => {
                let numbers: BTreeSet<_> = self.numbers().map(|(_, number)| number).collect();
                let kind = if numbers.len() == 1 { Kind::LinkTwoCandidates } else { Kind::LinkConflict };
                Decision::Doubt(kind, named)
            }
        }
    }

    /// Decides by weight, where no rule named anybody. Linked is who is likely enough, alone, with a forename and a birth
    /// date that agree but for a slip and no other number; never where the rules left a doubt, and never where a number of
    /// the row is somebody's, though on other days. A person is asked where it is likely to be one of those left, whichever.
    pub(super) fn weigh(
        &self,
        guesses: &[Guess],
        rejected: &BTreeSet<PersonIx>,
        may_link: bool,
        weighing: &Weighing,
    ) -> Decision {
        let likely = weighing.likely(guesses, rejected);
        let is_numbered = self.candidates.iter().any(|one| matches!(one.ground, Ground::Number(_)));
        let best = guesses.first().filter(|best| {
            may_link
                && !is_numbered
                && weighing.accepts(best.weight)
                && best.is_alike
                && !self.has_other_number(self.roster.get(best.person))
        });
        match best {
            Some(best) if likely.len() < 2 => Decision::Linked(best.person, STRONG.into()),
            _ if likely.is_empty() => Decision::Nobody,
            _ => Decision::Doubt(Kind::LinkLikely, likely),
        }
    }

    /// The rules by which the candidates name this person, best first.
    pub(super) fn rules(&self, person: PersonIx) -> Vec<LinkRule> {
        let known = self.roster.get(person);
        let numbers = self.schemes(person).into_iter().map(|scheme| self.number_rule(scheme, known));
        let names = self.candidates.iter().filter(|candidate| candidate.person == person);
        let names = names.filter_map(|candidate| match candidate.ground {
            Ground::Number(_) => None,
            Ground::NameBornPostcode => Some(Text::from("name+born+postcode")),
            Ground::NameBorn => Some(Text::from("name+born")),
        });
        numbers.chain(names).collect()
    }

    /// Schemes and numbers of the row that name someone on these days.
    fn numbers(&self) -> impl Iterator<Item = (PersonIx, (&str, &str))> {
        self.candidates.iter().filter_map(|candidate| match candidate.ground {
            Ground::Number(place) => {
                let number = &self.roster.get(candidate.person).numbers[place];
                let named = (candidate.person, (number.scheme.as_str(), number.value.as_str()));
                number.holds(self.days).then_some(named)
            }
            Ground::NameBornPostcode | Ground::NameBorn => None,
        })
    }

    /// The schemes by which this person is named, strongest first.
    fn schemes(&self, person: PersonIx) -> Vec<&str> {
        let own = self.numbers().filter(|(named, _)| *named == person);
        let mut schemes: Vec<_> = own.map(|(_, (scheme, _))| scheme).collect();
        schemes.sort_by_key(|scheme| (schemes::rank(scheme), *scheme));
        schemes.dedup();
        schemes
    }

    fn number_rule(&self, scheme: &str, known: &Known) -> LinkRule {
        let names = (self.row.forename_fit(known), self.row.surname_fit(known));
        match (self.row.born_fit(known), names) {
            (Fit::Agrees, _) => format!("{scheme}+born").into(),
            (Fit::Unknown, (Fit::Agrees, Fit::Agrees)) => format!("{scheme}+name").into(),
            _ => scheme.into(),
        }
    }

    fn confirm(&self, person: PersonIx) -> Decision {
        let known = self.roster.get(person);
        let names = (self.row.forename_fit(known), self.row.surname_fit(known));
        let born = self.row.born_fit(known);
        let others = self.same_name(&[Ground::NameBornPostcode, Ground::NameBorn], Some(person));
        if !others.is_empty() && (born, names) != (Fit::Agrees, (Fit::Agrees, Fit::Agrees)) {
            return Decision::Doubt(Kind::LinkConflict, others.into_iter().chain([person]).collect());
        }
        let alone = |kind| Decision::Doubt(kind, BTreeSet::from([person]));
        let schemes = self.schemes(person);
        let strong = schemes.iter().any(|scheme| schemes::is_strong(scheme));
        match (born, names) {
            (Fit::Differs, _) => alone(Kind::LinkBirthDate),
            _ if self.has_other_number(known) => alone(Kind::LinkConflict),
            (Fit::Unknown, (Fit::Differs, Fit::Differs)) => alone(Kind::LinkUnconfirmed),
            (Fit::Unknown, names) if !strong && names != (Fit::Agrees, Fit::Agrees) => {
                alone(Kind::LinkUnconfirmed)
            }
            _ => Decision::Linked(person, self.number_rule(schemes[0], known)),
        }
    }

    fn decide_by_name(&self) -> Decision {
        let people = self.same_name(&[Ground::NameBornPostcode], None);
        match people.first() {
            None => Decision::Nobody,
            Some(_) if people.len() > 1 => Decision::Doubt(Kind::LinkTwoCandidates, people),
            Some(person) if self.has_other_number(self.roster.get(*person)) => {
                Decision::Doubt(Kind::LinkConflict, people)
            }
            Some(person) => Decision::Linked(*person, "name+born+postcode".into()),
        }
    }

    /// Who stands on one of these grounds, but for one person.
    fn same_name(&self, grounds: &[Ground], but: Option<PersonIx>) -> BTreeSet<PersonIx> {
        let others = self.candidates.iter().filter(|other| Some(other.person) != but);
        others.filter(|other| grounds.contains(&other.ground)).map(|other| other.person).collect()
    }

    /// Whether the row has another number than the person in a scheme of which one person has one number.
    fn has_other_number(&self, known: &Known) -> bool {
        self.row.numbers.iter().any(|(scheme, _)| {
            schemes::one_per_person(scheme) && self.row.number_fit(scheme, known, self.days) == Fit::Differs
        })
    }
}
