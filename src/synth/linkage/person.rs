//! A person and an address as they are, before anybody writes them down.

use super::super::numbers;
use super::super::random::Chance;
use super::super::world::Sex;
use super::names::Names;

/// A person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Given name.
    pub forename: String,
    /// Family name.
    pub surname: String,
    /// Birth date.
    pub born: Born,
    /// Sex.
    pub sex: Sex,
}

/// A birth date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Born {
    /// Year.
    pub year: u32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

impl Born {
    /// A day of this year, each as likely as any other (29 February never).
    pub fn within(year: u32, chance: &mut Chance) -> Self {
        let month = chance.between(1, 12);
        let days = match month {
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        Self { year, month, day: chance.between(1, days) }
    }

    /// Year, month and day.
    #[must_use]
    pub fn text(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Where somebody lives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Home {
    /// The number of the flat, if it is one.
    pub flat: Option<u32>,
    /// The block of flats, if it has a name.
    pub house: Option<&'static str>,
    /// The number in the street.
    pub number: u32,
    /// The street.
    pub street: String,
    /// With a space.
    pub postcode: String,
}

/// How many homes share a street, on average.
const HOMES_IN_A_STREET: u32 = 60;
/// How many house numbers share a postcode.
const NUMBERS_IN_A_POSTCODE: u32 = 24;

impl Home {
    /// The home with this number, in a town of `homes` homes.
    #[must_use]
    pub fn numbered(home: u64, homes: u32, town: &Chance) -> Self {
        let mut chance = town.fork("home", home);
        let street = chance.below((homes / HOMES_IN_A_STREET).max(12));
        let number = chance.between(1, 140);
        let (mut flat, mut house) = (None, None);
        if chance.percent(35) {
            flat = Some(chance.between(1, 18));
            house = chance.percent(30).then(|| Names::builtin().house(&mut chance));
        }
        let block = u64::from(street) * 16 + u64::from(number / NUMBERS_IN_A_POSTCODE);
        let postcode = numbers::postcode(&mut town.fork("postcode", block));
        Self { flat, house, number, street: Names::builtin().street(street), postcode }
    }

    /// As the council writes it.
    #[must_use]
    pub fn line(&self) -> String {
        let street = format!("{} {}", self.number, self.street);
        match (self.flat, self.house) {
            (Some(flat), Some(house)) => format!("Flat {flat}, {house}, {street}"),
            (Some(flat), None) => format!("Flat {flat}, {street}"),
            _ => street,
        }
    }

    /// As some sender writes it: other order, flat as a letter or before a stroke, street words cut short.
    #[must_use]
    pub fn heard(&self, chance: &mut Chance) -> String {
        let street = if chance.percent(25) { shortened(&self.street) } else { self.street.clone() };
        let Some(flat) = self.flat else {
            return format!("{} {street}", self.number);
        };
        match chance.below(10) {
            0 => format!("{} {street}, Flat {flat}", self.number),
            1 => format!("{flat}/{} {street}", self.number),
            2 if flat <= 4 => format!("{}{} {street}", self.number, ["a", "b", "c", "d"][flat as usize - 1]),
            3 => format!("{} {street}", self.number),
            4 => match self.house {
                Some(house) => format!("{flat} {house}, {street}"),
                None => format!("Apartment {flat}, {} {street}", self.number),
            },
            _ => self.line(),
        }
    }
}

fn shortened(street: &str) -> String {
    let forms = [
        ("Road", "Rd"),
        ("Street", "St"),
        ("Avenue", "Ave"),
        ("Lane", "Ln"),
        ("Gardens", "Gdns"),
        ("Close", "Cl"),
    ];
    match street.rsplit_once(' ') {
        Some((first, last)) => {
            let form = forms.iter().find(|(long, _)| *long == last).map_or(last, |(_, short)| *short);
            format!("{first} {form}")
        }
        None => street.to_owned(),
    }
}
