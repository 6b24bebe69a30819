//! The sign-off page as plain text, for a terminal or a letter.

use super::{Item, SignOff, SignedReading};

/// The widest line: A4 in small print.
const WIDTH: usize = 116;

/// The page as text.
#[must_use]
pub fn text(page: &SignOff) -> String {
    let mut lines = vec![format!("{}: what is ours and not printed", page.title)];
    wrapped(&mut lines, "", &format!("{}, files {}. From: {}.", page.name, page.digest, page.document));
    lines.extend([
        String::new(),
        "Readings, each with the parameters that decide on it: parameter = value (or else)".to_owned(),
    ]);
    page.readings.iter().for_each(|reading| self::reading(&mut lines, reading));
    items(&mut lines, "Figures that the plan does not print", &page.figures);
    let links: Vec<String> = page.links.iter().map(|one| format!("{}: {}", one.id, one.text)).collect();
    ids(
        &mut lines,
        "Letters that an outcome is taken to serve; the plan does not print the links.",
        &links,
        "; ",
    );
    items(&mut lines, "Rows read as corrected (R28)", &page.corrected);
    ids(
        &mut lines,
        "Steps that show no change and still settle their letter (R11):",
        &page.process_only,
        ", ",
    );
    ids(&mut lines, "Letters for which no way is printed; they stay unknown (R14):", &page.without_way, ", ");
    lines.extend([
        String::new(),
        "Read and agreed, with changes noted above:".to_owned(),
        String::new(),
        "Name ______________________  Office ______________________  Day ____________  Signed ______________________".to_owned(),
    ]);
    lines.join("\n") + "\n"
}

fn reading(lines: &mut Vec<String>, reading: &SignedReading) {
    wrapped(lines, &format!("{:<4}", reading.code), &format!("{}. {}", reading.title, reading.effect));
    for one in &reading.parameters {
        wrapped(lines, "     ", &format!("{} = {} ({}): {}", one.name, one.value, one.allowed, one.meaning));
    }
}

fn items(lines: &mut Vec<String>, heading: &str, items: &[Item]) {
    if items.is_empty() {
        return;
    }
    lines.extend([String::new(), heading.to_owned()]);
    let width = items.iter().map(|item| item.id.chars().count()).max().unwrap_or(0);
    items.iter().for_each(|item| wrapped(lines, &format!("{:<width$} ", item.id), &item.text));
}

fn ids(lines: &mut Vec<String>, heading: &str, ids: &[String], between: &str) {
    if !ids.is_empty() {
        lines.push(String::new());
        wrapped(lines, "", &format!("{heading} {}", ids.join(between)));
    }
}

/// Words under a first column, in lines of no more than [`WIDTH`].
fn wrapped(lines: &mut Vec<String>, first: &str, text: &str) {
    let indent = " ".repeat(first.chars().count());
    let mut line = first.to_owned();
    for word in text.split(' ') {
        let is_start = line.len() == first.len() || line == indent;
        if !is_start && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut line, indent.clone()));
        }
        if line != first && line != indent {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
}
