//! One row comes in, the facts it gives by the rules of its schema go out, without keys.

use crate::domain::{Code, Day, Quantity, Reference, SourceRef, Text};
use crate::facts::unlinked::{About, UnlinkedFact};
use crate::facts::vocabulary::{FactKind, Shape, Vocabulary};
use crate::feeds::DeliveryPeriod;
use crate::feeds::extract::{Cell, Row};
use crate::feeds::schema::{CodeSource, ColumnIx, Condition, DaySource, FactRule, FeedSchema, NumberSource};

/// The rules of a schema, each with the fact it gives.
pub fn rules_of(schema: &FeedSchema) -> Vec<(FactKind, &FactRule)> {
    schema.facts.iter().map(|rule| (kind_of(&rule.fact), rule)).collect()
}

/// The fact with a name that a checked schema uses.
pub fn kind_of(name: &str) -> FactKind {
    Vocabulary::builtin().find(name).expect("a checked schema names facts of the vocabulary")
}

/// A fact of a row before it is known whom it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowFact {
    pub kind: FactKind,
    /// The first day, where the row states it; `None` where it is the day of the delivery.
    pub stated_from: Option<Day>,
    pub from: Day,
    pub to: Option<Day>,
    pub code: Option<Code>,
    pub reference: Option<Reference>,
    pub value: Option<Quantity>,
    pub of: Option<Quantity>,
}

impl RowFact {
    pub fn about(self, about: About, source: SourceRef) -> UnlinkedFact {
        let Self { kind, from, to, code, reference, value, of, .. } = self;
        UnlinkedFact { kind, about, from, to, code, reference, value, of, source }
    }
}

/// The fact a rule gives for a row; `None` where its conditions do not hold, its first day is blank, its code has no
/// meaning, or a tally has no count.
pub fn map_row(row: Row<'_>, kind: FactKind, rule: &FactRule, period: &DeliveryPeriod) -> Option<RowFact> {
    if !holds(row, &rule.when) {
        return None;
    }
    let day = |source: DaySource| match source {
        DaySource::Column(column) => row.day(column),
        DaySource::PeriodFirst => Some(period.days.from),
        DaySource::PeriodLast => Some(period.days.to),
    };
    let from = day(rule.from)?;
    let stated_from = matches!(rule.from, DaySource::Column(_)).then_some(from);
    let to = rule.to.and_then(day);
    let code = match &rule.code {
        Some(source) => Some(Code::new(code(row, source)?)),
        None => None,
    };
    let value = rule.value.and_then(|source| number(row, source));
    let of = rule.of.and_then(|source| number(row, source));
    let counted = value.is_some() && of.is_some() && to.is_some();
    let in_order = to.is_none_or(|to| from <= to);
    if (kind.shape() == Shape::Tally && !counted) || !in_order {
        return None;
    }
    let reference = reference(row, &rule.reference);
    Some(RowFact { kind, stated_from, from, to, code, reference, value, of })
}

/// Whether each condition's column holds one of its values.
pub fn holds(row: Row<'_>, conditions: &[Condition]) -> bool {
    conditions.iter().all(|condition| {
        let text = match row.cell(condition.column) {
            Cell::Text(text) | Cell::Doubtful(text) => &**text,
            _ => "",
        };
        condition.values.iter().any(|value| &**value == text)
    })
}

fn code(row: Row<'_>, source: &CodeSource) -> Option<Text> {
    match source {
        CodeSource::Constant(code) => Some(code.clone()),
        CodeSource::Column(column) => row.text(*column).cloned(),
        CodeSource::Map { column, codes, otherwise } => {
            let text = row.text(*column);
            let listed = codes.iter().find(|(value, _)| text.is_some_and(|text| text == value));
            listed.map(|(_, code)| code).or(otherwise.as_ref()).cloned()
        }
    }
}

fn number(row: Row<'_>, source: NumberSource) -> Option<Quantity> {
    match source {
        NumberSource::Constant(number) => Some(number),
        NumberSource::Column { column, over } => row.number(column)?.over(Quantity::whole(over.into())),
    }
}

fn reference(row: Row<'_>, columns: &[ColumnIx]) -> Option<Reference> {
    if let [only] = columns
        && let Some(text) = row.text(*only)
    {
        return Some(Reference::new(text.clone()));
    }
    let parts: Vec<String> = columns.iter().map(|column| written(row.cell(*column))).collect();
    parts.iter().any(|part| !part.is_empty()).then(|| Reference::from(parts.join("/").as_str()))
}

/// A cell as text, the same for the same value in every delivery.
pub fn written(cell: Cell<'_>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) | Cell::Doubtful(text) => text.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Number(number) => number.to_string(),
    }
}
