//! Every ledger of a workspace, whatever its entries are: for work that goes over all of them, such as verifying.

use super::chain::Line;
use super::entries::{CohortFile, Delivery, Erasure, Purged, RunMade, UsedDefinition, Withdrawal};
use super::ledger::{Entry, Held};
use super::register::RegisterEntry;
use super::reviews::LinkReview;

/// What is known of a ledger without knowing its entries.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Its file name.
    pub file: &'static str,
    /// Its header, without the chain's column.
    pub columns: &'static [&'static str],
    /// Columns whose text can be erased.
    pub erasable: &'static [&'static str],
    /// What a line stands for; `None` if Hearth cannot have written it.
    holds: fn(&[&str]) -> Option<Vec<Held>>,
}

/// All ledgers, by name. A new one is added here, and is then verified, erased from and purged as the others are.
pub const ALL: &[Form] = &[
    Form::of::<CohortFile>(),
    Form::of::<UsedDefinition>(),
    Form::of::<Delivery>(),
    Form::of::<Erasure>(),
    Form::of::<Purged>(),
    Form::of::<RegisterEntry>(),
    Form::of::<LinkReview>(),
    Form::of::<RunMade>(),
    Form::of::<Withdrawal>(),
];

impl Form {
    /// The form of a ledger of such entries.
    #[must_use]
    pub const fn of<E: Entry>() -> Self {
        Self { file: E::FILE, columns: E::COLUMNS, erasable: E::ERASABLE, holds: holds::<E> }
    }

    /// What a line stands for; `None` if Hearth cannot have written it.
    #[must_use]
    pub fn holds(&self, line: &Line) -> Option<Vec<Held>> {
        let fields: Vec<&str> = line.fields.iter().map(String::as_str).collect();
        (self.holds)(&fields)
    }

    /// The digests that stand in a line for texts.
    pub fn sealed<'l>(&'l self, line: &'l Line) -> impl Iterator<Item = &'l str> {
        let fields = self.columns.iter().zip(&line.fields);
        let sealed = fields.filter(|(column, field)| self.erasable.contains(column) && !field.is_empty());
        sealed.map(|(_, field)| field.as_str())
    }
}

fn holds<E: Entry>(fields: &[&str]) -> Option<Vec<Held>> {
    E::parse(fields).map(|entry| entry.holds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ledgers_are_listed_once_and_erasable_columns_are_columns() {
        let files: Vec<&str> = ALL.iter().map(|form| form.file).collect();
        let mut sorted = files.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(files, sorted);
        for form in ALL {
            assert!(form.erasable.iter().all(|column| form.columns.contains(column)), "{}", form.file);
        }
    }
}
