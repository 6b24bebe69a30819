//! Claims: the families' outcomes and what was claimed before come in; who can be claimed for now, what the others
//! lack, and which claims an auditor should look at go out.
//!
//! Nothing here tests a clause or reads a file, and no family and no person is ever paid for twice.

pub mod audit;
pub mod claim;
pub mod near_miss;
pub mod outline;
pub mod programme;
pub mod quarterly;
pub mod register;
pub mod sample;
pub mod state;
pub mod wanted;
pub mod ways;

pub use audit::AuditPick;
pub use claim::{Claim, propose};
pub use near_miss::{NearMiss, near_misses};
pub use outline::{Join, Outline, OutlineEntry, Outlines};
pub use programme::Programme;
pub use register::{Account, EarlierClaim, Override, Register};
pub use sample::{Draw, Share};
pub use state::FamilyState;
pub use wanted::{Wanted, wanted};

#[cfg(test)]
pub(crate) mod specimens;
