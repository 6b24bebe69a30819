//! Invented people, streets and schools: lists of common names (`names.csv`) and how they are put together.
//!
//! Chance comes in, names go out. Names of one group are taken together, so that families look like families.

use super::numbers;
use super::random::Chance;
use super::world::Sex;
use std::sync::OnceLock;

const SOURCE: &str = include_str!("names.csv");

/// How common each group of names is, of 100.
const GROUPS: &[(&str, u32)] = &[
    ("english", 34),
    ("irish", 8),
    ("caribbean", 12),
    ("west-african", 9),
    ("somali", 6),
    ("south-asian", 10),
    ("arabic", 6),
    ("iberian", 5),
    ("polish", 4),
    ("francophone", 4),
    ("turkish", 2),
];

/// The lists.
#[derive(Debug)]
pub struct Names {
    lists: Vec<List>,
}

#[derive(Debug)]
struct List {
    group: &'static str,
    role: &'static str,
    names: Vec<&'static str>,
}

/// An address that does not exist.
#[derive(Clone, Debug)]
pub struct Address {
    /// In one line.
    pub line: String,
    /// With a space.
    pub postcode: String,
    /// Ward.
    pub ward: String,
}

impl Names {
    /// The built-in lists.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Names> = OnceLock::new();
        BUILTIN.get_or_init(Self::read)
    }

    fn read() -> Self {
        let list = |line: &'static str| {
            let mut fields = line.splitn(3, ',');
            let (group, role, names) = (fields.next()?, fields.next()?, fields.next()?);
            Some(List { group, role, names: names.split(';').collect() })
        };
        Self { lists: SOURCE.lines().skip(1).filter_map(list).collect() }
    }

    fn list(&self, group: &str, role: &str) -> &[&'static str] {
        let found = self.lists.iter().find(|list| list.group == group && list.role == role);
        found.map_or(&[], |list| list.names.as_slice())
    }

    /// A group of names, the common ones more often.
    #[must_use]
    pub fn group(chance: &mut Chance) -> &'static str {
        let weights: Vec<u32> = GROUPS.iter().map(|(_, weight)| *weight).collect();
        GROUPS[chance.weighted(&weights)].0
    }

    /// A given name of the group.
    #[must_use]
    pub fn forename(&self, group: &str, sex: Sex, chance: &mut Chance) -> String {
        (*chance.pick(self.list(group, sex.letter()))).to_owned()
    }

    /// A family name of the group.
    #[must_use]
    pub fn surname(&self, group: &str, chance: &mut Chance) -> String {
        (*chance.pick(self.list(group, "S"))).to_owned()
    }

    /// The short form of a given name, or the long form of a short one; the name itself where there is none.
    #[must_use]
    pub fn short(&self, forename: &str) -> String {
        let pairs = self.list("nickname", "F").iter().chain(self.list("nickname", "M"));
        for pair in pairs {
            match pair.split_once('=') {
                Some((short, long)) if long == forename => return short.to_owned(),
                Some((short, long)) if short == forename => return long.to_owned(),
                _ => {}
            }
        }
        forename.to_owned()
    }

    /// A school for this stage: `primary` or `secondary`.
    #[must_use]
    pub fn school(&self, stage: &str, chance: &mut Chance) -> String {
        (*chance.pick(self.list("school", stage))).to_owned()
    }

    /// One of the boroughs.
    #[must_use]
    pub fn borough(&self, chance: &mut Chance) -> String {
        (*chance.pick(self.list("borough", "any"))).to_owned()
    }

    /// An address.
    #[must_use]
    pub fn address(&self, chance: &mut Chance) -> Address {
        let street = format!(
            "{} {}",
            chance.pick(self.list("street", "first")),
            chance.pick(self.list("street", "second"))
        );
        let number = chance.between(1, 180);
        let line = if chance.percent(35) {
            format!("Flat {}, {number} {street}", chance.between(1, 24))
        } else {
            format!("{number} {street}")
        };
        let ward = (*chance.pick(self.list("ward", "any"))).to_owned();
        Address { line, postcode: numbers::postcode(chance), ward }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_given_names_and_family_names() {
        let names = Names::builtin();
        for (group, _) in GROUPS {
            for role in ["F", "M", "S"] {
                assert!(names.list(group, role).len() >= 10, "{group} {role}");
            }
        }
    }

    #[test]
    fn nicknames_go_both_ways() {
        assert_eq!(Names::builtin().short("Thomas"), "Tom");
        assert_eq!(Names::builtin().short("Tom"), "Thomas");
        assert_eq!(Names::builtin().short("Folake"), "Folake");
    }
}
