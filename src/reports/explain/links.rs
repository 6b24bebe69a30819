//! The evidence for links as text: each link's rows, person, rule and weight, then its parts bit by bit and who else it might
//! have been.

use super::super::inputs::{LinkShown, SourceFiles, place};
use super::super::lines::Lines;
use super::super::link_pairs::{bits, likelihood};
use super::super::waterfall::name_of;

/// So many rows of one link are named; of the others the number is given.
const MOST_ROWS: usize = 4;

/// Adds the links to the page, with a heading if there are any.
pub(super) fn tell(lines: &mut Lines, links: &[LinkShown], sources: &SourceFiles) {
    if links.is_empty() {
        return;
    }
    lines.blank();
    lines.wrapped("", "How rows were linked", 0);
    for link in links {
        lines.blank();
        let how = if link.is_waiting { "waits for a decision" } else { "linked" };
        let weight = link.weighed.weight;
        let text = format!(
            "is {}: {how} by {}; {} bits, probability {}",
            link.person,
            link.rule,
            bits(weight),
            likelihood(weight)
        );
        lines.wrapped("", &format!("{} {text}", rows(link, sources)), 2);
        for part in &link.weighed.parts {
            let lead = format!("{:>12}  ", bits(part.bits));
            lines.wrapped(&lead, &format!("{} {}", name_of(&part.name), part.level), 16);
        }
        for (person, weight) in &link.weighed.others {
            let lead = format!("{:>12}  ", bits(*weight));
            lines.wrapped(&lead, &format!("in all for {person}, who might be meant instead"), 16);
        }
    }
}

/// The rows of a link, file and line.
pub(super) fn rows(link: &LinkShown, sources: &SourceFiles) -> String {
    let named: Vec<String> = link.rows.iter().take(MOST_ROWS).map(|row| place(row, sources)).collect();
    let more = link.rows.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", named.join(", "))
}
