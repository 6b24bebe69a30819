//! Where the parts of a chart stand, in whole pixels of a drawing 960 wide: counts and windows come in, rectangles and
//! labels go out. Nothing is drawn here.

use crate::domain::{Day, Window};
use crate::reports::inputs::FeedStatus;
use crate::reports::words;
use serde::Serialize;

/// Width of every drawing.
pub const WIDTH: usize = 960;
const LABELS: usize = 290;
const ROW: usize = 34;

/// A stretch of a bar.
#[derive(Serialize)]
pub struct Piece {
    pub class: &'static str,
    pub x: usize,
    pub width: usize,
    pub label: String,
    /// Whether the label fits inside.
    pub fits: bool,
    pub title: String,
}

/// One bar with its label.
#[derive(Serialize)]
pub struct Bar {
    pub label: String,
    pub y: usize,
    pub pieces: Vec<Piece>,
    pub end_label: String,
    pub end_x: usize,
}

/// Bars under each other.
#[derive(Serialize)]
pub struct BarChart {
    pub height: usize,
    pub label_x: usize,
    pub axis_x: usize,
    pub bars: Vec<Bar>,
}

/// A bar before it has a place: its label and its pieces as class, number and title.
pub struct Counts {
    pub label: String,
    pub pieces: Vec<(&'static str, usize, String)>,
}

/// The least count that a full bar stands for, so that a chart of ones does not shout.
const LEAST_FULL: usize = 6;

/// Bars whose lengths are in proportion to their counts; the longest fills the drawing.
pub fn bar_chart(rows: Vec<Counts>) -> BarChart {
    let room = WIDTH - LABELS - 60;
    let total = |row: &Counts| row.pieces.iter().map(|piece| piece.1).sum::<usize>();
    let longest = rows.iter().map(total).max().unwrap_or(0).max(LEAST_FULL);
    let bars: Vec<Bar> = rows
        .into_iter()
        .enumerate()
        .map(|(index, row)| {
            let sum = total(&row);
            let mut before = 0;
            let mut pieces = Vec::new();
            for (class, count, title) in row.pieces.into_iter().filter(|piece| piece.1 > 0) {
                let x = LABELS + before * room / longest;
                before += count;
                let width = LABELS + before * room / longest - x;
                let label = words::grouped(count);
                let fits = width > 10 + 9 * label.len();
                pieces.push(Piece { class, x, width, label, fits, title });
            }
            let end_x = LABELS + before * room / longest + 8;
            Bar { label: row.label, y: index * ROW, pieces, end_label: words::grouped(sum), end_x }
        })
        .collect();
    BarChart { height: bars.len() * ROW, label_x: LABELS - 12, axis_x: LABELS, bars }
}

/// A mark on the axis of days.
#[derive(Serialize)]
pub struct Tick {
    pub x: usize,
    pub label: String,
}

/// One feed's covered stretches.
#[derive(Serialize)]
pub struct Lane {
    pub label: String,
    pub y: usize,
    pub spans: Vec<Piece>,
    /// Where the day lies to which the feed should reach by now.
    pub expected_x: Option<usize>,
}

/// Covered days of every feed up to the day asked.
#[derive(Serialize)]
pub struct Timeline {
    pub height: usize,
    pub axis_y: usize,
    pub label_x: usize,
    pub left: usize,
    pub right: usize,
    pub ticks: Vec<Tick>,
    pub lanes: Vec<Lane>,
}

/// The longest stretch a timeline shows: older coverage is cut at its left edge.
const MONTHS_SHOWN: u32 = 36;

/// The timeline of these feeds, in the order given, on an axis of quarters that ends on `as_of`.
pub fn timeline(feeds: &[&FeedStatus], as_of: Day) -> Timeline {
    let first = feeds.iter().filter_map(|feed| feed.covered.first()).map(|window| window.from).min();
    let from = first.unwrap_or(as_of).max(as_of.months_before(MONTHS_SHOWN)).min(as_of).quarter_start();
    let axis = Axis { from, to: as_of, left: LABELS, right: WIDTH - 20 };
    let lanes =
        feeds.iter().enumerate().map(|(index, feed)| lane(feed, index * ROW, &axis)).collect::<Vec<_>>();
    let axis_y = lanes.len() * ROW;
    Timeline {
        height: axis_y + 44,
        axis_y,
        label_x: LABELS - 12,
        left: axis.left,
        right: axis.right,
        ticks: axis.ticks(),
        lanes,
    }
}

fn lane(feed: &FeedStatus, y: usize, axis: &Axis) -> Lane {
    let whole = Window { from: axis.from, to: axis.to };
    let shown = feed.covered.iter().filter_map(|window| window.intersect(whole));
    let spans = shown.map(|window| {
        let x = axis.x(window.from);
        let width = (axis.x(window.to.after()) - x).max(1);
        Piece { class: "covered", x, width, label: String::new(), fits: false, title: words::span(window) }
    });
    let expected = feed.expected_to.filter(|day| whole.contains(*day));
    Lane {
        label: feed.title.to_string(),
        y,
        spans: spans.collect(),
        expected_x: expected.map(|day| axis.x(day.after())),
    }
}

struct Axis {
    from: Day,
    to: Day,
    left: usize,
    right: usize,
}

impl Axis {
    /// Where a day begins.
    fn x(&self, day: Day) -> usize {
        let days = |last: Day| usize::try_from(last.days_since(self.from)).unwrap_or(0);
        self.left + days(day) * (self.right - self.left) / days(self.to.after()).max(1)
    }

    /// The first days of the quarters; every second one has a label where there are many.
    fn ticks(&self) -> Vec<Tick> {
        let mut ticks = Vec::new();
        let mut day = self.from;
        while day <= self.to {
            ticks.push(day);
            day = day.months_after(3);
        }
        let every = if ticks.len() > 7 { 6 } else { 3 };
        ticks
            .into_iter()
            .map(|day| {
                let is_labelled = (day.month() - 1) % every == 0 && self.x(day) + 64 <= WIDTH;
                Tick {
                    x: self.x(day),
                    label: if is_labelled { words::short_month(day) } else { String::new() },
                }
            })
            .collect()
    }
}
