//! Arguments, help and exit codes, as scripts rely on them.

use crate::hearth::{Place, hearth, hearth_with};

#[test]
fn every_command_has_an_example_in_its_help() {
    for command in hearth::cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.contains("Example"), "{} has no example", command.get_name());
        assert!(help.contains(&format!("hearth {}", command.get_name())), "{}", command.get_name());
    }
}

#[test]
fn wrong_usage_is_exit_2_and_says_what_to_do() {
    for arguments in [
        vec!["frobnicate"],
        vec!["run"],
        vec!["run", "--as-of", "31/05/2016"],
        vec!["run", "--as-of", "2016-02-30"],
        vec!["run", "--as-of", "2016-05-31", "--known-at", "noon"],
        vec!["run", "--as-of", "2016-05-31", "--set", "hold-month=3"],
        vec!["run", "--as-of", "2016-05-31", "--set", "hold-months=13"],
        vec!["ingest"],
        vec!["problems", "F999"],
        vec!["init", "somewhere", "--plan", "nowhere"],
    ] {
        let ran = hearth(&arguments).ends_with(2);
        assert!(
            ran.stderr.contains("hint:") || ran.stderr.contains("--help"),
            "{arguments:?}: {}",
            ran.stderr
        );
        assert!(ran.stdout.is_empty());
    }
}

#[test]
fn the_version_names_the_definitions() {
    let ran = hearth(&["--version"]).ends_with(0);
    let digest =
        ran.stdout.trim_end().strip_prefix(&format!("hearth {} (definitions ", env!("CARGO_PKG_VERSION")));
    let digest = digest.and_then(|rest| rest.strip_suffix(')')).unwrap();
    assert!(digest.len() == 12 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digest}");
}

#[test]
fn json_is_one_document_on_stdout_and_quiet_says_nothing() {
    let place = Place::filled();
    let ran = place.run(&["run", "--as-of", "2016-05-31", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["as_of"], "2016-05-31");
    let status: serde_json::Value = serde_json::from_str(&place.run(&["status", "--json"]).stdout).unwrap();
    assert_eq!(status["last_run"]["run"], answer["run"]);
    assert!(place.run(&["status", "--quiet"]).ends_with(0).stdout.is_empty());
}

#[test]
fn the_surroundings_may_name_the_workspace() {
    let place = Place::new();
    let workspace = place.path("workspace");
    hearth_with(&["status"], &[("HEARTH_WORKSPACE", &workspace)]).ends_with(0);
}

#[test]
fn an_explanation_names_file_and_line() {
    let place = Place::filled();
    place.run_may();
    let results = String::from_utf8(place.run_of_may().1.remove("results.csv").unwrap()).unwrap();
    let pages: Vec<String> = results
        .lines()
        .skip(1)
        .map(|line| place.run(&["explain", line.split(',').nth(2).unwrap()]).ends_with(0).stdout)
        .collect();
    assert!(pages.iter().any(|page| page.contains("linked by") && page.contains(".csv:")), "{pages:?}");
    place.run(&["explain", "nobody"]).ends_with(2).complains_of(&["has no family `nobody`"]);
}

#[test]
fn a_year_of_the_sample_borough_runs_and_says_where_the_report_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo");
    let ran = hearth(&["demo", path.to_str().unwrap()]).ends_with(0);
    assert_eq!(ran.stdout.lines().filter(|line| line.starts_with("201")).count(), 12, "{}", ran.stdout);
    let report = ran.stdout.lines().find_map(|line| line.strip_prefix("report: ")).unwrap();
    assert!(std::path::Path::new(report).is_file(), "{report}");
    hearth(&["demo", path.to_str().unwrap()]).ends_with(2);
}
