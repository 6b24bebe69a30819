//! `hearth link` on small and awkward files: it gives sensible answers or says what is wrong.

use crate::hearth::{hearth, hearth_with};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A folder with files to link.
pub struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn put(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(Path::new(&self.path(name))).unwrap()
    }

    /// Links `left.csv` to `right.csv` with further arguments; gives the lines below the header.
    pub fn link(&self, more: &[&str]) -> Vec<String> {
        let (left, right, out) = (self.path("left.csv"), self.path("right.csv"), self.path("out.csv"));
        let mut arguments = vec!["link", "--left", &left, "--right", &right, "--out", &out];
        arguments.extend(more);
        hearth(&arguments).ends_with(0);
        self.read("out.csv").lines().skip(1).map(str::to_owned).collect()
    }
}

pub const HEADER: &str = "id,forename,surname,date_of_birth,sex,postcode,address\n";
const FORENAMES: [&str; 12] = [
    "Anna", "Brian", "Chloe", "David", "Ellen", "Femi", "Grace", "Hassan", "Irene", "Jakub", "Kofi", "Lydia",
];
const SURNAMES: [&str; 11] = [
    "Abbott", "Bello", "Carver", "Dunne", "Eriksen", "Farrow", "Gill", "Hussain", "Ingram", "Jarvis", "Kaya",
];

/// One invented person; people 4k and 4k+1 share a home and a surname.
pub fn person(number: usize) -> [String; 6] {
    let home = number / 4 * 4 + number % 4 / 2 * 2;
    let digit = |by: usize, most: usize| number * by % most + 1;
    [
        FORENAMES[(number * 7 + number / 12) % 12].to_owned(),
        SURNAMES[(home * 5 + home / 11) % 11].to_owned(),
        format!("{}-{:02}-{:02}", 1950 + digit(13, 60), digit(5, 12), digit(11, 28)),
        if number.is_multiple_of(2) { "F" } else { "M" }.to_owned(),
        format!("ZZ{} {}AA", home / 2 % 20 + 1, home % 9),
        format!("{} Elm Road", home + 3),
    ]
}

pub fn file(
    prefix: &str,
    numbers: impl Iterator<Item = usize>,
    change: impl Fn(usize, &mut [String; 6]),
) -> String {
    let mut text = HEADER.to_owned();
    for number in numbers {
        let mut fields = person(number);
        change(number, &mut fields);
        writeln!(text, "{prefix}{number},{}", fields.join(",")).unwrap();
    }
    text
}

/// How many lines link one number to itself, and how many to another.
pub fn right_and_wrong(lines: &[String]) -> (usize, usize) {
    let own = |line: &&String| {
        let fields: Vec<&str> = line.split(',').collect();
        fields[0][1..] == fields[1][1..]
    };
    let right = lines.iter().filter(own).count();
    (right, lines.len() - right)
}

#[test]
fn people_are_found_again_by_default_settings_and_the_roles_are_printed() {
    let files = Files::new();
    files.put(
        "left.csv",
        &file("L", 0..400, |number, fields| {
            if number % 10 == 0 {
                fields[0].truncate(3);
            }
        }),
    );
    files.put("right.csv", &file("R", 200..600, |_, _| ()));
    let (left, right, out) = (files.path("left.csv"), files.path("right.csv"), files.path("out.csv"));
    let ran = hearth(&["link", "--left", &left, "--right", &right, "--out", &out]).ends_with(0);
    assert!(ran.stdout.contains("born-on = date_of_birth"), "{}", ran.stdout);
    let lines: Vec<String> = files.read("out.csv").lines().skip(1).map(str::to_owned).collect();
    let (right, wrong) = right_and_wrong(&lines);
    assert!(right >= 196 && wrong <= 2, "{right} right, {wrong} wrong");
}

#[test]
fn printed_parts_add_up_exactly_to_the_printed_weight() {
    let files = Files::new();
    files.put("left.csv", &file("L", 0..120, |_, _| ()));
    files.put("right.csv", &file("R", 40..160, |_, _| ()));
    files.link(&["--explain", "--threshold", "0"]);
    let text = files.read("out.csv");
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let thousandths = |field: &str| field.replace('.', "").parse::<i64>().unwrap();
    assert!(text.lines().count() > 80);
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let parts = header.iter().zip(&fields).filter(|(name, _)| name.ends_with("_bits"));
        assert_eq!(parts.map(|(_, field)| thousandths(field)).sum::<i64>(), thousandths(fields[3]), "{line}");
    }
}

#[test]
fn a_saved_model_and_any_number_of_threads_give_the_same_bytes() {
    let files = Files::new();
    files.put("left.csv", &file("L", 0..300, |_, _| ()));
    files.put("right.csv", &file("R", 100..400, |_, _| ()));
    let model = files.path("model.json");
    files.link(&["--save-model", &model, "--explain"]);
    let fitted = files.read("out.csv");
    files.link(&["--model", &model, "--explain"]);
    assert_eq!(files.read("out.csv"), fitted);
    let (left, right, out) = (files.path("left.csv"), files.path("right.csv"), files.path("out.csv"));
    let arguments = ["link", "--left", &left, "--right", &right, "--out", &out, "--explain"];
    hearth_with(&arguments, &[("RAYON_NUM_THREADS", "1")]).ends_with(0);
    assert_eq!(files.read("out.csv"), fitted);
}

#[test]
fn a_newborn_or_lodger_at_the_address_is_not_linked_to_a_sibling() {
    let files = Files::new();
    files.put("right.csv", &file("R", 0..400, |_, _| ()));
    let mut left = file("L", 0..200, |_, _| ());
    for number in (200..260).step_by(2) {
        let [_, surname, _, _, postcode, address] = person(number);
        writeln!(left, "N{number},Zelda,{surname},2016-0{}-14,F,{postcode},{address}", number % 9 + 1)
            .unwrap();
        writeln!(left, "B{number},Baby,{surname},2016-0{}-14,,{postcode},{address}", number % 9 + 1).unwrap();
    }
    files.put("left.csv", &left);
    let lines = files.link(&[]);
    let strangers: Vec<_> = lines.iter().filter(|line| !line.starts_with('L')).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
    assert!(right_and_wrong(&lines).0 >= 196);
}

#[test]
fn twins_are_each_linked_to_their_own_row() {
    let files = Files::new();
    let twins = |prefix: &str| {
        let mut text = file(prefix, 0..300, |_, _| ());
        for number in 300..320 {
            let [_, surname, born, _, postcode, address] = person(number);
            for (twin, forename) in ["Marcus", "Martin"].iter().enumerate() {
                writeln!(text, "{prefix}{number}{twin},{forename},{surname},{born},M,{postcode},{address}")
                    .unwrap();
            }
        }
        text
    };
    files.put("left.csv", &twins("L"));
    files.put("right.csv", &twins("R"));
    let lines = files.link(&[]);
    assert_eq!(right_and_wrong(&lines).1, 0, "{lines:?}");
    assert!(right_and_wrong(&lines).0 >= 336, "{}", lines.len());
}

#[test]
fn no_left_row_is_linked_to_two_people() {
    let files = Files::new();
    files.put("left.csv", &file("L", 0..100, |_, _| ()));
    let double = file("R", 0..100, |_, _| ()) + file("S", 0..100, |_, _| ()).split_once('\n').unwrap().1;
    files.put("right.csv", &double);
    let lines = files.link(&["--threshold", "0"]);
    let lefts: BTreeSet<&str> = lines.iter().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(lefts.len(), lines.len());
}

#[test]
fn a_file_with_itself_gives_each_pair_once_with_the_smaller_id_left() {
    let files = Files::new();
    let double = file("A", 0..150, |_, _| ()) + file("B", 0..20, |_, _| ()).split_once('\n').unwrap().1;
    let (left, out) = (files.put("left.csv", &double), files.path("out.csv"));
    hearth(&["link", "--dedupe", "--left", &left, "--out", &out]).ends_with(0);
    let text = files.read("out.csv");
    let lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
    assert!(lines.iter().all(|line| line.starts_with('A')), "{text}");
    assert_eq!(right_and_wrong(&lines), (20, 0), "{text}");
}

#[test]
fn files_with_one_row_no_row_or_no_match_give_a_file_with_a_header() {
    let files = Files::new();
    files.put("right.csv", &file("R", 0..1, |_, _| ()));
    files.put("left.csv", &file("L", 0..1, |_, _| ()));
    assert_eq!(right_and_wrong(&files.link(&[])), (1, 0));
    files.put("left.csv", HEADER);
    assert!(files.link(&[]).is_empty());
    files.put("left.csv", &file("L", 0..100, |_, _| ()));
    files.put(
        "right.csv",
        &file("R", 500..600, |number, fields| {
            fields[0] = format!("Q{}", FORENAMES[number % 7]);
            fields[4] = format!("YY1 {}BB", number % 9);
        }),
    );
    let lines = files.link(&[]);
    assert!(lines.len() <= 3, "{lines:?}");
}

#[test]
fn a_column_that_is_wholly_missing_does_not_matter() {
    let files = Files::new();
    files.put("left.csv", &file("L", 0..300, |_, fields| fields[2].clear()));
    files.put("right.csv", &file("R", 0..300, |_, _| ()));
    let (right, wrong) = right_and_wrong(&files.link(&[]));
    assert!(right >= 250 && wrong <= 10, "{right} right, {wrong} wrong");
}

#[test]
fn rows_that_are_all_the_same_and_one_date_for_everybody_end_in_bounded_time() {
    let files = Files::new();
    let same = |prefix: &str| file(prefix, 0..3000, |_, fields| *fields = person(1));
    files.put("left.csv", &same("L"));
    files.put("right.csv", &same("R"));
    files.link(&[]);
    let one_date = |prefix: &str| file(prefix, 0..5000, |_, fields| fields[2] = "1900-01-01".to_owned());
    files.put("left.csv", &one_date("L"));
    files.put("right.csv", &one_date("R"));
    files.link(&[]);
}

#[test]
fn repeated_ids_and_other_encodings_are_said_or_read() {
    let files = Files::new();
    let twice = file("L", 0..50, |_, _| ()) + file("L", 0..10, |_, _| ()).split_once('\n').unwrap().1;
    let left = files.put("left.csv", &twice);
    let bytes: Vec<u8> = file("R", 0..50, |_, fields| fields[0].push('#')).into_bytes();
    let latin: Vec<u8> = bytes.into_iter().map(|byte| if byte == b'#' { 0xE9 } else { byte }).collect();
    fs::write(files.path("right.csv"), latin).unwrap();
    let (right, out) = (files.path("right.csv"), files.path("out.csv"));
    hearth(&["link", "--left", &left, "--right", &right, "--out", &out])
        .ends_with(0)
        .complains_of(&["10 rows repeat an id"]);
    let lines: Vec<String> = files.read("out.csv").lines().skip(1).map(str::to_owned).collect();
    let lefts: BTreeSet<&str> = lines.iter().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(lefts.len(), lines.len());
    assert!(lines.len() >= 45, "{}", lines.len());
}

#[test]
fn a_configuration_that_names_no_column_is_a_wrong_definition() {
    let files = Files::new();
    let left = files.put("left.csv", &file("L", 0..3, |_, _| ()));
    let config = files.put("config.toml", "[both]\nforename = \"first\"\n");
    let out = files.path("out.csv");
    let arguments = ["link", "--dedupe", "--left", &left, "--out", &out, "--config"];
    let with = |config: &str| hearth(&[&arguments[..], &[config]].concat());
    with(&config).ends_with(3).complains_of(&["no column `first`"]);
    with(&files.put("config.toml", "[both]\nforname = \"forename\"\n"))
        .ends_with(3)
        .complains_of(&["forname"]);
    with(&files.path("nowhere.toml")).ends_with(4);
}

#[test]
fn evaluation_prints_figures_by_threshold_and_draws_them() {
    let files = Files::new();
    let left = files.put("left.csv", &file("L", 0..100, |_, _| ()));
    let right = files.put("right.csv", &file("R", 0..100, |_, _| ()));
    let pairs: String = (0..100).map(|number| format!("L{number},R{number},1\n")).collect();
    let labels = files.put("labels.csv", &format!("left_id,right_id,match\n{pairs}L1,R2,0\n"));
    let picture = files.path("curve.svg");
    let arguments =
        ["link", "evaluate", "--left", &left, "--right", &right, "--labels", &labels, "--picture", &picture];
    let ran = hearth(&arguments).ends_with(0);
    assert!(ran.stdout.contains("chosen"), "{}", ran.stdout);
    assert!(files.read("curve.svg").starts_with("<svg"));
}

#[test]
fn the_same_few_rows_twice_are_linked_to_themselves() {
    for rows in [1, 3, 10] {
        let files = Files::new();
        files.put("left.csv", &file("L", (0..rows).map(|at| at * 9), |_, _| ()));
        files.put("right.csv", &file("R", (0..rows).map(|at| at * 9), |_, _| ()));
        let lines = files.link(&[]);
        assert_eq!(right_and_wrong(&lines), (rows, 0), "{lines:?}");
    }
}
