//! The inbox of a run: options come in, what lay there is taken in and moved, and what became of it goes out in words.

use super::super::failure::Failure;
use super::super::ingest;
use super::super::terminal::Terminal;
use crate::problem::Problem;
use crate::workspace::inbox::{Inbox, Lying, Passed, Went};
use crate::workspace::{Arrival, Progress, Workspace};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// Where files come from and go to.
#[derive(clap::Args, Debug)]
pub struct InboxArguments {
    /// First take in every file that lies in this folder or below it, and move each out of it
    #[arg(long, value_name = "DIR", conflicts_with = "known_at")]
    inbox: Option<PathBuf>,

    /// Where the files go that were taken in [default: done in the inbox]
    #[arg(long, value_name = "DIR", requires = "inbox")]
    done: Option<PathBuf>,

    /// Where the files go that cannot be taken in, each with its reason [default: quarantine in the inbox]
    #[arg(long, value_name = "DIR", requires = "inbox")]
    quarantine: Option<PathBuf>,

    /// A file that was written to within so long is looked at again after as long, and left if it still grows
    #[arg(long, value_name = "SECONDS", default_value_t = 5, requires = "inbox")]
    settle: u64,
}

/// What became of what lay in an inbox.
#[derive(Debug)]
pub struct Emptied {
    passed: Vec<Passed>,
    left: BTreeMap<String, &'static str>,
    quarantine: PathBuf,
}

impl InboxArguments {
    /// Takes in what lies in the inbox, if one is named. The lock must be held.
    ///
    /// # Errors
    /// Wrong usage if the folders cannot be used so; if something cannot be read, written or moved.
    pub fn empty(
        &self,
        workspace: &Workspace,
        arrival: Arrival,
        progress: &dyn Progress,
    ) -> Result<Option<Emptied>, Failure> {
        let Some(folder) = &self.inbox else { return Ok(None) };
        let inbox = Inbox::open(folder, self.done.as_deref(), self.quarantine.as_deref())?;
        if let Some(conflict) = inbox.conflict(workspace) {
            return Err(Failure::usage(
                format!("--inbox: {conflict}"),
                "name a folder that is for deliveries alone",
            ));
        }
        let Lying { found, mut left } = self.settled(&inbox)?;
        inbox.check_writable(&found)?;
        let passed = workspace.take_in_from(&inbox, &found, arrival, progress)?;
        for one in &passed {
            if let Went::Nowhere(why) = one.went {
                left.insert(one.name.clone(), why);
            }
        }
        Ok(Some(Emptied { passed, left, quarantine: inbox.quarantine().to_owned() }))
    }

    /// What lies in the inbox and is no longer written to.
    fn settled(&self, inbox: &Inbox) -> Result<Lying, Failure> {
        let lying = inbox.look()?;
        let settle = Duration::from_secs(self.settle);
        if !lying.is_fresh(SystemTime::now(), settle) {
            return Ok(lying);
        }
        std::thread::sleep(settle);
        Ok(inbox.look()?.steady_since(&lying))
    }
}

impl Emptied {
    /// Whether any file left the inbox.
    #[must_use]
    pub fn is_moved(&self) -> bool {
        self.moved().next().is_some()
    }

    fn moved(&self) -> impl Iterator<Item = &Passed> {
        self.passed.iter().filter(|one| !matches!(one.went, Went::Nowhere(_)))
    }

    /// What is wrong with the files, or worth knowing.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.passed.iter().flat_map(|one| &one.report.problems)
    }

    /// For people.
    pub fn tell(&self, terminal: &Terminal) {
        terminal.problems(self.problems());
        terminal.line(&self.told());
    }

    /// What became of the files, in words.
    #[must_use]
    pub fn told(&self) -> String {
        let mut lines = Vec::new();
        if self.is_moved() {
            lines.push(ingest::table(self.moved().map(|one| (&one.report, became(one)))));
        }
        lines.extend(self.left.iter().map(|(name, why)| format!("left in the inbox: {name}: {why}")));
        if self.passed.is_empty() && self.left.is_empty() {
            lines.push("nothing lies in the inbox".to_owned());
        }
        let aside = self.moved().filter(|one| matches!(one.went, Went::Quarantine(_))).count();
        if aside > 0 {
            lines.push(format!("in quarantine, each with its reason: {}", self.quarantine.display()));
        }
        lines.join("\n") + "\n"
    }

    /// For programs.
    #[must_use]
    pub fn as_json(&self) -> Value {
        let files = self.passed.iter().map(|one| {
            let mut value = ingest::as_json(&one.report, became(one));
            value["name"] = one.name.as_str().into();
            value["place"] = match &one.went {
                Went::Done(place) | Went::Quarantine(place) => place.to_string_lossy().into(),
                Went::Nowhere(_) => Value::Null,
            };
            value
        });
        json!({ "files": files.collect::<Vec<_>>(), "left": self.left, "quarantine": self.quarantine })
    }
}

fn became(one: &Passed) -> &'static str {
    match one.went {
        Went::Quarantine(_) => "quarantine",
        Went::Done(_) | Went::Nowhere(_) => ingest::fate(&one.report),
    }
}
