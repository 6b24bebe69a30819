//! What a feed's deliveries look like and what their rows say: a checked feed schema.
//!
//! A definition's text comes in (Frictionless Table Schema with a `hearth` block), a [`FeedSchema`] or every problem of the
//! text goes out. A schema that was not checked cannot be had. Which facts exist is asked of whoever knows them
//! ([`FactNames`]); nothing here knows what a fact means.

mod builtin;
mod check;
mod document;

pub use builtin::{builtin_schemas, builtin_texts};

use super::date::DateForm;
use super::period::NamePattern;
use crate::domain::{Day, Digest, Quantity, Text};
use crate::problem::{Problem, Severity};

/// A column of a schema, as an index into its fields.
pub type ColumnIx = usize;

/// Who knows which facts there are.
pub trait FactNames {
    /// All names.
    fn names(&self) -> Vec<&str>;
    /// What the fact with this name may carry.
    fn fact(&self, name: &str) -> Option<FactForm<'_>>;
}

/// What a fact may carry.
#[derive(Clone, Copy, Debug)]
pub struct FactForm<'v> {
    /// Whether it may be about a person.
    pub person: bool,
    /// Whether it may be about a home.
    pub household: bool,
    /// Whether it lasts: a spell or a tally, which may have a last day.
    pub lasts: bool,
    /// Whether it is a count out of a count, which needs both and a last day.
    pub tally: bool,
    /// Whether any code may be given.
    pub any_code: bool,
    /// The codes it may have.
    pub codes: &'v [Text],
}

/// A checked feed schema: one layout of one feed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FeedSchema {
    /// The schema's file name.
    pub file: Text,
    /// The digest of the schema's text.
    pub digest: Digest,
    /// The feed's id, also the name of its folder of deliveries.
    pub feed: Text,
    /// A few words.
    pub title: Text,
    /// What a row is, for readers.
    pub description: Text,
    /// Who sends it.
    pub sender: Text,
    /// The first day of the first period delivered in this layout.
    pub since: Day,
    /// The columns.
    pub fields: Vec<Field>,
    /// Texts that mean no value; the blank field always does.
    pub missing_values: Vec<Text>,
    /// How its files are named, and so which period they are about.
    pub names: NamePattern,
    /// When deliveries are expected.
    pub rhythm: Rhythm,
    /// The encodings a file may have, the first that fits is taken.
    pub encodings: Vec<Encoding>,
    /// The character between fields.
    pub delimiter: u8,
    /// The most bytes one record may have.
    pub longest_record: usize,
    /// How many rejects are too many.
    pub reject_limit: RejectLimit,
    /// Checks beyond those of single columns.
    pub checks: Vec<Check>,
    /// What tells that two rows are the same record.
    pub record: RecordKey,
    /// Which columns say whom a row is about.
    pub keys: KeyColumns,
    /// How a snapshot's states are followed from one delivery to the next; `None` for feeds of events.
    pub snapshot: Option<Snapshot>,
    /// The facts a row gives.
    pub facts: Vec<FactRule>,
    /// For which days a delivery is complete.
    pub coverage: Vec<CoverageRule>,
}

impl FeedSchema {
    /// Checks a definition.
    ///
    /// # Errors
    /// Every problem of the text at once, in its order; only text that is not JSON stops at the first.
    pub fn check(file: &str, text: &str, facts: &dyn FactNames) -> Result<Self, Vec<Problem>> {
        check::check(file, text, facts)
    }

    /// Whether the feed is complete about the people of its rows and not about everyone.
    #[must_use]
    pub fn speaks_of_rows(&self) -> bool {
        self.coverage.iter().any(|rule| rule.row)
    }

    /// The column with this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<ColumnIx> {
        self.fields.iter().position(|field| &*field.name == name)
    }
}

/// A column.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in the header.
    pub name: Text,
    /// A few words.
    pub title: Text,
    /// What it holds, for readers.
    pub description: Text,
    /// The form of its values.
    pub form: Form,
    /// Whether a value is needed.
    pub required: bool,
    /// The codes it may have; empty where any value may stand.
    pub codes: Vec<Text>,
    /// Codes no longer used, each with the code it now means.
    pub retired: Vec<(Text, Text)>,
    /// What the whole value must look like.
    pub pattern: Option<regex::Regex>,
    /// The least value.
    pub minimum: Option<Bound>,
    /// The greatest value.
    pub maximum: Option<Bound>,
    /// Other names it may have in the header.
    pub aliases: Vec<Text>,
    /// Whether the header may lack it.
    pub optional: bool,
    /// Whether its days may lie after the delivery was received.
    pub may_be_future: bool,
}

/// The form of a column's values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    /// Any text.
    Text,
    /// A whole number.
    Whole,
    /// A decimal number.
    Decimal,
    /// A day in this form.
    Date(DateForm),
    /// A day as a spreadsheet's number.
    DayNumber,
}

/// A least or greatest value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// Of a number.
    Number(Quantity),
    /// Of a day.
    Day(Day),
}

/// An encoding of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// UTF-8 that begins with a byte order mark.
    Utf8Marked,
    /// UTF-8.
    Utf8,
    /// Windows-1252.
    Windows1252,
}

impl Encoding {
    /// All encodings.
    pub const ALL: [Self; 3] = [Self::Utf8Marked, Self::Utf8, Self::Windows1252];

    /// Its name in schemas.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8Marked => "utf-8-sig",
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// When deliveries are expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rhythm {
    /// How often.
    pub every: Every,
    /// Terms after the one the file is named for whose end is waited for.
    pub due_terms: u32,
    /// Days after that, or after the period.
    pub due_days: u32,
}

/// How often a feed comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Every {
    /// Each calendar month.
    Month,
    /// Each calendar quarter.
    Quarter,
    /// Each school term.
    Term,
}

impl Every {
    /// All rhythms.
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Term];

    /// Its word in schemas.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Term => "term",
        }
    }
}

/// How many rejected rows are too many: more than both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RejectLimit {
    /// This many rows.
    pub rows: u64,
    /// This part of all rows, in percent.
    pub percent: u64,
}

impl RejectLimit {
    /// Whether `rejected` of `rows` rows are too many.
    #[must_use]
    pub fn is_passed(self, rejected: u64, rows: u64) -> bool {
        rejected > self.rows && rejected * 100 > self.percent * rows
    }
}

/// A check beyond those of single columns.
#[derive(Clone, Debug)]
pub struct Check {
    /// What must hold.
    pub rule: CheckRule,
    /// `Warning`: the row counts, a number or postcode that fails is not used as a key. `Error`: the row is rejected.
    pub severity: Severity,
}

/// What a check asks.
#[derive(Clone, Debug)]
pub enum CheckRule {
    /// The column holds a number of this scheme that passes its own check (`upn`, `nino`, `nhs`, `uprn`).
    Identifier {
        /// The scheme.
        scheme: Text,
        /// The column.
        column: ColumnIx,
    },
    /// The column holds a postcode.
    Postcode {
        /// The column.
        column: ColumnIx,
    },
    /// The first day does not lie after the second.
    Order {
        /// The earlier day.
        first: ColumnIx,
        /// The later day.
        then: ColumnIx,
    },
    /// The parts add up to the whole, or at most to it.
    Sum {
        /// The parts.
        parts: Vec<ColumnIx>,
        /// The whole.
        whole: ColumnIx,
        /// Whether less is wrong too.
        exactly: bool,
    },
    /// The column has a value where the conditions hold.
    Present {
        /// The column.
        column: ColumnIx,
        /// When it is needed.
        when: Vec<Condition>,
    },
}

/// A column holds one of these values; the blank value stands for none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// The column.
    pub column: ColumnIx,
    /// The values.
    pub values: Vec<Text>,
}

/// What tells that two rows are the same record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordKey {
    /// The columns that are alike. Rows that name nobody must be alike in their address too.
    pub columns: Vec<ColumnIx>,
    /// Whether a record comes again in deliveries of other periods. The later one then stands for it.
    pub across: bool,
}

/// Which columns say whom a row is about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyColumns {
    /// Scheme and column of each identifier.
    pub identifiers: Vec<(Text, ColumnIx)>,
    /// Given name.
    pub forename: Option<ColumnIx>,
    /// Family name.
    pub surname: Option<ColumnIx>,
    /// Date of birth.
    pub born_on: Option<ColumnIx>,
    /// `F`, `M` or `X`.
    pub sex: Option<ColumnIx>,
    /// Address in one line.
    pub address: Option<ColumnIx>,
    /// Postcode.
    pub postcode: Option<ColumnIx>,
    /// Unique Property Reference Number.
    pub uprn: Option<ColumnIx>,
}

/// How a snapshot's states are followed from one delivery to the next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    /// Which rows say something sure about a person. All others say nothing.
    pub confirmed: Vec<Condition>,
    /// The columns that tell the same person in every delivery.
    pub person: Vec<ColumnIx>,
    /// The columns that tell one award from another of the same person.
    pub award: Vec<ColumnIx>,
}

/// A fact a row gives where its conditions hold, its days are there and its code is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FactRule {
    /// The fact's name.
    pub fact: Text,
    /// Whether it is about the home at the row's address and not about the row's person.
    pub household: bool,
    /// When it is given.
    pub when: Vec<Condition>,
    /// The day, or the first day.
    pub from: DaySource,
    /// The last day.
    pub to: Option<DaySource>,
    /// The code.
    pub code: Option<CodeSource>,
    /// The number.
    pub value: Option<NumberSource>,
    /// The whole.
    pub of: Option<NumberSource>,
    /// The columns of the reference, joined by `/`.
    pub reference: Vec<ColumnIx>,
}

/// Where a fact's day comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DaySource {
    /// A column; a blank day gives no fact.
    Column(ColumnIx),
    /// The first day of the delivery's period.
    PeriodFirst,
    /// The last day of the delivery's period.
    PeriodLast,
}

/// Where a fact's code comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CodeSource {
    /// Always this one.
    Constant(Text),
    /// A column's value.
    Column(ColumnIx),
    /// A column's value by a list; what is not listed has the code `otherwise`, or gives no fact.
    Map {
        /// The column.
        column: ColumnIx,
        /// Value and code.
        codes: Vec<(Text, Text)>,
        /// The code of all other values, also of a blank.
        otherwise: Option<Text>,
    },
}

/// Where a fact's number comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberSource {
    /// Always this one.
    Constant(Quantity),
    /// A column's value divided by a whole number.
    Column {
        /// The column.
        column: ColumnIx,
        /// The divisor, at least 1.
        over: u32,
    },
}

/// For which days a delivery is complete about a fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoverageRule {
    /// The fact's name.
    pub fact: Text,
    /// Only the people of its rows, and not everyone.
    pub row: bool,
    /// Only people of this age in completed years, both ends included.
    pub ages: Option<(u32, u32)>,
    /// Only people with an identifier of this scheme.
    pub requires: Option<Text>,
    /// The term this many terms before the one the file is named for, and not the period itself.
    pub terms_before: u32,
    /// Months at the end of each unbroken run of deliveries that are not complete yet.
    pub settle_months: u32,
}
