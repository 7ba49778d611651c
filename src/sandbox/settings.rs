//! What a sandbox is started with; the defaults suit a demonstration.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::clock::Clock;
use crate::sandbox::record::Role;
use crate::ticket::Ticket;

#[derive(Clone, Debug)]
pub struct Settings {
    pub clock: Clock,
    pub client_id: String,
    pub client_secret: String,
    pub api_user_email: String,
    pub api_token: String,
    /// An administrator may read the incremental export, an agent may not.
    pub api_user_role: Role,
    pub account_id: u64,
    pub requests_per_minute: u32,
    pub account_updates_per_minute: u32,
    pub ticket_updates_per_ten_minutes: u32,
    /// How long an access token lives when its request doesn't say.
    pub token_secs: u32,
    /// Our field's key to the custom field's id.
    pub field_ids: BTreeMap<String, u64>,
    /// Keys of the fields that are drop-downs: their value is among the ticket's tags too.
    pub dropdowns: BTreeSet<String>,
    /// Each update moves `updated_at` by at least a second. Not so in reality, where two updates within a second can't
    /// be told apart.
    pub rising_stamps: bool,
    pub webhook_timeout: Duration,
    /// Between two attempts at a delivery.
    pub webhook_retry: Duration,
    /// The largest file that the page takes.
    pub upload_bytes_max: usize,
    /// What the page offers to fill the form with.
    pub examples: Vec<Example>,
}

/// A ticket for the page's list of examples.
#[derive(Clone, Debug)]
pub struct Example {
    /// Unique among the examples.
    pub name: String,
    pub title: String,
    pub ticket: Ticket,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            clock: Clock::System,
            client_id: "preflight".to_owned(),
            client_secret: "sandbox-client-secret".to_owned(),
            api_user_email: "preflight@sandbox.example".to_owned(),
            api_token: "sandbox-api-token".to_owned(),
            api_user_role: Role::Admin,
            account_id: 22_129_848,
            requests_per_minute: 700,
            account_updates_per_minute: 100,
            ticket_updates_per_ten_minutes: 30,
            token_secs: 1800,
            field_ids: BTreeMap::new(),
            dropdowns: BTreeSet::new(),
            rising_stamps: false,
            webhook_timeout: Duration::from_secs(12),
            webhook_retry: Duration::from_millis(250),
            upload_bytes_max: 5 * 1024 * 1024,
            examples: Vec::new(),
        }
    }
}
