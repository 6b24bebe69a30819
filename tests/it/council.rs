//! A small council with prepared facts: families of one parent and one child who all have a result in March 2017, a workspace,
//! and the steps of a claim. Quick, for a run reads a few lines.

use crate::hearth::{Ran, hearth};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

/// A council being set up: what its files say.
pub struct Council {
    folder: tempfile::TempDir,
    families: Vec<String>,
    /// Further members: family and person.
    members: Vec<(String, String)>,
    /// Families engaged on another day than the usual.
    engaged: Vec<(String, String)>,
    facts: String,
    /// Numbers of people: person, scheme and number.
    numbers: Vec<(String, String, String)>,
}

/// Every fact that the plan's cases of March 2017 read, complete for these days.
fn covered(from: &str, to: &str) -> String {
    let cases = include_str!("../../schemas/plans/tri-borough/cases/2017-03-31/coverage.csv");
    let facts: BTreeSet<&str> = cases.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    facts.iter().map(|fact| format!("{fact},,{from},{to}\n")).collect()
}

impl Council {
    /// A council of these families, whose children are back on a school roll and registered with a doctor.
    pub fn of(families: &[&str]) -> Self {
        let mut council = Self {
            folder: tempfile::tempdir().unwrap(),
            families: families.iter().map(|&id| id.to_owned()).collect(),
            members: Vec::new(),
            engaged: Vec::new(),
            facts: String::new(),
            numbers: Vec::new(),
        };
        let ids = council.families.clone();
        for id in &ids {
            council.has_need(id);
            council.has_progress(id);
        }
        council.init();
        council
    }

    fn init(&self) {
        let calendar = include_bytes!("../../schemas/calendars/demo.csv");
        fs::write(self.path("terms.csv"), calendar).unwrap();
        hearth(&["init", &self.workspace(), "--calendar", &self.path("terms.csv")]).ends_with(0);
    }

    /// A family without progress yet.
    pub fn with_waiting(mut self, family: &str) -> Self {
        self.families.push(family.to_owned());
        self.has_need(family);
        self
    }

    /// A family engaged on another day, whose needs lie just before it.
    pub fn with_engaged(mut self, family: &str, day: &str) -> Self {
        self.families.push(family.to_owned());
        let engaged = hearth::domain::Day::parse_iso(day).unwrap();
        let (before, after) = (engaged.plus_days(-20).to_string(), engaged.plus_days(9).to_string());
        self.fact("missing-education", &format!("{family}-c"), &before, &after, "", "");
        self.fact("hospital-attendance", &format!("{family}-c"), &before, "", "", "a-and-e");
        self.engaged.push((family.to_owned(), day.to_owned()));
        self
    }

    /// A family with one need, whose child has a number of the youth offending team.
    pub fn with_number(mut self, family: &str, yot: &str) -> Self {
        self.families.push(family.to_owned());
        let child = format!("{family}-c");
        self.fact("missing-education", &child, "2015-12-28", "2016-02-25", "", "");
        self.numbers.push((child, "yot".to_owned(), yot.to_owned()));
        self
    }

    /// Takes in the offences of the first quarter of 2016.
    pub fn take_in_offences(&self, rows: &str, received: &str) {
        self.write(
            "yot/yot_offences_2016-Q1.csv",
            "yot_id,surname,forename,dob,postcode,case_ref,offence_date,offence,gravity,outcome,outcome_date",
            rows,
        );
        self.run(&["ingest", "--received", received, &self.path("yot")]).ends_with(0);
    }

    /// A family by the employment route: its parent has left a benefit for work, its child is still on a plan.
    pub fn with_employed(mut self, family: &str) -> Self {
        self.families.push(family.to_owned());
        self.has_work(family);
        self.fact("social-care-case", &format!("{family}-c"), "2015-12-18", "", "", "child-protection-plan");
        self
    }

    /// A parent who left a benefit for work.
    pub fn has_work(&mut self, family: &str) {
        let parent = format!("{family}-a");
        self.fact("benefit", &parent, "2015-12-18", "2016-09-22", "", "jsa");
        self.fact("spell-end", &parent, "2016-09-22", "", "", "into-work");
        self.fact("employment", &parent, "2016-09-23", "", "30", "payslip");
    }

    /// The child's plan ended well.
    pub fn is_off_the_plan(&mut self, family: &str) {
        self.facts = self.facts.replace(
            &format!("social-care-case,{family}-c,,2015-12-18,,"),
            &format!("social-care-case,{family}-c,,2015-12-18,2016-06-30,"),
        );
    }

    /// A person becomes a member of a new family.
    pub fn comes_back_as(&mut self, person: &str, family: &str) {
        self.families.push(family.to_owned());
        self.members.push((family.to_owned(), person.to_owned()));
    }

    /// A person who is also a member of another family.
    pub fn with_member(mut self, family: &str, person: &str) -> Self {
        self.members.push((family.to_owned(), person.to_owned()));
        self
    }

    fn has_need(&mut self, family: &str) {
        let child = format!("{family}-c");
        self.fact("missing-education", &child, "2015-12-28", "2016-02-25", "", "");
        self.fact("hospital-attendance", &child, "2016-01-27", "", "", "a-and-e");
    }

    /// The facts that show progress.
    pub fn has_progress(&mut self, family: &str) {
        let child = format!("{family}-c");
        self.fact("gp-registration", &child, "2016-11-27", "", "", "");
        self.fact("school-roll", &child, "2016-12-23", "", "", "mainstream");
    }

    /// The same from a day on.
    pub fn has_progress_on(&mut self, family: &str, day: &str) {
        let child = format!("{family}-c");
        self.fact("gp-registration", &child, day, "", "", "");
        self.fact("school-roll", &child, day, "", "", "mainstream");
    }

    /// The child is on a school roll from a day on.
    pub fn has_roll_on(&mut self, family: &str, day: &str) {
        self.fact("school-roll", &format!("{family}-c"), day, "", "", "mainstream");
    }

    /// Takes back what was said of a family's roll: a correction.
    pub fn loses_roll(&mut self, family: &str) {
        let gone = format!("school-roll,{family}-c,");
        self.facts = self
            .facts
            .lines()
            .filter(|line| !line.starts_with(&gone))
            .fold(String::new(), |text, line| text + line + "\n");
    }

    fn fact(&mut self, fact: &str, person: &str, from: &str, to: &str, value: &str, code: &str) {
        let number = self.facts.lines().count();
        writeln!(self.facts, "{fact},{person},,{from},{to},{value},,{code},r{number}").unwrap();
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn workspace(&self) -> String {
        self.path("workspace")
    }

    fn write(&self, name: &str, header: &str, body: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{header}\n{body}")).unwrap();
    }

    fn write_cohort(&self) {
        let (mut families, mut people, mut members) = (String::new(), String::new(), String::new());
        for id in &self.families {
            let engaged = self.engaged.iter().find(|(family, _)| family == id);
            let day = engaged.map_or("2016-02-16", |(_, day)| day);
            writeln!(families, "{id},tri-borough,Town,{day},,{day},{day},{day}").unwrap();
            writeln!(people, "{id}-a,Dan,{id},1981-05-06,F,\n{id}-c,Gia,{id},2005-05-20,M,").unwrap();
            writeln!(members, "{id},{id}-a,2012-01-01,,yes\n{id},{id}-c,2012-01-01,,no").unwrap();
        }
        for (family, person) in &self.members {
            writeln!(members, "{family},{person},2012-01-01,,no").unwrap();
        }
        self.write(
            "cohort/families.csv",
            "family_id,plan,borough,engaged_on,closed_on,assessed_on,planned_on,lead_worker_on",
            &families,
        );
        self.write("cohort/people.csv", "person_id,forename,surname,born_on,sex,died_on", &people);
        self.write("cohort/members.csv", "family_id,person_id,from,to,parenting", &members);
        self.write("cohort/residences.csv", "person_id,household_id,uprn,address,postcode,ward,from,to", "");
        let numbers = self.numbers.iter();
        let numbers = numbers.map(|(person, scheme, number)| format!("{person},{scheme},{number},,\n"));
        let numbers: String = numbers.collect();
        self.write("cohort/identifiers.csv", "person_id,scheme,value,from,to", &numbers);
    }

    /// Takes in everything as it now stands, complete up to the end of March 2017, as received on a day.
    pub fn take_in(&self, received: &str) {
        self.take_in_as("", received);
    }

    /// The same, the files with a remark in their names.
    pub fn take_in_as(&self, remark: &str, received: &str) {
        self.write_cohort();
        let _ = fs::remove_dir_all(self.path("interchange"));
        self.write(
            &format!("interchange/facts_2017-03{remark}.csv"),
            "fact,person_id,household_id,from,to,value,of,code,ref",
            &self.facts,
        );
        self.write(
            "interchange/coverage_2017-03.csv",
            "fact,person_id,from,to",
            &covered("2012-09-01", "2017-03-31"),
        );
        let (cohort, facts) = (self.path("cohort"), self.path("interchange"));
        self.run(&["ingest", "--received", received, "--cohort", &cohort, &facts]).ends_with(0);
    }

    /// Takes in a month (`2016-05`): the facts that begin in it, with those of earlier years in the first, April 2016. The
    /// remark stands in the names of the files.
    pub fn take_in_month(&self, month: &str, remark: &str, received: &str) {
        self.write_cohort();
        let first = hearth::domain::Day::parse_iso(&format!("{month}-01")).unwrap();
        let is_first = month == "2016-04";
        let from = if is_first { "2012-09-01".to_owned() } else { first.to_string() };
        let begins = |line: &&str| {
            let from = line.split(',').nth(3).unwrap();
            from.starts_with(month) || (is_first && from < "2016-04")
        };
        let facts: String =
            self.facts.lines().filter(begins).fold(String::new(), |text, line| text + line + "\n");
        let _ = fs::remove_dir_all(self.path("interchange"));
        self.write(
            &format!("interchange/facts_{month}{remark}.csv"),
            "fact,person_id,household_id,from,to,value,of,code,ref",
            &facts,
        );
        let covered = covered(&from, &first.month_end().to_string());
        self.write(&format!("interchange/coverage_{month}.csv"), "fact,person_id,from,to", &covered);
        let (cohort, facts) = (self.path("cohort"), self.path("interchange"));
        self.run(&["ingest", "--received", received, "--cohort", &cohort, &facts]).ends_with(0);
    }

    /// Runs the program on the workspace.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        hearth(&[arguments, &["--workspace", &self.workspace()]].concat())
    }

    /// Runs the month of a day with all that is known.
    pub fn month(&self, as_of: &str) -> Ran {
        self.run(&["run", "--as-of", as_of]).ends_with(0)
    }

    /// A step of the register by somebody on a day.
    pub fn step(&self, arguments: &[&str], by: &str, at: &str) -> Ran {
        self.run(&[arguments, &["--by", by, "--at", at]].concat())
    }

    /// Audits every family of a claim and submits it, each step on the day.
    pub fn goes_in(&self, claim: &str, at: &str) -> Ran {
        self.goes_in_with(claim, at, &[])
    }

    /// The same, submitted with further options.
    pub fn goes_in_with(&self, claim: &str, at: &str, more: &[&str]) -> Ran {
        self.is_audited(claim, at);
        self.step(&[&["claim", "submit", claim], more].concat(), "B. Manager", at).ends_with(0)
    }

    /// Audits every family of a claim on a day.
    pub fn is_audited(&self, claim: &str, at: &str) {
        self.step(&["audit", "sample", claim], "C. Auditor", at).ends_with(0);
        let list = self.run(&["claim", "list", claim, "--json"]).ends_with(0).stdout;
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        for member in list["members"].as_array().unwrap() {
            if !member["sampled"].is_null() {
                let family = member["family"].as_str().unwrap();
                self.step(&["audit", "record", claim, family, "passed"], "C. Auditor", at).ends_with(0);
            }
        }
    }

    /// A file of the last run of a day.
    pub fn file(&self, as_of: &str, name: &str) -> String {
        let ledger = fs::read_to_string(self.path("workspace/runs.csv")).unwrap();
        let run = ledger.lines().rfind(|line| line.starts_with(as_of)).unwrap();
        let run = run.split(',').nth(1).unwrap();
        fs::read_to_string(self.path(&format!("workspace/runs/{as_of}/{run}/{name}"))).unwrap()
    }

    /// The families of `claims.csv`.
    pub fn claimable(&self, as_of: &str) -> Vec<String> {
        let text = self.file(as_of, "claims.csv");
        text.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
    }

    /// What blocks a family, by `results.csv`.
    pub fn blocking(&self, as_of: &str, family: &str) -> String {
        let text = self.file(as_of, "results.csv");
        let row = text.lines().find(|line| line.split(',').nth(2) == Some(family)).unwrap();
        row.rsplit(',').next().unwrap().to_owned()
    }
}
