//! People's decisions about links in the sample borough: they count from their moment, survive a delivery that comes again,
//! and taking one back changes exactly the verdicts that rest on it.

use crate::borough::{Record, rows};
use crate::hearth::{Ran, files_of, hearth};
use crate::repository::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The sample borough, all of it received on the last day of March 2017.
struct Sample {
    folder: tempfile::TempDir,
}

impl Sample {
    fn new() -> Self {
        let sample = Self { folder: tempfile::tempdir().unwrap() };
        let calendar = root().join("schemas/calendars/demo.csv");
        hearth(&["init", &sample.path("w"), "--calendar", calendar.to_str().unwrap()]).ends_with(0);
        let data = |name: &str| root().join("sample-data").join(name).to_str().unwrap().to_owned();
        let (cohort, deliveries) = (data("cohort"), data("deliveries"));
        let things = ["--cohort", &cohort, &deliveries];
        sample.said(&[&["ingest", "--received", "2017-03-31"], &things[..]].concat()).ends_with(1);
        sample
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn said(&self, arguments: &[&str]) -> Ran {
        hearth(&[arguments, &["--quiet", "--workspace", &self.path("w")]].concat())
    }

    /// Decides about a pair of the last run.
    fn decide(&self, verb: &str, what: &str, on: &str) {
        let reason = ["--by", "M. Ellery", "--reason", "asked the school", "--on", on];
        self.said(&[&["review", verb, what], &reason[..]].concat()).ends_with(0);
    }

    /// The folder of a new run of March 2017, as known at a moment.
    fn run(&self, known_at: &str) -> PathBuf {
        let ran = self.said(&["run", "--as-of", "2017-03-31", "--known-at", known_at, "--json"]);
        assert!(ran.code <= 1, "{}", ran.stderr);
        let said: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        PathBuf::from(said["folder"].as_str().unwrap())
    }
}

fn table(run: &Path, file: &str) -> Vec<Record> {
    rows(&fs::read(run.join(file)).unwrap())
}

/// The pair of a person that waits in a run.
fn waiting(run: &Path, person: &str) -> String {
    let queue = table(run, "review.csv");
    queue.iter().find(|row| row["candidate"] == person).expect("the person waits")["pair"].clone()
}

fn waits(run: &Path, person: &str) -> bool {
    table(run, "review.csv").iter().any(|row| row["candidate"] == person)
}

/// The rows of a file that are about some families only, in order.
fn others(run: &Path, file: &str, but: &str) -> Vec<Record> {
    table(run, file).into_iter().filter(|row| row["family_id"] != but).collect()
}

fn verdict(run: &Path, family: &str, clause: &str) -> String {
    let rows = table(run, "outcomes.csv");
    let fits =
        |row: &&Record| row["family_id"] == family && row["clause"] == clause && row["person_id"].is_empty();
    rows.iter().find(fits).expect("a row")["verdict"].clone()
}

#[test]
fn a_decision_settles_the_verdict_that_waited_and_no_other_family_s() {
    let sample = Sample::new();
    let before = sample.run("2017-03-31");
    assert_eq!(verdict(&before, "F0009", "tb-1a-p1a"), "unknown");
    sample.decide("accept", &waiting(&before, "F0009-3"), "2017-04-03");
    let after = sample.run("2017-04-03");
    assert_eq!(verdict(&after, "F0009", "tb-1a-p1a"), "not-met");
    assert!(!waits(&after, "F0009-3") && !waits(&after, "F0009-2"), "the pair leaves the queue");
    let links = table(&after, "links.csv");
    let link = links.iter().find(|row| row["rule"] == "review:r00001").expect("linked by the decision");
    assert_eq!(link["candidate"], "F0009-3");
    for file in ["outcomes.csv", "results.csv"] {
        assert!(others(&before, file, "F0009") == others(&after, file, "F0009"), "{file}");
    }
    let runs = [&before, &after].map(|run| run.file_name().unwrap().to_str().unwrap());
    let told = sample.said(&["diff", runs[0], runs[1], "--json"]).ends_with(0);
    assert!(told.stdout.contains("link decision r00001"), "{}", told.stdout);
    let manifest = fs::read_to_string(after.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"decision\": \"r00001\"") && !manifest.contains("Ellery"), "{manifest}");
    sample.said(&["replay", after.file_name().unwrap().to_str().unwrap()]).ends_with(0);
}

#[test]
fn taking_a_decision_back_changes_exactly_the_verdicts_that_rest_on_it() {
    let sample = Sample::new();
    let before = sample.run("2017-03-31");
    sample.decide("accept", &waiting(&before, "F0068-5"), "2017-04-01");
    let other_only = sample.run("2017-04-01");
    sample.decide("accept", &waiting(&other_only, "F0009-2"), "2017-04-02");
    let both = sample.run("2017-04-02");
    assert_ne!(verdict(&both, "F0009", "tb-1a-p1a"), verdict(&before, "F0009", "tb-1a-p1a"));
    sample.decide("reverse", "r00002", "2017-04-03");
    let taken_back = sample.run("2017-04-03");
    let answers = ["outcomes.csv", "results.csv", "claims.csv", "review.csv", "links.csv"];
    let (first, last) = (files_of(&other_only), files_of(&taken_back));
    for file in answers {
        assert!(first[file] == last[file], "{file} is as before the decision, byte for byte");
        if file != "review.csv" && file != "links.csv" && file != "claims.csv" {
            assert!(others(&both, file, "F0009") == others(&taken_back, file, "F0009"), "{file}");
        }
    }
    for known_at in ["2017-03-31", "2017-04-01", "2017-04-02"] {
        let again = sample.run(known_at);
        let then =
            BTreeMap::from([("2017-03-31", &before), ("2017-04-01", &other_only), ("2017-04-02", &both)])
                [known_at];
        assert_eq!(again, *then, "as known then, the run is the one made then");
    }
}

#[test]
fn decisions_survive_a_delivery_that_comes_again_in_another_form() {
    let sample = Sample::new();
    let before = sample.run("2017-03-31");
    let queue = table(&before, "review.csv");
    let files: BTreeSet<String> = queue
        .iter()
        .filter(|row| row["candidate"] == "F0009-3")
        .flat_map(|row| row["rows"].split(';').map(|place| place.split(':').next().unwrap().to_owned()))
        .collect();
    sample.decide("accept", &waiting(&before, "F0009-3"), "2017-04-03");
    let decided = sample.run("2017-04-03");
    for file in files {
        let feed = root().join("sample-data/deliveries/yot_offences");
        let text = fs::read(feed.join(&file)).unwrap();
        // The same rows in the opposite order: other bytes, other lines.
        let mut lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
        lines[1..].reverse();
        let folder = sample.path("again/yot_offences");
        fs::create_dir_all(&folder).unwrap();
        fs::write(Path::new(&folder).join(file.replace(".csv", "_again.csv")), lines.concat()).unwrap();
    }
    let again = sample.path("again");
    let ran = sample.said(&["ingest", "--received", "2017-04-05", &again]);
    assert!(ran.code <= 1, "{}", ran.stderr);
    let after = sample.run("2017-04-05");
    assert!(!waits(&after, "F0009-3"), "nobody is asked again");
    let verdicts = |run: &Path| -> Vec<[String; 4]> {
        let columns = ["family_id", "clause", "person_id", "verdict"];
        table(run, "outcomes.csv").iter().map(|row| columns.map(|column| row[column].clone())).collect()
    };
    assert_eq!(verdicts(&decided), verdicts(&after));
    assert_eq!(table(&after, "link-decisions.csv")[0]["state"], "applied");
}

#[test]
fn a_decision_whose_person_changed_is_shown_as_stale_and_asked_again() {
    let sample = Sample::new();
    let before = sample.run("2017-03-31");
    sample.decide("accept", &waiting(&before, "F0009-3"), "2017-04-03");
    let cohort = sample.folder.path().join("cohort");
    fs::create_dir_all(&cohort).unwrap();
    for (name, bytes) in files_of(&root().join("sample-data/cohort")) {
        let text = String::from_utf8(bytes).unwrap();
        let changed = if name == "aliases.csv" { format!("{text}F0009-3,Robert,,\n") } else { text };
        fs::write(cohort.join(name), changed).unwrap();
    }
    let cohort = cohort.to_str().unwrap();
    sample.said(&["ingest", "--received", "2017-04-05", "--cohort", cohort]).ends_with(0);
    let after = sample.run("2017-04-05");
    assert!(waits(&after, "F0009-3"), "the question is asked again");
    assert_eq!(table(&after, "link-decisions.csv")[0]["state"], "stale");
    let list = sample.said(&["review", "list", "--decided", "--json"]).ends_with(0);
    assert!(list.stdout.contains("\"state\": \"stale\""), "{}", list.stdout);
}

#[test]
fn what_hangs_on_a_question_decides_its_place() {
    let sample = Sample::new();
    let queue = table(&sample.run("2017-03-31"), "review.csv");
    let told: Vec<_> =
        queue.iter().map(|row| (row["candidate"].as_str(), row["at_stake"].as_str())).collect();
    assert_eq!(told[..2], [("F0009-2", "claim"), ("F0009-3", "claim")]);
    assert!(told[2..].iter().all(|(_, stake)| *stake == "nothing"), "{told:?}");
}

#[test]
fn an_analyst_decides_in_a_spreadsheet() {
    let sample = Sample::new();
    let before = sample.run("2017-03-31");
    let sheet = sample.path("queue.csv");
    sample.said(&["review", "export", &sheet]).ends_with(0);
    let text = fs::read_to_string(&sheet).unwrap();
    let (accepted, rejected) = (waiting(&before, "F0009-3"), waiting(&before, "F0068-5"));
    let filled = text.lines().map(|line| match line.rsplit(',').next().unwrap() {
        pair if pair == accepted => line.replacen(",,", "accept,,", 1),
        pair if pair == rejected => line.replacen(",,", "reject,A. Other,", 1),
        _ => line.to_owned(),
    });
    fs::write(&sheet, filled.collect::<Vec<_>>().join("\r\n")).unwrap();
    let import = ["review", "import", &sheet, "--by", "M. Ellery", "--reason", "seen", "--on", "2017-04-03"];
    sample.said(&import).ends_with(0);
    let ledger = fs::read_to_string(sample.path("w/reviews.csv")).unwrap();
    assert_eq!(ledger.lines().count(), 3, "{ledger}");
    assert!(!ledger.contains("Ellery") && !ledger.contains("F0009-3"), "names stand beside the chain");
    sample.said(&import).ends_with(0);
    assert_eq!(fs::read_to_string(sample.path("w/reviews.csv")).unwrap(), ledger, "once is enough");
    let after = sample.run("2017-04-03");
    assert!(!waits(&after, "F0009-3") && !waits(&after, "F0068-5"));
}

#[test]
fn what_cannot_be_decided_is_said() {
    let sample = Sample::new();
    let before = sample.run("2017-03-31");
    let who = ["--by", "M. Ellery", "--reason", "seen"];
    let ask = |verb: &str, what: &str| sample.said(&[&["review", verb, what], &who[..]].concat());
    ask("accept", "0000").ends_with(2).complains_of(&["no pair `0000`", "hint:"]);
    let pair = waiting(&before, "F0009-3");
    ask("accept", pair.split('-').next().unwrap()).ends_with(2).complains_of(&["more than one pair"]);
    ask("reverse", "r00001").ends_with(2).complains_of(&["there is no decision r00001"]);
    ask("accept", &pair).ends_with(0);
    ask("accept", &pair).ends_with(0);
    ask("reject", &pair).ends_with(2).complains_of(&["r00001 says otherwise"]);
    ask("accept", &waiting(&before, "F0009-2")).ends_with(2).complains_of(&["another person"]);
    sample.said(&["review", "accept", &pair, "--by", " ", "--reason", "x"]).ends_with(2);
}

#[test]
fn the_first_run_keeps_its_weights_and_later_ones_and_replays_go_by_them() {
    let sample = Sample::new();
    let model = PathBuf::from(sample.path("w/definitions/link-model.json"));
    sample.run("2017-03-31");
    assert!(!model.exists(), "a look back does not teach");
    let learn = || {
        let ran = sample.said(&["run", "--as-of", "2017-03-31", "--json"]);
        let said: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        (said["learnt"].as_bool().unwrap(), PathBuf::from(said["folder"].as_str().unwrap()))
    };
    let (is_learnt, kept) = learn();
    assert!(is_learnt && fs::read(&model).unwrap() == fs::read(kept.join("link-model.json")).unwrap());
    assert_eq!(learn(), (false, kept.clone()), "the second run goes by the same weights");
    fs::remove_file(&model).unwrap();
    assert_eq!(learn(), (true, kept.clone()), "learnt anew from the same rows they are the same");
    assert!(fs::read_to_string(kept.join("manifest.json")).unwrap().contains("\"link-model\""));
    let name = kept.file_name().unwrap().to_str().unwrap();
    sample.said(&["replay", name]).ends_with(0);
    let text = fs::read_to_string(&model).unwrap();
    for wrong in ["{", &text.replacen("\"upn\"", "\"job\"", 1)] {
        fs::write(&model, wrong).unwrap();
        sample.said(&["run", "--as-of", "2017-03-31"]).ends_with(3).complains_of(&["[S106]", "hint:"]);
    }
    sample.said(&["replay", name]).ends_with(0);
}

#[test]
fn links_by_weight_can_be_turned_off_and_their_evidence_is_told() {
    let sample = Sample::new();
    let run = sample.run("2017-03-31");
    let links = table(&run, "links.csv");
    let people = links.iter().filter(|row| row["about"] == "person" && !row["rule"].starts_with("yot"));
    assert!(people.clone().count() > 100 && people.filter(|row| row["weight"].is_empty()).count() < 10);
    let explained = sample.said(&["explain", "F0009", "--links"]).ends_with(0).stdout;
    let (_, links) = explained.split_once("How rows were linked").expect("the links are told");
    let mut shown = 0;
    for link in links.trim().split("\n\n") {
        let words: Vec<&str> = link.split_whitespace().collect();
        let at = words.iter().position(|word| *word == "bits,").expect("a weight");
        let weight: f64 = words[at - 1].parse().unwrap();
        let bits = link.lines().filter(|line| line.starts_with("     ") && !line.contains("meant instead"));
        let bits: Vec<f64> = bits.filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect();
        assert!((bits.iter().sum::<f64>() - weight).abs() < 1e-6, "{link}");
        shown += 1;
    }
    assert!(shown > 3, "{explained}");
    let set = ["--set", "link-accept=0", "--set", "link-review=101"];
    let ran = sample.said(&[&["run", "--as-of", "2017-03-31", "--json"], &set[..]].concat());
    let said: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let rules_alone = PathBuf::from(said["folder"].as_str().unwrap());
    assert!(table(&rules_alone, "links.csv").iter().all(|row| row["rule"] != "strong"));
    assert!(table(&rules_alone, "review.csv").iter().all(|row| row["code"] != "L106"));
}
