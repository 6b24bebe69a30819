//! The readings (`schemas/readings.csv`): where printed plans leave a question open, how it is answered, in a sentence.

use super::plan::{Plan, Test};
use crate::domain::Text;
use std::sync::OnceLock;

/// One reading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// Its permanent number, `R4` or for a fine point `F5`.
    pub code: Text,
    /// A few words.
    pub title: Text,
    /// What follows from it, in a sentence.
    pub effect: Text,
}

impl Reading {
    /// Whether it has any bearing on the plan: four are about things that not every plan has.
    #[must_use]
    pub fn governs(&self, plan: &Plan) -> bool {
        let clauses = || plan.nodes.iter().filter_map(|node| node.clause.as_ref());
        match &*self.code {
            "R13" => plan
                .nodes
                .iter()
                .filter_map(|node| node.criterion.as_ref())
                .any(|one| one.lapses_at.is_some()),
            "R19" => plan.employment.is_some(),
            "R20" => clauses().any(|clause| clause.test.any_primitive(&goes_by_order)),
            "R21" => plan.nodes.iter().any(|node| !node.interchangeable.is_empty()),
            _ => true,
        }
    }
}

fn goes_by_order(test: &Test) -> bool {
    match test {
        Test::Reduction(test) => !test.order.is_empty(),
        Test::AtMost(test) => !test.order.is_empty(),
        _ => false,
    }
}

const SOURCE: &str = include_str!("../../schemas/readings.csv");

/// All readings, in order of their numbers.
pub fn all() -> &'static [Reading] {
    static ALL: OnceLock<Vec<Reading>> = OnceLock::new();
    ALL.get_or_init(|| parse(SOURCE).expect("the built-in readings are checked by a test"))
}

fn parse(source: &str) -> Option<Vec<Reading>> {
    let mut reader = csv::Reader::from_reader(source.as_bytes());
    let reading = |record: csv::Result<csv::StringRecord>| {
        let record = record.ok()?;
        Some(Reading {
            code: record.get(0)?.into(),
            title: record.get(1)?.into(),
            effect: record.get(2)?.into(),
        })
    };
    reader.records().map(reading).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcomes::parameters;
    use crate::outcomes::plan::builtin;

    #[test]
    fn the_builtin_readings_are_read_in_order() {
        let number = |code: &Text| (code.starts_with('F'), code[1..].parse::<u32>().expect("a number"));
        let numbers: Vec<_> = all().iter().map(|reading| number(&reading.code)).collect();
        assert!(numbers.len() > 28 && numbers.is_sorted());
    }

    #[test]
    fn every_parameter_has_its_reading() {
        for parameter in parameters::ALL {
            assert!(all().iter().any(|reading| &*reading.code == parameter.reading), "{}", parameter.name);
        }
    }

    #[test]
    fn a_reading_of_what_a_plan_does_not_have_does_not_govern_it() {
        let governs = |code: &str, plan: &str| {
            let reading = all().iter().find(|reading| &*reading.code == code).expect("a reading");
            reading.governs(builtin::find(plan).expect("a built-in plan"))
        };
        assert_eq!(
            ["tri-borough", "harrow", "hackney"].map(|plan| governs("R20", plan)),
            [false, false, true]
        );
        assert_eq!(
            ["tri-borough", "harrow", "hackney"].map(|plan| governs("R13", plan)),
            [true, false, false]
        );
        assert_eq!(["tri-borough", "harrow", "hackney"].map(|plan| governs("R1", plan)), [true, true, true]);
    }
}
