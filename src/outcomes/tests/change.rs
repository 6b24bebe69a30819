//! A score against an earlier one of the same person and tool (reading R25).

use crate::domain::{Code, Day, Quantity};
use crate::facts::Fact;
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::order;
use crate::outcomes::plan::test::ScoreChange;
use crate::outcomes::verdict::{Reason, Truth};
use std::collections::BTreeMap;

/// Whether the latest score after the start is better than the one nearest it, on one tool.
pub fn answer<'a>(test: &'a ScoreChange, ask: &Ask<'a>) -> Answer {
    let start = start(test, ask);
    let scores = ask.facts(&test.facts);
    let mut tools: BTreeMap<(Option<&Code>, Option<&str>), Vec<&Fact>> = BTreeMap::new();
    for score in &scores {
        let code = score.code.as_ref().filter(|_| !test.by_level);
        let other = code.is_some_and(|code| code.as_str() == "other");
        let case = score.reference.as_ref().filter(|_| other).map(crate::domain::Reference::as_str);
        tools.entry((code, case)).or_default().push(score);
    }
    let answers: Vec<Answer> =
        tools.values().filter_map(|scores| of_tool(test, ask, scores, start)).collect();
    if test.others_not_worse
        && let Some(worse) = answers.iter().find(|answer| answer.measured > answer.baseline)
    {
        return Answer { truth: Truth::NotMet, ..worse.clone() };
    }
    let best = [Truth::Met, Truth::NotMet, Truth::Unknown]
        .into_iter()
        .find_map(|truth| answers.iter().find(|answer| answer.truth == truth).cloned());
    best.unwrap_or_else(|| Answer::unknown(Reason::NoRecord).citing(scores))
}

/// Engagement, or the start of the first spell of these begun after it, or of the latest order in force since.
fn start<'a>(test: &'a ScoreChange, ask: &Ask<'a>) -> Day {
    let engaged = ask.engaged_on();
    if let Some(order) = order::latest(&test.from_latest_of, ask) {
        return order.from;
    }
    let begun =
        ask.facts(&test.from_start_of).into_iter().map(|fact| fact.from).filter(|day| *day > engaged).min();
    begun.unwrap_or(engaged)
}

fn of_tool<'a>(test: &'a ScoreChange, ask: &Ask<'a>, scores: &[&'a Fact], start: Day) -> Option<Answer> {
    // Nearest the start; of two as near, the earlier.
    let first = scores.iter().min_by_key(|score| (score.from.days_since(start).abs(), score.from))?;
    let within = test.within.map(|months| first.from.months_after(months));
    let later: Vec<&&Fact> = scores
        .iter()
        .filter(|score| {
            score.from > start.max(first.from).max(ask.engaged_on()) && score.source != first.source
        })
        .collect();
    let latest = later.last()?;
    let (before, after) = (first.value?, latest.value?);
    let better = is_better(test, ask, first, before, after);
    let answer = if test.percent.is_some() && before.is_zero() {
        Answer::unknown(Reason::ZeroBaseline)
    } else {
        let in_time = within.is_none_or(|limit| {
            later.iter().any(|score| {
                score.from <= limit
                    && score.value.is_some_and(|value| is_better(test, ask, first, before, value))
            })
        });
        let raised = was_raised(test, ask, scores, latest) || (test.stays && is_raised_again(&later, before));
        Answer::of(better && in_time && !raised)
    };
    let mut answer = answer.citing([*first, **latest]);
    answer.measured = Some(after);
    answer.baseline = Some(before);
    Some(answer)
}

/// Whether a score after the first one below the start is higher than the one before it.
fn is_raised_again(later: &[&&Fact], before: Quantity) -> bool {
    let reached = later.iter().skip_while(|score| score.value.is_none_or(|value| value >= before));
    let values: Vec<Quantity> = reached.filter_map(|score| score.value).collect();
    values.windows(2).any(|pair| pair[1] > pair[0])
}

fn was_raised(test: &ScoreChange, ask: &Ask<'_>, scores: &[&Fact], latest: &Fact) -> bool {
    let Some(span) = &test.not_raised else { return false };
    let window = ask.window(span, ask.day);
    scores.windows(2).any(|pair| {
        window.contains(pair[1].from) && pair[1].value > pair[0].value && pair[1].from <= latest.from
    })
}

fn is_better(test: &ScoreChange, ask: &Ask<'_>, first: &Fact, before: Quantity, after: Quantity) -> bool {
    let code = first.code.as_ref();
    let higher = code.is_some_and(|code| test.higher_is_better.contains(code));
    let (high, low) = if higher { (after, before) } else { (before, after) };
    if let Some(percent) = test.percent {
        let limit = before.times(Quantity::ratio(100 - i64::from(percent), 100).unwrap_or(Quantity::ZERO));
        return limit.is_some_and(|limit| after <= limit);
    }
    let step = Quantity::whole(i64::from(step(test, ask, code)));
    low.plus(step).is_some_and(|needed| high >= needed)
}

/// The least change: the row's, or the tool's own where `score-step` is `reliable`.
fn step(test: &ScoreChange, ask: &Ask<'_>, code: Option<&Code>) -> u32 {
    if let Some(step) = test.step {
        return step;
    }
    match code.map(Code::as_str) {
        Some("gad-7") if ask.word("score-step") == "reliable" => 4,
        Some("phq-9") if ask.word("score-step") == "reliable" => 6,
        _ => 1,
    }
}
