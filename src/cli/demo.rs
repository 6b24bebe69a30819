//! `hearth demo`: a workspace made from the sample borough, run month by month for a year.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::run::{self, Asked, Made};
use super::table::Table;
use super::terminal::Terminal;
use super::workspace::now;
use crate::claims::FamilyState;
use crate::domain::Day;
use crate::synth::{self, Item};
use crate::workspace::definitions::DEMO_CALENDAR;
use crate::workspace::progress::Silent;
use crate::workspace::{Arrival, Moment, Progress, Workspace, files};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The plan of the sample borough.
const PLAN: &str = "tri-borough";

/// How many month ends are run: those of the last year of deliveries.
const MONTHS: u32 = 12;

/// Make a workspace from an invented borough and run it month by month for a year
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  hearth demo my-demo")]
pub struct Arguments {
    /// The folder; must be new or empty
    #[arg(default_value = "hearth-demo")]
    folder: PathBuf,
}

/// Where the sample borough's files were written, and when each came.
struct Borough {
    folder: PathBuf,
    /// Deliveries by the day they came.
    came: BTreeMap<Day, Vec<PathBuf>>,
}

/// Makes the workspace, takes in what came month by month and runs each month end.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    refuse_full_folder(&arguments.folder)?;
    let workspace = Workspace::init(&arguments.folder, PLAN, DEMO_CALENDAR.as_bytes())?;
    let borough = write_borough(&arguments.folder.join("sample-borough"))?;
    let _lock = workspace.lock()?;
    let month_ends = month_ends(&borough);
    let progress = terminal.progress();
    progress.stage("Running month by month", month_ends.len());
    let (mut taken, mut made) = (None, Vec::new());
    for month_end in month_ends {
        take_in(&workspace, &borough, taken, month_end)?;
        taken = Some(month_end);
        let known_at = Some(Moment::end_of(month_end));
        let asked = Asked { as_of: month_end, known_at, settings: Vec::new() };
        made.push(run::make(&workspace, &asked, &Silent)?);
        progress.step();
    }
    drop(progress);
    terminal.json(&as_json(&made));
    terminal.line(&told(&arguments.folder, &made));
    Ok(Exit::Done)
}

fn refuse_full_folder(folder: &Path) -> Result<(), Failure> {
    if folder.exists() && !files::list(folder)?.is_empty() {
        return Err(Failure::usage(format!("{} is not empty", folder.display()), "name a new folder"));
    }
    Ok(())
}

fn write_borough(folder: &Path) -> Result<Borough, Failure> {
    let mut came: BTreeMap<Day, Vec<PathBuf>> = BTreeMap::new();
    synth::sample(&mut |Item { path, bytes }| {
        let place = folder.join(&path);
        if path == "received.csv" {
            for (file, day) in String::from_utf8_lossy(&bytes).lines().filter_map(|line| line.split_once(','))
            {
                if let Some(day) = Day::parse_iso(day) {
                    came.entry(day).or_default().push(folder.join(file));
                }
            }
        }
        files::make_folder(place.parent().unwrap_or(folder))?;
        files::write(&place, &bytes)
    })?;
    Ok(Borough { folder: folder.to_owned(), came })
}

/// The last month ends up to which deliveries came, oldest first.
fn month_ends(borough: &Borough) -> Vec<Day> {
    let Some(last) = borough.came.keys().next_back() else { return Vec::new() };
    // A month that is not over is not run.
    let last = if last.month_end() == *last { *last } else { last.months_before(1).month_end() };
    (0..MONTHS).rev().map(|back| last.months_before(back).month_end()).collect()
}

/// Takes in what came after `taken` up to the month end, each delivery as of the day it came; before the first, the cohort.
fn take_in(
    workspace: &Workspace,
    borough: &Borough,
    taken: Option<Day>,
    month_end: Day,
) -> Result<(), Failure> {
    let arrival = |day: Day| Arrival { received: Moment::end_of(day), put_in: now() };
    if taken.is_none() {
        let first = borough.came.keys().next().copied().unwrap_or(month_end);
        workspace.ingest_cohort(&borough.folder.join("cohort"), arrival(first))?;
    }
    let new = |day: Day| day <= month_end && taken.is_none_or(|taken| day > taken);
    for (day, paths) in borough.came.iter().filter(|(day, _)| new(**day)) {
        workspace.ingest(paths, arrival(*day), &Silent)?;
    }
    Ok(())
}

fn number_in(made: &Made, state: FamilyState) -> usize {
    made.summary.states.iter().find(|(one, _)| *one == state).map_or(0, |(_, number)| *number)
}

fn told(folder: &Path, made: &[Made]) -> String {
    let mut table =
        Table::new(&["month end", "families", "claimable", "undecided", "rows", "rejected", "to review"]);
    for one in made {
        let count = |name: &str| one.summary.count(name).to_string();
        table.row([
            one.basis.as_of.to_string(),
            count("families"),
            count("claimable"),
            number_in(one, FamilyState::Undecided).to_string(),
            count("rows"),
            count("rejects"),
            count("review"),
        ]);
    }
    let place = folder.display();
    let report = made.last().map(|one| one.folder.path.join("report.html").display().to_string());
    format!(
        "{}\n\nreport: {}\nnext: hearth status --workspace {place}\n      hearth explain --workspace {place} F0001",
        table.render(),
        report.unwrap_or_default()
    )
}

fn as_json(made: &[Made]) -> serde_json::Value {
    made.iter()
        .map(|one| {
            serde_json::json!({ "as_of": one.basis.as_of.to_string(), "folder": one.folder.path,
                                "counts": one.summary.counts })
        })
        .collect()
}
