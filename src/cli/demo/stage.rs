//! The whole play on this computer: the sandbox helpdesk, its webhook, and the service that it tells of its tickets.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use tokio_util::sync::CancellationToken;

use crate::app::{self, Parts, Running, build};
use crate::clock::Clock;
use crate::config::load::Config;
use crate::config::secrets::ZendeskSecrets;
use crate::config::settings::{
    SecretSource, Service, Settings, StoreSettings, ZendeskAuth, ZendeskOauth, ZendeskSettings,
};
use crate::helpdesk::Helpdesk;
use crate::helpdesk::zendesk::Zendesk;
use crate::http::api::access::Access;
use crate::sandbox::Sandbox;
use crate::sandbox::settings::{Example, Settings as SandboxSettings};
use crate::sandbox::webhook::{Flavour, Webhook};
use crate::service::Helpdesks;
use crate::service::judges::Panel;
use crate::store::TicketKey;
use crate::store::sqlite::SqliteStore;

/// The helpdesk's name in the webhook's address.
pub const HELPDESK: &str = "sandbox";
pub const WEBHOOK_PATH: &str = "/webhooks/sandbox";

/// The field by which a helpdesk sets a ticket's category.
const CATEGORY: &str = "category";
/// Custom fields' ids begin here.
const FIRST_FIELD: u64 = 360_000_000_001;
/// How long the end waits for passes that are under way.
const STOP_SECS: u64 = 2;
/// All is on one machine: a repetition need not wait long.
const RETRY_MILLIS_MIN: u64 = 50;

/// What a stage is set up with, besides the configuration.
pub struct Scene {
    /// Shared by helpdesk and service.
    pub clock: Clock,
    pub flavour: Flavour,
    pub page: TcpListener,
    pub service: TcpListener,
    /// The SQLite file.
    pub store: PathBuf,
    /// Limits and habits of the helpdesk. Clock, credentials, fields and examples are set here.
    pub sandbox: SandboxSettings,
}

/// Both while they run.
pub struct Stage {
    pub sandbox: Sandbox,
    pub service: Running,
    /// With it a test signs deliveries of its own.
    pub webhook_secret: String,
    stop: CancellationToken,
}

impl Stage {
    /// The checklists, the policy and the replies are the configuration's; its helpdesks give way to the sandbox.
    ///
    /// Must be called within a tokio runtime, and the process must have a TLS provider installed.
    pub fn start(config: &Config, scene: Scene) -> anyhow::Result<Self> {
        let (client_secret, webhook_secret) = (random_secret(), random_secret());
        let fields = fields(config);
        let sandbox = SandboxSettings {
            clock: scene.clock.clone(),
            client_secret: client_secret.clone(),
            field_ids: fields.clone(),
            examples: examples(config),
            ..scene.sandbox
        };
        let client_id = sandbox.client_id.clone();
        let sandbox = Sandbox::start(sandbox, scene.page).context("the sandbox can't be started")?;
        let secrets = ZendeskSecrets {
            auth: client_secret.into(),
            webhook: vec![webhook_secret.clone().into()],
            warnings: Vec::new(),
        };
        let account = account(sandbox.url(), client_id, fields);
        let helpdesk: Arc<dyn Helpdesk> = Arc::new(Zendesk::new(HELPDESK, &account, secrets)?);
        let settings = Settings {
            service: Service { stop_secs: STOP_SECS, ..config.settings.service.clone() },
            store: StoreSettings { keep_texts: true, ..config.settings.store.clone() },
            ..config.settings.clone()
        };
        let parts = Parts {
            helpdesks: Helpdesks::from([(HELPDESK.to_owned(), helpdesk)]),
            store: Arc::new(
                SqliteStore::open(&scene.store)
                    .with_context(|| format!("the store {} can't be opened", scene.store.display()))?,
            ),
            judges: Panel::of(Arc::new(build::rules(config)?), &config.checklists.version),
            clock: scene.clock,
            // Nobody else's tickets are in it.
            access: Access::Loopback,
            source: None,
            seed: rand::random(),
        };
        let stop = CancellationToken::new();
        let service = app::start(&settings, parts, scene.service.into(), stop.clone())?;
        sandbox.add_webhook(Webhook {
            url: format!("http://{}{WEBHOOK_PATH}", service.address),
            secret: webhook_secret.clone(),
            flavour: scene.flavour,
        });
        Ok(Self { sandbox, service, webhook_secret, stop })
    }

    /// When the service has ended by itself.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// The service first, so that nothing that is under way is cut short.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.cancel();
        let ended = self.service.ended().await;
        self.sandbox.stop().await;
        ended
    }
}

/// How the service calls a ticket of the sandbox.
pub fn key(ticket: u64) -> TicketKey {
    TicketKey { helpdesk: HELPDESK.to_owned(), id: ticket.to_string() }
}

fn account(url: String, client_id: String, fields: BTreeMap<String, u64>) -> ZendeskSettings {
    // The secrets are handed over directly.
    let nowhere = SecretSource::Env(String::new());
    ZendeskSettings {
        url,
        auth: ZendeskAuth::Oauth(ZendeskOauth {
            client_id,
            client_secret: nowhere,
            scope: "read tickets:write".to_owned(),
        }),
        webhook_secrets: Vec::new(),
        replay_window_secs: 86_400,
        fields,
        rules: None,
        request_secs_max: 15,
        tries_max: 4,
        retry_millis_min: RETRY_MILLIS_MIN,
        updates_percent_max: 100,
        comment_pages_max: 50,
    }
}

/// A custom field for the category and one for each item.
fn fields(config: &Config) -> BTreeMap<String, u64> {
    let items = config.checklists.items.keys().map(String::as_str);
    std::iter::once(CATEGORY).chain(items).map(str::to_owned).zip(FIRST_FIELD..).collect()
}

fn examples(config: &Config) -> Vec<Example> {
    let examples = config.examples.iter().cloned();
    examples
        .map(|example| Example { name: example.name, title: example.title, ticket: example.ticket })
        .collect()
}

fn random_secret() -> String {
    format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>())
}
