//! The workspace as people meet it: what is taken in, what is known, corrected or set aside, and what stops a command.

use crate::hearth::{Place, hearth};
use std::fs;

const DELIVERY: &str = "borough/deliveries/police_bulk/police_bulk_2016-03.csv";

fn ledger_lines(place: &Place) -> usize {
    let ledger = fs::read_to_string(place.path("workspace/deliveries.csv")).unwrap_or_default();
    ledger.lines().skip(1).count()
}

#[test]
fn the_same_file_again_counts_once() {
    let place = Place::filled();
    place.run_may();
    let before = (place.run_of_may().1, ledger_lines(&place));
    let copy = fs::read(place.path(DELIVERY)).unwrap();
    place.write("again/police_bulk/police_bulk_2016-03_copy.csv", &copy).unwrap();
    let ran = place.ingest(&[&place.path("again")], "2016-06-30").ends_with(0);
    ran.complains_of(&["police_bulk_2016-03_copy.csv: warning:", "[F301]"]);
    place.run_may();
    assert!(before == (place.run_of_may().1, ledger_lines(&place)));
}

#[test]
fn a_corrected_file_counts_from_the_day_it_came_and_both_are_kept() {
    let place = Place::filled();
    place.run_may();
    let (old, _) = place.run_of_may();
    let mut text = fs::read(place.path(DELIVERY)).unwrap();
    let header = text.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    text.truncate(header);
    place.write("later/police_bulk/police_bulk_2016-03_corrected.csv", &text).unwrap();
    let lines = ledger_lines(&place);
    let ran = place.ingest(&[&place.path("later")], "2016-07-05").ends_with(0);
    ran.complains_of(&["police_bulk_2016-03_corrected.csv: warning:", "[F302]"]);
    assert_eq!(ledger_lines(&place), lines + 1);
    place.run_may();
    let names: Vec<String> = place.runs_of_may().into_keys().collect();
    assert_eq!(names.len(), 2, "the correction makes another run");
    let earlier = place.run(&["run", "--as-of", "2016-05-31", "--known-at", "2016-06-30"]);
    assert!(earlier.stdout.contains(&format!("{old}/report.html (made before")), "{}", earlier.stdout);
}

#[test]
fn a_file_that_cannot_be_read_keeps_no_other_out() {
    let place = Place::new();
    let ran = place.ingest(&[&place.path(DELIVERY), &place.path("gone.csv")], "2016-06-30").ends_with(4);
    ran.complains_of(&["gone.csv: error:", "[F108]"]);
    assert_eq!(ledger_lines(&place), 1);
}

#[test]
fn an_unknown_feed_and_a_file_of_another_feed_are_set_aside() {
    let place = Place::new();
    let police = fs::read(place.path(DELIVERY)).unwrap();
    place.write("in/housing_2016-03.csv", b"a,b\n1,2\n").unwrap();
    place.write("in/yot_offences_2016-Q1.csv", &police).unwrap();
    place.write("in/dwp_adms/police_bulk_2016-03.csv", &police).unwrap();
    let ran = place.ingest(&[&place.path("in")], "2016-06-30").ends_with(1);
    ran.complains_of(&["housing_2016-03.csv: error:", "[F105]", "yot_offences_2016-Q1.csv", "[F104]"]);
    assert_eq!(ledger_lines(&place), 0);
}

#[test]
fn an_unusable_correction_does_not_displace_a_good_delivery() {
    let place = Place::filled();
    place.run_may();
    let before = place.run_of_may();
    place.write("later/police_bulk/police_bulk_2016-03_corrected.csv", b"wrong,header\n1,2\n").unwrap();
    place.ingest(&[&place.path("later")], "2016-06-30").ends_with(1);
    place.run_may();
    assert!(before == place.run_of_may());
}

#[test]
fn nil_returns_of_two_months_are_not_the_same_file() {
    let place = Place::new();
    for month in ["2016-03", "2016-04"] {
        place
            .write(
                &format!("in/interchange/facts_{month}.csv"),
                b"fact,person_id,household_id,from,to,value,of,code,ref\n",
            )
            .unwrap();
    }
    place.ingest(&[&place.path("in")], "2016-06-30").ends_with(0);
    assert_eq!(ledger_lines(&place), 2);
}

#[test]
fn a_locked_workspace_is_exit_7() {
    let place = Place::filled();
    let lock = fs::File::options().write(true).open(place.path("workspace/.lock")).unwrap();
    lock.lock().unwrap();
    place.run(&["run", "--as-of", "2016-05-31"]).ends_with(7).complains_of(&["[W104]"]);
    place.ingest(&[&place.path(DELIVERY)], "2016-06-30").ends_with(7);
    lock.unlock().unwrap();
    place.run_may();
}

#[test]
fn a_newer_workspace_is_refused() {
    let place = Place::new();
    let settings = place.path("workspace/hearth.toml");
    let text = fs::read_to_string(&settings).unwrap().replace("format = 2", "format = 3");
    fs::write(&settings, text).unwrap();
    place.run(&["status"]).ends_with(4).complains_of(&["[W102]", "hint:"]);
}

#[test]
fn a_wrong_setting_is_exit_3_with_line_and_caret() {
    let place = Place::new();
    let settings = place.path("workspace/hearth.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("reject-percent = 5", "reject-percents = 5")).unwrap();
    place.run(&["status"]).ends_with(3).complains_of(&["hearth.toml:", "[W105]", "^^^"]);
}

#[test]
fn a_wrong_schema_or_plan_stops_everything_before_it_begins() {
    let place = Place::filled();
    place.write("workspace/definitions/feeds/police_bulk.json", b"{\"nmae\": 1}").unwrap();
    place.run(&["run", "--as-of", "2016-05-31"]).ends_with(3).complains_of(&["police_bulk.json:", "[S102]"]);
    fs::remove_file(place.path("workspace/definitions/feeds/police_bulk.json")).unwrap();
    place.write("workspace/definitions/plans/tri-borough/plan.toml", b"titel = \"x\"\n").unwrap();
    place.run(&["run", "--as-of", "2016-05-31"]).ends_with(3).complains_of(&["plan.toml:", "[P102]"]);
}

#[test]
fn a_damaged_ledger_is_exit_6() {
    let place = Place::filled();
    let ledger = place.path("workspace/deliveries.csv");
    let text = fs::read_to_string(&ledger).unwrap().replacen(
        "police_bulk_2016-03.csv,2016",
        "police_bulk_2016-03.csv,x",
        1,
    );
    fs::write(&ledger, text).unwrap();
    place.run(&["run", "--as-of", "2016-05-31"]).ends_with(6).complains_of(&["deliveries.csv:", "[W107]"]);
}

#[test]
fn status_finds_a_damaged_archive() {
    let place = Place::filled();
    place.run(&["status"]).ends_with(0);
    fs::write(place.archived(DELIVERY), b"other").unwrap();
    place.run(&["status"]).ends_with(6).complains_of(&["[W103]", "police_bulk_2016-03.csv"]);
}

#[test]
fn a_folder_that_is_no_workspace_is_said_so_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    hearth(&["status", "--workspace", path]).ends_with(4).complains_of(&["[W101]", "hint:", "hearth init"]);
}

#[test]
fn a_run_without_a_cohort_says_what_is_missing() {
    let place = Place::new();
    place
        .run(&["run", "--as-of", "2016-05-31"])
        .ends_with(4)
        .complains_of(&["no cohort", "hearth ingest --cohort"]);
}

#[test]
fn nothing_personal_reaches_the_terminal() {
    let place = Place::filled();
    let mut said = place.run_may().stderr;
    let broken = fs::read_to_string(place.path("borough/deliveries/yot_offences/yot_offences_2016-Q1.csv"));
    let broken = broken.unwrap().replace('/', "-");
    place.write("in/yot_offences/yot_offences_2016-Q1_again.csv", broken.as_bytes()).unwrap();
    let ran = place.ingest(&[&place.path("in")], "2016-06-30");
    said.push_str(&ran.stderr);
    said.push_str(&ran.stdout);
    assert!(said.contains("[F201]"), "{said}");
    let people = fs::read_to_string(place.path("borough/cohort/people.csv")).unwrap();
    for person in people.lines().skip(1) {
        for value in person.split(',').skip(1).take(2).filter(|value| value.len() > 3) {
            assert!(!said.contains(value), "a name stands in:\n{said}");
        }
    }
}

#[test]
fn a_day_after_anything_received_is_asked_with_a_warning() {
    let place = Place::filled();
    let late = place.run(&["run", "--as-of", "2016-07-31"]);
    assert!(
        late.stderr.contains("is after the last day anything was received (2016-06-30)"),
        "{}",
        late.stderr
    );
    let right = place.run(&["run", "--as-of", "2016-06-30"]);
    assert!(!right.stderr.contains("is after the last day"), "{}", right.stderr);
}

#[test]
fn a_withdrawn_delivery_counts_for_what_was_known_before_and_no_longer_after() {
    let place = Place::filled();
    place.run_may();
    let (old, _) = place.run_of_may();
    let withdraw = ["withdraw", "police_bulk_2016-03.csv", "--reason", "test data", "--known", "2016-07-05"];
    let ran = place.run(&withdraw).ends_with(0);
    assert!(ran.stdout.contains(" no longer counts from 2016-07-05"), "{}", ran.stdout);
    place.run(&withdraw).ends_with(2).complains_of(&["that counts"]);
    place.run_may();
    assert_eq!(place.runs_of_may().len(), 2, "without the delivery it is another run");
    let earlier = place.run(&["run", "--as-of", "2016-05-31", "--known-at", "2016-07-04"]);
    assert_ne!(earlier.code, 4, "{}", earlier.stderr);
    place.run(&["replay", &old]).ends_with(0);
    // Taken in again it counts again, as another delivery.
    let lines = ledger_lines(&place);
    place.ingest(&[&place.path(DELIVERY)], "2016-07-06").ends_with(0);
    assert_eq!(ledger_lines(&place), lines + 1);
    place.run(&["verify"]).ends_with(0);
}

#[test]
fn what_is_withdrawn_needs_a_reason_and_a_thing() {
    let place = Place::filled();
    place.run(&["withdraw", "d00001"]).ends_with(2);
    place.run(&["withdraw", "d00001", "--reason", " "]).ends_with(2).complains_of(&["--reason"]);
    place.run(&["withdraw", "d99999", "--reason", "x"]).ends_with(2).complains_of(&["no delivery"]);
}

#[test]
fn a_pattern_takes_in_the_files_that_fit() {
    let place = Place::new();
    let pattern = place.path("borough/deliveries/police_bulk/police_bulk_2016-0?.csv");
    place.ingest(&[&pattern], "2016-06-30").ends_with(0);
    let fitting = place.deliveries().iter().filter(|path| path.contains("police_bulk_2016-0")).count();
    assert!(fitting > 1);
    assert_eq!(ledger_lines(&place), fitting);
}
