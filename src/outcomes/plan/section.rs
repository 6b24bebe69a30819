//! A table of a plan file, read key by key: every mistake becomes a problem with line and caret, and keys nobody asked for
//! are mistakes too.

use crate::domain::{Day, Quantity, Text};
use crate::facts::FactKind;
use crate::problem::{Kind, Place, Problem, excerpt};

pub use crate::problem::nearest;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A plan file's text and the problems found in it so far.
pub struct Source<'t> {
    /// The file's name, without folders.
    pub name: &'t str,
    /// The whole text.
    pub text: &'t str,
    /// Problems in the order found.
    pub problems: &'t RefCell<Vec<Problem>>,
    /// Names used in the text that can only be looked up when all files are read.
    pub uses: RefCell<Vec<Use>>,
}

/// A name used before it is known what it stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Name {
    /// A fact.
    Fact(FactKind),
    /// `fact[@list]`: a named list of codes of this fact.
    List(FactKind, Text),
    /// `$figure`: a dated figure.
    Figure(Text),
}

/// A name and where it is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// The name.
    pub name: Name,
    /// Where.
    pub span: Range<usize>,
}

impl<'t> Source<'t> {
    /// A file, nothing found in it yet.
    #[must_use]
    pub fn new(name: &'t str, text: &'t str, problems: &'t RefCell<Vec<Problem>>) -> Self {
        Self { name, text, problems, uses: RefCell::default() }
    }

    /// Keeps a name to be looked up later.
    pub fn uses(&self, name: Name, span: Range<usize>) {
        self.uses.borrow_mut().push(Use { name, span });
    }

    /// Reports a problem at a stretch of the text, with its line and a caret.
    pub fn report(&self, kind: Kind, span: Range<usize>, detail: impl Into<String>, hint: Option<String>) {
        let mut problem = Problem::new(kind, Place::file(self.name), detail);
        let (line, column, excerpt) = excerpt(self.text, span);
        problem.place.line = Some(line);
        problem.place.column = Some(column.to_string());
        problem.excerpt = Some(excerpt);
        problem.hint = hint;
        self.problems.borrow_mut().push(problem);
    }
}

/// One table, and which of its keys have been asked for.
pub struct Section<'t> {
    source: &'t Source<'t>,
    table: &'t DeTable<'t>,
    span: Range<usize>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'t> Section<'t> {
    /// A table of the file; `span` is where a missing key is reported.
    #[must_use]
    pub fn new(source: &'t Source<'t>, table: &'t DeTable<'t>, span: Range<usize>) -> Self {
        Self { source, table, span, asked: RefCell::new(BTreeSet::new()) }
    }

    /// The file.
    #[must_use]
    pub fn source(&self) -> &'t Source<'t> {
        self.source
    }

    /// Where the table stands.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Where a key's value stands, or the table if the key is absent.
    #[must_use]
    pub fn span_of(&self, key: &'static str) -> Range<usize> {
        self.value(key).map_or(self.span.clone(), |value| trimmed(self.source.text, value.span()))
    }

    fn value(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// Whether the key is given.
    #[must_use]
    pub fn has(&self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// Whether the key's value is a number.
    #[must_use]
    pub fn is_number(&self, key: &'static str) -> bool {
        matches!(self.value(key).map(Spanned::get_ref), Some(DeValue::Integer(_) | DeValue::Float(_)))
    }

    /// Reports a problem at a key's value.
    pub fn report(&self, kind: Kind, key: &'static str, detail: impl Into<String>, hint: Option<String>) {
        self.source.report(kind, self.span_of(key), detail, hint);
    }

    fn wrong_type(&self, key: &'static str, wanted: &str, value: &DeValue<'_>) {
        let hint = match wanted {
            "a text" => format!("write it in quotes: {key} = \"...\""),
            "a whole number" => format!("write digits without quotes: {key} = 6"),
            "true or false" => format!("write {key} = true, or leave the line out"),
            "a day" => format!("write {key} = 2016-12-12"),
            "a list of texts" => format!("write {key} = [\"...\", \"...\"]"),
            _ => format!("write {key} = {{ ... }}"),
        };
        let detail = format!("`{key}` is {wanted}, not {}", value.type_str());
        self.report(Kind::PlanBadValue, key, detail, Some(hint));
    }

    /// A text, if given.
    pub fn text(&self, key: &'static str) -> Option<&'t str> {
        match self.value(key)?.get_ref() {
            DeValue::String(text) => Some(text),
            other => {
                self.wrong_type(key, "a text", other);
                None
            }
        }
    }

    /// Reports that a key is missing, at the table.
    pub fn missing(&self, key: &str) {
        let hint = Some(format!("add a line {key} = ..."));
        self.source.report(Kind::PlanMissingKey, self.span(), format!("`{key}` is missing"), hint);
    }

    /// A text that must be given; reported and `None` otherwise.
    pub fn required(&self, key: &'static str) -> Option<&'t str> {
        if !self.has(key) {
            self.missing(key);
        }
        self.text(key)
    }

    /// A whole number, if given.
    pub fn number(&self, key: &'static str) -> Option<u32> {
        match self.value(key)?.get_ref() {
            DeValue::Integer(number) => number.as_str().replace('_', "").parse().ok().or_else(|| {
                let hint = Some("it is 0 or more".to_owned());
                self.report(Kind::PlanBadValue, key, format!("`{key}` is out of range"), hint);
                None
            }),
            other => {
                self.wrong_type(key, "a whole number", other);
                None
            }
        }
    }

    /// An exact number: an integer, or a text such as `"0.5"`. Floats are refused, for nothing here is rounded.
    pub fn quantity(&self, key: &'static str) -> Option<Quantity> {
        let value = self.value(key)?;
        let parsed = match value.get_ref() {
            DeValue::Integer(number) => Quantity::parse(&number.as_str().replace('_', "")),
            DeValue::Float(number) => Quantity::parse(number.as_str()),
            DeValue::String(text) => Quantity::parse(text),
            _ => None,
        };
        if parsed.is_none() {
            let hint = Some(format!("write {key} = 10, or {key} = \"0.5\""));
            self.report(Kind::PlanBadValue, key, format!("`{key}` is an exact number"), hint);
        }
        parsed
    }

    /// `true` or `false`; absent is `false`.
    pub fn flag(&self, key: &'static str) -> bool {
        match self.value(key).map(Spanned::get_ref) {
            None => false,
            Some(DeValue::Boolean(flag)) => *flag,
            Some(other) => {
                self.wrong_type(key, "true or false", other);
                false
            }
        }
    }

    /// A day, if given, as a TOML date or a text `YYYY-MM-DD`.
    pub fn day(&self, key: &'static str) -> Option<Day> {
        let text = match self.value(key)?.get_ref() {
            DeValue::Datetime(day) => day.to_string(),
            DeValue::String(text) => text.to_string(),
            other => {
                self.wrong_type(key, "a day", other);
                return None;
            }
        };
        let day = Day::parse_iso(&text);
        if day.is_none() {
            self.report(
                Kind::PlanBadValue,
                key,
                format!("`{key}` is not a day"),
                Some("write YYYY-MM-DD".to_owned()),
            );
        }
        day
    }

    /// A list of texts with where each stands; absent is empty.
    pub fn texts(&self, key: &'static str) -> Vec<(&'t str, Range<usize>)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, "a list of texts", value.get_ref());
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push((&**text, item.span())),
                other => self.wrong_type(key, "a list of texts", other),
            }
        }
        texts
    }

    /// A table, if given.
    pub fn section(&self, key: &'static str) -> Option<Section<'t>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(Section::new(self.source, table, trimmed(self.source.text, value.span())))
            }
            other => {
                self.wrong_type(key, "a table", other);
                None
            }
        }
    }

    /// A list of tables; absent is empty.
    pub fn sections(&self, key: &'static str) -> Vec<Section<'t>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, "a list of tables", value.get_ref());
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => {
                    sections.push(Section::new(self.source, table, trimmed(self.source.text, item.span())));
                }
                other => self.wrong_type(key, "a list of tables", other),
            }
        }
        sections
    }

    /// Every key with its value's text, for tables whose keys are free (`[parameters]`, `[problems]`).
    pub fn entries(&self) -> Vec<(&'t str, Range<usize>, &'t Spanned<DeValue<'t>>)> {
        self.table.iter().map(|(key, value)| (&**key.get_ref(), key.span(), value)).collect()
    }

    /// Reports every key that was never asked for.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !asked.contains(name) {
                let hint = nearest(name, asked.iter().copied()).map_or_else(
                    || format!("the keys here are {}", asked.iter().copied().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.source.report(
                    Kind::PlanUnknownKey,
                    key.span(),
                    format!("unknown key `{name}`"),
                    Some(hint),
                );
            }
        }
    }
}

/// A table's span can run over its whole body: report its first line only.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let end = text[span.start..span.end].find('\n').map_or(span.end, |at| span.start + at);
    span.start..end
}
