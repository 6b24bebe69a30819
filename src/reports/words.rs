//! Every code a report shows, in plain English, in one place: verdicts, reasons, gates, states, routes, audit picks.
//!
//! Codes come in, words go out; nothing is decided here. Unknown codes come out as they went in.

use crate::claims::outline::progress_of;
use crate::claims::{AuditPick, FamilyState, NearMiss, Outlines};
use crate::domain::{ClauseId, Day, Window};
use crate::facts::FactKind;
use crate::outcomes::{ClauseKind, Reason, Row, Truth};
use std::collections::BTreeSet;

/// A code for people: a few words for a label, and one sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Words {
    /// A few words, lower case, without a full stop.
    pub label: &'static str,
    /// One sentence that says what it means and, where something can be done, what.
    pub sentence: &'static str,
}

const fn words(label: &'static str, sentence: &'static str) -> Words {
    Words { label, sentence }
}

/// A verdict in words.
#[must_use]
pub fn verdict(truth: Truth) -> Words {
    match truth {
        Truth::Met => words("met", "The evidence shows it."),
        Truth::NotMet => words("not met", "The evidence shows that it is not so."),
        Truth::Unknown => words("cannot be decided yet", "The evidence does not say; the reason says why."),
        Truth::Void => words("lapsed", "A birthday ended it; nothing is owed for it any more."),
        Truth::NotApplicable => words("does not apply", "It is not asked of this family."),
    }
}

/// The mark of a verdict where there is room for one character.
#[must_use]
pub fn mark(truth: Truth) -> char {
    match truth {
        Truth::Met => '✓',
        Truth::NotMet => '✗',
        Truth::Unknown => '?',
        Truth::Void => '–',
        Truth::NotApplicable => '·',
    }
}

/// Why a verdict is unknown, or what a reader must know beside it.
#[must_use]
pub fn reason(reason: Reason) -> Words {
    match reason {
        Reason::ContraryEvidence => {
            words("contrary evidence", "Something on record speaks against it, outside the test itself.")
        }
        Reason::CorrectedReading => {
            words("corrected reading", "The plan has a misprint here and is read as corrected.")
        }
        Reason::InArrears => words(
            "school term not delivered yet",
            "A school term that counts has not been delivered yet; schools' data come one or two terms late.",
        ),
        Reason::Interchanged => {
            words("another outcome stands in", "An interchangeable outcome of the plan fills a gap.")
        }
        Reason::Lagged => words(
            "asked on the last covered day",
            "The data end before the day asked, so the question was asked for the last day they cover.",
        ),
        Reason::LinkInReview => words(
            "a link waits for review",
            "A record may be about this person; somebody must decide (review.csv).",
        ),
        Reason::NewStart => {
            words("new start", "Another member has started one of the family's problems since engagement.")
        }
        Reason::NoCustodyFeed => {
            words("custody not known", "No custody data are received, so days in custody were not left out.")
        }
        Reason::NoMeasure => {
            words("no measure in the plan", "The plan prints no measure that can be taken of a family here.")
        }
        Reason::NoRecord => {
            words("no record", "The record that would tell is missing; ask the service that keeps it.")
        }
        Reason::NoTool => words("no measuring tool named", "The signed statement names no measuring tool."),
        Reason::OtherMember => words(
            "shown by another member",
            "Shown by another member than the one who triggered the criterion.",
        ),
        Reason::PersonNotLinked => words(
            "person not found in the data",
            "The service's data do not name this person in a way that can be matched; check identifiers.csv.",
        ),
        Reason::ProcessOnly => {
            words("a step, not a change", "A step was taken; the plan accepts it, though it shows no change.")
        }
        Reason::TooEarly => words(
            "too early to tell",
            "The days to look at are not over yet, or begin before the family was engaged.",
        ),
        Reason::WindowNotCovered => words(
            "data not complete for the days asked",
            "The data received do not cover all the days looked at, so no record proves nothing.",
        ),
        Reason::ZeroBaseline => words(
            "nothing before to reduce",
            "Nothing was counted before engagement, so nothing can be reduced.",
        ),
    }
}

/// What blocks a claim beside the letters, and what to do about it.
#[must_use]
pub fn gate(code: &str) -> Option<Words> {
    Some(match code {
        "not-eligible" => words(
            "not eligible",
            "Two different problems at engagement are not shown, each by a fact of its own.",
        ),
        "no-assessment" => {
            words("no assessment recorded", "Record the day of the whole-family assessment in families.csv.")
        }
        "no-plan" => {
            words("no family plan recorded", "Record the day the family plan was agreed in families.csv.")
        }
        "no-lead-worker" => {
            words("no lead worker recorded", "Record the day a lead worker was named in families.csv.")
        }
        "new-start" => reason(Reason::NewStart),
        "already-claimed" => words("claimed before", "A result was claimed for this family before."),
        "member-claimed" => {
            words("member claimed before", "A member was claimed for before through another family.")
        }
        "all-void" => {
            words("every criterion lapsed", "Every criterion lapsed by a birthday, so no result is left.")
        }
        _ => return None,
    })
}

/// Where a family stands.
#[must_use]
pub fn state(state: FamilyState) -> Words {
    match state {
        FamilyState::Claimable => words("Can be claimed now", "The result is shown and nothing blocks it."),
        FamilyState::Claimed => {
            words("Claimed before", "The family or one of its members was claimed for before.")
        }
        FamilyState::RecordMissing => words(
            "Only a record missing",
            "The result is shown; an assessment, plan or lead worker is not recorded.",
        ),
        FamilyState::Undecided => {
            words("Cannot be decided yet", "Nothing has failed; data are missing or it is too early.")
        }
        FamilyState::NotYet => {
            words("Not met yet", "The evidence shows that some progress has not been made.")
        }
        FamilyState::Lapsed => words("Lapsed", "Every criterion lapsed by a birthday."),
        FamilyState::NotEligible => {
            words("Not eligible", "Two different problems at engagement are not shown.")
        }
    }
}

/// The route of a claim.
#[must_use]
pub fn route(code: &str) -> &str {
    match code {
        "ssp" => "progress",
        "employment" => "continuous employment",
        "ssp-with-override" => "progress, with an override",
        other => other,
    }
}

/// Why a claim is always drawn for audit.
#[must_use]
pub fn audit(pick: AuditPick) -> Words {
    match pick {
        AuditPick::ProcessOnly => {
            words("process only", "A criterion is settled by a step that shows no change.")
        }
        AuditPick::Override => words("override", "A signed decision stands for a criterion."),
        AuditPick::ThinMargin => {
            words("thin margin", "One event or a fiftieth of a rate would have decided otherwise.")
        }
        AuditPick::SingleRecord => words("single record", "A criterion's progress rests on one record."),
        AuditPick::SingleSource => words("single source", "All that settled it comes from one feed."),
        AuditPick::DoubtfulLink => {
            words("doubtful link", "A record is linked by a person's decision or by probability.")
        }
        AuditPick::LateCorrection => {
            words("late correction", "A record came with a delivery that took the place of an earlier one.")
        }
    }
}

/// What a row is about.
#[must_use]
pub fn kind(kind: ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Identification => "at engagement",
        ClauseKind::Progress => "progress",
        ClauseKind::Employment => "employment",
        ClauseKind::OutcomeGroup => "list of outcomes",
        ClauseKind::Group => "group",
        ClauseKind::Criterion => "criterion",
    }
}

/// The labels of a row's reasons and flags, joined by commas.
#[must_use]
pub fn reasons(row: &Row) -> String {
    row.reasons.iter().map(|one| reason(*one).label).collect::<Vec<_>>().join(", ")
}

/// How a row's figures compare: its note, else measured, baseline and required with their windows; blank without figures.
#[must_use]
pub fn figures(row: &Row) -> String {
    if !row.note.is_empty() {
        return row.note.to_string();
    }
    let within =
        |window: Option<Window>| window.map(|days| format!(" in {}", span(days))).unwrap_or_default();
    let mut text = row.measured.map(|figure| format!("{figure}{}", within(row.window))).unwrap_or_default();
    if let Some(baseline) = row.baseline {
        let measured = if text.is_empty() { "not measured".to_owned() } else { text };
        text = format!("{measured} against {baseline}{}", within(row.baseline_window));
    }
    match row.required {
        Some(required) if text.is_empty() => format!("the plan's figure is {required}"),
        Some(required) => format!("{text}; the plan's figure is {required}"),
        None => text,
    }
}

/// What a near miss was asked, in a line: the clause's title, the letter's where the letter as a whole is missing, or the
/// gate.
#[must_use]
pub fn asked(part: &NearMiss, outlines: &Outlines) -> String {
    let outline = outlines.get(&part.plan);
    let title = |id: &ClauseId| outline.map_or("", |outline| outline.title_of(id));
    let whole = part.letters.iter().find(|letter| part.clause == progress_of(letter));
    let text = match (&part.row, whole) {
        (None, _) => gate(part.clause.as_str()).map_or("", |words| words.label),
        (Some(_), Some(letter)) => title(letter),
        (Some(_), None) => title(&part.clause),
    };
    text.to_owned()
}

/// The feeds that can supply these facts, by name; whether a council receives them is another matter.
#[must_use]
pub fn feeds(facts: &BTreeSet<FactKind>) -> BTreeSet<&'static str> {
    facts.iter().flat_map(|fact| &fact.entry().feeds).map(|feed| &**feed).collect()
}

/// What a near miss lacks, in one or two sentences.
#[must_use]
pub fn missing(part: &NearMiss) -> String {
    if let (None, Some(letter)) = (&part.row, part.letters.first()) {
        return format!(
            "Another member has newly met {letter} since engagement and shows no progress of their own."
        );
    }
    let Some(row) = &part.row else {
        return gate(part.clause.as_str())
            .map_or_else(|| part.clause.to_string(), |words| words.sentence.to_owned());
    };
    let figures = figures(row);
    let why: Vec<&str> = row.reasons.iter().map(|one| reason(*one).sentence).collect();
    let first = match row.truth {
        Truth::NotMet if !figures.is_empty() => format!("Not met: {figures}."),
        _ if why.is_empty() => verdict(row.truth).sentence.to_owned(),
        _ => why.join(" "),
    };
    match row.window {
        Some(window) if row.reasons.contains(&Reason::WindowNotCovered) => {
            format!("{first} Days asked: {}.", span(window))
        }
        _ => first,
    }
}

/// A window as reports write it: both days included, a single day alone.
#[must_use]
pub fn span(window: Window) -> String {
    if window.from == window.to {
        return window.from.to_string();
    }
    format!("{} to {}", window.from, window.to)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `31 March 2017`.
#[must_use]
pub fn long_day(day: Day) -> String {
    format!("{} {} {}", day.day_of_month(), month_name(day), day.year())
}

/// `Mar 2017`.
#[must_use]
pub fn short_month(day: Day) -> String {
    format!("{} {}", &month_name(day)[..3], day.year())
}

fn month_name(day: Day) -> &'static str {
    MONTHS[day.month() as usize - 1]
}

/// `1 family`, `2 families`: the number with the word for one or for several.
#[must_use]
pub fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { several })
}

/// A number with commas between thousands.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Pence as pounds, `1,360.00`.
#[must_use]
pub fn pounds(pence: u64) -> String {
    let whole = (pence / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("£{grouped}.{:02}", pence % 100)
}

/// A share of a whole as a whole percentage, rounded half up; never 0% of something and never 100% of less than all.
/// `–` when there is nothing to share.
#[must_use]
pub fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let rounded = (200 * part + whole) / (2 * whole);
    match rounded {
        0 if part > 0 => "under 1%".to_owned(),
        100 if part < whole => "over 99%".to_owned(),
        _ => format!("{rounded}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::specimens::*;
    use super::*;

    #[test]
    fn figures_name_both_windows_and_what_is_asked() {
        let outcome = identified_family("f-1");
        let fall = outcome.rows.iter().find(|row| row.clause.as_str() == "tb-1a-p1a").expect("the fall");
        assert_eq!(
            figures(fall),
            "2 in 2016-10-01 to 2017-03-31 against 5 in 2015-02-16 to 2016-02-15; the plan's figure is 3.35"
        );
        let noted = Row { note: "2 against 5".into(), ..fall.clone() };
        assert_eq!(figures(&noted), "2 against 5");
        assert_eq!(figures(&row("c", ClauseKind::Progress, Truth::Met)), "");
    }

    #[test]
    fn percentages_never_hide_a_remainder() {
        assert_eq!(percent(1, 1000), "under 1%");
        assert_eq!(percent(999, 1000), "over 99%");
        assert_eq!(percent(1, 8), "13%");
        assert_eq!(percent(0, 8), "0%");
        assert_eq!(percent(0, 0), "–");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(counted(1, "family", "families"), "1 family");
    }

    #[test]
    fn pence_are_shown_as_pounds() {
        assert_eq!(pounds(136_080_005), "£1,360,800.05");
        assert_eq!(pounds(80_000), "£800.00");
        assert_eq!(pounds(7), "£0.07");
    }

    #[test]
    fn every_gate_of_the_answer_files_has_words() {
        for code in [
            "not-eligible",
            "no-assessment",
            "no-plan",
            "no-lead-worker",
            "new-start",
            "already-claimed",
            "member-claimed",
            "all-void",
        ] {
            assert!(gate(code).is_some(), "{code}");
        }
        assert_eq!(gate("tb-1a"), None);
    }
}
