//! `hearth status`: where a workspace stands, in a second: last run, feeds, review queue, integrity.

use super::exit::Exit;
use super::failure::Outcome;
use super::run::lying;
use super::table::Table;
use super::terminal::Terminal;
use super::values;
use super::workspace::{WorkspaceArguments, now};
use crate::claims::register::ClaimState;
use crate::pipeline::Manifest;
use crate::problem::{Problem, Problems};
use crate::workspace::due::late_since;
use crate::workspace::register::account;
use crate::workspace::runs::MANIFEST;
use crate::workspace::{Delivery, Layouts, Moment, RunMade, View, Workspace};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const EXAMPLES: &str = "\
Examples:
  hearth status
  hearth status --workspace /srv/hearth --json
  hearth status --known-at 2017-04-20      where it stood by then";

/// Say where the workspace stands: last run, feeds, review queue, integrity
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Where it stood with what was known at a moment; late by that day. Integrity is always that of today
    #[arg(long, value_name = "MOMENT")]
    known_at: Option<String>,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// What is said of one feed.
struct Feed {
    name: String,
    deliveries: usize,
    last: Option<Delivery>,
    /// Days since the delivery that should be here was due; 0 if nothing is late.
    late: i32,
}

/// What is said of the last run.
struct LastRun {
    run: RunMade,
    counts: BTreeMap<String, u64>,
}

/// Looks and tells.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let known_at = arguments.known_at.as_ref().map(|text| values::moment("--known-at", text)).transpose()?;
    let workspace = arguments.workspace.open()?;
    let last = last_run(&workspace, known_at)?;
    let feeds = feeds(&workspace, known_at)?;
    let archived = workspace.archived()?;
    let damage = damage(&workspace)?;
    let claims = unsigned(&workspace, known_at)?;
    let quarantined = workspace.night().quarantined();
    let mut value = as_json(last.as_ref(), &feeds, archived.len(), damage.len());
    value["unsigned_claims"] =
        claims.iter().map(|(id, state)| json!({ "claim": id, "state": state })).collect();
    value["quarantine"] = json!(quarantined.files);
    value["closed_quarantines"] = quarantined.closed.iter().map(|one| one.place.to_string()).collect();
    value["known_at"] = known_at.map(|moment| moment.to_string()).into();
    terminal.json(&value);
    terminal.line(&run_lines(&workspace, last.as_ref(), known_at));
    terminal.line(&format!("\n{}\n", table(&feeds)));
    if !claims.is_empty() {
        let list: Vec<String> = claims.iter().map(|(id, state)| format!("{id} {state}")).collect();
        terminal.line(&format!("claims not signed off: {}", list.join(", ")));
    }
    for sentence in lying(&quarantined) {
        terminal.line(&sentence);
    }
    terminal.line(&match damage.len() {
        0 => format!("integrity: {} archived files, all as they were stored", archived.len()),
        number => format!("integrity: {number} of {} archived files are damaged", archived.len()),
    });
    terminal.problems(&damage);
    Ok(match (damage.is_empty(), quarantined.is_empty()) {
        (false, _) => Exit::Damaged,
        (true, false) => Exit::NeedsPerson,
        (true, true) => Exit::Done,
    })
}

/// Claims that wait for a step: id and state.
fn unsigned(workspace: &Workspace, known_at: Option<Moment>) -> Result<Vec<(String, &'static str)>> {
    let account = account(&workspace.register_entries(known_at)?);
    let claims = account.claims().iter().map(|(id, claim)| (id.to_string(), claim.state()));
    let waiting = claims.filter(|(_, state)| !matches!(state, ClaimState::SignedOff | ClaimState::Withdrawn));
    Ok(waiting.map(|(id, state)| (id, state.as_str())).collect())
}

fn last_run(workspace: &Workspace, known_at: Option<Moment>) -> Result<Option<LastRun>> {
    let run = match known_at {
        Some(moment) => workspace.last_run_known_at(moment)?,
        None => workspace.last_run()?,
    };
    let Some(run) = run else { return Ok(None) };
    let bytes = workspace.run_folder(run.as_of, &run.name).read(MANIFEST).unwrap_or_default();
    let counts = Manifest::parse(&bytes).map(|manifest| manifest.counts).unwrap_or_default();
    Ok(Some(LastRun { run, counts }))
}

fn feeds(workspace: &Workspace, known_at: Option<Moment>) -> Result<Vec<Feed>> {
    let today = known_at.unwrap_or_else(now).day();
    let layouts = Layouts::check(&workspace.definitions()?).map_err(Problems)?;
    let view = workspace.view(known_at)?;
    let deliveries = view.map(|View { deliveries, .. }| deliveries).unwrap_or_default();
    let mut feeds = BTreeMap::new();
    for schema in &layouts.schemas {
        let own: Vec<&Delivery> = deliveries.iter().filter(|one| one.feed == *schema.feed).collect();
        let last = own.iter().max_by_key(|one| one.period).map(|one| (*one).clone());
        let since = late_since(schema, &layouts.calendar, last.as_ref().map(|one| one.period), today);
        let late = since.map_or(0, |due| today.days_since(due));
        let name = schema.feed.to_string();
        feeds.insert(name.clone(), Feed { name, deliveries: own.len(), last, late });
    }
    Ok(feeds.into_values().collect())
}

/// Archived files that are no longer what was stored.
fn damage(workspace: &Workspace) -> Result<Vec<Problem>> {
    let all = workspace.archived()?.into_iter().map(|(name, stored)| (name, stored.raw));
    match workspace.check_archived(all) {
        Ok(()) => Ok(Vec::new()),
        Err(error) => error.downcast::<Problems>().map(|Problems(list)| list),
    }
}

fn run_lines(workspace: &Workspace, last: Option<&LastRun>, known_at: Option<Moment>) -> String {
    let then = known_at.map(|moment| format!(", as known at {moment}")).unwrap_or_default();
    let place = format!("workspace {}, plan {}{then}", workspace.root().display(), workspace.settings().plan);
    let Some(LastRun { run, counts }) = last else { return format!("{place}\nno run yet") };
    let count = |name: &str| counts.get(name).copied().unwrap_or(0);
    format!(
        "{place}\nlast run {}/{} made {}, as known at {}\n{} families, {} claimable; {} links wait for review; {} of {} rows rejected",
        run.as_of,
        run.name,
        run.made,
        run.known_at,
        count("families"),
        count("claimable"),
        count("review"),
        count("rejects"),
        count("rows"),
    )
}

fn table(feeds: &[Feed]) -> String {
    let mut table = Table::new(&["feed", "deliveries", "last period", "received", "late"]);
    for feed in feeds {
        let late = if feed.late > 0 { format!("{} days", feed.late) } else { String::new() };
        let last = feed.last.as_ref();
        table.row([
            feed.name.clone(),
            feed.deliveries.to_string(),
            last.map(|one| format!("{}..{}", one.period.from, one.period.to)).unwrap_or_default(),
            last.map(|one| one.received.day().to_string()).unwrap_or_default(),
            late,
        ]);
    }
    table.render()
}

fn as_json(last: Option<&LastRun>, feeds: &[Feed], archived: usize, damaged: usize) -> Value {
    let last = last.map(|LastRun { run, counts }| {
        json!({ "run": format!("{}/{}", run.as_of, run.name), "known_at": run.known_at.to_string(),
                "made": run.made.to_string(), "counts": counts })
    });
    let feeds: Vec<Value> = feeds
        .iter()
        .map(|feed| {
            json!({ "feed": feed.name, "deliveries": feed.deliveries, "late_days": feed.late,
                    "last_to": feed.last.as_ref().map(|one| one.period.to.to_string()) })
        })
        .collect();
    json!({ "last_run": last, "feeds": feeds, "archived": archived, "damaged": damaged })
}
