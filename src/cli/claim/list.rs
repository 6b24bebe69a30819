//! `hearth claim list`: the claims of the register, or the families of one, with the register's head when it was submitted.

use crate::claims::register::{Account, ClaimAccount, ClaimedFamily, Line, Step, rules};
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
    after_help = "Examples:\n  hearth claim list\n  hearth claim list k001\n  hearth claim list k001 --json\n  hearth claim list --same-family"
)]
pub struct Arguments {
    /// One claim
    claim: Option<String>,

    /// List what was said of family ids that mean one family
    #[arg(long, conflicts_with = "claim")]
    same_family: bool,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Lists.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    let account = workspace.account()?;
    if arguments.same_family {
        merged(&workspace, terminal)?;
        return Ok(Exit::Done);
    }
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
    for (family, earlier) in account.same() {
        terminal.line(&format!("{family} is the same family as {earlier}"));
    }
}

/// Every line that says that two family ids mean one family, or not after all.
fn merged(workspace: &Workspace, terminal: &Terminal) -> Result<(), Failure> {
    let mut table = Table::new(&["entry", "day", "family", "", "earlier", "by", "reason"]);
    let mut rows = Vec::new();
    for entry in workspace.register_entries(None)? {
        let line = &entry.line;
        let word = match line.step {
            Step::SameFamily => "is the same as",
            Step::OtherFamily => "is not the same as",
            _ => continue,
        };
        let family = line.family.as_ref().map(ToString::to_string).unwrap_or_default();
        rows.push(json!({ "entry": entry.name(), "at": entry.at.to_string(), "what": line.step.as_str(), "family": family,
            "earlier": &*line.detail, "by": &*line.who, "reason": &*line.reason }));
        let (day, earlier) = (entry.at.day().to_string(), line.detail.to_string());
        let said = (line.who.to_string(), line.reason.to_string());
        table.row([entry.name(), day, family, word.to_owned(), earlier, said.0, said.1]);
    }
    terminal.json(&rows.into());
    terminal.line(&if table.is_empty() {
        "no ids are said to mean one family".to_owned()
    } else {
        table.render()
    });
    Ok(())
}

fn one(workspace: &Workspace, account: &Account, id: &str, terminal: &Terminal) -> Result<(), Failure> {
    let claim = rules::claim(account, id)?;
    let head = workspace.head_after(|line| line.step == Step::Submitted && &*line.claim == id)?;
    let head = head.map(|head| head.to_string());
    let mut value = as_json(id, claim);
    value["head"] = json!(head);
    let draw = |line: &Line| json!({ "draw": &*line.detail, "by": &*line.who, "reason": &*line.reason });
    value["draws"] = claim.draws.iter().map(draw).collect();
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
        "claim {id}, window {}, for {}, run {}: {}\nproposed by {}{approved}{signed}{}\n\n{}\n\n{} families stand, {}{head}",
        claim.window,
        claim.as_of,
        claim.run,
        claim.state().as_str(),
        claim.proposer,
        remarks(claim),
        table.render(),
        claim.standing().count(),
        pounds(claim.pence())
    ));
    Ok(())
}

fn cells(family: &FamilyId, one: &ClaimedFamily) -> [String; 8] {
    [
        family.to_string(),
        one.line.route.to_string(),
        one.line.pence.map(pounds).unwrap_or_default(),
        one.sampled.as_deref().unwrap_or_default().to_owned(),
        results(&one.audits),
        results(&one.spot_checks),
        one.line.evidence.map(|digest| digest.short()).unwrap_or_default(),
        if one.is_withdrawn { "withdrawn".to_owned() } else { String::new() },
    ]
}

/// The last result, and those before it that it took back.
fn results(lines: &[Line]) -> String {
    let Some((last, before)) = lines.split_last() else { return String::new() };
    let before: Vec<&str> =
        before.iter().map(|line| &*line.detail).filter(|result| *result != &*last.detail).collect();
    if before.is_empty() {
        last.detail.to_string()
    } else {
        format!("{} (was {})", last.detail, before.join(", "))
    }
}

/// The draws of the sample, and the results that took back another, with who says so and why.
fn remarks(claim: &ClaimAccount) -> String {
    let mut remarks: Vec<String> = claim.draws.iter().map(drawn).collect();
    for (family, one) in &claim.families {
        for lines in [&one.audits, &one.spot_checks] {
            let reversed = lines.windows(2).filter(|pair| pair[0].detail != pair[1].detail);
            remarks.extend(reversed.map(|pair| {
                let [was, now] = [&pair[0], &pair[1]];
                format!("{family}: {} after {}, by {}: {}", now.detail, was.detail, now.who, why(now))
            }));
        }
    }
    remarks.iter().map(|remark| format!("\n{remark}")).collect()
}

fn drawn(line: &Line) -> String {
    let otherwise = if line.reason.is_empty() {
        String::new()
    } else {
        format!(", otherwise than asked: {}", line.reason)
    };
    format!("sample of {}, by {}{otherwise}", line.detail, line.who)
}

fn why(line: &Line) -> &str {
    if line.reason.is_empty() { "no reason is recorded" } else { &line.reason }
}

fn as_json(id: &str, claim: &ClaimAccount) -> Value {
    json!({ "claim": id, "window": &*claim.window, "as_of": claim.as_of.to_string(), "run": &*claim.run,
            "families": claim.standing().count(), "pence": claim.pence(), "state": claim.state().as_str() })
}

fn family_json(family: &FamilyId, one: &ClaimedFamily) -> Value {
    json!({ "family": family.as_str(), "route": &*one.line.route, "pence": one.line.pence,
            "sampled": one.sampled.as_deref(), "audited": one.audited(), "audits": findings(&one.audits),
            "spot_checked": one.spot_checked(), "spot_checks": findings(&one.spot_checks), "withdrawn": one.is_withdrawn,
            "evidence": one.line.evidence.map(|digest| digest.to_string()) })
}

fn findings(lines: &[Line]) -> Value {
    let one = |line: &Line| json!({ "result": &*line.detail, "by": &*line.who, "reason": &*line.reason });
    lines.iter().map(one).collect()
}
