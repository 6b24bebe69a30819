//! Deliveries in the interchange form: facts and coverage that a council prepares itself. A path comes in; which of the two
//! a file is and the month it is about go out. The content is not looked at here.

use crate::domain::{Day, Window};
use crate::feeds::delivery::file_name;

/// What a file in the interchange form holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Form {
    /// Facts.
    Facts,
    /// The days for which facts are complete.
    Coverage,
}

/// The folder such files lie in.
pub const FOLDER: &str = "interchange";

impl Form {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Facts, Self::Coverage];

    /// The name it has in ledgers and manifests, beside the names of feeds.
    #[must_use]
    pub fn feed(self) -> &'static str {
        match self {
            Self::Facts => "interchange-facts",
            Self::Coverage => "interchange-coverage",
        }
    }

    /// Reads what [`Self::feed`] writes.
    #[must_use]
    pub fn parse(feed: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.feed() == feed)
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Facts => "facts_",
            Self::Coverage => "coverage_",
        }
    }
}

/// The form and month of a file: `facts_2016-11.csv` or `coverage_2016-11.csv` in a folder `interchange`, with a remark
/// such as `_corrected` after the month where there is one. `None` for every other file.
#[must_use]
pub fn identify(path: &str) -> Option<(Form, Window)> {
    let file = file_name(path);
    let folder = path[..path.len() - file.len()].trim_end_matches(['/', '\\']);
    if file_name(folder) != FOLDER {
        return None;
    }
    let form = Form::ALL.into_iter().find(|form| file.starts_with(form.prefix()))?;
    let rest = file.strip_prefix(form.prefix())?.strip_suffix(".csv")?;
    let (month, remark) = rest.split_at_checked("2016-11".len())?;
    let first = Day::parse_iso(&format!("{month}-01"))?;
    (remark.is_empty() || remark.starts_with('_'))
        .then(|| (form, Window { from: first, to: first.month_end() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(path: &str) -> Option<(Form, String)> {
        identify(path).map(|(form, window)| (form, window.to.to_string()))
    }

    #[test]
    fn the_folder_and_the_name_tell_form_and_month() {
        let end = "2016-11-30".to_owned();
        assert_eq!(month("in/interchange/facts_2016-11.csv"), Some((Form::Facts, end.clone())));
        assert_eq!(month("interchange\\coverage_2016-11_corrected.csv"), Some((Form::Coverage, end)));
    }

    #[test]
    fn other_folders_and_names_are_not_claimed() {
        for path in [
            "facts_2016-11.csv",
            "interchange/facts_2016-13.csv",
            "interchange/facts_2016-11x.csv",
            "interchange/facts_2016.csv",
            "interchange/people.csv",
        ] {
            assert_eq!(month(path), None, "{path}");
        }
    }
}
