//! The evidence pack of one family of a claim: what is claimed, verdicts, cited lines as they were received and who decided
//! what come in, the bytes of one self-contained page go out, for an auditor to check against the casework.
//!
//! The page holds names and original lines. Nothing is computed again.

use super::inputs::{LinkShown, SourceFiles, place};
use super::link_pairs::{bits, likelihood};
use super::waterfall::{Waterfall, waterfall};
use super::words;
use crate::claims::outline::progress_of;
use crate::claims::ways::Ways;
use crate::claims::{FamilyState, Outline};
use crate::domain::{ClauseId, Digest, PersonId, SourceRef};
use crate::outcomes::{ClauseKind, FamilyOutcome, Row, Truth};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

const TEMPLATE: &str = include_str!("templates/pack.html");
const STYLE: &str = include_str!("templates/report.css");

/// What a pack is made of.
#[derive(Clone, Copy, Debug)]
pub struct Pack<'a> {
    /// The claim's id.
    pub claim: &'a str,
    /// Its window.
    pub window: &'a str,
    /// The run it rests on, `day/name`.
    pub run: &'a str,
    /// The moment up to which things counted.
    pub known_at: &'a str,
    /// What is claimed, in pence.
    pub pence: Option<u64>,
    /// Why the family was drawn, joined by `;`.
    pub drawn: &'a str,
    /// Digest of the family's lines of `outcomes.csv`, as the register has it.
    pub evidence: Option<Digest>,
    /// The family's outcome in the run.
    pub outcome: &'a FamilyOutcome,
    /// Its plan.
    pub outline: &'a Outline,
    /// Its members on the day asked.
    pub members: &'a [PackMember],
    /// Signed decisions that stand for a letter.
    pub decisions: &'a [PackDecision],
    /// Every file its verdicts cite, with the lines.
    pub files: &'a [PackFile],
    /// The evidence for its links.
    pub links: &'a [LinkShown],
    /// The files by digest.
    pub sources: &'a SourceFiles,
    /// Every verdict in words.
    pub explanation: &'a str,
}

/// A member.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PackMember {
    /// Person id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Date of birth; blank if not known.
    pub born_on: String,
}

/// A signed decision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PackDecision {
    /// The letter.
    pub letter: String,
    /// The line of the register.
    pub entry: String,
    /// The day.
    pub day: String,
    /// Who signed.
    pub who: String,
    /// Why.
    pub reason: String,
}

/// A file that is cited.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PackFile {
    /// First digits of its digest.
    pub short: String,
    /// Its digest.
    pub digest: String,
    /// Its name as it came.
    pub name: String,
    /// The feed; blank for cohort files.
    pub feed: String,
    /// When it came.
    pub received: String,
    /// Its first line.
    pub header: String,
    /// The lines cited.
    pub lines: Vec<PackLine>,
}

/// A line that is cited.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PackLine {
    /// Its number.
    pub number: u32,
    /// The rule that linked it to the person or home; blank for cohort files.
    pub rule: String,
    /// The line as it was received.
    pub text: String,
}

#[derive(Serialize)]
struct Page<'a> {
    style: &'static str,
    family: String,
    plan: String,
    as_of: String,
    claim: &'a str,
    window: &'a str,
    run: &'a str,
    known_at: &'a str,
    amount: String,
    drawn: String,
    evidence: String,
    state: &'static str,
    route: String,
    since: String,
    problems: String,
    members: &'a [PackMember],
    decisions: &'a [PackDecision],
    letters: Vec<Letter>,
    files: &'a [PackFile],
    links: Vec<LinkDrawn>,
    explanation: &'a str,
}

/// A link with its evidence as a drawing.
#[derive(Serialize)]
struct LinkDrawn {
    person: String,
    rule: String,
    is_waiting: bool,
    /// Whether it is to be looked at first.
    is_by_weight: bool,
    bits: String,
    probability: String,
    rows: String,
    waterfall: Waterfall,
    others: Vec<Other>,
}

/// Who else might be meant.
#[derive(Serialize)]
struct Other {
    person: String,
    bits: String,
}

/// A letter, or the employment route, with the rows that settled it.
#[derive(Serialize)]
struct Letter {
    id: String,
    title: String,
    is_decided: bool,
    rows: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    part: &'static str,
    id: String,
    asks: String,
    person: String,
    mark: char,
    verdict: &'static str,
    flags: String,
    figures: String,
    sources: Vec<String>,
}

/// The bytes of a pack.
#[must_use]
pub fn pack_html(pack: &Pack<'_>) -> Vec<u8> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).keep_trailing_newline(true).build();
    let mut environment = Environment::new();
    environment.set_syntax(syntax.expect("the usual delimiters are valid"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The name ends in `.html`, so every value is escaped.
    environment.add_template("pack.html", TEMPLATE).expect("the built-in template is checked by a test");
    let template = environment.get_template("pack.html").expect("it was added on the line above");
    template.render(Serde(page(pack))).expect("the page holds all that the template names").into_bytes()
}

fn page<'a>(pack: &Pack<'a>) -> Page<'a> {
    let result = &pack.outcome.result;
    let list = |ids: &[crate::domain::Text]| ids.iter().map(|id| &**id).collect::<Vec<_>>().join(", ");
    Page {
        style: STYLE,
        family: pack.outcome.family.to_string(),
        plan: format!("{} ({})", pack.outline.title, pack.outcome.plan),
        as_of: words::long_day(pack.outcome.as_of),
        claim: pack.claim,
        window: pack.window,
        run: pack.run,
        known_at: pack.known_at,
        amount: pack.pence.map_or_else(|| "no amount in force".to_owned(), words::pounds),
        drawn: pack.drawn.replace(';', ", "),
        evidence: pack.evidence.map(|digest| digest.to_string()).unwrap_or_default(),
        state: words::state(FamilyState::of(pack.outcome)).label,
        route: words::route(&result.route).to_owned(),
        since: result.first_met_on.map_or_else(|| "no month end yet".to_owned(), words::long_day),
        problems: list(&result.problems),
        members: pack.members,
        decisions: pack.decisions,
        letters: letters(pack),
        files: pack.files,
        links: pack.links.iter().map(|link| drawn(link, pack.sources)).collect(),
        explanation: pack.explanation,
    }
}

fn drawn(link: &LinkShown, sources: &SourceFiles) -> LinkDrawn {
    let weighed = &link.weighed;
    let other =
        |(person, weight): &(PersonId, i32)| Other { person: person.to_string(), bits: bits(*weight) };
    LinkDrawn {
        person: link.person.to_string(),
        rule: link.rule.to_string(),
        is_waiting: link.is_waiting,
        is_by_weight: link.is_by_weight(),
        bits: bits(weighed.weight),
        probability: likelihood(weighed.weight),
        rows: link.rows.iter().map(|row| place(row, sources)).collect::<Vec<_>>().join(", "),
        waterfall: waterfall(&weighed.parts),
        others: weighed.others.iter().map(other).collect(),
    }
}

fn letters(pack: &Pack<'_>) -> Vec<Letter> {
    let (outcome, outline) = (pack.outcome, pack.outline);
    let ways = Ways::new(outcome, outline);
    let mut letters = Vec::new();
    for letter in &outcome.result.criteria {
        let mut rows = Vec::new();
        rows.extend(of_clause(outcome, letter).map(|row| shown("at entry", row, outline)));
        let decisive = ways.decisive(letter);
        let progress = ways.row(&progress_of(letter)).map(|row| shown("progress", row, outline));
        // The lines stand beside the clauses that settled it.
        rows.extend(progress.map(|row| Shown { sources: Vec::new(), figures: String::new(), ..row }));
        for row in decisive.iter().filter(|row| row.clause != progress_of(letter)) {
            rows.extend(of_clause(outcome, &row.clause).map(|row| shown("settled by", row, outline)));
        }
        letters.push(Letter {
            id: letter.to_string(),
            title: outline.title_of(letter).to_owned(),
            is_decided: outcome.result.overridden.contains(letter),
            rows,
        });
    }
    if &*outcome.result.route == "employment" {
        let work = |row: &&Row| row.kind == ClauseKind::Employment && row.truth == Truth::Met;
        let rows = outcome.rows.iter().filter(work).map(|row| shown("settled by", row, outline));
        letters.push(Letter {
            id: "employment".to_owned(),
            title: "Continuous employment".to_owned(),
            is_decided: false,
            rows: rows.collect(),
        });
    }
    letters
}

/// The rows of a clause: the family's own, then those of its people.
fn of_clause<'a>(outcome: &'a FamilyOutcome, clause: &'a ClauseId) -> impl Iterator<Item = &'a Row> + 'a {
    outcome.rows.iter().filter(move |row| row.clause == *clause)
}

fn shown(part: &'static str, row: &Row, outline: &Outline) -> Shown {
    Shown {
        part,
        id: row.clause.to_string(),
        asks: if row.person.is_none() { outline.title_of(&row.clause).to_owned() } else { String::new() },
        person: row.person.as_ref().map(ToString::to_string).unwrap_or_default(),
        mark: words::mark(row.truth),
        verdict: words::verdict(row.truth).label,
        flags: words::reasons(row),
        figures: words::figures(row),
        sources: row.evidence.iter().map(SourceRef::to_string).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::specimens::*;
    use super::*;

    fn pack(text: &str) -> String {
        let outcome = identified_family("f-10");
        let line = PackLine { number: 4, rule: "upn".to_owned(), text: text.to_owned() };
        let short = outcome.rows.iter().flat_map(|row| &row.evidence).next().expect("a fact").file.short();
        let file = PackFile {
            digest: short.clone(),
            short,
            name: "yot.csv".to_owned(),
            feed: "yot_offences".to_owned(),
            received: "2017-04-03".to_owned(),
            header: "id,day".to_owned(),
            lines: vec![line],
        };
        let html = pack_html(&Pack {
            claim: "k001",
            window: "2017-Q1",
            run: "2017-03-31/aa",
            known_at: "2017-04-05T00:00:00Z",
            pence: Some(80_000),
            drawn: "random;thin-margin",
            evidence: None,
            outcome: &outcome,
            outline: &plan_outline(),
            members: &[PackMember {
                id: "p-1".to_owned(),
                name: "Ash Elm".to_owned(),
                born_on: String::new(),
            }],
            decisions: &[],
            files: &[file],
            links: &[],
            sources: &SourceFiles::new(),
            explanation: "every verdict",
        });
        String::from_utf8(html).expect("UTF-8")
    }

    #[test]
    fn every_source_that_a_row_cites_leads_to_the_line_as_received() {
        let html = pack("7,2016-05-04");
        let outcome = identified_family("f-10");
        let first = outcome.rows.iter().flat_map(|row| &row.evidence).next().expect("a fact");
        assert!(html.contains(&format!("href=\"#s{}-{}\"", first.file.short(), first.line)), "{html}");
        assert!(html.contains("7,2016-05-04") && html.contains("£800.00"));
    }

    #[test]
    fn a_line_that_would_be_markup_is_escaped_and_nothing_is_loaded() {
        let html = pack("<script>alert(1)</script>");
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"));
        assert!(!html.contains("http"));
    }
}
