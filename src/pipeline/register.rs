//! What a run goes by of the register of claims, as its manifest holds it: who is claimed for, the overrides that stand and
//! which family ids mean one family. Names and reasons stay in the register.

use super::written;
use crate::claims::register::Override;
use crate::claims::{Account, EarlierClaim, Register};
use crate::domain::{Day, FamilyId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What counts of the register.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterUsed {
    /// Families of claims that were submitted and stand, by claim and family.
    pub claimed: Vec<ClaimedUsed>,
    /// Overrides that stand, by family and letter.
    pub overrides: Vec<OverrideUsed>,
    /// Family ids that mean an earlier family.
    pub same: BTreeMap<String, String>,
}

/// A family that was claimed for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimedUsed {
    /// The claim.
    pub claim: String,
    /// The family.
    pub family: String,
    /// Its members on the day the claim was for.
    pub people: Vec<String>,
}

/// An override that stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideUsed {
    /// The family.
    pub family: String,
    /// The letter.
    pub letter: String,
    /// The day it was signed.
    #[serde(with = "written::day")]
    pub signed_on: Day,
}

impl RegisterUsed {
    /// What counts of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let Register { claims, overrides, same } = Register::of(account);
        Self {
            claimed: claims
                .iter()
                .map(|one| ClaimedUsed {
                    claim: one.claim.to_string(),
                    family: one.family.to_string(),
                    people: one.people.iter().map(ToString::to_string).collect(),
                })
                .collect(),
            overrides: overrides
                .iter()
                .map(|one| OverrideUsed {
                    family: one.family.to_string(),
                    letter: one.letter.to_string(),
                    signed_on: one.signed_on,
                })
                .collect(),
            same: same.iter().map(|(id, earlier)| (id.to_string(), earlier.to_string())).collect(),
        }
    }

    /// Whether nothing was ever claimed or decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The register as the rules of a month take it.
    #[must_use]
    pub fn register(&self) -> Register {
        Register {
            claims: self
                .claimed
                .iter()
                .map(|one| EarlierClaim {
                    claim: one.claim.as_str().into(),
                    family: one.family.as_str().into(),
                    people: one.people.iter().map(|person| PersonId::from(person.as_str())).collect(),
                })
                .collect(),
            overrides: self
                .overrides
                .iter()
                .map(|one| Override {
                    family: one.family.as_str().into(),
                    letter: one.letter.as_str().into(),
                    signed_on: one.signed_on,
                })
                .collect(),
            same: self
                .same
                .iter()
                .map(|(id, earlier)| (FamilyId::from(id.as_str()), FamilyId::from(earlier.as_str())))
                .collect(),
        }
    }
}
