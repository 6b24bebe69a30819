//! `hearth link` at its edges: files that are empty, alike, damaged or in another encoding, and people of one home.

use crate::hearth::{Ran, hearth};
use crate::link::{Files, HEADER, file, person, right_and_wrong};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

/// Links `left.csv` to `right.csv`; gives how it ran.
fn run(files: &Files, more: &[&str]) -> Ran {
    let (left, right, out) = (files.path("left.csv"), files.path("right.csv"), files.path("out.csv"));
    hearth(&[&["link", "--left", &left, "--right", &right, "--out", &out], more].concat())
}

/// The same for programs: links and pairs compared.
fn counted(files: &Files) -> (u64, u64) {
    let ran = run(files, &["--json"]).ends_with(0);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    (answer["links"].as_u64().unwrap(), answer["compared"].as_u64().unwrap())
}

fn utf_16(text: &str) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn one_row_finds_itself_among_many() {
    let files = Files::new();
    files.put("left.csv", &file("L", 77..78, |_, _| ()));
    files.put("right.csv", &file("R", 0..400, |_, _| ()));
    assert_eq!(right_and_wrong(&files.link(&[])), (1, 0));
    files.put("left.csv", &file("L", 0..400, |_, _| ()));
    files.put("right.csv", &file("R", 77..78, |_, _| ()));
    assert_eq!(right_and_wrong(&files.link(&[])), (1, 0));
}

#[test]
fn files_of_nobody_but_a_header_give_a_header() {
    let files = Files::new();
    for (left, right) in
        [(HEADER, HEADER), (HEADER, &*file("R", 0..9, |_, _| ())), (HEADER.trim_end(), HEADER)]
    {
        for (left, right) in [(left, right), (right, left)] {
            files.put("left.csv", left);
            files.put("right.csv", right);
            assert!(files.link(&["--explain"]).is_empty());
        }
    }
}

#[test]
fn a_file_without_bytes_or_without_a_known_column_is_refused() {
    let files = Files::new();
    files.put("right.csv", HEADER);
    files.put("left.csv", "");
    run(&files, &[]).ends_with(4).complains_of(&["the file has no header"]);
    files.put("left.csv", "colour,shape\n");
    run(&files, &[]).ends_with(2).complains_of(&["no column has a name that says what it is", "--config"]);
    files.put("left.csv", "id,household\n");
    run(&files, &[]).ends_with(2).complains_of(&["no column has a name that says what it is"]);
}

#[test]
fn surnames_or_both_names_or_dates_may_be_missing_throughout() {
    for (empty, least) in [(&[1][..], 250), (&[0], 250), (&[2], 250), (&[0, 1], 200), (&[0, 1, 2], 0)] {
        let files = Files::new();
        let without = |_: usize, fields: &mut [String; 6]| empty.iter().for_each(|at| fields[*at].clear());
        files.put("left.csv", &file("L", 0..300, without));
        files.put("right.csv", &file("R", 0..300, |_, _| ()));
        let (right, wrong) = right_and_wrong(&files.link(&[]));
        assert!(right >= least && wrong <= 15, "without {empty:?}: {right} right, {wrong} wrong");
    }
}

#[test]
fn rows_that_are_all_the_same_are_each_linked_once_at_most() {
    let files = Files::new();
    let same = |prefix: &str| file(prefix, 0..3000, |_, fields| *fields = person(1));
    files.put("left.csv", &same("L"));
    files.put("right.csv", &same("R"));
    let (links, compared) = counted(&files);
    assert!(links <= 3000 && compared <= 3000 * 400, "{links} links of {compared} pairs");
}

#[test]
fn a_hundred_thousand_rows_with_one_date_of_birth_ask_few_pairs() {
    let files = Files::new();
    let one_date = |number: usize, fields: &mut [String; 6]| {
        fields[0] = format!("{}{}", fields[0], ["ine", "o", "ka", "ley", "dan"][number / 12 % 5]);
        fields[1] =
            format!("{}{}", fields[1], ["son", "er", "by", "ton", "ham", "wick", "ley"][number / 60 % 7]);
        fields[2] = "1900-01-01".to_owned();
    };
    files.put("left.csv", &file("L", 0..100_000, one_date));
    files.put("right.csv", &file("R", (0..2000).map(|number| number * 50), one_date));
    let (links, compared) = counted(&files);
    assert!(links <= 100_000 && compared <= 100_000 * 200, "{links} links of {compared} pairs");
}

#[test]
fn utf_16_with_its_mark_and_windows_1252_are_read_and_the_rest_is_refused() {
    let files = Files::new();
    let accents = |_: usize, fields: &mut [String; 6]| fields[0].push('é');
    let text = file("L", 0..60, accents);
    files.put("right.csv", &file("R", 0..60, accents));
    fs::write(files.path("left.csv"), utf_16(&text)).unwrap();
    assert_eq!(right_and_wrong(&files.link(&[])), (60, 0));

    let windows: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
    fs::write(files.path("left.csv"), windows).unwrap();
    run(&files, &[]).ends_with(0).complains_of(&["left.csv:2: warning", "Windows-1252", "[F110]"]);
    let lines: Vec<String> = files.read("out.csv").lines().skip(1).map(str::to_owned).collect();
    assert_eq!(right_and_wrong(&lines), (60, 0));

    fs::write(files.path("left.csv"), &utf_16(&text)[2..]).unwrap();
    run(&files, &[]).ends_with(4).complains_of(&["left.csv: error", "[F111]", "save it as CSV with UTF-8"]);
}

#[test]
fn ids_in_windows_1252_are_written_as_utf_8() {
    let files = Files::new();
    let windows = |text: &str| text.chars().map(|letter| letter as u8).collect::<Vec<u8>>();
    fs::write(files.path("left.csv"), windows(&file("é", 0..30, |_, _| ()))).unwrap();
    files.put("right.csv", &file("R", 0..30, |_, _| ()));
    let lines = files.link(&[]);
    assert!(lines.len() == 30 && lines.iter().all(|line| line.starts_with('é')), "{lines:?}");
}

#[test]
fn an_unclosed_quote_spoils_its_own_line_only() {
    let files = Files::new();
    let text = file("L", 0..200, |number, fields| match number {
        20 | 90 | 140 => fields[1].insert(0, '"'),
        50 => fields[5] = format!("\"Flat 1\n{}\"", fields[5]),
        60 => fields[0] = format!("\"{}\"", fields[0]),
        _ => {}
    });
    files.put("left.csv", &text);
    files.put("right.csv", &file("R", 0..200, |_, _| ()));
    run(&files, &[]).ends_with(0).complains_of(&["left.csv: 3 lines open a quote", "the first is line 22"]);
    let lines: Vec<String> = files.read("out.csv").lines().skip(1).map(str::to_owned).collect();
    assert_eq!(right_and_wrong(&lines), (200, 0));

    files.put("left.csv", &text.replacen("id,", "id,\"", 1));
    run(&files, &[]).ends_with(4).complains_of(&["the header opens a quote"]);
}

#[test]
fn a_nul_byte_is_a_blank_and_a_header_of_them_is_no_text() {
    let files = Files::new();
    let text = file("L", 0..100, |number, fields| {
        if number == 7 {
            fields[1].push_str("\0\0");
        }
    });
    files.put("left.csv", &text);
    files.put("right.csv", &file("R", 0..100, |_, _| ()));
    run(&files, &[]).ends_with(0).complains_of(&["NUL bytes, the first on line 9,"]);
    assert_eq!(files.read("out.csv").lines().count(), 101);
    files.put("left.csv", &text.replacen("id,", "id\0,", 1));
    run(&files, &[]).ends_with(4).complains_of(&["[F111]"]);
}

#[test]
fn rows_that_repeat_an_id_are_further_forms_of_one_person_on_either_side() {
    let files = Files::new();
    let moved = |_: usize, fields: &mut [String; 6]| fields[4] = "QQ9 9XX".to_owned();
    let twice = |prefix: &str| {
        let again = file(prefix, 0..10, moved);
        file(prefix, 0..50, |_, _| ()) + again.split_once('\n').unwrap().1
    };
    files.put("left.csv", &twice("L"));
    files.put("right.csv", &twice("R"));
    run(&files, &[]).ends_with(0).complains_of(&[
        "left.csv: 10 rows repeat an id; they are taken as further forms of one person",
        "right.csv: 10 rows repeat an id",
    ]);
    let lines: Vec<String> = files.read("out.csv").lines().skip(1).map(str::to_owned).collect();
    let pairs: BTreeSet<&str> =
        lines.iter().map(|line| &line[..line.match_indices(',').nth(1).unwrap().0]).collect();
    assert_eq!((pairs.len(), right_and_wrong(&lines)), (lines.len(), (50, 0)), "{lines:?}");
}

#[test]
fn rows_without_an_id_are_not_one_person() {
    let files = Files::new();
    let text = file("L", 0..40, |_, _| ());
    let blank: Vec<String> = text
        .lines()
        .enumerate()
        .map(
            |(at, line)| {
                if at > 30 { format!(",{}", line.split_once(',').unwrap().1) } else { line.to_owned() }
            },
        )
        .collect();
    files.put("left.csv", &(blank.join("\n") + "\n"));
    files.put("right.csv", &file("R", 0..40, |_, _| ()));
    run(&files, &[]).ends_with(0).complains_of(&["left.csv: 10 rows have no id"]);
    assert_eq!(files.read("out.csv").lines().count(), 41);
}

#[test]
fn grandparents_and_lodgers_at_the_address_are_linked_to_nobody() {
    let files = Files::new();
    files.put("right.csv", &file("R", 0..400, |_, _| ()));
    let mut left = file("L", 0..200, |_, _| ());
    for number in (200..300).step_by(4) {
        let [forename, surname, born, sex, postcode, address] = person(number);
        let day = &born[4..];
        writeln!(left, "L{number},{forename},{surname},{born},{sex},{postcode},{address}").unwrap();
        writeln!(
            left,
            "G{number},Winifred,{surname},19{}-03-0{},F,{postcode},{address}",
            number % 25 + 20,
            number % 9 + 1
        )
        .unwrap();
        writeln!(left, "H{number},Mortimer,{surname},19{}{day},M,{postcode},{address}", number % 25 + 20)
            .unwrap();
        writeln!(
            left,
            "B{number},Tobias,Quennell,198{}-05-1{},M,{postcode},{address}",
            number % 9,
            number % 7
        )
        .unwrap();
        // Called after a grandchild, of another generation.
        writeln!(left, "N{number},{forename},{surname},1919-06-2{},{sex},{postcode},{address}", number % 8)
            .unwrap();
    }
    files.put("left.csv", &left);
    let lines = files.link(&[]);
    let strangers: Vec<_> = lines.iter().filter(|line| !line.starts_with('L')).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
    assert!(right_and_wrong(&lines).0 >= 220);
}

#[test]
fn a_twin_or_newborn_is_not_linked_to_the_brother_or_sister_whom_the_cohort_has() {
    let files = Files::new();
    let (mut left, mut right) = (file("L", 0..300, |_, _| ()), file("R", 0..300, |_, _| ()));
    for number in 300..340 {
        let [_, surname, born, _, postcode, address] = person(number);
        let row = |id: &str, forename: &str, born: &str| {
            format!("{id}{number},{forename},{surname},{born},M,{postcode},{address}\n")
        };
        right += &row("R", "Marcus", &born);
        left += &row("L", "Marcus", &born);
        left += &row("T", ["Martin", "Jolyon", "Mark-Anthony"][number % 3], &born);
        left += &row("N", "", "2017-02-11");
        left += &row("B", "Baby Boy", "2017-02-11");
    }
    files.put("left.csv", &left);
    files.put("right.csv", &right);
    let lines = files.link(&[]);
    let wrong: Vec<_> = lines.iter().filter(|line| !line.starts_with('L')).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(right_and_wrong(&lines).0 >= 330);
}

/// The quality of a run by its labels, for programs.
fn quality(files: &Files, labels: &str, more: &[&str]) -> serde_json::Value {
    let ran = run(files, &[&["--json", "--labels", labels], more].concat()).ends_with(0);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    answer["quality"].clone()
}

#[test]
fn labels_say_how_good_the_links_of_the_run_are() {
    let files = Files::new();
    files.put("left.csv", &file("L", 0..100, |_, _| ()));
    files.put("right.csv", &file("R", 0..100, |_, _| ()));
    let known: String = (0..80).map(|number| format!("L{number},R{number},1\n")).collect();
    let labels = files.put("labels.csv", &format!("left_id,right_id,match\n{known}L90,R90,0\nL7,R999,1\n"));
    let of =
        |value: &serde_json::Value| ["right", "wrong", "missed"].map(|name| value[name].as_u64().unwrap());
    let own = quality(&files, &labels, &[]);
    assert_eq!(of(&own), [80, 20, 1]);
    assert!((own["precision"].as_f64().unwrap() - 0.8).abs() < 1e-9, "{own}");
    assert_eq!(files.read("out.csv").lines().count(), 101);
    assert_eq!(of(&quality(&files, &labels, &["--threshold", "1"])), [0, 0, 81]);

    let ran = run(&files, &["--labels", &labels]).ends_with(0);
    assert!(
        ran.stdout.contains("precision") && ran.stdout.contains("chosen from the data"),
        "{}",
        ran.stdout
    );
    ran.complains_of(&["1 labels name an id that neither file has"]);
    run(&files, &["--labels", &files.path("nowhere.csv")]).ends_with(4);
}

#[test]
fn an_explained_link_names_its_key_and_who_else_it_might_be() {
    let files = Files::new();
    files.put("left.csv", &file("L", 0..100, |_, _| ()));
    let double = file("R", 0..100, |_, _| ()) + file("S", 40..45, |_, _| ()).split_once('\n').unwrap().1;
    files.put("right.csv", &double);
    files.link(&["--explain", "--threshold", "0.1"]);
    let mut reader = csv::Reader::from_path(files.path("out.csv")).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header[..5], ["left_id", "right_id", "probability", "weight", "rule"]);
    let last = ["found_by", "other_candidates", "best_other_id", "best_other_probability"];
    assert_eq!(header[header.len() - 4..], last);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let of = |id: &str| {
        let row = rows.iter().find(|row| &row[0] == id).unwrap();
        last.map(|name| row[header.iter().position(|column| column == name).unwrap()].to_owned())
    };
    assert_eq!(of("L7")[1..], ["0", "", ""].map(str::to_owned));
    let [key, others, best, probability] = of("L42");
    assert_eq!((key.as_str(), others.as_str(), best.as_str()), ("date of birth", "1", "S42"));
    assert!((0.4..0.6).contains(&probability.parse::<f64>().unwrap()), "{probability}");
}
