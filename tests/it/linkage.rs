//! `hearth link` on an invented town with the truth beside it, and on files that are no text.

use crate::hearth::{Ran, hearth};
use hearth::synth::linkage::{LinkageFiles, LinkageOrder};
use std::collections::BTreeMap;

/// Two files to link in a temporary folder.
struct Pair {
    folder: tempfile::TempDir,
}

/// A line of the links.
#[derive(Clone, PartialEq, Debug)]
struct Link {
    left: String,
    probability: f64,
}

const HEADER: &str = "id,forename,surname,born_on,sex,postcode,address\n";

impl Pair {
    fn new(left: &[u8], right: &[u8]) -> Self {
        let pair = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::write(pair.path("left.csv"), left).unwrap();
        std::fs::write(pair.path("right.csv"), right).unwrap();
        pair
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, more: &[&str]) -> Ran {
        let (left, right, out) = (self.path("left.csv"), self.path("right.csv"), self.path("links.csv"));
        hearth(&[&["link", "--left", &left, "--right", &right, "--out", &out], more].concat())
    }

    /// The links at the threshold that the program chooses.
    #[track_caller]
    fn links(&self) -> Vec<Link> {
        let ran = self.run(&[]);
        assert!(matches!(ran.code, 0 | 1), "{}", ran.stderr);
        let mut reader = csv::Reader::from_path(self.path("links.csv")).unwrap();
        let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| row.unwrap());
        let link = |row: BTreeMap<String, String>| Link {
            left: row["left_id"].clone(),
            probability: row["probability"].parse().unwrap(),
        };
        let found: Vec<Link> = rows.map(link).collect();
        assert!(found.iter().all(|link| (0.0..=1.0).contains(&link.probability)), "{found:?}");
        found
    }
}

/// An invented feed and cohort with the truth.
struct Town {
    feed: String,
    cohort: String,
    /// What strangers are to a household, by row.
    others: BTreeMap<String, String>,
}

fn town(order: LinkageOrder) -> Town {
    let files = LinkageFiles::new(order);
    let text = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = Vec::new();
        write(&mut bytes);
        String::from_utf8(bytes).unwrap()
    };
    let two = |text: &str| -> BTreeMap<String, String> {
        let parts = |line: &str| {
            let mut fields = line.split(',');
            (fields.next().unwrap().to_owned(), fields.next().unwrap().to_owned())
        };
        text.lines().skip(1).map(parts).collect()
    };
    Town {
        feed: text(&|bytes| files.write_feed(bytes).unwrap()),
        cohort: text(&|bytes| files.write_cohort(bytes).unwrap()),
        others: two(&text(&|bytes| files.write_others(bytes).unwrap())),
    }
}

impl Town {
    fn pair(&self) -> Pair {
        Pair::new(self.feed.as_bytes(), self.cohort.as_bytes())
    }
}

#[test]
fn names_in_latin_1_are_read_or_refused_without_being_printed() {
    let left = b"id,forename,surname,born_on\n1,Jos\xe9,Pe\xf1a,1990-05-06\n";
    let right = "id,forename,surname,born_on\n1,José,Peña,1990-05-06\n";
    let pair = Pair::new(left, right.as_bytes());
    let ran = pair.run(&[]);
    assert!(matches!(ran.code, 0 | 1 | 4), "{} {}", ran.code, ran.stderr);
    assert!(!ran.stderr.contains("1990") && !ran.stderr.contains("Pe"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_no_text_is_refused() {
    let rubbish: Vec<u8> = (0..4000_u32).map(|number| (number * 7 % 256) as u8).collect();
    let ran = Pair::new(&rubbish, HEADER.as_bytes()).run(&[]);
    assert!(matches!(ran.code, 2..=4), "{} {}", ran.code, ran.stderr);
    assert!(!ran.stderr.is_empty());
}

#[test]
fn twins_whom_the_cohort_does_not_have_are_never_accepted_for_their_brother_or_sister() {
    assert_no_link_of("twin");
}

#[test]
fn newborns_whom_the_cohort_does_not_have_are_never_accepted_for_anybody() {
    assert_no_link_of("newborn");
}

/// Rows of strangers of this kind that say a forename are linked to nobody.
#[track_caller]
fn assert_no_link_of(kind: &str) {
    let town = town(LinkageOrder { seed: 23, rows: 30_000, cohort: 9_000 });
    let links = town.pair().links();
    let wrong: Vec<_> =
        links.iter().filter(|link| town.others.get(&link.left).is_some_and(|other| other == kind)).collect();
    assert!(town.others.values().filter(|other| *other == kind).count() > 4);
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(links.len() > 1000, "only {} links: whoever links nothing makes no mistake", links.len());
}
