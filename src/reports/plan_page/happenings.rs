//! Tests that count what happened, in plain English.

use super::told::{Told, When, ended, named};
use super::words::{Words, aged, facts};
use crate::outcomes::plan::test::{AtMost, Happened, Measure, Quarter, Rate, Reduction, Span};

const NOT_COVERED: &str = "where a feed does not cover the whole stretch for everyone asked (`window-not-covered`, for terms `in-arrears`)";
const TOO_EARLY: &str = "where the stretch begins before engagement (`too-early`)";

/// The parameters that decide on a stretch of time. At engagement no stretch moves back for late data.
fn stretch(told: Told, window: &Span, when: When) -> Told {
    let told = match window {
        Span::Terms(_) => return told.by(&["term-lag", "terms-after"]),
        Span::Months(crate::outcomes::plan::test::Number::Parameter(name)) => told.by(&[name]),
        _ => told,
    };
    if when == When::Progress { told.by(&["window-lag"]) } else { told }
}

fn measured(measure: Measure, what: &str) -> String {
    match measure {
        Measure::Count => format!("The number of {what}"),
        Measure::Value => format!("The values of {what}, added together"),
        Measure::Share => format!("The share of {what}"),
        Measure::Gravity => format!("The gravity of {what}"),
    }
}

pub fn happened(test: &Happened, words: Words<'_>, when: When) -> Told {
    let Happened {
        facts: selected,
        window,
        at_least,
        measure,
        ages,
        primary,
        with,
        value_at_least,
        finished,
        completed,
        ended: how,
        of_spells,
        standing,
        may_precede,
        across,
        where_open_since,
    } = test;
    let what = facts(selected);
    let stretch_of = match (window, when) {
        (Some(window), When::Entry) => format!("{} up to the day of engagement", words.within(window)),
        (Some(window), When::Progress) => words.within(window),
        (None, When::Entry) => "by the day of engagement".to_owned(),
        (None, When::Progress) => "since engagement".to_owned(),
    };
    let mut told = match measure {
        Measure::Count => Told::new(format!("At least {at_least} of {what} {stretch_of}")),
        other => Told::new(format!("{} {stretch_of} is at least {at_least}", measured(*other, &what))),
    };
    told.also_with(*ages, |ages| format!("by whoever is {} on the day it happened", aged(ages)));
    told.also(*primary, || "only while the child is in Reception to Year 6".to_owned());
    told.also_with(with.as_ref(), |with| {
        let after = with
            .months
            .map_or(", known by the day asked".to_owned(), |months| format!(" within {months} months of it"));
        format!("with {} under the same ref{after}", facts(&with.facts))
    });
    told.also_with(*value_at_least, |value| format!("only those with a value of at least {value}"));
    told.also(*finished, || "only what has ended by the day".to_owned());
    told.also(*completed, || "counted by its last day".to_owned());
    told.also_with(how.as_deref(), ended);
    told.asked.extend(named(of_spells, |spells| format!("only contacts of {spells}")));
    told.also(*standing, || "only what has not ended".to_owned());
    told.also(*may_precede, || "it may have happened before engagement".to_owned());
    told.also(*across, || {
        "facts of different kinds under one ref, or of the family on one day, are one event".to_owned()
    });
    told.not_asked(!where_open_since.is_empty(), || {
        format!("where no {} was in force at or after engagement", facts(where_open_since))
    });
    let told = told.unknown_if("where too few are on record and a feed does not cover the whole stretch");
    let told = if *measure == Measure::Gravity { told.by(&["gravity"]) } else { told };
    match window {
        Some(window) => stretch(told, window, when),
        None => told,
    }
}

pub fn at_most(test: &AtMost, words: Words<'_>, when: When) -> Told {
    let AtMost {
        facts: selected,
        window,
        most,
        prior,
        open,
        above_start_of,
        order,
        since_first,
        marked_by,
        or_attested,
    } = test;
    let what = facts(selected);
    let number = if most.is_zero() { "No".to_owned() } else { format!("At most {most} of") };
    let mut told = Told::new(format!("{number} {what} {}", words.within(window)));
    told.also(*open, || "spells that were in force in the stretch count too".to_owned());
    told.also_with(above_start_of.as_ref(), |start| {
        format!("only ranks above the highest there was when {} began", facts(start))
    });
    told.also_with(since_first.as_ref(), |first| {
        let by = if first.completed { "last" } else { "first" };
        format!("from the {by} day of the first of {} in the stretch", facts(&first.facts))
    });
    told.asked.extend(named(order, |orders| {
        format!("the stretch is as long as the latest of {orders}, if that is shorter")
    }));
    told.asked.extend(named(marked_by, |marks| format!("only those that share a ref with {marks}")));
    told.also_with(or_attested.as_ref(), |signed| {
        format!("where the stretch is not covered, an attestation `{}` may show it", signed.code)
    });
    let told = stretch(told, window, when).unknown_if(NOT_COVERED);
    let mut told = if when == When::Progress { told.unknown_if(TOO_EARLY) } else { told };
    told.not_asked(!order.is_empty(), || "for whoever has had no such order since engagement".to_owned());
    told.not_asked(since_first.is_some(), || "where none of those is on record".to_owned());
    if let Some(prior) = prior {
        let before =
            prior.window.as_ref().map_or_else(String::new, |window| format!(" {}", words.within(window)));
        let without = named(&prior.without, |facts| format!(", or {facts} is")).unwrap_or_default();
        told.not_asked(true, || {
            format!("where no {}{before} is on record before it{without}", facts(&prior.facts))
        });
        return told.by(&["prior-event"]);
    }
    told
}

pub fn rate(test: &Rate, words: Words<'_>, when: When) -> Told {
    let Rate { facts: selected, window, compare, percent, by_term, out_of, fewest, latest } = test;
    let what = facts(selected);
    let mut told = match out_of {
        None => Told::new(format!(
            "{what}: {} percent of the whole {}",
            words.compared(*compare, percent),
            words.within(window)
        )),
        Some(all) => Told::new(format!(
            "{} percent of {} {} are {what}",
            words.compared(*compare, percent),
            facts(all),
            words.within(window)
        )),
    };
    told.also(*by_term, || "in each term by itself, where `attendance-average` is `each`".to_owned());
    told.also(*fewest > 1, || format!("out of at least {fewest}"));
    told.also(*latest, || "only the latest terms are asked".to_owned());
    let told = stretch(told, window, when).unknown_if(NOT_COVERED);
    if *by_term { told.by(&["attendance-average"]) } else { told }
}

pub fn reduction(test: &Reduction, words: Words<'_>) -> Told {
    let Reduction {
        facts: selected,
        window,
        percent,
        measure,
        ages,
        skip_custody,
        bound_by,
        needs_prior,
        zero_drops,
        preceding,
        order,
        rise,
    } = test;
    let direction = match (rise, percent) {
        (true, None) => "is higher".to_owned(),
        (true, Some(percent)) => format!("is at least {percent}% higher"),
        (false, None) => "is lower".to_owned(),
        (false, Some(0)) => "is no higher".to_owned(),
        (false, Some(percent)) => format!("is at least {percent}% lower"),
    };
    let mut told = Told::new(format!(
        "{} {} {direction} than before",
        measured(*measure, &facts(selected)),
        words.within(window)
    ));
    told.also(true, || match preceding {
        true => "before: the stretch that ends the day before the measured one begins".to_owned(),
        false => {
            "before: the stretch that ends on the day of engagement, or as `baseline-anchor` says".to_owned()
        }
    });
    told.also_with(*ages, |ages| format!("by whoever is {} on the day it happened", aged(ages)));
    told.also(*skip_custody, || {
        "days in custody are left out of both stretches, where `custody-days` is `skip`".to_owned()
    });
    told.asked.extend(named(bound_by, |bound| format!("only of people bound by {bound} at engagement")));
    told.also(*zero_drops, || {
        "none before and none since drops out; none before and some since is not met".to_owned()
    });
    told.asked.extend(named(order, |orders| {
        format!("the stretch is as long as the latest of {orders}, if that is shorter")
    }));
    told.not_asked(*needs_prior, || "where none is on record before".to_owned());
    told.not_asked(!bound_by.is_empty(), || "where nobody was so bound".to_owned());
    let told = stretch(told, window, When::Progress)
        .by(&["baseline-months", "baseline-anchor", "zero-baseline"])
        .unknown_if("where a feed does not cover both stretches (`window-not-covered`)")
        .unknown_if("where the measured stretch begins before engagement (`too-early`)")
        .unknown_if("where there was none before (`zero-baseline`), as that parameter says");
    let told = if *skip_custody { told.by(&["custody-days"]) } else { told };
    if *measure == Measure::Gravity { told.by(&["gravity"]) } else { told }
}

pub fn quarter(test: &Quarter) -> Told {
    let Quarter { facts: selected } = test;
    Told::new(format!("No {} in the latest complete calendar quarter, begun after engagement, and on all later days that are covered", facts(selected)))
        .unknown_if("where the quarter is not wholly covered, or began before engagement")
        .by(&["quarter", "window-lag"])
}
