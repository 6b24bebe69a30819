//! The world as it was known at a moment: ledgers come in, the deliveries, the cohort version and the decisions about links
//! that counted then go out.

use super::entries::{CohortFile, Delivery, Withdrawal};
use super::moment::Moment;
use super::reviews::LinkReview;
use crate::claims::Account;
use crate::domain::Digest;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What counted at a moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The moment.
    pub known_at: Moment,
    /// One delivery per feed and period, the one received last; sorted by feed, period and digest.
    pub deliveries: Vec<Delivery>,
    /// Deliveries that would stand among them if their bytes had not been purged, in the same order; none until the workspace
    /// takes them out.
    pub purged: Vec<Delivery>,
    /// The files of the cohort version received last, by name; empty if none had come.
    pub cohort: Vec<CohortFile>,
    /// Deliveries among them that took the place of an earlier one; empty until the workspace adds them.
    pub corrections: BTreeSet<Digest>,
    /// What the register came to; empty until the workspace adds it.
    pub account: Account,
    /// The decisions about links that stand, by number; none until the workspace adds them.
    pub reviews: Vec<LinkReview>,
}

impl View {
    /// What counted at `known_at`, by default the latest moment anything became known; `None` if nothing ever was.
    #[must_use]
    pub fn new(
        deliveries: &[Delivery],
        cohorts: &[CohortFile],
        withdrawals: &[Withdrawal],
        known_at: Option<Moment>,
    ) -> Option<Self> {
        let received =
            deliveries.iter().map(|one| one.counts_from).chain(cohorts.iter().map(|one| one.counts_from));
        let known_at = known_at.or(received.chain(withdrawals.iter().map(|one| one.counts_from)).max())?;
        let gone: BTreeSet<&str> = withdrawals
            .iter()
            .filter(|one| one.counts_from <= known_at)
            .map(|one| one.what.as_str())
            .collect();
        let counts = |one: &&Delivery| one.counts_from <= known_at && !gone.contains(one.label().as_str());
        let counting =
            |one: &&CohortFile| one.counts_from <= known_at && !gone.contains(one.label().as_str());
        Some(Self {
            known_at,
            deliveries: standing(deliveries.iter().filter(counts)),
            cohort: latest_version(cohorts.iter().filter(counting)),
            purged: Vec::new(),
            corrections: BTreeSet::new(),
            account: Account::default(),
            reviews: Vec::new(),
        })
    }
}

/// Of deliveries of one feed and period the one received last stands; of those received together the one put in last.
fn standing<'a>(deliveries: impl Iterator<Item = &'a Delivery>) -> Vec<Delivery> {
    let mut standing: BTreeMap<_, &Delivery> = BTreeMap::new();
    for delivery in deliveries {
        let place = standing.entry((&delivery.feed, delivery.period)).or_insert(delivery);
        if (place.received, place.number) < (delivery.received, delivery.number) {
            *place = delivery;
        }
    }
    let mut found: Vec<Delivery> = standing.into_values().cloned().collect();
    found.sort_by(|a, b| (&a.feed, a.period, a.raw).cmp(&(&b.feed, b.period, b.raw)));
    found
}

fn latest_version<'a>(known: impl Iterator<Item = &'a CohortFile> + Clone) -> Vec<CohortFile> {
    let latest = known.clone().map(|one| (one.received, one.version)).max().map(|(_, version)| version);
    let mut files: Vec<CohortFile> = known.filter(|one| Some(one.version) == latest).cloned().collect();
    files.sort_by(|a, b| a.file.cmp(&b.file));
    files
}

/// The delivery that an earlier one of the same feed and period would be superseded by, among `deliveries`: the latest.
#[must_use]
pub fn standing_for<'a>(
    deliveries: impl Iterator<Item = &'a Delivery>,
    like: &Delivery,
) -> Option<&'a Delivery> {
    let same = deliveries.filter(|one| one.feed == like.feed && one.period == like.period);
    same.min_by_key(|one| Reverse((one.received, one.number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Day, Digest, Window};

    fn moment(text: &str) -> Moment {
        Moment::parse(text).expect("a test moment")
    }

    fn delivery(number: u32, feed: &str, month: u32, received: &str) -> Delivery {
        let from = Day::new(2016, month, 1).expect("a first day");
        Delivery {
            number,
            feed: feed.to_owned(),
            file: format!("{feed}_{month}.csv"),
            period: Window { from, to: from.month_end() },
            received: moment(received),
            put_in: moment("2018-01-01"),
            counts_from: moment(received),
            schema: String::new(),
            rows: 0,
            rejects: 0,
            raw: Digest::of(&number.to_le_bytes()),
            stored: Digest::of(b""),
        }
    }

    fn cohort(version: u32, file: &str, received: &str) -> CohortFile {
        let (received, put_in) = (moment(received), moment("2018-01-01"));
        let digest = Digest::of(b"");
        let (file, counts_from) = (file.to_owned(), received);
        CohortFile { version, file, received, put_in, counts_from, raw: digest, stored: digest }
    }

    fn numbers(view: &View) -> Vec<u32> {
        view.deliveries.iter().map(|one| one.number).collect()
    }

    #[test]
    fn a_correction_counts_from_the_moment_it_was_received() {
        let all = [
            delivery(1, "p", 1, "2016-02-05"),
            delivery(2, "p", 1, "2016-03-09"),
            delivery(3, "p", 2, "2016-03-05"),
        ];
        let at = |known: &str| numbers(&View::new(&all, &[], &[], Some(moment(known))).expect("a view"));
        assert_eq!(at("2016-02-04"), [0u32; 0]);
        assert_eq!(at("2016-03-08"), [1, 3]);
        assert_eq!(at("2016-03-09"), [2, 3]);
    }

    #[test]
    fn a_late_copy_of_an_old_delivery_does_not_displace_its_correction() {
        let all = [delivery(1, "p", 1, "2016-03-09"), delivery(2, "p", 1, "2016-02-05")];
        assert_eq!(numbers(&View::new(&all, &[], &[], None).expect("a view")), [1]);
    }

    #[test]
    fn of_two_received_at_one_moment_the_later_put_in_stands() {
        let all = [delivery(1, "p", 1, "2016-02-05"), delivery(2, "p", 1, "2016-02-05")];
        assert_eq!(numbers(&View::new(&all, &[], &[], None).expect("a view")), [2]);
    }

    #[test]
    fn the_moment_is_by_default_the_latest_anything_was_received() {
        let view = View::new(
            &[delivery(1, "p", 1, "2016-02-05")],
            &[cohort(1, "people.csv", "2016-04-01")],
            &[],
            None,
        );
        assert_eq!(view.expect("a view").known_at, moment("2016-04-01"));
        assert_eq!(View::new(&[], &[], &[], None), None);
    }

    #[test]
    fn what_was_withdrawn_counts_until_then_and_the_one_before_stands_again() {
        let all = [delivery(1, "p", 1, "2016-02-05"), delivery(2, "p", 1, "2016-03-09")];
        let cohorts = [cohort(1, "people.csv", "2016-01-01"), cohort(2, "people.csv", "2016-02-01")];
        let withdrawn = |what: &str, from: &str| Withdrawal {
            what: what.to_owned(),
            counts_from: moment(from),
            put_in: moment("2018-01-01"),
            by: String::new(),
            reason: "sent by mistake".to_owned(),
        };
        let withdrawals = [withdrawn("d00002", "2016-04-01"), withdrawn("c00002", "2016-05-01")];
        let at = |known: Option<&str>| {
            let view = View::new(&all, &cohorts, &withdrawals, known.map(moment)).expect("a view");
            (numbers(&view), view.cohort[0].version)
        };
        assert_eq!(at(Some("2016-03-31")), (vec![2], 2));
        assert_eq!(at(Some("2016-04-01")), (vec![1], 2));
        assert_eq!(at(None), (vec![1], 1), "the latest moment is that of a withdrawal");
    }

    #[test]
    fn what_was_put_in_after_a_claim_counts_from_then_on_however_early_it_came() {
        let mut late = delivery(2, "p", 2, "2016-02-05");
        late.counts_from = moment("2016-09-01");
        let all = [delivery(1, "p", 1, "2016-02-05"), late];
        let at = |known: &str| numbers(&View::new(&all, &[], &[], Some(moment(known))).expect("a view"));
        assert_eq!((at("2016-08-31"), at("2016-09-01")), (vec![1], vec![1, 2]));
    }

    #[test]
    fn a_cohort_version_is_taken_whole() {
        let all = [
            cohort(1, "people.csv", "2016-01-01"),
            cohort(1, "needs.csv", "2016-01-01"),
            cohort(2, "people.csv", "2016-06-01"),
        ];
        let files = |known: &str| {
            let view = View::new(&[], &all, &[], Some(moment(known))).expect("a view");
            view.cohort.iter().map(|one| format!("{} {}", one.version, one.file)).collect::<Vec<_>>()
        };
        assert_eq!(files("2016-05-31"), ["1 needs.csv", "1 people.csv"]);
        assert_eq!(files("2016-06-01"), ["2 people.csv"]);
    }
}
