//! What makes a run end with exit code 1: what was counted comes in, one plain sentence for each thing that needs a person
//! goes out. Nothing is decided about the run itself.

use super::super::failure::Failure;
use crate::pipeline::Summary;
use crate::reports::words;
use crate::workspace::Settings;
use crate::workspace::night::Quarantined;
use std::collections::BTreeSet;

/// Something that can make exit code 1.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FailOn {
    /// Nothing: a run that was made is exit code 0
    None,
    /// More rows were rejected than the limit, or files of the inbox lie in quarantine
    Rejects,
    /// Links wait for a person's decision
    Review,
    /// A delivery is late
    Late,
}

/// What was asked, each once.
///
/// # Errors
/// Wrong usage, if `none` stands beside others.
pub fn check(asked: &[FailOn]) -> Result<BTreeSet<FailOn>, Failure> {
    let mut all: BTreeSet<FailOn> = asked.iter().copied().collect();
    if all.remove(&FailOn::None) && !all.is_empty() {
        return Err(Failure::usage("--fail-on: `none` stands alone", "name what is to fail, or `none`"));
    }
    Ok(all)
}

/// One sentence for each thing asked about that needs a person.
#[must_use]
pub fn reasons(
    asked: &BTreeSet<FailOn>,
    summary: &Summary,
    settings: &Settings,
    quarantined: &Quarantined,
) -> Vec<String> {
    let mut all: Vec<String> = asked.iter().filter_map(|one| reason(*one, summary, settings)).collect();
    if asked.contains(&FailOn::Rejects) {
        all.extend(lying(quarantined));
    }
    all
}

/// One sentence for each quarantine that is not empty, or may not be.
pub fn lying(quarantined: &Quarantined) -> impl Iterator<Item = String> {
    let files = quarantined.files.iter().map(|(folder, names)| in_quarantine(folder, names.len()));
    files.chain(quarantined.closed.iter().map(|problem| format!("{}: {}", problem.place, problem.detail)))
}

/// How many files lie in a quarantine.
fn in_quarantine(folder: &str, number: usize) -> String {
    let files = words::counted(number, "file lies", "files lie");
    format!("{files} in quarantine: see the reasons in {folder}")
}

fn reason(asked: FailOn, summary: &Summary, settings: &Settings) -> Option<String> {
    match asked {
        FailOn::None => None,
        FailOn::Rejects => {
            let (rows, rejects) = (summary.count("rows"), summary.count("rejects"));
            let over = rejects * 100 > rows * u64::from(settings.reject_percent);
            (over || summary.count("over-limit") > 0).then(|| {
                format!("{rejects} of {rows} rows were rejected, more than the limit: see rejects.csv")
            })
        }
        FailOn::Review => {
            let review = usize::try_from(summary.count("review")).unwrap_or(usize::MAX);
            let links = words::counted(review, "link waits", "links wait");
            (review > 0).then(|| format!("{links} for a person's decision: see review.csv"))
        }
        FailOn::Late => {
            let feeds: Vec<&str> = summary.late.iter().map(|(feed, _)| feed.as_str()).collect();
            (!feeds.is_empty()).then(|| format!("late: {}: see coverage.csv", feeds.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Kind, Place, Problem};

    #[test]
    fn none_stands_alone() {
        assert!(check(&[FailOn::None]).expect("right").is_empty());
        assert!(check(&[FailOn::None, FailOn::Late]).is_err());
        assert_eq!(check(&[FailOn::Late, FailOn::Review, FailOn::Late]).expect("right").len(), 2);
    }

    #[test]
    fn only_what_is_asked_about_needs_a_person() {
        let counts = [("rows", 100), ("rejects", 6), ("review", 1)];
        let summary = Summary {
            states: Vec::new(),
            counts: counts.map(|(name, number)| (name.to_owned(), number)).into(),
            problems: Vec::new(),
            late: vec![("yot_offences".to_owned(), 3)],
        };
        let settings = Settings::check(&Settings::template("x")).expect("the template is right");
        let files = [("in/quarantine".to_owned(), ["a.csv".to_owned()].into())].into();
        let closed = Problem::new(Kind::UnreadableFile, Place::file("old/quarantine"), "it is closed");
        let aside = Quarantined { files, closed: vec![closed] };
        let told = |asked: &[FailOn]| reasons(&asked.iter().copied().collect(), &summary, &settings, &aside);
        assert_eq!(told(&[]).len(), 0);
        assert_eq!(told(&[FailOn::Late]), ["late: yot_offences: see coverage.csv"]);
        assert_eq!(told(&[FailOn::Review]), ["1 link waits for a person's decision: see review.csv"]);
        let rejects = told(&[FailOn::Rejects]);
        assert!(rejects[0].starts_with("6 of 100 rows"));
        assert_eq!(rejects[1], "1 file lies in quarantine: see the reasons in in/quarantine");
        assert_eq!(rejects[2], "old/quarantine: it is closed");
    }
}
