//! `hearth claim propose`: a run's families go into a claim. The run is computed again first: only what can be made again to
//! the byte is claimed.

use super::super::replay;
use super::{StepArguments, Taking};
use crate::claims::Programme;
use crate::claims::programme;
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::terminal::Terminal;
use crate::domain::{Day, FamilyId};
use crate::pipeline::propose::{Proposed, Wanted, propose};
use crate::problem::{Kind, Place, Problem};
use crate::reports::words::pounds;
use crate::workspace::definitions::Kind as DefinitionKind;
use crate::workspace::{Moment, Workspace};

const EXAMPLES: &str = "\
Examples:
  hearth claim propose --by \"A. Analyst\"                       all families of the last run
  hearth claim propose --run 2017-03-31 --by \"A. Analyst\"
  hearth claim propose --family F0014 --reason \"spell corrected\" --by \"A. Analyst\"

Families that are in another claim, or that were once taken back, are left out unless they are named; then they are refused,
or need a reason.";

/// Put the families that a run says can be claimed for into a claim
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The run [default: the last one]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    /// The claim window [default: the one that is open; without windows, the quarter the claim is for]
    #[arg(long, value_name = "NAME")]
    window: Option<String>,

    /// Only this family; may be given several times
    #[arg(long = "family", value_name = "FAMILY")]
    families: Vec<String>,

    /// Why a family that was taken back is claimed again
    #[arg(long, default_value = "")]
    reason: String,

    #[command(flatten)]
    step: StepArguments,
}

/// Proposes.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let taking = arguments.step.begin()?;
    let workspace = &taking.workspace;
    let folder = match &arguments.run {
        Some(run) => workspace.find_run(run)?,
        None => replay::last_run(workspace)?,
    };
    let replayed = replay::again(workspace, &folder, &terminal.progress())?;
    if taking.at < replayed.basis.known_at || taking.at.day() < folder.as_of {
        let detail = format!("run {} asks of and rests on what came after {}", folder.label(), taking.at);
        return Err(Problem::new(Kind::ClaimOutOfTime, Place::file("register.csv"), detail).into());
    }
    let window = window(&taking, arguments.window.as_deref(), folder.as_of)?;
    let families: Vec<FamilyId> = arguments.families.iter().map(|id| FamilyId::from(id.as_str())).collect();
    let label = folder.label();
    let wanted = Wanted {
        window: &window,
        run: &label,
        families: &families,
        who: &taking.who,
        reason: arguments.reason.trim(),
    };
    let proposed = propose(&replayed.output.claimable, &workspace.account()?, &wanted)?;
    terminal.problems(&proposed.left_out);
    if proposed.lines.is_empty() {
        terminal.notice(&format!("run {label} has no family that can be put into a claim"));
        return Ok(Exit::NeedsPerson);
    }
    if is_overtaken(workspace, replayed.basis.known_at)? {
        terminal
            .notice(&format!("something was received after what run {label} knew; a later run may differ"));
    }
    let told = told(&proposed, &window);
    taking.end(Vec::new(), proposed.lines, &told, terminal)
}

fn told(proposed: &Proposed, window: &str) -> String {
    let pence = proposed.lines.iter().filter_map(|line| line.pence).sum();
    let (claim, number) = (&proposed.claim, proposed.lines.len());
    let unpaid = proposed.lines.iter().filter(|line| line.pence.is_none()).count();
    let unpaid = if unpaid == 0 { String::new() } else { format!(", {unpaid} without an amount in force") };
    format!(
        "claim {claim}: {number} families, {}{unpaid}, window {window}\nnext: hearth audit sample {claim}",
        pounds(pence)
    )
}

/// The window's name: the one named, which must be one of the programme's if it has any, or the one that is open.
fn window(taking: &Taking, named: Option<&str>, as_of: Day) -> Result<String, Failure> {
    let programme = in_force(&taking.workspace)?;
    let refused = |detail: String| Problem::new(Kind::ClaimWindow, Place::file(programme::FILE), detail);
    match named {
        Some(name) if programme.windows.is_empty() || programme.window(name).is_some() => Ok(name.to_owned()),
        Some(name) => Err(refused(format!("there is no claim window `{name}`")).into()),
        None => {
            let day = taking.at.day();
            let open = programme.window_name(day, as_of).map(|name| name.to_string());
            open.ok_or_else(|| {
                refused(format!("no claim window is open on {day}"))
                    .with_hint("--window names the one the claim is for")
                    .into()
            })
        }
    }
}

/// The programme in force in a workspace.
///
/// # Errors
/// If its own cannot be read or is wrong.
pub fn in_force(workspace: &Workspace) -> Result<Programme, Failure> {
    let definitions = workspace.definitions()?;
    let file = definitions.iter().find(|one| one.kind == DefinitionKind::Programme);
    let text = file.map(|one| &*one.text).expect("one is built in");
    Ok(Programme::check(text)?)
}

fn is_overtaken(workspace: &Workspace, known_at: Moment) -> Result<bool, Failure> {
    let latest = workspace.view(None)?;
    let received = latest.iter().flat_map(|view| &view.deliveries).map(|one| one.received).max();
    Ok(received.is_some_and(|received| received > known_at))
}
