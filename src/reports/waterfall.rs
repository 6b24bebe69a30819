//! The parts of a link's weight as a waterfall, in whole pixels of a drawing 960 wide: parts in bits come in, bars and
//! labels go out. Nothing is drawn or weighed here.

use super::link_pairs::bits;
use crate::links::matching::Part;
use serde::Serialize;

/// Where bars begin and end.
const LEFT: i64 = 380;
const RIGHT: i64 = 860;
const ROW: i64 = 26;

/// One bar: from the sum of the parts before it to the sum with it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Step {
    /// What was compared.
    pub name: String,
    /// How it agrees.
    pub level: String,
    /// Bits with three decimals.
    pub bits: String,
    /// `met` for evidence, `not-met` for evidence against, `covered` for the sum.
    pub class: &'static str,
    /// Left edge.
    pub x: i64,
    /// Width, at least one.
    pub width: i64,
    /// Top edge.
    pub y: i64,
}

/// A waterfall.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Waterfall {
    /// Height of the drawing.
    pub height: i64,
    /// Where nought stands.
    pub zero: i64,
    /// The bars from the top, the sum last.
    pub steps: Vec<Step>,
}

/// The waterfall of parts in thousandths of a bit; the last bar is their sum.
#[must_use]
pub fn waterfall(parts: &[Part]) -> Waterfall {
    let sums: Vec<i64> = parts
        .iter()
        .scan(0, |sum, part| {
            *sum += i64::from(part.bits);
            Some(*sum)
        })
        .collect();
    let (least, most) = (sums.iter().min().copied(), sums.iter().max().copied());
    let (least, most) = (least.unwrap_or(0).min(0), most.unwrap_or(0).max(1));
    let place = |at: i64| LEFT + (at - least) * (RIGHT - LEFT) / (most - least);
    let bar = |from: i64, to: i64| (place(from.min(to)), (place(from.max(to)) - place(from.min(to))).max(1));
    let mut steps = Vec::new();
    let (mut before, mut y) = (0, 0);
    for (part, sum) in parts.iter().zip(&sums) {
        let (x, width) = bar(before, *sum);
        let class = if part.bits < 0 { "not-met" } else { "met" };
        let (name, level) = (name_of(&part.name).to_owned(), part.level.clone());
        steps.push(Step { name, level, bits: bits(part.bits), class, x, width, y });
        (before, y) = (*sum, y + ROW);
    }
    let (x, width) = bar(0, before);
    let all = i32::try_from(before).expect("a weight is a few hundred thousand thousandths at most");
    let (name, level) = ("weight".to_owned(), String::new());
    steps.push(Step { name, level, bits: bits(all), class: "covered", x, width, y });
    Waterfall { height: y + ROW, zero: place(0), steps }
}

/// A comparison's name in words.
#[must_use]
pub fn name_of(comparison: &str) -> &str {
    match comparison {
        "born_on" => "birth date",
        "term_frequency" => "how rare the names are",
        "household" => "chance of a relative",
        "relatives" => "relatives",
        "third_row" => "a third row",
        "competition" => "competition",
        "prior" => "before anything is compared",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, bits: i32) -> Part {
        Part { name: name.to_owned(), level: "equal".to_owned(), bits }
    }

    #[test]
    fn each_bar_begins_where_the_one_before_ended_and_the_last_is_the_sum() {
        let drawn = waterfall(&[part("prior", -10_000), part("surname", 8000), part("born_on", 14_000)]);
        assert_eq!(
            drawn.steps.iter().map(|step| step.bits.as_str()).collect::<Vec<_>>(),
            ["-10.000", "8.000", "14.000", "12.000"]
        );
        assert_eq!(drawn.zero, LEFT + 480 * 10 / 22);
        assert_eq!((drawn.steps[0].x, drawn.steps[0].x + drawn.steps[0].width), (LEFT, drawn.zero));
        assert_eq!((drawn.steps[1].x, drawn.steps[2].x), (LEFT, LEFT + 480 * 8 / 22));
        assert_eq!((drawn.steps[3].x, drawn.steps[3].x + drawn.steps[3].width), (drawn.zero, RIGHT));
        assert_eq!(drawn.height, 4 * ROW);
    }

    #[test]
    fn nothing_compared_draws_a_sum_of_nought() {
        let drawn = waterfall(&[]);
        assert_eq!((drawn.steps.len(), drawn.steps[0].bits.as_str()), (1, "0.000"));
    }
}
