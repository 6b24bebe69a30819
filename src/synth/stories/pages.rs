//! What must be said of the stories: `stories.csv` for tests, and the table of `README.md` for people.

use super::form::Story;
use crate::synth::sheet::joined;
use std::fmt::Write as _;

/// The day asked where a story names none.
const AS_OF: &str = "2017-03-31";

/// What must be said of each family.
#[derive(Clone, Debug)]
pub struct Expectations {
    rows: Vec<[String; 7]>,
    table: String,
    count: usize,
}

impl Expectations {
    /// Of these stories.
    pub fn of(stories: &[Story]) -> Self {
        let mut table =
            String::from("| family | shows | in the data, and what Hearth says |\n|---|---|---|\n");
        for story in stories {
            let tells = story.tells.split_whitespace().collect::<Vec<_>>().join(" ");
            writeln!(table, "| {} | {} | {tells} |", story.id, story.title).expect("writing to memory");
        }
        let rows =
            stories.iter().flat_map(|story| story.expect.iter().map(|text| row(&story.id, text))).collect();
        Self { rows, table, count: stories.len() }
    }

    /// `stories.csv`: family_id, as_of, clause, person_id, verdict, reason, why. A clause that begins with `@` is a column
    /// of `results.csv`; a blank reason means any.
    #[must_use]
    pub fn csv(&self) -> String {
        let header = ["family_id", "as_of", "clause", "person_id", "verdict", "reason", "why"];
        let mut text = joined(header.into_iter(), ',') + "\n";
        for row in &self.rows {
            text.push_str(&joined(row.iter().map(String::as_str), ','));
            text.push('\n');
        }
        text
    }

    /// `README.md`, from its frame.
    #[must_use]
    pub fn readme(&self, frame: &str) -> String {
        frame.replace("{stories}", self.table.trim_end()).replace("{count}", &self.count.to_string())
    }
}

fn row(family: &str, text: &str) -> [String; 7] {
    let (said, why) = text.split_once('|').expect("expectations give a reason; a test reads them all");
    let mut words: Vec<&str> = said.split_whitespace().collect();
    let as_of = if words[0].starts_with("20") { words.remove(0) } else { AS_OF };
    let (clause, person) = words[0].split_once('/').unwrap_or((words[0], ""));
    let verdict = words.get(1).copied().unwrap_or_default();
    let reason = words.get(2).copied().unwrap_or_default();
    [family, as_of, clause, person, verdict, reason, why.trim()].map(str::to_owned)
}
