//! Invented families: who they are, how they are related, where they live and when they move.
//!
//! Chance comes in, families with people and homes are added to the borough. What happens to them is decided elsewhere.

use super::lives;
use super::names::Names;
use super::numbers;
use super::random::Chance;
use super::timetable::Timetable;
use super::world::{Borough, Family, Home, HomeIx, Member, Person, PersonIx, Sex, Stay, Telling};
use crate::domain::{Day, Period};

/// A borough of this many families.
#[must_use]
pub fn borough(count: usize, timetable: &Timetable, chance: &Chance) -> Borough {
    let mut borough = Borough::default();
    for number in 1..=count {
        add(&mut borough, number, timetable, chance);
    }
    borough
}

/// Adds the family with this number, whose life depends on nothing but chance and its number.
pub fn add(borough: &mut Borough, number: usize, timetable: &Timetable, chance: &Chance) {
    let mut own = chance.fork("family", number as u64);
    let mut founder = Founder::new(borough, number, timetable, &mut own);
    founder.people();
    founder.leave_and_move();
    let family = founder.finish();
    lives::live(borough, &family, timetable, &mut own);
    borough.families.push(family);
}

/// Puts one family together.
struct Founder<'a> {
    borough: &'a mut Borough,
    timetable: &'a Timetable,
    chance: &'a mut Chance,
    family: Family,
    home: HomeIx,
}

/// Before this many years ago nobody asks where a family lived.
const SETTLED_YEARS: u32 = 3;

impl<'a> Founder<'a> {
    fn new(
        borough: &'a mut Borough,
        number: usize,
        timetable: &'a Timetable,
        chance: &'a mut Chance,
    ) -> Self {
        let family = Family {
            id: format!("F{number:04}"),
            borough: Names::builtin().borough(chance),
            engaged_on: None,
            assessed_on: None,
            planned_on: None,
            lead_worker_on: None,
            closed_on: None,
            members: Vec::new(),
            needs: Vec::new(),
        };
        let mut founder = Self { borough, timetable, chance, family, home: 0 };
        founder.home = founder.new_home();
        founder.casework();
        founder
    }

    /// Engaged some time between the third month and three months before the end; now and then a step is missing.
    fn casework(&mut self) {
        let from = self.timetable.first.months_after(2);
        let days = u32::try_from(self.timetable.last.days_since(from)).unwrap_or(0).saturating_sub(90);
        let engaged = self.later(from, 0, days.max(1));
        self.family.engaged_on = Some(engaged);
        let step = |founder: &mut Self, low, high| {
            (!founder.chance.percent(5)).then(|| founder.later(engaged, low, high))
        };
        self.family.lead_worker_on = step(self, 0, 10);
        self.family.assessed_on = step(self, 7, 35);
        self.family.planned_on = step(self, 21, 56);
        let closed = self.later(engaged, 200, 500);
        self.family.closed_on =
            Some(closed).filter(|day| *day <= self.timetable.last && self.chance.percent(50));
    }

    fn later(&mut self, day: Day, low: u32, high: u32) -> Day {
        day.plus_days(i32::try_from(self.chance.between(low, high)).expect("a life fits"))
    }

    fn new_home(&mut self) -> HomeIx {
        let address = Names::builtin().address(self.chance);
        let index = self.borough.homes.len();
        let serial = u32::try_from(index).expect("homes are few") + 1;
        self.borough.homes.push(Home {
            id: format!("H{serial:04}"),
            uprn: numbers::uprn(serial),
            address: address.line,
            postcode: address.postcode,
            ward: address.ward,
        });
        index
    }

    fn people(&mut self) {
        let names = Names::builtin();
        let group = Names::group(self.chance);
        let surname = names.surname(group, self.chance);
        let mother = self.adult(group, &surname, Sex::Female, (21, 43));
        match self.chance.weighted(&[45, 28, 20, 7]) {
            1 => {
                let _ = self.adult(group, &surname, Sex::Male, (23, 48));
                self.children(mother, group, &surname);
            }
            2 => self.step_family(mother, group, &surname),
            3 => {
                let _ = self.adult(group, &surname, Sex::Female, (50, 70));
                self.children(mother, group, &surname);
            }
            _ => self.children(mother, group, &surname),
        }
    }

    /// A partner with another name; some of the children have his, some hers, some both.
    fn step_family(&mut self, mother: PersonIx, group: &'static str, surname: &str) {
        let his_group = Names::group(self.chance);
        let his = Names::builtin().surname(his_group, self.chance);
        let _ = self.adult(his_group, &his, Sex::Male, (23, 48));
        self.children(mother, group, surname);
        let joint = if self.chance.percent(40) { format!("{surname}-{his}") } else { his };
        self.children(mother, his_group, &joint);
    }

    fn adult(&mut self, group: &'static str, surname: &str, sex: Sex, ages: (u32, u32)) -> PersonIx {
        let forename = Names::builtin().forename(group, sex, self.chance);
        let born_on = self.birth(ages);
        let person = self.person(&forename, surname, sex, born_on, true);
        if sex == Sex::Female && self.chance.percent(10) {
            let maiden = Names::builtin().surname(group, self.chance);
            self.borough.people[person].aliases.push(Telling { surname: Some(maiden), ..Telling::default() });
        }
        person
    }

    fn children(&mut self, mother: PersonIx, group: &'static str, surname: &str) {
        let oldest = self.borough.people[mother].born_on.age_on(self.timetable.first).unwrap_or(30) - 17;
        for _ in 0..[1, 2, 3, 4][self.chance.weighted(&[22, 38, 27, 13])] {
            let born_on = if self.chance.percent(6) {
                let days = u32::try_from(self.timetable.last.days_since(self.timetable.first)).unwrap_or(0);
                self.later(self.timetable.first, 0, days)
            } else {
                self.birth((0, oldest.min(17)))
            };
            self.child(group, surname, born_on);
            if self.chance.percent(4) {
                self.child(group, surname, born_on);
            }
        }
    }

    fn child(&mut self, group: &'static str, surname: &str, born_on: Day) {
        let sex = if self.chance.percent(50) { Sex::Female } else { Sex::Male };
        let mut forename = Names::builtin().forename(group, sex, self.chance);
        while self.family.members.iter().any(|member| self.borough.people[member.person].forename == forename)
        {
            forename = Names::builtin().forename(group, sex, self.chance);
        }
        let _ = self.person(&forename, surname, sex, born_on, false);
    }

    fn birth(&mut self, ages: (u32, u32)) -> Day {
        let years = self.chance.between(ages.0, ages.1);
        self.timetable
            .first
            .months_before(12 * years)
            .plus_days(-i32::try_from(self.chance.below(365)).expect("small"))
    }

    fn person(&mut self, forename: &str, surname: &str, sex: Sex, born_on: Day, parenting: bool) -> PersonIx {
        let index = self.borough.people.len();
        let from = self.timetable.history.months_before(12 * SETTLED_YEARS).max(born_on);
        let id = format!("{}-{}", self.family.id, self.family.members.len() + 1);
        let period = Period { from, to: None };
        let mut person = blank_person(id, index, (forename, surname), (born_on, sex), self.timetable);
        person.stays.push(Stay { home: self.home, period });
        self.borough.people.push(person);
        self.family.members.push(Member { person: index, period, parenting });
        index
    }

    /// Some families move as a whole, and now and then somebody leaves or dies.
    fn leave_and_move(&mut self) {
        let days = u32::try_from(self.timetable.last.days_since(self.timetable.first)).unwrap_or(0);
        if self.chance.percent(18) {
            let day = self.later(self.timetable.first, 0, days);
            let home = self.new_home();
            for member in &self.family.members {
                move_house(&mut self.borough.people[member.person], home, day);
            }
        }
        let last = self.family.members.len() - 1;
        if last >= 2 && self.chance.percent(8) {
            let day = self.later(self.timetable.first, 0, days);
            let dies = self.chance.percent(15);
            let member = &mut self.family.members[1];
            if member.period.from < day {
                member.period.to = Some(day);
                let person = &mut self.borough.people[member.person];
                end_stays(person, day);
                person.died_on = dies.then_some(day);
            }
        }
    }

    fn finish(self) -> Family {
        self.family
    }
}

/// A person to whom nothing has happened yet, with the numbers their age brings.
#[must_use]
pub fn blank_person(
    id: String,
    index: PersonIx,
    (forename, surname): (&str, &str),
    (born_on, sex): (Day, Sex),
    timetable: &Timetable,
) -> Person {
    let serial = u32::try_from(index).expect("people are few");
    let age = born_on.age_on(timetable.last).unwrap_or(0);
    Person {
        id,
        forename: forename.to_owned(),
        surname: surname.to_owned(),
        born_on,
        sex,
        died_on: None,
        upn: (4..22).contains(&age).then(|| numbers::upn(serial, born_on.year() + 4)),
        nino: (age >= 16).then(|| numbers::nino(serial)),
        nhs: numbers::nhs(serial),
        yot: (10..21).contains(&age).then(|| format!("Y{:06}", 100_000 + serial)),
        aliases: Vec::new(),
        stays: Vec::new(),
        school: String::new(),
        tidy: false,
        offences: Vec::new(),
        terms: Vec::new(),
        exclusions: Vec::new(),
        awards: Vec::new(),
        matches: Vec::new(),
    }
}

/// The person lives in `home` from `day` on; who is not born yet is born there.
pub fn move_house(person: &mut Person, home: HomeIx, day: Day) {
    if person.born_on >= day {
        if let Some(stay) = person.stays.first_mut() {
            stay.home = home;
        }
        return;
    }
    end_stays(person, day.before());
    person.stays.push(Stay { home, period: Period { from: day, to: None } });
}

/// The open stay ends on `day`.
pub fn end_stays(person: &mut Person, day: Day) {
    if let Some(stay) =
        person.stays.last_mut().filter(|stay| stay.period.to.is_none() && stay.period.from <= day)
    {
        stay.period.to = Some(day);
    }
}
