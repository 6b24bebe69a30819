//! What may no longer be kept is removed, and everything else still verifies; what can no longer be replayed is said.

use crate::hearth::Place;
use std::fs;
use std::path::Path;

/// Deliveries that came in two parts, a run after each, and a cohort version with each.
fn place() -> Place {
    let place = Place::new();
    let cohort = place.path("borough/cohort");
    let (old, new): (Vec<String>, Vec<String>) =
        place.deliveries().into_iter().partition(|path| path.contains("2015-0"));
    let old: Vec<&str> = old.iter().map(String::as_str).collect();
    let new: Vec<&str> = new.iter().map(String::as_str).collect();
    place.ingest(&[&["--cohort", &cohort], old.as_slice()].concat(), "2015-12-31").ends_with(0);
    place.run(&["run", "--as-of", "2015-12-31"]);
    let people = fs::read_to_string(place.path("borough/cohort/people.csv")).unwrap();
    place.write("borough/cohort/people.csv", people.replace(",F,", ",f,").as_bytes()).unwrap();
    place.ingest(&[&["--cohort", &cohort], new.as_slice()].concat(), "2016-06-30").ends_with(0);
    place.run_may();
    place
}

fn run_of(place: &Place, day: &str) -> String {
    let folder = fs::read_dir(place.path(&format!("workspace/runs/{day}"))).unwrap().next().unwrap();
    folder.unwrap().path().to_str().unwrap().to_owned()
}

#[test]
fn old_bytes_go_and_everything_else_still_verifies() {
    let place = place();
    let old = place.deliveries().into_iter().find(|path| path.contains("police_bulk_2015-06")).unwrap();
    let archived = place.archived(Path::new(&old).strip_prefix(place.path("")).unwrap().to_str().unwrap());
    let run = run_of(&place, "2015-12-31");
    let ran = place.run(&["purge", "--before", "2016-01-01", "--dry-run"]).ends_with(0);
    assert!(ran.stdout.contains("could no longer be replayed: 2015-12-31/"), "{}", ran.stdout);
    assert!(archived.exists() && Path::new(&run).join("results.csv").exists(), "a dry run removes nothing");

    let head = place.run(&["verify"]).ends_with(0).stdout;
    let head = head.lines().last().unwrap().trim_start_matches("head: ").to_owned();
    let ran = place.run(&["purge", "--before", "2016-01-01"]).ends_with(0);
    assert!(ran.stdout.contains("the files of 1 runs removed"), "{}", ran.stdout);
    assert!(ran.stdout.contains("2016-05-31/"), "the later run rests on old deliveries too: {}", ran.stdout);
    assert!(!archived.exists());
    let left: Vec<_> = fs::read_dir(&run).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["manifest.json"], "the counts stay");
    place.run(&["verify", "--head", &head]).ends_with(0);
    place.run(&["replay", "2015-12-31"]).ends_with(4).complains_of(&["[W109]", "it was purged on"]);
    place.run(&["replay", "2016-05-31"]).ends_with(4).complains_of(&["[W109]"]);
    place.run(&["status"]).ends_with(0);
    // What is kept is asked as before; of the old months nothing is known any more.
    let ran = place.run(&["run", "--as-of", "2016-05-31"]);
    assert!(ran.code <= 1, "{}", ran.stderr);
    place
        .run(&["run", "--as-of", "2015-12-31", "--known-at", "2015-12-31"])
        .ends_with(4)
        .complains_of(&["[W109]"]);
    let again = place.run(&["purge", "--before", "2016-01-01"]).ends_with(0);
    assert!(again.stdout.starts_with("0 archived files and the files of 0 runs removed"), "{}", again.stdout);
}

#[test]
fn ids_of_people_who_were_claimed_for_stay_and_the_command_says_so() {
    let council = crate::council::Council::of(&["F1", "F2"]);
    council.take_in("2017-04-05");
    council.month("2017-03-31");
    let dry = ["purge", "--before", "2016-01-01", "--dry-run"];
    let ran = council.run(&dry).ends_with(0);
    assert!(ran.stdout.contains("nobody was claimed for yet"), "{}", ran.stdout);
    council.step(&["claim", "propose"], "A. Analyst", "2017-04-06").ends_with(0);
    council.goes_in("k001", "2017-04-07");
    council.month("2017-03-31");
    let ran = council.run(&["purge", "--before", "2017-04-01"]).ends_with(0);
    assert!(ran.stdout.contains("kept too: the ids of 4 people claimed for"), "{}", ran.stdout);
    let register = fs::read_to_string(council.path("workspace/register.csv")).unwrap();
    assert!(register.contains("F1-a;F1-c"), "they refuse a second payment");
    assert!(!register.contains("Gia") && council.file("2017-03-31", "manifest.json").contains("F1-c"));
    council.run(&["verify"]).ends_with(0);
}

#[test]
fn a_name_is_erased_from_disk_and_the_chains_still_hold() {
    let place = place();
    let said = ["--reason", "M. Ellery of the school rang", "--by", "J. Hale"];
    place.run(&[&["withdraw", "d00001"], &said[..]].concat()).ends_with(0);
    let texts = place.path("workspace/texts/withdrawals.csv");
    assert!(fs::read_to_string(&texts).unwrap().contains("Ellery"));
    let ledger = fs::read(place.path("workspace/withdrawals.csv")).unwrap();
    let ran = place.run(&["purge", "--text", "Ellery", "--dry-run"]).ends_with(0);
    assert!(ran.stdout.starts_with("1 names and reasons would be erased"), "{}", ran.stdout);
    place.run(&["purge", "--text", "Ellery"]).ends_with(0);
    let left = fs::read_to_string(&texts).unwrap();
    assert!(!left.contains("Ellery") && left.contains("J. Hale"), "{left}");
    assert_eq!(fs::read(place.path("workspace/withdrawals.csv")).unwrap(), ledger);
    place.run(&["verify"]).ends_with(0);
    // A text that is lost without having been erased is no erasure.
    let header = left.lines().next().unwrap();
    fs::write(&texts, format!("{header}\n")).unwrap();
    place.run(&["verify"]).ends_with(6).complains_of(&["texts/withdrawals.csv", "was not erased"]);
}

/// A file of the old cohort version and one that was only in it.
fn old_cohort(place: &Place) -> Vec<u8> {
    let people = fs::read_to_string(place.path("borough/cohort/people.csv")).unwrap();
    people.replace(",f,", ",F,").into_bytes()
}

/// The archived file of these bytes.
fn archived(place: &Place, bytes: &[u8]) -> std::path::PathBuf {
    let digest = hearth::domain::Digest::of(bytes).to_string();
    place.path(&format!("workspace/archive/{}/{digest}.gz", &digest[..2])).into()
}

#[test]
fn bytes_that_come_again_after_a_purge_are_missed_when_they_are_lost() {
    let place = place();
    let bytes = old_cohort(&place);
    let file = archived(&place, &bytes);
    assert!(file.exists());
    place.run(&["purge", "--before", "2016-01-01"]).ends_with(0);
    assert!(!file.exists());
    place.run(&["verify"]).ends_with(0);
    place.write("borough/cohort/people.csv", &bytes).unwrap();
    place.ingest(&["--cohort", &place.path("borough/cohort")], "2016-07-01").ends_with(0);
    assert!(file.exists(), "the cohort of July is that of December again");
    place.run(&["verify"]).ends_with(0);
    let good = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    place.run(&["verify"]).ends_with(6).complains_of(&["people.csv is not in the archive any more"]);
    fs::write(&file, good).unwrap();
    place.ingest(&["--cohort", &place.path("borough/cohort")], "2016-07-02");
    place.write("borough/cohort/people.csv", &[&bytes[..], b"p-x,A,B,,,\n"].concat()).unwrap();
    place.ingest(&["--cohort", &place.path("borough/cohort")], "2016-08-01").ends_with(0);
    place.run(&["purge", "--before", "2016-07-15"]).ends_with(0);
    assert!(!file.exists(), "what came again can be purged again");
    place.run(&["verify"]).ends_with(0);
}

#[test]
fn a_purged_delivery_that_lies_where_deliveries_are_read_from_does_not_come_back() {
    let place = place();
    let old = place.deliveries().into_iter().find(|path| path.contains("police_bulk_2015-06")).unwrap();
    place.run(&["purge", "--before", "2016-01-01"]).ends_with(0);
    let ran = place.ingest(&[&old], "2016-07-01");
    ran.complains_of(&["[W109]", "are not taken in again"]);
    let bytes = fs::read(&old).unwrap();
    assert!(!archived(&place, &bytes).exists());
    let put_back = archived(&place, &bytes);
    fs::create_dir_all(put_back.parent().unwrap()).unwrap();
    fs::write(&put_back, b"from a backup").unwrap();
    place.run(&["verify"]).ends_with(6).complains_of(&["[W109]", "was purged and is there again"]);
}

#[test]
fn purged_bytes_that_are_sent_again_go_to_quarantine_and_not_to_what_is_done() {
    let place = place();
    let old = place.deliveries().into_iter().find(|path| path.contains("police_bulk_2015-06")).unwrap();
    let bytes = fs::read(&old).unwrap();
    place.run(&["purge", "--before", "2016-01-01"]).ends_with(0);
    place.write("in/police_bulk_2015-06.csv", &bytes).unwrap();
    let inbox = place.path("in");
    let night = ["run", "--as-of", "2016-05-31", "--at", "2016-07-01", "--inbox", &inbox, "--settle", "0"];
    let ran = place.run(&night).ends_with(1);
    ran.complains_of(&["[W109]", "1 file lies in quarantine"]);
    assert_eq!(fs::read(place.path("in/quarantine/police_bulk_2015-06.csv")).unwrap(), bytes);
    let why = fs::read_to_string(place.path("in/quarantine/police_bulk_2015-06.csv.why.txt")).unwrap();
    assert!(why.contains("[W109]") && why.contains("Remove the file and this text"), "{why}");
    assert_eq!(fs::read_dir(place.path("in/done")).unwrap().count(), 0, "personal data would stay there");
    assert!(!archived(&place, &bytes).exists());
    let told = place.ingest(&[&old], "2016-07-02").stdout;
    assert!(told.contains(" purged"), "{told}");
}

#[test]
fn a_run_without_purged_deliveries_says_so_and_its_manifest_names_them() {
    let place = place();
    place.run(&["purge", "--before", "2016-01-01"]).ends_with(0);
    let ran = place.run(&["run", "--as-of", "2016-05-31"]);
    assert!(ran.code <= 1, "{}", ran.stderr);
    ran.complains_of(&["police_bulk: warning: ", "were purged; the run goes without them", "[W110]"]);
    let runs = place.runs_of_may();
    let manifests = runs.values().map(|files| String::from_utf8(files["manifest.json"].clone()).unwrap());
    let naming: Vec<String> = manifests.filter(|text| text.contains("\"purged\": [")).collect();
    assert_eq!(naming.len(), 1);
    assert!(naming[0].contains("police_bulk_2015-06"), "{}", naming[0]);
}
