//! `hearth claim list`: the claims of the register, or the families of one, with the register's head when it was submitted.

use crate::claims::register::{Account, ClaimAccount, ClaimedFamily, Step, rules};
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::table::Table;
use crate::cli::terminal::Terminal;
use crate::cli::workspace::WorkspaceArguments;
use crate::domain::FamilyId;
use crate::reports::words::pounds;
use crate::workspace::Workspace;
use serde_json::{Value, json};

/// List the claims, or the families of one
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  hearth claim list\n  hearth claim list k001\n  hearth claim list k001 --json"
)]
pub struct Arguments {
    /// One claim
    claim: Option<String>,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Lists.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    let account = workspace.account()?;
    match &arguments.claim {
        None => all(&account, terminal),
        Some(id) => one(&workspace, &account, id, terminal)?,
    }
    Ok(Exit::Done)
}

fn all(account: &Account, terminal: &Terminal) {
    let claims = account.claims();
    terminal.json(&claims.iter().map(|(id, claim)| as_json(id, claim)).collect::<Value>());
    if claims.is_empty() {
        terminal.line("no claim yet: `hearth claim propose` makes one");
        return;
    }
    let mut table = Table::new(&["claim", "window", "for", "families", "amount", "state"]);
    for (id, claim) in claims {
        table.row([
            id.to_string(),
            claim.window.to_string(),
            claim.as_of.to_string(),
            claim.standing().count().to_string(),
            pounds(claim.pence()),
            claim.state().as_str().to_owned(),
        ]);
    }
    terminal.line(&table.render());
}

fn one(workspace: &Workspace, account: &Account, id: &str, terminal: &Terminal) -> Result<(), Failure> {
    let claim = rules::claim(account, id)?;
    let head = workspace.head_after(|line| line.step == Step::Submitted && &*line.claim == id)?;
    let head = head.map(|head| head.to_string());
    let mut value = as_json(id, claim);
    value["head"] = json!(head);
    value["members"] = claim.families.iter().map(|(family, one)| family_json(family, one)).collect();
    terminal.json(&value);
    let mut table =
        Table::new(&["family", "route", "amount", "drawn for audit", "audit", "spot check", "evidence", ""]);
    for (family, one) in &claim.families {
        table.row(cells(family, one));
    }
    let head = head.map_or_else(String::new, |head| format!("\nregister head at submission: {head}"));
    let signed = claim.signed_off.as_ref().map_or_else(String::new, |who| format!(", signed off by {who}"));
    let approved = claim.submitted.as_ref().map_or_else(String::new, |who| format!(", submitted by {who}"));
    terminal.line(&format!(
        "claim {id}, window {}, for {}, run {}: {}\nproposed by {}{approved}{signed}\n\n{}\n\n{} families stand, {}{head}",
        claim.window,
        claim.as_of,
        claim.run,
        claim.state().as_str(),
        claim.proposer,
        table.render(),
        claim.standing().count(),
        pounds(claim.pence())
    ));
    Ok(())
}

fn cells(family: &FamilyId, one: &ClaimedFamily) -> [String; 8] {
    let text = |value: &Option<crate::domain::Text>| value.as_deref().unwrap_or_default().to_owned();
    [
        family.to_string(),
        one.line.route.to_string(),
        one.line.pence.map(pounds).unwrap_or_default(),
        text(&one.sampled),
        text(&one.audited),
        text(&one.spot_checked),
        one.line.evidence.map(|digest| digest.short()).unwrap_or_default(),
        if one.is_withdrawn { "withdrawn".to_owned() } else { String::new() },
    ]
}

fn as_json(id: &str, claim: &ClaimAccount) -> Value {
    json!({ "claim": id, "window": &*claim.window, "as_of": claim.as_of.to_string(), "run": &*claim.run,
            "families": claim.standing().count(), "pence": claim.pence(), "state": claim.state().as_str() })
}

fn family_json(family: &FamilyId, one: &ClaimedFamily) -> Value {
    json!({ "family": family.as_str(), "route": &*one.line.route, "pence": one.line.pence,
            "sampled": one.sampled.as_deref(), "audited": one.audited.as_deref(),
            "spot_checked": one.spot_checked.as_deref(), "withdrawn": one.is_withdrawn,
            "evidence": one.line.evidence.map(|digest| digest.to_string()) })
}
