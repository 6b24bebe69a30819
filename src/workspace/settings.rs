//! `hearth.toml`: the settings of a workspace. Its text comes in, checked settings go out, or every mistake with line and
//! caret. Values are never guessed.

use crate::domain::Text;
use crate::outcomes::parameters;
use crate::problem::{Kind, Place, Problem, excerpt};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The settings file's name; a folder that has it is a workspace.
pub const FILE: &str = "hearth.toml";

/// The format this program writes and the newest it reads.
pub const FORMAT: u32 = 2;

/// The share of rejected rows, in percent of a delivery, over which a run asks for a person unless a feed says otherwise.
pub const DEFAULT_REJECT_PERCENT: u32 = 5;

/// What a workspace is set to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// The form of the workspace, at most [`FORMAT`].
    pub format: u32,
    /// The council, as its people call it; shown on reports, may be blank.
    pub council: Text,
    /// The plan its families are tested by.
    pub plan: Text,
    /// Percent of all rows of a run that may be rejected before it asks for a person.
    pub reject_percent: u32,
    /// Parameters that differ from the plan's, in order of the file.
    pub parameters: Vec<(String, String)>,
}

impl Settings {
    /// The text of a new settings file, with what each line means.
    #[must_use]
    pub fn template(plan: &str) -> String {
        format!(
            "\
# Settings of this Hearth workspace. Lines that begin with # are explanations.

# The form of the workspace. Hearth keeps it; do not change it.
format = {FORMAT}

# The council, as it is to be shown on reports.
council = \"\"

# The outcomes plan the families are tested by.
plan = \"{plan}\"

# A run ends with exit code 1 when more than this share of all rows, in percent, was rejected.
reject-percent = {DEFAULT_REJECT_PERCENT}

# Parameters with other values than the plan's, for every run. `--set key=value` on a run goes before them.
# Example: hold-months = 3
[parameters]
"
        )
    }

    /// Checks the text of a settings file.
    ///
    /// # Errors
    /// Every unknown key and wrong value; W102 alone if a newer program wrote it.
    pub fn check(text: &str) -> Result<Self, Vec<Problem>> {
        let table = DeTable::parse(text)
            .map_err(|error| vec![problem(text, error.span().unwrap_or(0..0), error.message())])?;
        let mut check = Check { text, problems: Vec::new() };
        let format = check.number(table.get_ref(), "format", None);
        if format.is_some_and(|format| format > FORMAT) {
            return Err(vec![newer(format.unwrap_or_default())]);
        }
        let council = check.council(table.get_ref());
        let plan = check.text(table.get_ref(), "plan");
        let reject_percent = check.number(table.get_ref(), "reject-percent", Some(DEFAULT_REJECT_PERCENT));
        let parameters = check.parameters(table.get_ref());
        check.unknown_keys(table.get_ref());
        match (plan, reject_percent, format) {
            (Some(plan), Some(reject_percent), Some(format)) if check.problems.is_empty() => {
                let (plan, reject_percent) = (plan.into(), reject_percent.min(100));
                Ok(Self { format, council, plan, reject_percent, parameters })
            }
            _ => {
                check.problems.sort();
                Err(check.problems)
            }
        }
    }
}

/// The text of a settings file with today's format and all else as it was.
#[must_use]
pub fn with_format(text: &str) -> String {
    let is_format = |line: &str| {
        line.trim_start().strip_prefix("format").is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let lines = text
        .split_inclusive('\n')
        .map(|line| if is_format(line) { format!("format = {FORMAT}\n") } else { line.to_owned() });
    lines.collect()
}

const KEYS: &[&str] = &["council", "format", "parameters", "plan", "reject-percent"];

struct Check<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn report(&mut self, span: Range<usize>, detail: impl Into<String>) {
        self.problems.push(problem(self.text, span, detail));
    }

    fn number(&mut self, table: &DeTable<'_>, key: &str, default: Option<u32>) -> Option<u32> {
        let Some(value) = table.get(key) else {
            if default.is_none() {
                self.report(0..0, format!("`{key}` is missing"));
            }
            return default;
        };
        let number = plain(value).and_then(|text| text.parse().ok());
        if number.is_none() {
            self.report(value.span(), format!("`{key}` is a whole number, 0 or more"));
        }
        number
    }

    fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        match table.get(key).map(|value| (value.get_ref(), value.span())) {
            Some((DeValue::String(text), _)) if !text.is_empty() => return Some(text.to_string()),
            Some((_, span)) => self.report(span, format!("`{key}` is a text in quotes")),
            None => self.report(0..0, format!("`{key}` is missing")),
        }
        None
    }

    fn council(&mut self, table: &DeTable<'_>) -> Text {
        match table.get("council").map(|value| (value.get_ref(), value.span())) {
            Some((DeValue::String(text), _)) => return Text::from(&**text),
            Some((_, span)) => self.report(span, "`council` is a text in quotes"),
            None => {}
        }
        Text::from("")
    }

    fn parameters(&mut self, table: &DeTable<'_>) -> Vec<(String, String)> {
        let Some(value) = table.get("parameters") else { return Vec::new() };
        let DeValue::Table(table) = value.get_ref() else {
            self.report(value.span(), "`parameters` is a table");
            return Vec::new();
        };
        let mut found = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            let text = plain(value).unwrap_or_default();
            match parameters::find(&name) {
                None => self.report(key.span(), format!("there is no parameter `{name}`")),
                Some(parameter) if !parameter.accepts(&text) => {
                    self.report(value.span(), format!("`{name}` is {}", parameter.expected()));
                }
                Some(_) => found.push((name, text)),
            }
        }
        found
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>) {
        for key in table.keys().filter(|key| !KEYS.contains(&&**key.get_ref())) {
            self.report(
                key.span(),
                format!("`{}` is not a setting; there are {}", key.get_ref(), KEYS.join(", ")),
            );
        }
    }
}

/// A text or whole number as text.
fn plain(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

fn problem(text: &str, span: Range<usize>, detail: impl Into<String>) -> Problem {
    let (line, column, shown) = excerpt(text, span);
    let place = Place::line(FILE, line).with_column(column.to_string());
    Problem::new(Kind::WorkspaceSettings, place, detail).with_excerpt(shown)
}

fn newer(format: u32) -> Problem {
    let detail = format!("the workspace has format {format}, this program knows formats up to {FORMAT}");
    Problem::new(Kind::WorkspaceNewer, Place::file(FILE), detail).with_hint("use a newer version of Hearth")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_read_as_it_means_itself() {
        let settings = Settings::check(&Settings::template("tri-borough")).expect("the template is right");
        assert_eq!((&*settings.plan, settings.reject_percent), ("tri-borough", 5));
        assert!(settings.parameters.is_empty());
    }

    #[test]
    fn parameters_are_words_or_whole_numbers() {
        let text = "format = 1\nplan = \"x\"\n[parameters]\nhold-months = 3\nquarter = \"rolling\"\n";
        let parameters = Settings::check(text).expect("right").parameters;
        let expected = [("hold-months", "3"), ("quarter", "rolling")];
        assert_eq!(parameters, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_parameter_that_is_not_one_or_cannot_have_the_value_is_reported() {
        let text =
            "format = 1\nplan = \"x\"\n[parameters]\nhold-month = 3\nquarter = \"half\"\nhold-months = 6.0\n";
        let problems = Settings::check(text).expect_err("three mistakes");
        let lines: Vec<_> = problems.iter().map(|problem| problem.place.line).collect();
        assert_eq!(lines, [Some(4), Some(5), Some(6)]);
    }

    #[test]
    fn every_mistake_is_reported_with_its_line() {
        let text = "format = 1\nplan = 3\nreject-percent = -1\nplam = \"x\"\n";
        let problems = Settings::check(text).expect_err("three mistakes");
        let lines: Vec<_> = problems.iter().map(|problem| problem.place.line).collect();
        assert_eq!(lines, [Some(2), Some(3), Some(4)]);
    }

    #[test]
    fn a_newer_workspace_is_refused_whatever_else_it_says() {
        let problems = Settings::check("format = 3\nsomething = \"new\"\n").expect_err("newer");
        assert_eq!(problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(), [Kind::WorkspaceNewer]);
    }
}
