//! The four files, written to whatever takes bytes: rows in order, made by many threads, a block at a time.

use super::LinkageOrder;
use super::household::Likeness;
use super::mistakes::{self, Fields};
use super::population::{Population, Subject};
use crate::synth::random::Chance;
use rayon::prelude::*;
use std::io::{self, Write};

/// Rows that one thread makes at a time.
const BLOCK: u32 = 4096;
/// Blocks in memory at a time.
const BLOCKS_AT_ONCE: usize = 64;

/// The files of one order.
#[derive(Debug)]
pub struct LinkageFiles {
    population: Population,
    chance: Chance,
}

impl LinkageFiles {
    /// Makes the cohort; the rows are made when they are written.
    #[must_use]
    pub fn new(order: LinkageOrder) -> Self {
        Self { population: Population::new(order), chance: Chance::new(order.seed) }
    }

    /// People of the cohort.
    #[must_use]
    pub fn people(&self) -> u32 {
        self.population.people()
    }

    /// Writes `cohort.csv`: one row for each person.
    ///
    /// # Errors
    /// Only what the writer returns.
    pub fn write_cohort(&self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(b"id,household,forename,surname,born_on,sex,postcode,address\n")?;
        blocks(self.population.people(), to, &|person, text| {
            let mut chance = self.chance.fork("council", u64::from(person));
            let fields = mistakes::by_council(&self.population.known(person), &mut chance);
            text.push_str(&cohort_id(person));
            text.push_str(&format!(",h{:07}", self.population.household_of(person) + 1));
            push(&fields, text);
        })
    }

    /// Writes `feed.csv`: people of the cohort, people like them, and strangers.
    ///
    /// # Errors
    /// Only what the writer returns.
    pub fn write_feed(&self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(b"id,forename,surname,born_on,sex,postcode,address\n")?;
        blocks(self.population.rows(), to, &|row, text| {
            let mut chance = self.chance.fork("feed", u64::from(row));
            let subject = self.population.subject(row);
            let newborn = matches!(subject, Subject::Alike(_, Likeness::Newborn));
            let fields = mistakes::by_feed(&self.population.somebody(subject), newborn, &mut chance);
            text.push_str(&row_id(row));
            push(&fields, text);
        })
    }

    /// Writes `truth.csv`: each row of the feed that is about somebody of the cohort, and whom.
    ///
    /// # Errors
    /// Only what the writer returns.
    pub fn write_truth(&self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(b"left_id,right_id\n")?;
        blocks(self.population.rows(), to, &|row, text| {
            if let Subject::Known(person) = self.population.subject(row) {
                text.push_str(&format!("{},{}\n", row_id(row), cohort_id(person)));
            }
        })
    }

    /// Writes `others.csv`: the rows about people who could be taken for one of the cohort, and what they are to its
    /// household.
    ///
    /// # Errors
    /// Only what the writer returns.
    pub fn write_others(&self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(b"id,kind,household\n")?;
        blocks(self.population.rows(), to, &|row, text| {
            if let Subject::Alike(household, likeness) = self.population.subject(row) {
                text.push_str(&format!("{},{},h{:07}\n", row_id(row), likeness.code(), household + 1));
            }
        })
    }
}

fn blocks(count: u32, to: &mut dyn Write, line: &(dyn Fn(u32, &mut String) + Sync)) -> io::Result<()> {
    let starts: Vec<u32> = (0..count).step_by(BLOCK as usize).collect();
    for some in starts.chunks(BLOCKS_AT_ONCE) {
        let made: Vec<String> = some
            .par_iter()
            .map(|start| {
                let mut text = String::new();
                (*start..start.saturating_add(BLOCK).min(count)).for_each(|number| line(number, &mut text));
                text
            })
            .collect();
        for text in made {
            to.write_all(text.as_bytes())?;
        }
    }
    Ok(())
}

fn cohort_id(person: u32) -> String {
    format!("p{:07}", person + 1)
}

fn row_id(row: u32) -> String {
    format!("r{:08}", row + 1)
}

fn push(fields: &Fields, text: &mut String) {
    let Fields { forename, surname, born_on, sex, postcode, address } = fields;
    for field in [forename.as_str(), surname, born_on, sex, postcode, address] {
        text.push(',');
        if field.contains([',', '"']) {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(field);
        }
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn text(order: LinkageOrder, write: impl Fn(&LinkageFiles, &mut dyn Write) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&LinkageFiles::new(order), &mut bytes).expect("memory takes all");
        String::from_utf8(bytes).expect("UTF-8")
    }

    const SMALL: LinkageOrder = LinkageOrder { seed: 5, rows: 20_000, cohort: 2_000 };

    fn ids(csv: &str) -> Vec<&str> {
        csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let feed = text(SMALL, LinkageFiles::write_feed);
        assert!(feed == text(SMALL, LinkageFiles::write_feed));
        assert!(feed != text(LinkageOrder { seed: 6, ..SMALL }, LinkageFiles::write_feed));
    }

    #[test]
    fn there_are_as_many_rows_and_people_as_ordered_and_no_id_twice() {
        for (rows, cohort) in [(20_000, 2_000), (1, 1), (7, 500), (5_000, 20_000)] {
            let order = LinkageOrder { seed: 3, rows, cohort };
            let (feed, people) =
                (text(order, LinkageFiles::write_feed), text(order, LinkageFiles::write_cohort));
            assert_eq!(ids(&feed).into_iter().collect::<BTreeSet<_>>().len(), rows as usize);
            assert_eq!(ids(&people).into_iter().collect::<BTreeSet<_>>().len(), cohort as usize);
        }
    }

    #[test]
    fn most_rows_are_about_others_and_each_row_about_one_person_at_most() {
        let truth = text(SMALL, LinkageFiles::write_truth);
        let rows = ids(&truth);
        assert!((1_600..2_000).contains(&rows.len()), "{}", rows.len());
        assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), rows.len());
        let others = text(SMALL, LinkageFiles::write_others);
        assert!(ids(&others).iter().all(|row| !rows.contains(row)));
        assert!(others.contains(",twin,") && others.contains(",newborn,"));
    }

    #[test]
    fn a_true_pair_mostly_agrees_and_never_in_everything_by_construction() {
        let (feed, cohort) = (text(SMALL, LinkageFiles::write_feed), text(SMALL, LinkageFiles::write_cohort));
        let born = |csv: &str, place: usize| -> BTreeMap<String, String> {
            let fields = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
            csv.lines().skip(1).map(fields).map(|fields| (fields[0].clone(), fields[place].clone())).collect()
        };
        let (left, right) = (born(&feed, 3), born(&cohort, 4));
        let truth = text(SMALL, LinkageFiles::write_truth);
        let pairs: Vec<_> = truth.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
        let equal = pairs.iter().filter(|(row, person)| left[*row] == right[*person]).count();
        assert!(100 * equal > 85 * pairs.len() && equal < pairs.len(), "{equal} of {}", pairs.len());
    }
}
