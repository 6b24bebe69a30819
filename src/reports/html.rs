//! `report.html`: a month's results come in, the bytes of one self-contained page go out, for a manager to read or print.
//!
//! The page needs no script, no font and no other file. It names families by id only. Text, numbers and chart positions
//! are worked out in `page`, `figures` and `charts`; the template only places them.

mod charts;
mod figures;
mod page;
mod rows;

use super::inputs::Month;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

const TEMPLATE: &str = include_str!("templates/report.html");
const STYLE: &str = include_str!("templates/report.css");

/// The bytes of `report.html`.
#[must_use]
pub fn report_html(month: &Month<'_>) -> Vec<u8> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).keep_trailing_newline(true).build();
    let mut environment = Environment::new();
    environment.set_syntax(syntax.expect("the usual delimiters are valid"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The name ends in `.html`, so every value is escaped.
    environment.add_template("report.html", TEMPLATE).expect("the built-in template is checked by a test");
    let template = environment.get_template("report.html").expect("it was added on the line above");
    let page = Serde(page::Page::new(month, STYLE));
    template.render(page).expect("the page holds all that the template names").into_bytes()
}

#[cfg(test)]
mod tests;
