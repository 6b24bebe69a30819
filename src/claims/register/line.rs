//! One line of the register: what was done for a claim or a family, as fields and back. Nothing is decided here; the moment
//! a line counts from stands beside it in the workspace.

use crate::domain::{ClauseId, Day, Digest, FamilyId, PersonId, Text};
use std::collections::BTreeSet;

/// What is read where a name or a reason was erased.
pub const ERASED: &str = "(erased)";

macro_rules! steps {
    ($($variant:ident $text:literal $doc:literal)+) => {
        /// What a line of the register says was done.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Step {
            $(#[doc = $doc] $variant,)+
        }

        impl Step {
            /// As written in the register.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// Reads what [`Self::as_str`] writes.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

steps! {
    Proposed "proposed" "A family is put into a claim: one line for each; `detail` names the letters that rest on an override."
    Sampled "sampled" "A family is drawn for audit; `detail` says why. Without a family: the share and the seed of the draw."
    Audited "audited" "The auditor's result for a family: `detail` is `passed` or `failed`."
    Submitted "submitted" "The claim goes to the department."
    Withdrawn "withdrawn" "The claim, or one family of it, is taken back."
    SignedOff "signed-off" "The claim is signed off."
    SpotChecked "spot-checked" "The department's result for a family: `detail` is `valid` or `invalid`."
    Overridden "override" "A letter (`detail`) counts as met for a family by other progress than the plan's ways."
    Revoked "override-revoked" "An override of a letter (`detail`) no longer stands."
    SameFamily "same-family" "The family is the same as an earlier one (`detail`) under another id."
    OtherFamily "same-family-revoked" "The family is not the earlier one (`detail`) after all."
}

/// One line of the register.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Line {
    /// What was done.
    pub step: Step,
    /// The claim, for example `k001`; blank where none is meant.
    pub claim: Text,
    /// The claim window's name; only where a family is proposed.
    pub window: Text,
    /// The family; blank for the claim as a whole.
    pub family: Option<FamilyId>,
    /// The family's members on the day the claim is for; only where it is proposed.
    pub people: BTreeSet<PersonId>,
    /// The plan, where proposed.
    pub plan: Text,
    /// `ssp`, `employment` or `ssp-with-override`, where proposed.
    pub route: Text,
    /// What is claimed, in pence.
    pub pence: Option<u64>,
    /// The day the claim is for.
    pub as_of: Option<Day>,
    /// The run it rests on, `day/name`.
    pub run: Text,
    /// Digest of the family's lines of `outcomes.csv`; of the submitted list for a submission.
    pub evidence: Option<Digest>,
    /// What the step says beside: a letter, a result, why drawn, the earlier id.
    pub detail: Text,
    /// Who did it. Can be erased.
    pub who: Text,
    /// Why. Can be erased.
    pub reason: Text,
}

impl Line {
    /// The columns of [`Self::fields`].
    pub const COLUMNS: [&'static str; 14] = [
        "step",
        "claim",
        "window",
        "family",
        "people",
        "plan",
        "route",
        "pence",
        "as_of",
        "run",
        "evidence_sha256",
        "detail",
        "who",
        "reason",
    ];

    /// A line of this step with nothing else said.
    #[must_use]
    pub fn new(step: Step, claim: &str, who: &str) -> Self {
        let blank = || Text::from("");
        Self {
            step,
            claim: claim.into(),
            window: blank(),
            family: None,
            people: BTreeSet::new(),
            plan: blank(),
            route: blank(),
            pence: None,
            as_of: None,
            run: blank(),
            evidence: None,
            detail: blank(),
            who: who.into(),
            reason: blank(),
        }
    }

    /// The same line, about a family.
    #[must_use]
    pub fn about(mut self, family: &FamilyId) -> Self {
        self.family = Some(family.clone());
        self
    }

    /// The same line, with what it says beside.
    #[must_use]
    pub fn saying(mut self, detail: &str) -> Self {
        self.detail = detail.into();
        self
    }

    /// The same line, with a reason.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = reason.into();
        self
    }

    /// The letter an override is about.
    #[must_use]
    pub fn letter(&self) -> ClauseId {
        ClauseId::new(self.detail.clone())
    }

    /// The fields, under [`Self::COLUMNS`].
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        let text = |value: Option<String>| value.unwrap_or_default();
        let people: Vec<String> = self.people.iter().map(escaped).collect();
        vec![
            self.step.as_str().to_owned(),
            self.claim.to_string(),
            self.window.to_string(),
            text(self.family.as_ref().map(ToString::to_string)),
            people.join(";"),
            self.plan.to_string(),
            self.route.to_string(),
            text(self.pence.as_ref().map(ToString::to_string)),
            text(self.as_of.as_ref().map(ToString::to_string)),
            self.run.to_string(),
            text(self.evidence.as_ref().map(ToString::to_string)),
            self.detail.to_string(),
            self.who.to_string(),
            self.reason.to_string(),
        ]
    }

    /// Reads the fields back; `None` if Hearth cannot have written them.
    #[must_use]
    pub fn parse(fields: &[&str]) -> Option<Self> {
        let [
            step,
            claim,
            window,
            family,
            people,
            plan,
            route,
            pence,
            as_of,
            run,
            evidence,
            detail,
            who,
            reason,
        ] = fields
        else {
            return None;
        };
        let people = people.split(';').filter(|id| !id.is_empty()).map(unescaped).collect();
        Some(Self {
            step: Step::parse(step)?,
            claim: (*claim).into(),
            window: (*window).into(),
            family: (!family.is_empty()).then(|| FamilyId::from(*family)),
            people,
            plan: (*plan).into(),
            route: (*route).into(),
            pence: optional(pence, |text| text.parse().ok())?,
            as_of: optional(as_of, Day::parse_iso)?,
            run: (*run).into(),
            evidence: optional(evidence, Digest::parse)?,
            detail: (*detail).into(),
            who: (*who).into(),
            reason: (*reason).into(),
        })
    }
}

/// A field that may be blank: `None` if it is not and cannot be read.
fn optional<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { parse(text).map(Some) }
}

/// An id as it stands in a list: what parts the list is written otherwise, so that the same ids are read back.
fn escaped(person: &PersonId) -> String {
    person.as_str().replace('%', "%25").replace(';', "%3B")
}

fn unescaped(text: &str) -> PersonId {
    PersonId::from(text.replace("%3B", ";").replace("%25", "%").as_str())
}

#[cfg(test)]
mod tests {
    use super::super::super::specimens::day;
    use super::*;

    #[test]
    fn a_line_comes_back_as_it_was_written() {
        let line = Line {
            window: "2017-Q1".into(),
            people: ["p-1".into(), "p-2".into()].into(),
            plan: "harrow".into(),
            route: "ssp".into(),
            pence: Some(80_000),
            as_of: Some(day("2017-03-31")),
            run: "2017-03-31/aa".into(),
            evidence: Some(Digest::of(b"rows")),
            ..Line::new(Step::Proposed, "k001", "A. Analyst").about(&"f-1".into()).saying("x").because("y")
        };
        let fields = line.fields();
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        assert_eq!(fields.len(), Line::COLUMNS.len());
        assert_eq!(Line::parse(&fields), Some(line));
    }

    #[test]
    fn ids_come_back_whatever_stands_in_them() {
        let people = ["X;9", "a%3Bb", "c%d", ";", "plain"].map(PersonId::from).into();
        let line = Line { people, ..Line::new(Step::Proposed, "k001", "A") };
        let fields = line.fields();
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        assert_eq!(Line::parse(&fields), Some(line));
    }

    #[test]
    fn a_field_that_cannot_be_read_is_no_line() {
        let fields = Line::new(Step::Submitted, "k001", "B").fields();
        for (at, wrong) in [(0, "paid"), (7, "8.00"), (8, "31/03/2017"), (10, "abc")] {
            let mut fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            fields[at] = wrong;
            assert_eq!(Line::parse(&fields), None, "{wrong}");
        }
    }
}
