//! What a run goes out from, all of it: the day asked, the moment known, plan, parameters, and the digests of every
//! definition, cohort file and delivery. Two runs on one basis by one program give the same bytes.

use super::register::RegisterUsed;
use super::written;
use crate::domain::{Day, Digest, Window};
use crate::links::{LinkDecision, LinkDecisions, PairKey, Said};
use crate::workspace::{Definition, Delivery, LinkReview, Moment, View, reviews};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person asks of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The council, as its people call it; may be blank.
    pub council: String,
    /// The day asked for.
    pub as_of: Day,
    /// The plan.
    pub plan: String,
    /// Parameters with other values than the plan's, by name.
    pub settings: BTreeMap<String, String>,
}

/// All that a run goes out from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The program and its version.
    pub program: String,
    /// Digest of what the program was built from; `None` for runs made before it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "written::optional_digest")]
    pub program_sha256: Option<Digest>,
    /// The council, as its people call it; may be blank.
    pub council: String,
    /// The day asked for.
    #[serde(with = "written::day")]
    pub as_of: Day,
    /// The moment up to which things count.
    #[serde(with = "written::moment")]
    pub known_at: Moment,
    /// The plan.
    pub plan: String,
    /// Parameters that the run sets, by name.
    pub settings: BTreeMap<String, String>,
    /// The definitions, by kind and name.
    pub definitions: Vec<DefinitionUsed>,
    /// The files of the cohort version, by name.
    pub cohort: Vec<CohortUsed>,
    /// The deliveries, by feed, period and digest.
    pub deliveries: Vec<DeliveryUsed>,
    /// Deliveries that counted and were purged: the run goes without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purged: Vec<DeliveryUsed>,
    /// What counts of the register of claims.
    #[serde(default, skip_serializing_if = "RegisterUsed::is_empty")]
    pub register: RegisterUsed,
    /// The decisions about links that stand, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionUsed>,
}

/// A definition that a run goes by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinitionUsed {
    /// `calendar`, `plan`, `schema` or `vocabulary`.
    pub kind: String,
    /// Its file name.
    pub name: String,
    /// SHA-256 of its text.
    #[serde(with = "written::digest")]
    pub sha256: Digest,
}

/// A cohort file that a run reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CohortUsed {
    /// File name.
    pub file: String,
    /// When its version came.
    #[serde(with = "written::moment")]
    pub received: Moment,
    /// SHA-256 of its bytes.
    #[serde(with = "written::digest")]
    pub sha256: Digest,
}

/// A delivery that a run reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryUsed {
    /// The feed.
    pub feed: String,
    /// The file's name as it came, without folders.
    pub file: String,
    /// First day it covers.
    #[serde(with = "written::day")]
    pub from: Day,
    /// Last day it covers.
    #[serde(with = "written::day")]
    pub to: Day,
    /// When it came.
    #[serde(with = "written::moment")]
    pub received: Moment,
    /// SHA-256 of its bytes as received.
    #[serde(with = "written::digest")]
    pub sha256: Digest,
    /// Whether it took the place of an earlier delivery of the same feed and period.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub corrects: bool,
}

/// A decision about a link that a run goes by. Who decided and why stand in the workspace's ledger only.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionUsed {
    /// Its number in the ledger.
    pub decision: String,
    /// The moment from which it counts.
    #[serde(with = "written::moment")]
    pub decided: Moment,
    /// The pair.
    pub pair: String,
    /// The person or home of the pair.
    pub subject: String,
    /// `accept` or `reject`.
    pub says: String,
}

impl DecisionUsed {
    /// A decision of the ledger; `None` if it says nothing to linking.
    fn of(review: &LinkReview) -> Option<Self> {
        let decision = review.decision()?;
        Some(Self {
            decision: decision.name(),
            decided: review.decided,
            pair: review.pair.to_string(),
            subject: review.subject.clone(),
            says: decision.said.as_str().to_owned(),
        })
    }

    /// What linking is told; `None` if it is not written as Hearth writes it.
    #[must_use]
    pub fn decision(&self) -> Option<LinkDecision> {
        Some(LinkDecision {
            number: reviews::parse_name(&self.decision)?,
            pair: PairKey::parse(&self.pair)?,
            subject: reviews::parse_subject(&self.subject)?,
            said: Said::parse(&self.says)?,
        })
    }
}

impl DeliveryUsed {
    /// The days it covers.
    #[must_use]
    pub fn period(&self) -> Window {
        Window { from: self.from, to: self.to }
    }
}

/// This program and its version.
#[must_use]
pub fn program() -> String {
    format!("hearth {}", env!("CARGO_PKG_VERSION"))
}

/// Digest of the sources and definitions that this program was built from.
#[must_use]
pub fn program_digest() -> Option<Digest> {
    Digest::parse(env!("HEARTH_SOURCES_SHA256"))
}

impl Basis {
    /// What a request goes out from in the world as it was known. Of the definitions it takes those it needs: the
    /// vocabulary, the calendar, every feed schema and the files of its plan.
    #[must_use]
    pub fn new(request: &Request, view: &View, definitions: &[Definition]) -> Self {
        let definitions = definitions.iter().filter(|one| one.is_for_plan(&request.plan));
        Self {
            program: program(),
            program_sha256: program_digest(),
            council: request.council.clone(),
            as_of: request.as_of,
            known_at: view.known_at,
            plan: request.plan.clone(),
            settings: request.settings.clone(),
            definitions: definitions.map(DefinitionUsed::from).collect(),
            cohort: Vec::new(),
            deliveries: Vec::new(),
            purged: Vec::new(),
            register: RegisterUsed::default(),
            decisions: Vec::new(),
        }
        .seeing(view)
    }

    /// The same question under the same definitions, with what the view holds: deliveries, cohort, claims and decisions.
    #[must_use]
    pub fn seeing(self, view: &View) -> Self {
        let used = |one: &Delivery| DeliveryUsed {
            corrects: view.corrections.contains(&one.raw),
            ..DeliveryUsed::from(one)
        };
        Self {
            known_at: view.known_at,
            cohort: view.cohort.iter().map(CohortUsed::from).collect(),
            deliveries: view.deliveries.iter().map(used).collect(),
            purged: view.purged.iter().map(DeliveryUsed::from).collect(),
            register: RegisterUsed::of(&view.account),
            decisions: view.reviews.iter().filter_map(DecisionUsed::of).collect(),
            ..self
        }
    }

    /// The decisions about links, as linking is told.
    ///
    /// # Errors
    /// If one is not written as Hearth writes it.
    pub fn link_decisions(&self) -> anyhow::Result<LinkDecisions> {
        let decisions = self.decisions.iter().map(|used| {
            used.decision().with_context(|| format!("{} is not a decision that Hearth wrote", used.decision))
        });
        Ok(LinkDecisions::new(decisions.collect::<anyhow::Result<Vec<_>>>()?))
    }

    /// Name and digest of everything the archive must hold for it.
    pub fn digests(&self) -> impl Iterator<Item = (String, Digest)> {
        let definitions = self.definitions.iter().map(|one| (one.name.clone(), one.sha256));
        let cohort = self.cohort.iter().map(|one| (one.file.clone(), one.sha256));
        let deliveries = self.deliveries.iter().map(|one| (one.file.clone(), one.sha256));
        definitions.chain(cohort).chain(deliveries)
    }

    /// The name of a run on this basis: the first digits of the digest of all of it.
    #[must_use]
    pub fn name(&self) -> String {
        let written = serde_json::to_vec(self).expect("texts and lists can be written as JSON");
        Digest::of(&written).short()
    }
}

impl From<&Definition> for DefinitionUsed {
    fn from(one: &Definition) -> Self {
        Self { kind: one.kind.as_str().to_owned(), name: one.name.clone(), sha256: one.digest() }
    }
}

impl From<&crate::workspace::CohortFile> for CohortUsed {
    fn from(one: &crate::workspace::CohortFile) -> Self {
        Self { file: one.file.clone(), received: one.received, sha256: one.raw }
    }
}

impl From<&Delivery> for DeliveryUsed {
    fn from(one: &Delivery) -> Self {
        Self {
            feed: one.feed.clone(),
            file: one.file.clone(),
            from: one.period.from,
            to: one.period.to,
            received: one.received,
            sha256: one.raw,
            corrects: false,
        }
    }
}
