//! The settings of `config/preflight.yaml`, with their defaults.

use std::collections::BTreeMap;
use std::path::PathBuf;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::config::place::StoreUrl;
use crate::config::traces::Traces;
use crate::reply::policy::Policy;

/// `preflight.yaml`: accounts, limits, and what each verdict writes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How webhooks are received, and how tickets are worked on. Changes count from the next start.
    #[serde(default)]
    pub service: Service,
    /// Where Preflight remembers what it did, what it keeps, and for how long. Changes count from the next start.
    #[serde(default)]
    pub store: StoreSettings,
    /// The accounts, each under a name of your own, which stands in the address that its webhook is sent to:
    /// `/webhooks/{name}`. `preflight setup zendesk` fills it in. Changes count from the next start, but for `rules`.
    pub helpdesks: IndexMap<String, HelpdeskSettings>,
    /// How far Preflight goes, what each verdict writes, and for whom. A change is taken up while the service runs.
    #[serde(default)]
    pub policy: Policy,
    /// What helps to read tickets. A change is taken up while the service runs.
    #[serde(default)]
    pub reading: Reading,
    /// The API for consoles and scripts. Changes count from the next start.
    #[serde(default)]
    pub api: Api,
    /// What is told on standard error. Changes count from the next start.
    #[serde(default)]
    pub log: Log,
    /// Where the way of each ticket is told as a trace, by OTLP over HTTP. Changes count from the next start.
    #[serde(default)]
    pub traces: Traces,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    /// Address and port that the webhooks come in at. Behind a proxy on the same machine, leave it as it is.
    pub listen: String,
    /// Threads that answer requests.
    pub http_threads: usize,
    /// Tickets that are worked on at the same time.
    pub workers: usize,
    /// The largest webhook body that is accepted, in bytes.
    pub body_bytes_max: usize,
    /// How long a worker may hold a ticket without a sign of life before another takes it up.
    pub lease_secs: u64,
    /// Passes over one ticket that may fail in a row before it is set aside.
    pub failures_max: u32,
    /// Passes that may fail in a row because the helpdesk is out of order, before a ticket is set aside until it works.
    pub outage_failures_max: u32,
    /// The longest wait between two passes that fail.
    pub retry_secs_max: u64,
    /// How often the helpdesk is asked for changed tickets, to find those whose webhook did not come; 0: never. Zendesk
    /// tells administrators only, ten times a minute.
    pub gap_fill_secs: u64,
    /// How long a stop waits for passes that are under way.
    pub stop_secs: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSettings {
    /// Where everything is kept: `postgres://USER@HOST/DATABASE` for one or more replicas, or `sqlite://PATH`. Without it the
    /// SQLite file `path`.
    pub url: Option<StoreUrl>,
    /// The password of the database's user, where it needs one.
    pub password: Option<SecretSource>,
    /// Connections to PostgreSQL that one replica keeps at most, besides the one that hears the others.
    pub connections_max: usize,
    /// The SQLite file; it is made if it is not there. A relative path starts from the working directory.
    pub path: PathBuf,
    /// Whether values and words of tickets are kept, to be looked at later; else only hashes, states and verdicts.
    pub keep_texts: bool,
    /// How many days a ticket at rest is remembered; 0: for ever.
    pub retention_days: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HelpdeskSettings {
    /// An account of Zendesk.
    Zendesk(ZendeskSettings),
}

impl HelpdeskSettings {
    /// Without what is taken up while the service runs.
    #[must_use]
    pub fn fixed(&self) -> Self {
        match self {
            Self::Zendesk(settings) => Self::Zendesk(ZendeskSettings { rules: None, ..settings.clone() }),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZendeskSettings {
    /// The account's address. A domain of your own does not work for the API.
    #[schemars(extend("examples" = ["https://example.zendesk.com"]))]
    pub url: String,
    /// How Preflight signs in: `oauth` or `api_token`.
    pub auth: ZendeskAuth,
    /// The webhook's signing secrets, at least one; two while one is being changed for another.
    #[schemars(extend("examples" = [[{"env": "ZENDESK_WEBHOOK_SECRET"}]]))]
    pub webhook_secrets: Vec<SecretSource>,
    /// How old a signed delivery may be. A day, because Zendesk's repetitions may carry the first try's time; what comes
    /// twice is known anyway.
    #[serde(default = "day_secs")]
    pub replay_window_secs: u64,
    /// The numbers (ids) of custom fields, by the name that the checklists use: an item's identifier, or `category`.
    #[schemars(extend("examples" = [{"category": 12_345_678_901_234_u64}]))]
    #[serde(default)]
    pub fields: BTreeMap<String, u64>,
    /// A directory with rules of the account's own: `rules.yaml` (its `policy` and `reading`), checklists, replies, examples.
    /// What is left out there is as for all others. A relative path starts from the settings file's directory. A change is
    /// taken up while the service runs.
    #[schemars(extend("examples" = ["accounts/eu"]))]
    #[serde(default)]
    pub rules: Option<PathBuf>,
    /// The longest that one request to Zendesk may take.
    #[serde(default = "request_secs")]
    pub request_secs_max: u64,
    /// Tries of one request that may be repeated.
    #[serde(default = "tries")]
    pub tries_max: u32,
    /// The wait before the second try; it doubles from try to try.
    #[serde(default = "retry_millis")]
    pub retry_millis_min: u64,
    /// The share of the account's updates (Zendesk allows 100 a minute or more, on trial 20) that Preflight takes at most;
    /// the rest is left to agents and other programs.
    #[serde(default = "updates_percent")]
    pub updates_percent_max: u64,
    /// The most pages of comments, of 100 each, that are read of one ticket. A longer one is set aside, not read in part.
    #[serde(default = "pages")]
    pub comment_pages_max: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ZendeskAuth {
    /// A confidential OAuth client with the grant `client_credentials`.
    Oauth(ZendeskOauth),
    /// An API token, for accounts that still have one: Zendesk ends them on 2027-04-30.
    ApiToken(ZendeskApiToken),
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZendeskOauth {
    /// The client's identifier.
    #[schemars(extend("examples" = ["preflight"]))]
    pub client_id: String,
    /// Where the client's secret comes from; the secret itself never stands in the file.
    #[schemars(extend("examples" = [{"env": "ZENDESK_CLIENT_SECRET"}, {"file": "/run/secrets/zendesk_client_secret"}]))]
    pub client_secret: SecretSource,
    /// What it asks to be allowed. The plain `read` is for the audits, in which it looks for its own comments.
    #[serde(default = "scope")]
    pub scope: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZendeskApiToken {
    /// The address of the team member that Preflight works as.
    #[schemars(extend("examples" = ["preflight@example.com"]))]
    pub email: String,
    /// Where the token comes from; the token itself never stands in the file.
    #[schemars(extend("examples" = [{"env": "ZENDESK_API_TOKEN"}]))]
    pub token: SecretSource,
}

/// Where a secret comes from; the secret itself never stands in the file.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-secret" = true))]
pub enum SecretSource {
    /// An environment variable that holds it, by its name.
    Env(String),
    /// A file that holds it and nothing else; nobody but the service's user should be able to read it.
    File(PathBuf),
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// The time zone of customers whose own is not known, as an IANA name.
    pub time_zone: String,
    /// From 0 to 1: a category that is told less surely than this is not taken, and the ticket goes to an agent.
    #[schemars(extend("default" = 0.3))]
    pub category_confidence_min: f32,
}

/// The API for consoles and scripts. Without a token there is none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Api {
    /// Address and port of their own for the API and `/metrics`; without it they are at `service.listen`.
    pub listen: Option<String>,
    /// Who may use it, each under a name that the log tells.
    pub tokens: IndexMap<String, TokenSettings>,
}

/// Somebody who may use the API.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenSettings {
    /// How much the token allows: `read` or `operate`.
    pub role: Role,
    /// The token, of 32 characters at least; several while one is being changed for another.
    pub secrets: Vec<SecretSource>,
}

/// How much a token allows. The greater one has all of the lesser.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks at everything, and tries tickets out.
    Read,
    /// Also takes up, releases, forgets, and closes the fuse.
    Operate,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Role::Read => "read",
            Role::Operate => "operate",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// How lines are written.
    pub format: LogFormat,
    /// How much is told: `error`, `warn`, `info`, `debug` or `trace`, or by module, such as `info,preflight=debug`.
    pub level: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
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
