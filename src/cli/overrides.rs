//! `hearth override`: a named person decides, with a reason, that a letter counts as met by other progress than the plan's ways.

use super::claim::{StepArguments, check_known, reason};
use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::table::Table;
use super::terminal::Terminal;
use super::workspace::WorkspaceArguments;
use crate::claims::register::{Line, Step, rules};
use crate::domain::FamilyId;
use crate::problem::{Kind, Place, Problem};
use crate::workspace::{Workspace, definitions, plans};

const EXAMPLES: &str = "\
Examples:
  hearth override add F0014 tb-2e --by \"H. Head of Service\" --reason \"in training, not on a school roll\"
  hearth override revoke F0014 tb-2e --by \"H. Head of Service\" --reason \"left the training\"
  hearth override list

An override stands from its day on for questions of that day and later. It never changes a verdict: the family's route is
ssp-with-override, and it is always drawn for audit.";

/// Let a signed decision stand for a letter, and list or revoke such decisions
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Sign that a letter counts as met
    Add(Signed),
    /// Take such a decision back
    Revoke(Signed),
    /// List all decisions
    List(WorkspaceArguments),
}

/// A decision, signed.
#[derive(clap::Args, Debug)]
struct Signed {
    /// The family
    family: String,

    /// The letter, for example tb-2e
    letter: String,

    /// Why
    #[arg(long)]
    reason: String,

    #[command(flatten)]
    step: StepArguments,
}

/// Does what is wanted.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    match arguments.command {
        Command::Add(signed) => sign(&signed, Step::Overridden, terminal),
        Command::Revoke(signed) => sign(&signed, Step::Revoked, terminal),
        Command::List(arguments) => list(&arguments.open()?, terminal),
    }
}

fn sign(signed: &Signed, step: Step, terminal: &Terminal) -> Outcome {
    let reason = reason(&signed.reason)?;
    let taking = signed.step.begin()?.never_before_a_claim()?;
    let (family, letter) = (FamilyId::from(signed.family.as_str()), signed.letter.as_str());
    let account = taking.workspace.account()?;
    let stands = account.overrides().any(|one| one.family == family && one.letter.as_str() == letter);
    let refusals = match step {
        Step::Revoked => rules::check_revocation(&account, &family, letter),
        _ if stands => {
            let detail = format!("an override of {letter} stands for family {family} already");
            vec![Problem::new(Kind::ClaimState, Place::file("register.csv"), detail)]
        }
        _ => {
            check_letter(&taking.workspace, letter)?;
            check_known(&taking.workspace, &account, &[&family])?;
            Vec::new()
        }
    };
    let line = Line::new(step, "", &taking.who).about(&family).saying(letter).because(reason);
    let told = match step {
        Step::Revoked => format!("the override of {letter} no longer stands for family {family}"),
        _ => format!("an override stands for {letter} of family {family}"),
    };
    taking.end(refusals, vec![line], &told, terminal)
}

/// The letter must be a criterion of a plan in force.
fn check_letter(workspace: &Workspace, letter: &str) -> Result<(), Failure> {
    let definitions = workspace.definitions()?;
    let folders = plans::of_definitions(&definitions);
    for id in definitions::plan_ids(&definitions) {
        let versions = plans::check(id, &folders)?;
        let is_letter = |plan: &crate::outcomes::Plan| {
            plan.find(letter).is_some_and(|index| plan.node(index).criterion.is_some())
        };
        if versions.all().iter().any(is_letter) {
            return Ok(());
        }
    }
    Err(Failure::usage(format!("no plan has a letter `{letter}`"), "`hearth plan show PLAN` lists them"))
}

fn list(workspace: &Workspace, terminal: &Terminal) -> Outcome {
    let mut table = Table::new(&["entry", "day", "", "family", "letter", "by", "reason"]);
    let mut rows = Vec::new();
    for entry in workspace.register_entries(None)? {
        let line = &entry.line;
        let Some(family) =
            line.family.as_ref().filter(|_| matches!(line.step, Step::Overridden | Step::Revoked))
        else {
            continue;
        };
        let word = if line.step == Step::Overridden { "signed" } else { "revoked" };
        rows.push(serde_json::json!({ "entry": entry.name(), "at": entry.at.to_string(), "what": word,
            "family": family.as_str(), "letter": &*line.detail, "by": &*line.who, "reason": &*line.reason }));
        table.row([
            entry.name(),
            entry.at.day().to_string(),
            word.to_owned(),
            family.to_string(),
            line.detail.to_string(),
            line.who.to_string(),
            line.reason.to_string(),
        ]);
    }
    terminal.json(&rows.into());
    terminal.line(&if table.is_empty() { "no override was signed".to_owned() } else { table.render() });
    Ok(Exit::Done)
}
