//! From a written story to people, homes and events.

use super::form::{Character, Story};
use super::line::Line;
use crate::domain::{Day, Period, Window};
use crate::synth::extracts::{adms, police};
use crate::synth::families::{blank_person, end_stays, move_house};
use crate::synth::lives::school::{attends, possible_sessions};
use crate::synth::names::Names;
use crate::synth::numbers;
use crate::synth::random::Chance;
use crate::synth::timetable::Timetable;
use crate::synth::world::{
    Award, Borough, CouncilCoverage, CouncilFact, Exclusion, Family, Home, HomeIx, Incident, Match, Member,
    Need, Offence, PersonIx, Sex, Stay, Subject, Telling, TermRecord,
};

/// Days from engagement to lead worker, assessment and plan.
const CASEWORK_DAYS: [(&str, i32); 3] = [("lead_worker_on", 3), ("assessed_on", 14), ("planned_on", 28)];
/// Percent of half days missed with and without leave where a story says nothing.
const USUAL_ABSENCE: (u32, u32) = (2, 1);
/// When families of stories moved into their first home.
const LONG_AGO: (i32, u32, u32) = (2012, 1, 1);

/// Adds a story's family to the borough.
pub fn family(borough: &mut Borough, story: &Story, timetable: &Timetable) {
    let chance = Chance::new(1).fork(&story.id, 0);
    let mut director = Director { borough, story, timetable, chance, homes: Vec::new() };
    director.homes();
    let mut family = director.casework();
    for character in &story.person {
        director.enter(&mut family, character);
    }
    director.happenings_at_home();
    director.borough.families.push(family);
}

struct Director<'a> {
    borough: &'a mut Borough,
    story: &'a Story,
    timetable: &'a Timetable,
    chance: Chance,
    homes: Vec<HomeIx>,
}

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("the days of stories are read by a test")
}

fn long_ago() -> Day {
    Day::new(LONG_AGO.0, LONG_AGO.1, LONG_AGO.2).expect("a day of the calendar")
}

impl Director<'_> {
    fn homes(&mut self) {
        let count = if self.story.moved_on.is_some() { 2 } else { 1 };
        for _ in 0..count {
            let address = Names::builtin().address(&mut self.chance);
            let index = self.borough.homes.len();
            let serial = u32::try_from(index).expect("homes are few") + 1;
            self.homes.push(index);
            self.borough.homes.push(Home {
                id: format!("H{serial:04}"),
                uprn: numbers::uprn(serial),
                address: address.line,
                postcode: address.postcode,
                ward: address.ward,
            });
        }
    }

    fn casework(&mut self) -> Family {
        let engaged = day(&self.story.engaged_on);
        let step = |index: usize| {
            let (name, days) = CASEWORK_DAYS[index];
            (!self.story.missing.iter().any(|missing| missing == name)).then(|| engaged.plus_days(days))
        };
        Family {
            id: self.story.id.clone(),
            borough: Names::builtin().borough(&mut self.chance),
            engaged_on: Some(engaged),
            lead_worker_on: step(0),
            assessed_on: step(1),
            planned_on: step(2),
            closed_on: None,
            members: Vec::new(),
            needs: Vec::new(),
        }
    }

    fn enter(&mut self, family: &mut Family, character: &Character) {
        let known = character.same_as.as_ref().map(|id| {
            let found = self.borough.people.iter().position(|person| person.id == *id);
            found.expect("the people of stories are read by a test")
        });
        let person = known.unwrap_or_else(|| self.create(family, character));
        let born = self.borough.people[person].born_on;
        let from = character.from.as_deref().map_or(born.max(long_ago()), day);
        let to = character.to.as_deref().map(day);
        let adult = born.age_on(self.timetable.first).is_some_and(|age| age >= 18);
        family.members.push(Member { person, period: Period { from, to }, parenting: adult });
        for letter in &character.needs {
            family.needs.push(Need {
                criterion: letter.clone(),
                person: Some(person),
                identified_on: day(&self.story.engaged_on),
                source: "practitioner".to_owned(),
            });
        }
        self.live(person, (from, to), character, known.is_none());
    }

    fn create(&mut self, family: &Family, character: &Character) -> PersonIx {
        let index = self.borough.people.len();
        let (forename, surname) = character.name.split_once(' ').expect("stories give two names");
        let sex = if character.sex == "F" { Sex::Female } else { Sex::Male };
        let id = format!("{}-{}", family.id, family.members.len() + 1);
        let names = (forename, surname);
        let mut person = blank_person(id, index, names, (day(&character.born), sex), self.timetable);
        person.tidy = true;
        for alias in &character.alias {
            person.aliases.push(Telling { surname: Some(alias.clone()), ..Telling::default() });
        }
        self.borough.people.push(person);
        index
    }

    /// Homes, then all that happened to the person.
    fn live(&mut self, person: PersonIx, (from, to): (Day, Option<Day>), character: &Character, new: bool) {
        let someone = &mut self.borough.people[person];
        if new {
            someone.stays.push(Stay { home: self.homes[0], period: Period { from, to: None } });
        } else {
            move_house(someone, self.homes[0], from);
        }
        if let Some(moved_on) = &self.story.moved_on {
            move_house(someone, self.homes[1], day(moved_on));
        }
        if let Some(left) = to {
            end_stays(someone, left);
        }
        if let Some(died) = &character.died {
            someone.died_on = Some(day(died));
            end_stays(someone, day(died));
        }
        self.offend(person, character);
        if new {
            self.attend(person, character);
            self.match_benefits(person, character);
        }
        for line in &character.exclusions {
            self.exclude(person, &mut Line::new(line));
        }
        for line in &character.police {
            self.record(Subject::Person(person), &mut Line::new(line));
        }
        for line in &character.facts {
            self.fact(Subject::Person(person), &mut Line::new(line));
        }
        for line in &character.lists {
            self.list(person, &mut Line::new(line));
        }
    }

    fn offend(&mut self, person: PersonIx, character: &Character) {
        for text in &character.offences {
            let mut line = Line::new(text);
            let happened = line.day("the day");
            let id = &self.borough.people[person].id;
            let number = self.borough.people[person].offences.len() + 1;
            let offence = Offence {
                day: happened,
                case_ref: format!("YC{id}/{number}"),
                offence: line.word("the offence"),
                gravity: line.number("the gravity"),
                outcome: line.word("the outcome"),
                decided_on: line.day_or_none(),
                known_on: happened.plus_days(7),
                told: line.telling(),
            };
            self.borough.people[person].offences.push(offence);
        }
    }

    /// Every term of school age that stories tell of: as written, else as the percentages say.
    fn attend(&mut self, person: PersonIx, character: &Character) {
        let calendar = self.timetable.calendar.clone();
        let born = self.borough.people[person].born_on;
        let school = Names::builtin().school("secondary", &mut self.chance);
        self.borough.people[person].school.clone_from(&school);
        let written = written_sessions(character, &calendar, &school);
        for (index, term) in calendar.terms().iter().enumerate() {
            if !attends(born, term.days) || is_away(character, &calendar, index) {
                continue;
            }
            let mut own: Vec<TermRecord> =
                written.iter().filter(|record| record.term == index).cloned().collect();
            if own.is_empty() {
                let (authorised, unauthorised) = absence(character, &calendar, index);
                let possible = possible_sessions(term.days);
                own.push(TermRecord {
                    term: index,
                    possible,
                    authorised: possible * authorised / 100,
                    unauthorised: possible * unauthorised / 100,
                    school: school.clone(),
                    told: Telling::default(),
                });
            }
            self.borough.people[person].terms.extend(own);
        }
    }

    fn exclude(&mut self, person: PersonIx, line: &mut Line<'_>) {
        let child = &self.borough.people[person];
        let reference = format!("X{}/{}", child.id, child.exclusions.len() + 1);
        let exclusion = Exclusion {
            day: line.day("the day"),
            category: line.word("the category"),
            sessions: line.number("the half days"),
            reason: line.word("the reason"),
            reference,
            withdrawn_on: line.option_day("withdrawn"),
            told: line.telling(),
        };
        self.borough.people[person].exclusions.push(exclusion);
    }

    /// Every adult is submitted from the start, or from the eighteenth birthday.
    fn match_benefits(&mut self, person: PersonIx, character: &Character) {
        let someone = &mut self.borough.people[person];
        let adult = someone.born_on.birthday(18);
        for text in &character.benefits {
            let mut line = Line::new(text);
            let benefit = line.word("the benefit");
            let period = Period { from: line.day("the first day"), to: line.day_or_none() };
            someone.awards.push(Award {
                benefit,
                started_on: line.option_day("start").unwrap_or(period.from),
                period,
                regime: line.option("regime").unwrap_or_default(),
                sanction: line.option_day("sanction").map(|from| Window { from, to: from.plus_days(27) }),
            });
        }
        for text in &character.matches {
            let mut line = Line::new(text);
            let status = line.word("the status");
            let period = Period { from: line.day("the first day"), to: line.day_or_none() };
            someone.matches.push(Match { status, period });
        }
        if character.matches.is_empty() && adult <= self.timetable.last {
            let period = Period { from: adult.max(self.timetable.first), to: None };
            someone.matches.push(Match { status: "confirmed".to_owned(), period });
        }
    }

    fn happenings_at_home(&mut self) {
        let moved_on = self.story.moved_on.as_deref().map(day);
        let home_on = |homes: &[HomeIx], line: &Line<'_>, on: Day| match line.option("home").as_deref() {
            Some("1") => homes[0],
            Some(_) => homes[homes.len() - 1],
            None if moved_on.is_some_and(|moved| moved <= on) => homes[homes.len() - 1],
            None => homes[0],
        };
        for text in &self.story.incidents {
            let mut line = Line::new(text);
            let happened = Line::new(text).day("the day");
            let home = home_on(&self.homes, &line, happened);
            self.record(Subject::Home(home), &mut line);
        }
        for text in &self.story.home_facts {
            let mut line = Line::new(text);
            let mut copy = Line::new(text);
            let _ = (copy.word("the fact"), copy.word("the code"));
            let home = home_on(&self.homes, &line, copy.day("the first day"));
            self.fact(Subject::Home(home), &mut line);
        }
    }

    fn record(&mut self, subject: Subject, line: &mut Line<'_>) {
        let happened = line.day("the day");
        let record = line.word("the kind of record");
        let class = line.word("the class");
        let serial = self.borough.incidents.len();
        let number = format!("{}{:02}/0{serial:05}", happened.year(), happened.month());
        let plain = police::incident_of(&record, happened, &mut self.chance);
        self.borough.incidents.push(Incident {
            sent_on: line.option_day("sent").unwrap_or(happened),
            domestic: class == "domestic",
            class,
            number: line.option("number").unwrap_or(number),
            status: line.option("status").unwrap_or_default(),
            subject,
            told: line.telling(),
            ..plain
        });
    }

    fn fact(&mut self, subject: Subject, line: &mut Line<'_>) {
        let fact = line.word("the fact");
        let value = if fact == "attestation" { "1" } else { "" };
        let code = line.word_or_blank("the code");
        let (from, to) = (line.day("the first day"), line.day_or_none());
        let reference = line.option("ref").unwrap_or_else(|| format!("{}/{fact}", self.story.id));
        let plain = CouncilFact {
            known_on: line.option_day("known").unwrap_or(to.unwrap_or(from)).max(self.timetable.first),
            subject,
            from,
            to,
            value: line.option("value").unwrap_or_else(|| value.to_owned()),
            of: String::new(),
            code,
            reference: match subject {
                Subject::Person(person) => reference.replace("$submission", &adms::submission(person)),
                Subject::Home(_) => reference,
            },
            fact,
        };
        match (line.option("by"), to) {
            (Some(_), Some(last)) => self.month_by_month(&plain, last),
            _ => self.borough.council.push(plain),
        }
    }

    fn month_by_month(&mut self, plain: &CouncilFact, last: Day) {
        let mut from = plain.from;
        while from <= last {
            let to = from.month_end().min(last);
            self.borough.council.push(CouncilFact { from, to: Some(to), known_on: to, ..plain.clone() });
            from = to.after();
        }
    }

    /// A list that is complete month by month.
    fn list(&mut self, person: PersonIx, line: &mut Line<'_>) {
        let fact = line.word("the fact");
        let (from, to) = (line.day("the first day"), line.day("the last day"));
        let mut month = from;
        while month <= to {
            let window = Window { from: month, to: month.month_end().min(to) };
            let known_on = month.max(self.timetable.first);
            self.borough.council_coverage.push(CouncilCoverage {
                known_on,
                fact: fact.clone(),
                person,
                window,
            });
            month = month.month_end().after();
        }
    }
}

fn written_sessions(
    character: &Character,
    calendar: &crate::domain::SchoolCalendar,
    school: &str,
) -> Vec<TermRecord> {
    let record = |text: &String| {
        let mut line = Line::new(text);
        TermRecord {
            term: line.term(calendar),
            possible: line.number("possible"),
            authorised: line.number("authorised"),
            unauthorised: line.number("unauthorised"),
            school: line.option("school").unwrap_or_else(|| school.to_owned()),
            told: line.telling(),
        }
    };
    character.sessions.iter().map(record).collect()
}

fn absence(character: &Character, calendar: &crate::domain::SchoolCalendar, term: usize) -> (u32, u32) {
    for text in &character.absent {
        let mut line = Line::new(text);
        if (line.term(calendar)..=line.term(calendar)).contains(&term) {
            return (line.number("authorised"), line.number("unauthorised"));
        }
    }
    USUAL_ABSENCE
}

fn is_away(character: &Character, calendar: &crate::domain::SchoolCalendar, term: usize) -> bool {
    character.away.iter().any(|text| {
        let mut line = Line::new(text);
        (line.term(calendar)..=line.term(calendar)).contains(&term)
    })
}
