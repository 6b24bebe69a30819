//! The small words of a plan's page: facts with their codes, lengths of time, figures, who is in scope.

use crate::domain::Code;
use crate::outcomes::plan::test::{Compare, Figure, Number, Span};
use crate::outcomes::plan::{Codes, Plan, Scope, Selection, Selector};

/// Texts in a row: `a, b or c`.
#[must_use]
pub fn row(texts: &[String], last: &str) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., end] => format!("{} {last} {end}", all.join(", ")),
    }
}

/// Facts that count, any of them.
#[must_use]
pub fn facts(selection: &Selection) -> String {
    row(&selection.iter().map(fact).collect::<Vec<_>>(), "or")
}

fn fact(selector: &Selector) -> String {
    let name = selector.kind.name();
    match &selector.codes {
        Codes::Any => format!("`{name}`"),
        Codes::Listed(listed) => format!("`{name}` ({})", codes(listed)),
        Codes::Named(list) => format!("`{name}` (the list `{list}`)"),
    }
}

/// Codes, any of them.
#[must_use]
pub fn codes(codes: &[Code]) -> String {
    row(&codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>(), "or")
}

/// A thing with its number: `1 month`, `6 months`.
#[must_use]
pub fn count(number: u32, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// The words that depend on the plan's own values.
#[derive(Clone, Copy)]
pub struct Words<'p> {
    /// The plan.
    pub plan: &'p Plan,
}

impl Words<'_> {
    /// The value of a parameter in the plan.
    #[must_use]
    pub fn value(&self, parameter: &str) -> String {
        let own = self.plan.parameters.get(parameter).map(ToString::to_string);
        let default = || crate::outcomes::parameters::find(parameter).map(|one| one.default.to_owned());
        own.or_else(default).unwrap_or_default()
    }

    fn number(&self, number: &Number, one: &str) -> String {
        match number {
            Number::Fixed(number) => count(*number, one),
            Number::Parameter(name) => {
                let many = if self.value(name) == "1" { "" } else { "s" };
                format!("{} {one}{many} (`{name}`)", self.value(name))
            }
        }
    }

    /// A length of time.
    #[must_use]
    pub fn span(&self, span: &Span) -> String {
        match span {
            Span::Months(number) => self.number(number, "month"),
            Span::Weeks(number) => self.number(number, "week"),
            Span::Days(number) => self.number(number, "day"),
            Span::Terms(number) => format!("{} in a row", count(*number, "completed school term")),
        }
    }

    /// A stretch that ends on the day asked: `in the last 6 months`.
    #[must_use]
    pub fn within(&self, span: &Span) -> String {
        format!("in the last {}", self.span(span))
    }

    /// So many months, fixed or by a parameter.
    #[must_use]
    pub fn months(&self, number: &Number) -> String {
        self.number(number, "month")
    }

    /// A figure with how it is compared: `more than 10`.
    #[must_use]
    pub fn compared(&self, compare: Compare, figure: &Figure) -> String {
        let words = match compare {
            Compare::MoreThan => "more than",
            Compare::AtLeast => "at least",
            Compare::LessThan => "less than",
            Compare::AtMost => "at most",
        };
        match figure {
            Figure::Fixed(number) => format!("{words} {number}"),
            Figure::Dated(name) => format!("{words} the figure `{name}`"),
        }
    }
}

/// Ages in completed years: `aged 10 to 17`.
#[must_use]
pub fn aged((from, to): (u32, u32)) -> String {
    match (from, to) {
        (0, to) => format!("aged up to {to}"),
        (from, to) if to >= 150 => format!("aged {from} or over"),
        (from, to) if from == to => format!("aged {from}"),
        (from, to) => format!("aged {from} to {to}"),
    }
}

/// The people of a scope, one or many of them.
#[must_use]
pub fn scope(scope: Scope, many: bool) -> String {
    let Scope {
        from_age,
        to_age,
        parenting,
        school_age,
        female,
        child_or_parenting,
        primary,
        past_reception,
        newborn,
        with_child_under,
    } = scope;
    let of = |one: &str, all: &str| if many { all.to_owned() } else { one.to_owned() };
    let mut words = Vec::new();
    words.extend(female.then(|| "female".to_owned()));
    words.push(match (from_age, to_age) {
        (None, Some(17)) => of("child", "children"),
        (Some(18), None) => of("adult", "adults"),
        (Some(10), Some(17)) => of("young person", "young people"),
        _ => of("member", "members"),
    });
    words.extend(match (from_age, to_age) {
        (None, None | Some(17)) | (Some(18), None) | (Some(10), Some(17)) => None,
        (from, to) => Some(aged((from.unwrap_or(0), to.unwrap_or(150)))),
    });
    words.extend(school_age.then(|| "of school age".to_owned()));
    words.extend(primary.then(|| "in Reception to Year 6 by birth date".to_owned()));
    words.extend(past_reception.then(|| "past Reception by birth date".to_owned()));
    words.extend(newborn.then(|| "born after engagement and at least six weeks old".to_owned()));
    words.extend(parenting.then(|| "with the care of a child".to_owned()));
    words.extend(child_or_parenting.then(|| "who is a child or has the care of one".to_owned()));
    words.extend(
        with_child_under.map(|months| format!("in a family with a child under {}", months_or_years(months))),
    );
    words.join(" ")
}

fn months_or_years(months: u32) -> String {
    if months.is_multiple_of(12) { format!("{}", months / 12) } else { count(months, "month") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_in_scope_are_named_in_plain_words() {
        let scope_of = |from_age, to_age| Scope { from_age, to_age, ..Scope::ANYONE };
        assert_eq!(scope(scope_of(None, Some(17)), true), "children");
        assert_eq!(scope(scope_of(Some(2), Some(2)), false), "member aged 2");
        assert_eq!(
            scope(Scope { parenting: true, ..scope_of(Some(18), None) }, false),
            "adult with the care of a child"
        );
        let family = Scope { with_child_under: Some(60), ..Scope::ANYONE };
        assert_eq!(scope(family, true), "members in a family with a child under 5");
    }

    #[test]
    fn texts_stand_in_a_row() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(row(&texts(&["a"]), "or"), "a");
        assert_eq!(row(&texts(&["a", "b", "c"]), "or"), "a, b or c");
    }
}
