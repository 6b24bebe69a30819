//! Tests of states, steps and cases, in plain English.

use super::told::{Told, When, ended, named};
use super::words::{Words, codes, count, facts};
use crate::outcomes::plan::test::{
    AtHome, CleanAfter, CleanSince, Closed, Engaged, Held, LeavesSchool, Number, Open, QuietSince, Span, Step,
};

const NO_RECORD: &str = "where it is not on record and no feed covers it";
const TOO_SHORT: &str = "where it stands but not yet for so long (`too-early`)";

/// A parameter that gives a length of time.
fn by_span(told: Told, span: &Span) -> Told {
    match span {
        Span::Months(Number::Parameter(name)) => told.by(&[name]),
        Span::Weeks(_) => told.by(&["week-counts"]),
        Span::Terms(_) => told.by(&["term-lag", "terms-after"]),
        _ => told,
    }
}

pub fn open(test: &Open, words: Words<'_>, when: When) -> Told {
    let Open {
        facts: selected,
        begun_within,
        none,
        doubtful,
        without,
        value_at_least,
        or,
        ahead,
        open_within,
        endless_since,
        longer_than_terms,
        with,
    } = test;
    let day = if when == When::Entry { "on the day of engagement" } else { "on the day asked" };
    let number = if *none { "No" } else { "A" };
    let mut told = Told::new(format!("{number} {} in force {day}", facts(selected)));
    told.also_with(begun_within.as_ref(), |span| format!("or begun {}", words.within(span)));
    told.also_with(open_within.as_ref(), |span| format!("or in force on any day {}", words.within(span)));
    told.also_with(endless_since.as_ref(), |span| {
        format!("one without an end counts only if it began {}", words.within(span))
    });
    told.also_with(*value_at_least, |value| format!("only those with a value of at least {value}"));
    told.also_with(*longer_than_terms, |terms| {
        format!("and it has lasted longer than {}", count(terms, "whole school term"))
    });
    told.asked.extend(named(without, |facts| format!("and no {facts} is in force")));
    told.asked.extend(named(or, |facts| format!("or {facts} is in force")));
    told.asked.extend(named(with, |facts| format!("only those with {facts} under the same ref")));
    told.also_with(ahead.as_ref(), |ahead| {
        let months = ahead
            .months
            .map_or_else(String::new, |months| format!(" less than {} ahead", count(months, "month")));
        format!("only those with {} under the same ref{months}", facts(&ahead.facts))
    });
    told.unknown.extend(named(doubtful, |facts| format!("where only {facts} is in force")));
    let told = told.unknown_if(NO_RECORD);
    if when == When::Entry { told.by(&["current-months"]) } else { told }
}

/// What else must hold of a step.
fn conditions(told: &mut Told, test: &Step, words: Words<'_>) {
    let Step {
        facts: _,
        standing,
        held,
        ended: how,
        window,
        hours_at_least,
        before_birthday,
        undone_by,
        prior,
        not_before,
        before_end_of,
        may_precede,
        at_least,
        still_open,
        ago,
        marked_by,
        same_home,
        doubtful,
    } = test;
    told.also(*at_least > 1, || format!("at least {at_least} of them"));
    told.also(*standing, || "it stands on the day asked".to_owned());
    told.also_with(held.as_ref(), |span| format!("it began {} ago or longer and stands", words.span(span)));
    told.also_with(ago.as_ref(), |span| format!("it lies {} back or longer", words.span(span)));
    told.also(!how.is_empty(), || ended(how));
    told.also_with(window.as_ref(), |span| format!("begun, or in force, {}", words.within(span)));
    told.also_with(*hours_at_least, |hours| format!("full time: hours blank or at least {hours}"));
    told.also_with(*before_birthday, |age| format!("before the person's birthday number {age}"));
    told.asked.extend(named(undone_by, |facts| format!("and no {facts} since")));
    told.asked.extend(named(not_before, |facts| format!("begun on or after the completion of {facts}")));
    told.asked.extend(named(before_end_of, |facts| format!("begun before {facts} held at engagement ended")));
    told.asked.extend(named(marked_by, |facts| format!("only what shares a ref with {facts}")));
    told.also(*may_precede, || "it may have begun before engagement".to_owned());
    told.also(*still_open, || "whenever it began, if it was in force after engagement".to_owned());
    told.also(*same_home, || "at the home where the person still lives".to_owned());
    told.unknown
        .extend(named(doubtful, |facts| format!("where {facts} is in force and the step does not stand")));
    told.not_asked(!prior.is_empty(), || format!("where no {} is on record by engagement", facts(prior)));
}

pub fn step(test: &Step, words: Words<'_>) -> Told {
    let mut told = Told::new(format!("{}, since engagement", facts(&test.facts)));
    conditions(&mut told, test, words);
    let lasting = test.held.is_some() || test.ago.is_some();
    let told = told.unknown_if(NO_RECORD);
    let told = if lasting { told.unknown_if(TOO_SHORT) } else { told };
    let told = if test.prior.is_empty() { told } else { told.by(&["prior-event"]) };
    test.held.iter().chain(&test.ago).chain(&test.window).fold(told, by_span)
}

pub fn held(test: &Held, words: Words<'_>) -> Told {
    let Held {
        facts: selected,
        span,
        begun_after,
        attended,
        one_spell,
        both,
        payments,
        hours_at_least,
        hours_stated,
        last_days,
        after_end_of,
        including,
        newly,
        any_weeks,
        unproven,
        failed_by,
    } = test;
    let mut told = Told::new(format!(
        "{} without a break for {} up to the day asked",
        facts(selected),
        words.span(span)
    ));
    told.also(*begun_after, || "begun after engagement".to_owned());
    told.also(*attended, || {
        "a week counts if it holds an attended contact, where the provider sends contacts".to_owned()
    });
    told.also(*any_weeks, || "so many weeks since engagement, in a row or not".to_owned());
    told.also(*one_spell, || "one and the same spell".to_owned());
    told.also(!both.is_empty(), || {
        let lists: Vec<String> = both.iter().map(|list| format!("({})", codes(list))).collect();
        format!("on every day one of each: {}", super::words::row(&lists, "and"))
    });
    told.asked.extend(named(payments, |facts| format!("and every payment due was made ({facts})")));
    let or_blank = if *hours_stated { "" } else { "blank or " };
    told.also_with(*hours_at_least, |hours| format!("only those with hours {or_blank}at least {hours}"));
    if *hours_stated {
        told.unknown.push("where such a spell stands and its hours are not stated".to_owned());
    }
    told.also(*last_days, || "on the last day of each term".to_owned());
    told.asked.extend(named(after_end_of, |facts| format!("all the terms begin after {facts} ended")));
    told.asked.extend(named(including, |facts| format!("and {facts} lies in the stretch")));
    told.also(*newly, || "one of the family, at least, had none at engagement".to_owned());
    told.unknown.extend(named(unproven, |facts| format!("where only {facts} is in force")));
    told.asked.extend(named(failed_by, |facts| format!("{facts} shows that it does not stand")));
    let told = told.unknown_if(NO_RECORD).unknown_if(TOO_SHORT);
    by_span(told, span)
}

pub fn closed(test: &Closed, words: Words<'_>) -> Told {
    let Closed {
        facts: selected,
        hold,
        good,
        also_bad,
        reopened_by,
        any_ending,
        all_good,
        any_time,
        from_start,
    } = test;
    let from = if *from_start { "begun" } else { "closed" };
    let mut told = Told::new(format!(
        "{} {from} {} ago or longer, and none in force since",
        facts(selected),
        words.span(hold)
    ));
    told.also(!good.is_empty(), || ended(good));
    told.also(good.is_empty() && !any_ending, || {
        "however it ended, but for moving away, death, transfer, disengagement, refusal, ageing out, adoption or a step up".to_owned()
    });
    told.also(!also_bad.is_empty(), || format!("not as {}", codes(also_bad)));
    told.also(*any_ending, || "however it ended".to_owned());
    told.also(*all_good, || "every case must have ended so, and not only the last".to_owned());
    told.also(*any_time, || "also cases that had ended before engagement".to_owned());
    told.asked.extend(named(reopened_by, |facts| format!("and no {facts} has begun since")));
    told.not_asked(true, || "where there was never such a case".to_owned());
    let told = told
        .unknown_if("where the reason for closing is missing")
        .unknown_if("where it has not been closed for so long yet (`too-early`)");
    by_span(told, hold)
}

pub fn engaged(test: &Engaged, words: Words<'_>) -> Told {
    let Engaged { facts: selected, months, begun_after, within, present } = test;
    let mut told = Told::new(format!(
        "Kept up with {}: an attended contact in each of the last {}",
        facts(selected),
        words.months(months)
    ));
    told.also(true, || {
        format!(
            "and at least {}% of recorded contacts kept (`attended-share`)",
            words.value("attended-share")
        )
    });
    told.also(*begun_after, || "begun after engagement".to_owned());
    told.also_with(within.as_ref(), |span| {
        format!("one that is over counts only if it was completed {}", words.within(span))
    });
    told.also(*present, || "months are counted back from the day asked".to_owned());
    let told =
        told.unknown_if("where the provider sends no contacts at all (`no-record`)").by(&["attended-share"]);
    match months {
        Number::Parameter(name) => told.by(&[name]),
        Number::Fixed(_) => told,
    }
}

pub fn clean_after(test: &CleanAfter, words: Words<'_>) -> Told {
    let CleanAfter { step, from_start, span, facts: selected, dated_by, skip_custody } = test;
    let from = if *from_start { "start" } else { "completion" };
    let mut told = Told::new(format!(
        "No {} in the {} after the {from} of {}",
        facts(selected),
        words.span(span),
        facts(&step.facts)
    ));
    conditions(&mut told, step, words);
    told.asked
        .extend(named(dated_by, |facts| format!("dated by {facts} under the same ref, where there is one")));
    told.also(*skip_custody, || {
        "days in custody make the stretch run on, where `custody-days` is `skip`".to_owned()
    });
    let told =
        told.unknown_if("where the stretch is not over (`too-early`) or not covered (`window-not-covered`)");
    let told = if *skip_custody { told.by(&["custody-days"]) } else { told };
    by_span(told, span)
}

pub fn clean_since(test: &CleanSince, words: Words<'_>) -> Told {
    let CleanSince { start_of, at_least, facts: selected, needs_prior } = test;
    let mut told = Told::new(format!(
        "No new {} from the start of {} after engagement, or of the family's plan, to its end or the day asked",
        facts(selected),
        facts(start_of)
    ));
    told.also(true, || format!("for at least {}", words.span(at_least)));
    told.not_asked(*needs_prior, || "where none is on record before".to_owned());
    let told = told.unknown_if("where the stretch is too short yet (`too-early`) or not covered");
    let told = if *needs_prior { told.by(&["prior-event"]) } else { told };
    by_span(told, at_least)
}

pub fn quiet_since(test: &QuietSince, words: Words<'_>) -> Told {
    let QuietSince { latest_of, span, facts: selected, never } = test;
    let mut told = Told::new(format!(
        "The latest {} lies {} back or longer, and no {} since it",
        facts(latest_of),
        words.span(span),
        facts(selected)
    ));
    told.not_asked(true, || format!("where no {} is on record", facts(latest_of)));
    told.not_asked(!never.is_empty(), || format!("where {} is on record", facts(never)));
    by_span(
        told.unknown_if("where it lies back less long (`too-early`) or the days since are not covered"),
        span,
    )
}

pub fn leaves_school(test: &LeavesSchool) -> Told {
    let LeavesSchool { months, on_roll, or_left } = test;
    let mut told = Told::new(format!("School age ends within {} of the day", count(*months, "month")));
    told.asked.extend(named(on_roll, |facts| format!("and {facts} is in force that day")));
    told.also(*or_left, || "or it has ended and the person is under 18".to_owned());
    told.unknown_if("where the birth date is missing")
}

pub fn at_home(test: &AtHome, words: Words<'_>) -> Told {
    let AtHome { span } = test;
    let mut told = Told::new("The person lives with the family by the cohort files");
    told.also_with(span.as_ref(), |span| format!("on every day {}", words.within(span)));
    match span {
        Some(span) => by_span(told, span),
        None => told,
    }
}
