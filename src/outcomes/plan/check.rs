//! From the text of plan files to a checked [`Plan`]: everything that is wrong is reported at once.

use super::head::{Head, head};
use super::lint;
use super::model::*;
use super::read_test;
use super::resolve::{Draft, Mention, Spot, Whole, resolve};
use super::section::{Section, Source};
use super::test::Test;
use super::words;
use crate::domain::{ClauseId, Digest, Text};
use crate::facts::FactKind;
use crate::outcomes::verdict::ClauseKind;
use crate::problem::{Kind, Problem, Severity};
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::de::DeTable;

/// What came out of an examination.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The plan, if it has no mistake; warnings do not stop it.
    pub plan: Option<Plan>,
    /// Mistakes and warnings, in order of file, line and column.
    pub problems: Vec<Problem>,
}

impl Plan {
    /// Checks the files of one plan, `(name, text)` each; one of them holds the head.
    ///
    /// # Errors
    /// All problems of all files, in order of file and line.
    pub fn check(files: &[(&str, &str)]) -> Result<Self, Vec<Problem>> {
        let Examined { plan, problems } = Self::examine(files, None);
        plan.ok_or(problems)
    }

    /// As [`Self::check`], with the warnings too. Where it is known which facts feeds supply, facts that none does are told.
    #[must_use]
    pub fn examine(files: &[(&str, &str)], supplied: Option<&BTreeSet<FactKind>>) -> Examined {
        let problems = RefCell::new(Vec::new());
        let tables: Vec<_> = files.iter().map(|(_, text)| DeTable::parse_recoverable(text)).collect();
        let sources: Vec<Source<'_>> =
            files.iter().map(|(name, text)| Source::new(name, text, &problems)).collect();
        for (source, (_, errors)) in sources.iter().zip(&tables) {
            errors.iter().for_each(|error| syntax(source, error));
        }
        if !problems.borrow().is_empty() {
            return Examined { plan: None, problems: sorted(problems.take()) };
        }
        let mut read = Reading { head: None, drafts: Vec::new() };
        for (file, (source, (table, _))) in sources.iter().zip(&tables).enumerate() {
            let section = Section::new(source, table.get_ref(), 0..0);
            read.file(file, &section);
            section.finish();
        }
        let whole = read.resolve(&sources);
        lint::lint(&whole, &sources, supplied);
        let plan = Plan { digest: digest(files), ..whole.plan };
        let found = sorted(problems.take());
        let is_right = found.iter().all(|problem| problem.severity() == Severity::Warning);
        Examined { plan: is_right.then_some(plan), problems: found }
    }
}

fn syntax(source: &Source<'_>, error: &toml::de::Error) {
    let hint = Some(
        "every value is a text in quotes, a number, true or false, a day, a [list] or a { table }".to_owned(),
    );
    source.report(Kind::PlanSyntax, error.span().unwrap_or(0..0), error.message().to_owned(), hint);
}

fn sorted(mut found: Vec<Problem>) -> Vec<Problem> {
    let column = |problem: &Problem| problem.place.column.as_ref().and_then(|text| text.parse::<u32>().ok());
    found.sort_by(|a, b| {
        (&a.place.file, a.place.line, column(a), a).cmp(&(&b.place.file, b.place.line, column(b), b))
    });
    found.dedup();
    found
}

/// The digest of all files with their names, in order of name.
fn digest(files: &[(&str, &str)]) -> Digest {
    let mut sorted: Vec<_> = files.to_vec();
    sorted.sort_unstable();
    let mut bytes = Vec::new();
    for (name, text) in sorted {
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(0);
    }
    Digest::of(&bytes)
}

struct Reading {
    head: Option<Head>,
    drafts: Vec<Draft>,
}

impl Reading {
    fn file(&mut self, file: usize, section: &Section<'_>) {
        if let Some(plan) = section.section("plan") {
            let read = head(file, &plan, section);
            plan.finish();
            if self.head.is_some() {
                let hint = Some("a plan has one head, in one of its files".to_owned());
                section.report(Kind::PlanDuplicateId, "plan", "`[plan]` stands twice", hint);
            }
            self.head = Some(read);
        }
        let problem = section.text("problem").unwrap_or_default();
        for entry in section.sections("criterion") {
            let draft = self.criterion(file, &entry, problem);
            self.drafts.extend(draft);
        }
        for entry in section.sections("clause") {
            let draft = self.clause(file, &entry);
            self.drafts.extend(draft);
        }
        for entry in section.sections("group") {
            let draft = self.group(file, &entry);
            self.drafts.extend(draft);
        }
    }

    fn draft(&self, file: usize, s: &Section<'_>, kind: ClauseKind) -> Option<Draft> {
        let id = s.required("id")?;
        let parts = mentions(file, s, "parts");
        let node = Node {
            id: ClauseId::from(id),
            reference: Text::from(s.text("reference").unwrap_or_default()),
            title: Text::from(s.text("title").unwrap_or_default()),
            assumed: Text::from(s.text("assumed").unwrap_or_default()),
            serves_inferred: s.flag("serves-inferred"),
            kind,
            clause: None,
            group: None,
            criterion: None,
            interchangeable: Vec::new(),
            parents: Vec::new(),
        };
        let spot = Spot { file, span: s.span_of("id") };
        let join = join(s).unwrap_or(Join::Any);
        let together =
            words::choice(s, "together", &[("person", Together::OnePerson), ("fact", Together::OneFact)])
                .unwrap_or(Together::Apart);
        Some(Draft {
            node,
            spot,
            parts,
            join,
            together,
            serves: Vec::new(),
            one_heading: Vec::new(),
            any_for: Vec::new(),
            letters: Vec::new(),
            same_as: None,
        })
    }

    fn criterion(&self, file: usize, s: &Section<'_>, problem: &str) -> Option<Draft> {
        let mut draft = self.draft(file, s, ClauseKind::Identification)?;
        let goals = [
            ("never", Goal::Never),
            ("met", Goal::Met),
            ("own-test", Goal::OwnTest),
            ("no-part", Goal::NoPart),
        ];
        draft.one_heading = mentions(file, s, "one-heading-with");
        draft.node.criterion = Some(Criterion {
            problem: Text::from(s.text("problem").unwrap_or(problem)),
            goal: words::choice(s, "goal", &goals).unwrap_or(Goal::Met),
            entered_by_state: words::choice(s, "entered", &[("state", true), ("events", false)])
                .unwrap_or(false),
            child: s.flag("child"),
            gate: s.flag("gate"),
            void: s.flag("void"),
            off: s.flag("off"),
            no_way_printed: s.flag("no-way-printed"),
            lapses_at: s.number("lapses-at"),
            one_heading_with: Vec::new(),
        });
        if s.has("test") || draft.parts.is_empty() {
            draft.node.clause = clause(&mut draft, s, Asked::Any);
        }
        s.finish();
        Some(draft)
    }

    fn clause(&self, file: usize, s: &Section<'_>) -> Option<Draft> {
        let kinds = [
            ("progress", ClauseKind::Progress),
            ("employment", ClauseKind::Employment),
            ("outcome-group", ClauseKind::OutcomeGroup),
        ];
        let kind = words::choice(s, "kind", &kinds).unwrap_or(ClauseKind::Progress);
        let mut draft = self.draft(file, s, kind)?;
        draft.serves = mentions(file, s, "serves");
        draft.any_for = mentions(file, s, "any-for");
        draft.node.interchangeable =
            s.texts("interchangeable").into_iter().map(|(problem, _)| Text::from(problem)).collect();
        if s.has("test") || draft.parts.is_empty() {
            draft.node.clause = clause(&mut draft, s, Asked::Each);
        }
        s.finish();
        Some(draft)
    }

    fn group(&self, file: usize, s: &Section<'_>) -> Option<Draft> {
        let draft = self.draft(file, s, ClauseKind::Group)?;
        if draft.parts.is_empty() {
            let hint = Some("name them: parts = [\"...\", \"...\"]".to_owned());
            let detail = format!("`{}` has no parts", draft.node.id);
            s.source().report(Kind::PlanEmptyWay, draft.spot.span.clone(), detail, hint);
        }
        s.finish();
        Some(draft)
    }

    fn resolve(self, sources: &[Source<'_>]) -> Whole {
        let head = self.head.unwrap_or_else(|| {
            if let Some(source) = sources.first() {
                let hint = Some("begin with [plan], id, title, version and document".to_owned());
                source.report(Kind::PlanMissingKey, 0..0, "no file has the table `[plan]`", hint);
            }
            Head::default()
        });
        resolve(head, self.drafts, sources)
    }
}

fn mentions(file: usize, s: &Section<'_>, key: &'static str) -> Vec<Mention> {
    let named = s.texts(key).into_iter();
    named.map(|(name, span)| Mention { spot: Spot { file, span }, name: Text::from(name) }).collect()
}

/// `all`, `any`, `case`, or `3 of` for at least three.
fn join(s: &Section<'_>) -> Option<Join> {
    let text = s.text("join")?;
    let parsed = match text {
        "all" => Some(Join::All),
        "any" => Some(Join::Any),
        "case" => Some(Join::Case),
        other => other.strip_suffix(" of").and_then(|number| number.parse().ok()).map(Join::AtLeast),
    };
    if parsed.is_none() {
        let hint = Some("write `all`, `any`, `case` or `3 of`".to_owned());
        s.report(Kind::PlanBadValue, "join", format!("`{text}` is not a way to join parts"), hint);
    }
    parsed
}

fn clause(draft: &mut Draft, s: &Section<'_>, asked: Asked) -> Option<Clause> {
    let id = draft.node.id.clone();
    let Some(table) = s.section("test") else {
        if !s.has("test") {
            let hint = Some("add test = { is = \"...\" }, or parts = [...]".to_owned());
            let span = draft.spot.span.clone();
            s.source().report(Kind::PlanMissingKey, span, format!("`{id}` has no test"), hint);
        }
        return None;
    };
    let test = read_test::test(&table, id.as_str());
    if let Test::SameAs(name) = &test {
        let spot = Spot { file: draft.spot.file, span: table.span_of("clause") };
        draft.same_as = Some(Mention { spot, name: name.clone() });
    }
    let spot = Spot { file: draft.spot.file, span: s.span_of("test") };
    let letters = test.letters().into_iter();
    draft.letters = letters.map(|name| Mention { spot: spot.clone(), name: Text::from(name) }).collect();
    let arm = s.section("arm").map(|arm| read_test::test(&arm, id.as_str()));
    let words = [
        ("any", Asked::Any),
        ("every", Asked::Every),
        ("each", Asked::Each),
        ("sum", Asked::Sum),
        ("together", Asked::Together),
        ("family", Asked::Family),
    ];
    let held = words::selection(s, "where-held");
    Some(Clause {
        serves: Vec::new(),
        scope: words::scope(s, "who"),
        asked: words::choice(s, "asked", &words).unwrap_or(asked),
        test,
        home: s.flag("home"),
        home_only: s.flag("home-only"),
        any_for: Vec::new(),
        follows: s.flag("follows"),
        child_only: s.flag("child-only"),
        arm,
        process_only: s.flag("process-only"),
        corrected: s.flag("corrected"),
        family_member: s.flag("family-member"),
        contrary: words::selection(s, "contrary"),
        seen_in: words::selection(s, "seen-in"),
        where_held: (!held.is_empty()).then_some(WhereHeld { facts: held }),
    })
}
