//! What a programme pays and asks: dated amounts, claim windows, audit shares, targets and grants, each with its reference. The text of its
//! file comes in, a checked [`Programme`] goes out, or what is wrong with it. Money is whole pence.

use super::sample::Share;
use crate::domain::{Day, Text, Window};
use crate::problem::{Kind, Place, Problem, excerpt};
use serde::Deserialize;

/// The file's name in a workspace's definitions.
pub const FILE: &str = "programme.toml";

/// The programmes that are built in, by name. The first is in force unless a workspace has its own.
pub const BUILTIN: &[(&str, &str)] = &[
    ("expanded", include_str!("../../schemas/programmes/expanded.toml")),
    ("hackney", include_str!("../../schemas/programmes/hackney.toml")),
    ("harrow", include_str!("../../schemas/programmes/harrow.toml")),
    ("westminster", include_str!("../../schemas/programmes/westminster.toml")),
];

/// What is paid for, or aimed at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paid {
    /// A family the council begins to work with.
    #[serde(alias = "attached")]
    Attachment,
    /// A family's result.
    #[serde(alias = "results")]
    Result,
}

/// A dated amount, window, target or grant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dated<T> {
    /// The days it holds.
    pub days: Window,
    /// What holds.
    pub value: T,
    /// Where it is printed.
    pub reference: Text,
}

/// A checked programme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Programme {
    /// The name people know it by.
    pub title: Text,
    /// Pence for each family.
    pub amounts: Vec<Dated<(Paid, u64)>>,
    /// Claim windows by name; none if claims may go in on any day.
    pub windows: Vec<Dated<Text>>,
    /// How much of a claim an auditor draws.
    pub audits: Vec<Dated<Share>>,
    /// Families to attach, or results to reach.
    pub targets: Vec<Dated<(Paid, u64)>>,
    /// Pence given beside claims.
    pub grants: Vec<Dated<u64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    #[serde(default)]
    amount: Vec<Amount>,
    #[serde(default)]
    window: Vec<NamedWindow>,
    #[serde(default)]
    audit: Vec<Audit>,
    #[serde(default)]
    target: Vec<Target>,
    #[serde(default)]
    grant: Vec<Grant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amount {
    kind: Paid,
    from: IsoDay,
    to: IsoDay,
    pence: u64,
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedWindow {
    name: String,
    from: IsoDay,
    to: IsoDay,
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Audit {
    from: IsoDay,
    to: IsoDay,
    percent: Percent,
    at_least: u32,
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    kind: Paid,
    from: IsoDay,
    to: IsoDay,
    families: u64,
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grant {
    from: IsoDay,
    to: IsoDay,
    pence: u64,
    reference: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct IsoDay(Day);

impl TryFrom<String> for IsoDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let day = Day::parse_iso(&text).map(IsoDay);
        day.ok_or_else(|| "a day is written \"YYYY-MM-DD\"".to_owned())
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
struct Percent(u32);

impl TryFrom<u32> for Percent {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, &'static str> {
        (1..=100).contains(&number).then_some(Self(number)).ok_or("a share is 1 to 100 percent")
    }
}

impl Audit {
    fn share(&self) -> Share {
        Share { percent: self.percent.0, at_least: self.at_least }
    }
}

impl Programme {
    /// Reads and checks the text of a programme's file.
    ///
    /// # Errors
    /// What cannot be read; or all that contradicts itself.
    pub fn check(text: &str) -> Result<Self, Vec<Problem>> {
        let written: Written = toml::from_str(text).map_err(|error| vec![unreadable(text, &error)])?;
        let mut check = Check::default();
        let programme = Self {
            title: written.title.into(),
            amounts: written
                .amount
                .into_iter()
                .filter_map(|one| check.dated(one.from, one.to, (one.kind, one.pence), one.reference))
                .collect(),
            windows: written
                .window
                .into_iter()
                .filter_map(|one| check.dated(one.from, one.to, one.name.into(), one.reference))
                .collect(),
            audits: written
                .audit
                .into_iter()
                .filter_map(|one| check.dated(one.from, one.to, one.share(), one.reference))
                .collect(),
            targets: written
                .target
                .into_iter()
                .filter_map(|one| check.dated(one.from, one.to, (one.kind, one.families), one.reference))
                .collect(),
            grants: written
                .grant
                .into_iter()
                .filter_map(|one| check.dated(one.from, one.to, one.pence, one.reference))
                .collect(),
        };
        check.overlaps("amounts of one kind", &programme.amounts, |a, b| a.0 == b.0);
        check.overlaps("claim windows", &programme.windows, |_, _| true);
        check.overlaps("audit shares", &programme.audits, |_, _| true);
        for (at, one) in programme.windows.iter().enumerate() {
            if programme.windows[at + 1..].iter().any(|other| other.value == one.value) {
                check.report(format!("two claim windows are called {}", one.value));
            }
        }
        if check.problems.is_empty() { Ok(programme) } else { Err(check.problems) }
    }

    /// What is paid on `day`, in pence; `None` if no amount is in force.
    #[must_use]
    pub fn pence(&self, paid: Paid, day: Day) -> Option<u64> {
        let holds = |one: &&Dated<(Paid, u64)>| one.value.0 == paid && one.days.contains(day);
        self.amounts.iter().find(holds).map(|one| one.value.1)
    }

    /// How much of a claim for `day` is drawn for audit; where no share is in force, a tenth and at least five.
    #[must_use]
    pub fn share(&self, day: Day) -> Share {
        let holds = self.audits.iter().find(|one| one.days.contains(day));
        holds.map_or_else(Share::default, |one| one.value)
    }

    /// The claim window of this name.
    #[must_use]
    pub fn window(&self, name: &str) -> Option<&Dated<Text>> {
        self.windows.iter().find(|one| &*one.value == name)
    }

    /// The name of the window that is open on `day`; without windows, the quarter of the day the claim is for.
    #[must_use]
    pub fn window_name(&self, day: Day, as_of: Day) -> Option<Text> {
        if self.windows.is_empty() {
            return Some(format!("{}-Q{}", as_of.year(), as_of.month().div_ceil(3)).into());
        }
        self.windows.iter().find(|one| one.days.contains(day)).map(|one| one.value.clone())
    }
}

#[derive(Default)]
struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn report(&mut self, detail: String) {
        self.problems.push(Problem::new(Kind::ProgrammeOverlap, Place::file(FILE), detail));
    }

    fn dated<T>(&mut self, from: IsoDay, to: IsoDay, value: T, reference: String) -> Option<Dated<T>> {
        let Some(days) = Window::new(from.0, to.0) else {
            self.report(format!("a period runs from {} to {}", from.0, to.0));
            return None;
        };
        Some(Dated { days, value, reference: reference.into() })
    }

    fn overlaps<T>(&mut self, what: &str, all: &[Dated<T>], alike: impl Fn(&T, &T) -> bool) {
        for (at, one) in all.iter().enumerate() {
            let both = |other: &&Dated<T>| {
                alike(&one.value, &other.value)
                    && one.days.from <= other.days.to
                    && other.days.from <= one.days.to
            };
            if let Some(other) = all[at + 1..].iter().find(both) {
                let day = one.days.from.max(other.days.from);
                self.report(format!("two {what} hold on {day}"));
            }
        }
    }
}

fn unreadable(text: &str, error: &toml::de::Error) -> Problem {
    let (line, column, shown) = excerpt(text, error.span().unwrap_or(0..0));
    let place = Place::line(FILE, line).with_column(column.to_string());
    Problem::new(Kind::ProgrammeSyntax, place, error.message()).with_excerpt(shown)
}

#[cfg(test)]
mod tests {
    use super::super::specimens::day;
    use super::*;

    fn expanded() -> Programme {
        Programme::check(BUILTIN[0].1).expect("it is right")
    }

    #[test]
    fn the_builtin_programmes_are_right() {
        for (name, text) in BUILTIN {
            assert!(Programme::check(text).is_ok(), "{name}");
        }
    }

    #[test]
    fn amounts_hold_on_their_days() {
        assert_eq!(expanded().pence(Paid::Result, day("2017-03-31")), Some(80_000));
        assert_eq!(expanded().pence(Paid::Attachment, day("2017-03-31")), Some(100_000));
        assert_eq!(expanded().pence(Paid::Result, day("2020-04-01")), None);
    }

    #[test]
    fn without_windows_a_claim_belongs_to_the_quarter_it_is_for() {
        let name = expanded().window_name(day("2017-04-20"), day("2017-03-31"));
        assert_eq!(name.as_deref(), Some("2017-Q1"));
    }

    #[test]
    fn with_windows_the_one_that_is_open_counts() {
        let window =
            "[[window]]\nname = \"spring\"\nfrom = \"2017-04-03\"\nto = \"2017-04-28\"\nreference = \"x\"\n";
        let programme = Programme::check(&format!("title = \"x\"\n{window}")).expect("right");
        let name = |open: &str| programme.window_name(day(open), day("2017-03-31"));
        assert_eq!(name("2017-04-28").as_deref(), Some("spring"));
        assert_eq!(name("2017-04-29"), None);
    }

    #[test]
    fn the_audit_share_of_the_day_counts_and_without_one_a_tenth() {
        let audit = "[[audit]]\nfrom = \"2017-01-01\"\nto = \"2017-12-31\"\npercent = 20\nat-least = 8\nreference = \"x\"\n";
        let programme = Programme::check(&format!("title = \"x\"\n{audit}")).expect("right");
        assert_eq!(programme.share(day("2017-12-31")), Share { percent: 20, at_least: 8 });
        assert_eq!(programme.share(day("2018-01-01")), Share { percent: 10, at_least: 5 });
        let overlapping = Programme::check(&format!("title = \"x\"\n{audit}{audit}")).expect_err("two");
        assert_eq!(overlapping[0].kind, Kind::ProgrammeOverlap);
        let none = Programme::check(&format!("title = \"x\"\n{}", audit.replace("= 20", "= 0")))
            .expect_err("no share");
        assert_eq!((none[0].kind, none[0].place.line), (Kind::ProgrammeSyntax, Some(5)));
    }

    #[test]
    fn a_wrong_key_is_shown_with_its_line() {
        let problems = Programme::check("title = \"x\"\n[[amount]]\npense = 3\n").expect_err("a slip");
        assert_eq!(problems[0].place.line, Some(3));
    }

    #[test]
    fn two_amounts_on_one_day_and_a_period_that_ends_first_are_both_reported() {
        let amount = |from: &str, to: &str| {
            format!(
                "[[amount]]\nkind = \"result\"\nfrom = \"{from}\"\nto = \"{to}\"\npence = 1\nreference = \"x\"\n"
            )
        };
        let text = ["title = \"x\"\n".to_owned(), amount("2017-01-01", "2017-12-31")].concat()
            + &amount("2017-12-31", "2018-12-31")
            + &amount("2019-01-02", "2019-01-01");
        let problems = Programme::check(&text).expect_err("two");
        assert_eq!(problems.iter().map(|one| one.kind).collect::<Vec<_>>(), [Kind::ProgrammeOverlap; 2]);
    }
}
