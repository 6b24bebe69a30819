//! Offences of young people, police records about members, and anti-social behaviour at the home.

use super::Life;
use crate::domain::Day;
use crate::synth::extracts::police::incident_of;
use crate::synth::extracts::yot::OFFENCES;
use crate::synth::random::Chance;
use crate::synth::world::{CouncilFact, Offence, PersonIx, Subject, Telling};

/// Outcomes of known cases, with weights.
const OUTCOMES: &[(&str, u32)] = &[
    ("conviction", 50),
    ("youth caution", 25),
    ("youth conditional caution", 10),
    ("community resolution", 10),
    ("NFA", 5),
];

impl Life<'_> {
    pub(super) fn crime(&mut self) {
        let (offending, nuisance) = (self.troubles.offending, self.troubles.nuisance);
        let members: Vec<PersonIx> = self.family.members.iter().map(|member| member.person).collect();
        for month in self.months() {
            for person in &members {
                self.young_offence(*person, month, if offending { 160 } else { 4 });
                self.police_record(*person, month, 14);
            }
            self.incident_at_home(month, "asb", if nuisance { 300 } else { 8 });
            self.incident_at_home(month, "callout", 25);
        }
        if nuisance {
            self.warning();
        }
    }

    fn young_offence(&mut self, person: PersonIx, month: Day, before: u32) {
        let day = self.day_in(month);
        let age = self.borough.people[person].born_on.age_on(day);
        let happens = self.chance.below(1000) < self.rate(day, before);
        if !happens || !age.is_some_and(|age| (11..18).contains(&age)) {
            return;
        }
        let number = self.borough.people[person].offences.len() + 1;
        let case_ref = format!("YC{}/{}", self.borough.people[person].id, number);
        let offence = self.offence(day, case_ref);
        self.borough.people[person].offences.push(offence);
    }

    fn offence(&mut self, day: Day, case_ref: String) -> Offence {
        let (offence, gravity) = *self.chance.pick(OFFENCES);
        let weights: Vec<u32> = OUTCOMES.iter().map(|(_, weight)| *weight).collect();
        let outcome = OUTCOMES[self.chance.weighted(&weights)].0.to_owned();
        let slow = self.chance.percent(15);
        let decided_on = if slow { self.later(day, 95, 220) } else { self.later(day, 10, 85) };
        Offence {
            day,
            offence: offence.to_owned(),
            gravity,
            case_ref,
            outcome,
            decided_on: Some(decided_on),
            known_on: day.plus_days(7),
            told: Telling::default(),
        }
    }

    fn police_record(&mut self, person: PersonIx, month: Day, per_mille: u32) {
        let day = self.day_in(month);
        let age = self.borough.people[person].born_on.age_on(day);
        if !self.chance.per_mille(per_mille) || age.is_none_or(|age| age < 11) {
            return;
        }
        let record = *self.chance.pick(&["victim", "victim", "suspect", "accused", "custody"]);
        self.incident(record, day, Subject::Person(person));
    }

    fn incident_at_home(&mut self, month: Day, record: &str, before: u32) {
        let day = self.day_in(month);
        if self.chance.below(1000) < self.rate(day, before)
            && let Some(first) = self.family.members.first()
            && let Some(home) = self.borough.people[first.person].home_on(day)
        {
            self.incident(record, day, Subject::Home(home));
        }
    }

    fn incident(&mut self, record: &str, day: Day, subject: Subject) {
        let mut incident = incident_of(record, day, self.chance);
        incident.number = incident_number(day, self.borough.incidents.len(), self.chance);
        incident.subject = subject;
        self.borough.incidents.push(incident);
    }

    /// A warning to the household some weeks before engagement.
    fn warning(&mut self) {
        let Some(engaged) = self.family.engaged_on else { return };
        let Some(first) = self.family.members.first() else { return };
        let day = engaged.plus_days(-i32::try_from(self.chance.between(20, 200)).expect("small"));
        let Some(home) = self.borough.people[first.person].home_on(day) else { return };
        let code = *self.chance.pick(&["warning-letter", "behaviour-agreement", "protection-warning"]);
        self.borough.council.push(CouncilFact {
            known_on: day.max(self.timetable.first),
            fact: "asb-intervention".to_owned(),
            subject: Subject::Home(home),
            from: day,
            to: Some(day),
            value: String::new(),
            of: String::new(),
            code: code.to_owned(),
            reference: format!("ASB/{}", self.family.id),
        });
    }
}

/// A number as the police give it: year and month, then a serial of the month.
fn incident_number(day: Day, serial: usize, chance: &mut Chance) -> String {
    format!("{}{:02}/0{}{:04}", day.year(), day.month(), serial % 10, chance.below(10_000))
}
