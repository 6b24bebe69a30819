//! Names as they are compared: a name as written comes in, a number for its form goes out, and how alike two forms are.
//!
//! Forenames and surnames share one table, so that swapped names are found by number. Placeholders ("Baby", "Unknown")
//! and blanks are number 0, which agrees and differs with nothing.

use super::dictionary::Dictionary;
use super::text;
use std::sync::OnceLock;

/// The built-in list of forenames and their variants.
const VARIANTS: &str = include_str!("../../../schemas/names.csv");

/// Words that stand where nobody knew a name, alone or with others of this list or of the two after it.
const UNKNOWN: &[&str] = &[
    "UNKNOWN",
    "UNK",
    "NK",
    "NKNOWN",
    "NOTKNOWN",
    "NONE",
    "NA",
    "NULL",
    "NAN",
    "NIL",
    "NOT",
    "KNOWN",
    "GIVEN",
    "STATED",
    "RECORDED",
    "APPLICABLE",
    "REFUSED",
    "REFUSE",
    "REF",
    "DECLINED",
    "NONAME",
    "TBC",
    "TEST",
    "ANON",
    "ANONYMOUS",
    "XXX",
    "XX",
    "XXXX",
    "X",
    "RESPONDENT",
    "RESPONDANT",
    "RESP",
    "HOUSEHOLD",
    "HOUSEHOLDER",
    "RESIDENT",
    "OCCUPANT",
    "OCCUPIER",
    "OWNER",
    "TENANT",
    "INMATE",
    "PERSON",
    "ADULT",
    "INFANT",
    "NEWBORN",
    "UNBORN",
    "TWIN",
    "BOY",
    "GIRL",
    "BABY",
    "MALE",
    "FEMALE",
    "HUSBAND",
    "WIFE",
    "DAUGHTER",
    "LADY",
    "GENTLEMAN",
    "MOTHER",
    "FATHER",
    "PARENT",
    "SISTER",
    "HH",
    "HHM",
    "APELLIDO",
];
/// Words that fill such a phrase up and are nothing alone.
const FILLERS: &[&str] = &[
    "OF", "THE", "IN", "NO", "NAME", "LAST", "FIRST", "ONE", "TWO", "THREE", "DONT", "DO", "KNOW", "F", "M",
    "LAW",
];
/// Phrases that forms write without blanks.
const JOINED: &[&str] = &[
    "BABYBOY",
    "BABYGIRL",
    "BABYOF",
    "OFTHEHOME",
    "NOTAPPLICABLE",
    "NOTGIVEN",
    "NOTSTATED",
    "NOTRECORDED",
    "UNBORNBABY",
    "TWINONE",
    "TWINTWO",
    "THEOCCUPIER",
];
/// Words that are no forename, though they may be a surname.
const NO_FORENAMES: &[&str] = &[
    "CHILD",
    "SON",
    "MAN",
    "WOMAN",
    "FRIEND",
    "HOUSE",
    "HOME",
    "BROTHER",
    "UNCLE",
    "AUNT",
    "NEPHEW",
    "NIECE",
    "COUSIN",
    "GRANDSON",
    "GRANDDAUGHTER",
    "GRANDCHILD",
    "GRANDMOTHER",
    "GRANDFATHER",
    "STEPSON",
    "STEPDAUGHTER",
    "MOM",
    "MUM",
    "DAD",
    "KID",
    "DAU",
    "MINOR",
    "OLDEST",
    "YOUNGEST",
    "YOUNGER",
    "GENT",
    "GENTLE",
    "GENTELMAN",
    "GENTLEMEN",
    "HIJA",
    "HIJO",
    "SENOR",
    "SENORA",
    "BEBE",
    "MR",
    "MRS",
    "MISS",
    "MS",
    "DR",
    "MASTER",
    "MX",
    "PARTNER",
    "SPOUSE",
    "LODGER",
    "BOH",
    "COH",
    "DOH",
    "GOH",
    "LOH",
    "MOH",
    "SOH",
];
const TITLES: &[&str] = &["MR", "MRS", "MISS", "MS", "DR", "MASTER", "REV", "SIR", "PROF", "MX"];
const SUFFIXES: &[&str] = &["JR", "SR", "II", "III", "JNR", "SNR"];

/// A name taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct NameForm {
    /// Capital letters without blanks.
    pub(super) text: Vec<u8>,
    /// The numbers of its words, where it has several.
    pub(super) parts: Vec<u32>,
    /// A number for its sound, for finding candidates; of a name of several words, the first word's.
    pub(super) sound: u32,
    /// Where it stands in the list of variants.
    variant: u32,
    /// Which letters it has, one bit each.
    letters: u32,
}

impl NameForm {
    /// The first letter; 0 for no name.
    pub(super) fn initial(&self) -> u8 {
        self.text.first().copied().unwrap_or(0)
    }

    /// The most that [`text::likeness`] can be, from the letters that only one of two names has.
    fn at_most_alike(&self, other: &Self) -> u32 {
        let (a, b) = (self.text.len() as u32, other.text.len() as u32);
        if a > 64 || b > 64 {
            return 1000;
        }
        let lone = |x: u32, y: u32| (x & !y).count_ones();
        let common = (a - lone(self.letters, other.letters)).min(b - lone(other.letters, self.letters));
        let jaro = (common * 1000 / a + common * 1000 / b + 1000) / 3;
        let prefix = self.text.iter().zip(&other.text).take(4).take_while(|(x, y)| x == y).count() as u32;
        jaro + prefix * (1000 - jaro) / 10
    }
}

/// How alike two names are, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Alike {
    Equal,
    Variant,
    Part,
    Near,
    Initial,
    Sound,
    SameInitial,
    Differ,
    /// One is a single letter, and not the other's first.
    OtherInitial,
}

impl Alike {
    /// All, by number.
    pub(super) const ALL: [Self; 9] = [
        Self::Equal,
        Self::Variant,
        Self::Part,
        Self::Near,
        Self::Initial,
        Self::Sound,
        Self::SameInitial,
        Self::Differ,
        Self::OtherInitial,
    ];
}

/// All names of both files.
#[derive(Clone, Debug)]
pub(super) struct Names {
    texts: Dictionary,
    sounds: Dictionary,
    forms: Vec<NameForm>,
    heard: Vec<Heard>,
}

/// What finding candidates asks of a name, in little room.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heard {
    /// See [`NameForm::sound`].
    pub(super) sound: u32,
    /// The first letter; 0 for no name.
    pub(super) initial: u8,
    /// Whether it has several words.
    pub(super) several: bool,
}

impl Names {
    pub(super) fn new() -> Self {
        let mut texts = Dictionary::default();
        texts.enter(b"");
        let mut sounds = Dictionary::default();
        sounds.enter(b"");
        Self { texts, sounds, forms: vec![NameForm::default()], heard: vec![Heard::default()] }
    }

    pub(super) fn len(&self) -> usize {
        self.forms.len()
    }

    pub(super) fn get(&self, name: u32) -> &NameForm {
        &self.forms[name as usize]
    }

    pub(super) fn heard(&self, name: u32) -> Heard {
        self.heard[name as usize]
    }

    /// The number of a forename as written.
    pub(super) fn enter_forename(&mut self, written: &str) -> u32 {
        self.enter(written, NO_FORENAMES)
    }

    /// The number of a surname as written.
    pub(super) fn enter_surname(&mut self, written: &str) -> u32 {
        self.enter(written, &[])
    }

    fn enter(&mut self, written: &str, no_names: &[&str]) -> u32 {
        let mut words = text::words(written);
        words.retain(|word| word.chars().any(char::is_alphabetic));
        if words.len() > 1 {
            words.retain(|word| !TITLES.contains(&word.as_str()) && !SUFFIXES.contains(&word.as_str()));
        }
        let joined = words.concat();
        if joined.is_empty() || is_placeholder(&words, no_names) {
            return 0;
        }
        let parts: Vec<u32> = if words.len() > 1 {
            let told = words.iter().filter(|word| !is_particle(word));
            told.map(|word| self.enter_form(word, Vec::new())).collect()
        } else {
            Vec::new()
        };
        self.enter_form(&joined, parts)
    }

    fn enter_form(&mut self, joined: &str, parts: Vec<u32>) -> u32 {
        let (number, new) = self.texts.enter(joined.as_bytes());
        if new {
            let sound = match parts.iter().find(|part| self.get(**part).text.len() > 2) {
                Some(first) => self.get(*first).sound,
                None => self.sounds.enter(&text::sound(joined.as_bytes())).0,
            };
            let variant = variants().0.number(joined.as_bytes()).map_or(0, |at| at + 1);
            let letters = joined.bytes().fold(0, |all, letter| all | 1 << (letter % 32));
            let initial = joined.as_bytes().first().copied().unwrap_or(0);
            self.heard.push(Heard { sound, initial, several: !parts.is_empty() });
            self.forms.push(NameForm { text: joined.as_bytes().to_vec(), parts, sound, variant, letters });
        } else if !parts.is_empty() && self.forms[number as usize].parts.is_empty() {
            self.forms[number as usize].parts = parts;
            self.heard[number as usize].several = true;
        }
        number
    }

    /// Whether all words of one name, or the only one, are among the words of the other; neither may be 0.
    pub(super) fn is_within(&self, a: u32, b: u32) -> bool {
        let (x, y) = (&self.get(a).parts, &self.get(b).parts);
        let within = |all: &[u32], some: &[u32], one: u32| match some {
            [] => all.contains(&one),
            some => !all.is_empty() && some.iter().all(|part| all.contains(part)),
        };
        within(y, x, a) || within(x, y, b)
    }

    /// How alike two names are; neither may be 0.
    pub(super) fn alike(&self, a: u32, b: u32) -> Alike {
        if a == b {
            return Alike::Equal;
        }
        let (x, y) = (self.get(a), self.get(b));
        if related(x, y) {
            return Alike::Variant;
        }
        if shares_part(a, x, b, y) {
            return Alike::Part;
        }
        let (short, long) = (x.text.len().min(y.text.len()), x.text.len().max(y.text.len()));
        let same_initial = x.initial() == y.initial();
        if short == 1 {
            return if same_initial { Alike::Initial } else { Alike::OtherInitial };
        }
        // Names with few letters in common are far apart; most pairs end here. A step changes two letters at most.
        let apart = (x.letters ^ y.letters).count_ones();
        let steps = if apart > 4 { 3 } else { text::distance(&x.text, &y.text, 2) };
        if (steps == 1 && long >= 4) || (steps == 2 && long >= 7) {
            return Alike::Near;
        }
        let likeness =
            if apart > 6 || x.at_most_alike(y) < 850 { 0 } else { text::likeness(&x.text, &y.text) };
        if likeness >= 930 {
            return Alike::Near;
        }
        if short >= 3 && y.text.starts_with(&x.text[..short]) && x.text.starts_with(&y.text[..short]) {
            return Alike::Variant;
        }
        if steps <= 1 || likeness >= 850 || (x.sound == y.sound && short >= 3) {
            return Alike::Sound;
        }
        if same_initial { Alike::SameInitial } else { Alike::Differ }
    }
}

/// Whether all words stand for a name that nobody knew, the phrase as a whole or with its blanks left out.
fn is_placeholder(words: &[String], no_names: &[&str]) -> bool {
    let nobody = |word: &str| UNKNOWN.contains(&word) || no_names.contains(&word);
    let phrase = words.len() > 1
        && words.iter().all(|word| {
            let word = word.as_str();
            nobody(word) || NO_FORENAMES.contains(&word) || FILLERS.contains(&word)
        })
        && words.iter().any(|word| word.len() > 1);
    let joined = words.concat();
    phrase || nobody(&joined) || JOINED.contains(&joined.as_str())
}

fn shares_part(a: u32, x: &NameForm, b: u32, y: &NameForm) -> bool {
    match (x.parts.is_empty(), y.parts.is_empty()) {
        (true, true) => false,
        (false, true) => x.parts.contains(&b),
        (true, false) => y.parts.contains(&a),
        (false, false) => x.parts.iter().any(|part| y.parts.contains(part)),
    }
}

/// Whether a word of a name is shared by too many families to tell them apart.
fn is_particle(word: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "AL", "EL", "UL", "DE", "DA", "DO", "DOS", "DAS", "DI", "DU", "DEL", "LA", "LE", "VAN", "VON", "DER",
        "DEN", "TEN", "TER", "BIN", "IBN", "BINT", "ABU", "ABDUL", "ST", "MAC", "MC",
    ];
    word.len() == 1 || PARTICLES.contains(&word)
}

fn related(x: &NameForm, y: &NameForm) -> bool {
    let pair = (x.variant.min(y.variant), x.variant.max(y.variant));
    pair.0 != 0 && variants().1.binary_search(&pair).is_ok()
}

/// The names of the list, and which pairs of them are one name.
fn variants() -> &'static (Dictionary, Vec<(u32, u32)>) {
    static LIST: OnceLock<(Dictionary, Vec<(u32, u32)>)> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut names = Dictionary::default();
        let mut number = |name: &str| names.enter(name.trim().to_ascii_uppercase().as_bytes()).0 + 1;
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (formal, variant) in VARIANTS.lines().skip(1).filter_map(|line| line.split_once(',')) {
            let (a, b) = (number(formal), number(variant));
            pairs.push((a.min(b), a.max(b)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        (names, pairs)
    })
}
