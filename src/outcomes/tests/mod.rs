//! The primitives: each takes a question (people, day, facts) and a test of the plan, and gives an answer with its figures.
//!
//! Every primitive asks in the same order and the first that answers, answers (fine point F18): applicable, void, already
//! failed, too early, covered, then the figure.

mod at_most;
mod change;
mod clean;
mod closed;
mod due;
mod employment;
mod engaged;
mod happened;
mod held;
mod latest;
mod open;
mod quarter;
mod quiet;
mod rate;
mod reduction;
mod reduction_terms;
mod score;
mod signed;
mod spells;
mod step;

use super::answer::{Answer, join};
use super::ask::Ask;
use super::plan::{Join, Test};
use super::verdict::{Reason, Truth};

/// The answer of a test to a question.
#[must_use]
pub fn answer<'a>(test: &'a Test, ask: &Ask<'a>) -> Answer {
    match test {
        Test::All(parts) => tree(Join::All, parts, ask),
        Test::Any(parts) => tree(Join::Any, parts, ask),
        Test::Happened(test) => happened::answer(test, ask),
        Test::AtMost(test) => at_most::answer(test, ask),
        Test::Rate(test) => rate::answer(test, ask),
        Test::Reduction(test) => reduction::answer(test, ask),
        Test::Open(test) => open::answer(test, ask),
        Test::Step(test) => step::answer(test, ask),
        Test::Held(test) => held::answer(test, ask),
        Test::Closed(test) => closed::answer(test, ask),
        Test::Engaged(test) => engaged::answer(test, ask),
        Test::Score(test) => score::answer(test, ask),
        Test::ScoreChange(test) => change::answer(test, ask),
        Test::Attested(test) => signed::attested(test, ask),
        Test::Nominated(test) => signed::nominated(test, ask),
        Test::Noted(test) => signed::noted(test, ask),
        Test::CleanAfter(test) => clean::after(test, ask),
        Test::CleanSince(test) => clean::since(test, ask),
        Test::BenefitLeft(test) => employment::benefit_left(test, ask),
        Test::NotSanctioned(test) => employment::not_sanctioned(test, ask),
        Test::InWork(test) => employment::in_work(test, ask),
        Test::OffBenefit(test) => employment::off_benefit(test, ask),
        Test::LeavesSchool(test) => open::leaves_school(test, ask),
        Test::AtHome(test) => open::at_home(test, ask),
        Test::AtRisk(test) => score::at_risk(test, ask),
        Test::Quarter(test) => quarter::answer(test, ask),
        Test::Due(test) => due::answer(test, ask),
        Test::Latest(test) => latest::answer(test, ask),
        Test::QuietSince(test) => quiet::answer(test, ask),
        Test::Earning(test) => employment::earning(test, ask),
        Test::Not(test) => opposite(answer(test, ask)),
        Test::ForLetters(letters, test) => {
            let named =
                ask.letter.is_some_and(|letter| letters.iter().any(|name| **name == *letter.as_str()));
            if named { answer(test, ask) } else { Answer::not_applicable() }
        }
        Test::OnlyOf(scope, test) => {
            let inside = ask.people.iter().all(|member| ask.family.is_in(member, *scope, ask.day));
            if inside { answer(test, ask) } else { Answer::not_applicable() }
        }
        Test::NoMeasure => Answer::unknown(Reason::NoMeasure),
        // The clause stage asks the other clause in its place; a cohort figure is asked of no family.
        Test::SameAs(_) | Test::Cohort => Answer::not_applicable(),
    }
}

fn opposite(answer: Answer) -> Answer {
    let truth = match answer.truth {
        Truth::Met => Truth::NotMet,
        Truth::NotMet => Truth::Met,
        other => other,
    };
    Answer { truth, ..answer }
}

fn tree<'a>(how: Join, parts: &'a [Test], ask: &Ask<'a>) -> Answer {
    let answers: Vec<Answer> = parts.iter().map(|part| answer(part, ask)).collect();
    join(how, &answers)
}

/// The days of spells up to `until`, overlapping and abutting ones joined, in order.
#[must_use]
pub fn joined_spells(facts: &[&crate::facts::Fact], until: crate::domain::Day) -> Vec<crate::domain::Window> {
    spells::joined(facts, until)
}

/// The last day of a spell; `None` while it is open on the day asked.
#[must_use]
pub fn last_day<'a>(ask: &Ask<'a>, fact: &'a crate::facts::Fact) -> Option<crate::domain::Day> {
    spells::last_day(ask, fact)
}

/// How many days of `window` lie in the joined stretches.
#[must_use]
pub fn days_held(joined: &[crate::domain::Window], window: crate::domain::Window) -> i32 {
    spells::days_within(joined, window)
}

/// The spells of a selection in force on the day of engagement.
#[must_use]
pub fn held_at_engagement<'a>(
    ask: &Ask<'a>,
    selection: &'a super::plan::Selection,
) -> Vec<&'a crate::facts::Fact> {
    employment::held(ask, selection)
}
