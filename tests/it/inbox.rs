//! An inbox: what lies there is taken in and moved, what cannot be used goes into quarantine with its reason, and nothing is
//! lost whatever stands in the way.

use crate::hearth::{Place, Ran};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const MARCH: &str = "police_bulk/police_bulk_2016-03.csv";

/// A workspace with a cohort, and an empty inbox.
fn place() -> Place {
    let place = Place::new();
    place.ingest(&["--cohort", &place.path("borough/cohort")], "2016-06-01").ends_with(0);
    fs::create_dir_all(place.path("in")).unwrap();
    place
}

/// Puts a file of the borough into the inbox.
fn put(place: &Place, name: &str) -> Vec<u8> {
    let bytes = fs::read(place.path(&format!("borough/deliveries/{name}"))).unwrap();
    place.write(&format!("in/{name}"), &bytes).unwrap();
    bytes
}

fn night_with(place: &Place, more: &[&str]) -> Ran {
    let inbox = place.path("in");
    let night =
        ["run", "--as-of", "last-month-end", "--at", "2016-06-30", "--inbox", &inbox, "--settle", "0"];
    place.run(&[&night, more].concat())
}

/// A night on which nothing needs a person but the inbox.
fn night(place: &Place) -> Ran {
    night_with(place, &["--fail-on", "rejects"])
}

/// The files below the inbox, by path.
fn lying(place: &Place) -> BTreeSet<String> {
    let root = place.path("in");
    let (mut waiting, mut found) = (vec![Path::new(&root).to_owned()], BTreeSet::new());
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn deliveries(place: &Place) -> usize {
    let ledger = fs::read_to_string(place.path("workspace/deliveries.csv")).unwrap_or_default();
    ledger.lines().skip(1).count()
}

#[test]
fn what_lies_in_the_inbox_is_taken_in_and_moved_and_then_run() {
    let place = place();
    put(&place, MARCH);
    put(&place, "yot_offences/yot_offences_2016-Q1.csv");
    let ran = night(&place).ends_with(0);
    assert!(ran.stdout.contains("taken in") && ran.stdout.contains("plan tri-borough as of 2016-05-31"));
    let done =
        set(&["done/police_bulk/police_bulk_2016-03.csv", "done/yot_offences/yot_offences_2016-Q1.csv"]);
    assert_eq!(lying(&place), done);
    assert_eq!(deliveries(&place), 2);
    assert!(place.run_of_may().1.contains_key("claims.csv"));
    let again = night(&place).ends_with(0);
    assert!(again.stdout.contains("nothing lies in the inbox"), "{}", again.stdout);
    assert!(again.stdout.contains("made before; the bytes are the same"), "{}", again.stdout);
    place.run(&["status"]).ends_with(0);
    place.run(&["verify"]).ends_with(0);
}

#[test]
fn what_cannot_be_taken_in_goes_into_quarantine_with_its_reason() {
    let place = place();
    let police = put(&place, MARCH);
    place.write("in/housing_2016-03.csv", b"a,b\n1,2\n").unwrap();
    place.write("in/yot_offences_2016-Q1.csv", &police).unwrap();
    place.write("in/police_bulk_2016-02.csv", b"").unwrap();
    place.write("in/police_bulk/police_bulk_2016-04.csv", &police[..police.len() - 30]).unwrap();
    place.write("in/families.csv", b"family_id\n").unwrap();
    let ran = night(&place).ends_with(1);
    let said = ran.complains_of(&["5 files lie in quarantine", "housing_2016-03.csv: error:"]).stdout;
    assert!(said.contains("in quarantine, each with its reason: "), "{said}");
    let why = |name: &str| fs::read_to_string(place.path(&format!("in/quarantine/{name}.why.txt"))).unwrap();
    for (name, parts) in [
        ("housing_2016-03.csv", &["[F105]", "hint:", "No feed schema claims this"][..]),
        ("yot_offences_2016-Q1.csv", &["[F103]", "yot_offences_2016-Q1.csv:1:"]),
        ("police_bulk_2016-02.csv", &["[F106]"]),
        (
            "police_bulk/police_bulk_2016-04.csv",
            &["police_bulk_2016-04.csv:", "[F113]", "To take in a file that was cut short"],
        ),
        ("families.csv", &["[F105]", "`hearth ingest --cohort FOLDER`"]),
    ] {
        let text = why(name);
        parts.iter().for_each(|part| assert!(text.contains(part), "{name}: no {part} in\n{text}"));
        assert!(Path::new(&place.path(&format!("in/quarantine/{name}"))).exists());
    }
    assert_eq!(deliveries(&place), 1, "the whole file of March alone");
    assert_eq!(lying(&place).iter().filter(|name| !name.contains('/')).count(), 0);
}

#[test]
fn a_quarantine_needs_a_person_until_it_is_empty() {
    let place = place();
    place.write("in/housing_2016-03.csv", b"a,b\n1,2\n").unwrap();
    night(&place).ends_with(1);
    night(&place).ends_with(1).complains_of(&["1 file lies in quarantine"]);
    night_with(&place, &["--fail-on", "none"]).ends_with(0);
    let told = place.run(&["status"]).ends_with(1).stdout;
    assert!(told.contains("1 file lies in quarantine: see the reasons in "), "{told}");
    let json: Value = serde_json::from_str(&place.run(&["status", "--json"]).ends_with(1).stdout).unwrap();
    let folder = fs::canonicalize(place.path("in/quarantine")).unwrap();
    assert_eq!(json["quarantine"][folder.to_str().unwrap()][0], "housing_2016-03.csv");
    // The reason alone is no file in quarantine.
    fs::remove_file(place.path("in/quarantine/housing_2016-03.csv")).unwrap();
    place.run(&["status"]).ends_with(0);
    night(&place).ends_with(0);
}

#[test]
fn the_same_bytes_again_are_known_and_another_file_of_the_same_name_keeps_both() {
    let place = place();
    let police = put(&place, MARCH);
    night(&place).ends_with(0);
    put(&place, MARCH);
    let again = night(&place).ends_with(0);
    assert!(again.stdout.contains("known") && again.stderr.contains("[F301]"), "{}", again.stdout);
    assert_eq!((lying(&place), deliveries(&place)), (set(&[&format!("done/{MARCH}")]), 1));
    let header = police.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    place.write(&format!("in/{MARCH}"), &police[..header]).unwrap();
    assert!(night(&place).ends_with(0).stderr.contains("[F302]"));
    let both = set(&[&format!("done/{MARCH}"), "done/police_bulk/police_bulk_2016-03~2.csv"]);
    assert_eq!((lying(&place), deliveries(&place)), (both, 2));
    assert!(fs::read(place.path(&format!("in/done/{MARCH}"))).unwrap() == police);
}

#[test]
fn a_file_that_is_not_whole_yet_is_left() {
    let place = place();
    let police = put(&place, MARCH);
    place.write("in/police_bulk/police_bulk_2016-04.csv.part", &police).unwrap();
    place.write("in/.hidden/police_bulk_2016-05.csv", &police).unwrap();
    let growing = place.path("in/police_bulk/police_bulk_2016-02.csv");
    fs::write(&growing, &police[..400]).unwrap();
    let writer = std::thread::spawn(move || {
        use std::io::Write;
        let mut file = fs::File::options().append(true).open(growing).unwrap();
        for _ in 0..60 {
            std::thread::sleep(std::time::Duration::from_millis(50));
            file.write_all(b"x").unwrap();
        }
    });
    let inbox = place.path("in");
    let night = ["run", "--as-of", "2016-05-31", "--at", "2016-06-30", "--inbox", &inbox, "--settle", "1"];
    let ran = place.run(&[&night[..], &["--fail-on", "none"]].concat()).ends_with(0);
    writer.join().unwrap();
    assert!(ran.stdout.contains("police_bulk_2016-02.csv: it is still being written"), "{}", ran.stdout);
    assert!(ran.stdout.contains("police_bulk_2016-04.csv.part: its name says"), "{}", ran.stdout);
    let left = [".hidden/police_bulk_2016-05.csv", "police_bulk/police_bulk_2016-02.csv"];
    let all = set(&[&format!("done/{MARCH}"), left[0], left[1], "police_bulk/police_bulk_2016-04.csv.part"]);
    assert_eq!((lying(&place), deliveries(&place)), (all, 1));
}

#[test]
fn files_go_where_the_options_say() {
    let place = place();
    put(&place, MARCH);
    place.write("in/housing_2016-03.csv", b"a,b\n1,2\n").unwrap();
    // On another disk, where there is one.
    let elsewhere = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let done = elsewhere.path().join("kept").to_str().unwrap().to_owned();
    let aside = place.path("aside");
    let ran = night_with(&place, &["--done", &done, "--quarantine", &aside, "--json"]);
    let answer: Value = serde_json::from_str(&ran.ends_with(1).stdout).unwrap();
    assert_eq!(lying(&place), set(&[]));
    assert!(Path::new(&format!("{done}/{MARCH}")).exists());
    assert!(Path::new(&format!("{aside}/housing_2016-03.csv.why.txt")).exists());
    let files = answer["inbox"]["files"].as_array().unwrap();
    let fates: Vec<&Value> = files.iter().map(|file| &file["fate"]).collect();
    assert_eq!(fates, ["quarantine", "taken in"]);
    assert!(files[1]["place"].as_str().unwrap().ends_with(MARCH));
    place.run(&["status"]).ends_with(1);
}

#[test]
fn an_inbox_that_is_not_there_is_exit_4_and_none_is_made() {
    let place = place();
    fs::remove_dir(place.path("in")).unwrap();
    night(&place).ends_with(4).complains_of(&["in: cannot be found"]);
    assert!(
        !Path::new(&place.path("in")).exists()
            && !Path::new(&place.path("workspace/runs/2016-05-31")).exists()
    );
    fs::write(place.path("in"), "a file").unwrap();
    night(&place).ends_with(4).complains_of(&["in: it is no folder"]);
}

#[test]
fn folders_of_the_workspace_are_no_inbox() {
    let place = place();
    let run = |inbox: &str| place.run(&["run", "--as-of", "2016-05-31", "--inbox", &place.path(inbox)]);
    run("workspace").ends_with(2).complains_of(&["the inbox is the workspace", "hint:"]);
    run("").ends_with(2).complains_of(&["the inbox is the workspace, or holds it"]);
    run("workspace/archive").ends_with(2).complains_of(&["belongs to the workspace"]);
    let inbox = place.path("in");
    night_with(&place, &["--done", &inbox]).ends_with(2).complains_of(&["is the inbox, or holds it"]);
    night_with(&place, &["--known-at", "2016-06-30"]).ends_with(2);
    place.run(&["verify"]).ends_with(0);
}

#[test]
fn a_lock_or_a_wrong_definition_leaves_everything_in_the_inbox() {
    let place = place();
    put(&place, MARCH);
    let lock = fs::File::options().write(true).open(place.path("workspace/.lock")).unwrap();
    lock.lock().unwrap();
    night(&place).ends_with(7);
    lock.unlock().unwrap();
    place.write("workspace/definitions/feeds/police_bulk.json", b"{\"nmae\": 1}").unwrap();
    night(&place).ends_with(3).complains_of(&["police_bulk.json:"]);
    assert_eq!((lying(&place), deliveries(&place)), (set(&[MARCH]), 0));
}

#[test]
fn a_reason_holds_no_value_of_a_record() {
    let place = place();
    let offences = fs::read_to_string(place.path("borough/deliveries/yot_offences/yot_offences_2016-Q1.csv"));
    // Every day is wrong, and the last line is cut.
    let broken = offences.unwrap().replace('/', "-");
    let cut = broken.trim_end().rsplit_once(',').unwrap().0;
    place.write("in/yot_offences/yot_offences_2016-Q1.csv", cut.as_bytes()).unwrap();
    let ran = night(&place).ends_with(1);
    let why = fs::read_to_string(place.path("in/quarantine/yot_offences/yot_offences_2016-Q1.csv.why.txt"));
    let why = why.unwrap() + &ran.stdout + &ran.stderr;
    assert!(why.contains("[F113]") && why.contains("[F201]"), "{why}");
    let people = fs::read_to_string(place.path("borough/cohort/people.csv")).unwrap();
    for person in people.lines().skip(1) {
        for value in person.split(',').skip(1).take(3).filter(|value| value.len() > 3) {
            assert!(!why.contains(value), "a name or birth date stands in:\n{why}");
        }
    }
}

/// The superuser may always read and write, so the process becomes somebody else first.
#[cfg(target_os = "linux")]
#[test]
fn an_inbox_that_cannot_be_written_to_is_exit_4_and_a_file_that_cannot_be_read_goes_into_quarantine() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    let place = place();
    put(&place, MARCH);
    let superuser = fs::metadata("/proc/self").unwrap().uid() == 0;
    let above = place.path("");
    let program = place.path("hearth");
    fs::copy(env!("CARGO_BIN_EXE_hearth"), &program).unwrap();
    let mut waiting = vec![Path::new(&above).to_owned()];
    while let Some(path) = waiting.pop() {
        if superuser {
            chown(&path, Some(65534), Some(65534)).unwrap();
        }
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    let mode = |path: &str, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&program, 0o755);
    let (workspace, inbox) = (place.path("workspace"), place.path("in"));
    let night = || {
        let mut command = std::process::Command::new(&program);
        if superuser {
            command.uid(65534).gid(65534);
        }
        command.args(["run", "--as-of", "2016-05-31", "--at", "2016-06-30", "--settle", "0"]);
        command.args(["--fail-on", "rejects", "--workspace", &workspace, "--inbox", &inbox]);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    mode(&inbox, 0o555);
    let (code, said) = night();
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("Permission denied"), "{said}");
    mode(&inbox, 0o755);
    // The folder of the file alone.
    mode(&place.path("in/police_bulk"), 0o555);
    let (code, said) = night();
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("police_bulk: cannot be written to"), "{said}");
    assert_eq!((lying(&place), deliveries(&place)), (set(&[MARCH]), 0));
    mode(&place.path("in/police_bulk"), 0o755);
    mode(&place.path(&format!("in/{MARCH}")), 0o000);
    let (code, said) = night();
    assert_eq!(code, Some(1), "{said}");
    let why = fs::read_to_string(place.path(&format!("in/quarantine/{MARCH}.why.txt"))).unwrap();
    assert!(why.contains("[F108]") && why.contains("Permission denied"), "{why}");
}

#[test]
fn a_quarantine_that_cannot_be_looked_into_is_never_a_quiet_night() {
    let place = place();
    put(&place, MARCH);
    let aside = place.path("aside");
    night_with(&place, &["--quarantine", &aside]);
    let quiet =
        ["run", "--as-of", "last-month-end", "--at", "2016-06-30", "--fail-on", "rejects", "--if-changed"];
    place.run(&quiet).ends_with(0);
    assert_eq!(place.run(&quiet).ends_with(0).stdout, "");
    fs::remove_dir(&aside).unwrap();
    assert_eq!(place.run(&quiet).ends_with(0).stdout, "", "a folder that was removed has no files");
    fs::write(&aside, "no folder").unwrap();
    for _ in 0..2 {
        let told = place.run(&quiet).ends_with(0).stdout;
        assert!(told.contains(&format!("{aside}: the quarantine cannot be looked into")), "{told}");
    }
    let told = night_with(&place, &["--fail-on", "rejects", "--if-changed"]).ends_with(1);
    told.complains_of(&["aside: the quarantine cannot be looked into"]);
    let told = place.run(&["status"]).ends_with(1).stdout;
    assert!(told.contains("aside: the quarantine cannot be looked into"), "{told}");
}
