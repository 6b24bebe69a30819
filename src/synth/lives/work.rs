//! Work: benefits, how the DWP match answers, jobs and steps towards them.

use super::{Life, Trend};
use crate::domain::{Day, Period, Window};
use crate::synth::world::{Award, CouncilFact, Match, PersonIx, Subject};

/// Out-of-work benefits with weights.
const BENEFITS: &[(&str, u32)] =
    &[("JSA", 34), ("ESA", 26), ("IS", 22), ("UC", 10), ("CA", 6), ("IB", 1), ("SDA", 1)];

impl Life<'_> {
    pub(super) fn work(&mut self) {
        let out_of_work = self.troubles.work;
        let members: Vec<PersonIx> = self.family.members.iter().map(|member| member.person).collect();
        for person in members {
            let eighteenth = self.borough.people[person].born_on.birthday(18);
            if eighteenth > self.timetable.last {
                continue;
            }
            self.submit(person, eighteenth);
            if self.chance.percent(if out_of_work { 75 } else { 8 }) {
                self.out_of_work(person, eighteenth);
            }
        }
    }

    /// The council submits every adult from the start, or from the eighteenth birthday.
    fn submit(&mut self, person: PersonIx, eighteenth: Day) {
        let from = self.timetable.first.max(eighteenth);
        let (first, later) = match self.chance.below(100) {
            0..88 => ("confirmed", None),
            88..93 => ("unconfirmed", Some("confirmed")),
            93..97 => ("unconfirmed", None),
            _ => ("not found", None),
        };
        let change = later.map(|status| (status, self.later(from, 60, 300)));
        let matches = &mut self.borough.people[person].matches;
        let until = change.map(|(_, day)| day.before());
        matches.push(Match { status: first.to_owned(), period: Period { from, to: until } });
        if let Some((status, day)) = change {
            matches.push(Match { status: status.to_owned(), period: Period { from: day, to: None } });
        }
    }

    fn out_of_work(&mut self, person: PersonIx, eighteenth: Day) {
        let weights: Vec<u32> = BENEFITS.iter().map(|(_, weight)| *weight).collect();
        let benefit = BENEFITS[self.chance.weighted(&weights)].0;
        let start =
            self.timetable.first.plus_days(-i32::try_from(self.chance.between(60, 1500)).expect("small"));
        let from = start.max(eighteenth);
        let ends = self.trend == Trend::Better && self.chance.percent(60);
        let to = ends.then(|| self.later(self.turn, 0, 300)).filter(|day| *day > from);
        let sanction = (benefit == "JSA" && self.chance.percent(8)).then(|| {
            let first = self.later(from, 10, 400);
            Window { from: first, to: first.plus_days(27) }
        });
        let regime = if benefit == "UC" {
            *self.chance.pick(&[
                "searching for work",
                "searching for work",
                "preparing for work",
                "no work requirements",
            ])
        } else {
            ""
        };
        self.borough.people[person].awards.push(Award {
            benefit: benefit.to_owned(),
            regime: regime.to_owned(),
            started_on: from,
            period: Period { from, to },
            sanction,
        });
        match to {
            Some(last) => self.start_work(person, last.after()),
            None => self.steps(person),
        }
    }

    /// A job after the benefit, shown by payslips month by month; now and then only by word, and now and then it ends.
    fn start_work(&mut self, person: PersonIx, from: Day) {
        let proof = *self.chance.pick(&["payslip", "payslip", "payslip", "employer-letter", "self-reported"]);
        let ends = self.chance.percent(20).then(|| self.later(from, 30, 200));
        let last = ends.unwrap_or(self.timetable.last).min(self.timetable.last);
        let mut first = from;
        while first <= last {
            let to = first.month_end().min(last);
            self.council_fact(person, "employment", (first, Some(to)), proof, to);
            first = to.after();
        }
    }

    /// Steps towards work of who stays on benefit.
    fn steps(&mut self, person: PersonIx) {
        const STEPS: &[&str] =
            &["volunteering", "accredited-training", "employment-coaching", "cv-support", "careers-advice"];
        if self.chance.percent(40) {
            let code = *self.chance.pick(STEPS);
            let from = self.later(self.turn, 0, 120);
            let to = self.later(from, 30, 160);
            self.council_fact(person, "work-activity", (from, Some(to)), code, to);
            if self.chance.percent(70) {
                self.council_fact(person, "spell-end", (to, None), "completed", to);
            }
        }
    }

    fn council_fact(
        &mut self,
        person: PersonIx,
        fact: &str,
        days: (Day, Option<Day>),
        code: &str,
        known_on: Day,
    ) {
        if known_on > self.timetable.last {
            return;
        }
        let reference = format!("{}/work", self.borough.people[person].id);
        self.borough.council.push(CouncilFact {
            known_on: known_on.max(self.timetable.first),
            fact: fact.to_owned(),
            subject: Subject::Person(person),
            from: days.0,
            to: days.1,
            value: String::new(),
            of: String::new(),
            code: code.to_owned(),
            reference,
        });
    }
}
