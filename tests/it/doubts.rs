//! Facts that wait for a review: some may be right and others wrong, so every mix of a few of them must agree.

use hearth::domain::Day;
use hearth::facts::{Fact, interchange};
use hearth::feeds::cohort::{self, CohortFiles};
use hearth::outcomes::plan::Plan;
use hearth::outcomes::trend::trend;
use hearth::outcomes::{Evidence, FamilyOutcome, FamilyResult, Inputs, Parameters, evaluate};
use std::collections::BTreeMap;

const PLAN: &str = r#"[plan]
id = "tiny"
title = "A tiny plan"
version = "1"
document = "None"
[problems]
1 = "Crime"
[[criterion]]
id = "t-1a"
problem = "1"
title = "A proven offence in the last year."
test = { is = "happened", facts = ["offence[convicted]"], window = "12 months" }
[[clause]]
id = "t-1a-p1"
serves = ["t-1a"]
asked = "sum"
title = "Offences are down by half."
test = { is = "reduction", facts = ["offence[convicted]"], window = "6 months", percent = 50 }
"#;

const COHORT: [(&str, &str); 5] = [
    (
        "families.csv",
        "family_id,plan,borough,engaged_on,closed_on,assessed_on,planned_on,lead_worker_on\nf,tiny,,2016-06-30,,,,\n",
    ),
    ("people.csv", "person_id,forename,surname,born_on,sex,died_on\np,Ann,Reed,1985-05-01,F,\n"),
    ("members.csv", "family_id,person_id,from,to,parenting\nf,p,2012-01-01,,no\n"),
    ("residences.csv", "person_id,household_id,uprn,address,postcode,ward,from,to\n"),
    ("identifiers.csv", "person_id,scheme,value,from,to\n"),
];

/// The family at the end of March 2017 with offences on these days, some of which wait for a review.
fn asked(certain: &[&str], doubtful: &[&str]) -> FamilyOutcome {
    let files = COHORT.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    let cohort = cohort::read(&CohortFiles { files }, &|_| true).cohort;
    let facts = |name: &str, days: &[&str]| -> Vec<Fact> {
        let rows: String = days.iter().map(|day| format!("offence,p,,{day},,,,convicted,{day}\n")).collect();
        let text = format!("fact,person_id,household_id,from,to,value,of,code,ref\n{rows}");
        interchange::read_facts(name, text.as_bytes(), &cohort).value
    };
    let coverage = "fact,person_id,from,to\noffence,,2014-01-01,2017-03-31\ncustody,,2014-01-01,2017-03-31\n";
    let coverage = interchange::read_coverage("coverage.csv", coverage.as_bytes(), &cohort).value;
    let terms = interchange::read_terms("terms.csv", b"term,from,to\n").value;
    let evidence =
        Evidence::new(facts("facts.csv", certain), facts("waiting.csv", doubtful), coverage, terms);
    let plan = Plan::check(&[("plan.toml", PLAN)]).unwrap();
    let parameters = Parameters::defaults(&plan);
    let inputs = Inputs { plan: &plan, parameters: &parameters, cohort: &cohort, evidence: &evidence };
    evaluate(inputs, Day::parse_iso("2017-03-31").unwrap()).remove(0)
}

fn verdict(outcome: &FamilyOutcome) -> String {
    let row =
        outcome.rows.iter().find(|row| row.clause.as_str() == "t-1a-p1" && row.person.is_none()).unwrap();
    let reasons: Vec<&str> = row.reasons.iter().map(|reason| reason.as_str()).collect();
    format!("{} {}", row.truth, reasons.join(";")).trim().to_owned()
}

const CERTAIN: [&str; 3] = ["2016-02-01", "2016-04-01", "2016-11-01"];

#[test]
fn from_two_to_one_is_half_where_nothing_waits() {
    assert_eq!(verdict(&asked(&CERTAIN, &[])), "met");
}

#[test]
fn what_every_mix_agrees_on_stands() {
    let outcome = asked(&CERTAIN, &["2016-02-02", "2016-04-02"]);
    assert_eq!(verdict(&outcome), "met");
}

#[test]
fn what_all_and_none_agree_on_and_some_mix_does_not_is_unknown() {
    // None: from 2 to 1. All: from 4 to 2. The third alone: from 2 to 2.
    let outcome = asked(&CERTAIN, &["2016-02-02", "2016-04-02", "2016-11-02"]);
    assert_eq!(verdict(&outcome), "unknown link-in-review");
    assert!(!outcome.result.claimable && !outcome.result.blocking.is_empty());
}

#[test]
fn of_more_facts_than_can_be_tried_two_that_bear_on_a_row_leave_it_open() {
    let days =
        ["2016-02-02", "2016-02-03", "2016-02-04", "2016-02-05", "2016-02-06", "2016-02-07", "2016-02-08"];
    assert_eq!(verdict(&asked(&CERTAIN, &days)), "unknown link-in-review");
}

/// Two problems, a further letter that ten arrests would open, and a letter served by a clause that stands for another.
const WHOLE: &str = r#"[plan]
id = "tiny"
title = "A tiny plan"
version = "1"
document = "None"
[problems]
1 = "Crime"
2 = "Health"
[[criterion]]
id = "t-1a"
problem = "1"
title = "A proven offence in the last year."
test = { is = "happened", facts = ["offence[convicted]"], window = "12 months" }
[[criterion]]
id = "t-1b"
problem = "1"
title = "Ten arrests in the last year."
test = { is = "happened", facts = ["arrest"], window = "12 months", at-least = 10 }
[[clause]]
id = "t-1a-p1"
serves = ["t-1a", "t-1b"]
asked = "sum"
title = "No offence for six months."
test = { is = "at-most", facts = ["offence[convicted]"], window = "6 months" }
[[criterion]]
id = "t-2a"
problem = "2"
title = "A visit to an emergency department in the last year."
test = { is = "happened", facts = ["hospital-attendance[a-and-e]"], window = "12 months" }
[[clause]]
id = "t-2a-p1"
serves = ["t-2a"]
title = "As for offences."
test = { is = "same-as", clause = "t-1a-p1" }
"#;

/// The family of that plan at the end of March 2017, with all that a claim needs, and facts that wait for a review.
fn whole(doubtful: &[(&str, &str)]) -> FamilyOutcome {
    outcomes_of(WHOLE, &[], doubtful).0
}

/// The family of a plan at the end of March 2017, asked for that day and as the last day of a walk: two members, an offence
/// and a visit to hospital of the first, and further facts, some of which wait for a review.
fn outcomes_of(
    plan: &str,
    certain: &[(&str, &str)],
    doubtful: &[(&str, &str)],
) -> (FamilyOutcome, FamilyResult) {
    let dated = COHORT[0].1.replace("2016-06-30,,,,", "2016-06-30,,2016-06-30,2016-06-30,2016-06-30");
    let mut files: BTreeMap<String, Vec<u8>> =
        COHORT.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    files.insert("families.csv".to_owned(), dated.into_bytes());
    files.entry("people.csv".to_owned()).or_default().extend(b"q,Ben,Reed,1986-05-01,M,\n");
    files.entry("members.csv".to_owned()).or_default().extend(b"f,q,2012-01-01,,no\n");
    let cohort = cohort::read(&CohortFiles { files: files.into_iter().collect() }, &|_| true).cohort;
    let facts = |name: &str, rows: &[(&str, &str)]| -> Vec<Fact> {
        let rows: String = rows.iter().map(|(fact, day)| format!("{}\n", row(fact, day))).collect();
        let text = format!("fact,person_id,household_id,from,to,value,of,code,ref\n{rows}");
        interchange::read_facts(name, text.as_bytes(), &cohort).value
    };
    let kinds = ["offence", "arrest", "custody", "hospital-attendance", "dental-contact", "breach"];
    let rows: String = kinds.iter().map(|kind| format!("{kind},,2014-01-01,2017-03-31\n")).collect();
    let coverage = format!("fact,person_id,from,to\n{rows}");
    let coverage = interchange::read_coverage("coverage.csv", coverage.as_bytes(), &cohort).value;
    let terms = interchange::read_terms("terms.csv", b"term,from,to\n").value;
    let always = [("offence", "2016-02-01"), ("hospital-attendance", "2016-02-01")];
    let certain = facts("facts.csv", &[&always, certain].concat());
    let evidence = Evidence::new(certain, facts("waiting.csv", doubtful), coverage, terms);
    let plan = Plan::check(&[("plan.toml", plan)]).unwrap();
    let parameters = Parameters::defaults(&plan);
    let inputs = Inputs { plan: &plan, parameters: &parameters, cohort: &cohort, evidence: &evidence };
    let day = Day::parse_iso("2017-03-31").unwrap();
    let (_, walked) = trend(inputs, day, day).remove(0).points.remove(0);
    (evaluate(inputs, day).remove(0), walked)
}

/// A row of facts about the first member; breaches are the second's.
fn row(fact: &str, day: &str) -> String {
    match fact {
        "offence" => format!("offence,p,,{day},,,,convicted,{day}"),
        "hospital-attendance" => format!("hospital-attendance,p,,{day},,,,a-and-e,h{day}"),
        "dental-contact" => format!("dental-contact,p,,{day},,,,examined,d{day}"),
        "breach" => format!("breach,q,,{day},,,,asb-injunction,b{day}"),
        other => format!("{other},p,,{day},,,,,a{day}"),
    }
}

const SEVEN: [&str; 7] =
    ["2016-03-01", "2016-03-02", "2016-03-03", "2016-03-04", "2016-03-05", "2016-03-06", "2016-03-07"];

#[test]
fn a_family_with_nothing_in_doubt_is_claimed_for() {
    let outcome = whole(&[]);
    assert!(outcome.result.claimable, "{:?}", outcome.result);
    assert_eq!(&*outcome.result.route, "ssp");
}

#[test]
fn a_letter_that_some_mix_may_open_withholds_the_claim_though_it_is_not_owed() {
    let outcome = whole(&SEVEN.map(|day| ("arrest", day)));
    assert!(!outcome.result.criteria.iter().any(|letter| letter.as_str() == "t-1b"));
    assert!(!outcome.result.claimable && !outcome.result.blocking.is_empty(), "{:?}", outcome.result);
    let row = outcome.rows.iter().find(|row| row.clause.as_str() == "t-1b" && row.person.is_none()).unwrap();
    assert_eq!(row.truth.as_str(), "unknown");
}

#[test]
fn a_clause_that_stands_for_another_is_open_where_that_one_is() {
    let outcome = whole(&SEVEN.map(|day| ("offence", day)));
    let row = outcome.rows.iter().find(|row| row.clause.as_str() == "t-2a:progress").unwrap();
    assert_eq!(row.truth.as_str(), "unknown");
    assert!(!outcome.result.claimable);
}

#[test]
fn facts_that_nothing_reads_leave_the_claim_alone() {
    let rest = SEVEN.map(|day| ("police-callout", day));
    assert!(whole(&rest).result.claimable);
}

/// A third problem, with a letter that a visit to a dentist opens and one that another member may meet anew.
const THIRD: &str = r#"
[[criterion]]
id = "t-3a"
problem = "3"
title = "A visit to a dentist in the last year."
test = { is = "happened", facts = ["dental-contact[examined]"], window = "12 months" }
[[criterion]]
id = "t-3b"
problem = "3"
title = "A breach in the last year."
test = { is = "happened", facts = ["breach"], window = "12 months" }
[[clause]]
id = "t-3a-p1"
serves = ["t-3a"]
title = "No visit for six months."
test = { is = "at-most", facts = ["dental-contact[examined]"], window = "6 months" }
[[clause]]
id = "t-3b-p1"
serves = ["t-3b"]
title = "No breach for six months."
test = { is = "at-most", facts = ["breach"], window = "6 months" }
"#;

#[test]
fn a_problem_that_only_a_doubtful_fact_opens_may_have_been_started_anew_by_another_member() {
    let plan = WHOLE.replace("2 = \"Health\"", "2 = \"Health\"\n3 = \"Order\"") + THIRD;
    let breach = [("breach", "2017-02-01")];
    let (outcome, walked) = outcomes_of(&plan, &breach, &[]);
    assert!(outcome.result.claimable && walked.claimable, "the family has no such problem");
    let (outcome, mut walked) = outcomes_of(&plan, &breach, &[("dental-contact", "2016-02-01")]);
    assert!(!outcome.result.claimable && !outcome.result.blocking.is_empty(), "{:?}", outcome.result);
    assert_eq!(outcome.result.ssp.as_str(), "unknown");
    walked.first_met_on = outcome.result.first_met_on;
    assert_eq!(walked, outcome.result);
}
