//! What one test of a plan asks, in plain English: the sentence with its figures and facts, what else must hold, when nobody
//! can tell, when it is not asked, and the parameters that decide. Every field of every test is told or the program does not
//! compile.

use super::words::{Words, codes, facts, scope};
use super::{happenings, records, states, work};
use crate::outcomes::plan::Test;
use std::collections::BTreeSet;

/// What is told of a test.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Told {
    /// What is tested, and what else must hold.
    pub asked: Vec<String>,
    /// Tests below it, under a line that says how they join.
    pub below: Vec<Told>,
    /// When it is unknown, beside the rules that hold for every clause.
    pub unknown: Vec<String>,
    /// When it is not applicable, beside the rules that hold for every clause.
    pub not_applicable: Vec<String>,
    /// The parameters that decide.
    pub parameters: BTreeSet<String>,
}

impl Told {
    /// A test that begins with this sentence.
    #[must_use]
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { asked: vec![sentence.into()], ..Self::default() }
    }

    /// Also this must hold.
    pub fn also(&mut self, holds: bool, sentence: impl FnOnce() -> String) {
        if holds {
            self.asked.push(sentence());
        }
    }

    /// Also this must hold, with what an option holds.
    pub fn also_with<T>(&mut self, value: Option<T>, sentence: impl FnOnce(T) -> String) {
        self.asked.extend(value.map(sentence));
    }

    /// Unknown in this case.
    #[must_use]
    pub fn unknown_if(mut self, sentence: &str) -> Self {
        self.unknown.push(sentence.to_owned());
        self
    }

    /// Not applicable in this case.
    pub fn not_asked(&mut self, holds: bool, sentence: impl FnOnce() -> String) {
        if holds {
            self.not_applicable.push(sentence());
        }
    }

    /// Decided by these parameters.
    #[must_use]
    pub fn by(mut self, parameters: &[&str]) -> Self {
        self.parameters.extend(parameters.iter().map(|name| (*name).to_owned()));
        self
    }

    /// Unknown and not applicable in all cases of the tests below too, decided by all their parameters.
    fn gathered(mut self, below: Vec<Told>) -> Self {
        for one in &below {
            self.unknown.extend(one.unknown.iter().cloned());
            self.not_applicable.extend(one.not_applicable.iter().cloned());
            self.parameters.extend(one.parameters.iter().cloned());
        }
        self.below = below;
        self
    }
}

/// Whether a test is asked at engagement, of a criterion, or of progress.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// On the day of engagement.
    Entry,
    /// On the day asked, after engagement.
    Progress,
}

/// Tells a test.
#[must_use]
pub fn told(test: &Test, words: Words<'_>, when: When) -> Told {
    let part = |test: &Test| told(test, words, when);
    match test {
        Test::All(parts) => Told::new("All of these").gathered(parts.iter().map(part).collect()),
        Test::Any(parts) => Told::new("Any of these").gathered(parts.iter().map(part).collect()),
        Test::Not(test) => Told::new("Not this").gathered(vec![part(test)]),
        Test::OnlyOf(people, test) => {
            let mut told = Told::new(format!("Only of each {}", scope(*people, false)));
            told.not_asked(true, || "for everybody else".to_owned());
            told.gathered(vec![part(test)])
        }
        Test::ForLetters(letters, test) => {
            let letters = super::words::row(
                &letters.iter().map(|letter| format!("`{letter}`")).collect::<Vec<_>>(),
                "and",
            );
            let mut told = Told::new(format!("Only for {letters}"));
            told.not_asked(true, || "for other letters".to_owned());
            told.gathered(vec![part(test)])
        }
        Test::SameAs(clause) => Told::new(format!("The same as `{clause}`")),
        Test::NoMeasure => {
            Told::new("Nothing: the plan has no measure of a family here").unknown_if("always (`no-measure`)")
        }
        Test::Cohort => {
            Told::new("Nothing of a family: a figure of all families together, which never settles one")
        }
        _ => primitive(test, words, when),
    }
}

fn primitive(test: &Test, words: Words<'_>, when: When) -> Told {
    match test {
        Test::Happened(test) => happenings::happened(test, words, when),
        Test::AtMost(test) => happenings::at_most(test, words, when),
        Test::Rate(test) => happenings::rate(test, words, when),
        Test::Reduction(test) => happenings::reduction(test, words),
        Test::Quarter(test) => happenings::quarter(test),
        Test::Open(test) => states::open(test, words, when),
        Test::Step(test) => states::step(test, words),
        Test::Held(test) => states::held(test, words),
        Test::Closed(test) => states::closed(test, words),
        Test::Engaged(test) => states::engaged(test, words),
        Test::CleanAfter(test) => states::clean_after(test, words),
        Test::CleanSince(test) => states::clean_since(test, words),
        Test::QuietSince(test) => states::quiet_since(test, words),
        Test::LeavesSchool(test) => states::leaves_school(test),
        Test::AtHome(test) => states::at_home(test, words),
        Test::Score(test) => records::score(test, words),
        Test::ScoreChange(test) => records::score_change(test, words),
        Test::Attested(test) => {
            let mut told = records::attested(test, words);
            if let Some(otherwise) = &test.otherwise {
                told = told.gathered(vec![self::told(otherwise, words, when)]);
            }
            told
        }
        Test::Nominated(test) => records::nominated(test, words),
        Test::Noted(test) => records::noted(test),
        Test::AtRisk(test) => records::at_risk(test),
        Test::Due(test) => records::due(test),
        Test::Latest(test) => records::latest(test, words),
        Test::BenefitLeft(test) => work::benefit_left(test),
        Test::NotSanctioned(test) => work::not_sanctioned(test),
        Test::InWork(test) => work::in_work(test),
        Test::OffBenefit(test) => work::off_benefit(test),
        Test::Earning(test) => work::earning(test, words),
        Test::All(_)
        | Test::Any(_)
        | Test::Not(_)
        | Test::OnlyOf(..)
        | Test::ForLetters(..)
        | Test::SameAs(_)
        | Test::NoMeasure
        | Test::Cohort => Told::default(),
    }
}

/// `ended as` codes, where some are asked.
#[must_use]
pub fn ended(how: &[crate::domain::Code]) -> String {
    format!("it ended as {}", codes(how))
}

/// What a selection adds where it is not empty.
#[must_use]
pub fn named(
    selection: &crate::outcomes::plan::Selection,
    sentence: impl FnOnce(String) -> String,
) -> Option<String> {
    (!selection.is_empty()).then(|| sentence(facts(selection)))
}
