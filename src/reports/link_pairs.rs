//! Links of two person files as CSV: links by row come in, bytes in order of ids go out. No weight is computed here.

use crate::links;
use crate::links::matching::{Explanation, Link, Matched, Table};

/// `left_id,right_id,probability,weight,rule`, and with `explain` each part of the weight, how the rows were found and who
/// else the left one might be; in order of left id, probability from high to low, right id. The printed parts add up exactly to the printed weight. Of one file with itself
/// the smaller id stands left.
#[must_use]
pub fn links_csv(
    matched: &Matched,
    left: &Table,
    right: Option<&Table>,
    least: f64,
    explain: bool,
) -> Vec<u8> {
    let mut rows: Vec<Row<'_>> =
        matched.links(least).into_iter().map(|(link, at)| Row::new(link, at, left, right)).collect();
    rows.sort_by(|a, b| (a.left, b.millionths, a.right).cmp(&(b.left, a.millionths, b.right)));
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let mut record = csv::ByteRecord::new();
    for name in ["left_id", "right_id", "probability", "weight", "rule"] {
        record.push_field(name.as_bytes());
    }
    if explain {
        for (name, level) in matched.columns() {
            if level {
                record.push_field(format!("{name}_level").as_bytes());
            }
            record.push_field(format!("{name}_bits").as_bytes());
        }
        BESIDE.iter().for_each(|name| record.push_field(name.as_bytes()));
    }
    let explanation = explain.then(|| Explanation::new(matched));
    writer.write_byte_record(&record).expect("a vector takes every byte");
    for row in rows {
        record.clear();
        record.push_field(row.left);
        record.push_field(row.right);
        record.push_field(decimals(row.millionths).as_bytes());
        record.push_field(bits(row.link.weight).as_bytes());
        record.push_field(row.link.rule.as_bytes());
        if let Some(explanation) = &explanation {
            for (part, (_, level)) in matched.parts(row.at).iter().zip(matched.columns()) {
                if level {
                    record.push_field(part.level.as_bytes());
                }
                record.push_field(bits(part.bits).as_bytes());
            }
            push_beside(&mut record, explanation, &row, right.unwrap_or(left));
        }
        writer.write_byte_record(&record).expect("a vector takes every byte");
    }
    writer.into_inner().expect("a vector takes every byte")
}

/// The columns after the parts of the weight.
const BESIDE: [&str; 4] = ["found_by", "other_candidates", "best_other_id", "best_other_probability"];

fn push_beside(record: &mut csv::ByteRecord, explanation: &Explanation<'_>, row: &Row<'_>, right: &Table) {
    let beside = explanation.beside(row.at, row.swapped);
    record.push_field(beside.found_by.as_bytes());
    record.push_field(beside.others.to_string().as_bytes());
    let best = beside.best.map(|(other, probability)| (right.id(other), decimals(millionths(probability))));
    let (id, probability) = best.as_ref().map_or((&b""[..], ""), |(id, text)| (*id, text.as_str()));
    record.push_field(id);
    record.push_field(probability.as_bytes());
}

struct Row<'a> {
    link: Link,
    at: usize,
    /// Whether the right row is printed on the left.
    swapped: bool,
    left: &'a [u8],
    right: &'a [u8],
    millionths: u32,
}

impl<'a> Row<'a> {
    fn new(link: Link, at: usize, left: &'a Table, right: Option<&'a Table>) -> Self {
        let (mut a, mut b) = (left.id(link.left), right.unwrap_or(left).id(link.right));
        let swapped = right.is_none() && b < a;
        if swapped {
            (a, b) = (b, a);
        }
        let millionths = millionths(link.probability);
        Self { link, at, swapped, left: a, right: b, millionths }
    }
}

/// A probability in whole millionths.
fn millionths(probability: f64) -> u32 {
    (probability * 1e6 + 0.5) as u32
}

/// Thousandths of a bit as a number of bits with three decimals.
#[must_use]
pub fn bits(thousandths: i32) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let size = thousandths.unsigned_abs();
    format!("{sign}{}.{:03}", size / 1000, size % 1000)
}

/// The probability of a weight in thousandths of a bit, with six decimals.
#[must_use]
pub fn likelihood(weight: i32) -> String {
    decimals(millionths(links::probability(weight)))
}

fn decimals(millionths: u32) -> String {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

/// How good links are at one threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// The least probability that counts as a link.
    pub threshold: f64,
    /// Links that are right, links that are wrong, and right ones that are missing.
    pub right: usize,
    /// See `right`.
    pub wrong: usize,
    /// See `right`.
    pub missed: usize,
}

impl Quality {
    /// Right links of all links; 1 where there are none.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// Links found of all that are right; 1 where there are none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Quality at each threshold, from probabilities of labelled pairs (true: right) and how many right pairs there are.
#[must_use]
pub fn qualities(pairs: &[(f64, bool)], known: usize, thresholds: &[f64]) -> Vec<Quality> {
    let at = |threshold: &f64| {
        let found = || pairs.iter().filter(|(probability, _)| probability >= threshold);
        let right = found().filter(|(_, right)| *right).count();
        Quality { threshold: *threshold, right, wrong: found().count() - right, missed: known - right }
    };
    thresholds.iter().map(at).collect()
}

/// Precision over recall as a drawing.
#[must_use]
pub fn curve_svg(qualities: &[Quality], chosen: f64) -> String {
    const SIDE: f64 = 400.0;
    // The corner that matters fills the drawing: from the worst figure, rounded down to a twentieth.
    let least = qualities.iter().flat_map(|one| [one.precision(), one.recall()]).fold(0.95_f64, f64::min);
    let low = (least * 20.0).floor() / 20.0;
    let place = |one: &Quality| {
        let x = 60.0 + (one.recall() - low) / (1.0 - low) * SIDE;
        let y = 20.0 + (1.0 - one.precision()) / (1.0 - low) * SIDE;
        (x, y)
    };
    let points: Vec<String> = qualities
        .iter()
        .map(|one| {
            let (x, y) = place(one);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 500 480\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n\
         <title>Precision and recall of links by threshold</title>\n\
         <rect x=\"60\" y=\"20\" width=\"400\" height=\"400\" fill=\"none\" stroke=\"#999\"/>\n",
    );
    for (x, y, anchor, text) in [
        (60, 438, "middle", format!("{low:.2}")),
        (460, 438, "middle", "1".to_owned()),
        (260, 460, "middle", "recall".to_owned()),
        (54, 424, "end", format!("{low:.2}")),
        (54, 26, "end", "1".to_owned()),
        (54, 220, "end", "precision".to_owned()),
    ] {
        svg += &format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>\n");
    }
    svg += &format!(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1d5a8a\" stroke-width=\"2\"/>\n",
        points.join(" ")
    );
    for one in qualities {
        let (x, y) = place(one);
        let own = (one.threshold - chosen).abs() < 1e-9;
        let (radius, colour) = if own { (5, "#b3261e") } else { (3, "#1d5a8a") };
        svg += &format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{colour}\"><title>threshold {:.6}: precision {:.4}, recall {:.4}, F1 {:.4}</title></circle>\n",
            one.threshold,
            one.precision(),
            one.recall(),
            one.f1()
        );
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_keep_their_sign_below_one() {
        assert_eq!(
            (bits(-7), bits(12_340), bits(0)),
            ("-0.007".to_owned(), "12.340".to_owned(), "0.000".to_owned())
        );
    }

    #[test]
    fn a_higher_threshold_trades_recall_for_precision() {
        let pairs = [(0.9, true), (0.6, false), (0.4, true)];
        let all = qualities(&pairs, 3, &[0.3, 0.8]);
        assert_eq!((all[0].right, all[0].wrong, all[0].missed), (2, 1, 1));
        assert_eq!((all[1].precision(), all[1].right, all[1].missed), (1.0, 1, 2));
        assert!(curve_svg(&all, 0.8).contains("threshold 0.800000: precision 1.0000"));
    }
}
