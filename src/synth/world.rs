//! The truth of an invented borough: who lives where with whom, and what happened to them.
//!
//! Generators and stories fill it; the renderers of the feeds read it. It knows nothing of files, and no feed's dirt.

use crate::domain::{Day, Period, Window};

/// An index into [`Borough::people`].
pub type PersonIx = usize;
/// An index into [`Borough::homes`].
pub type HomeIx = usize;

/// Everything true of the borough's families.
#[derive(Clone, Default, Debug)]
pub struct Borough {
    /// The families the council works with.
    pub families: Vec<Family>,
    /// Everyone who is or was a member of one.
    pub people: Vec<Person>,
    /// Where they live or lived.
    pub homes: Vec<Home>,
    /// What the police recorded about them or their homes.
    pub incidents: Vec<Incident>,
    /// What the council itself knows, by the month it came to know it.
    pub council: Vec<CouncilFact>,
    /// For which days the council's own lists of single people are complete.
    pub council_coverage: Vec<CouncilCoverage>,
}

/// A family and its casework.
#[derive(Clone, Debug)]
pub struct Family {
    /// `F0001`
    pub id: String,
    /// One of the three boroughs.
    pub borough: String,
    /// Casework days.
    pub engaged_on: Option<Day>,
    /// Assessment, plan and lead worker, where they were done.
    pub assessed_on: Option<Day>,
    /// See `assessed_on`.
    pub planned_on: Option<Day>,
    /// See `assessed_on`.
    pub lead_worker_on: Option<Day>,
    /// The day the case closed.
    pub closed_on: Option<Day>,
    /// Who belongs to it.
    pub members: Vec<Member>,
    /// What a practitioner recorded at engagement.
    pub needs: Vec<Need>,
}

/// A membership.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who.
    pub person: PersonIx,
    /// When.
    pub period: Period,
    /// Whether the person has the care of a child.
    pub parenting: bool,
}

/// A criterion a practitioner recorded.
#[derive(Clone, Debug)]
pub struct Need {
    /// The letter.
    pub criterion: String,
    /// Whom it concerns; blank means all in scope.
    pub person: Option<PersonIx>,
    /// When.
    pub identified_on: Day,
    /// Who said so.
    pub source: String,
}

/// A home.
#[derive(Clone, Debug)]
pub struct Home {
    /// `H0001`
    pub id: String,
    /// Property number.
    pub uprn: String,
    /// In one line.
    pub address: String,
    /// With a space.
    pub postcode: String,
    /// Ward.
    pub ward: String,
}

/// Sex as the files give it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sex {
    /// `F`
    Female,
    /// `M`
    Male,
}

impl Sex {
    /// The letter.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
        }
    }
}

/// A person and all that happened to them.
#[derive(Clone, Debug)]
pub struct Person {
    /// `F0001-1`
    pub id: String,
    /// Given name.
    pub forename: String,
    /// Family name.
    pub surname: String,
    /// Day of birth.
    pub born_on: Day,
    /// Sex.
    pub sex: Sex,
    /// Day of death.
    pub died_on: Option<Day>,
    /// School number, for who goes or went to school.
    pub upn: Option<String>,
    /// National Insurance number, from 16.
    pub nino: Option<String>,
    /// Health number.
    pub nhs: String,
    /// Youth offending team's number, for who is known there.
    pub yot: Option<String>,
    /// Other names and birth dates the cohort knows.
    pub aliases: Vec<Telling>,
    /// Homes in order.
    pub stays: Vec<Stay>,
    /// The school.
    pub school: String,
    /// Whether every source writes this person down without mistakes.
    pub tidy: bool,
    /// Offences known to the youth offending team.
    pub offences: Vec<Offence>,
    /// Attendance by term.
    pub terms: Vec<TermRecord>,
    /// Exclusions from school.
    pub exclusions: Vec<Exclusion>,
    /// Benefits in payment.
    pub awards: Vec<Award>,
    /// How the DWP match answered, by stretches of months; nobody submitted has none.
    pub matches: Vec<Match>,
}

impl Person {
    /// The home on `day`: the stay that holds it, else the latest begun before, else the first.
    #[must_use]
    pub fn home_on(&self, day: Day) -> Option<HomeIx> {
        let living = self.stays.iter().find(|stay| stay.period.contains(day));
        living
            .or_else(|| self.stays.iter().rev().find(|stay| stay.period.from <= day))
            .or(self.stays.first())
            .map(|stay| stay.home)
    }

    /// Whether the person is alive and born on `day`.
    #[must_use]
    pub fn lives_on(&self, day: Day) -> bool {
        self.born_on <= day && self.died_on.is_none_or(|died| day <= died)
    }
}

/// A stay in a home.
#[derive(Clone, Debug)]
pub struct Stay {
    /// Which home.
    pub home: HomeIx,
    /// When.
    pub period: Period,
}

/// How a source tells of a person where it differs from the truth.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Telling {
    /// Given name.
    pub forename: Option<String>,
    /// Family name.
    pub surname: Option<String>,
    /// Day of birth.
    pub born_on: Option<Day>,
    /// The source's number for the person; blank means it gives none.
    pub number: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
}

/// An offence in the youth offending team's books.
#[derive(Clone, Debug)]
pub struct Offence {
    /// The day it happened.
    pub day: Day,
    /// What it was.
    pub offence: String,
    /// Gravity, 1 to 8.
    pub gravity: u32,
    /// The case.
    pub case_ref: String,
    /// How it ended, in the words of the feed.
    pub outcome: String,
    /// The day it was decided; `None` while pending.
    pub decided_on: Option<Day>,
    /// The day the team first heard of it.
    pub known_on: Day,
    /// What the source says of the person.
    pub told: Telling,
}

/// A child's sessions in a term.
#[derive(Clone, Debug)]
pub struct TermRecord {
    /// The term's place in the calendar.
    pub term: usize,
    /// Half days the school was open to the child.
    pub possible: u32,
    /// Half days absent with leave.
    pub authorised: u32,
    /// Half days absent without leave.
    pub unauthorised: u32,
    /// The school.
    pub school: String,
    /// What the source says of the person.
    pub told: Telling,
}

/// An exclusion from school.
#[derive(Clone, Debug)]
pub struct Exclusion {
    /// First day.
    pub day: Day,
    /// `PERM`, `SUSP` or `LNCH`.
    pub category: String,
    /// Half days.
    pub sessions: u32,
    /// Reason code.
    pub reason: String,
    /// The occasion.
    pub reference: String,
    /// The day the governors set it aside.
    pub withdrawn_on: Option<Day>,
    /// What the source says of the person.
    pub told: Telling,
}

/// A benefit in payment under one regime.
#[derive(Clone, Debug)]
pub struct Award {
    /// The benefit, in the words of the feed.
    pub benefit: String,
    /// The Universal Credit regime; blank for other benefits.
    pub regime: String,
    /// The first day of the award, which may lie before this regime.
    pub started_on: Day,
    /// When it was in payment under this regime.
    pub period: Period,
    /// The days under a sanction.
    pub sanction: Option<Window>,
}

/// How the DWP match answered for a person.
#[derive(Clone, Debug)]
pub struct Match {
    /// `confirmed`, `unconfirmed` or `not found`.
    pub status: String,
    /// The extract days it holds for.
    pub period: Period,
}

/// Whom a police record is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A person of the cohort.
    Person(PersonIx),
    /// A home only.
    Home(HomeIx),
}

/// A police record.
#[derive(Clone, Debug)]
pub struct Incident {
    /// The day.
    pub day: Day,
    /// The month in which the police sent it (any day of it); a record is sent again when its status changes.
    pub sent_on: Day,
    /// `victim`, `suspect`, `accused`, `custody`, `asb` or `callout`.
    pub record: String,
    /// Class of offence or incident.
    pub class: String,
    /// Whether it is marked domestic.
    pub domestic: bool,
    /// The incident.
    pub number: String,
    /// `charged`, `accused`, `no further action`, `cleared` or blank.
    pub status: String,
    /// The end of police custody.
    pub released_on: Option<Day>,
    /// About whom.
    pub subject: Subject,
    /// What the source says of the person.
    pub told: Telling,
}

/// A fact of the council's own, a row of the interchange form.
#[derive(Clone, Debug)]
pub struct CouncilFact {
    /// The month in which the council came to know it (any day of it).
    pub known_on: Day,
    /// Name of the fact.
    pub fact: String,
    /// About whom.
    pub subject: Subject,
    /// The day, or the first day.
    pub from: Day,
    /// The last day.
    pub to: Option<Day>,
    /// The number.
    pub value: String,
    /// The whole.
    pub of: String,
    /// Subtype or level.
    pub code: String,
    /// The case.
    pub reference: String,
}

/// A stretch for which a list of the council is complete for one person.
#[derive(Clone, Debug)]
pub struct CouncilCoverage {
    /// The month whose delivery says so (any day of it).
    pub known_on: Day,
    /// Name of the fact.
    pub fact: String,
    /// For whom.
    pub person: PersonIx,
    /// The days.
    pub window: Window,
}
