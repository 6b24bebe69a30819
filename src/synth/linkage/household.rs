//! Households: who lives together, and who else could be taken for one of them.
//!
//! A stream of chance and a size come in, people go out, always the same for the same stream.

use super::super::random::Chance;
use super::super::world::Sex;
use super::names::{Group, Names};
use super::person::{Born, Person};

/// The year after the cohort's day: a newborn of the feed is born in it.
pub const NEXT_YEAR: u32 = 2018;
const THIS_YEAR: u32 = 2017;

/// Somebody whom the cohort does not have and who resembles one whom it has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Likeness {
    /// Born into the household after the cohort's day.
    Newborn,
    /// A twin of a child, same address.
    Twin,
    /// A brother or sister, same address.
    Sibling,
    /// A grandparent of the same surname, same address.
    Grandparent,
    /// Somebody else at the address.
    Lodger,
    /// Forename and surname of a member, elsewhere, born another day.
    Namesake,
}

impl Likeness {
    /// As `others.csv` has it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Newborn => "newborn",
            Self::Twin => "twin",
            Self::Sibling => "sibling",
            Self::Grandparent => "grandparent",
            Self::Lodger => "lodger",
            Self::Namesake => "namesake",
        }
    }

    /// One of them, newborns more often.
    #[must_use]
    pub fn drawn(chance: &mut Chance) -> Self {
        const ALL: [Likeness; 6] = [
            Likeness::Newborn,
            Likeness::Twin,
            Likeness::Sibling,
            Likeness::Grandparent,
            Likeness::Lodger,
            Likeness::Namesake,
        ];
        ALL[chance.weighted(&[45, 10, 10, 10, 15, 10])]
    }

    /// Whether this person lives at the household's address.
    #[must_use]
    pub fn shares_the_home(self) -> bool {
        self != Self::Namesake
    }
}

/// How many live together in a household of the cohort.
#[must_use]
pub fn size(chance: &mut Chance) -> u32 {
    [1, 2, 3, 4, 5, 6][chance.weighted(&[12, 22, 26, 24, 11, 5])]
}

/// The members: adults first, children after them by age or not. A household of the cohort is a family; others may be
/// people who only share a door.
#[must_use]
pub fn members(size: u32, family: bool, chance: &mut Chance) -> Vec<Person> {
    let names = Names::builtin();
    let group = names.group(chance);
    let mut found = vec![adult(group, if family { (22, 50) } else { (18, 90) }, chance)];
    if size > 1 && (!family || chance.percent(60)) {
        found.push(partner(&found[0], group, chance));
    }
    while (found.len() as u32) < size {
        let next = if family || chance.percent(60) {
            child(&found, group, chance)
        } else {
            adult(names.group(chance), (18, 70), chance)
        };
        found.push(next);
    }
    found
}

/// Somebody like the members. `None` where they have no child to be a twin of.
#[must_use]
pub fn alike(likeness: Likeness, members: &[Person], chance: &mut Chance) -> Option<Person> {
    let names = Names::builtin();
    let group = names.group(chance);
    let youngest = members.iter().max_by_key(|person| person.born)?;
    let mut person = adult(group, (20, 60), chance);
    match likeness {
        Likeness::Lodger => {}
        Likeness::Namesake => {
            let model = chance.pick(members);
            person =
                Person { born: Born::within(chance.between(1940, THIS_YEAR - 1), chance), ..model.clone() };
        }
        Likeness::Grandparent => {
            person.surname.clone_from(&members[0].surname);
            person.born = Born::within(chance.between(1935, 1960), chance);
        }
        Likeness::Newborn => {
            person.surname.clone_from(&youngest.surname);
            person.born = Born::within(NEXT_YEAR, chance);
        }
        Likeness::Twin | Likeness::Sibling => {
            if youngest.born.year < THIS_YEAR - 18 {
                return None;
            }
            person.surname.clone_from(&youngest.surname);
            person.born = youngest.born;
            if likeness == Likeness::Sibling {
                person.born = Born::within(youngest.born.year - chance.between(1, 4), chance);
            }
            if chance.percent(40) {
                person.forename = same_initial(&youngest.forename, person.sex, group, chance);
            }
        }
    }
    let clashes = members.iter().any(|member| names_clash(&member.forename, &person.forename));
    if clashes && likeness != Likeness::Namesake {
        return None;
    }
    Some(person)
}

fn adult(group: &Group, ages: (u32, u32), chance: &mut Chance) -> Person {
    let sex = if chance.percent(50) { Sex::Female } else { Sex::Male };
    let year = THIS_YEAR - chance.between(ages.0, ages.1);
    Person {
        forename: group.forename(sex, chance).to_owned(),
        surname: group.surname(chance),
        born: Born::within(year, chance),
        sex,
    }
}

fn partner(first: &Person, group: &Group, chance: &mut Chance) -> Person {
    let sex = if first.sex == Sex::Female { Sex::Male } else { Sex::Female };
    let surname = if chance.percent(55) { first.surname.clone() } else { group.surname(chance) };
    let year = (first.born.year + chance.below(9)).saturating_sub(4).min(THIS_YEAR - 18);
    Person {
        forename: group.forename(sex, chance).to_owned(),
        surname,
        born: Born::within(year, chance),
        sex,
    }
}

fn child(before: &[Person], group: &Group, chance: &mut Chance) -> Person {
    let sex = if chance.percent(50) { Sex::Female } else { Sex::Male };
    let oldest = (before[0].born.year + 17).clamp(THIS_YEAR - 17, THIS_YEAR);
    let mut born = Born::within(chance.between(oldest.min(THIS_YEAR - 1), THIS_YEAR - 1), chance);
    // Brothers and sisters who are not twins are mostly born in different years; a few draws find a free one.
    for _ in 0..8 {
        if before.iter().all(|person| person.born.year != born.year) {
            break;
        }
        born = Born::within(chance.between(oldest.min(THIS_YEAR - 1), THIS_YEAR - 1), chance);
    }
    let last = before.last().filter(|last| last.born.year + 18 > THIS_YEAR);
    let mut forename = group.forename(sex, chance).to_owned();
    if let Some(sibling) = last {
        let twin = chance.percent(4);
        if twin {
            born = sibling.born;
        }
        if chance.percent(if twin { 25 } else { 8 }) {
            forename = same_initial(&sibling.forename, sex, group, chance);
        }
    }
    while before.iter().any(|person| names_clash(&person.forename, &forename)) {
        forename = group.forename(sex, chance).to_owned();
    }
    Person { forename, surname: surname_of_child(before, last, group, chance), born, sex }
}

fn surname_of_child(before: &[Person], last: Option<&Person>, group: &Group, chance: &mut Chance) -> String {
    if let Some(sibling) = last
        && chance.percent(92)
    {
        return sibling.surname.clone();
    }
    let second = before.get(1).map_or(&before[0].surname, |person| &person.surname);
    match chance.below(100) {
        0..80 => before[0].surname.clone(),
        80..90 => second.clone(),
        90..96 if *second != before[0].surname => format!("{}-{second}", before[0].surname),
        _ => group.surname(chance),
    }
}

/// Whether nobody would give both names to people of one home: the same, one within the other, one letter apart, or two
/// forms of one name.
fn names_clash(one: &str, other: &str) -> bool {
    let (mut short, mut long): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    let same_start = short.iter().zip(&long).take_while(|(left, right)| left == right).count();
    let same_end =
        short.iter().rev().zip(long.iter().rev()).take_while(|(left, right)| left == right).count();
    let close = long.len() - short.len() <= 1 && same_start + same_end + 1 >= long.len();
    same_start == short.len() || close || Names::builtin().are_forms(one, other)
}

/// A name of the group that begins as the other does, if a few draws find one.
fn same_initial(other: &str, sex: Sex, group: &Group, chance: &mut Chance) -> String {
    let mut found = group.forename(sex, chance);
    for _ in 0..24 {
        if found != other && found.chars().next() == other.chars().next() {
            break;
        }
        found = group.forename(sex, chance);
    }
    found.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_has_the_wished_size_and_no_forename_twice_among_children() {
        for seed in 0..300 {
            let mut chance = Chance::new(seed);
            let size = size(&mut chance);
            let found = members(size, true, &mut chance);
            assert_eq!(found.len() as u32, size);
            let children: Vec<_> = found.iter().filter(|person| person.born.year > 1999).collect();
            for (index, child) in children.iter().enumerate() {
                assert!(children[..index].iter().all(|other| other.forename != child.forename));
            }
        }
    }

    #[test]
    fn nobody_calls_two_children_by_nearly_one_name() {
        for (one, other) in
            [("Ola", "Orla"), ("Hanna", "Hannah"), ("Abdi", "Abdirahman"), ("Victoria", "Vicky")]
        {
            assert!(names_clash(one, other) && names_clash(other, one), "{one} {other}");
        }
        assert!(!names_clash("Olivia", "Oliver") && !names_clash("Mia", "Maya"));
    }

    #[test]
    fn a_twin_shares_the_birth_date_and_not_the_forename() {
        let mut twins = 0;
        for seed in 0..200 {
            let mut chance = Chance::new(seed);
            let family = members(4, true, &mut chance);
            if let Some(twin) = alike(Likeness::Twin, &family, &mut chance) {
                twins += 1;
                assert!(family.iter().any(|member| member.born == twin.born));
                assert!(family.iter().all(|member| member.forename != twin.forename));
            }
        }
        assert!(twins > 50);
    }
}
