//! What was decided and written, as the API tells it: no words, but what they told.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::reply::history::PastWrite;
use crate::reply::stance::Why;
use crate::reply::told::Told;
use crate::store::Decision;

/// What was decided beside the verdict.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decision)]
pub struct DecisionView {
    /// Why less was said than could be.
    pub why: Option<Why>,
    /// What would have been written.
    pub withheld: Vec<WriteView>,
    /// What was written.
    pub written: Vec<WriteView>,
}

/// One update of the ticket.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PastWrite)]
pub struct WriteView {
    /// Derived from the ticket and the content.
    pub key: String,
    /// The customer sees it.
    pub public: bool,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub told: Option<Told>,
}

impl From<Decision> for DecisionView {
    fn from(decision: Decision) -> Self {
        let Decision { why, withheld, written } = decision;
        let views = |writes: Vec<PastWrite>| writes.into_iter().map(WriteView::from).collect();
        Self { why, withheld: views(withheld), written: views(written) }
    }
}

impl From<PastWrite> for WriteView {
    fn from(write: PastWrite) -> Self {
        Self { at: write.at(), key: write.key, public: write.public, told: write.told }
    }
}
