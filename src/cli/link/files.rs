//! The two files of `hearth link`, read and linked as the arguments say.

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::links::matching::{self, Config, Matched, Model, Plain, Roles, Table};
use crate::problem::{Kind, Place, Problem};
use anyhow::Context;
use std::path::{Path, PathBuf};

/// What both `link` and `link evaluate` ask for.
#[derive(clap::Args, Debug)]
pub struct FileArguments {
    /// Person file with a header, often the longer one: the extract
    #[arg(long, value_name = "FILE", required = true)]
    left: Option<PathBuf>,

    /// Person file to link to: the cohort
    #[arg(long, value_name = "FILE", required_unless_present = "dedupe", conflicts_with = "dedupe")]
    right: Option<PathBuf>,

    /// Find rows of the left file that are about one person
    #[arg(long)]
    dedupe: bool,

    /// TOML file that says which columns play which role [default: from column names]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// The left file's column with the row's id
    #[arg(long, value_name = "COLUMN")]
    left_id: Option<String>,

    /// The right file's column with the row's id
    #[arg(long, value_name = "COLUMN")]
    right_id: Option<String>,

    /// Use a saved model, so that links do not shift from month to month
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Start of the random numbers that pick sample pairs
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Two files, linked.
pub struct LinkedFiles {
    pub left: Table,
    pub right: Option<Table>,
    pub matched: Matched,
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    Ok(std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?)
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|_| wrong(path, "not UTF-8"))
}

fn wrong(path: &Path, what: &str) -> Failure {
    Failure::from(anyhow::anyhow!("{}: {what}", path.display())).with_exit(Exit::Definition)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn no_text(path: &Path, what: &str) -> Failure {
    let problem = Problem::new(Kind::BadEncoding, Place::file(name(path)), what);
    Failure::from(problem.with_hint("save it as CSV with UTF-8"))
}

/// What was odd about a file, a sentence each.
fn notices(table: &Table, bytes: &[u8], nul: Option<u32>) -> Vec<String> {
    let mut notices = Vec::new();
    if let Some(line) = nul {
        notices.push(format!("NUL bytes, the first on line {line}, are taken as blanks"));
    }
    if let Some(line) = table.first_unclosed_line(bytes) {
        let many = table.unclosed;
        notices.push(format!(
            "{many} lines open a quote and do not close it, the first is line {line}; each is read to its end without it"
        ));
    }
    if table.uneven > 0 {
        notices.push(format!("{} rows have more or fewer fields than the header", table.uneven));
    }
    let (repeated, without) = (table.repeated_ids(), table.rows_without_id());
    if repeated > 0 {
        notices.push(format!(
            "{repeated} rows repeat an id; they are taken as further forms of one person, and one line stands for all of them"
        ));
    }
    if without > 0 {
        notices.push(format!("{without} rows have no id; each is taken as a person of its own"));
    }
    notices
}

impl FileArguments {
    /// Reads both files and links them; says which columns play which role.
    pub fn link(&self, terminal: &Terminal) -> Result<LinkedFiles, Failure> {
        let config = match &self.config {
            Some(path) => Config::parse(&text(path)?).map_err(|what| wrong(path, &what))?,
            None => Config::default(),
        };
        let model = match &self.model {
            Some(path) => Some(Model::parse(&text(path)?).map_err(|what| wrong(path, &what))?),
            None => None,
        };
        let left = self.table(
            self.left.as_deref().expect("the arguments require it"),
            terminal,
            self.left_id.as_deref(),
            |header| config.left(header),
        )?;
        let right = match &self.right {
            Some(path) => {
                Some(self.table(path, terminal, self.right_id.as_deref(), |header| config.right(header))?)
            }
            None => None,
        };
        let policy = config.policy().unwrap_or_default();
        let matched = matching::link(&left, right.as_ref(), policy, self.seed, model.as_ref());
        let matched =
            matched.map_err(|what| Failure::from(anyhow::anyhow!(what)).with_exit(Exit::Definition))?;
        Ok(LinkedFiles { left, right, matched })
    }

    fn table(
        &self,
        path: &Path,
        terminal: &Terminal,
        id: Option<&str>,
        roles: impl Fn(&[String]) -> Result<Roles, String>,
    ) -> Result<Table, Failure> {
        let Plain { bytes, windows, nul } =
            matching::plain(read(path)?).map_err(|what| no_text(path, what))?;
        let unreadable = |what: String| Failure::from(anyhow::anyhow!("{}: {what}", path.display()));
        let header = matching::header(&bytes).map_err(unreadable)?;
        let mut roles = roles(&header).map_err(|what| {
            let from = self.config.as_deref().unwrap_or(path);
            wrong(from, &format!("{what} ({})", path.display()))
        })?;
        if let Some(name) = id {
            let at = header.iter().position(|column| column == name);
            roles.id = Some(at.ok_or_else(|| {
                Failure::usage(
                    format!("{}: no column `{name}`", path.display()),
                    "the id column is one of the header",
                )
            })?);
        }
        if roles.is_empty() {
            let message = format!("{}: no column has a name that says what it is", path.display());
            return Err(Failure::usage(
                message,
                "--config says which columns hold names, dates and addresses",
            ));
        }
        terminal.line(&format!("{}: {}", path.display(), roles.describe(&header)));
        let table = Table::read(&bytes, roles, header.len()).map_err(unreadable)?;
        if let Some(line) = windows {
            let detail = "the file is not UTF-8; what is not is read as Windows-1252, and this is the first line that shows it";
            terminal.problems([&Problem::new(Kind::Windows1252, Place::line(name(path), line), detail)]);
        }
        let notices = notices(&table, &bytes, nul);
        notices.iter().for_each(|notice| terminal.notice(&format!("{}: {notice}", path.display())));
        Ok(table)
    }
}
