//! The program as people run it: an invented borough in a folder, a workspace beside it, and the binary with arguments.

use hearth::synth::{self, Item, Order};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// In place of an exit code, of a process that was killed.
pub const KILLED: i32 = -1;

/// Every file of a folder, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Stops the test unless the command ended with this code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Stops the test unless stderr holds all of these.
    #[track_caller]
    pub fn complains_of(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stderr.contains(part), "no `{part}` in stderr:\n{}", self.stderr);
        }
        self
    }
}

/// Runs the program with no workspace named by the surroundings.
pub fn hearth(arguments: &[&str]) -> Ran {
    hearth_with(arguments, &[])
}

/// The same, with variables of the surroundings.
pub fn hearth_with(arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
    command.args(arguments).env_remove("HEARTH_WORKSPACE").envs(variables.iter().copied());
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: status.code().unwrap_or(KILLED), stdout: text(stdout), stderr: text(stderr) }
}

/// A borough and a workspace in a temporary folder.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// An invented borough, the same every time, and an empty workspace.
    pub fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let order = Order { seed: 5, families: 8, months: 15, rows: Some(400) };
        let mut sink = |item: Item| place.write(&format!("borough/{}", item.path), &item.bytes);
        synth::invent(order, &mut sink).unwrap();
        place.write("terms.csv", include_bytes!("../../schemas/calendars/demo.csv")).unwrap();
        let (workspace, terms) = (place.path("workspace"), place.path("terms.csv"));
        hearth(&["init", &workspace, "--calendar", &terms]).ends_with(0);
        place
    }

    /// The same, with the cohort and all deliveries taken in as received on 30 June 2016.
    pub fn filled() -> Self {
        let place = Self::new();
        let (cohort, deliveries) = (place.path("borough/cohort"), place.path("borough/deliveries"));
        place.ingest(&["--cohort", &cohort, &deliveries], "2016-06-30").ends_with(0);
        place
    }

    /// Writes a file below the folder.
    pub fn write(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap())?;
        fs::write(path, bytes)
    }

    /// The path of something below the folder.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs the program on the workspace.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    /// The same, with variables of the surroundings.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        let workspace = self.path("workspace");
        hearth_with(&[arguments, &["--workspace", &workspace]].concat(), variables)
    }

    /// Takes things in as received on a day.
    pub fn ingest(&self, things: &[&str], received: &str) -> Ran {
        self.run(&[&["ingest", "--received", received], things].concat())
    }

    /// Runs the month of May 2016; links of the borough wait for review, or none do.
    #[track_caller]
    pub fn run_may(&self) -> Ran {
        let ran = self.run(&["run", "--as-of", "2016-05-31"]);
        assert!(matches!(ran.code, 0 | 1), "{}", ran.stderr);
        ran
    }

    /// The run folders of May 2016, by name.
    pub fn runs_of_may(&self) -> BTreeMap<String, Files> {
        let folder = PathBuf::from(self.path("workspace/runs/2016-05-31"));
        let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| (name.to_str().unwrap().to_owned(), files_of(&folder.join(name)))).collect()
    }

    /// The one run folder of May 2016.
    pub fn run_of_may(&self) -> (String, Files) {
        let mut runs = self.runs_of_may();
        assert_eq!(runs.len(), 1, "one run was made");
        runs.pop_first().unwrap()
    }

    /// Every delivered file, sorted.
    pub fn deliveries(&self) -> Vec<String> {
        let folders =
            fs::read_dir(self.path("borough/deliveries")).unwrap().map(|entry| entry.unwrap().path());
        let files =
            folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
        let mut files: Vec<String> = files.map(|path| path.to_str().unwrap().to_owned()).collect();
        files.sort();
        files
    }

    /// The archived file of the bytes at a path of the borough.
    pub fn archived(&self, name: &str) -> PathBuf {
        let bytes = fs::read(self.path(name)).unwrap();
        let digest = hearth::domain::Digest::of(&bytes).to_string();
        PathBuf::from(self.path(&format!("workspace/archive/{}/{digest}.gz", &digest[..2])))
    }
}

/// The files directly in a folder.
pub fn files_of(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect()
}
