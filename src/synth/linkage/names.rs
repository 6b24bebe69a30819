//! Names and streets for many thousand people: common names from a list (`names.csv`), rare ones put together from parts,
//! so that a few names are very common and most are rare, as in life.

use super::super::random::Chance;
use super::super::world::Sex;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const SOURCE: &str = include_str!("names.csv");

/// How common each group of names is, of 100.
const GROUPS: &[(&str, u32)] = &[
    ("english", 44),
    ("irish", 6),
    ("caribbean", 10),
    ("west-african", 8),
    ("somali", 5),
    ("south-asian", 11),
    ("arabic", 5),
    ("iberian", 4),
    ("polish", 3),
    ("francophone", 2),
    ("turkish", 2),
];

/// The lists, by group and role.
#[derive(Debug)]
pub struct Names {
    groups: Vec<Group>,
    shorts: BTreeMap<&'static str, Vec<&'static str>>,
    streets: [Vec<&'static str>; 2],
    houses: Vec<&'static str>,
}

/// Names that go together.
#[derive(Debug)]
pub struct Group {
    weight: u32,
    female: Vec<&'static str>,
    male: Vec<&'static str>,
    surnames: Vec<&'static str>,
    parts: [Vec<&'static str>; 2],
}

impl Names {
    /// The built-in lists.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Names> = OnceLock::new();
        BUILTIN.get_or_init(Self::read)
    }

    fn read() -> Self {
        let group = |&(name, weight): &(&str, u32)| Group {
            weight,
            female: list(name, "F"),
            male: list(name, "M"),
            surnames: list(name, "S"),
            parts: [list(name, "first"), list(name, "second")],
        };
        let mut shorts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for pair in list("nickname", "F").iter().chain(&list("nickname", "M")) {
            if let Some((long, short)) = pair.split_once('=') {
                shorts.entry(long).or_default().push(short);
                shorts.entry(short).or_default().push(long);
            }
        }
        Self {
            groups: GROUPS.iter().map(group).collect(),
            shorts,
            streets: [list("street", "first"), list("street", "second")],
            houses: list("house", "any"),
        }
    }

    /// A group of names, the common ones more often.
    #[must_use]
    pub fn group(&self, chance: &mut Chance) -> &Group {
        let mut left = chance.below(self.groups.iter().map(|group| group.weight).sum());
        for group in &self.groups {
            if left < group.weight {
                return group;
            }
            left -= group.weight;
        }
        &self.groups[0]
    }

    /// Another form of the forename: short for long or long for short. `None` if there is none.
    #[must_use]
    pub fn other_form(&self, forename: &str, chance: &mut Chance) -> Option<&'static str> {
        self.shorts.get(forename).map(|forms| *chance.pick(forms))
    }

    /// Whether they are two forms of one name.
    #[must_use]
    pub fn are_forms(&self, one: &str, other: &str) -> bool {
        self.shorts.get(one).is_some_and(|forms| forms.contains(&other))
    }

    /// The name of the street with this number; streets share first words and second words, never both.
    #[must_use]
    pub fn street(&self, number: u32) -> String {
        let [first, second] = &self.streets;
        let number = number as usize;
        let again = number / (first.len() * second.len());
        let name = format!("{} {}", first[number % first.len()], second[number / first.len() % second.len()]);
        if again == 0 { name } else { format!("{} {name}", ["Great", "Little", "Old", "Upper"][again % 4]) }
    }

    /// The name of a block of flats.
    #[must_use]
    pub fn house(&self, chance: &mut Chance) -> &'static str {
        self.houses[chance.index(self.houses.len())]
    }
}

impl Group {
    /// A given name.
    #[must_use]
    pub fn forename(&self, sex: Sex, chance: &mut Chance) -> &'static str {
        let names = match sex {
            Sex::Female => &self.female,
            Sex::Male => &self.male,
        };
        skewed(names, chance)
    }

    /// A family name: a common one in 55 of 100 cases.
    #[must_use]
    pub fn surname(&self, chance: &mut Chance) -> String {
        if chance.percent(55) {
            return (*skewed(&self.surnames, chance)).to_owned();
        }
        format!("{}{}", chance.pick(&self.parts[0]), chance.pick(&self.parts[1]))
    }
}

/// One of the names, the first ones more often.
fn skewed(names: &[&'static str], chance: &mut Chance) -> &'static str {
    let within = chance.index(names.len()) + 1;
    names[chance.index(within)]
}

fn list(group: &str, role: &str) -> Vec<&'static str> {
    let named = |line: &&'static str| {
        line.split_once(',')
            .is_some_and(|(first, rest)| first == group && rest.split(',').next() == Some(role))
    };
    let line = SOURCE.lines().find(named).and_then(|line| line.splitn(3, ',').nth(2));
    line.map(|names| names.split(';').collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_names_and_parts() {
        for group in &Names::builtin().groups {
            for names in [&group.female, &group.male, &group.surnames, &group.parts[0], &group.parts[1]] {
                assert!(names.len() >= 8);
            }
        }
    }

    #[test]
    fn forms_of_a_name_go_both_ways() {
        let mut chance = Chance::new(1);
        assert_eq!(Names::builtin().other_form("Victoria", &mut chance), Some("Vicky"));
        assert_eq!(Names::builtin().other_form("Vicky", &mut chance), Some("Victoria"));
        assert_eq!(Names::builtin().other_form("Kofi", &mut chance), None);
    }
}
