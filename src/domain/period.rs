//! Stretches of days. Both ends are included everywhere in the program, as in every file it reads and writes.

use super::day::Day;

/// From a first day to a last day, both included; a period without a last day is still open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day; `None` while open.
    pub to: Option<Day>,
}

impl Period {
    /// From `from` to `to`, both included. `None` if `to` lies before `from`.
    #[must_use]
    pub fn new(from: Day, to: Option<Day>) -> Option<Self> {
        match to {
            Some(last) if last < from => None,
            _ => Some(Self { from, to }),
        }
    }

    /// Whether `day` lies in the period.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }

    /// Whether the period and the window share a day.
    #[must_use]
    pub fn overlaps(self, window: Window) -> bool {
        self.from <= window.to && self.to.is_none_or(|last| window.from <= last)
    }
}

/// A closed stretch of days, both ends included: what a clause looks at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Window {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Window {
    /// From `from` to `to`; `None` if empty.
    #[must_use]
    pub fn new(from: Day, to: Day) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// The last `months` calendar months at `day`: from the day after the same day number `months` earlier, up to `day`.
    #[must_use]
    pub fn last_months(months: u32, day: Day) -> Self {
        Self { from: day.months_before(months).after(), to: day }
    }

    /// The last `weeks` seven-day weeks at `day`, counted back from and including it.
    #[must_use]
    pub fn last_weeks(weeks: u32, day: Day) -> Self {
        let days = i32::try_from(weeks * 7).expect("a number of weeks fits");
        Self { from: day.plus_days(1 - days), to: day }
    }

    /// Whether `day` lies in the window.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// The number of days, at least 1.
    #[must_use]
    pub fn days(self) -> i32 {
        self.to.days_since(self.from) + 1
    }

    /// What both windows share.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// Sorts windows and joins those that overlap or abut: the same days, in the fewest windows.
    pub fn join_all(windows: &mut Vec<Self>) {
        windows.sort_unstable();
        windows.dedup_by(|next, kept| {
            let joins = next.from <= kept.to.after();
            if joins {
                kept.to = kept.to.max(next.to);
            }
            joins
        });
    }
}
