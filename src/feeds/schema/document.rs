//! A JSON definition read key by key: every mistake becomes a problem with line and caret, and keys nobody asked for are
//! mistakes too.
//!
//! The parser gives values without places, so a second, minimal walk over the (by then valid) text notes where each key
//! and value stands. Paths are JSON pointers: `/fields/3/constraints`.

use crate::domain::Text;
use crate::problem::{Kind, Place, Problem, excerpt, nearest};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A definition's text, where everything stands in it, and the problems found so far.
pub struct Document<'t> {
    name: &'t str,
    text: &'t str,
    places: BTreeMap<String, Spans>,
    problems: RefCell<Vec<Problem>>,
}

/// Where a value stands, and the key that names it (for list items the value itself).
#[derive(Clone, Default)]
struct Spans {
    key: Range<usize>,
    value: Range<usize>,
}

impl<'t> Document<'t> {
    /// Parses the text.
    ///
    /// # Errors
    /// The place where it stops being JSON.
    pub fn parse(name: &'t str, text: &'t str) -> Result<(Self, Value), Problem> {
        let value = serde_json::from_str(text).map_err(|error| syntax_problem(name, text, &error))?;
        let mut walk = Walk { text, at: 0, places: BTreeMap::new(), twice: Vec::new() };
        walk.value("", None);
        let document = Self { name, text, places: walk.places, problems: RefCell::default() };
        for span in walk.twice {
            document.report_span(Kind::SchemaBadValue, span, "the key is given twice".to_owned(), None);
        }
        Ok((document, value))
    }

    /// Reports a problem at the key with this path.
    pub fn report(&self, kind: Kind, path: &str, detail: impl Into<String>, hint: Option<String>) {
        let span = self.places.get(path).map_or(0..0, |spans| spans.key.clone());
        self.report_span(kind, span, detail.into(), hint);
    }

    /// Reports a problem at the value with this path.
    pub fn report_value(&self, kind: Kind, path: &str, detail: impl Into<String>, hint: Option<String>) {
        let span = self.places.get(path).map_or(0..0, |spans| spans.value.clone());
        self.report_span(kind, span, detail.into(), hint);
    }

    fn report_span(&self, kind: Kind, span: Range<usize>, detail: String, hint: Option<String>) {
        let (line, column, excerpt) = excerpt(self.text, span);
        let place = Place::line(self.name, line).with_column(column.to_string());
        let mut problem = Problem::new(kind, place, detail).with_excerpt(excerpt);
        problem.hint = hint;
        self.problems.borrow_mut().push(problem);
    }

    /// The problems found, in the order of the text.
    #[must_use]
    pub fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| {
            (problem.place.line, problem.place.column.as_ref().and_then(|column| column.parse::<u32>().ok()))
        });
        problems.dedup();
        problems
    }
}

fn syntax_problem(name: &str, text: &str, error: &serde_json::Error) -> Problem {
    let line_start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (line, column, excerpt) = excerpt(text, at..at);
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    Problem::new(Kind::SchemaSyntax, Place::line(name, line).with_column(column.to_string()), message)
        .with_excerpt(excerpt)
}

/// The walk that notes places. It relies on the text being valid JSON.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    places: BTreeMap<String, Spans>,
    twice: Vec<Range<usize>>,
}

impl Walk<'_> {
    fn peek(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        bytes.get(self.at).copied().unwrap_or_default()
    }

    fn value(&mut self, path: &str, key: Option<Range<usize>>) {
        let opening = self.peek();
        let start = self.at;
        match opening {
            b'{' => self.members(path),
            b'[' => self.items(path),
            b'"' => {
                self.string();
            }
            _ => {
                let rest = &self.text[start..];
                self.at += rest.find([',', ']', '}']).unwrap_or(rest.len());
            }
        }
        let value = start..start + self.text[start..self.at].trim_end().len();
        let key = key.unwrap_or_else(|| value.clone());
        if self.places.insert(path.to_owned(), Spans { key: key.clone(), value }).is_some() {
            self.twice.push(key);
        }
    }

    fn members(&mut self, path: &str) {
        self.at += 1;
        while self.peek() != b'}' {
            let span = self.string();
            let name: String = serde_json::from_str(&self.text[span.clone()]).unwrap_or_default();
            self.peek();
            self.at += 1;
            self.value(&format!("{path}/{name}"), Some(span));
            self.comma();
        }
        self.at += 1;
    }

    fn items(&mut self, path: &str) {
        self.at += 1;
        let mut index = 0;
        while self.peek() != b']' {
            self.value(&format!("{path}/{index}"), None);
            self.comma();
            index += 1;
        }
        self.at += 1;
    }

    fn comma(&mut self) {
        if self.peek() == b',' {
            self.at += 1;
        }
    }

    /// Passes a string; gives its span with the quotes.
    fn string(&mut self) -> Range<usize> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        while bytes.get(self.at).is_some_and(|byte| *byte != b'"') {
            self.at += if bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        start..self.at
    }
}

/// One object of the definition, and which of its keys have been asked for.
pub struct Section<'d> {
    document: &'d Document<'d>,
    map: &'d Map<String, Value>,
    path: String,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'d> Section<'d> {
    /// The object that is the whole definition; reports when it is something else.
    #[must_use]
    pub fn root(document: &'d Document<'d>, value: &'d Value) -> Option<Self> {
        Self::of(document, value, String::new())
    }

    fn of(document: &'d Document<'d>, value: &'d Value, path: String) -> Option<Self> {
        if let Value::Object(map) = value {
            return Some(Self { document, map, path, asked: RefCell::default() });
        }
        document.report_value(Kind::SchemaBadValue, &path, "an object is needed here", None);
        None
    }

    /// The path of one of its keys.
    #[must_use]
    pub fn path(&self, key: &str) -> String {
        format!("{}/{key}", self.path)
    }

    /// Reports a problem with the value of a key.
    pub fn wrong(&self, key: &str, detail: impl Into<String>) {
        self.document.report_value(Kind::SchemaBadValue, &self.path(key), detail, None);
    }

    /// Reports a problem of this kind at the value of a key, with a hint.
    pub fn report(&self, kind: Kind, key: &str, detail: impl Into<String>, hint: Option<String>) {
        self.document.report_value(kind, &self.path(key), detail, hint);
    }

    /// The value of a key.
    pub fn value(&self, key: &'static str) -> Option<&'d Value> {
        self.asked.borrow_mut().insert(key);
        self.map.get(key)
    }

    /// Whether the object has the key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Reports the key if it is missing.
    pub fn needs(&self, key: &'static str) {
        if !self.has(key) {
            self.document.report(Kind::SchemaMissingKey, &self.path, format!("`{key}` is missing"), None);
        }
    }

    /// The text of a key.
    pub fn text(&self, key: &'static str) -> Option<&'d str> {
        let value = self.value(key)?;
        if value.as_str().is_none() {
            self.wrong(key, "a text is needed here");
        }
        value.as_str()
    }

    /// The text of a key that must be there; blank if it is not, which is reported.
    pub fn needed_text(&self, key: &'static str) -> &'d str {
        self.needs(key);
        self.text(key).unwrap_or_default()
    }

    /// The whole number of a key.
    pub fn whole(&self, key: &'static str) -> Option<u32> {
        let value = self.value(key)?;
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        if number.is_none() {
            self.wrong(key, "a whole number is needed here");
        }
        number
    }

    /// Yes or no; no where the key is absent.
    pub fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else { return false };
        if value.as_bool().is_none() {
            self.wrong(key, "true or false is needed here");
        }
        value.as_bool().unwrap_or_default()
    }

    /// The items of a list with the path of each; empty where the key is absent.
    pub fn items(&self, key: &'static str) -> Vec<(&'d Value, String)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Value::Array(items) = value else {
            self.wrong(key, "a list is needed here");
            return Vec::new();
        };
        items.iter().enumerate().map(|(index, item)| (item, format!("{}/{key}/{index}", self.path))).collect()
    }

    /// The texts of a list with the path of each.
    pub fn texts(&self, key: &'static str) -> Vec<(&'d str, String)> {
        let mut texts = Vec::new();
        for (value, path) in self.items(key) {
            match value.as_str() {
                Some(text) => texts.push((text, path)),
                None => {
                    self.document.report_value(Kind::SchemaBadValue, &path, "a text is needed here", None);
                }
            }
        }
        texts
    }

    /// The objects of a list.
    pub fn sections(&self, key: &'static str) -> Vec<Section<'d>> {
        let items = self.items(key);
        items.into_iter().filter_map(|(value, path)| Section::of(self.document, value, path)).collect()
    }

    /// The object of a key.
    pub fn section(&self, key: &'static str) -> Option<Section<'d>> {
        let value = self.value(key)?;
        Section::of(self.document, value, self.path(key))
    }

    /// Keys and values of an object whose keys are free.
    pub fn entries(&self) -> Vec<(&'d str, &'d Value, String)> {
        self.map.iter().map(|(key, value)| (key.as_str(), value, self.path(key))).collect()
    }

    /// An object whose keys are free and whose values are texts.
    pub fn text_map(&self, key: &'static str) -> Vec<(Text, Text, String)> {
        let Some(section) = self.section(key) else { return Vec::new() };
        let mut pairs = Vec::new();
        for (name, value, path) in section.entries() {
            match value.as_str() {
                Some(text) => pairs.push((Text::from(name), Text::from(text), path)),
                None => {
                    self.document.report_value(Kind::SchemaBadValue, &path, "a text is needed here", None);
                }
            }
        }
        pairs
    }

    /// The document, to report at a path.
    #[must_use]
    pub fn document(&self) -> &'d Document<'d> {
        self.document
    }

    /// Reports every key that was never asked for.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        for name in self.map.keys().filter(|name| !asked.contains(name.as_str())) {
            let hint = nearest(name, asked.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let detail = format!("unknown key `{name}`");
            self.document.report(Kind::SchemaUnknownKey, &self.path(name), detail, hint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_value_has_its_place() {
        let text = "{\"a\": [1, {\"b\\\"\": \"x\"}],\n \"c\" : null }";
        let (document, _) = Document::parse("t.json", text).expect("JSON");
        let shown = |path: &str| {
            let spans = &document.places[path];
            (&text[spans.key.clone()], &text[spans.value.clone()])
        };
        assert_eq!(shown("/a/1/b\""), ("\"b\\\"\"", "\"x\""));
        assert_eq!(shown("/c"), ("\"c\"", "null"));
        assert_eq!(shown("/a/0"), ("1", "1"));
    }

    #[test]
    fn a_key_given_twice_is_reported() {
        let (document, _) = Document::parse("t.json", "{\"a\": 1,\n\"a\": 2}").expect("JSON");
        let problems = document.into_problems();
        assert_eq!(problems[0].place, Place::line("t.json", 2).with_column("1"));
    }

    #[test]
    fn a_slip_of_syntax_is_pointed_at() {
        let problem = Document::parse("t.json", "{\"a\": 1,\n \"b\" 2}").err().expect("not JSON");
        assert_eq!((problem.kind, problem.place.line), (Kind::SchemaSyntax, Some(2)));
    }
}
