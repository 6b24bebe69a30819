//! The small words of the plan language: facts with codes, lengths of time, scopes, comparisons.

use super::model::{Codes, Scope, Selection, Selector};
use super::section::{Name, Section, nearest};
use super::test::{Compare, Figure, Measure, Number, Span};
use crate::domain::{Code, Quantity, Text};
use crate::facts::{FactKind, Vocabulary};
use crate::outcomes::parameters;
use crate::problem::Kind;
use std::ops::Range;

/// The words a test may be, in `is`.
pub const TESTS: &[&str] = &[
    "happened",
    "at-most",
    "rate",
    "reduction",
    "open",
    "step",
    "held",
    "closed",
    "engaged",
    "score",
    "score-change",
    "attested",
    "nominated",
    "noted",
    "clean-after",
    "benefit-left",
    "not-sanctioned",
    "in-work",
    "off-benefit",
    "leaves-school",
    "at-home",
    "at-risk",
    "quarter",
    "due",
    "latest",
    "quiet-since",
    "earning",
    "same-as",
    "no-measure",
    "clean-since",
    "cohort",
];

/// `fact`, `fact[code,code]` or `fact[@list]`, each text of a list.
pub fn selection(section: &Section<'_>, key: &'static str) -> Selection {
    section.texts(key).into_iter().filter_map(|(text, span)| selector(section, text, span)).collect()
}

/// As [`selection`], and there must be one.
pub fn required_selection(section: &Section<'_>, key: &'static str) -> Selection {
    let found = selection(section, key);
    if found.is_empty() && !section.has(key) {
        section.missing(key);
    }
    found
}

fn selector(section: &Section<'_>, text: &str, span: Range<usize>) -> Option<Selector> {
    let (name, codes) = match text.split_once('[') {
        None => (text, None),
        Some((name, rest)) => (name, Some(rest.strip_suffix(']').unwrap_or(rest))),
    };
    let Some(kind) = Vocabulary::builtin().find(name) else {
        let known = Vocabulary::builtin().entries().iter().map(|entry| &*entry.name);
        let hint = nearest(name, known).map_or_else(
            || "docs/reference/facts.md lists all facts".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        section.source().report(Kind::PlanUnknownFact, span, format!("unknown fact `{name}`"), Some(hint));
        return None;
    };
    section.source().uses(Name::Fact(kind), span.clone());
    let Some(codes) = codes else { return Some(Selector { kind, codes: Codes::Any }) };
    if let Some(set) = codes.strip_prefix('@') {
        section.source().uses(Name::List(kind, Text::from(set)), span);
        return Some(Selector { kind, codes: Codes::Named(Text::from(set)) });
    }
    let mut listed = Vec::new();
    for code in codes.split(',').map(str::trim) {
        if kind.allows_code(code) && !code.is_empty() {
            listed.push(Code::from(code));
        } else {
            let detail = format!("`{name}` has no code `{code}`");
            section.source().report(Kind::PlanUnknownCode, span.clone(), detail, Some(code_hint(kind, code)));
        }
    }
    Some(Selector { kind, codes: Codes::Listed(listed) })
}

/// What to write instead of a code that a fact does not have.
pub fn code_hint(kind: FactKind, code: &str) -> String {
    let known = || kind.entry().codes.iter().map(|code| &**code);
    match nearest(code, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known().next().is_none() => format!("`{}` has no codes", kind.name()),
        None => format!("its codes are {}", known().collect::<Vec<_>>().join(", ")),
    }
}

/// A list of codes, taken as they are.
pub fn codes(section: &Section<'_>, key: &'static str) -> Vec<Code> {
    section.texts(key).into_iter().map(|(text, _)| Code::from(text)).collect()
}

/// `6 months`, `13 weeks`, `91 days`, `3 terms`, or a parameter in months such as `hold-months`.
pub fn span(section: &Section<'_>, key: &'static str) -> Option<Span> {
    let hint = Some(
        "write \"6 months\", \"13 weeks\", \"91 days\", \"3 terms\", or a parameter such as \"hold-months\""
            .to_owned(),
    );
    if section.is_number(key) {
        section.report(Kind::PlanMissingUnit, key, format!("`{key}` has no unit"), hint);
        return None;
    }
    let text = section.text(key)?;
    if parameters::find(text).is_some() && text.ends_with("-months") {
        return Some(Span::Months(Number::Parameter(Text::from(text))));
    }
    let Some((number, unit)) = text.split_once(' ') else {
        if text.parse::<u32>().is_ok() {
            section.report(Kind::PlanMissingUnit, key, format!("`{key}` has no unit"), hint);
        } else if let Some(near) = nearest(text, parameters::names()) {
            let hint = Some(format!("did you mean `{near}`?"));
            section.report(Kind::PlanUnknownParameter, key, format!("unknown parameter `{text}`"), hint);
        } else {
            section.report(Kind::PlanBadValue, key, format!("`{text}` is not a length of time"), hint);
        }
        return None;
    };
    let number: Option<u32> = number.parse().ok().filter(|number| *number <= 3650);
    let span = number.and_then(|number| match unit {
        "month" | "months" => Some(Span::Months(Number::Fixed(number))),
        "week" | "weeks" => Some(Span::Weeks(Number::Fixed(number))),
        "day" | "days" => Some(Span::Days(Number::Fixed(number))),
        "term" | "terms" => Some(Span::Terms(number)),
        _ => None,
    });
    if span.is_none() {
        section.report(Kind::PlanBadValue, key, format!("`{text}` is not a length of time"), hint);
    }
    span
}

/// As [`span`], and it must be given; one month stands in after the problem is reported.
pub fn required_span(section: &Section<'_>, key: &'static str) -> Span {
    if !section.has(key) {
        section.missing(key);
    }
    span(section, key).unwrap_or(Span::Months(Number::Fixed(1)))
}

/// A number, or the name of a parameter.
pub fn number(section: &Section<'_>, key: &'static str, fallback: u32) -> Number {
    if !section.has(key) {
        return Number::Fixed(fallback);
    }
    if let Some(text) = parameter_name(section, key) {
        return Number::Parameter(text);
    }
    Number::Fixed(section.number(key).unwrap_or(fallback))
}

fn parameter_name(section: &Section<'_>, key: &'static str) -> Option<Text> {
    let entries = section.entries();
    let (_, _, value) = entries.iter().find(|(name, ..)| *name == key)?;
    let text = value.get_ref().as_str()?;
    if parameters::find(text).is_none() {
        let detail = format!("unknown parameter `{text}`");
        section.report(Kind::PlanUnknownParameter, key, detail, Some(parameter_hint(text)));
    }
    Some(Text::from(text))
}

/// What to write instead of a parameter that the language does not have.
pub fn parameter_hint(name: &str) -> String {
    nearest(name, parameters::names()).map_or_else(
        || "docs/reference/parameters.md lists all parameters".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}

/// An exact figure, or `$name` of a dated one.
pub fn figure(section: &Section<'_>, key: &'static str) -> Option<Figure> {
    let entries = section.entries();
    let dated = entries
        .iter()
        .find(|(name, ..)| *name == key)
        .and_then(|(_, _, value)| value.get_ref().as_str())
        .and_then(|text| text.strip_prefix('$'));
    match dated {
        Some(name) if section.has(key) => {
            section.source().uses(Name::Figure(Text::from(name)), section.span_of(key));
            Some(Figure::Dated(Text::from(name)))
        }
        _ => section.quantity(key).map(Figure::Fixed),
    }
}

/// `more-than`, `at-least`, `less-than` or `at-most` with its figure: exactly one of the four keys.
pub fn comparison(section: &Section<'_>) -> (Compare, Figure) {
    let keys = [
        ("more-than", Compare::MoreThan),
        ("at-least", Compare::AtLeast),
        ("less-than", Compare::LessThan),
        ("at-most", Compare::AtMost),
    ];
    let given: Vec<_> = keys.into_iter().filter(|(key, _)| section.has(key)).collect();
    if let [(key, compare)] = given[..] {
        return (compare, figure(section, key).unwrap_or(Figure::Fixed(Quantity::ZERO)));
    }
    section.source().report(
        Kind::PlanMissingKey,
        section.span(),
        "one of `more-than`, `at-least`, `less-than`, `at-most` is needed",
        Some("write for example at-least = 3".to_owned()),
    );
    (Compare::AtLeast, Figure::Fixed(Quantity::ZERO))
}

/// `count` (the default), `value`, `share` or `gravity`.
pub fn measure(section: &Section<'_>) -> Measure {
    choice(
        section,
        "measure",
        &[
            ("count", Measure::Count),
            ("value", Measure::Value),
            ("share", Measure::Share),
            ("gravity", Measure::Gravity),
        ],
    )
    .unwrap_or(Measure::Count)
}

/// One of a few words.
pub fn choice<T: Copy>(section: &Section<'_>, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
    let text = section.text(key)?;
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let listed = words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let hint = nearest(text, words.iter().map(|(word, _)| *word))
            .map_or_else(|| "choose one of them".to_owned(), |near| format!("did you mean `{near}`?"));
        section.report(Kind::PlanBadValue, key, format!("`{text}` is not one of {listed}"), Some(hint));
    }
    found
}

/// `10-17`, `18+` or `2`: ages in completed years.
pub fn ages(section: &Section<'_>, key: &'static str) -> Option<(u32, u32)> {
    let text = section.text(key)?;
    let parsed = age_band(text);
    if parsed.is_none() {
        section.report(
            Kind::PlanBadValue,
            key,
            format!("`{text}` is not a band of ages"),
            Some("write `10-17`, `18+` or `2`".to_owned()),
        );
    }
    parsed
}

fn age_band(text: &str) -> Option<(u32, u32)> {
    if let Some(from) = text.strip_suffix('+') {
        return Some((from.parse().ok()?, 150));
    }
    match text.split_once('-') {
        Some((from, to)) => Some((from.parse().ok()?, to.parse().ok()?)),
        None => text.parse().ok().map(|age| (age, age)),
    }
}

/// Who is in scope: `anyone`, `child`, `young-person`, `adult`, `parenting`, `school-age`, `female`, bands of ages, several
/// words together.
pub fn scope(section: &Section<'_>, key: &'static str) -> Scope {
    let mut scope = Scope::ANYONE;
    let Some(text) = section.text(key) else { return scope };
    for word in text.split(' ') {
        let band = match word {
            "anyone" => Some((0, 150)),
            "child" => Some((0, 17)),
            "young-person" => Some((10, 17)),
            "adult" => Some((18, 150)),
            "parenting" | "school-age" | "female" | "child-or-parenting" | "primary" | "past-reception"
            | "newborn" => None,
            other if with_child(other).is_some() => None,
            other => age_band(other).or_else(|| {
                let known = [
                    "anyone",
                    "child",
                    "young-person",
                    "adult",
                    "parenting",
                    "school-age",
                    "female",
                    "child-or-parenting",
                    "primary",
                    "past-reception",
                    "newborn",
                    "with-child-under-5",
                ];
                let hint = nearest(other, known.into_iter()).map_or_else(
                    || format!("write {}, or a band of ages such as 10-17", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                section.report(Kind::PlanBadValue, key, format!("`{other}` says nobody"), Some(hint));
                None
            }),
        };
        if let Some((from, to)) = band {
            scope.from_age = Some(from).filter(|age| *age > 0).or(scope.from_age);
            scope.to_age = Some(to).filter(|age| *age < 150).or(scope.to_age);
        }
        scope.parenting |= word == "parenting";
        scope.school_age |= word == "school-age";
        scope.female |= word == "female";
        scope.child_or_parenting |= word == "child-or-parenting";
        scope.primary |= word == "primary";
        scope.past_reception |= word == "past-reception";
        scope.newborn |= word == "newborn";
        scope.with_child_under = with_child(word).or(scope.with_child_under);
    }
    scope
}

/// `with-child-under-5` (years) or `with-child-under-24-months`: in months.
fn with_child(word: &str) -> Option<u32> {
    let rest = word.strip_prefix("with-child-under-")?;
    match rest.strip_suffix("-months") {
        Some(months) => months.parse().ok(),
        None => rest.parse::<u32>().ok().map(|years| years * 12),
    }
}
