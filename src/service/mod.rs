//! The work between the webhook and the answer: intake, the passes over due tickets, and what wakes them.

pub mod backoff;
pub mod breaker;
pub mod crew;
pub mod end;
pub mod gap;
pub mod intake;
pub mod judge;
pub mod judges;
mod messaging;
pub mod meter;
pub mod pass;
pub mod recheck;
pub mod reloading;
pub mod replicas;
pub mod requester;
pub mod retention;
pub mod timers;
pub mod turns;
pub mod watch;
pub mod worker;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::helpdesk::Helpdesk;

/// The helpdesks by their names in the configuration.
pub type Helpdesks = BTreeMap<String, Arc<dyn Helpdesk>>;
