//! The monthly tables byte for byte.

use super::super::specimens::*;
use super::*;
use crate::claims::{Outlines, Register, near_misses, propose};
use crate::problem::Kind;

fn outcomes() -> Vec<FamilyOutcome> {
    let mut waiting = waiting_family("f-2");
    waiting.result.eligible = true;
    waiting.result.blocking = vec!["tb-2a".into(), "no-plan".into()];
    vec![waiting, identified_family("f-10")]
}

fn outlines() -> Outlines {
    [("tri-borough".into(), plan_outline())].into()
}

#[test]
fn claims_say_what_settled_them_and_why_to_look_at_them() {
    let claims = propose(&outcomes(), &Register::default(), &outlines());
    assert_eq!(
        text(claims_csv(&claims)),
        "\
family_id,plan,as_of,members,route,pence,first_met_on,problems,criteria,ways,process_only,overrides,evidence_count,flags,audit_picks
f-10,tri-borough,2017-03-31,,ssp,,2017-02-28,1;4,tb-1a;tb-4a,tb-1a-p1a,,,3,lagged;no-custody-feed,
"
    );
}

#[test]
fn near_misses_say_in_words_what_is_missing_and_when_it_could_come() {
    assert_eq!(
        text(near_misses_csv(&near_misses(&outcomes(), &outlines()))),
        "\
family_id,plan,parts_missing,letters,clause,people,verdict,reason,measured,baseline,required,missing,facts,feeds,earliest_on,family_earliest_on
f-2,tri-borough,2,tb-2a,tb-2a-p1a,,unknown,in-arrears,,,,A school term that counts has not been delivered yet; schools' data come one or two terms late.,exclusion;school-sessions,education_attendance;education_exclusions;school_direct,2017-07-31,2017-07-31
f-2,tri-borough,2,,no-plan,,,,,,,Record the day the family plan was agreed in families.csv.,,,2017-03-31,2017-07-31
"
    );
}

fn reject(line: u32, column: Option<&str>, original: &[u8]) -> FeedReject {
    FeedReject {
        feed: "yot_offences".into(),
        file: "yot_offences_2016-Q3.csv".into(),
        line: Some(line),
        column: column.map(Into::into),
        kind: Kind::BadDate,
        message: "=not a day".into(),
        original: original.to_vec(),
    }
}

#[test]
fn rejects_keep_the_original_line_untouched_and_defuse_only_the_message() {
    let rejects = [reject(12, Some("dob"), b"=1,\"Zo\xeb\",31/02/2016"), reject(9, None, b"a\nb")];
    let written = feed_rejects_csv(&rejects);
    let expected = b"line,file,feed,column,code,message,original\n\
9,yot_offences_2016-Q3.csv,yot_offences,,F201,'=not a day,\"a\nb\"\n\
12,yot_offences_2016-Q3.csv,yot_offences,dob,F201,'=not a day,\"=1,\"\"Zo\xeb\"\",31/02/2016\"\n";
    assert_eq!(written, expected);
}

#[test]
fn waiting_links_name_candidates_by_id_and_fields_only() {
    assert_eq!(
        text(review_csv(&[waiting_link()], &source_files())),
        "\
link,at_stake,code,why,about,candidate,rules,weight,probability,agrees,differs,facts,feed,rows,pair
1,claim,L102,two candidates,person,p-1,name+born,7.250,0.993473,surname;born,postcode,3,dwp_adms,dwp_adms_2016-11-30.csv:7;444444444444:9,00112233aabb-44556677ccdd
1,claim,L102,two candidates,person,p-2,name+born,7.250,0.993473,surname;born,,3,dwp_adms,dwp_adms_2016-11-30.csv:7;444444444444:9,00112233aabb-44556677ccdd
"
    );
}

#[test]
fn coverage_says_how_far_each_feed_reaches_and_how_late_it_is() {
    let mut late = feed_status("police_bulk");
    late.title = "Police: monthly bulk data".into();
    late.covered = [window("2015-01-01", "2015-01-31"), window("2015-03-01", "2016-11-30")]
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(
        text(coverage_csv(&[feed_status("yot_offences"), late], day("2017-03-31"))),
        "\
feed,title,about,covered_from,covered_to,gaps,expected_to,due_on,late_days,deliveries,received_on,rows,rejects
police_bulk,Police: monthly bulk data,everyone,2015-01-01,2016-11-30,2015-02-01..2015-02-28,2016-12-31,2017-03-15,16,8,2017-03-10,1204,3
yot_offences,Youth offending team: offences,everyone,2015-01-01,2016-12-31,,2016-12-31,2017-03-15,0,8,2017-03-10,1204,3
"
    );
}

#[test]
fn decided_counts_families_by_clause_verdict_and_reason_and_leaves_people_out() {
    let mut outcomes = outcomes();
    outcomes.push(waiting_family("f-3"));
    assert_eq!(
        text(decided_csv(&outcomes)),
        "\
plan,clause,kind,verdict,reason,families,asked
tri-borough,tb-1a,identification,met,,1,1
tri-borough,tb-1a-p1a,progress,met,lagged;no-custody-feed,1,1
tri-borough,tb-1a:progress,criterion,met,,1,1
tri-borough,tb-2a-p1a,progress,unknown,in-arrears,2,2
tri-borough,tb-2a:progress,criterion,unknown,in-arrears,2,2
"
    );
}

#[test]
fn a_wanted_feed_says_whether_it_came_at_all() {
    let one = |feed: &str| Wanted {
        feed: feed.into(),
        facts: [fact("offence")].into(),
        families: 2,
        alone: 1,
        at_entry: 3,
        clauses: ["p".into(), "q".into()].into(),
    };
    let csv = wanted_csv(&[one("yot_offences"), one("probation")], &[feed_status("yot_offences")]);
    assert_eq!(
        text(csv),
        "feed,received,families,alone,at_entry,facts,clauses\n\
         yot_offences,yes,2,1,3,offence,p;q\nprobation,no,2,1,3,offence,p;q\n"
    );
}
