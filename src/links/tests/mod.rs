//! An invented handful of families, and what rows about them are linked to.

mod coverage;
mod decided;
mod homes;
mod people;
mod weighed;

use super::{LinkDecisions, Linked, Weighing, link};
use crate::domain::cohort::Cohort;
use crate::domain::{Day, Digest, SourceRef, Text};
use crate::facts::unlinked::{About, KeyTable, RecordKeys, UnlinkedFact};
use crate::facts::{Fact, Subject, Vocabulary};
use crate::feeds::cohort::{CohortFiles, read};

const FAMILIES: &str = "\
family_id,plan,borough,engaged_on,closed_on,assessed_on,planned_on,lead_worker_on
BROOK,harrow,,2016-01-05,,,,
REED,harrow,,2016-01-05,,,,
COLE,harrow,,2016-01-05,,,,
";

const PEOPLE: &str = "\
person_id,forename,surname,born_on,sex,died_on
cole-sam,Sam,Cole,2004-01-01,M,
maya,Maya,Brook,2005-03-01,F,
mia,Mia,Brook,2005-03-01,F,
nobirth,Noor,Cole,,F,
reed-sam,Sam,Reed,2004-01-01,M,
tom,Tom,Archer,2003-07-07,M,
zoe,Zoë,Smith-O'Neil,1980-05-05,F,
";

const MEMBERS: &str = "\
family_id,person_id,from,to,parenting
BROOK,zoe,2012-01-01,,yes
BROOK,tom,2012-01-01,,no
BROOK,maya,2012-01-01,,no
BROOK,mia,2012-01-01,,no
REED,reed-sam,2012-01-01,,no
COLE,cole-sam,2012-01-01,,no
COLE,nobirth,2012-01-01,,yes
";

/// The Reeds moved on 1 June 2016. The Coles and the Reeds have lived in two flats of one house, one without a number.
const RESIDENCES: &str = "\
person_id,household_id,uprn,address,postcode,ward,from,to
zoe,H-BROOK,100,14 Elm Road,ZZ1 1AA,,2012-01-01,
tom,H-BROOK,100,14 Elm Road,ZZ1 1AA,,2012-01-01,
maya,H-BROOK,100,14 Elm Road,ZZ1 1AA,,2012-01-01,
mia,H-BROOK,100,14 Elm Road,ZZ1 1AA,,2012-01-01,
reed-sam,H-REED-OLD,200,\"Flat 1, 20 High Street\",ZZ2 2BB,,2012-01-01,2016-06-01
reed-sam,H-REED-NEW,300,3 Mill Lane,ZZ3 3CC,,2016-06-01,
cole-sam,H-COLE,,\"Flat 2, 20 High Street\",ZZ2 2BB,,2012-01-01,
nobirth,H-COLE,,\"Flat 2, 20 High Street\",ZZ2 2BB,,2012-01-01,
";

const IDENTIFIERS: &str = "\
person_id,scheme,value,from,to
maya,upn,M111,,
mia,upn,M222,,
nobirth,yot,Y900,,
reed-sam,yot,Y100,,2015-12-31
cole-sam,yot,Y100,2016-01-01,
tom,upn,T333,,
tom,yot,Y300,,
zoe,nino,ZZ123456C,,
zoe,submission,S1,,
";

const ALIASES: &str = "\
person_id,forename,surname,born_on
tom,,Smith-O'Neil,
tom,Tommy,,2003-07-08
";

/// Nothing decided.
fn none() -> LinkDecisions {
    LinkDecisions::default()
}

fn borough() -> Cohort {
    borough_with("", "")
}

/// The borough with further rows of one file.
fn borough_with(name: &str, rows: &str) -> Cohort {
    let texts = [FAMILIES, PEOPLE, MEMBERS, RESIDENCES, IDENTIFIERS, "", ALIASES];
    let files = CohortFiles::NAMES.iter().zip(texts).filter(|(_, text)| !text.is_empty());
    let whole = |known: &str, text: &str| format!("{text}{}", if known == name { rows } else { "" });
    let files = files.map(|(known, text)| ((*known).to_owned(), whole(known, text).into_bytes()));
    let read = read(&CohortFiles { files: files.collect() }, &|_| true);
    assert_eq!(read.problems, []);
    read.cohort
}

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a test day")
}

fn source(line: u32) -> SourceRef {
    SourceRef { file: Digest::of(b"a test file"), line }
}

fn text(text: &str) -> Option<Text> {
    Some(text).filter(|text| !text.is_empty()).map(Text::from)
}

/// A row about a person; blank fields are not known.
fn person(forename: &str, surname: &str, born: &str, postcode: &str) -> RecordKeys {
    RecordKeys {
        forename: text(forename),
        surname: text(surname),
        born_on: text(born).map(|born| day(&born)),
        postcode: text(postcode),
        ..RecordKeys::default()
    }
}

fn with(mut keys: RecordKeys, scheme: &str, value: &str) -> RecordKeys {
    keys.identifiers.push((scheme.into(), value.into()));
    keys
}

/// A row about an address.
fn place(uprn: &str, address: &str, postcode: &str) -> RecordKeys {
    RecordKeys { uprn: text(uprn), address: text(address), postcode: text(postcode), ..RecordKeys::default() }
}

fn event(kind: &str, about: About, on: &str, line: u32) -> UnlinkedFact {
    UnlinkedFact {
        kind: Vocabulary::builtin().find(kind).expect("a fact of the vocabulary"),
        about,
        from: day(on),
        to: None,
        code: None,
        reference: None,
        value: None,
        of: None,
        source: source(line),
    }
}

fn subject(fact: &Fact) -> &str {
    match &fact.subject {
        Subject::Person(id) => id.as_str(),
        Subject::Household(id) => id.as_str(),
    }
}

/// What a linking of one row came to: `mia by upn+born`, `nobody`, or `L103 mia`.
fn answer(linked: &Linked) -> String {
    let named = |fact: &Fact| format!("{} by {}", subject(fact), fact.rule);
    match (linked.facts.as_slice(), linked.review.as_slice()) {
        ([], []) => "nobody".to_owned(),
        (facts, []) => facts.iter().map(named).collect::<Vec<_>>().join(", "),
        (_, items) => {
            let people = linked.doubtful.iter().map(subject).collect::<Vec<_>>().join(" ");
            format!("{} {people}", items[0].kind.code())
        }
    }
}
