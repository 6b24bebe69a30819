//! Parts of matching on a few rows each: what two rows say, who competes with whom, what a third row, namesakes and company add.

mod checks;
mod circles;
mod decide;
mod middle_names;
mod namesakes;
mod whole;

use super::decide::Pair;
use super::people::People;
use super::{Config, Roles, Table};

/// A table from lines; roles from the names in its header.
fn table(header: &str, lines: &[String]) -> Table {
    let names: Vec<String> = header.split(',').map(str::to_owned).collect();
    with_roles(Roles::guess(&names), names.len(), lines)
}

/// The left file of a configuration.
fn configured(config: &str, header: &str, lines: &[String]) -> Table {
    let names: Vec<String> = header.split(',').map(str::to_owned).collect();
    let roles = Config::parse(config).and_then(|config| config.left(&names)).expect("it is a configuration");
    with_roles(roles, names.len(), lines)
}

fn with_roles(roles: Roles, width: usize, lines: &[String]) -> Table {
    Table::from_rows(roles, width, lines.iter().map(|line| line.split(',').collect()))
}

fn lines(of: &[&str]) -> Vec<String> {
    of.iter().map(|line| (*line).to_owned()).collect()
}

fn people(header: &str, left: &[&str], right: &[&str]) -> People {
    People::new(&table(header, &lines(left)), Some(&table(header, &lines(right))))
}

/// Two rows with a weight.
fn pair(left: u32, right: u32, bits: i32) -> Pair {
    Pair { left, right, levels: 0, bits, rarity: 0, kin: 0, third: 0, relatives: 0, competition: 0 }
}
