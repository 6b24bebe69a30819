//! Taking a decision: what is asked and the decisions that stand come in; an entry of the ledger goes out, or why it cannot
//! be. A decision is never changed: another entry takes it back.

use crate::facts::Subject;
use crate::links::{PairKey, Said, decision_name};
use crate::workspace::reviews::{Saying, subject_text};
use crate::workspace::{LinkReview, Moment};
use std::fmt;

/// A decision about a pair that somebody wants to take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The pair.
    pub pair: PairKey,
    /// The person or home of the pair.
    pub subject: Subject,
    /// What is to be said.
    pub said: Said,
}

/// Who says something, when and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// The moment from which it counts.
    pub decided: Moment,
    /// When it is put into the workspace.
    pub put_in: Moment,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Why a decision is not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// This decision says the same already.
    Known(u32),
    /// This decision says otherwise.
    Otherwise(u32),
    /// This decision gives the row to another person.
    AnotherPerson(u32),
    /// There is no decision of this number, or it takes another back.
    NoDecision(u32),
    /// The decision of this number does not stand any more.
    Reversed(u32),
    /// The decision of this number counts only from a later moment.
    Later(u32),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(number) => write!(f, "{} says so already", decision_name(*number)),
            Self::Otherwise(number) => {
                write!(f, "{} says otherwise; take it back first", decision_name(*number))
            }
            Self::AnotherPerson(number) => {
                let name = decision_name(*number);
                write!(f, "{name} gives the row to another person; take it back first")
            }
            Self::NoDecision(number) => write!(f, "there is no decision {}", decision_name(*number)),
            Self::Reversed(number) => write!(f, "{} does not stand any more", decision_name(*number)),
            Self::Later(number) => write!(f, "{} counts only from a later moment", decision_name(*number)),
        }
    }
}

/// The entry that takes a decision after these entries of the ledger.
///
/// # Errors
/// If it is known already, or a decision that stands is against it.
pub fn decide(known: &[LinkReview], asked: &Asked, word: &Word) -> Result<LinkReview, Refusal> {
    for one in standing(known) {
        let Some(decision) = one.decision() else { continue };
        if one.pair == asked.pair {
            let same = decision.said == asked.said;
            return Err(if same { Refusal::Known(one.number) } else { Refusal::Otherwise(one.number) });
        }
        let people = matches!((&decision.subject, &asked.subject), (Subject::Person(_), Subject::Person(_)));
        let both = (decision.said, asked.said) == (Said::Accept, Said::Accept);
        if people && both && one.pair.is_same_row(asked.pair) && decision.subject != asked.subject {
            return Err(Refusal::AnotherPerson(one.number));
        }
    }
    Ok(entry(known, asked.pair, Saying::Decided(asked.said), subject_text(&asked.subject), word))
}

/// The entry that takes back the decision of this number.
///
/// # Errors
/// If there is none, it does not stand, or counts only from a later moment.
pub fn reverse(known: &[LinkReview], number: u32, word: &Word) -> Result<LinkReview, Refusal> {
    let decisions = known.iter().filter(|one| matches!(one.saying, Saying::Decided(_)));
    let decision = decisions.clone().find(|one| one.number == number).ok_or(Refusal::NoDecision(number))?;
    if !standing(known).iter().any(|one| one.number == number) {
        return Err(Refusal::Reversed(number));
    }
    if word.decided < decision.decided {
        return Err(Refusal::Later(number));
    }
    Ok(entry(known, decision.pair, Saying::Reversed(number), decision.subject.clone(), word))
}

/// All that stand, whenever they count.
fn standing(known: &[LinkReview]) -> Vec<&LinkReview> {
    let last = known.iter().map(|one| one.decided).max();
    last.map(|last| crate::workspace::reviews::standing(known, last)).unwrap_or_default()
}

fn entry(known: &[LinkReview], pair: PairKey, saying: Saying, subject: String, word: &Word) -> LinkReview {
    LinkReview {
        number: known.iter().map(|one| one.number).max().unwrap_or(0) + 1,
        decided: word.decided,
        put_in: word.put_in,
        pair,
        saying,
        subject,
        by: word.by.clone(),
        reason: word.reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(decided: &str) -> Word {
        let decided = Moment::parse(decided).expect("a test moment");
        Word { decided, put_in: decided, by: "M. Ellery".to_owned(), reason: "asked the school".to_owned() }
    }

    fn asked(row: &str, half: &str, person: &str, said: Said) -> Asked {
        let pair = PairKey::parse(&format!("{row}{row}{row}-{half}{half}{half}")).expect("a test pair");
        Asked { pair, subject: Subject::Person(person.into()), said }
    }

    fn taken(all: &[Asked]) -> Vec<LinkReview> {
        let mut known = Vec::new();
        for one in all {
            known.push(decide(&known, one, &word("2017-01-05")).expect("taken"));
        }
        known
    }

    #[test]
    fn a_decision_is_taken_once_and_not_against_one_that_stands() {
        let accept = asked("ab12", "cd34", "mia", Said::Accept);
        let known = taken(std::slice::from_ref(&accept));
        assert_eq!(decide(&known, &accept, &word("2017-01-06")), Err(Refusal::Known(1)));
        let reject = Asked { said: Said::Reject, ..accept };
        assert_eq!(decide(&known, &reject, &word("2017-01-06")), Err(Refusal::Otherwise(1)));
    }

    #[test]
    fn one_row_is_never_given_to_two_people() {
        let known = taken(&[asked("ab12", "cd34", "mia", Said::Accept)]);
        let maya = asked("ab12", "ef56", "maya", Said::Accept);
        assert_eq!(decide(&known, &maya, &word("2017-01-06")), Err(Refusal::AnotherPerson(1)));
        assert!(decide(&known, &Asked { said: Said::Reject, ..maya }, &word("2017-01-06")).is_ok());
        let another_row = asked("ff00", "ef56", "maya", Said::Accept);
        assert!(decide(&known, &another_row, &word("2017-01-06")).is_ok());
    }

    #[test]
    fn a_decision_is_taken_back_once_and_not_before_it_counts() {
        let mut known = taken(&[asked("ab12", "cd34", "mia", Said::Accept)]);
        assert_eq!(reverse(&known, 7, &word("2017-01-06")), Err(Refusal::NoDecision(7)));
        assert_eq!(reverse(&known, 1, &word("2017-01-04")), Err(Refusal::Later(1)));
        known.push(reverse(&known, 1, &word("2017-01-06")).expect("taken back"));
        assert_eq!(reverse(&known, 1, &word("2017-01-07")), Err(Refusal::Reversed(1)));
        let again = decide(&known, &asked("ab12", "cd34", "mia", Said::Reject), &word("2017-01-08"));
        assert_eq!(again.map(|one| one.number), Ok(3));
    }
}
