//! `hearth audit sample`: draws the families of a claim that are checked before it goes in; drawn again, it must be the same, and
//! what is missing after families were taken back is drawn beside.

use super::pack;
use crate::claims::register::{ClaimAccount, Line, Step, audits, rules};
use crate::claims::sample::{Sample, drawn};
use crate::claims::{Draw, Share};
use crate::cli::claim::{StepArguments, Taking};
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::replay::{self, Replayed};
use crate::cli::table::Table;
use crate::cli::terminal::Terminal;
use crate::domain::{FamilyId, Text};
use crate::pipeline;
use crate::problem::Problem;
use crate::workspace::register::account;
use crate::workspace::{RegisterEntry, Workspace};
use anyhow::anyhow;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  hearth audit sample k001 --by \"C. Auditor\"
  hearth audit sample k001 --by \"C. Auditor\" --out packs
  hearth audit sample k001 --by \"C. Auditor\" --percent 20 --reason \"two families failed\"

Drawn at random, and beside that every family with a risk: a thin margin, one record, an override and so on.
A family's number is the SHA-256 of `seed:family`; the smallest are drawn. The share is the programme's, the seed the
register's head when the claim was proposed; another needs a reason, which is shown with the claim. The command again gives the
same families, or exit code 5. Where families were taken back since, it draws those that come next; whoever was drawn stays so.";

/// Draw the families of a claim that are checked before it goes in
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The claim
    claim: String,

    /// What makes the draw this one [default: the register's head when the claim was proposed]
    #[arg(long)]
    seed: Option<String>,

    /// So many percent of the families [default: the programme's share]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=100))]
    percent: Option<u32>,

    /// At least so many families [default: the programme's number]
    #[arg(long, value_name = "NUMBER")]
    at_least: Option<u32>,

    /// Why it is drawn otherwise than the programme asks
    #[arg(long, default_value = "")]
    reason: String,

    /// Write an evidence pack for each family into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    step: StepArguments,
}

/// Draws.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let taking = arguments.step.begin()?;
    let id = arguments.claim.as_str();
    let account = taking.workspace.account()?;
    let claim = rules::claim(&account, id)?;
    let run = taking.workspace.find_run(&claim.run)?;
    let replayed = replay::again(&taking.workspace, &run, &terminal.progress())?;
    let risks = risks(&replayed);
    check_recorded(&taking.workspace, id, &risks)?;
    let asked = asked(&taking, id, claim, &replayed)?;
    let wanted = wanted(&arguments, claim, &asked);
    let lines = lines(&taking, id, claim, &wanted, &risks);
    let workspace = taking.workspace.clone();
    if lines.is_empty() && !arguments.is_otherwise() {
        terminal.json(&json!({ "same": true, "families": families_drawn(claim) }));
        terminal.line(&format!("{}\ndrawn again: the same families", told(id, claim, &[], &asked)));
    } else {
        let refusals: BTreeSet<Problem> = wanted
            .iter()
            .flat_map(|one| audits::check_draw(&account, id, &taking.who, &one.draw, &asked, &one.reason))
            .collect();
        let told = told(id, claim, &lines, &asked);
        taking.end(refusals.into_iter().collect(), lines, &told, terminal)?;
    }
    packed(&workspace, id, arguments.out.as_deref(), terminal).map(|()| Exit::Done)
}

impl Arguments {
    /// Whether a draw is named beside the one the programme asks for.
    fn is_otherwise(&self) -> bool {
        self.seed.is_some() || self.percent.is_some() || self.at_least.is_some()
    }
}

/// Writes the packs of the families drawn, if a folder is named.
fn packed(workspace: &Workspace, id: &str, out: Option<&Path>, terminal: &Terminal) -> Result<(), Failure> {
    let Some(out) = out else { return Ok(()) };
    let account = workspace.account()?;
    let drawn = account.claims()[id].families.iter().filter(|(_, one)| one.sampled.is_some());
    let families: Vec<FamilyId> = drawn.map(|(family, _)| family.clone()).collect();
    pack::write(workspace, &account, id, &families, out, terminal)
}

/// What the programme of the claim's run asks for, by the register's head when the claim was proposed.
fn asked(taking: &Taking, id: &str, claim: &ClaimAccount, replayed: &Replayed) -> Result<Draw, Failure> {
    let head = taking.workspace.head_after(|line| line.step == Step::Proposed && &*line.claim == id)?;
    let programme = pipeline::programme(&replayed.basis, &taking.workspace.archive())?;
    let share = programme.map_or_else(Share::default, |programme| programme.share(claim.as_of));
    Ok(Draw { seed: head.map(|head| head.to_string()).unwrap_or_default(), share })
}

/// A draw that is wanted.
struct Wanted {
    draw: Draw,
    /// Why it is otherwise than the programme asks.
    reason: String,
}

/// The draw that is named; without one those made before, if the claim is still open; else the one asked for.
fn wanted(arguments: &Arguments, claim: &ClaimAccount, asked: &Draw) -> Vec<Wanted> {
    let reason = arguments.reason.trim();
    if arguments.is_otherwise() || claim.draws.is_empty() {
        let Draw { seed, share } = asked.clone();
        let share = Share {
            percent: arguments.percent.unwrap_or(share.percent),
            at_least: arguments.at_least.unwrap_or(share.at_least),
        };
        let draw = Draw { seed: arguments.seed.clone().unwrap_or(seed), share };
        let reason = if draw == *asked { String::new() } else { reason.to_owned() };
        return vec![Wanted { draw, reason }];
    }
    let made = claim.draws.iter().filter(|_| audits::is_open(claim));
    made.filter_map(|line| {
        let reason = if line.reason.is_empty() { reason } else { &line.reason };
        let draw = Draw::parse(&line.detail)?;
        let reason = if draw == *asked { String::new() } else { reason.to_owned() };
        Some(Wanted { draw, reason })
    })
    .collect()
}

/// The lines of the register for what the draws add: each draw that adds a family, and its families with why.
fn lines(taking: &Taking, id: &str, claim: &ClaimAccount, wanted: &[Wanted], risks: &Sample) -> Vec<Line> {
    let standing: BTreeSet<&FamilyId> = claim.standing().map(|(family, _)| family).collect();
    let line = || Line::new(Step::Sampled, id, &taking.who);
    let mut lines: Vec<Line> = Vec::new();
    for Wanted { draw, reason } in wanted {
        let before = claim.families.iter().filter(|(_, one)| one.sampled.is_some()).map(|(family, _)| family);
        let before: BTreeSet<&FamilyId> =
            before.chain(lines.iter().filter_map(|line| line.family.as_ref())).collect();
        let added = drawn(&standing, &before, draw, risks);
        if !added.is_empty() {
            lines.push(line().saying(&draw.to_string()).because(reason));
            lines.extend(added.iter().map(|(family, why)| line().about(family).saying(&joined(why))));
        }
    }
    lines
}

/// The families of the run with a risk, and why.
fn risks(replayed: &Replayed) -> Sample {
    let picks = |one: &pipeline::Claimable| {
        let why = one.claim.audit.iter().map(|pick| pick.as_str().to_owned());
        (one.claim.family.clone(), why.collect())
    };
    replayed.output.claimable.iter().map(picks).collect()
}

/// Whether every draw of the register is what is drawn when it is repeated on the register as it was just before.
fn check_recorded(workspace: &Workspace, id: &str, risks: &Sample) -> Result<(), Failure> {
    let entries = workspace.register_entries(None)?;
    let is_of = |entry: &RegisterEntry| entry.line.step == Step::Sampled && &*entry.line.claim == id;
    let starts = (0..entries.len()).filter(|at| is_of(&entries[*at]) && entries[*at].line.family.is_none());
    for start in starts {
        let then = account(&entries[..start]);
        let claim = rules::claim(&then, id)?;
        let standing: BTreeSet<&FamilyId> = claim.standing().map(|(family, _)| family).collect();
        let before = claim.families.iter().filter(|(_, one)| one.sampled.is_some()).map(|(family, _)| family);
        let draw = Draw::parse(&entries[start].line.detail);
        let again = draw.map(|draw| drawn(&standing, &before.collect(), &draw, risks)).unwrap_or_default();
        let following = entries[start + 1..].iter().take_while(|entry| is_of(entry));
        let recorded: BTreeMap<FamilyId, String> = following
            .map_while(|entry| Some((entry.line.family.clone()?, entry.line.detail.to_string())))
            .collect();
        if !again.iter().map(|(family, why)| (family.clone(), joined(why))).eq(recorded) {
            let message = format!("{id}: the sample in the register is not the one that is drawn");
            return Err(Failure::from(anyhow!("{message}")).with_exit(Exit::Differs));
        }
    }
    Ok(())
}

fn families_drawn(claim: &ClaimAccount) -> Vec<&str> {
    let drawn = claim.families.iter().filter(|(_, one)| one.sampled.is_some());
    drawn.map(|(family, _)| family.as_str()).collect()
}

/// Every family drawn, those drawn before first by id, and how it was drawn.
fn told(id: &str, claim: &ClaimAccount, lines: &[Line], asked: &Draw) -> String {
    let before = claim.families.iter().filter_map(|(family, one)| Some((family, one.sampled.as_ref()?)));
    let new = lines.iter().filter_map(|line| Some((line.family.as_ref()?, &line.detail)));
    let all: BTreeMap<&FamilyId, &Text> = before.chain(new).collect();
    let mut table = Table::new(&["family", "drawn"]);
    for (family, why) in &all {
        table.row([family.to_string(), why.replace(';', ", ")]);
    }
    let draws = claim.draws.iter().chain(lines.iter().filter(|line| line.family.is_none()));
    let draws: Vec<String> = draws.map(|line| how(line, asked)).collect();
    format!("claim {id}: {} families to check\n{}\n\n{}\n", all.len(), draws.join("\n"), table.render())
}

/// A draw as shown: how, and if otherwise than the programme asks, why.
fn how(line: &Line, asked: &Draw) -> String {
    if *line.detail == *asked.to_string() {
        return format!("drawn as the programme asks: {}", line.detail);
    }
    let why = if line.reason.is_empty() { "no reason is recorded" } else { &line.reason };
    format!("drawn otherwise: {} (the programme asks for {asked}): {why}", line.detail)
}

fn joined(why: &BTreeSet<String>) -> String {
    why.iter().cloned().collect::<Vec<_>>().join(";")
}
