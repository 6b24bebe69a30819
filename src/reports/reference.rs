//! The generated reference: what the program knows of itself comes in, Markdown pages go out.
//!
//! Pages hold no figure of a run, no day and no version, so they change only when what they describe changes.

mod feeds;
mod plans;

pub use feeds::feeds;
pub use plans::parameters;

use crate::facts::vocabulary::{About, Entry, Shape, Vocabulary};
use crate::problem::{Kind, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const NOTICE: &str =
    "<!-- Written by `hearth reference`. Do not edit: change the source and write it again. -->\n\n";

/// The page of all problem codes, grouped by their letter.
#[must_use]
pub fn problems() -> String {
    let mut page = opening(
        "Problem codes",
        "A message reads `place: severity: what is wrong [code]`. Codes are permanent: a kind may be retired, its code \
         never means anything else. `hearth problems CODE` prints one entry.",
    );
    for (letter, about) in LETTERS {
        let _ = writeln!(
            page,
            "\n## {letter}: {about}\n\n| code | severity | title | what it means |\n|---|---|---|---|"
        );
        for kind in Kind::ALL.iter().filter(|kind| kind.code().starts_with(letter)) {
            let severity = match kind.severity() {
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            let _ = writeln!(
                page,
                "| {} | {severity} | {} | {} |",
                kind.code(),
                cell(kind.title()),
                cell(kind.explanation())
            );
        }
    }
    page
}

/// What the first letter of a code says.
const LETTERS: [(char, &str); 8] = [
    ('F', "feed files"),
    ('C', "cohort files"),
    ('X', "interchange files"),
    ('S', "feed schemas"),
    ('P', "plans"),
    ('L', "links"),
    ('R', "the register of claims"),
    ('W', "the workspace"),
];

/// The page of the fact vocabulary, grouped by domain.
#[must_use]
pub fn facts() -> String {
    let mut page = opening(
        "Facts",
        "Everything a feed says becomes one of four shapes: an *event* happened on a day; a *spell* is a state from one \
         day to another, or still open; a *score* is a number or level on a day; a *tally* is a count out of a count over \
         a period. This is the whole vocabulary; a plan or feed schema that names anything else is refused.",
    );
    let mut domains: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in Vocabulary::builtin().entries() {
        domains.entry(&*entry.domain).or_default().push(entry);
    }
    for (domain, entries) in domains {
        let _ = writeln!(page, "\n## {}", heading(domain));
        entries.into_iter().for_each(|entry| fact(&mut page, entry));
    }
    page
}

fn fact(page: &mut String, entry: &Entry) {
    let shape = match entry.shape {
        Shape::Event => "An event",
        Shape::Spell => "A spell",
        Shape::Score => "A score",
        Shape::Tally => "A tally",
    };
    let about = match entry.about {
        About::Person => "a person",
        About::Household => "a home",
        About::Either => "a person or a home",
    };
    let _ = writeln!(page, "\n### `{}`\n\n{shape} about {about}. {}\n", entry.name, entry.note);
    if entry.free_codes {
        let _ = writeln!(page, "- Codes: any");
    } else if !entry.codes.is_empty() {
        let _ = writeln!(page, "- Codes: {}", joined(entry.codes.iter().map(|code| format!("`{code}`"))));
    }
    for (label, text) in [("Value", &entry.value), ("Out of", &entry.of), ("Reference", &entry.reference)] {
        if !text.is_empty() {
            let _ = writeln!(page, "- {label}: {text}");
        }
    }
    let _ = writeln!(page, "- Feeds: {}", joined(entry.feeds.iter().map(|feed| format!("`{feed}`"))));
}

/// `domestic-abuse` as a heading: `Domestic abuse`.
fn heading(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A page's title and first paragraph, under the notice that it is generated.
#[must_use]
pub fn opening(title: &str, paragraph: &str) -> String {
    format!("{NOTICE}# {title}\n\n{paragraph}\n")
}

/// Text as one cell of a Markdown table.
#[must_use]
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Texts with commas between them.
#[must_use]
pub fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_code_has_its_row() {
        let page = problems();
        for kind in Kind::ALL {
            assert_eq!(page.matches(&format!("\n| {} | ", kind.code())).count(), 1, "{}", kind.code());
        }
    }

    #[test]
    fn every_fact_has_its_heading() {
        let page = facts();
        for entry in Vocabulary::builtin().entries() {
            assert!(page.contains(&format!("\n### `{}`\n", entry.name)));
        }
    }

    #[test]
    fn a_bar_does_not_end_a_cell() {
        assert_eq!(cell("a|b\nc"), "a\\|b c");
    }
}
