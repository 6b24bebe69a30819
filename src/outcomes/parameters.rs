//! The parameters of the readings: what each may be, what it is unless a plan or a run says otherwise, and the values of a run.

use super::plan::Plan;
use super::plan::test::{Number, Span};
use crate::domain::Text;
use crate::problem::{Kind, Place, Problem};
use std::collections::BTreeMap;

/// What a parameter may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Allowed {
    /// One of these words.
    Words(&'static [&'static str]),
    /// A whole number in this range.
    Range(u32, u32),
}

/// One parameter of the plan language.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// What it may be.
    pub allowed: Allowed,
    /// What it is unless a plan says otherwise.
    pub default: &'static str,
    /// The reading it belongs to.
    pub reading: &'static str,
    /// What it decides.
    pub meaning: &'static str,
}

macro_rules! parameters {
    ($($name:literal $reading:literal $allowed:expr, $default:literal, $meaning:literal;)+) => {
        /// Every parameter, by name.
        pub const ALL: &[Definition] = &[$(Definition {
            name: $name, allowed: $allowed, default: $default, reading: $reading, meaning: $meaning,
        },)+];
    };
}

use Allowed::{Range, Words};

parameters! {
    "age-18" "R12" Words(&["lapse", "follow", "achieved"]), "follow", "what becomes of a child's criteria on the eighteenth birthday";
    "attendance-average" "R8" Words(&["pooled", "each"]), "pooled", "attendance over the counted terms together, or in each";
    "attended-share" "R17" Range(0, 100), "75", "percent of recorded contacts that must be kept";
    "attestation-tool" "R27" Words(&["flag", "require"]), "flag", "an attestation that names no measuring tool";
    "baseline-anchor" "R2" Words(&["printed", "engagement", "preceding"]), "printed", "where the baseline of a reduction ends: as the row prints it and else at engagement, or always so";
    "baseline-months" "R2" Words(&["same", "12"]), "same", "how long the baseline of a reduction is";
    "current-months" "R16" Range(1, 6), "3", "how long a state last seen open is current after its coverage ends, for identification";
    "custody-days" "R4" Words(&["skip", "count"]), "skip", "whether days in custody are left out of offence windows";
    "dependent-child" "R22" Words(&["require", "off"]), "off", "whether a family needs a dependent child to be eligible";
    "dv-contrary" "R10" Words(&["block", "show"]), "block", "a domestic incident in the hold against ways that do not test recurrence";
    "employment-period" "R19" Words(&["current", "any-block"]), "current", "weeks in work counted back from the day, or any block";
    "employment-route" "R19" Words(&["printed", "all", "none"]), "printed", "whether continuous employment settles a family alone";
    "employment-weeks" "R19" Words(&["printed", "table"]), "printed", "weeks in work as the plan prints them, or by the national table";
    "engagement-months" "R17" Range(1, 12), "3", "months in each of which a contact must be attended";
    "family-member" "R5" Words(&["any", "same"]), "any", "whether any member may show a step towards work";
    "gravity" "R25" Words(&["max", "sum", "mean"]), "max", "how the gravity of several offences is taken together";
    "hold-months" "R9" Range(1, 12), "6", "how long a closing or a state must last where the row prints no period";
    "interchangeable" "R21" Words(&["off", "fill-gap", "free"]), "fill-gap", "whether a met outcome may stand in for a problem without a measure";
    "later-criteria" "R24" Words(&["listed", "owed"]), "listed", "new problems after engagement";
    "link-accept" "F21" Range(0, 1_000_000), "10000", "of so many links by weight one may be expected to be wrong; 0 links nobody by weight";
    "link-review" "F21" Range(0, 101), "50", "from how many percent on a likely link is put to a person; 101 asks of none";
    "lookback-months" "R23" Range(3, 36), "12", "how far back entry rows with no period, judgements and nominations reach";
    "new-start" "R24" Words(&["block", "show"]), "block", "another member who newly meets a letter of an identified problem";
    "one-fact-one-heading" "R22" Words(&["on", "off"]), "on", "whether one fact counts under one heading only";
    "prior-event" "R15" Words(&["require", "waive"]), "require", "whether a row about a repeat needs an earlier event";
    "process-only" "R11" Words(&["always", "only-way", "never"]), "always", "whether a step that shows no change settles its letter";
    "progress-unit" "R6" Words(&["letter", "problem"]), "letter", "whether each letter or each problem needs a way";
    "proven" "R26" Words(&["with-cautions", "convictions"]), "with-cautions", "which outcomes make an offence proven";
    "quarter" "R16" Words(&["complete", "rolling", "running"]), "complete", "what the current quarter is";
    "score-step" "R25" Words(&["reliable", "one"]), "reliable", "the least change of a clinical score";
    "settling-months" "R4" Range(0, 12), "3", "how long proof settles; a rule of the feed, not of an evaluation";
    "term-lag" "F5" Range(0, 3), "1", "how many terms late the run of counted terms may end";
    "terms-after" "R7" Words(&["end", "start"]), "end", "whether a counted term must end, or start, after engagement";
    "uc-in-work" "R19" Words(&["earnings", "off"]), "earnings", "whether earnings at the threshold end Universal Credit as an out-of-work benefit";
    "week-counts" "R18" Words(&["every-day", "any-day"]), "every-day", "whether a week counts by all its days or by one";
    "window-lag" "F14" Range(0, 12), "6", "how many months back a window may be asked when data are late";
    "zero-baseline" "R4" Words(&["unknown", "by-entry", "met-if-zero"]), "by-entry", "a reduction from nothing";
}

/// The parameter with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Definition> {
    ALL.iter().find(|definition| definition.name == name)
}

/// All names.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|definition| definition.name)
}

impl Definition {
    /// Whether the parameter may have this value.
    #[must_use]
    pub fn accepts(&self, value: &str) -> bool {
        match self.allowed {
            Words(words) => words.contains(&value),
            Range(from, to) => value
                .parse::<u32>()
                .is_ok_and(|number| (from..=to).contains(&number) && number.to_string() == value),
        }
    }

    /// What the parameter may be, for a message.
    #[must_use]
    pub fn expected(&self) -> String {
        match self.allowed {
            Words(words) => words.join(" | "),
            Range(from, to) => format!("{from} to {to}"),
        }
    }
}

/// The values of one run: the language's defaults, the plan's, and what the run sets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameters {
    values: BTreeMap<&'static str, Text>,
    changed: BTreeMap<&'static str, Text>,
}

impl Parameters {
    /// The plan's values.
    #[must_use]
    pub fn defaults(plan: &Plan) -> Self {
        let values = ALL
            .iter()
            .map(|definition| {
                let value = plan.parameters.get(definition.name).cloned();
                (definition.name, value.unwrap_or_else(|| Text::from(definition.default)))
            })
            .collect();
        Self { values, changed: BTreeMap::new() }
    }

    /// Sets one; a value the plan has anyway is no change.
    ///
    /// # Errors
    /// An unknown parameter, or a value it may not have.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Problem> {
        let problem = |detail: String| Problem::new(Kind::PlanUnknownParameter, Place::file("--set"), detail);
        let Some(definition) = find(key) else {
            let hint =
                super::plan::section::nearest(key, names()).map(|near| format!("did you mean `{near}`?"));
            let found = problem(format!("unknown parameter `{key}`"));
            return Err(hint.map_or(found.clone(), |hint| found.with_hint(hint)));
        };
        if !definition.accepts(value) {
            let detail = format!("`{key}` cannot be `{value}`");
            return Err(problem(detail).with_hint(format!("it is {}", definition.expected())));
        }
        if self.values.insert(definition.name, Text::from(value)).as_deref() != Some(value) {
            self.changed.insert(definition.name, Text::from(value));
        }
        Ok(())
    }

    /// The value in words.
    ///
    /// # Panics
    /// If the language has no such parameter.
    #[must_use]
    pub fn word(&self, name: &str) -> &str {
        self.values.get(name).expect("only parameters of the language are asked for")
    }

    /// Whether the parameter has this value.
    #[must_use]
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.word(name) == value
    }

    /// The value as a number.
    #[must_use]
    pub fn number(&self, name: &str) -> u32 {
        self.word(name).parse().expect("a number parameter holds a number")
    }

    /// A number of the plan, or the parameter's.
    #[must_use]
    pub fn resolve(&self, number: &Number) -> u32 {
        match number {
            Number::Fixed(number) => *number,
            Number::Parameter(name) => self.number(name),
        }
    }

    /// Months of a span in months; `None` for others.
    #[must_use]
    pub fn months(&self, span: &Span) -> Option<u32> {
        match span {
            Span::Months(number) => Some(self.resolve(number)),
            _ => None,
        }
    }

    /// All values, by name.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values.iter().map(|(name, value)| (*name, &**value))
    }

    /// What the run set, by name.
    pub fn changed(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.changed.iter().map(|(name, value)| (*name, &**value))
    }
}
