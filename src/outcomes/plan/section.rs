//! A table of a plan file, read key by key: every mistake becomes a problem with line and caret, and keys nobody asked for
//! are mistakes too.

use crate::domain::{Day, Quantity};
use crate::problem::{Kind, Place, Problem};
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
}

impl Source<'_> {
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

/// Line and column (from 1) of a stretch of text, and the line with carets under the stretch.
#[must_use]
pub fn excerpt(text: &str, span: Range<usize>) -> (u32, usize, String) {
    let start = span.start.min(text.len());
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let number = text[..line_start].matches('\n').count() + 1;
    let column = text[line_start..start].chars().count() + 1;
    let width = text[start..span.end.clamp(start, line_end)].chars().count().max(1);
    let line = text[line_start..line_end].trim_end_matches('\r');
    let margin = " ".repeat(number.to_string().len());
    let shown =
        format!("{margin} |\n{number} | {line}\n{margin} | {}{}", " ".repeat(column - 1), "^".repeat(width));
    (u32::try_from(number).unwrap_or(u32::MAX), column, shown)
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

    /// Reports a problem at a key's value.
    pub fn report(&self, kind: Kind, key: &'static str, detail: impl Into<String>, hint: Option<String>) {
        self.source.report(kind, self.span_of(key), detail, hint);
    }

    fn wrong_type(&self, key: &'static str, wanted: &str, value: &DeValue<'_>) {
        self.report(Kind::PlanBadValue, key, format!("`{key}` is {wanted}, not {}", value.type_str()), None);
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

    /// A text that must be given; reported and `None` otherwise.
    pub fn required(&self, key: &'static str) -> Option<&'t str> {
        if !self.has(key) {
            self.source.report(Kind::PlanMissingKey, self.span(), format!("`{key}` is missing"), None);
        }
        self.text(key)
    }

    /// A whole number, if given.
    pub fn number(&self, key: &'static str) -> Option<u32> {
        match self.value(key)?.get_ref() {
            DeValue::Integer(number) => number.as_str().replace('_', "").parse().ok().or_else(|| {
                self.report(Kind::PlanBadValue, key, format!("`{key}` is out of range"), None);
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
            self.report(Kind::PlanBadValue, key, format!("`{key}` is an exact number"), None);
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
                let hint = nearest(name, asked.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                self.source.report(Kind::PlanUnknownKey, key.span(), format!("unknown key `{name}`"), hint);
            }
        }
    }
}

/// A table's span can run over its whole body: report its first line only.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let end = text[span.start..span.end].find('\n').map_or(span.end, |at| span.start + at);
    span.start..end
}

/// The known word that differs least from `word`, if it is near enough to be a slip.
#[must_use]
pub fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    known
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().max(word.len()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_points_at_the_word() {
        let (line, column, shown) = excerpt("a = 1\nfacs = []\n", 6..10);
        assert_eq!((line, column), (2, 1));
        assert_eq!(shown, "  |\n2 | facs = []\n  | ^^^^");
    }

    #[test]
    fn a_slip_finds_its_word() {
        assert_eq!(nearest("facs", ["facts", "window"].into_iter()), Some("facts"));
        assert_eq!(nearest("zebra", ["facts", "window"].into_iter()), None);
    }
}
