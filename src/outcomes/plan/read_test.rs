//! Reads the `test` table of a clause into a [`Test`].

use super::section::{Section, nearest};
use super::test::*;
use super::words::*;
use crate::domain::{Code, Quantity, Text};
use crate::problem::Kind;

/// Reads a test; `id` is the clause's, the code an attestation carries unless said otherwise. After a mistake a test that
/// is never met stands in.
pub fn test(section: &Section<'_>, id: &str) -> Test {
    let read = if section.has("all") {
        Test::All(section.sections("all").iter().map(|part| test(part, id)).collect())
    } else if section.has("any") && !section.has("is") {
        Test::Any(section.sections("any").iter().map(|part| test(part, id)).collect())
    } else if section.has("of") && section.has("test") {
        only_of(section, id)
    } else if let Some(part) = section.section("not") {
        Test::Not(Box::new(test(&part, id)))
    } else if section.has("letters") {
        for_letters(section, id)
    } else {
        primitive(section, id)
    };
    section.finish();
    read
}

fn primitive(s: &Section<'_>, id: &str) -> Test {
    let word = s.required("is").unwrap_or("no-measure");
    match word {
        "happened" => Test::Happened(happened(s)),
        "at-most" => Test::AtMost(at_most(s, id)),
        "rate" => Test::Rate(rate(s)),
        "reduction" => Test::Reduction(reduction(s)),
        "open" => Test::Open(open(s)),
        "step" => Test::Step(step(s)),
        "held" => Test::Held(held(s)),
        "closed" => Test::Closed(closed(s)),
        "engaged" => Test::Engaged(engaged(s)),
        "score" => Test::Score(score(s)),
        "score-change" => Test::ScoreChange(score_change(s)),
        "attested" => Test::Attested(attested(s, id)),
        "nominated" => Test::Nominated(Nominated { codes: codes(s, "codes") }),
        "noted" => Test::Noted(noted(s, id)),
        "clean-after" => clean_after(s, id),
        "clean-since" => Test::CleanSince(CleanSince {
            start_of: required_selection(s, "start-of"),
            at_least: required_span(s, "at-least"),
            facts: required_selection(s, "facts"),
            needs_prior: s.flag("needs-prior"),
        }),
        "benefit-left" => Test::BenefitLeft(Benefits { facts: required_selection(s, "facts") }),
        "not-sanctioned" => Test::NotSanctioned(NotSanctioned { facts: required_selection(s, "facts") }),
        "in-work" => Test::InWork(in_work(s)),
        "off-benefit" => Test::OffBenefit(off_benefit(s)),
        "leaves-school" => Test::LeavesSchool(LeavesSchool {
            months: s.number("months").unwrap_or(12),
            on_roll: selection(s, "on-roll"),
            or_left: s.flag("or-left"),
        }),
        "at-home" => Test::AtHome(AtHome { span: span(s, "span") }),
        "at-risk" => Test::AtRisk(at_risk(s)),
        "quarter" => Test::Quarter(Quarter { facts: required_selection(s, "facts") }),
        "due" => Test::Due(due(s)),
        "latest" => Test::Latest(latest(s)),
        "quiet-since" => Test::QuietSince(quiet_since(s)),
        "earning" => Test::Earning(Earning {
            benefits: required_selection(s, "benefits"),
            window: required_span(s, "window"),
        }),
        "same-as" => Test::SameAs(Text::from(s.required("clause").unwrap_or_default())),
        "no-measure" => Test::NoMeasure,
        "cohort" => Test::Cohort,
        other => {
            let hint = nearest(other, TESTS.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            s.report(Kind::PlanBadValue, "is", format!("`{other}` is not a test"), hint);
            Test::NoMeasure
        }
    }
}

/// A test asked only of people in a scope.
fn only_of(s: &Section<'_>, id: &str) -> Test {
    let scope = scope(s, "of");
    match s.section("test") {
        Some(part) => Test::OnlyOf(scope, Box::new(test(&part, id))),
        None => Test::NoMeasure,
    }
}

fn at_risk(s: &Section<'_>) -> AtRisk {
    let thresholds = s.section("at-least").map_or(Vec::new(), |table| {
        let entries = table.entries().into_iter();
        entries
            .filter_map(|(code, span, value)| {
                let figure = value.get_ref().as_integer().and_then(|number| Quantity::parse(number.as_str()));
                if figure.is_none() {
                    s.source().report(
                        Kind::PlanBadValue,
                        span,
                        format!("`{code}` needs a whole number"),
                        None,
                    );
                }
                Some((Code::from(code), figure?))
            })
            .collect()
    });
    AtRisk { facts: required_selection(s, "facts"), thresholds, no_longer: s.flag("no-longer") }
}

fn due(s: &Section<'_>) -> Due {
    Due {
        due: required_selection(s, "due"),
        done: required_selection(s, "done"),
        grace_days: s.number("grace-days").unwrap_or(0),
        one_after: s.flag("one-after"),
        latest: s.text("latest").map(Code::from),
        one_overdue: s.flag("one-overdue"),
    }
}

fn latest(s: &Section<'_>) -> Latest {
    Latest {
        facts: required_selection(s, "facts"),
        good: codes(s, "good"),
        most: s.quantity("most"),
        window: span(s, "window"),
        held: span(s, "held"),
        recent: s.flag("recent"),
        none_is_unknown: s.flag("none-is-unknown"),
    }
}

fn quiet_since(s: &Section<'_>) -> QuietSince {
    QuietSince {
        latest_of: required_selection(s, "latest-of"),
        span: required_span(s, "span"),
        facts: required_selection(s, "facts"),
        never: selection(s, "never"),
    }
}

/// A test asked only for some letters.
fn for_letters(s: &Section<'_>, id: &str) -> Test {
    let letters = s.texts("letters").into_iter().map(|(letter, _)| Text::from(letter)).collect();
    match s.section("test") {
        Some(part) => Test::ForLetters(letters, Box::new(test(&part, id))),
        None => Test::NoMeasure,
    }
}

fn with(s: &Section<'_>, key: &'static str) -> Option<With> {
    let with = s.section(key)?;
    let read = With { facts: required_selection(&with, "facts"), months: with.number("months") };
    with.finish();
    Some(read)
}

fn happened(s: &Section<'_>) -> Happened {
    let with = with(s, "with");
    Happened {
        facts: required_selection(s, "facts"),
        window: span(s, "window"),
        at_least: s.quantity("at-least").unwrap_or(Quantity::whole(1)),
        measure: measure(s),
        ages: ages(s, "ages"),
        primary: s.flag("primary"),
        with,
        value_at_least: s.quantity("value-at-least"),
        finished: s.flag("finished"),
        completed: s.flag("completed"),
        ended: s.has("ended").then(|| codes(s, "ended")),
        of_spells: selection(s, "of-spells"),
        standing: s.flag("standing"),
        may_precede: s.flag("may-precede"),
        across: s.flag("one-event-across"),
        where_open_since: selection(s, "where-open-since"),
    }
}

fn at_most(s: &Section<'_>, id: &str) -> AtMost {
    let prior = s.section("prior").map(|prior| {
        let read = Prior {
            facts: required_selection(&prior, "facts"),
            window: span(&prior, "window"),
            without: selection(&prior, "without"),
        };
        prior.finish();
        read
    });
    let since_first = s.section("since-first").map(|first| {
        let read =
            SinceFirst { facts: required_selection(&first, "facts"), completed: first.flag("completed") };
        first.finish();
        read
    });
    AtMost {
        facts: required_selection(s, "facts"),
        window: required_span(s, "window"),
        most: s.quantity("most").unwrap_or(Quantity::ZERO),
        prior,
        open: s.flag("open"),
        above_start_of: s.has("above-start-of").then(|| selection(s, "above-start-of")),
        order: selection(s, "order"),
        since_first,
        marked_by: selection(s, "marked-by"),
        or_attested: s.flag("or-attested").then(|| Attested {
            code: Code::from(id),
            window: None,
            not_nominator: None,
            after_end_of: Vec::new(),
            after_step: None,
            otherwise: None,
        }),
    }
}

fn rate(s: &Section<'_>) -> Rate {
    let (compare, percent) = comparison(s);
    Rate {
        facts: required_selection(s, "facts"),
        window: required_span(s, "window"),
        compare,
        percent,
        by_term: s.flag("by-term"),
        out_of: s.has("out-of").then(|| selection(s, "out-of")),
        fewest: s.number("fewest").unwrap_or(1),
        latest: s.flag("latest"),
    }
}

fn reduction(s: &Section<'_>) -> Reduction {
    Reduction {
        facts: required_selection(s, "facts"),
        window: required_span(s, "window"),
        percent: s.number("percent"),
        measure: measure(s),
        ages: ages(s, "ages"),
        skip_custody: s.flag("skip-custody"),
        bound_by: selection(s, "bound-by"),
        needs_prior: s.flag("needs-prior"),
        zero_drops: s.flag("zero-drops"),
        preceding: s.flag("preceding"),
        order: selection(s, "order"),
        rise: s.flag("rise"),
    }
}

fn open(s: &Section<'_>) -> Open {
    Open {
        facts: required_selection(s, "facts"),
        begun_within: span(s, "begun-within"),
        none: s.flag("none"),
        doubtful: selection(s, "doubtful"),
        without: selection(s, "without"),
        value_at_least: s.quantity("value-at-least"),
        or: selection(s, "or"),
        ahead: with(s, "ahead"),
        open_within: span(s, "open-within"),
        endless_since: span(s, "endless-since"),
        longer_than_terms: s.number("longer-than-terms"),
        with: selection(s, "with"),
    }
}

fn step(s: &Section<'_>) -> Step {
    Step {
        facts: required_selection(s, "facts"),
        standing: s.flag("standing"),
        held: span(s, "held"),
        ended: codes(s, "ended"),
        window: span(s, "window"),
        hours_at_least: s.quantity("hours-at-least"),
        before_birthday: s.number("before-birthday"),
        undone_by: selection(s, "undone-by"),
        prior: selection(s, "prior"),
        not_before: selection(s, "not-before"),
        before_end_of: selection(s, "before-end-of"),
        may_precede: s.flag("may-precede"),
        at_least: s.number("at-least").unwrap_or(1),
        still_open: s.flag("still-open"),
        ago: span(s, "ago"),
        marked_by: selection(s, "marked-by"),
        same_home: s.flag("same-home"),
        doubtful: selection(s, "doubtful"),
    }
}

fn held(s: &Section<'_>) -> Held {
    let both = s.texts("both").into_iter();
    Held {
        facts: required_selection(s, "facts"),
        span: required_span(s, "span"),
        begun_after: s.flag("begun-after"),
        attended: s.flag("attended"),
        one_spell: s.flag("one-spell"),
        both: both.map(|(list, _)| list.split(',').map(|code| Code::from(code.trim())).collect()).collect(),
        payments: selection(s, "payments"),
        hours_at_least: s.quantity("hours-at-least"),
        last_days: s.flag("last-days"),
        after_end_of: selection(s, "after-end-of"),
        including: selection(s, "including"),
        newly: s.flag("newly"),
        any_weeks: s.flag("any-weeks"),
        hours_stated: s.flag("hours-stated"),
        unproven: selection(s, "unproven"),
        failed_by: selection(s, "failed-by"),
    }
}

fn closed(s: &Section<'_>) -> Closed {
    Closed {
        facts: required_selection(s, "facts"),
        hold: required_span(s, "hold"),
        good: codes(s, "good"),
        also_bad: codes(s, "also-bad"),
        reopened_by: selection(s, "reopened-by"),
        any_ending: s.flag("any-ending"),
        all_good: s.flag("all-good"),
        any_time: s.flag("any-time"),
        from_start: s.flag("from-start"),
    }
}

fn engaged(s: &Section<'_>) -> Engaged {
    let months = if s.has("months") {
        number(s, "months", 3)
    } else {
        Number::Parameter(Text::from("engagement-months"))
    };
    Engaged {
        facts: required_selection(s, "facts"),
        months,
        begun_after: s.flag("begun-after"),
        within: span(s, "within"),
        present: s.flag("present"),
    }
}

fn score(s: &Section<'_>) -> Score {
    let above_level = s.text("above-level").map(Code::from);
    let held_at = s.text("held-at").map(|level| (Code::from(level), required_span(s, "held")));
    let (compare, figure) = if above_level.is_some() || held_at.is_some() {
        (Compare::MoreThan, Figure::Fixed(Quantity::ZERO))
    } else {
        comparison(s)
    };
    Score {
        facts: required_selection(s, "facts"),
        window: required_span(s, "window"),
        figure,
        compare,
        per_whole: s.flag("per-whole"),
        any: s.flag("any-score"),
        above_level,
        standing: s.flag("standing"),
        held_at,
        first_listed: s.flag("first-listed"),
    }
}

fn score_change(s: &Section<'_>) -> ScoreChange {
    ScoreChange {
        facts: required_selection(s, "facts"),
        step: s.number("step"),
        percent: s.number("percent"),
        higher_is_better: codes(s, "higher-is-better"),
        from_start_of: selection(s, "from-start-of"),
        from_latest_of: selection(s, "from-latest-of"),
        by_level: s.flag("by-level"),
        within: s.number("within-months"),
        not_raised: span(s, "not-raised"),
        stays: s.flag("stays"),
        others_not_worse: s.flag("others-not-worse"),
    }
}

fn attested(s: &Section<'_>, id: &str) -> Attested {
    Attested {
        code: Code::from(s.text("code").unwrap_or(id)),
        window: span(s, "window"),
        not_nominator: s.has("not-nominator").then(|| codes(s, "not-nominator")),
        after_end_of: selection(s, "after-end-of"),
        after_step: s.number("months-after").map(|months| (required_selection(s, "after-step"), months)),
        otherwise: s.section("else").map(|part| Box::new(test(&part, id))),
    }
}

fn noted(s: &Section<'_>, id: &str) -> Noted {
    Noted {
        facts: required_selection(s, "facts"),
        codes: codes(s, "codes"),
        attested: Code::from(s.text("attested").unwrap_or(id)),
    }
}

fn clean_after(s: &Section<'_>, id: &str) -> Test {
    let from_start = s.has("started");
    let key = if from_start { "started" } else { "completed" };
    let Some(step) = s.section(key) else {
        s.source().report(Kind::PlanMissingKey, s.span(), "one of `completed`, `started` is needed", None);
        return Test::NoMeasure;
    };
    let Test::Step(step) = test(&step, id) else {
        s.report(Kind::PlanBadValue, key, format!("`{key}` is a test of `step`"), None);
        return Test::NoMeasure;
    };
    Test::CleanAfter(CleanAfter {
        step,
        from_start,
        span: required_span(s, "span"),
        facts: required_selection(s, "facts"),
        dated_by: selection(s, "dated-by"),
        skip_custody: s.flag("skip-custody"),
    })
}

fn arm(s: &Section<'_>) -> Option<Arm> {
    choice(s, "arm", &[("shorter", Arm::Shorter), ("longer", Arm::Longer)])
}

fn in_work(s: &Section<'_>) -> InWork {
    let weeks = s.number("weeks").unwrap_or(13);
    InWork {
        benefits: required_selection(s, "benefits"),
        work: required_selection(s, "work"),
        self_reported: selection(s, "self-reported"),
        arm: arm(s),
        longer: selection(s, "longer"),
        weeks,
        of: s.number("of").unwrap_or(weeks),
    }
}

fn off_benefit(s: &Section<'_>) -> OffBenefit {
    let weeks = s.number("weeks").unwrap_or(13);
    OffBenefit {
        facts: required_selection(s, "facts"),
        arm: arm(s),
        longer: selection(s, "longer"),
        weeks,
        of: s.number("of").unwrap_or(weeks),
    }
}
