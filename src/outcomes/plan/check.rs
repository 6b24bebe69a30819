//! From the text of plan files to a checked [`Plan`]: everything that is wrong is reported at once.

use super::head::{Head, head};
use super::model::*;
use super::read_test;
use super::section::{Section, Source, nearest};
use super::test::Test;
use super::words;
use crate::domain::{ClauseId, Digest, Text};
use crate::outcomes::verdict::ClauseKind;
use crate::problem::{Kind, Problem};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::DeTable;

/// A reference to another node by name, to be resolved when all files are read.
struct Mention {
    file: usize,
    span: Range<usize>,
    name: Text,
}

/// A node as read, its references still names.
struct Draft {
    node: Node,
    file: usize,
    span: Range<usize>,
    parts: Vec<Mention>,
    join: Join,
    together: Together,
    serves: Vec<Mention>,
    one_heading: Vec<Mention>,
    same_as: Option<Mention>,
}

impl Plan {
    /// Checks the files of one plan, `(name, text)` each; the one named `plan.toml` is the head.
    ///
    /// # Errors
    /// All problems of all files, in order of file and line.
    pub fn check(files: &[(&str, &str)]) -> Result<Self, Vec<Problem>> {
        let problems = RefCell::new(Vec::new());
        let mut tables = Vec::new();
        for (_, text) in files {
            tables.push(DeTable::parse_recoverable(text));
        }
        let sources: Vec<Source<'_>> =
            files.iter().map(|(name, text)| Source { name, text, problems: &problems }).collect();
        for (source, (_, errors)) in sources.iter().zip(&tables) {
            for error in errors {
                source.report(
                    Kind::PlanSyntax,
                    error.span().unwrap_or(0..0),
                    error.message().to_owned(),
                    None,
                );
            }
        }
        if !problems.borrow().is_empty() {
            return Err(problems.into_inner());
        }
        let mut read = Reading { head: Head::default(), drafts: Vec::new() };
        for (file, (source, (table, _))) in sources.iter().zip(&tables).enumerate() {
            let section = Section::new(source, table.get_ref(), 0..0);
            read.file(file, &section);
            section.finish();
        }
        let mut plan = read.resolve(&sources);
        plan.digest = digest(files);
        super::lint::lint(&plan, &sources);
        let mut found = problems.into_inner();
        found.sort_by(|a, b| (&a.place.file, a.place.line).cmp(&(&b.place.file, b.place.line)));
        if found.iter().any(|problem| problem.severity() == crate::problem::Severity::Error) {
            return Err(found);
        }
        Ok(plan)
    }
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
    head: Head,
    drafts: Vec<Draft>,
}

impl Reading {
    fn file(&mut self, file: usize, section: &Section<'_>) {
        if let Some(plan) = section.section("plan") {
            self.head = head(&plan, section);
            plan.finish();
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
            kind,
            clause: None,
            group: None,
            criterion: None,
            parents: Vec::new(),
        };
        let span = s.span_of("id");
        let join = join(s).unwrap_or(Join::Any);
        let together =
            words::choice(s, "together", &[("person", Together::OnePerson), ("fact", Together::OneFact)])
                .unwrap_or(Together::Apart);
        Some(Draft {
            node,
            file,
            span,
            parts,
            join,
            together,
            serves: Vec::new(),
            one_heading: Vec::new(),
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
        if s.has("test") || draft.parts.is_empty() {
            draft.node.clause = clause(&mut draft, s, Asked::Each);
        }
        s.finish();
        Some(draft)
    }

    fn group(&self, file: usize, s: &Section<'_>) -> Option<Draft> {
        let draft = self.draft(file, s, ClauseKind::Group)?;
        if draft.parts.is_empty() {
            s.source().report(
                Kind::PlanEmptyWay,
                draft.span.clone(),
                format!("`{}` has no parts", draft.node.id),
                None,
            );
        }
        s.finish();
        Some(draft)
    }

    fn resolve(self, sources: &[Source<'_>]) -> Plan {
        let mut by_id = BTreeMap::new();
        for (index, draft) in self.drafts.iter().enumerate() {
            if by_id.insert(draft.node.id.clone(), NodeIx(index)).is_some() {
                let detail = format!("`{}` stands twice", draft.node.id);
                sources[draft.file].report(Kind::PlanDuplicateId, draft.span.clone(), detail, None);
            }
        }
        let find = |mention: &Mention| -> Option<NodeIx> {
            let found = by_id.get(&*mention.name).copied();
            if found.is_none() {
                let hint = nearest(&mention.name, by_id.keys().map(ClauseId::as_str));
                sources[mention.file].report(
                    Kind::PlanUnknownClause,
                    mention.span.clone(),
                    format!("no clause, group or letter is called `{}`", mention.name),
                    hint.map(|near| format!("did you mean `{near}`?")),
                );
            }
            found
        };
        let mut nodes = Vec::new();
        for draft in self.drafts {
            nodes.push(resolve_draft(draft, &find));
        }
        let parts = self.head.employment_parts.iter().map(|(name, span)| Mention {
            file: self.head.file_of(sources),
            span: span.clone(),
            name: name.clone(),
        });
        let parts: Vec<NodeIx> = parts.filter_map(|mention| find(&mention)).collect();
        let mut plan = self.head.plan(nodes, by_id, parts);
        link_parents(&mut plan);
        plan
    }
}

fn resolve_draft(draft: Draft, find: &impl Fn(&Mention) -> Option<NodeIx>) -> Node {
    let mut node = draft.node;
    if !draft.parts.is_empty() {
        let parts = draft.parts.iter().filter_map(find).collect();
        node.group = Some(Group { join: draft.join, together: draft.together, parts });
    }
    let serves = draft.serves.iter().filter_map(find).collect();
    if let Some(clause) = &mut node.clause {
        clause.serves = serves;
    }
    if let Some(criterion) = &mut node.criterion {
        criterion.one_heading_with = draft.one_heading.iter().filter_map(find).collect();
    }
    if let Some(mention) = &draft.same_as {
        find(mention);
    }
    node
}

fn link_parents(plan: &mut Plan) {
    let links: Vec<(NodeIx, NodeIx)> = plan
        .indexes()
        .flat_map(|parent| {
            let group = plan.node(parent).group.as_ref();
            group.map_or(Vec::new(), |group| group.parts.iter().map(|part| (*part, parent)).collect())
        })
        .collect();
    for (part, parent) in links {
        plan.nodes[part.0].parents.push(parent);
    }
}

fn mentions(file: usize, s: &Section<'_>, key: &'static str) -> Vec<Mention> {
    s.texts(key).into_iter().map(|(name, span)| Mention { file, span, name: Text::from(name) }).collect()
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
            s.source().report(Kind::PlanMissingKey, draft.span.clone(), format!("`{id}` has no test"), None);
        }
        return None;
    };
    let test = read_test::test(&table, id.as_str());
    if let Test::SameAs(name) = &test {
        draft.same_as = Some(Mention { file: draft.file, span: table.span(), name: name.clone() });
    }
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
        arm,
        process_only: s.flag("process-only"),
        corrected: s.flag("corrected"),
        family_member: s.flag("family-member"),
        contrary: words::selection(s, "contrary"),
        where_held: (!held.is_empty()).then_some(WhereHeld { facts: held }),
    })
}
