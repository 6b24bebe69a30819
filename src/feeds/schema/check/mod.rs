//! A definition's text comes in, a feed schema or every problem of the text goes out.

mod columns;
mod facts;
mod fields;
mod layout;
mod rules;

use super::document::{Document, Section};
use super::{FactNames, FeedSchema};
use crate::domain::Digest;
use crate::problem::Problem;
use columns::Columns;
use layout::Layout;

/// See [`FeedSchema::check`].
pub(super) fn check(file: &str, text: &str, names: &dyn FactNames) -> Result<FeedSchema, Vec<Problem>> {
    let (document, value) = Document::parse(file, text).map_err(|problem| vec![problem])?;
    let schema = Section::root(&document, &value).and_then(|root| read_root(file, text, &root, names));
    let problems = document.into_problems();
    match schema {
        Some(schema) if problems.is_empty() => Ok(schema),
        _ => Err(problems),
    }
}

/// `None` when something needed is missing or wrong, which was reported then.
fn read_root(file: &str, text: &str, root: &Section<'_>, names: &dyn FactNames) -> Option<FeedSchema> {
    root.text("$schema");
    root.text("name");
    let title = root.needed_text("title");
    let description = root.needed_text("description");
    let missing_values = root.texts("missingValues").into_iter().map(|(text, _)| text.into()).collect();
    root.needs("fields");
    let mut fields = fields::read_fields(root);
    root.needs("hearth");
    let hearth = root.section("hearth");
    root.finish();
    let hearth = hearth?;

    fields::refine_fields(&mut fields, &hearth);
    let layout = Layout::read(&hearth);
    let columns = Columns::new(&fields);
    let checks = rules::read_checks(&hearth, &columns);
    let record = rules::read_record(&hearth, &columns);
    let keys = rules::read_keys(&hearth, &columns);
    let snapshot = rules::read_snapshot(&hearth, &columns);
    let rules = facts::read_facts(&hearth, &columns, names);
    let coverage = facts::read_coverage(&hearth, names);
    hearth.finish();

    let layout = layout?;
    Some(FeedSchema {
        file: file.into(),
        digest: Digest::of(text.as_bytes()),
        feed: layout.feed,
        title: title.into(),
        description: description.into(),
        sender: layout.sender,
        since: layout.since,
        missing_values,
        names: layout.names,
        rhythm: layout.rhythm,
        encodings: layout.encodings,
        delimiter: layout.delimiter,
        longest_record: layout.longest_record,
        reject_limit: layout.reject_limit,
        checks,
        record: record?,
        keys: keys?,
        snapshot,
        facts: rules,
        coverage,
        fields,
    })
}
