//! Taking a wrongly ingested delivery or cohort version out of the view: what is meant comes in as a person says it, a line of
//! the ledger stays. The bytes stay too.

use super::entries::{CohortFile, Delivery, RunMade, Withdrawal};
use super::{Moment, Workspace};
use anyhow::Result;
use std::collections::BTreeSet;

impl Workspace {
    /// Says that a delivery or cohort version (`d00007`, `c00002`) no longer counts. The lock must be held. Gives the line
    /// that was added.
    ///
    /// # Errors
    /// If the ledger cannot be written.
    pub fn withdraw(
        &self,
        what: &str,
        known: Moment,
        put_in: Moment,
        said: (&str, &str),
    ) -> Result<Withdrawal> {
        let (by, reason) = said;
        let line = Withdrawal {
            what: what.to_owned(),
            counts_from: self.counts_from(known, put_in)?,
            put_in,
            by: by.to_owned(),
            reason: reason.to_owned(),
        };
        self.ledger::<Withdrawal>().append(std::slice::from_ref(&line))?;
        Ok(line)
    }

    /// What was withdrawn, ever: `d00007`, `c00002`.
    pub(super) fn withdrawn(&self) -> Result<BTreeSet<String>> {
        Ok(self.ledger::<Withdrawal>().read()?.into_iter().map(|one| one.what).collect())
    }

    /// The deliveries and cohort versions that still count and that a person may mean by a number, the beginning of a digest
    /// or a file name.
    ///
    /// # Errors
    /// If a ledger cannot be read.
    pub fn received_as(&self, meant: &str) -> Result<Vec<String>> {
        let withdrawn = self.withdrawn()?;
        let deliveries = self.ledger::<Delivery>().read()?;
        let fits = |one: &&Delivery| {
            let digest = meant.len() >= 6 && one.raw.to_string().starts_with(meant);
            one.label() == meant || one.file == meant || digest
        };
        let mut found: BTreeSet<String> = deliveries.iter().filter(fits).map(Delivery::label).collect();
        let cohorts = self.ledger::<CohortFile>().read()?;
        found.extend(cohorts.iter().map(CohortFile::label).filter(|version| version == meant));
        Ok(found.into_iter().filter(|label| !withdrawn.contains(label)).collect())
    }

    /// The moment from which something is known that is said to be known since `said` and is put in at `put_in`: what a
    /// submitted claim saw is never rewritten.
    ///
    /// # Errors
    /// If a ledger cannot be read.
    pub fn counts_from(&self, said: Moment, put_in: Moment) -> Result<Moment> {
        let sealed = self.sealed_to()?.is_some_and(|known_at| said <= known_at);
        Ok(if sealed { said.max(put_in) } else { said })
    }

    /// The latest moment up to which a submitted claim was told what is known.
    fn sealed_to(&self) -> Result<Option<Moment>> {
        let account = self.account()?;
        let submitted = account.claims().values().filter(|claim| claim.submitted.is_some());
        let runs: BTreeSet<&str> = submitted.map(|claim| &*claim.run).collect();
        let made = self.ledger::<RunMade>().read()?;
        let known = made.iter().filter(|run| runs.contains(format!("{}/{}", run.as_of, run.name).as_str()));
        Ok(known.map(|run| run.known_at).max())
    }
}
