//! `hearth review list`: the pairs of a run that wait, or the decisions taken.

use super::super::exit::Exit;
use super::super::explain::meant;
use super::super::failure::Outcome;
use super::super::table::Table;
use super::super::terminal::Terminal;
use super::super::workspace::WorkspaceArguments;
use super::decide::says;
use super::pairs;
use crate::links::decision_name;
use crate::review::pairs::State;
use crate::workspace::reviews::{Saying, standing};
use crate::workspace::{LinkReview, Workspace};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const EXAMPLES: &str = "\
Examples:
  hearth review list
  hearth review list --decided
  hearth review list --run 2017-03-31";

/// List the pairs that wait for a decision, most at stake first
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The decisions taken instead, and whether each still applies
    #[arg(long)]
    decided: bool,

    /// The run [default: the last one]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Lists.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    if arguments.decided {
        return decided(&workspace, arguments.run.as_deref(), terminal);
    }
    let pairs = pairs(&workspace, arguments.run.as_deref())?;
    let known = standing_by_pair(&workspace)?;
    let columns = ["at_stake", "link", "code", "candidate", "probability", "agrees", "differs", "facts"];
    let titles: Vec<&str> = ["pair"].into_iter().chain(columns).chain(["decided"]).collect();
    let mut table = Table::new(&titles);
    let mut waiting: Vec<Value> = Vec::new();
    for (pair, row) in pairs.waiting() {
        let key = pair.key.to_string();
        let said = known.get(&key).cloned().unwrap_or_default();
        let cells = columns.map(|column| row.get(column).cloned().unwrap_or_default());
        table.row([key.clone()].into_iter().chain(cells).chain([said.clone()]));
        waiting.push(json!({ "pair": key, "row": row, "decided": said }));
    }
    terminal
        .json(&json!({ "run": meant(&workspace, arguments.run.as_deref())?.label(), "waiting": waiting }));
    let told = if table.is_empty() { "no link waits for a decision".to_owned() } else { table.render() };
    terminal.line(&told);
    Ok(Exit::Done)
}

/// What stands about each pair, whenever it counts.
fn standing_by_pair(workspace: &Workspace) -> Result<BTreeMap<String, String>> {
    let all = workspace.ledger::<LinkReview>().read()?;
    let Some(last) = all.iter().map(|one| one.decided).max() else { return Ok(BTreeMap::new()) };
    let stands = standing(&all, last);
    Ok(stands.iter().map(|one| (one.pair.to_string(), format!("{} {}", says(one), one.name()))).collect())
}

fn decided(workspace: &Workspace, run: Option<&str>, terminal: &Terminal) -> Outcome {
    let all = workspace.ledger::<LinkReview>().read()?;
    let reversed: BTreeMap<u32, u32> = all
        .iter()
        .filter_map(|one| match one.saying {
            Saying::Reversed(number) => Some((number, one.number)),
            Saying::Decided(_) => None,
        })
        .collect();
    let stale = stale(workspace, run)?;
    let mut table = Table::new(&["decision", "decided", "says", "subject", "pair", "state", "by", "reason"]);
    let mut list: Vec<Value> = Vec::new();
    for one in &all {
        let state = match (one.saying, reversed.get(&one.number)) {
            (Saying::Reversed(number), _) => format!("takes back {}", decision_name(number)),
            (_, Some(by)) => format!("taken back by {}", decision_name(*by)),
            _ if stale.contains(&one.pair.to_string()) => "stale".to_owned(),
            _ => "stands".to_owned(),
        };
        table.row([
            one.name(),
            one.decided.to_string(),
            says(one),
            one.subject.clone(),
            one.pair.to_string(),
            state.clone(),
            one.by.clone(),
            one.reason.clone(),
        ]);
        list.push(json!({ "decision": one.name(), "decided": one.decided.to_string(), "says": says(one),
            "subject": one.subject, "pair": one.pair.to_string(), "state": state, "by": one.by,
            "reason": one.reason }));
    }
    terminal.json(&json!({ "decisions": list }));
    terminal.line(&if table.is_empty() { "nothing was decided yet".to_owned() } else { table.render() });
    Ok(Exit::Done)
}

/// The pairs whose decision no longer applies in the run; none while there is no run.
fn stale(workspace: &Workspace, run: Option<&str>) -> Result<BTreeSet<String>> {
    if run.is_none() && workspace.last_run()?.is_none() {
        return Ok(BTreeSet::new());
    }
    let folder = meant(workspace, run).map_err(|failure| anyhow::anyhow!("{failure}"))?;
    let decisions =
        crate::review::Pairs::read(b"", b"", &folder.read("link-decisions.csv").unwrap_or_default());
    let stale = decisions.all().filter(|pair| pair.state == State::Decided("stale".to_owned()));
    Ok(stale.map(|pair| pair.key.to_string()).collect())
}
