//! Which deliveries come, what each is about and when it arrives: as late as in life.
//!
//! A first month, a number of months and the school calendar come in; deliveries in order of arrival go out. The year
//! before the first month is delivered at the start, so that a look-back of twelve months is covered.

use crate::domain::{Day, SchoolCalendar, Window};

/// The feeds that are rendered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Feed {
    /// Youth offending, quarterly.
    Yot,
    /// Attendance, termly, one term in arrears.
    Attendance,
    /// Exclusions, termly, one and two terms in arrears, so that each is delivered twice.
    Exclusions,
    /// DWP benefit matching, a monthly snapshot.
    Adms,
    /// Police, monthly.
    Police,
    /// The council's own facts and coverage in the interchange form, monthly.
    Council,
}

impl Feed {
    /// The folder of its deliveries, which is also the beginning of its file names.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Yot => "yot_offences",
            Self::Attendance => "education_attendance",
            Self::Exclusions => "education_exclusions",
            Self::Adms => "dwp_adms",
            Self::Police => "police_bulk",
            Self::Council => "interchange",
        }
    }
}

/// One delivery.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Which feed.
    pub feed: Feed,
    /// The period as its file name says it, for example `2016-Q3`.
    pub period: String,
    /// The days it is about; for a snapshot its one day.
    pub window: Window,
    /// The day it arrives.
    pub received_on: Day,
    /// For termly feeds the terms it carries, oldest first, as places in the calendar.
    pub terms: Vec<usize>,
}

impl Delivery {
    /// The file's path below the folder of deliveries.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{0}/{0}_{1}.csv", self.feed.folder(), self.period)
    }
}

/// The months that are delivered and the calendar behind them.
#[derive(Clone, Debug)]
pub struct Timetable {
    /// The first day on which a delivery may arrive.
    pub first: Day,
    /// The last.
    pub last: Day,
    /// The first day anything is known of: a year before `first`.
    pub history: Day,
    /// School terms.
    pub calendar: SchoolCalendar,
}

/// Days from the end of a police month, a snapshot, a month of the council and a quarter to their arrival.
const POLICE_DAYS: i32 = 14;
const ADMS_DAYS: i32 = 10;
const COUNCIL_DAYS: i32 = 0;
const QUARTER_DAYS: i32 = 28;
/// Days from the beginning of a term to the arrival of the termly files.
const ATTENDANCE_DAYS: i32 = 60;
const EXCLUSION_DAYS: i32 = 65;

impl Timetable {
    /// `months` months of deliveries from the first day of a month on.
    #[must_use]
    pub fn new(first: Day, months: u32, calendar: SchoolCalendar) -> Self {
        Self { first, last: first.months_after(months).before(), history: first.months_before(12), calendar }
    }

    /// All deliveries, by day of arrival, feed and period.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        let mut all = self.monthly();
        all.extend(self.quarterly());
        all.extend(self.termly());
        all.retain(|delivery| delivery.received_on <= self.last);
        all.sort_by(|a, b| (a.received_on, a.feed, &a.period).cmp(&(b.received_on, b.feed, &b.period)));
        all
    }

    fn monthly(&self) -> Vec<Delivery> {
        let mut all = Vec::new();
        let mut month = self.history;
        while month <= self.last {
            let end = month.month_end();
            let name = format!("{}-{:02}", month.year(), month.month());
            let window = Window { from: month, to: end };
            all.push(self.delivery(Feed::Police, &name, window, end.plus_days(POLICE_DAYS)));
            if month >= self.first {
                let day = Window { from: end, to: end };
                all.push(self.delivery(Feed::Adms, &end.to_string(), day, end.plus_days(ADMS_DAYS)));
                all.push(self.delivery(Feed::Council, &name, window, end.plus_days(COUNCIL_DAYS)));
            }
            month = end.after();
        }
        all
    }

    fn quarterly(&self) -> Vec<Delivery> {
        let mut all = Vec::new();
        let mut quarter = self.history.quarter_start();
        while quarter <= self.last {
            let end = quarter.months_after(3).before();
            let name = format!("{}-Q{}", quarter.year(), quarter.month().div_ceil(3));
            let window = Window { from: quarter, to: end };
            all.push(self.delivery(Feed::Yot, &name, window, end.plus_days(QUARTER_DAYS)));
            quarter = end.after();
        }
        all
    }

    fn termly(&self) -> Vec<Delivery> {
        let terms = self.calendar.terms();
        let mut all = Vec::new();
        for (now, term) in terms.iter().enumerate().skip(1) {
            let before = &terms[now - 1];
            let about = file_period(&before.name);
            let mut attendance = self.delivery(
                Feed::Attendance,
                &about,
                before.days,
                term.days.from.plus_days(ATTENDANCE_DAYS),
            );
            attendance.terms = vec![now - 1];
            all.push(attendance);
            if now >= 2 {
                let days = Window { from: terms[now - 2].days.from, to: before.days.to };
                let name = file_period(&term.name);
                let mut exclusions =
                    self.delivery(Feed::Exclusions, &name, days, term.days.from.plus_days(EXCLUSION_DAYS));
                exclusions.terms = vec![now - 2, now - 1];
                all.push(exclusions);
            }
        }
        all
    }

    /// A delivery; what is older than the first month arrives in one go at the start.
    fn delivery(&self, feed: Feed, period: &str, window: Window, received_on: Day) -> Delivery {
        let received_on = received_on.max(self.first.plus_days(14));
        Delivery { feed, period: period.to_owned(), window, received_on, terms: Vec::new() }
    }
}

/// A term's name as file names have it: `autumn 2016` is `2016-autumn`.
fn file_period(term: &str) -> String {
    match term.rsplit_once(' ') {
        Some((season, year)) => format!("{year}-{season}"),
        None => term.to_owned(),
    }
}
