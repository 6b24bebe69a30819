//! Order or six months, whichever is shorter (reading R20).

use super::ask::Ask;
use super::plan::Selection;
use super::tests;
use crate::domain::Day;
use crate::facts::Fact;

/// The latest order or licence in force after engagement.
#[must_use]
pub fn latest<'a>(orders: &'a Selection, ask: &Ask<'a>) -> Option<&'a Fact> {
    let in_force = |order: &&Fact| last_day(order, ask).is_none_or(|last| last > ask.engaged_on());
    ask.facts(orders).into_iter().filter(in_force).max_by_key(|order| (order.from, order.source))
}

/// The days compared: from the later of engagement and the start of the latest order to its end, if that is under six
/// months; `None` for six months, also without an order.
#[must_use]
pub fn days<'a>(orders: &'a Selection, ask: &Ask<'a>) -> Option<i32> {
    let order = latest(orders, ask)?;
    let last = last_day(order, ask)?;
    let from = order.from.max(ask.engaged_on());
    let days = last.days_since(from) + 1;
    (days > 0 && last.after() < from.months_after(6)).then_some(days)
}

/// The last day of an order: as its row says, also where it lies ahead, or as the row that ended it says.
fn last_day(order: &Fact, ask: &Ask<'_>) -> Option<Day> {
    order.to.or_else(|| tests::last_day(ask, order))
}
