//! Tests of what someone measured, signed or noted, in plain English.

use super::told::{Told, named};
use super::words::{Words, codes, count, facts};
use crate::outcomes::plan::test::{
    AtRisk, Attested, Due, Latest, Nominated, Noted, Number, Score, ScoreChange, Span,
};

fn by_span(told: Told, span: &Span) -> Told {
    match span {
        Span::Months(Number::Parameter(name)) => told.by(&[name]),
        _ => told,
    }
}

pub fn score(test: &Score, words: Words<'_>) -> Told {
    let Score {
        facts: selected,
        window,
        figure,
        compare,
        per_whole,
        any,
        above_level,
        standing,
        held_at,
        first_listed,
    } = test;
    let which = if *any { "Any" } else { "The latest" };
    let what = facts(selected);
    let mut told = match (above_level, held_at) {
        (Some(level), _) => Told::new(format!("{which} {what} {} is above `{level}`", words.within(window))),
        (None, Some((level, span))) => Told::new(format!(
            "{what} at `{level}` or below for {}, by a score after engagement",
            words.span(span)
        )),
        (None, None) => {
            let of = if *per_whole { ", its value divided by the whole," } else { "" };
            Told::new(format!(
                "{which} {what}{of} {} is {}",
                words.within(window),
                words.compared(*compare, figure)
            ))
        }
    };
    told.also(*standing, || "the latest score stands until the next, also where it is older".to_owned());
    told.also(*first_listed, || "the first kind named that has a score decides".to_owned());
    let told = told.unknown_if("where there is no score and no feed covers it");
    let told = held_at.iter().fold(told, |told, (_, span)| by_span(told, span));
    by_span(told, window)
}

pub fn score_change(test: &ScoreChange, words: Words<'_>) -> Told {
    let ScoreChange {
        facts: selected,
        step,
        percent,
        higher_is_better,
        from_start_of,
        from_latest_of,
        by_level,
        within,
        not_raised,
        stays,
        others_not_worse,
    } = test;
    let least = match (step, percent) {
        (_, Some(percent)) => format!("by at least {percent}% of the first"),
        (Some(step), None) => format!("by at least {}", count(*step, "step")),
        (None, None) => "by the least change that the tool counts as real, else 1 step".to_owned(),
    };
    let mut told = Told::new(format!(
        "{} better than at engagement {least}: same person, tool and rater",
        facts(selected)
    ));
    told.also(!higher_is_better.is_empty(), || format!("higher is better for {}", codes(higher_is_better)));
    told.asked.extend(named(from_start_of, |facts| {
        format!("compared from the start of the first {facts} after engagement")
    }));
    told.asked.extend(named(from_latest_of, |facts| {
        format!("compared from the start of the latest {facts} since engagement")
    }));
    told.also(*by_level, || "levels are compared by name, whatever the tool".to_owned());
    told.also_with(*within, |months| format!("reached within {} of the first score", count(months, "month")));
    told.also_with(not_raised.as_ref(), |span| format!("not raised again {}", words.within(span)));
    told.also(*stays, || "not raised again since it was reached".to_owned());
    told.also(*others_not_worse, || "no other tool that was used twice says worse".to_owned());
    let told = told.unknown_if("where there are not two scores to compare (`no-record`)");
    let told = not_raised.iter().fold(told, by_span);
    if step.is_none() && percent.is_none() { told.by(&["score-step"]) } else { told }
}

pub fn attested(test: &Attested, words: Words<'_>) -> Told {
    let Attested { code, window, not_nominator, after_end_of, after_step, otherwise } = test;
    let dated = window.as_ref().map_or_else(|| "after engagement".to_owned(), |window| words.within(window));
    let mut told = Told::new(format!("An attestation `{code}`, dated {dated}, signed and with value 1"));
    told.also_with(not_nominator.as_ref(), |nominated| {
        let of = if nominated.is_empty() { String::new() } else { format!(" for {}", codes(nominated)) };
        format!("not by who nominated the person{of}")
    });
    told.asked.extend(named(after_end_of, |facts| format!("dated after the end of {facts}")));
    told.also_with(after_step.as_ref(), |(step, months)| {
        format!("dated {} or more after the first {} since engagement", count(*months, "month"), facts(step))
    });
    told.also(otherwise.is_some(), || "or, where nobody has signed, what stands below".to_owned());
    let told =
        told.unknown_if("where none is on record and attestations are not covered").by(&["attestation-tool"]);
    match window {
        Some(window) => by_span(told, window),
        None => told,
    }
}

pub fn nominated(test: &Nominated, words: Words<'_>) -> Told {
    let Nominated { codes: named } = test;
    let months = words.value("lookback-months");
    Told::new(format!(
        "A nomination for {}, with agency, signer and day, in the last {months} months",
        codes(named)
    ))
    .unknown_if("where none is on record and nominations are not covered")
    .by(&["lookback-months"])
}

pub fn noted(test: &Noted) -> Told {
    let Noted { facts: selected, codes: good, attested } = test;
    let mut told = Told::new(format!(
        "Progress noted when {} closed: value 1, or an attestation `{attested}`",
        facts(selected)
    ));
    told.also(!good.is_empty(), || format!("closing as {} says it by itself", codes(good)));
    told.unknown_if("where neither is on record (`no-record`)")
}

pub fn at_risk(test: &AtRisk) -> Told {
    let AtRisk { facts: selected, thresholds, no_longer } = test;
    let says = if *no_longer { "no longer says" } else { "says" };
    let mut told = Told::new(format!("The latest {} {says} that the person is at risk", facts(selected)));
    let figures: Vec<String> =
        thresholds.iter().map(|(code, figure)| format!("`{code}` from {figure}")).collect();
    told.also(!figures.is_empty(), || format!("at risk: {}; others from 1", figures.join(", ")));
    told.unknown_if("where there is no score")
}

pub fn due(test: &Due) -> Told {
    let Due { due, done, grace_days, one_after, latest, one_overdue } = test;
    let mut told = Told::new(format!("Every {} has {} under the same ref", facts(due), facts(done)));
    told.also(*grace_days > 0, || format!("of those due {} ago or longer", count(*grace_days, "day")));
    told.also_with(latest.as_ref(), |code| {
        format!("only the latest due one is asked, and it must be `{code}`")
    });
    told.also(*one_after, || "one of the family, at least, was done after engagement".to_owned());
    told.also(*one_overdue, || {
        "one of the family, at least, was overdue at engagement and done after it".to_owned()
    });
    told.not_asked(true, || "where nothing was due".to_owned());
    told.unknown_if("where what was due or done is not covered")
}

pub fn latest(test: &Latest, words: Words<'_>) -> Told {
    let Latest { facts: selected, good, most, window, held, recent, none_is_unknown } = test;
    let says = match (good.is_empty(), most) {
        (false, _) => format!("is {}", codes(good)),
        (true, Some(most)) => format!("has a value of at most {most}"),
        (true, None) => "says so".to_owned(),
    };
    let within = window.as_ref().map_or_else(String::new, |span| format!(" {}", words.within(span)));
    let mut told = Told::new(format!("The latest {}{within} {says}", facts(selected)));
    told.also_with(held.as_ref(), |span| format!("and so it has been for {}", words.span(span)));
    told.also(*recent, || "said again in that stretch".to_owned());
    told.unknown.extend(none_is_unknown.then(|| "where there is no record, also inside coverage".to_owned()));
    let told = told.unknown_if("where there is no record and no feed covers it");
    held.iter().chain(window).fold(told, by_span)
}
