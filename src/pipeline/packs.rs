//! The evidence packs of a claim: its run is made again from archived bytes, and for each family wanted the page goes out with
//! every cited line as it was received.

use super::basis::Basis;
use super::checked::Checked;
use super::gather::Gathered;
use super::linked::links_of;
use super::{evaluate, month};
use crate::claims::Outline;
use crate::claims::register::{ClaimAccount, members_on};
use crate::domain::{Digest, FamilyId, SourceRef};
use crate::outcomes::FamilyOutcome;
use crate::reports::explain::explain_family;
use crate::reports::pack::{Pack, PackDecision, PackFile, PackLine, PackMember, pack_html};
use crate::workspace::{Bytes, Progress};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// The packs of these families, by family, as pages. `decisions` are the signed decisions of each family.
///
/// # Errors
/// Wrong definitions; archived bytes that are not there or not what was received.
pub fn packs(
    basis: &Basis,
    bytes: &dyn Bytes,
    (id, claim): (&str, &ClaimAccount),
    families: &[FamilyId],
    decisions: &BTreeMap<FamilyId, Vec<PackDecision>>,
    progress: &dyn Progress,
) -> Result<Vec<(FamilyId, Vec<u8>)>> {
    let checked = Checked::load(basis, bytes)?;
    let gathered = Gathered::read(basis, bytes, &checked, progress)?;
    let month = month::Made::new(basis, &checked, &gathered, evaluate(basis, &checked, &gathered));
    let mut files = Files { basis, bytes, read: BTreeMap::new() };
    let mut packs = Vec::new();
    for family in families {
        let Some(outcome) = month.outcomes().iter().find(|outcome| outcome.family == *family) else {
            continue;
        };
        let outline = Outline::of(checked.rules.labelled(&outcome.plan));
        let claimed = claim.families.get(family);
        let pack = Pack {
            claim: id,
            window: &claim.window,
            run: &claim.run,
            known_at: &basis.known_at.to_string(),
            pence: claimed.and_then(|one| one.line.pence),
            drawn: claimed.and_then(|one| one.sampled.as_deref()).unwrap_or_default(),
            evidence: claimed.and_then(|one| one.line.evidence),
            outcome,
            outline: &outline,
            members: &members(&gathered, outcome),
            decisions: decisions.get(family).map(Vec::as_slice).unwrap_or_default(),
            files: &files.cited(outcome)?,
            links: &links_of(&gathered, outcome),
            sources: &gathered.sources,
            explanation: &explain_family(outcome, None, &gathered.sources, &outline, &[]),
        };
        packs.push((family.clone(), pack_html(&pack)));
    }
    Ok(packs)
}

fn members(gathered: &Gathered, outcome: &FamilyOutcome) -> Vec<PackMember> {
    let members = members_on(&gathered.cohort, &outcome.family, outcome.as_of);
    let known = members.iter().filter_map(|id| gathered.cohort.person(id));
    known
        .map(|person| PackMember {
            id: person.id.to_string(),
            name: format!("{} {}", person.forename, person.surname),
            born_on: person.born_on.map(|day| day.to_string()).unwrap_or_default(),
        })
        .collect()
}

/// Archived files, each read once.
struct Files<'a> {
    basis: &'a Basis,
    bytes: &'a dyn Bytes,
    read: BTreeMap<Digest, Vec<String>>,
}

impl Files<'_> {
    /// Every file and line that the family's rows cite, by name and line.
    fn cited(&mut self, outcome: &FamilyOutcome) -> Result<Vec<PackFile>> {
        let cited: BTreeSet<&SourceRef> = outcome.rows.iter().flat_map(|row| &row.evidence).collect();
        let mut files: BTreeMap<Digest, PackFile> = BTreeMap::new();
        for source in cited {
            if !self.read.contains_key(&source.file) {
                self.read.insert(source.file, lines(&self.bytes.bytes(&source.file)?));
            }
            let text = &self.read[&source.file];
            let rule = outcome.links.get(source).map(ToString::to_string).unwrap_or_default();
            let line = PackLine { number: source.line, rule, text: record(text, source.line) };
            let new = || self.file(&source.file, text.first().cloned().unwrap_or_default());
            files.entry(source.file).or_insert_with(new).lines.push(line);
        }
        let mut files: Vec<PackFile> = files.into_values().collect();
        files.sort_by(|a, b| (&a.name, &a.digest).cmp(&(&b.name, &b.digest)));
        Ok(files)
    }

    fn file(&self, digest: &Digest, header: String) -> PackFile {
        let delivery = self.basis.deliveries.iter().find(|one| one.sha256 == *digest);
        let cohort = self.basis.cohort.iter().find(|one| one.sha256 == *digest);
        let name = delivery.map(|one| &one.file).or(cohort.map(|one| &one.file));
        let received = delivery.map(|one| one.received).or(cohort.map(|one| one.received));
        PackFile {
            short: digest.short(),
            digest: digest.to_string(),
            name: name.cloned().unwrap_or_else(|| digest.short()),
            feed: delivery.map(|one| one.feed.clone()).unwrap_or_default(),
            received: received.map(|moment| moment.day().to_string()).unwrap_or_default(),
            header,
            lines: Vec::new(),
        }
    }
}

/// The lines of a file; one that is not UTF-8 is read as Windows-1252, as feeds read it.
fn lines(bytes: &[u8]) -> Vec<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0,
    };
    let text = text.trim_start_matches('\u{feff}');
    text.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect()
}

/// The record that begins on a line, from 1: further lines belong to it while a quote is open, at most 20.
fn record(lines: &[String], number: u32) -> String {
    let first = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    let mut record = String::new();
    for line in lines.iter().skip(first).take(20) {
        if !record.is_empty() {
            record.push('\n');
        }
        record.push_str(line);
        if record.matches('"').count().is_multiple_of(2) {
            break;
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_runs_on_while_a_quote_is_open() {
        let text = lines(b"a,b\r\n1,\"two\r\nlines\"\r\n2,x\r\n");
        assert_eq!(record(&text, 2), "1,\"two\nlines\"");
        assert_eq!(record(&text, 4), "2,x");
        assert_eq!(record(&text, 9), "");
    }

    #[test]
    fn a_line_in_windows_1252_can_be_read() {
        assert_eq!(lines(b"Zo\xeb"), ["Zoë"]);
    }
}
