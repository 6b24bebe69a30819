//! Which columns of a feed need to be kept once a row is read and checked: the fewest that facts can be made of.

use super::schema::{CodeSource, DaySource, FactRule, FeedSchema, NumberSource};

/// For each column whether facts, keys, the record key or a snapshot need it.
#[must_use]
pub fn kept_columns(schema: &FeedSchema) -> Vec<bool> {
    let mut kept = vec![false; schema.fields.len()];
    let mut keep = |column: usize| kept[column] = true;
    let keys = &schema.keys;
    schema.record.columns.iter().copied().for_each(&mut keep);
    keys.identifiers.iter().for_each(|(_, column)| keep(*column));
    for column in
        [keys.forename, keys.surname, keys.born_on, keys.sex, keys.address, keys.postcode, keys.uprn]
    {
        column.into_iter().for_each(&mut keep);
    }
    if let Some(snapshot) = &schema.snapshot {
        snapshot.person.iter().chain(&snapshot.award).copied().for_each(&mut keep);
        snapshot.confirmed.iter().for_each(|condition| keep(condition.column));
    }
    schema.facts.iter().flat_map(columns_of).for_each(keep);
    kept
}

/// The columns a rule reads.
fn columns_of(rule: &FactRule) -> Vec<usize> {
    let mut columns: Vec<usize> = rule.when.iter().map(|condition| condition.column).collect();
    columns.extend(&rule.reference);
    for day in [Some(rule.from), rule.to].into_iter().flatten() {
        if let DaySource::Column(column) = day {
            columns.push(column);
        }
    }
    for number in [rule.value, rule.of].into_iter().flatten() {
        if let NumberSource::Column { column, .. } = number {
            columns.push(column);
        }
    }
    if let Some(CodeSource::Column(column) | CodeSource::Map { column, .. }) = rule.code {
        columns.push(column);
    }
    columns
}
