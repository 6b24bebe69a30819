//! Names of columns in a definition are looked up; what they do not name is reported where it stands.

use super::super::document::{Document, Section};
use super::super::{ColumnIx, Condition, Field};
use crate::domain::Text;
use crate::problem::{Kind, nearest};
use serde_json::Value;

/// The columns a definition may name.
pub struct Columns<'f> {
    fields: &'f [Field],
}

impl<'f> Columns<'f> {
    pub fn new(fields: &'f [Field]) -> Self {
        Self { fields }
    }

    pub fn field(&self, column: ColumnIx) -> &'f Field {
        &self.fields[column]
    }

    /// The column that the text at `path` names.
    pub fn find(&self, document: &Document<'_>, name: &str, path: &str) -> Option<ColumnIx> {
        let found = self.fields.iter().position(|field| &*field.name == name);
        if found.is_none() {
            let near = nearest(name, self.fields.iter().map(|field| &*field.name));
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            document.report_value(Kind::SchemaBadValue, path, format!("there is no column `{name}`"), hint);
        }
        found
    }

    /// The column a key names, if the key is there.
    pub fn one(&self, section: &Section<'_>, key: &'static str) -> Option<ColumnIx> {
        let name = section.text(key)?;
        self.find(section.document(), name, &section.path(key))
    }

    /// The column a key must name.
    pub fn needed(&self, section: &Section<'_>, key: &'static str) -> Option<ColumnIx> {
        section.needs(key);
        self.one(section, key)
    }

    /// The columns of a list, at least one.
    pub fn list(&self, section: &Section<'_>, key: &'static str) -> Vec<ColumnIx> {
        section.needs(key);
        let names = section.texts(key);
        if section.has(key) && names.is_empty() {
            section.wrong(key, "at least one column is needed here");
        }
        names.iter().filter_map(|(name, path)| self.find(section.document(), name, path)).collect()
    }

    /// Conditions: an object of column names, each with the list of values that fulfil it.
    pub fn conditions(&self, section: &Section<'_>, key: &'static str) -> Vec<Condition> {
        let Some(conditions) = section.section(key) else { return Vec::new() };
        let document = section.document();
        let mut found = Vec::new();
        for (name, value, path) in conditions.entries() {
            let Some(column) = self.find(document, name, &path) else { continue };
            let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
            let texts: Vec<Text> = values.iter().filter_map(Value::as_str).map(Text::from).collect();
            if texts.is_empty() || texts.len() != values.len() {
                document.report_value(Kind::SchemaBadValue, &path, "a list of texts is needed here", None);
            }
            for (index, text) in texts.iter().enumerate() {
                self.check_code(document, column, text, &format!("{path}/{index}"));
            }
            found.push(Condition { column, values: texts });
        }
        found
    }

    /// Reports a value that the column's code list does not have; the blank value is always possible.
    pub fn check_code(&self, document: &Document<'_>, column: ColumnIx, value: &str, path: &str) {
        let field = self.field(column);
        if field.codes.is_empty() || value.is_empty() || field.codes.iter().any(|code| &**code == value) {
            return;
        }
        let near = nearest(value, field.codes.iter().map(|code| &**code));
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        let detail = format!("`{value}` is not a code of `{}`", field.name);
        document.report_value(Kind::SchemaBadValue, path, detail, hint);
    }
}
