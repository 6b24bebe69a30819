//! Who is in the files: a seed comes in; the people of the cohort by household, and whom each row of the feed is about,
//! go out. Everybody can be made again from a number, so nobody is kept.

use super::LinkageOrder;
use super::household::{self, Likeness};
use super::person::{Home, Person};
use crate::synth::random::Chance;

/// People of a household that is not in the cohort.
const STRANGERS_TOGETHER: u32 = 3;
/// What rates are counted in.
const PARTS: u32 = 1_000_000;
/// Rows about a person of the cohort if the feed is long, in parts.
const ROWS_EACH: u64 = 900_000;
/// Rows about the cohort among all rows if the feed is short, in parts.
const SHARE: u64 = 120_000;

/// Everybody, by number.
#[derive(Debug)]
pub struct Population {
    chance: Chance,
    rows: u32,
    /// The number of the first person of each household of the cohort, and the number after the last person.
    starts: Vec<u32>,
    homes: u32,
    /// Rows about people of the cohort.
    known: Vec<u32>,
    /// Rows about people like one of them: the household.
    alike: Vec<(u32, Likeness)>,
    stride: u64,
}

/// Whom a row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// The person of the cohort with this number.
    Known(u32),
    /// Somebody like a member of this household of the cohort.
    Alike(u32, Likeness),
    /// The stranger with this number.
    Stranger(u32),
}

/// Somebody with what belongs to them.
#[derive(Debug)]
pub struct Somebody {
    /// The person as of now.
    pub person: Person,
    /// The surname before, where it changed.
    pub former_surname: Option<String>,
    /// Where they live.
    pub home: Home,
    /// Where they live since the cohort's day, if elsewhere.
    pub moved_to: Option<Home>,
}

impl Population {
    /// The population of this order.
    #[must_use]
    pub fn new(order: LinkageOrder) -> Self {
        let chance = Chance::new(order.seed);
        let starts = starts(order.cohort.max(1), &chance);
        let rows = order.rows.max(1);
        let homes = (starts.len() as u32).saturating_add(rows / STRANGERS_TOGETHER);
        let mut made =
            Self { chance, rows, starts, homes, known: Vec::new(), alike: Vec::new(), stride: stride(rows) };
        made.draw_rows();
        made
    }

    /// People of the cohort.
    #[must_use]
    pub fn people(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Rows of the feed.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// The household of a person of the cohort.
    #[must_use]
    pub fn household_of(&self, person: u32) -> u32 {
        (self.starts.partition_point(|start| *start <= person) - 1) as u32
    }

    /// Whom this row is about. Rows about the cohort lie scattered among the others.
    #[must_use]
    pub fn subject(&self, row: u32) -> Subject {
        let slot = (u64::from(row) * self.stride + u64::from(self.rows) / 2) % u64::from(self.rows);
        let slot = slot as usize;
        if let Some(person) = self.known.get(slot) {
            return Subject::Known(*person);
        }
        let slot = slot - self.known.len();
        match self.alike.get(slot) {
            Some((household, likeness)) => Subject::Alike(*household, *likeness),
            // A third of the strangers has two rows.
            None => Subject::Stranger((slot - self.alike.len()) as u32 * 3 / 4),
        }
    }

    /// A person of the cohort.
    #[must_use]
    pub fn known(&self, person: u32) -> Somebody {
        let household = self.household_of(person);
        let start = self.starts[household as usize];
        let member = self.family(household).swap_remove((person - start) as usize);
        let mut own = self.chance.fork("person", u64::from(person));
        let grown = member.born.year < 2000;
        let changes = if grown {
            own.per_mille(if member.sex.letter() == "F" { 40 } else { 5 })
        } else {
            own.per_mille(20)
        };
        let mut person = member;
        let mut former = None;
        if changes {
            let other = super::names::Names::builtin().group(&mut own).surname(&mut own);
            former = Some(std::mem::replace(&mut person.surname, other));
        }
        let mut family = self.chance.fork("move", u64::from(household));
        let moves = if family.percent(12) {
            Some(family.below(1 << 30))
        } else {
            own.percent(2).then(|| own.below(1 << 30))
        };
        let moved_to = moves.map(|to| Home::numbered(u64::from(to), self.homes, &self.chance));
        Somebody { person, former_surname: former, home: self.home(household), moved_to }
    }

    /// Whoever a row is about, as they are.
    #[must_use]
    pub fn somebody(&self, subject: Subject) -> Somebody {
        match subject {
            Subject::Known(person) => self.known(person),
            Subject::Alike(household, likeness) => self.like(household, likeness),
            Subject::Stranger(number) => self.stranger(number),
        }
    }

    fn like(&self, household: u32, likeness: Likeness) -> Somebody {
        let mut own = self.chance.fork("elsewhere", u64::from(household));
        let home = if likeness.shares_the_home() {
            self.home(household)
        } else {
            Home::numbered(u64::from(own.below(1 << 30)), self.homes, &self.chance)
        };
        let person = self.person_like(household, likeness).expect("only such people were given rows");
        Somebody { person, former_surname: None, home, moved_to: None }
    }

    fn person_like(&self, household: u32, likeness: Likeness) -> Option<Person> {
        let mut own = self.chance.fork("alike", u64::from(household));
        household::alike(likeness, &self.family(household), &mut own)
    }

    fn stranger(&self, number: u32) -> Somebody {
        let together = number / STRANGERS_TOGETHER;
        let mut own = self.chance.fork("strangers", u64::from(together));
        let family = own.percent(65);
        let mut members = household::members(STRANGERS_TOGETHER, family, &mut own);
        let person = members.swap_remove((number % STRANGERS_TOGETHER) as usize);
        let home = Home::numbered((1 << 40) + u64::from(together), self.homes, &self.chance);
        Somebody { person, former_surname: None, home, moved_to: None }
    }

    fn family(&self, household: u32) -> Vec<Person> {
        let mut own = self.chance.fork("family", u64::from(household));
        let size = household::size(&mut own);
        household::members(size, true, &mut own)
    }

    fn home(&self, household: u32) -> Home {
        Home::numbered(u64::from(household), self.homes, &self.chance)
    }

    fn draw_rows(&mut self) {
        let people = u64::from(self.people());
        let rate = (SHARE * u64::from(self.rows) / people).min(ROWS_EACH) as u32;
        let most = self.rows as usize;
        for person in 0..self.people() {
            let mut own = self.chance.fork("rows", u64::from(person));
            let count = (0..3).filter(|_| own.below(3 * PARTS) < rate).count();
            self.known.extend(std::iter::repeat_n(person, count));
        }
        self.known.truncate(most);
        for household in 0..self.starts.len() as u32 - 1 {
            let mut own = self.chance.fork("near", u64::from(household));
            if own.below(9 * PARTS) < rate {
                let (likeness, count) = (Likeness::drawn(&mut own), own.between(1, 2) as usize);
                if self.person_like(household, likeness).is_some() {
                    self.alike.extend(std::iter::repeat_n((household, likeness), count));
                }
            }
        }
        self.alike.truncate(most - self.known.len());
    }
}

fn starts(people: u32, chance: &Chance) -> Vec<u32> {
    let mut starts = vec![0];
    let mut next = 0;
    while next < people {
        let household = starts.len() as u64 - 1;
        next += household::size(&mut chance.fork("family", household));
        starts.push(next.min(people));
    }
    starts
}

/// A step that meets every number below `rows` once before it comes round, near the golden section of them.
fn stride(rows: u32) -> u64 {
    let rows = u64::from(rows);
    let mut stride = rows * 618 / 1000 + 1;
    while greatest_common_divisor(stride, rows) != 1 {
        stride += 1;
    }
    stride
}

fn greatest_common_divisor(mut left: u64, mut right: u64) -> u64 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}
