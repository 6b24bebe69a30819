//! Which homes an address means on a day: those where someone of the cohort lived that day.
//!
//! The key table and the cohort's residences come in; a meaning for a key and a day goes out. The rules, in order:
//! `uprn`, then `address+postcode` in the form to compare, then `address-alike`, the same place written otherwise. Two
//! households at one address are both meant; an address that fits homes of different property numbers, or a property number
//! and an address that name different homes, is a doubt, and so is an address that is likely a home's but not surely.

use super::decided::{Fate, Fates, LinkDecision, LinkDecisions, Word};
use super::decision::ALIKE;
use super::join::{Numbered, join};
use super::matching::{SamePlace, same_places};
use super::normalise;
use super::pair::{self, PairKey};
use super::review::{Doubt, ReviewCandidate};
use super::weighing::Weighing;
use super::{AskedKeys, Meaning};
use crate::domain::cohort::Cohort;
use crate::domain::{Day, HouseholdId, Period, Text};
use crate::facts::Subject;
use crate::facts::unlinked::{KeyIx, RecordKeys};
use crate::problem::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// Someone's stay in a home.
struct Stay {
    household: HouseholdId,
    uprn: String,
    place: String,
    address: String,
    postcode: String,
    period: Period,
}

/// Households with the property numbers stated for them.
type Homes<'a> = BTreeMap<&'a HouseholdId, BTreeSet<&'a str>>;

/// Where a row says something happened, in the form to compare; blank where not known.
struct RowPlace {
    uprn: String,
    place: String,
    postcode: String,
}

/// An address that fits homes of the cohort.
struct Case {
    row: RowPlace,
    /// Whether the row's property number is one of the cohort's.
    known_uprn: bool,
    /// Places of the stays.
    by_uprn: Vec<u32>,
    by_address: Vec<u32>,
    /// The same address written otherwise, surely or likely; asked only on days on which nothing fits as it stands.
    by_likeness: [Vec<u32>; 2],
    /// What people decided about this key.
    word: Word<HouseholdId>,
    said: Vec<LinkDecision>,
}

/// The keys of homes, linked.
pub(super) struct HomeLinks {
    stays: Vec<Stay>,
    /// Places of the stays in each home.
    by_home: BTreeMap<HouseholdId, Vec<u32>>,
    cases: BTreeMap<u32, Case>,
}

impl HomeLinks {
    pub(super) fn new(
        keys: &AskedKeys<'_>,
        cohort: &Cohort,
        weighing: &Weighing,
        decisions: &LinkDecisions,
        fates: &mut Fates,
    ) -> Self {
        let stays = stays(cohort);
        let (mut uprns, mut places) = (Numbered::new(), Numbered::new());
        for (key, keys) in keys.iter() {
            let row = RowPlace::new(keys);
            uprns.extend(Some((key, row.uprn)).filter(|(_, uprn)| !uprn.is_empty()));
            places.extend(Some((key, row.place)).filter(|(_, place)| !place.is_empty()));
        }
        let mut by_home: BTreeMap<HouseholdId, Vec<u32>> = BTreeMap::new();
        for (place, stay) in (0..).zip(&stays) {
            by_home.entry(stay.household.clone()).or_default().push(place);
        }
        let mut links = Self { stays, by_home, cases: BTreeMap::new() };
        for (key, stay) in join(uprns, links.numbered(|stay| &stay.uprn)) {
            let case = links.cases.entry(key).or_insert_with(|| Case::new(keys.get(key)));
            case.by_uprn.push(stay);
            case.known_uprn = true;
        }
        for (key, stay) in join(places, links.numbered(|stay| &stay.place)) {
            let case = links.cases.entry(key).or_insert_with(|| Case::new(keys.get(key)));
            case.by_address.push(stay);
        }
        links.look_alike(keys, weighing);
        links.hear(keys, decisions, fates);
        links
    }

    /// Finds the places written otherwise, as far as the parameters let likeness link and ask.
    fn look_alike(&mut self, keys: &AskedKeys<'_>, weighing: &Weighing) {
        let written = |keys: &RecordKeys| {
            let text = |text: &Option<Text>| text.as_deref().unwrap_or_default().to_owned();
            (text(&keys.address), text(&keys.postcode))
        };
        let rows = keys.iter().filter(|(_, keys)| keys.address.is_some());
        let rows = places(rows.map(|(key, keys)| (key, written(keys))));
        let stays = (0..).zip(&self.stays);
        let stays = places(stays.map(|(place, stay)| (place, (stay.address.clone(), stay.postcode.clone()))));
        for (row, stay, same) in same_places(&lines(&rows), &lines(&stays)) {
            let same = if weighing.links_by_likeness() { same } else { SamePlace::Likely };
            if same == SamePlace::Likely && !weighing.asks() {
                continue;
            }
            for key in &rows[row as usize].1 {
                let case = self.cases.entry(*key).or_insert_with(|| Case::new(keys.get(*key)));
                case.by_likeness[usize::from(same == SamePlace::Likely)].extend(&stays[stay as usize].1);
            }
        }
    }

    /// Takes in what people decided.
    fn hear(&mut self, keys: &AskedKeys<'_>, decisions: &LinkDecisions, fates: &mut Fates) {
        for (key, keys) in keys.iter().filter(|_| !decisions.is_empty()) {
            let row = RowPlace::new(keys);
            let said = decisions.of_row(row.half());
            let word = Word::new(said, fates, |decision| self.meant(decision, &row));
            if !word.is_silent() {
                let case = self.cases.entry(key).or_insert_with(|| Case::new(keys));
                (case.word, case.said) = (word, said.to_vec());
            }
        }
    }

    /// The home a decision is about, if what it rests on is as it was.
    fn meant(&self, decision: &LinkDecision, row: &RowPlace) -> Result<HouseholdId, Fate> {
        let Subject::Household(home) = &decision.subject else { return Err(Fate::NoRow) };
        if !self.by_home.contains_key(home) {
            return Err(Fate::Gone);
        }
        if self.pair(row, home) == decision.pair { Ok(home.clone()) } else { Err(Fate::Changed) }
    }

    fn pair(&self, row: &RowPlace, home: &HouseholdId) -> PairKey {
        let own = self.stays_in(home);
        PairKey::new(
            row.half(),
            pair::of_home(home, own.map(|stay| (stay.uprn.as_str(), stay.place.as_str()))),
        )
    }

    fn stays_in(&self, home: &HouseholdId) -> impl Iterator<Item = &Stay> {
        self.by_home.get(home).into_iter().flatten().map(|place| &self.stays[*place as usize])
    }

    /// The key of a decision about a row and this home.
    pub(super) fn pair_of(&self, key: KeyIx, home: &HouseholdId) -> Option<PairKey> {
        Some(self.pair(&self.cases.get(&key.0)?.row, home))
    }

    /// What people decided about the key.
    pub(super) fn decisions(&self, key: KeyIx) -> &[LinkDecision] {
        self.cases.get(&key.0).map(|case| case.said.as_slice()).unwrap_or_default()
    }

    fn numbered(&self, text: impl Fn(&Stay) -> &String) -> Numbered {
        let texts = (0..).zip(self.stays.iter().map(text));
        texts.filter(|(_, text)| !text.is_empty()).map(|(place, text)| (place, text.clone())).collect()
    }

    /// The homes the key means on this day.
    pub(super) fn meaning(&self, key: KeyIx, day: Day) -> Meaning {
        let Some(case) = self.cases.get(&key.0) else { return Meaning::Nobody };
        if !case.word.accepted.is_empty() {
            return self.accepted(case, day);
        }
        let mut by_uprn = self.lived_in(&case.by_uprn, day);
        let mut by_address = self.lived_in(&case.by_address, day);
        for homes in [&mut by_uprn, &mut by_address] {
            homes.retain(|home, _| !case.word.rejected.contains(*home));
        }
        if let Some(kind) = conflict(case, &by_uprn, &by_address) {
            let both: BTreeSet<_> = by_uprn.keys().chain(by_address.keys()).copied().collect();
            let candidates = both.into_iter().map(|home| self.describe(case, home, &by_uprn, &by_address));
            return Meaning::Doubt(Doubt { kind, candidates: candidates.collect() });
        }
        let others = by_address.keys().filter(|home| !by_uprn.contains_key(*home));
        let linked: Vec<_> = by_uprn
            .keys()
            .map(|home| (home, "uprn"))
            .chain(others.map(|home| (home, "address+postcode")))
            .map(|(home, rule)| (Subject::Household((*home).clone()), Text::from(rule)))
            .collect();
        if linked.is_empty() { self.meaning_by_likeness(case, day) } else { Meaning::These(linked) }
    }

    fn meaning_by_likeness(&self, case: &Case, day: Day) -> Meaning {
        let [mut surely, mut likely] = [0, 1].map(|at| self.lived_in(&case.by_likeness[at], day));
        for homes in [&mut surely, &mut likely] {
            homes.retain(|home, _| !case.word.rejected.contains(*home));
        }
        let numbers: BTreeSet<&str> = surely.values().flatten().copied().collect();
        // A property number of the cohort that is another's speaks against whatever the address is like.
        let is_other = case.known_uprn && numbers.iter().any(|uprn| *uprn != case.row.uprn);
        if !surely.is_empty() && numbers.len() < 2 && !is_other {
            let these = surely.into_keys().map(|home| (Subject::Household(home.clone()), ALIKE.into()));
            return Meaning::These(these.collect());
        }
        likely.extend(surely);
        if likely.is_empty() {
            return Meaning::Nobody;
        }
        let none = Homes::new();
        let candidate = |home| {
            let known = self.describe(case, home, &none, &none);
            ReviewCandidate { rules: vec![ALIKE.into()], ..known }
        };
        let candidates = likely.into_keys().map(candidate).collect();
        Meaning::Doubt(Doubt { kind: Kind::LinkLikely, candidates })
    }

    /// The homes that a person said are meant, where somebody lived in them on the day.
    fn accepted(&self, case: &Case, day: Day) -> Meaning {
        let lived_in = |home: &HouseholdId| self.stays_in(home).any(|stay| stay.period.contains(day));
        let accepted = case.word.accepted.iter().filter(|(home, _)| lived_in(home));
        let these: Vec<_> =
            accepted.map(|(home, rule)| (Subject::Household(home.clone()), rule.clone())).collect();
        if these.is_empty() { Meaning::Nobody } else { Meaning::These(these) }
    }

    /// The households of these stays with someone living there on the day.
    fn lived_in(&self, stays: &[u32], day: Day) -> Homes<'_> {
        let mut homes = Homes::new();
        for stay in stays.iter().map(|place| &self.stays[*place as usize]) {
            if stay.period.contains(day) {
                let numbers = homes.entry(&stay.household).or_default();
                numbers.extend(Some(stay.uprn.as_str()).filter(|uprn| !uprn.is_empty()));
            }
        }
        homes
    }

    fn describe(
        &self,
        case: &Case,
        home: &HouseholdId,
        by_uprn: &Homes<'_>,
        by_address: &Homes<'_>,
    ) -> ReviewCandidate {
        let named =
            [(by_uprn.contains_key(home), "uprn"), (by_address.contains_key(home), "address+postcode")];
        let own = || self.stays_in(home);
        let fits = [
            ("uprn", &case.row.uprn, own().map(|stay| &stay.uprn).collect::<BTreeSet<_>>()),
            ("address", &case.row.place, own().map(|stay| &stay.place).collect()),
            ("postcode", &case.row.postcode, own().map(|stay| &stay.postcode).collect()),
        ];
        let known =
            fits.iter().filter(|(_, row, own)| !row.is_empty() && own.iter().any(|text| !text.is_empty()));
        let (agrees, differs): (Vec<_>, Vec<_>) = known.partition(|(_, row, own)| own.contains(row));
        let codes =
            |fits: Vec<&(&str, _, _)>| fits.into_iter().map(|(code, _, _)| Text::from(*code)).collect();
        ReviewCandidate {
            subject: Subject::Household(home.clone()),
            rules: named.into_iter().filter(|(fits, _)| *fits).map(|(_, rule)| Text::from(rule)).collect(),
            weight: None,
            agrees: codes(agrees),
            differs: codes(differs),
            pair: self.pair(&case.row, home),
        }
    }
}

/// Why the homes of a row may not all be meant.
fn conflict(case: &Case, by_uprn: &Homes<'_>, by_address: &Homes<'_>) -> Option<Kind> {
    let numbers: BTreeSet<&str> = by_address.values().flatten().copied().collect();
    // A property number that no home of the cohort has is often that of the whole building, and says nothing.
    if case.known_uprn && numbers.iter().any(|uprn| *uprn != case.row.uprn) {
        return Some(Kind::LinkConflict);
    }
    (by_uprn.is_empty() && by_address.len() > 1 && numbers.len() > 1).then_some(Kind::LinkTwoCandidates)
}

/// An address with its postcode as written, and all that stand there.
type Written = ((String, String), Vec<u32>);

/// Each address once, in order, so that many at one address are compared as one.
fn places(numbered: impl Iterator<Item = (u32, (String, String))>) -> Vec<Written> {
    let mut places: BTreeMap<(String, String), Vec<u32>> = BTreeMap::new();
    numbered.for_each(|(number, written)| places.entry(written).or_default().push(number));
    places.into_iter().collect()
}

fn lines(places: &[Written]) -> Vec<(&str, &str)> {
    places.iter().map(|((address, postcode), _)| (address.as_str(), postcode.as_str())).collect()
}

fn stays(cohort: &Cohort) -> Vec<Stay> {
    let rows = cohort.households().flat_map(|(_, rows)| rows);
    rows.map(|home| Stay {
        household: home.household.clone(),
        uprn: home.uprn.as_deref().map(normalise::uprn).unwrap_or_default(),
        place: place(&home.address, &home.postcode),
        address: home.address.to_string(),
        postcode: normalise::postcode(&home.postcode),
        period: home.period,
    })
    .collect()
}

/// Address and postcode in the form to compare; blank if one is not known.
fn place(address: &str, postcode: &str) -> String {
    let (line, code) = (normalise::address(address, postcode), normalise::postcode(postcode));
    if line.is_empty() || code.is_empty() { String::new() } else { format!("{line}\u{1f}{code}") }
}

impl RowPlace {
    fn new(keys: &RecordKeys) -> Self {
        let postcode = keys.postcode.as_deref().unwrap_or_default();
        Self {
            uprn: keys.uprn.as_deref().map(normalise::uprn).unwrap_or_default(),
            place: place(keys.address.as_deref().unwrap_or_default(), postcode),
            postcode: normalise::postcode(postcode),
        }
    }

    fn half(&self) -> pair::Half {
        pair::of_place(&self.uprn, &self.place, &self.postcode)
    }
}

impl Case {
    fn new(keys: &RecordKeys) -> Self {
        Self {
            row: RowPlace::new(keys),
            known_uprn: false,
            by_uprn: Vec::new(),
            by_address: Vec::new(),
            by_likeness: [Vec::new(), Vec::new()],
            word: Word::default(),
            said: Vec::new(),
        }
    }
}
