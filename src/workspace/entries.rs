//! The lines of the workspace's ledgers: deliveries, cohort versions, definitions used and runs made.

use super::archive::Stored;
use super::ledger::{Entry, Held};
use super::moment::Moment;
use crate::domain::{Day, Digest, Window};

/// A file that a sender delivered, as kept in the archive.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Delivery {
    /// Number of the delivery, from 1 in the order put in, written `d00001`.
    pub number: u32,
    /// The feed.
    pub feed: String,
    /// The file's name as it came, without folders.
    pub file: String,
    /// The days it covers.
    pub period: Window,
    /// When it really came.
    pub received: Moment,
    /// When it was put into the workspace.
    pub put_in: Moment,
    /// The moment from which it is known: when it came, unless a claim had been submitted on what was known by then.
    pub counts_from: Moment,
    /// First digits of the digest of the feed schema that read it.
    pub schema: String,
    /// Good rows.
    pub rows: u64,
    /// Rejected rows.
    pub rejects: u64,
    /// SHA-256 of the bytes as received.
    pub raw: Digest,
    /// SHA-256 of the compressed file.
    pub stored: Digest,
}

impl Delivery {
    /// As it is named in ledgers and to commands.
    #[must_use]
    pub fn label(&self) -> String {
        format!("d{:05}", self.number)
    }
}

impl Entry for Delivery {
    const FILE: &'static str = "deliveries.csv";
    const COLUMNS: &'static [&'static str] = &[
        "delivery",
        "feed",
        "file",
        "period_from",
        "period_to",
        "received",
        "put_in",
        "counts_from",
        "schema",
        "rows",
        "rejects",
        "raw_sha256",
        "stored_sha256",
    ];

    fn fields(&self) -> Vec<String> {
        vec![
            self.label(),
            self.feed.clone(),
            self.file.clone(),
            self.period.from.to_string(),
            self.period.to.to_string(),
            self.received.to_string(),
            self.put_in.to_string(),
            self.counts_from.to_string(),
            self.schema.clone(),
            self.rows.to_string(),
            self.rejects.to_string(),
            self.raw.to_string(),
            self.stored.to_string(),
        ]
    }

    fn parse(fields: &[&str]) -> Option<Self> {
        let [number, feed, file, from, to, received, put_in, counts, schema, rows, rejects, raw, stored] =
            fields
        else {
            return None;
        };
        Some(Self {
            number: number.strip_prefix('d')?.parse().ok()?,
            feed: (*feed).to_owned(),
            file: (*file).to_owned(),
            period: Window::new(Day::parse_iso(from)?, Day::parse_iso(to)?)?,
            received: Moment::parse(received)?,
            put_in: Moment::parse(put_in)?,
            counts_from: Moment::parse(counts)?,
            schema: (*schema).to_owned(),
            rows: rows.parse().ok()?,
            rejects: rejects.parse().ok()?,
            raw: Digest::parse(raw)?,
            stored: Digest::parse(stored)?,
        })
    }

    fn holds(&self) -> Vec<Held> {
        vec![Held::Archived(self.file.clone(), Stored { raw: self.raw, file: self.stored })]
    }
}

/// One file of one cohort version. A version is the files that came together: they share their number and moments.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CohortFile {
    /// Number of the version, from 1 in the order put in, written `c00001`.
    pub version: u32,
    /// File name, for example `people.csv`.
    pub file: String,
    /// When the version really came.
    pub received: Moment,
    /// When it was put into the workspace.
    pub put_in: Moment,
    /// The moment from which it is known, as for a delivery.
    pub counts_from: Moment,
    /// SHA-256 of the bytes as received.
    pub raw: Digest,
    /// SHA-256 of the compressed file.
    pub stored: Digest,
}

impl CohortFile {
    /// As its version is named in ledgers and to commands.
    #[must_use]
    pub fn label(&self) -> String {
        format!("c{:05}", self.version)
    }
}

impl Entry for CohortFile {
    const FILE: &'static str = "cohorts.csv";
    const COLUMNS: &'static [&'static str] =
        &["version", "file", "received", "put_in", "counts_from", "raw_sha256", "stored_sha256"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.label(),
            self.file.clone(),
            self.received.to_string(),
            self.put_in.to_string(),
            self.counts_from.to_string(),
            self.raw.to_string(),
            self.stored.to_string(),
        ]
    }

    fn parse(fields: &[&str]) -> Option<Self> {
        let [version, file, received, put_in, counts, raw, stored] = fields else { return None };
        Some(Self {
            version: version.strip_prefix('c')?.parse().ok()?,
            file: (*file).to_owned(),
            received: Moment::parse(received)?,
            put_in: Moment::parse(put_in)?,
            counts_from: Moment::parse(counts)?,
            raw: Digest::parse(raw)?,
            stored: Digest::parse(stored)?,
        })
    }

    fn holds(&self) -> Vec<Held> {
        vec![Held::Archived(self.file.clone(), Stored { raw: self.raw, file: self.stored })]
    }
}

/// A delivery or cohort version that no longer counts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Withdrawal {
    /// `d00007` or `c00002`.
    pub what: String,
    /// The moment from which it is known not to count.
    pub counts_from: Moment,
    /// When that was put into the workspace.
    pub put_in: Moment,
    /// Who says so.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl Entry for Withdrawal {
    const FILE: &'static str = "withdrawals.csv";
    const COLUMNS: &'static [&'static str] = &["what", "counts_from", "put_in", "by", "reason"];
    const ERASABLE: &'static [&'static str] = &["by", "reason"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.what.clone(),
            self.counts_from.to_string(),
            self.put_in.to_string(),
            self.by.clone(),
            self.reason.clone(),
        ]
    }

    fn parse(fields: &[&str]) -> Option<Self> {
        let [what, counts, put_in, by, reason] = fields else { return None };
        Some(Self {
            what: (*what).to_owned(),
            counts_from: Moment::parse(counts)?,
            put_in: Moment::parse(put_in)?,
            by: (*by).to_owned(),
            reason: (*reason).to_owned(),
        })
    }
}

/// A definition that a run used, archived so that the run can be replayed when the program or the workspace has another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct UsedDefinition {
    /// `calendar`, `plan`, `schema`, `settings` or `vocabulary`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// When a run first used it.
    pub put_in: Moment,
    /// SHA-256 of its text.
    pub raw: Digest,
    /// SHA-256 of the compressed file.
    pub stored: Digest,
}

impl Entry for UsedDefinition {
    const FILE: &'static str = "definitions.csv";
    const COLUMNS: &'static [&'static str] = &["kind", "name", "put_in", "raw_sha256", "stored_sha256"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.kind.clone(),
            self.name.clone(),
            self.put_in.to_string(),
            self.raw.to_string(),
            self.stored.to_string(),
        ]
    }

    fn parse(fields: &[&str]) -> Option<Self> {
        let [kind, name, put_in, raw, stored] = fields else { return None };
        Some(Self {
            kind: (*kind).to_owned(),
            name: (*name).to_owned(),
            put_in: Moment::parse(put_in)?,
            raw: Digest::parse(raw)?,
            stored: Digest::parse(stored)?,
        })
    }

    fn holds(&self) -> Vec<Held> {
        vec![Held::Archived(self.name.clone(), Stored { raw: self.raw, file: self.stored })]
    }
}

/// A run that was made.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RunMade {
    /// The day asked for.
    pub as_of: Day,
    /// The run's name: first digits of the digest of all it went out from.
    pub name: String,
    /// The moment up to which things counted.
    pub known_at: Moment,
    /// When it was made.
    pub made: Moment,
    /// The program's version.
    pub program: String,
    /// SHA-256 of its `manifest.json`.
    pub manifest: Digest,
}

impl Entry for RunMade {
    const FILE: &'static str = "runs.csv";
    const COLUMNS: &'static [&'static str] =
        &["as_of", "run", "known_at", "made", "program", "manifest_sha256"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.as_of.to_string(),
            self.name.clone(),
            self.known_at.to_string(),
            self.made.to_string(),
            self.program.clone(),
            self.manifest.to_string(),
        ]
    }

    fn parse(fields: &[&str]) -> Option<Self> {
        let [as_of, name, known_at, made, program, manifest] = fields else { return None };
        Some(Self {
            as_of: Day::parse_iso(as_of)?,
            name: (*name).to_owned(),
            known_at: Moment::parse(known_at)?,
            made: Moment::parse(made)?,
            program: (*program).to_owned(),
            manifest: Digest::parse(manifest)?,
        })
    }

    fn holds(&self) -> Vec<Held> {
        vec![Held::Published(run_path(self.as_of, &self.name), self.manifest)]
    }
}

/// Where a run stands, from the workspace's folder.
#[must_use]
pub fn run_path(as_of: Day, name: &str) -> String {
    format!("runs/{as_of}/{name}")
}

/// A text beside a ledger that was erased.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Erasure {
    /// When.
    pub made: Moment,
    /// The ledger's file name.
    pub ledger: String,
    /// The digest that stands in the ledger for the text.
    pub text: Digest,
}

impl Entry for Erasure {
    const FILE: &'static str = "erasures.csv";
    const COLUMNS: &'static [&'static str] = &["made", "ledger", "text_sha256"];

    fn fields(&self) -> Vec<String> {
        vec![self.made.to_string(), self.ledger.clone(), self.text.to_string()]
    }

    fn parse(fields: &[&str]) -> Option<Self> {
        let [made, ledger, text] = fields else { return None };
        let ledger = (*ledger).to_owned();
        Some(Self { made: Moment::parse(made)?, ledger, text: Digest::parse(text)? })
    }

    fn holds(&self) -> Vec<Held> {
        vec![Held::Erased(self.ledger.clone(), self.text)]
    }
}

/// Something whose bytes were removed because they might no longer be kept.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Purged {
    /// When.
    pub made: Moment,
    /// What it was called: a file's name, or `runs/<day>/<name>`.
    pub name: String,
    /// SHA-256 of an archived file's raw bytes, or of a run's manifest.
    pub raw: Digest,
}

impl Purged {
    /// Whether it is a run, and not a file of the archive.
    pub(super) fn is_folder(&self) -> bool {
        self.name.contains('/')
    }
}

impl Entry for Purged {
    const FILE: &'static str = "purged.csv";
    const COLUMNS: &'static [&'static str] = &["made", "name", "sha256"];

    fn fields(&self) -> Vec<String> {
        vec![self.made.to_string(), self.name.clone(), self.raw.to_string()]
    }

    fn parse(fields: &[&str]) -> Option<Self> {
        let [made, name, raw] = fields else { return None };
        Some(Self { made: Moment::parse(made)?, name: (*name).to_owned(), raw: Digest::parse(raw)? })
    }

    fn holds(&self) -> Vec<Held> {
        let folder = self.is_folder();
        vec![if folder { Held::PurgedFolder(self.name.clone()) } else { Held::PurgedFile(self.raw) }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fields that differ from each other, so that two swapped columns are found.
    fn comes_back<E: Entry + PartialEq + std::fmt::Debug>(entry: &E) {
        let fields = entry.fields();
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        assert_eq!(fields.len(), E::COLUMNS.len());
        assert_eq!(E::parse(&fields).as_ref(), Some(entry));
    }

    fn moment(text: &str) -> Moment {
        Moment::parse(text).expect("a test moment")
    }

    #[test]
    fn every_line_comes_back_as_it_was_written() {
        let day = |text| Day::parse_iso(text).expect("a test day");
        let (raw, stored) = (Digest::of(b"raw"), Digest::of(b"stored"));
        let (received, put_in) = (moment("2016-12-14"), moment("2016-12-15T08:00:00Z"));
        comes_back(&Delivery {
            number: 7,
            feed: "dwp_adms".to_owned(),
            file: "dwp_adms_2016-11-30.csv".to_owned(),
            period: Window { from: day("2016-11-01"), to: day("2016-11-30") },
            received,
            put_in,
            counts_from: moment("2016-12-16"),
            schema: "0123456789ab".to_owned(),
            rows: 12,
            rejects: 3,
            raw,
            stored,
        });
        comes_back(&CohortFile {
            version: 2,
            file: "people.csv".to_owned(),
            received,
            put_in,
            counts_from: moment("2016-12-16"),
            raw,
            stored,
        });
        comes_back(&Withdrawal {
            what: "d00007".to_owned(),
            counts_from: received,
            put_in,
            by: "M. Ellery".to_owned(),
            reason: "sent to us by mistake".to_owned(),
        });
        let (kind, name) = ("plan".to_owned(), "tri-borough".to_owned());
        comes_back(&UsedDefinition { kind, name, put_in, raw, stored });
        comes_back(&Erasure { made: put_in, ledger: "register.csv".to_owned(), text: raw });
        comes_back(&Purged { made: put_in, name: "people.csv".to_owned(), raw });
        comes_back(&RunMade {
            as_of: day("2016-12-31"),
            name: "aa11".to_owned(),
            known_at: received,
            made: put_in,
            program: "0.1.0".to_owned(),
            manifest: raw,
        });
    }
}
