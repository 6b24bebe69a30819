//! The text beside a file in quarantine: what is wrong with it comes in, words for a person go out. It names files, lines,
//! columns and codes, and no value of a record.

use super::Found;
use crate::feeds::cohort::CohortFiles;
use crate::problem::{Kind, Problem, Severity};
use crate::workspace::ingest::{Fate, FileReport, file_name};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What stands behind the name of a file in the name of its reason.
pub const ENDING: &str = ".why.txt";

/// How many problems of one kind are named.
const MOST_OF_A_KIND: usize = 20;

/// Where the reason of a file in quarantine stands.
pub(super) fn place(file: &Path) -> PathBuf {
    file.with_file_name(format!("{}{ENDING}", file_name(file)))
}

/// Why a file was not taken in, and what to do.
pub(super) fn text(found: &Found, report: &FileReport) -> String {
    let mut text = format!("{} was not taken in.\n\n", found.name);
    let mut errors: Vec<&Problem> = report.problems.iter().collect();
    errors.sort_by_key(|problem| problem.severity() != Severity::Error);
    let mut told: BTreeMap<Kind, usize> = BTreeMap::new();
    for problem in errors {
        let number = told.entry(problem.kind).or_default();
        *number += 1;
        if *number <= MOST_OF_A_KIND {
            _ = writeln!(text, "{problem}");
        }
    }
    for (kind, number) in told.iter().filter(|(_, number)| **number > MOST_OF_A_KIND) {
        _ = writeln!(text, "... and {} more of {} [{}]", number - MOST_OF_A_KIND, kind.title(), kind.code());
    }
    text.push('\n');
    for kind in told.keys() {
        _ = writeln!(text, "{} {}: {}", kind.code(), kind.title(), kind.explanation());
    }
    text.push('\n');
    let cut = told.contains_key(&Kind::TruncatedLine) || told.contains_key(&Kind::InterchangeFieldCount);
    let advice = if report.fate == Fate::Purged { AFTER_PURGE.to_owned() } else { advice(found, cut) };
    text + &advice
}

/// What to do with a file that may not be kept.
const AFTER_PURGE: &str = "Remove the file and this text, and tell the sender that it came again. If it is needed after all, ask for a new extract.\n";

fn advice(found: &Found, is_cut: bool) -> String {
    if CohortFiles::NAMES.contains(&file_name(&found.path).as_str()) {
        return "It has the name of a cohort file. A cohort is taken in whole, with `hearth ingest --cohort FOLDER`.\n\
                Then remove the file and this text.\n"
            .to_owned();
    }
    let mut advice =
        "Ask the sender for it again, or mend its name or the feed's definition, and put it back into the inbox.\n"
            .to_owned();
    if is_cut {
        advice.push_str("To take in a file that was cut short as far as it goes: `hearth ingest FILE`.\n");
    }
    advice + "Then remove what still lies here, the file and this text.\n"
}
