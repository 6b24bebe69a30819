//! Deliveries with the dirt real extracts have: each fault gives its own coded message with file and line, and the good
//! rows still count.

use hearth::domain::calendar::Term;
use hearth::domain::{Day, Digest, SchoolCalendar, Window};
use hearth::facts::Vocabulary;
use hearth::feeds::schema::builtin_texts;
use hearth::feeds::{Delivery, Extract, FeedSchema, builtin_schemas, identify, read};
use hearth::problem::{Kind, Problem};
use std::sync::OnceLock;

const ATTENDANCE: &str = "education_attendance_2016-spring.csv";
const ATTENDANCE_HEADER: &str = "upn,surname,forename,dob,school,sessions_possible,sessions_attended,\
                                 sessions_authorised,sessions_unauthorised";
const OFFENCES: &str = "yot_offences_2016-Q3.csv";
const OFFENCES_HEADER: &str = "yot_id,surname,forename,dob,postcode,case_ref,offence_date,offence,gravity,outcome,\
                               outcome_date";

fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

fn calendar() -> SchoolCalendar {
    let term = |name: &str, from: &str, to: &str| Term {
        name: name.into(),
        days: Window::new(day(from), day(to)).unwrap(),
    };
    SchoolCalendar::new(vec![
        term("spring 2016", "2016-01-04", "2016-03-24"),
        term("summer 2016", "2016-04-11", "2016-07-20"),
    ])
    .unwrap()
}

fn schemas() -> &'static [FeedSchema] {
    static SCHEMAS: OnceLock<Vec<FeedSchema>> = OnceLock::new();
    SCHEMAS.get_or_init(|| builtin_schemas(Vocabulary::builtin()))
}

/// Reads a file as received on 1 December 2016.
fn read_file(name: &str, bytes: &[u8]) -> Extract<'static> {
    let found = identify(name, schemas(), &calendar()).unwrap();
    let delivery = Delivery { name, bytes, digest: Digest::of(bytes), received_on: day("2016-12-01") };
    read(&delivery, found.schema, found.period)
}

/// Reads a delivery of attendance: the header and these rows, each ended.
fn attendance(rows: &[&str]) -> Extract<'static> {
    let text = [&[ATTENDANCE_HEADER], rows, &[""]].concat().join("\n");
    read_file(ATTENDANCE, text.as_bytes())
}

/// A row of attendance for this pupil, with this many sessions attended of 120 possible and no absence beside.
fn pupil(surname: &str, attended: u32) -> String {
    format!(
        "P123456789123,{surname},Robin,01/05/2006,Oak School,120,{attended},{},0",
        120u32.saturating_sub(attended)
    )
}

fn told(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| format!("{} {}", problem.place, problem.kind.code())).collect()
}

/// Asserts what is told and that this many rows count.
fn assert_told(extract: &Extract<'_>, expected: &[&str], good_rows: usize) {
    let problems = told(&extract.problems);
    let problems: Vec<_> = problems.iter().map(|text| text.replace(&*extract.file, "")).collect();
    assert_eq!(
        (problems, extract.rows.len()),
        (expected.iter().map(|text| (*text).to_owned()).collect(), good_rows)
    );
}

#[test]
fn a_clean_file_is_read_without_a_word() {
    let extract = attendance(&[&pupil("Ash", 110), &pupil("Oak", 120)]);
    assert_told(&extract, &[], 2);
    assert!(extract.whole);
    assert_eq!(extract.rows.row(1).line(), 3);
}

#[test]
fn each_missing_column_is_named_and_the_file_is_set_aside() {
    let text = format!("{}\n{}\n", ATTENDANCE_HEADER.replace("school,", ""), pupil("Ash", 110));
    let extract = read_file(ATTENDANCE, text.as_bytes());
    assert_told(&extract, &[":1:school F101"], 0);
    assert!(!extract.whole);
}

#[test]
fn an_extra_column_is_left_out_and_its_name_is_not_told() {
    let text = format!("{ATTENDANCE_HEADER},Ash Robin\n{},x\n", pupil("Ash", 110));
    let extract = read_file(ATTENDANCE, text.as_bytes());
    assert_told(&extract, &[":1:10 F102"], 1);
    assert!(!extract.problems[0].to_string().contains("Robin"));
}

#[test]
fn a_column_may_have_another_name_and_place() {
    let text = "Date_Of_Birth,surname,forename,upn,school,termlysessionspossible,sessions_attended,\
                sessions_authorised,sessions_unauthorised\n01/05/2006,Ash,Robin,,Oak School,120,110,10,0\n";
    let extract = read_file(ATTENDANCE, text.as_bytes());
    assert_told(&extract, &[], 1);
    let born = extract.schema.column("dob").unwrap();
    assert_eq!(extract.rows.row(0).day(born), Some(day("2006-05-01")));
}

#[test]
fn a_wrong_delimiter_is_told_with_the_one_found() {
    let text = format!("{ATTENDANCE_HEADER}\n{}\n", pupil("Ash", 110)).replace(',', ";");
    let extract = read_file(ATTENDANCE, text.as_bytes());
    assert_told(&extract, &[":1 F103"], 0);
    assert!(extract.problems[0].hint.as_ref().unwrap().contains("`;`"));
}

#[test]
fn a_file_of_another_feed_is_set_aside() {
    let exclusions =
        "upn,surname,forename,dob,school,exclusion_ref,start_date,category,sessions,reason,withdrawn\n";
    assert_told(&read_file(ATTENDANCE, exclusions.as_bytes()), &[":1 F104"], 0);
    let folder = format!("deliveries/yot_offences/{ATTENDANCE}");
    assert_eq!(identify(&folder, schemas(), &calendar()).unwrap_err().kind, Kind::NotThisFeed);
}

#[test]
fn a_file_is_never_guessed_to_be_of_a_feed() {
    let kind = |path: &str| identify(path, schemas(), &calendar()).unwrap_err().kind;
    assert_eq!(kind("incoming/extract.csv"), Kind::UnknownFeed);
    assert_eq!(kind("police_bulk/november.csv"), Kind::UnknownPeriod);
    assert_eq!(kind("education_attendance_2016-autumn.csv"), Kind::UnknownPeriod);
    assert_eq!(kind("yot_offences_1999-Q1.csv"), Kind::UnknownPeriod);
    let found = identify("in\\police_bulk_2016-11_corrected.csv", schemas(), &calendar()).unwrap();
    assert_eq!((&*found.schema.feed, &*found.period.name), ("police_bulk", "2016-11"));
}

#[test]
fn windows_1252_bytes_are_read_where_the_schema_allows_them() {
    let mut text = format!("{OFFENCES_HEADER}\nYOT-0001,Bront\n").into_bytes();
    text.truncate(text.len() - 1);
    text.extend(b"\xEB,Zo\xEB,01/05/2002,E8 4QN,C1,01/07/2016,Theft,3,pending,\n");
    let extract = read_file(OFFENCES, &text);
    assert_told(&extract, &[":2 F110"], 1);
    let surname = extract.schema.column("surname").unwrap();
    assert_eq!(&**extract.rows.row(0).text(surname).unwrap(), "Brontë");
}

#[test]
fn other_bytes_spoil_only_their_row_where_the_schema_wants_utf_8() {
    let mut bytes = format!("{ATTENDANCE_HEADER}\n{}\n", pupil("Ash", 110)).into_bytes();
    bytes.extend(pupil("Bront#", 110).bytes().map(|byte| if byte == b'#' { 0xEB } else { byte }));
    bytes.push(b'\n');
    let extract = read_file(ATTENDANCE, &bytes);
    assert_told(&extract, &[":3:surname F111"], 1);
    assert!(extract.rejects[0].original.contains("Brontë"));
}

#[test]
fn a_byte_order_mark_is_left_out_with_a_word_unless_it_is_expected() {
    let text = format!("\u{feff}{ATTENDANCE_HEADER}\n{}\n", pupil("Ash", 110));
    assert_told(&read_file(ATTENDANCE, text.as_bytes()), &[":1 F109"], 1);
    let header =
        "submission_ref,nino,surname,forename,dob,postcode,match_status,benefit,start_date,regime,sanction";
    let text = format!("\u{feff}{header}\nS1,AB123456C,Ash,Robin,1980-05-01,E8 4QN,confirmed,JSA,42005,,N\n");
    let extract = read_file("dwp_adms_2016-11-30.csv", text.as_bytes());
    assert_told(&extract, &[], 1);
    let start = extract.schema.column("start_date").unwrap();
    assert_eq!(extract.rows.row(0).day(start), Some(day("2015-01-01")));
}

#[test]
fn a_line_break_inside_a_field_is_told_and_later_lines_keep_their_number() {
    let broken = pupil("\"Ash\r\nOak\"", 110);
    let extract = attendance(&[&broken, "", &pupil("Elm", 100)]);
    assert_told(&extract, &[":2 F116", ":4 F117"], 2);
    assert_eq!(extract.rows.row(1).line(), 5);
}

#[test]
fn an_unclosed_quote_spoils_its_own_line_only() {
    let extract = attendance(&[&pupil("\"Ash", 110), &pupil("Elm", 100), &pupil("Oak", 100)]);
    assert_told(&extract, &[":2 F112"], 2);
    assert_eq!(&*extract.rejects[0].original, pupil("\"Ash", 110));
    // The next quote, lines later, must not swallow the rows between.
    let extract = attendance(&[&pupil("\"Ash", 110), &pupil("Elm", 100), &pupil("\"Oak\"", 100)]);
    assert_told(&extract, &[":2 F112"], 2);
}

#[test]
fn a_last_line_cut_short_is_rejected_and_the_file_covers_nothing() {
    let text = format!("{ATTENDANCE_HEADER}\n{}\nP123456789123,Elm,Rob", pupil("Ash", 110));
    let extract = read_file(ATTENDANCE, text.as_bytes());
    assert_told(&extract, &[":3 F113"], 1);
    assert!(!extract.whole);
    let text = format!("{ATTENDANCE_HEADER}\n{}", pupil("Ash", 110));
    assert_told(&read_file(ATTENDANCE, text.as_bytes()), &[], 1);
}

#[test]
fn a_row_with_too_few_or_too_many_fields_is_rejected() {
    let extract = attendance(&["P123456789123,Elm", &pupil("Ash", 110), &format!("{},x", pupil("Oak", 110))]);
    assert_told(&extract, &[":2 F114"], 1);
    let lines: Vec<_> = extract.rejects.iter().map(|reject| (reject.line, reject.kind.code())).collect();
    assert_eq!(lines, [(2, "F114"), (4, "F114")]);
    assert!(extract.problems[0].detail.contains("2 rows"));
}

#[test]
fn an_empty_file_is_no_nil_return() {
    for text in ["", "\n\r\n", "\u{feff}"] {
        let extract = read_file(ATTENDANCE, text.as_bytes());
        assert_eq!((told(&extract.problems).len(), extract.whole), (1, false), "{text:?}");
        assert_eq!(extract.problems[0].kind, Kind::EmptyFile);
    }
}

#[test]
fn a_header_alone_is_a_nil_return() {
    let extract = attendance(&[]);
    assert_told(&extract, &[" F107"], 0);
    assert!(extract.whole);
}

#[test]
fn a_header_that_stands_again_in_the_middle_is_left_out() {
    let extract = attendance(&[&pupil("Ash", 110), ATTENDANCE_HEADER, &pupil("Oak", 110)]);
    assert_told(&extract, &[":3 F115"], 2);
    assert_eq!(extract.counts.rows, 2);
}

#[test]
fn days_that_no_calendar_has_or_that_lie_ahead_are_rejected() {
    let row = |born: &str| pupil("Ash", 110).replace("01/05/2006", born);
    let extract =
        attendance(&[&row("31/02/2016"), &row("02/12/2016"), &row("01/12/2016"), &row("2006-05-01")]);
    assert_told(&extract, &[":2:dob F201", ":3:dob F202"], 1);
    assert_eq!(extract.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), [2, 3, 5]);
}

#[test]
fn attendance_above_the_possible_sessions_is_rejected() {
    let short = pupil("Oak", 110).replace(",120,", ",121,");
    let extract = attendance(&[&pupil("Ash", 121), &pupil("Elm", 120), &short]);
    assert_told(&extract, &[":2:sessions_possible F212"], 1);
    assert_eq!(extract.counts.rejected, 2);
}

#[test]
fn an_unknown_code_is_rejected_and_a_retired_one_is_taken_for_its_meaning() {
    let header =
        "upn,surname,forename,dob,school,exclusion_ref,start_date,category,sessions,reason,withdrawn";
    let row =
        |category: &str| format!("P123456789123,Ash,Robin,01/05/2006,Oak,X1,11/01/2016,{category},4,PP,N");
    let text = [header, &row("HOME"), &row("FIXD"), &row("PERM"), ""].join("\n");
    let extract = read_file("education_exclusions_2016-summer.csv", text.as_bytes());
    assert_told(&extract, &[":2:category F204", ":3:category F205"], 2);
    let category = extract.schema.column("category").unwrap();
    assert_eq!(&**extract.rows.row(0).text(category).unwrap(), "SUSP");
}

#[test]
fn numbers_that_fail_their_check_are_no_keys_and_the_row_counts() {
    let row = |upn: &str| pupil("Ash", 110).replace("P123456789123", upn);
    let rows = [row("A123456789123"), row("G80120000101A"), row("t004199988970"), row("")];
    let extract = attendance(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    assert_told(&extract, &[":2:upn F208", ":3:upn F209"], 4);
    let upn = extract.schema.column("upn").unwrap();
    let keys: Vec<_> = extract.rows.iter().map(|row| row.text(upn).map(|text| text.to_string())).collect();
    assert_eq!(keys, [None, None, Some("T004199988970".to_owned()), None]);
}

#[test]
fn every_fault_of_a_row_is_told_and_the_row_is_counted_once() {
    let row = "P123456789123,,Robin,1/5/2006,Oak School,many,110,10,500";
    let extract = attendance(&[row, &pupil("Ash", 110)]);
    let codes: Vec<_> = extract.rejects.iter().map(|reject| reject.kind.code()).collect();
    assert_eq!((codes, extract.counts.rejected), (vec!["F206", "F201", "F203", "F213"], 1));
    let messages: String = extract.rejects.iter().map(|reject| reject.message.as_str()).collect();
    assert!(!messages.contains("1/5") && !messages.contains("many"));
}

#[test]
fn too_many_rejects_are_told_and_the_file_covers_nothing() {
    let bad = pupil("Ash", 110).replace("01/05/2006", "31/02/2016");
    let rows: Vec<&str> = std::iter::repeat_n(bad.as_str(), 6).collect();
    let extract = attendance(&rows);
    assert_told(&extract, &[" F303", ":2:dob F201"], 0);
    assert!(!extract.whole);
    assert!(attendance(&rows[1..]).whole);
}

#[test]
fn a_value_of_the_wrong_form_is_rejected() {
    let row = |id: &str| format!("{id},Ash,Robin,01/05/2002,E8 4QN,C1,01/07/2016,Theft,3,pending,");
    let text = format!("{OFFENCES_HEADER}\n{}\n{}\n", row("Robin of no number"), row("YOT-0001"));
    assert_told(&read_file(OFFENCES, text.as_bytes()), &[":2:yot_id F207"], 1);
}

#[test]
fn postcodes_and_dates_out_of_order_are_told_as_the_schema_says() {
    let row = |born: &str, postcode: &str, outcome: &str| {
        format!("YOT-0001,Ash,Robin,{born},{postcode},C1,01/07/2016,Theft,3,conviction,{outcome}")
    };
    let rows = [
        row("01/05/2002", "unknown", "01/08/2016"),
        row("01/05/2002", "e8 4qn", "30/06/2016"),
        row("01/08/2016", "E8 4QN", "01/08/2016"),
        row("01/05/2002", "E8 4QN", ""),
    ];
    let text = format!("{OFFENCES_HEADER}\n{}\n", rows.join("\n"));
    let extract = read_file(OFFENCES, text.as_bytes());
    let expected =
        [":2:postcode F210", ":3:outcome_date F211", ":4:offence_date F211", ":5:outcome_date F206"];
    assert_told(&extract, &expected, 2);
}

#[test]
fn every_slip_in_a_schema_is_told_with_line_and_caret() {
    let text = include_str!("../../schemas/feeds/yot_offences.json")
        .replace("\"delimiter\"", "\"delimeter\"")
        .replace("\"fact\": \"disposal\"", "\"fact\": \"disposals\"")
        .replace("\"born_on\": \"dob\"", "\"born_on\": \"dobb\"");
    let problems = FeedSchema::check("yot_offences.json", &text, Vocabulary::builtin()).unwrap_err();
    let shown: Vec<_> = problems.iter().map(|problem| (problem.kind.code(), problem.hint.clone())).collect();
    let hint = |word: &str| Some(format!("did you mean `{word}`?"));
    assert_eq!(
        shown,
        [
            ("S104", None),
            ("S102", hint("delimiter")),
            ("S103", hint("dob")),
            ("S105", hint("disposal")),
            ("S105", hint("disposal")),
        ]
    );
    let excerpt = problems[1].excerpt.as_ref().unwrap();
    assert!(excerpt.contains("\"delimeter\": \",\"") && excerpt.ends_with("^^^^^^^^^^^"));
}

/// The problems of a built-in schema in which one text is replaced by another, as `code line detail`.
fn slip(file: &str, right: &str, wrong: &str) -> Vec<String> {
    let (_, text) = builtin_texts().iter().find(|(name, _)| *name == file).unwrap();
    assert!(text.contains(right), "{right}");
    let problems =
        FeedSchema::check(file, &text.replacen(right, wrong, 1), Vocabulary::builtin()).unwrap_err();
    problems.iter().map(|problem| format!("{} {}", problem.kind.code(), problem.detail)).collect()
}

#[test]
fn a_schema_that_could_not_work_is_refused() {
    let yot = "yot_offences.json";
    let cases = [
        ("\"type\": \"integer\"", "\"type\": \"int\"", "S103 the types are string, integer, number and date"),
        ("%d/%m/%Y", "%d/%m/%y", "S103 a date form needs %d, %m and %Y once each, and nothing to guess"),
        ("[A-Z0-9/-]{3,20}", "[A-Z", "S103 this is not a regular expression"),
        ("\"minimum\": 1,", "\"minimum\": \"one\",", "S103 this is not a value of the column"),
        ("{quarter}", "{month}", "S103 a feed of every quarter is not named by this unit"),
        ("\"2013-04-08\"", "\"08/04/2013\"", "S103 a day is written YYYY-MM-DD"),
        ("\"windows-1252\"", "\"latin-1\"", "S103 the encodings are utf-8-sig, utf-8 and windows-1252"),
        ("\"reprimand\": \"youth", "\"reprimands\": \"youth", "S103 `reprimands` is not a code of `outcome`"),
        (
            "\"severity\": \"warn\"",
            "\"severity\": \"tell\"",
            "S103 a check warns or rejects: `warn` or `reject`",
        ),
        ("\"then\": \"offence_date\"", "\"then\": \"offence\"", "S103 `offence` does not hold days"),
        ("\"pending\": \"charged\"", "\"pending\": \"waiting\"", "S105 the fact has no code `waiting`"),
        ("{\"column\": \"gravity\"}", "{\"column\": \"offence\"}", "S103 the column does not hold numbers"),
        ("\"ages\": [0, 17]", "\"ages\": [17, 0]", "S103 ages are a first and a last age in completed years"),
        ("\"sender\"", "\"from\"", "S104 `sender` is missing"),
    ];
    for (right, wrong, expected) in cases {
        let problems = slip(yot, right, wrong);
        assert!(problems.iter().any(|problem| problem == expected), "{wrong}: {problems:?}");
    }
    let missing = slip("education_attendance.json", "\"of\": {\"column\": \"sessions_possible\"},", "");
    assert_eq!(missing, ["S104 `of` is missing"]);
    let household =
        slip("police_bulk.json", "\"fact\": \"arrest\",", "\"fact\": \"arrest\", \"about\": \"household\",");
    assert_eq!(household, ["S103 the fact is never about a household"]);
}

#[test]
fn text_that_is_not_json_is_pointed_at() {
    let problems =
        FeedSchema::check("x.json", "{\n  \"title\": \"x\",\n}", Vocabulary::builtin()).unwrap_err();
    assert_eq!(told(&problems), ["x.json:3:1 S101"]);
}
