//! A process killed at any step, a full disk, a folder that cannot be written to, two processes at once: the workspace is as
//! before or as after, and the command given again ends as if nothing had happened.

use crate::council::Council;
use crate::hearth::{KILLED, Place, Ran, hearth, hearth_with};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(&path, &place).unwrap();
        }
    }
}

/// What a workspace holds, but for what differs with the clock and the salts: files by path, and of ledgers the columns that
/// say what was done.
fn state(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut waiting, mut found) = (vec![root.to_owned()], BTreeMap::new());
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if name == "heads.csv" {
                found.insert(name, heads(&path));
            } else if name == ".night.json" {
                // It names the place of the workspace.
            } else if name.ends_with(".csv") && !name.contains('/') || name.starts_with("texts/") {
                found.insert(name, without_moments(&path));
            } else {
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn without_moments(path: &Path) -> Vec<u8> {
    let mut text = String::new();
    for mut row in rows(path) {
        row.retain(|column, _| {
            !["put_in", "made", "at", "chain", "salt", "sha256"].contains(&column.as_str())
        });
        row.retain(|column, _| !["who", "reason", "by"].contains(&column.as_str()));
        text.push_str(&format!("{row:?}\n"));
    }
    text.into_bytes()
}

/// How long each ledger is.
fn heads(path: &Path) -> Vec<u8> {
    let latest: BTreeMap<String, String> =
        rows(path).into_iter().map(|row| (row["ledger"].clone(), row["lines"].clone())).collect();
    format!("{latest:?}").into_bytes()
}

/// A workspace to begin from and a command on it.
struct Trial {
    /// What makes the folder go away at the end.
    _owner: Box<dyn std::any::Any>,
    folder: PathBuf,
    base: PathBuf,
    command: Vec<String>,
    undisturbed: BTreeMap<String, Vec<u8>>,
}

impl Trial {
    fn new(place: Place, command: &[&str]) -> Self {
        Self::of(place, |place| place.path(""), command)
    }

    fn of<P: 'static>(owner: P, folder: impl Fn(&P) -> String, command: &[&str]) -> Self {
        let folder = PathBuf::from(folder(&owner));
        let base = folder.join("workspace");
        let command: Vec<String> = command.iter().map(|part| (*part).to_owned()).collect();
        let mut trial = Self { _owner: Box::new(owner), folder, base, command, undisturbed: BTreeMap::new() };
        let (after, ran) = trial.run("after", &[]);
        assert!(ran.code <= 1, "{}", ran.stderr);
        trial.undisturbed = state(&after);
        trial
    }

    /// The command on a fresh copy of the workspace.
    fn run(&self, name: &str, variables: &[(&str, &str)]) -> (PathBuf, Ran) {
        let root = self.folder.join(name);
        let _ = fs::remove_dir_all(&root);
        copy(&self.base, &root);
        let ran = self.again(&root, variables);
        (root, ran)
    }

    fn again(&self, root: &Path, variables: &[(&str, &str)]) -> Ran {
        let root = root.to_str().unwrap();
        let command: Vec<String> = self.command.iter().map(|part| part.replace("ROOT", root)).collect();
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        arguments.extend(["--workspace", root]);
        hearth_with(&arguments, variables)
    }

    /// The workspace opens and verifies, and the command given again ends as if nothing had happened.
    fn is_whole(&self, root: &Path, when: &str) {
        let verified = hearth(&["verify", "--all", "--workspace", root.to_str().unwrap()]);
        assert_eq!(verified.code, 0, "{when}: {}", verified.stderr);
        let ran = self.again(root, &[]);
        // What can be done once only says so when it was done: the state tells.
        assert!(ran.code <= 2, "{when}: {} {}", ran.code, ran.stderr);
        let state = state(root);
        for (name, bytes) in &self.undisturbed {
            assert!(state.get(name) == Some(bytes), "{when}: {name} is not as undisturbed");
        }
        let more: Vec<_> = state.keys().filter(|name| !self.undisturbed.contains_key(*name)).collect();
        assert!(more.is_empty(), "{when}: there are also {more:?}");
    }

    /// Lets the fault happen after every `stride`-th step, until the command gets through. Gives the number of trials.
    fn at_many_steps(&self, fault: &str, stride: usize) -> usize {
        for (trials, after) in (0..).step_by(stride).enumerate() {
            let when = format!("{fault}:{after}");
            let (root, ran) = self.run("tried", &[("HEARTH_TEST_FAULT", &when)]);
            if ran.code == 0 || ran.code == 1 {
                self.is_whole(&root, &when);
                return trials;
            }
            if fault == "killed" {
                assert_eq!(ran.code, KILLED, "{when}: {}", ran.stderr);
            } else {
                assert_eq!(ran.code, 4, "{when}: {}", ran.stderr);
                assert!(ran.stderr.contains("no storage space"), "{when}: {}", ran.stderr);
            }
            self.is_whole(&root, &when);
        }
        unreachable!("the steps go on for ever")
    }

    /// Kills the process after so many milliseconds, for real.
    #[cfg(unix)]
    fn killed_at_random(&self, rounds: u64) {
        for round in 0..rounds {
            let root = self.folder.join("killed");
            let _ = fs::remove_dir_all(&root);
            copy(&self.base, &root);
            let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
            let place = root.to_str().unwrap();
            command.args(self.command.iter().map(|part| part.replace("ROOT", place)));
            command.args(["--workspace", place]);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(5 + round * 37 % 400));
            let _ = child.kill();
            child.wait().unwrap();
            self.is_whole(&root, &format!("killed in round {round}"));
        }
    }
}

fn ingest() -> Trial {
    let place = Place::new();
    let (cohort, deliveries) = (place.path("borough/cohort"), place.path("borough/deliveries/dwp_adms"));
    Trial::new(place, &["ingest", "--received", "2016-06-30", "--cohort", &cohort, &deliveries])
}

fn run() -> Trial {
    Trial::new(Place::filled(), &["run", "--as-of", "2016-05-31"])
}

/// A night with an inbox in the workspace: a good file, one that was there before, and one that cannot be used.
fn inbox() -> Trial {
    let place = Place::new();
    let (cohort, adms) = (place.path("borough/cohort"), place.path("borough/deliveries/dwp_adms"));
    place.ingest(&["--cohort", &cohort, &adms], "2016-06-30").ends_with(0);
    let police = fs::read(place.path("borough/deliveries/police_bulk/police_bulk_2016-03.csv")).unwrap();
    place.write("workspace/inbox/police_bulk/police_bulk_2016-03.csv", &police).unwrap();
    place.write("workspace/inbox/police_bulk_2016-03.csv", &police).unwrap();
    place.write("workspace/inbox/housing_2016-03.csv", b"a,b\n1,2\n").unwrap();
    let command = ["run", "--as-of", "2016-05-31", "--at", "2016-06-30", "--inbox", "ROOT/inbox"];
    Trial::new(place, &[&command[..], &["--settle", "0"]].concat())
}

fn purge() -> Trial {
    let place = Place::new();
    let (cohort, deliveries) = (place.path("borough/cohort"), place.path("borough/deliveries"));
    place.ingest(&["--cohort", &cohort, &deliveries], "2016-03-30");
    place.run(&["run", "--as-of", "2016-03-31"]);
    place.write("borough/cohort/needs.csv", b"family_id,criterion,person_id,identified_on,source\n").unwrap();
    place.ingest(&["--cohort", &cohort], "2016-06-30").ends_with(0);
    Trial::new(place, &["purge", "--before", "2016-04-01"])
}

/// A cohort version that comes again after it was purged.
fn again() -> Trial {
    let place = Place::new();
    let cohort = place.path("borough/cohort");
    let old = fs::read(place.path("borough/cohort/people.csv")).unwrap();
    place.ingest(&["--cohort", &cohort], "2015-12-31").ends_with(0);
    place.write("borough/cohort/people.csv", &[&old[..], b"p-x,A,B,,,\n"].concat()).unwrap();
    place.ingest(&["--cohort", &cohort], "2016-06-30").ends_with(0);
    place.run(&["purge", "--before", "2016-01-01"]).ends_with(0);
    place.write("borough/cohort/people.csv", &old).unwrap();
    Trial::new(place, &["ingest", "--received", "2016-07-01", "--cohort", &cohort])
}

/// A claim whose audit is done.
fn submit() -> Trial {
    let council = Council::of(&["F1", "F2"]);
    council.take_in("2017-04-05");
    council.month("2017-03-31");
    council.step(&["claim", "propose"], "A. Analyst", "2017-04-06").ends_with(0);
    council.is_audited("k001", "2017-04-06");
    let command = ["claim", "submit", "k001", "--by", "B. Manager", "--at", "2017-04-06"];
    Trial::of(council, |council| council.path(""), &command)
}

#[test]
fn an_ingest_killed_at_any_step_leaves_before_or_after() {
    let trial = ingest();
    assert!(trial.at_many_steps("killed", 9) > 10);
}

#[test]
fn bytes_that_come_again_after_a_purge_and_are_killed_half_way_leave_before_or_after() {
    let trial = again();
    assert!(trial.at_many_steps("killed", 1) > 10);
}

#[test]
fn a_run_killed_at_any_step_leaves_before_or_after() {
    let trial = run();
    assert!(trial.at_many_steps("killed", 13) > 10);
}

#[test]
fn a_night_killed_between_taking_in_and_moving_ends_as_if_nothing_had_happened() {
    let trial = inbox();
    assert!(trial.undisturbed.contains_key("inbox/done/police_bulk_2016-03.csv"));
    assert!(trial.undisturbed.contains_key("inbox/done/police_bulk/police_bulk_2016-03.csv"));
    assert!(trial.undisturbed.contains_key("inbox/quarantine/housing_2016-03.csv.why.txt"));
    assert!(trial.at_many_steps("killed", 4) > 10);
}

#[test]
fn a_purge_killed_at_any_step_leaves_before_or_after() {
    let trial = purge();
    assert!(trial.at_many_steps("killed", 9) > 10);
}

#[test]
fn a_claim_submitted_and_killed_at_any_step_is_submitted_or_not() {
    let trial = submit();
    assert!(trial.at_many_steps("killed", 1) > 10);
}

/// Every file of a folder but the lock, by path, byte for byte.
fn bytes_of(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut waiting, mut found) = (vec![root.to_owned()], BTreeMap::new());
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if !path.ends_with(".lock") {
                found.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn verifying_tells_of_an_unfinished_command_and_leaves_it_to_the_next_that_writes() {
    let trial = submit();
    let verify = |root: &Path| hearth(&["verify", "--all", "--workspace", root.to_str().unwrap()]);
    let mut told = 0;
    for after in 0.. {
        let (root, ran) = trial.run("tried", &[("HEARTH_TEST_FAULT", &format!("killed:{after}"))]);
        if ran.code == 0 {
            break;
        }
        let before = bytes_of(&root);
        let verified = verify(&root).ends_with(0);
        assert!(bytes_of(&root) == before, "killed:{after}: verifying changed something");
        let is_noted = root.join(".pending.json").exists();
        assert_eq!(verified.stderr.contains("[W111]"), is_noted, "{}", verified.stderr);
        if is_noted {
            verified.complains_of(&["a command was interrupted while it changed", "register.csv"]);
            told += 1;
            trial.again(&root, &[]);
            assert!(!verify(&root).ends_with(0).stderr.contains("W111"), "it was finished");
        }
    }
    assert!(told > 3, "{told}");
}

#[test]
fn a_note_of_an_unfinished_command_that_does_not_fit_is_damage() {
    let trial = submit();
    let mut damaged = 0;
    for after in 0..40 {
        let (root, ran) = trial.run("tried", &[("HEARTH_TEST_FAULT", &format!("killed:{after}"))]);
        if ran.code == 0 {
            break;
        }
        if root.join(".pending.json").exists() {
            let register = root.join("register.csv");
            let text = fs::read_to_string(&register).unwrap();
            fs::write(&register, text + "more").unwrap();
            let verified = hearth(&["verify", "--workspace", root.to_str().unwrap()]).ends_with(6);
            verified.complains_of(&["register.csv", "[W106]"]);
            damaged += 1;
        }
    }
    assert!(damaged > 3, "{damaged}");
}

#[cfg(unix)]
#[test]
fn a_process_killed_at_any_time_leaves_before_or_after() {
    ingest().killed_at_random(6);
    run().killed_at_random(6);
    purge().killed_at_random(4);
    submit().killed_at_random(4);
    inbox().killed_at_random(4);
}

#[test]
fn a_full_disk_is_exit_4_and_does_no_damage() {
    assert!(ingest().at_many_steps("full", 17) > 5);
    assert!(run().at_many_steps("full", 31) > 3);
    assert!(inbox().at_many_steps("full", 17) > 3);
}

/// A limit of the system on the size of a file, as a quota sets it: the first kilobyte is written, the rest is not.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_grows_over_the_limit_is_exit_4_and_does_no_damage() {
    let trial = run();
    let root = trial.folder.join("limited");
    copy(&trial.base, &root);
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" run --as-of 2016-05-31 --workspace \"$1\"";
    let ran = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_hearth"), root.to_str().unwrap()])
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(4), "{said}");
    assert!(said.contains("cannot be written"), "{said}");
    trial.is_whole(&root, "over the limit");
}

/// A folder that this process may read and not write to. The superuser may always write, so it becomes somebody else first.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_to_is_exit_4_and_can_still_be_looked_at() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let place = Place::filled();
    let root = place.path("workspace");
    let mut waiting = vec![PathBuf::from(&root)];
    while let Some(path) = waiting.pop() {
        let mode = if path.is_dir() { 0o555 } else { 0o444 };
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let above = Path::new(&root).parent().unwrap();
    fs::set_permissions(above, fs::Permissions::from_mode(0o755)).unwrap();
    // A copy that anybody may run, wherever the program was built.
    let program = above.join("hearth");
    fs::copy(env!("CARGO_BIN_EXE_hearth"), &program).unwrap();
    let superuser = fs::metadata("/proc/self").unwrap().uid() == 0;
    let ran = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        if superuser {
            command.uid(65534).gid(65534);
        }
        let output = command.args(arguments).args(["--workspace", &root]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for arguments in [&["run", "--as-of", "2016-05-31"][..], &["purge", "--before", "2016-01-01"]] {
        let (code, said) = ran(arguments);
        assert_eq!(code, Some(4), "{said}");
        assert!(said.contains("Permission denied"), "{said}");
    }
    for arguments in [&["status"][..], &["verify"]] {
        let (code, said) = ran(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
    }
    for path in [root.clone(), format!("{root}/archive")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn ingesting(root: &str, file: &Path, wait: bool) -> std::process::Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
    command.args(["ingest", "--workspace", root, "--received", "2016-06-30"]).arg(file);
    if wait {
        command.args(["--wait", "120"]);
    }
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn of_processes_at_once_each_waits_its_turn_and_nothing_is_lost() {
    let place = Place::new();
    let root = place.path("workspace");
    let files: Vec<PathBuf> = place.deliveries().iter().map(PathBuf::from).collect();
    let rounds: Vec<&[PathBuf]> = files.chunks(4).take(10).collect();
    for round in &rounds {
        let children: Vec<_> = round.iter().map(|file| ingesting(&root, file, true)).collect();
        for mut child in children {
            assert_eq!(child.wait().unwrap().code(), Some(0));
        }
    }
    let names = |root: &str| -> BTreeSet<String> {
        rows(Path::new(&format!("{root}/deliveries.csv"))).iter().map(|row| row["file"].clone()).collect()
    };
    let alone = Place::new();
    let all: Vec<&str> = rounds.iter().copied().flatten().map(|path| path.to_str().unwrap()).collect();
    alone.ingest(&all, "2016-06-30").ends_with(0);
    assert_eq!(names(&root).len(), names(&alone.path("workspace")).len());
    place.run(&["verify"]).ends_with(0);
}

#[test]
fn of_processes_at_once_that_do_not_wait_some_are_refused_and_nothing_is_lost() {
    let place = Place::new();
    let root = place.path("workspace");
    let files: Vec<PathBuf> = place.deliveries().iter().map(PathBuf::from).collect();
    let mut taken = 0;
    for round in files.chunks(4).take(10) {
        let children: Vec<_> = round.iter().map(|file| ingesting(&root, file, false)).collect();
        for mut child in children {
            match child.wait().unwrap().code() {
                Some(0) => taken += 1,
                code => assert_eq!(code, Some(7)),
            }
        }
    }
    // A file whose bytes came before is taken in and adds no line.
    let lines = rows(Path::new(&format!("{root}/deliveries.csv"))).len();
    assert!(taken > 0 && lines <= taken && lines + 2 > taken, "{lines} of {taken}");
    place.run(&["verify"]).ends_with(0);
}

#[test]
fn of_nights_at_once_with_one_inbox_each_waits_and_every_file_is_moved_once() {
    let place = Place::new();
    place.ingest(&["--cohort", &place.path("borough/cohort")], "2016-06-30").ends_with(0);
    let (root, inbox) = (place.path("workspace"), place.path("in"));
    let files: Vec<PathBuf> = place.deliveries().iter().map(PathBuf::from).take(12).collect();
    for round in files.chunks(6) {
        for file in round {
            let name = file.file_name().unwrap().to_str().unwrap();
            place.write(&format!("in/{name}"), &fs::read(file).unwrap()).unwrap();
        }
        let night = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
            command.args(["run", "--as-of", "2016-05-31", "--at", "2016-06-30", "--settle", "0"]);
            command.args(["--wait", "300", "--workspace", &root, "--inbox", &inbox]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let nights = [night(), night(), night()];
        for mut night in nights {
            assert!(matches!(night.wait().unwrap().code(), Some(0 | 1)));
        }
    }
    let names = |folder: &str| fs::read_dir(folder).unwrap().count();
    assert_eq!((names(&inbox), names(&format!("{inbox}/done"))), (2, files.len()));
    assert_eq!(names(&format!("{inbox}/quarantine")), 0);
    place.run(&["verify"]).ends_with(0);
}
