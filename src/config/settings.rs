//! The settings of `config/preflight.yaml`, with their defaults.

use std::collections::BTreeMap;
use std::path::PathBuf;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::place::StoreUrl;
use crate::reply::policy::Policy;

/// `config/preflight.yaml`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(default)]
    pub service: Service,
    #[serde(default)]
    pub store: StoreSettings,
    /// By the name that stands in the webhook's address: `/webhooks/{name}`.
    pub helpdesks: IndexMap<String, HelpdeskSettings>,
    #[serde(default)]
    pub policy: Policy,
    #[serde(default)]
    pub reading: Reading,
    #[serde(default)]
    pub log: Log,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    /// Address and port that the webhooks come in at.
    pub listen: String,
    pub http_threads: usize,
    /// Tickets that are worked on at the same time.
    pub workers: usize,
    /// The largest webhook body that is accepted.
    pub body_bytes_max: usize,
    /// How long a worker may hold a ticket before another takes it up.
    pub lease_secs: u64,
    /// Passes over one ticket that may fail in a row before it is set aside.
    pub failures_max: u32,
    /// Passes that may fail in a row because the helpdesk is out of order, before a ticket is set aside until it works.
    pub outage_failures_max: u32,
    /// The longest wait between two tries.
    pub retry_secs_max: u64,
    /// How often the helpdesk is asked for changed tickets, to find those whose webhook did not come; 0: never.
    pub gap_fill_secs: u64,
    /// How long a stop waits for passes that are under way.
    pub stop_secs: u64,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSettings {
    /// Where everything is kept: `postgres://USER@HOST/DATABASE` for one or more replicas, or `sqlite://PATH`. Without it the
    /// SQLite file `path`.
    pub url: Option<StoreUrl>,
    /// The password of the database's user, where it needs one.
    pub password: Option<SecretSource>,
    /// Connections to PostgreSQL that one replica keeps at most, besides the one that hears the others.
    pub connections_max: usize,
    /// The SQLite file; it is made if it is not there.
    pub path: PathBuf,
    /// Whether values and words of tickets are kept, to be looked at later; else only hashes, states and verdicts.
    pub keep_texts: bool,
    /// How long a ticket at rest is remembered; 0: for ever.
    pub retention_days: u32,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HelpdeskSettings {
    Zendesk(ZendeskSettings),
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZendeskSettings {
    /// `https://{subdomain}.zendesk.com`.
    pub url: String,
    pub auth: ZendeskAuth,
    /// The webhook's signing secrets; several while one is being changed for another.
    pub webhook_secrets: Vec<SecretSource>,
    /// How old a signed delivery may be. Wide, because repetitions may carry the first try's timestamp.
    #[serde(default = "day_secs")]
    pub replay_window_secs: u64,
    /// Custom field ids by the name that the checklists use: an item's identifier, or `category`.
    #[serde(default)]
    pub fields: BTreeMap<String, u64>,
    /// The longest that one request may take.
    #[serde(default = "request_secs")]
    pub request_secs_max: u64,
    /// Tries of one request that may be repeated.
    #[serde(default = "tries")]
    pub tries_max: u32,
    /// The wait before the second try; it doubles from try to try.
    #[serde(default = "retry_millis")]
    pub retry_millis_min: u64,
    /// The share of the account's updates that Preflight takes at most; the rest is left to agents and other programs.
    #[serde(default = "updates_percent")]
    pub updates_percent_max: u64,
    /// The most pages of comments that are read of one ticket; a page has 100.
    #[serde(default = "pages")]
    pub comment_pages_max: u32,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ZendeskAuth {
    /// A confidential OAuth client with the grant `client_credentials`.
    Oauth(ZendeskOauth),
    /// Until 2027-04-30, for accounts that still have one.
    ApiToken(ZendeskApiToken),
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZendeskOauth {
    pub client_id: String,
    pub client_secret: SecretSource,
    #[serde(default = "scope")]
    pub scope: String,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZendeskApiToken {
    pub email: String,
    pub token: SecretSource,
}

/// Where a secret comes from; the secret itself never stands in the file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-secret" = true))]
pub enum SecretSource {
    /// The name of an environment variable.
    Env(String),
    /// A file that holds nothing else.
    File(PathBuf),
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// The time zone of customers whose own is not known.
    pub time_zone: String,
    /// Below this confidence a category is `uncertain`: the ticket goes to an agent.
    pub category_confidence_min: f32,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    pub format: LogFormat,
    /// As `RUST_LOG` has it, such as `info` or `preflight=debug`.
    pub level: String,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            http_threads: 2,
            workers: 4,
            body_bytes_max: 256 * 1024,
            lease_secs: 60,
            failures_max: 12,
            outage_failures_max: 300,
            retry_secs_max: 900,
            gap_fill_secs: 120,
            stop_secs: 20,
        }
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            url: None,
            password: None,
            connections_max: 8,
            path: "preflight.sqlite".into(),
            keep_texts: false,
            retention_days: 180,
        }
    }
}

impl Default for Reading {
    fn default() -> Self {
        Self { time_zone: "America/New_York".into(), category_confidence_min: 0.3 }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: "info".into() }
    }
}

fn day_secs() -> u64 {
    86_400
}

fn request_secs() -> u64 {
    15
}

fn tries() -> u32 {
    4
}

fn retry_millis() -> u64 {
    300
}

fn updates_percent() -> u64 {
    80
}

fn pages() -> u32 {
    50
}

fn scope() -> String {
    "read tickets:write".into()
}
