//! A pass as the history keeps it: what every store writes down of an outcome, and when two are the same.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::reply::history::PastWrite;
use crate::report::{Report, State};
use crate::store::{Decision, Outcome, Standing, StoreError};

/// Tags of a ticket that are remembered, and bytes of each.
const TAGS_MAX: usize = 64;
const TAG_BYTES_MAX: usize = 100;
/// Hexadecimal digits of a digest.
const DIGEST_DIGITS: usize = 32;

/// The names of the items that were not simply there, in the order of the checklist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemNames {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalid: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncertain: Vec<String>,
}

/// An outcome's parts as text.
pub struct Record {
    pub report: String,
    pub decision: String,
    pub items: String,
    /// The same for passes that found the same and did the same, whenever that was.
    pub digest: String,
}

impl Record {
    /// # Errors
    ///
    /// A part that can't be written down.
    pub fn of(report: &Report, outcome: &Outcome) -> Result<Self, StoreError> {
        let decision = &outcome.decision;
        let timeless = (
            Report { checked_at: Timestamp::UNIX_EPOCH, ..report.clone() },
            decision.why,
            keys(&decision.withheld),
            keys(&decision.written),
            outcome.round,
        );
        let mut digest = hex::encode(Sha256::digest(text(&timeless)?));
        digest.truncate(DIGEST_DIGITS);
        Ok(Self {
            report: text(report)?,
            decision: text(decision)?,
            items: text(&ItemNames::of(report))?,
            digest,
        })
    }
}

impl ItemNames {
    pub fn of(report: &Report) -> Self {
        let mut names = Self::default();
        for (name, item) in &report.items {
            match item.state {
                State::Missing => names.missing.push(name.clone()),
                State::Invalid => names.invalid.push(name.clone()),
                State::Uncertain => names.uncertain.push(name.clone()),
                State::Present | State::NotApplicable => {}
            }
        }
        names
    }
}

impl Decision {
    /// The public comments that were written or withheld.
    pub fn comments(&self) -> impl Iterator<Item = &PastWrite> {
        self.written.iter().chain(&self.withheld).filter(|write| write.public)
    }

    /// The items that the customer was asked for, or would have been.
    pub fn asked(&self) -> impl Iterator<Item = &str> {
        let told = self.comments().filter_map(|write| write.told.as_ref());
        told.flat_map(|told| &told.asked).map(|asked| asked.item.as_str())
    }
}

impl Standing {
    /// Nobody works on it any more.
    pub fn is_worked_off(status: &str) -> bool {
        matches!(status, "solved" | "closed" | "deleted")
    }

    /// The tags that are remembered.
    pub fn kept_tags(&self) -> Vec<&str> {
        let kept = self.tags.iter().take(TAGS_MAX);
        kept.map(|tag| &tag[..tag.floor_char_boundary(TAG_BYTES_MAX)]).collect()
    }
}

fn keys(writes: &[PastWrite]) -> Vec<&str> {
    writes.iter().map(|write| write.key.as_str()).collect()
}

fn text(value: &impl Serialize) -> Result<String, StoreError> {
    let text = serde_json::to_string(value);
    text.map_err(|error| StoreError::Unavailable { detail: format!("a report or a decision: {error}") })
}
