//! `hearth replay CLAIM`: the run a claim rests on computed again, every line of the claim held against it, and with `--now` what
//! would be claimed otherwise today.

use super::{Replayed, again, differs};
use crate::claims::Account;
use crate::claims::register::{ClaimAccount, rules};
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::table::Table;
use crate::cli::terminal::Terminal;
use crate::pipeline::revisit::{Cause, Changed, basis_now, changed, disagreements, news};
use crate::pipeline::{Basis, Request};
use crate::workspace::{Definition, Workspace};
use anyhow::anyhow;
use serde_json::{Value, json};

/// Replays one claim, or with `claims` all that went in and were not taken back.
pub fn run(workspace: &Workspace, account: &Account, id: &str, now: bool, terminal: &Terminal) -> Outcome {
    let ids: Vec<&str> = if id == "claims" {
        let standing = account.claims().iter().filter(|(_, claim)| claim.submitted.is_some());
        standing.map(|(id, _)| &**id).collect()
    } else {
        vec![id]
    };
    let (mut told, mut exit) = (Vec::new(), Exit::Done);
    if ids.is_empty() {
        terminal.line("no claim has gone in");
    }
    for id in ids {
        let claim = rules::claim(account, id)?;
        let replayed = replayed(workspace, id, claim, terminal)?;
        let mut value =
            json!({ "claim": id, "run": &*claim.run, "families": claim.families.len(), "same": true });
        if now {
            let found = changes(workspace, claim, &replayed, terminal)?;
            if !found.changed.is_empty() {
                exit = Exit::NeedsPerson;
            }
            value["changed"] = found.changed.iter().map(as_json).collect();
            value["news"] = json!(found.news);
            terminal.line(&found.told(id));
        }
        told.push(value);
    }
    terminal.json(&Value::Array(told));
    Ok(exit)
}

/// The claim's run and the claim, computed again without a difference.
fn replayed(
    workspace: &Workspace,
    id: &str,
    claim: &ClaimAccount,
    terminal: &Terminal,
) -> Result<Replayed, Failure> {
    let folder = workspace.find_run(&claim.run)?;
    let replayed = again(workspace, &folder, &terminal.progress())?;
    if let Some((family, what)) = disagreements(claim, &replayed.output.claimable).first() {
        let message = format!("{id}: {what} of {family} is not as claimed when computed again");
        return Err(Failure::from(anyhow!("{message}")).with_exit(Exit::Differs));
    }
    let files = replayed.output.files.len();
    terminal.line(&format!(
        "claim {id}: {files} files of run {} computed again, every byte the same; {} families as they were claimed",
        claim.run,
        claim.families.len()
    ));
    if let Some(other) = super::other_program(&replayed.basis) {
        terminal.line(&other);
    }
    Ok(replayed)
}

/// What would be claimed otherwise now.
struct Now {
    changed: Vec<Changed>,
    news: Vec<String>,
}

fn changes(
    workspace: &Workspace,
    claim: &ClaimAccount,
    replayed: &Replayed,
    terminal: &Terminal,
) -> Result<Now, Failure> {
    let then = &replayed.basis;
    let definitions = workspace.definitions()?;
    let now = known_now(workspace, then, &definitions)?;
    let bytes = workspace.with_definitions(&definitions);
    let changed = changed(claim, then, &now, &bytes, &terminal.progress()).map_err(differs)?;
    Ok(Now { changed, news: news(then, &now) })
}

/// What the question of a basis goes out from with all that is known now.
///
/// # Errors
/// If the workspace cannot be read.
pub fn known_now(workspace: &Workspace, then: &Basis, definitions: &[Definition]) -> Result<Basis, Failure> {
    let request = Request {
        council: then.council.clone(),
        as_of: then.as_of,
        plan: then.plan.clone(),
        settings: then.settings.clone(),
    };
    let view = workspace.view(None)?.ok_or_else(|| anyhow!("nothing was ever received"))?;
    Ok(basis_now(then, Basis::new(&request, &view, definitions)))
}

impl Now {
    fn told(&self, id: &str) -> String {
        if self.changed.is_empty() {
            return format!("claim {id}: nothing known now would change it");
        }
        let mut table = Table::new(&["family", "otherwise", "claimed", "now", "because of"]);
        for one in &self.changed {
            let now = one.now.as_deref().unwrap_or("cannot be claimed for");
            table.row([
                one.family.to_string(),
                one.what.to_owned(),
                one.was.to_string(),
                now.to_owned(),
                causes(one),
            ]);
        }
        format!(
            "claim {id}: {} of its families would be claimed for otherwise now\n\n{}\n\nnew since: {}\n",
            self.changed.len(),
            table.render(),
            if self.news.is_empty() { "decisions only".to_owned() } else { self.news.join(", ") }
        )
    }
}

fn causes(one: &Changed) -> String {
    one.causes.iter().map(|cause: &Cause| cause.as_str()).collect::<Vec<_>>().join(", ")
}

fn as_json(one: &Changed) -> Value {
    json!({ "family": one.family.as_str(), "what": one.what, "was": &*one.was, "now": one.now.as_deref(),
            "because": one.causes.iter().map(|cause| cause.as_str()).collect::<Vec<_>>() })
}
