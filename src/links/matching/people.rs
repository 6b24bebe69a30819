//! Two files made comparable: tables come in, rows of numbered names, dates, addresses and other values go out, from
//! tables of values that both files share.
//!
//! A value far too frequent to tell people apart (a default date, one postcode for everybody) counts as missing.

use super::addresses::Addresses;
use super::checks::Checks;
use super::dates::{self, Order};
use super::dictionary::{Dictionary, PairNumbers};
use super::names::Names;
use super::placed::{address_columns, combinations};
use super::plain::decoded;
use super::table::{Column, Table};
use super::text;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A row's values by number; 0 is missing everywhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub(super) entity: Vec<u32>,
    pub(super) forename: Vec<u32>,
    pub(super) middle: Vec<u32>,
    pub(super) surname: Vec<u32>,
    pub(super) born: Vec<u32>,
    pub(super) sex: Vec<u32>,
    pub(super) postcode: Vec<u32>,
    pub(super) address: Vec<u32>,
    pub(super) uprn: Vec<u32>,
    pub(super) phone: Vec<u32>,
    pub(super) email: Vec<u32>,
    /// Identifiers and other columns, in the order of [`People::extra`].
    pub(super) extra: Vec<Vec<u32>>,
    pub(super) household: Vec<u32>,
    /// Who lives in each household.
    pub(super) members: Members,
}

/// Rows by home.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Members {
    fn new(households: &[u32]) -> Self {
        let homes = households.iter().max().map_or(0, |most| *most as usize + 1);
        let mut starts = vec![0_u32; homes + 1];
        households.iter().filter(|home| **home != 0).for_each(|home| starts[*home as usize + 1] += 1);
        (0..homes).for_each(|home| starts[home + 1] += starts[home]);
        let mut next = starts.clone();
        let mut rows = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (row, home) in households.iter().enumerate().filter(|(_, home)| **home != 0) {
            rows[next[*home as usize] as usize] = row as u32;
            next[*home as usize] += 1;
        }
        Self { starts, rows }
    }

    /// The rows of a home, in order.
    pub(super) fn of(&self, home: u32) -> &[u32] {
        let home = home as usize;
        &self.rows[self.starts[home] as usize..self.starts[home + 1] as usize]
    }
}

/// Both files; of a file against itself the right one is the left one.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) names: Names,
    pub(super) addresses: Addresses,
    pub(super) texts: Dictionary,
    pub(super) left: Side,
    pub(super) right: Option<Side>,
    /// The names of identifiers (true) and other columns (false) that both files have.
    pub(super) extra: Vec<(String, bool)>,
    /// Which numbers of [`People::extra`] fail their own check.
    pub(super) checks: Checks,
    /// Whether any right row has a property number.
    pub(super) homes_numbered: bool,
    /// Whether any right row has a telephone, an e-mail address or another value of [`People::extra`].
    pub(super) numbered: bool,
}

impl People {
    pub(super) fn new(left: &Table, right: Option<&Table>) -> Self {
        let other = right.unwrap_or(left);
        let shared =
            |a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>, number| -> Vec<(String, bool)> {
                a.keys().filter(|key| b.contains_key(*key)).map(|key| (key.clone(), number)).collect()
            };
        let mut extra = shared(&left.roles.identifiers, &other.roles.identifiers, true);
        extra.extend(shared(&left.roles.others, &other.roles.others, false));
        extra.truncate(8);
        let tables: Vec<&Table> = std::iter::once(left).chain(right).collect();
        let ((names, named), ((texts, told, checks), (addresses, placed))) = rayon::join(
            || name_columns(&tables),
            || rayon::join(|| text_columns(&tables, &extra), || address_columns(&tables)),
        );
        let mut sides =
            named.into_iter().zip(told).zip(placed).zip(&tables).map(|(((named, told), address), table)| {
                Side {
                    entity: table.entities().to_vec(),
                    forename: named.forename,
                    surname: named.surname,
                    middle: named.middle,
                    born: born(table),
                    sex: mapped(table.roles.sex.map(|at| &table.columns[at]), table.len(), sex),
                    address,
                    ..told
                }
            });
        let left = sides.next().expect("the left table");
        let right = sides.next();
        let found = right.as_ref().unwrap_or(&left);
        let known = |values: &[u32]| values.iter().any(|value| *value != 0);
        let (homes_numbered, numbered) = (
            known(&found.uprn),
            known(&found.phone) || known(&found.email) || found.extra.iter().any(|values| known(values)),
        );
        let mut people =
            Self { names, addresses, texts, left, right, extra, checks, homes_numbered, numbered };
        people.drop_defaults();
        let Self { left, right, addresses, .. } = &mut people;
        rayon::join(|| left.group(addresses), || right.as_mut().map(|right| right.group(addresses)));
        people
    }

    pub(super) fn right(&self) -> &Side {
        self.right.as_ref().unwrap_or(&self.left)
    }

    fn drop_defaults(&mut self) {
        let all: [fn(&mut Side) -> &mut Vec<u32>; 3] =
            [|side| &mut side.born, |side| &mut side.postcode, |side| &mut side.address];
        for which in all {
            let mut sides: Vec<&mut Side> =
                std::iter::once(&mut self.left).chain(self.right.as_mut()).collect();
            let mut values: Vec<u32> = Vec::new();
            sides.iter_mut().for_each(|side| values.extend(which(side).iter().filter(|value| **value != 0)));
            values.par_sort_unstable();
            let kinds = values.chunk_by(|a, b| a == b).count() as u64;
            let rows = values.len() as u64;
            let usual = rows / kinds.max(1) + 1;
            let default = |value: u32, count: u64| {
                let first = (10_000_101..99_990_000).contains(&value) && value % 10_000 == 101;
                count >= 40
                    && (count * 5 > rows
                        || (first && count > 8 * usual)
                        || (count > 40 * usual && count * 50 > rows))
            };
            let defaults: Vec<u32> = values
                .chunk_by(|a, b| a == b)
                .filter(|run| default(run[0], run.len() as u64))
                .map(|run| run[0])
                .collect();
            for side in sides.into_iter().filter(|_| !defaults.is_empty()) {
                which(side)
                    .iter_mut()
                    .filter(|value| defaults.binary_search(value).is_ok())
                    .for_each(|value| *value = 0);
            }
        }
    }
}

impl Side {
    pub(super) fn len(&self) -> usize {
        self.entity.len()
    }

    /// Households of a file that does not name them: rows at one address.
    fn group(&mut self, addresses: &Addresses) {
        self.find_homes(addresses);
        self.members = Members::new(&self.household);
    }

    fn find_homes(&mut self, addresses: &Addresses) {
        if self.household.iter().any(|household| *household != 0) {
            return;
        }
        let mut groups = PairNumbers::default();
        for row in 0..self.len() {
            let (address, uprn) = (self.address[row], self.uprn[row]);
            let numbered = address != 0 && addresses.door(address).number != 0;
            self.household[row] = match (uprn, numbered) {
                (0, false) => 0,
                (0, true) => groups.enter(address, self.postcode[row]),
                (uprn, _) => groups.enter(u32::MAX, uprn),
            };
        }
    }
}

/// The names of each row.
struct Named {
    forename: Vec<u32>,
    middle: Vec<u32>,
    surname: Vec<u32>,
}

fn name_columns(tables: &[&Table]) -> (Names, Vec<Named>) {
    let mut names = Names::new();
    let mut named = Vec::new();
    for table in tables {
        let (roles, rows) = (&table.roles, table.len());
        let column = |at: Option<usize>| at.map(|at| &table.columns[at]);
        let mut forename = mapped(column(roles.forename), rows, |text| names.enter_forename(text));
        let mut surname = mapped(column(roles.surname), rows, |text| names.enter_surname(text));
        if let Some(full) = column(roles.full_name) {
            forename = mapped(Some(full), rows, |text| names.enter_forename(split_name(text).0));
            surname = mapped(Some(full), rows, |text| names.enter_surname(split_name(text).1));
        }
        let middle: Vec<&Column> = roles.middle.iter().map(|at| &table.columns[*at]).collect();
        let middle = middle_names(&middle, rows, &mut names);
        named.push(Named { forename, middle, surname });
    }
    (names, named)
}

/// The further forenames of each row: those of all columns as one name of several words.
fn middle_names(columns: &[&Column], rows: usize, names: &mut Names) -> Vec<u32> {
    if let [] | [_] = columns {
        return mapped(columns.first().copied(), rows, |text| names.enter_forename(text));
    }
    let (numbers, firsts) = combinations(columns, rows);
    let known: Vec<u32> = firsts
        .iter()
        .map(|row| {
            let words = columns.iter().map(|column| decoded(column.values.get(column.rows[*row as usize])));
            names.enter_forename(&words.collect::<Vec<_>>().join(" "))
        })
        .collect();
    numbers.par_iter().map(|number| known[*number as usize]).collect()
}

/// Sides with the columns whose values are texts as they stand.
fn text_columns(tables: &[&Table], extra: &[(String, bool)]) -> (Dictionary, Vec<Side>, Checks) {
    let (mut texts, mut checks) = (Dictionary::default(), Checks::new(extra));
    texts.enter(b"");
    let mut told = Vec::new();
    for table in tables {
        let (roles, rows) = (&table.roles, table.len());
        let column = |at: Option<usize>| at.map(|at| &table.columns[at]);
        let mut plain =
            |at: Option<usize>| mapped(column(at), rows, |text| texts.enter(compact(text).as_bytes()).0);
        let mut side = Side {
            uprn: plain(roles.uprn),
            household: plain(roles.household),
            phone: plain(roles.phone),
            email: plain(roles.email),
            ..Side::default()
        };
        side.extra = extra
            .iter()
            .enumerate()
            .map(|(at, (name, number))| {
                let of = if *number { &roles.identifiers } else { &roles.others };
                mapped(column(of.get(name).copied()), rows, |text| {
                    let text = compact(text);
                    let (form, passes) = checks.form(at, &text);
                    let number = texts.enter(form.as_bytes()).0;
                    checks.note(at, number, passes);
                    number
                })
            })
            .collect();
        side.postcode = mapped(column(roles.postcode), rows, |text| texts.enter(postcode(text).as_bytes()).0);
        told.push(side);
    }
    checks.settle();
    (texts, told, checks)
}

fn mapped(column: Option<&Column>, rows: usize, mut number: impl FnMut(&str) -> u32) -> Vec<u32> {
    let Some(column) = column else { return vec![0; rows] };
    let known: Vec<u32> =
        (0..column.values.len() as u32).map(|value| number(&decoded(column.values.get(value)))).collect();
    column.rows.par_iter().map(|value| known[*value as usize]).collect()
}

fn born(table: &Table) -> Vec<u32> {
    let roles = &table.roles;
    if let Some(column) = roles.born_on.map(|at| &table.columns[at]) {
        let texts = (0..column.values.len() as u32)
            .filter_map(|value| std::str::from_utf8(column.values.get(value)).ok());
        let stated = roles.born_format.as_deref().and_then(Order::of_format);
        let order = stated.unwrap_or_else(|| Order::of_values(texts));
        return mapped(Some(column), table.len(), |text| dates::parse(text, order));
    }
    let part = |at: Option<usize>| {
        mapped(at.map(|at| &table.columns[at]), table.len(), |text| text.trim().parse().unwrap_or(0))
    };
    let [years, months, days] = roles.born_parts.map(part);
    years
        .iter()
        .zip(&months)
        .zip(&days)
        .map(|((year, month), day)| dates::join(*year, *month, *day))
        .collect()
}

fn sex(written: &str) -> u32 {
    match written.trim().to_ascii_uppercase().as_str() {
        "F" | "FEMALE" | "2" | "WOMAN" | "GIRL" => 1,
        "M" | "MALE" | "1" | "MAN" | "BOY" => 2,
        _ => 0,
    }
}

fn compact(written: &str) -> String {
    written
        .chars()
        .filter(|letter| letter.is_alphanumeric() || *letter == '@')
        .flat_map(char::to_uppercase)
        .collect()
}

/// A postcode without blanks; in a British one letters and digits that look alike are set right by their place.
pub(super) fn postcode(written: &str) -> String {
    let mut code: Vec<char> = compact(written).chars().collect();
    let letters = code.iter().filter(|letter| letter.is_alphabetic()).count();
    if (5..=7).contains(&code.len()) && letters >= 2 && code[0].is_alphabetic() {
        let inward = code.len() - 3;
        code[inward] = digit(code[inward]);
        for at in [inward + 1, inward + 2] {
            code[at] = letter(code[at]);
        }
        if inward == 4 {
            code[1] = letter(code[1]);
            code[2] = digit(code[2]);
        }
    } else if code.len() == 5 {
        code.iter_mut().for_each(|sign| *sign = digit(*sign));
    }
    code.into_iter().collect()
}

fn digit(sign: char) -> char {
    match sign {
        'O' | 'Q' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        other => other,
    }
}

fn letter(sign: char) -> char {
    match sign {
        '0' => 'O',
        '1' => 'I',
        '5' => 'S',
        '8' => 'B',
        other => other,
    }
}

/// Forenames and surname of a full name: `Surname, Forename` or the last word the surname.
fn split_name(text: &str) -> (&str, &str) {
    match text.split_once(',') {
        Some((surname, forename)) => (forename.trim(), surname.trim()),
        None => text.trim().rsplit_once(' ').unwrap_or(("", text.trim())),
    }
}

/// How two postcodes agree: 3 equal, 2 one slip apart or the same sector, 1 the same district, 0 differ.
pub(super) fn postcodes_agree(texts: &Dictionary, a: u32, b: u32) -> u8 {
    if a == b {
        return 3;
    }
    let (x, y) = (texts.get(a), texts.get(b));
    let cut = |code: &[u8], off: usize| code.len().saturating_sub(off);
    let british = x.len() >= 5 && x[0].is_ascii_alphabetic();
    let (sector, district) = if british { (2, 3) } else { (1, 2) };
    if x.len() == y.len()
        && x.len() >= 3
        && (text::distance(x, y, 1) <= 1 || x[..cut(x, sector)] == y[..cut(y, sector)])
    {
        return 2;
    }
    u8::from(x.len() >= 3 && y.len() >= 3 && x[..cut(x, district)] == y[..cut(y, district)])
}
