//! The page of parameters: what a council may set otherwise, with the values of plans where they differ.

use super::{cell, opening};
use crate::outcomes::Plan;
use crate::outcomes::parameters;
use std::fmt::Write as _;

/// The page of all parameters of the plan language, with the values of these plans where they differ.
#[must_use]
pub fn parameters(plans: &[&Plan]) -> String {
    let mut page = opening(
        "Parameters",
        "What a council may set otherwise, with `--set key=value` for one run or under `[parameters]` in `hearth.toml` for \
         all. The numbers are those of [the readings](../readings.md). A value that differs from the plan's is printed with the results.",
    );
    page.push_str("\n| parameter | reading | may be | default | decides |\n|---|---|---|---|---|\n");
    for one in parameters::ALL {
        let (may_be, meaning) = (cell(&one.expected()), cell(one.meaning));
        let own = plans
            .iter()
            .filter_map(|plan| Some(format!("; {}: {}", plan.id, plan.parameters.get(one.name)?)));
        let default = format!("{}{}", one.default, own.collect::<String>());
        let _ = writeln!(page, "| `{}` | {} | {may_be} | {default} | {meaning} |", one.name, one.reading);
    }
    page
}
