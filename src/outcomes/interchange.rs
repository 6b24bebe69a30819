//! Interchangeable outcomes: a met outcome may stand in for a letter of a problem it is listed with (reading R21).

use super::answer::Answer;
use super::clauses::{Letter, Progress};
use super::family::FamilyView;
use super::verdict::{Reason, Truth};

/// A letter with its progress as asked so far.
pub struct Asked<'a> {
    /// The letter.
    pub letter: &'a Letter,
    /// Its rows.
    pub progress: Progress<'a>,
    /// Its verdict.
    pub answer: Answer,
}

/// Lets outcomes that are met by rows of their own stand in for letters that cannot be measured; with `free`, for any that
/// is unknown. Never over a measured failure, and never by way of another letter that something stands in for.
pub fn stand_in(view: &FamilyView<'_>, asked: &mut [Asked<'_>]) {
    let free = match view.parameters.word("interchangeable") {
        "off" => return,
        word => word == "free",
    };
    let mut found: Vec<(usize, Answer)> = Vec::new();
    for (index, one) in asked.iter().enumerate() {
        let open = one.answer.truth == Truth::Unknown && (free || one.progress.cannot_be_measured());
        if let Some(outcome) = open.then(|| met_outcome(view, asked, one)).flatten() {
            let answer = Answer::met().because(Reason::Interchanged).with_sources(outcome.evidence);
            found.push((index, answer));
        }
    }
    for (index, answer) in found {
        asked[index].answer = answer;
    }
}

/// An outcome of another letter that is met and listed with this letter's problem.
fn met_outcome(view: &FamilyView<'_>, asked: &[Asked<'_>], wanting: &Asked<'_>) -> Option<Answer> {
    let problem = &view.plan.node(wanting.letter.node).criterion.as_ref()?.problem;
    let listed = view.plan.indexes().filter(|index| view.plan.node(*index).interchangeable.contains(problem));
    listed.flat_map(|outcome| asked.iter().map(move |other| (outcome, other))).find_map(|(outcome, other)| {
        let answer = &other.progress.node(outcome).family;
        (other.letter.node != wanting.letter.node && answer.truth == Truth::Met).then(|| answer.clone())
    })
}
