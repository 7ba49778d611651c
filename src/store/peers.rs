//! What replicas that share a store tell each other: that they live, by which configuration, what they use of each
//! helpdesk's allowance, and which helpdesks are to be left in peace.

use async_trait::async_trait;

use crate::helpdesk::{Share, Usage};
use crate::store::StoreError;

#[async_trait]
pub trait Peers: Send + Sync {
    /// A sign of life. Answers how the others stand, and what is this replica's until its next one.
    async fn beat(&self, beat: Beat) -> Result<Company, StoreError>;

    /// This replica ends: of each helpdesk's updates it has made so many within the last minute, and what it was given beyond
    /// that is the others'. So are its duties.
    async fn leave(&self, used: Vec<(String, Usage)>) -> Result<(), StoreError>;

    /// Leave the helpdesk in peace for so long.
    async fn leave_in_peace(&self, helpdesk: &str, pause_secs: u32) -> Result<(), StoreError>;

    /// Be the one who tries whether the helpdesk works again, for so long at most. False if another one is.
    async fn try_one(&self, helpdesk: &str, secs_max: u32) -> Result<bool, StoreError>;

    /// The helpdesk works.
    async fn works(&self, helpdesk: &str) -> Result<(), StoreError>;

    /// Be the one who does this, for so long. False if another one is; who has it already may go on.
    async fn take(&self, duty: &str, secs: u32) -> Result<bool, StoreError>;
}

/// How this replica stands.
#[derive(Clone, Debug, Default)]
pub struct Beat {
    /// The content hash of its checklists, and of those that accounts have for themselves.
    pub checklists: String,
    /// Its configuration on disk has mistakes, and the one before it holds.
    pub is_refused: bool,
    /// By helpdesk.
    pub used: Vec<(String, Usage)>,
}

/// How all of them stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    pub replicas: Vec<Replica>,
    /// By helpdesk, what is this replica's.
    pub shares: Vec<(String, Share)>,
    /// Helpdesks that are left in peace.
    pub peace: Vec<Peace>,
}

/// One that has given a sign of life lately, oneself included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// The machine's name, and what tells it from others on it.
    pub name: String,
    pub checklists: String,
    pub is_refused: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peace {
    pub helpdesk: String,
    /// How long it still lasts.
    pub left_millis: u64,
    /// How long it was meant for.
    pub pause_secs: u32,
}

impl Company {
    /// Whether all go by the same checklists.
    pub fn is_agreed(&self) -> bool {
        self.replicas.windows(2).all(|pair| pair[0].checklists == pair[1].checklists)
    }
}
