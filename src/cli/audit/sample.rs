//! `hearth audit sample`: draws the families of a claim that are checked before it goes in; drawn again, it must be the same.

use super::pack;
use crate::claims::Draw;
use crate::claims::register::{Account, Line, Step, rules};
use crate::cli::claim::{StepArguments, Taking};
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::replay::{self, Replayed};
use crate::cli::table::Table;
use crate::cli::terminal::Terminal;
use crate::domain::FamilyId;
use crate::workspace::register::account;
use crate::workspace::{RegisterEntry, Workspace};
use anyhow::anyhow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  hearth audit sample k001 --by \"C. Auditor\"
  hearth audit sample k001 --by \"C. Auditor\" --out packs
  hearth audit sample k001 --by \"C. Auditor\" --seed 4711 --percent 20

Drawn at random, and beside that every family with a risk: a thin margin, one record, an override and so on.
A family's number is the SHA-256 of `seed:family`; the smallest are drawn. Without --seed it is the register's head when the
claim was proposed. A second draw gives the same families, or exit code 5.";

/// Draw the families of a claim that are checked before it goes in
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The claim
    claim: String,

    /// What makes the draw this one [default: the register's head when the claim was proposed]
    #[arg(long)]
    seed: Option<String>,

    /// So many percent of the families
    #[arg(long, value_name = "NUMBER", default_value_t = Draw::PERCENT, value_parser = clap::value_parser!(u32).range(1..=100))]
    percent: u32,

    /// At least so many families
    #[arg(long, value_name = "NUMBER", default_value_t = Draw::AT_LEAST)]
    at_least: u32,

    /// Write an evidence pack for each family into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    step: StepArguments,
}

/// Each family drawn, and why.
type Sample = BTreeMap<FamilyId, BTreeSet<String>>;

/// Draws.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let taking = arguments.step.begin()?;
    let id = arguments.claim.as_str();
    let account = taking.workspace.account()?;
    let claim = rules::claim(&account, id)?;
    let run = taking.workspace.find_run(&claim.run)?;
    let replayed = replay::again(&taking.workspace, &run, &terminal.progress())?;
    if let Some(drawn) = claim.sample.as_deref().and_then(Draw::parse) {
        if arguments.seed.as_ref().is_some_and(|seed| *seed != drawn.seed) {
            let message = format!("{id}: a sample was drawn with another seed; a claim is drawn from once");
            return Err(Failure::usage(message, "leave --seed out to draw it again"));
        }
        let exit = drawn_again(&taking.workspace, id, &drawn, &replayed, terminal)?;
        return packed(&taking.workspace, id, arguments.out.as_deref(), terminal).map(|()| exit);
    }
    let refusals = rules::check_audit(&account, id, &taking.who, &[]);
    let draw = Draw {
        seed: arguments.seed.clone().map_or_else(|| head_at_proposal(&taking, id), Ok)?,
        percent: arguments.percent,
        at_least: arguments.at_least,
    };
    let sample = sample(&account, id, &draw, &replayed);
    let line = || Line::new(Step::Sampled, id, &taking.who);
    let mut lines = vec![line().saying(&draw.to_string())];
    lines.extend(sample.iter().map(|(family, why)| line().about(family).saying(&joined(why))));
    let told = told(id, &sample, &draw);
    let workspace = taking.workspace.clone();
    let exit = taking.end(refusals, lines, &told, terminal)?;
    packed(&workspace, id, arguments.out.as_deref(), terminal).map(|()| exit)
}

/// Writes the packs of the families drawn, if a folder is named.
fn packed(workspace: &Workspace, id: &str, out: Option<&Path>, terminal: &Terminal) -> Result<(), Failure> {
    let Some(out) = out else { return Ok(()) };
    let account = workspace.account()?;
    let drawn = account.claims()[id].families.iter().filter(|(_, one)| one.sampled.is_some());
    let families: Vec<FamilyId> = drawn.map(|(family, _)| family.clone()).collect();
    pack::write(workspace, &account, id, &families, out, terminal)
}

fn head_at_proposal(taking: &Taking, id: &str) -> Result<String, Failure> {
    let head = taking.workspace.head_after(|line| line.step == Step::Proposed && &*line.claim == id)?;
    Ok(head.map(|head| head.to_string()).unwrap_or_default())
}

/// The families drawn at random, and those of the claim with a risk.
fn sample(account: &Account, id: &str, draw: &Draw, replayed: &Replayed) -> Sample {
    let standing: BTreeSet<&FamilyId> = account.claims()[id].standing().map(|(family, _)| family).collect();
    let mut sample = Sample::new();
    for family in draw.of(standing.iter().copied()) {
        sample.entry(family).or_default().insert("random".to_owned());
    }
    for one in replayed.output.claimable.iter().filter(|one| standing.contains(&one.claim.family)) {
        for pick in &one.claim.audit {
            sample.entry(one.claim.family.clone()).or_default().insert(pick.as_str().to_owned());
        }
    }
    sample
}

/// The draw repeated on the register as it was just before the first.
fn drawn_again(
    workspace: &Workspace,
    id: &str,
    draw: &Draw,
    replayed: &Replayed,
    terminal: &Terminal,
) -> Outcome {
    let entries = workspace.register_entries(None)?;
    let is_draw = |entry: &RegisterEntry| entry.line.step == Step::Sampled && &*entry.line.claim == id;
    let first = entries.iter().position(is_draw).unwrap_or(entries.len());
    let again = sample(&account(&entries[..first]), id, draw, replayed);
    let recorded = entries.iter().filter(|entry| is_draw(entry));
    let recorded: BTreeMap<FamilyId, String> = recorded
        .filter_map(|entry| Some((entry.line.family.clone()?, entry.line.detail.to_string())))
        .collect();
    let same = again.iter().map(|(family, why)| (family.clone(), joined(why)));
    if !same.eq(recorded) {
        return Err(Failure::from(anyhow!("{id}: the sample in the register is not the one that is drawn"))
            .with_exit(Exit::Differs));
    }
    terminal.json(&serde_json::json!({ "same": true, "families": again.keys().map(FamilyId::as_str).collect::<Vec<_>>() }));
    terminal.line(&format!("{}\ndrawn again: the same families", told(id, &again, draw)));
    Ok(Exit::Done)
}

fn told(id: &str, sample: &Sample, draw: &Draw) -> String {
    let mut table = Table::new(&["family", "drawn"]);
    for (family, why) in sample {
        table.row([family.to_string(), why.iter().cloned().collect::<Vec<_>>().join(", ")]);
    }
    format!("claim {id}: {} families to check ({draw})\n\n{}\n", sample.len(), table.render())
}

fn joined(why: &BTreeSet<String>) -> String {
    why.iter().cloned().collect::<Vec<_>>().join(";")
}
