//! A step taken after engagement: an event, or a spell begun, that may have to stand, to have lasted or to have been
//! completed.

use super::spells;
use crate::domain::{Day, HouseholdId, PersonId, Window};
use crate::facts::{Fact, Subject};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::{Ask, When};
use crate::outcomes::occurrences::occurrences;
use crate::outcomes::plan::test::Step;
use crate::outcomes::verdict::{Reason, Truth};

/// Whether the step was taken.
pub fn answer<'a>(test: &'a Step, ask: &Ask<'a>) -> Answer {
    let engaged = ask.engaged_on();
    if !test.prior.is_empty() && ask.word("prior-event") != "waive" {
        let prior = ask.facts(&test.prior);
        if !prior.iter().any(|fact| fact.from <= engaged) {
            return Answer::not_applicable();
        }
    }
    let kinds = Ask::kinds(&[&test.facts]);
    let when = ask.when(&kinds);
    let candidates = candidates(test, ask);
    let mut answers: Vec<(&Fact, Answer)> = Vec::new();
    for fact in candidates {
        answers.push((fact, judge(test, ask, fact, when)));
    }
    let mut answer = best(&answers);
    if test.at_least > 1 {
        answer = enough(test, &answers).unwrap_or(answer);
    }
    if answer.truth != Truth::Met {
        let doubtful = in_doubt(test, ask);
        if !doubtful.is_empty() {
            return Answer::unknown(Reason::NoRecord).citing(doubtful);
        }
    }
    answer.items = answers.iter().map(|(fact, answer)| (fact.source, answer.truth)).collect();
    if answer.truth == Truth::Met || (answer.truth == Truth::Unknown && !answers.is_empty()) {
        return answer;
    }
    missing(test, ask, answer, &kinds, when)
}

/// The spells in force on the day that leave it open whether the step stands.
fn in_doubt<'a>(test: &'a Step, ask: &Ask<'a>) -> Vec<&'a Fact> {
    ask.facts(&test.doubtful).into_iter().filter(|fact| spells::is_open(fact, ask.day)).collect()
}

/// Not found, or found and not good enough: that is an answer only inside coverage.
fn missing(
    test: &Step,
    ask: &Ask<'_>,
    answer: Answer,
    kinds: &std::collections::BTreeSet<crate::facts::FactKind>,
    when: Result<When, Reason>,
) -> Answer {
    if let Some(birthday) = test.before_birthday.and_then(|age| birthday(ask, age))
        && birthday <= ask.day
    {
        return Answer::void();
    }
    let since = match (test.standing || test.held.is_some(), when) {
        // What stands is seen on the day itself.
        (true, Ok(when)) => Window::new(when.day, when.day),
        (true, Err(reason)) => return Answer { truth: Truth::Unknown, ..answer }.because(reason),
        (false, _) => Window::new(ask.engaged_on().after(), ask.day),
    };
    if since.is_none_or(|since| ask.is_covered(kinds, since)) {
        return Answer { truth: Truth::NotMet, ..answer };
    }
    let mut unknown = Answer { truth: Truth::Unknown, ..answer }.because(Reason::WindowNotCovered);
    unknown.window = since;
    unknown
}

fn birthday(ask: &Ask<'_>, age: u32) -> Option<Day> {
    ask.people.first()?.person.born_on.map(|born| born.birthday(age))
}

/// The events and spells that may be the step.
pub fn candidates<'a>(test: &'a Step, ask: &Ask<'a>) -> Vec<&'a Fact> {
    let engaged = ask.engaged_on();
    let mut facts = ask.facts(&test.facts);
    facts.retain(|fact| test.may_precede || fact.from > engaged);
    if test.still_open {
        facts.retain(|fact| spells::last_day(ask, fact).is_none_or(|last| last > engaged));
    }
    facts.retain(|fact| test.marked_by.is_empty() || ask.is_marked(fact, &test.marked_by));
    if let Some(least) = test.hours_at_least {
        facts.retain(|fact| fact.value.is_none_or(|hours| hours >= least));
    }
    if let Some(span) = &test.window {
        let window = ask.window(span, ask.day);
        facts.retain(|fact| fact.period().overlaps(window) || window.contains(fact.from));
    }
    if let Some(birthday) = test.before_birthday.and_then(|age| birthday(ask, age)) {
        facts.retain(|fact| fact.from < birthday);
    }
    if !test.not_before.is_empty() {
        let done: Vec<Day> = ask
            .facts(&test.not_before)
            .iter()
            .filter_map(|fact| ask.ended_on(fact))
            .filter(|day| *day > engaged)
            .collect();
        facts.retain(|fact| done.iter().any(|day| *day <= fact.from));
    }
    if !test.before_end_of.is_empty() {
        let ends: Vec<Option<Day>> =
            super::employment::held(ask, &test.before_end_of).iter().map(|f| f.to).collect();
        facts.retain(|fact| ends.iter().any(|end| end.is_none_or(|end| fact.from < end)));
    }
    facts
}

/// One event or spell by itself.
fn judge<'a>(test: &'a Step, ask: &Ask<'a>, fact: &'a Fact, when: Result<When, Reason>) -> Answer {
    // A completion is undone by what begins after it, a step by what follows from its own day on.
    let done = if test.ended.is_empty() { None } else { spells::last_day(ask, fact) };
    let is_after = |other: &&Fact| done.map_or(other.from >= fact.from, |done| other.from > done);
    let undone =
        ask.facts(&test.undone_by).into_iter().find(|other| is_after(other) && other.source != fact.source);
    if let Some(undone) = undone {
        return Answer::not_met().citing([fact, undone]);
    }
    if !test.ended.is_empty() {
        return completed(test, ask, fact);
    }
    let cited = |answer: Answer| answer.citing([fact]);
    if test.same_home && !lives_there(ask, fact) {
        return cited(Answer::not_met());
    }
    if let Some(span) = &test.ago {
        let over = ask.over_on(span, fact.from);
        let early = cited(Answer::unknown(Reason::TooEarly)).at_earliest(Some(over));
        return if over <= ask.day { cited(Answer::met()) } else { early };
    }
    if !test.standing && test.held.is_none() {
        return cited(not_undone(test, ask, fact.from));
    }
    let when = match when {
        Ok(when) => when,
        Err(reason) => return cited(Answer::unknown(reason)),
    };
    let last = spells::last_day(ask, fact);
    if fact.from > when.day || last.is_some_and(|last| last < when.day) {
        // A place taken before the birthday that ends it, and kept up to it, stands.
        let ran_out = test.before_birthday.and_then(|age| birthday(ask, age));
        if ran_out.is_some_and(|birthday| last.is_some_and(|last| last >= birthday.before())) {
            return cited(Answer::met());
        }
        return cited(Answer::not_met());
    }
    // What is known after the last covered day still fails (fine point F14), unless another such step then stands.
    if last.is_some_and(|last| last < ask.day) {
        let stands = candidates(test, ask).into_iter().any(|other| spells::is_open(other, ask.day));
        if !stands {
            return cited(Answer::not_met());
        }
    }
    if let Some(span) = &test.held {
        let window = ask.window(span, when.day);
        if fact.from > window.from {
            return cited(Answer::unknown(Reason::TooEarly))
                .at_earliest(Some(ask.over_on(span, fact.from.before())));
        }
    }
    cited(Answer::met()).flagged(Reason::Lagged, when.lagged)
}

/// Taken, and known not to have been undone since: silence about that counts only inside coverage.
fn not_undone<'a>(test: &'a Step, ask: &Ask<'a>, day: Day) -> Answer {
    if test.undone_by.is_empty() {
        return Answer::met();
    }
    let kinds = Ask::kinds(&[&test.undone_by]);
    match ask.when(&kinds) {
        Ok(when) if Window::new(day, when.day).is_none_or(|since| ask.is_covered(&kinds, since)) => {
            Answer::met().flagged(Reason::Lagged, when.lagged)
        }
        _ => Answer::unknown(Reason::WindowNotCovered),
    }
}

/// Whether the people asked live, on the day asked, at the home a fact is about or where its person lived on its day.
fn lives_there(ask: &Ask<'_>, fact: &Fact) -> bool {
    let home_of = |person: &PersonId| -> Option<&HouseholdId> {
        let member = ask.family.member(person)?;
        member.residences.iter().find(|home| home.period.contains(fact.from)).map(|home| &home.household)
    };
    let home = match &fact.subject {
        Subject::Household(home) => Some(home),
        Subject::Person(person) => home_of(person),
    };
    home.is_some_and(|home| {
        ask.people.iter().all(|member| {
            member.residences.iter().any(|own| own.household == *home && own.period.contains(ask.day))
        })
    })
}

/// Ended in one of the ways asked, after engagement.
pub fn completed<'a>(test: &'a Step, ask: &Ask<'a>, fact: &'a Fact) -> Answer {
    let Some(row) = spells::end_row(ask, fact) else {
        let ended = ask.ended_on(fact).is_some_and(|last| last > ask.engaged_on());
        let answer = if ended { Answer::unknown(Reason::NoRecord) } else { Answer::not_met() };
        return answer.citing([fact]);
    };
    let good = row.from > ask.engaged_on() && row.code.as_ref().is_some_and(|code| test.ended.contains(code));
    let cited = |answer: Answer| answer.citing([fact, row]);
    if !good {
        return cited(Answer::not_met());
    }
    let Some(span) = &test.held else { return cited(not_undone(test, ask, row.from)) };
    // Completed so long ago or longer.
    let over = ask.over_on(span, row.from);
    if over <= ask.day {
        cited(not_undone(test, ask, row.from))
    } else {
        cited(Answer::unknown(Reason::TooEarly)).at_earliest(Some(over))
    }
}

fn best(answers: &[(&Fact, Answer)]) -> Answer {
    let ranks = [Truth::Met, Truth::Unknown, Truth::NotMet];
    for rank in ranks {
        if let Some((_, answer)) = answers.iter().find(|(_, answer)| answer.truth == rank) {
            return answer.clone();
        }
    }
    Answer::not_met()
}

fn enough(test: &Step, answers: &[(&Fact, Answer)]) -> Option<Answer> {
    let met: Vec<&Fact> =
        answers.iter().filter(|(_, a)| a.truth == Truth::Met).map(|(fact, _)| *fact).collect();
    let number = occurrences(&met).len();
    let is_enough = number >= usize::try_from(test.at_least).unwrap_or(usize::MAX);
    let figure = crate::domain::Quantity::whole(i64::try_from(number).unwrap_or(i64::MAX));
    let required = crate::domain::Quantity::whole(i64::from(test.at_least));
    Some(Answer::of(is_enough).citing(met).figures(figure, required))
}
