//! Order or six months, whichever is shorter (reading R20).

use super::ask::Ask;
use super::plan::Selection;
use super::plan::test::Reduction;
use crate::facts::Fact;

/// The days compared: from the later of engagement and the start of the latest order to its end, if that is under six
/// months; `None` for six months, also without an order.
#[must_use]
pub fn days<'a>(test: &'a Reduction, ask: &Ask<'a>) -> Option<i32> {
    length(&test.order, ask)
}

/// As [`days`], for any list of orders.
#[must_use]
pub fn length<'a>(orders: &'a Selection, ask: &Ask<'a>) -> Option<i32> {
    let latest: &Fact = ask.facts(orders).into_iter().max_by_key(|order| (order.from, order.source))?;
    let last = latest.to?;
    let from = latest.from.max(ask.engaged_on());
    let days = last.days_since(from) + 1;
    (days > 0 && last < from.months_after(6)).then_some(days)
}
