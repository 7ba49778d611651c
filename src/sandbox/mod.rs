//! A small helpdesk with Zendesk's API and a web page, for trying Preflight without an account, and for the tests.

mod access;
mod api;
pub mod delivery;
mod desk;
pub mod edit;
pub mod fault;
mod import;
mod limit;
mod page;
pub mod people;
mod placeholder;
pub mod record;
pub mod refusal;
mod signature;
mod state;
mod text;
pub mod view;
pub mod webhook;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::sandbox::access::Access;
use crate::sandbox::delivery::{Courier, Delivery, Patience};
use crate::sandbox::desk::Desk;
use crate::sandbox::fault::Faults;
use crate::sandbox::limit::Limits;
use crate::sandbox::record::Role;
use crate::sandbox::state::{RequestEntry, State, lock};
use crate::sandbox::view::{Staff, TicketView};
use crate::sandbox::webhook::Webhook;
use crate::ticket::Ticket;

/// The largest body of a request; the page sends files in JSON.
const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Open pages that are kept up to date.
const WATCHERS_MAX: usize = 64;

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

/// A running helpdesk. Clones are handles to the same one.
#[derive(Clone)]
pub struct Sandbox {
    state: Arc<State>,
    server: ServerHandle,
}

impl Sandbox {
    /// Serves on the listener until `stop`. Must be called within a tokio runtime.
    pub fn start(settings: Settings, listener: TcpListener) -> anyhow::Result<Self> {
        let address = listener.local_addr().context("the listener has no address")?;
        let state = Arc::new(state(settings, format!("http://{address}"))?);
        let data = web::Data::from(Arc::clone(&state));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .app_data(web::PayloadConfig::new(BODY_BYTES_MAX))
                .app_data(web::JsonConfig::default().limit(BODY_BYTES_MAX))
                .configure(page::configure)
                .configure(api::configure)
        })
        .workers(2)
        .on_connect(api::remember_connection)
        .disable_signals()
        .shutdown_timeout(1)
        .listen(listener)
        .context("can't listen")?
        .run();
        let handle = server.handle();
        tokio::spawn(server);
        Ok(Self { state, server: handle })
    }

    /// Without a slash at the end.
    pub fn url(&self) -> String {
        self.state.url.clone()
    }

    /// Ends deliveries, open pages and the server.
    pub async fn stop(&self) {
        self.state.stop.cancel();
        self.server.stop(false).await;
    }

    /// Answers the webhook's id.
    pub fn add_webhook(&self, webhook: Webhook) -> String {
        self.state.add_webhook(webhook)
    }

    pub fn ticket(&self, id: u64) -> Option<TicketView> {
        self.state.view(id)
    }

    /// The numbers of all tickets, oldest first, deleted ones among them.
    pub fn ticket_ids(&self) -> Vec<u64> {
        lock(&self.state.desk).tickets.keys().copied().collect()
    }

    /// What was sent for a ticket, oldest first.
    pub fn deliveries(&self, id: u64) -> Vec<Delivery> {
        self.all_deliveries().into_iter().filter(|delivery| delivery.ticket == id).collect()
    }

    pub fn all_deliveries(&self) -> Vec<Delivery> {
        self.state.courier.log()
    }

    /// Sends a delivery's body once more under the same invocation.
    pub fn redeliver(&self, delivery: &Delivery) {
        self.state.send(delivery.invocation.clone());
    }

    /// Its value moves with every change, request and delivery, so that a test can wait for what it expects.
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.state.changed.subscribe()
    }

    /// Waits until the ticket is as expected. The caller sets the time limit.
    pub async fn wait_for_ticket(&self, id: u64, expected: impl Fn(&TicketView) -> bool) -> TicketView {
        let mut changed = self.changed();
        loop {
            if let Some(view) = self.ticket(id).filter(|view| expected(view)) {
                return view;
            }
            changed.changed().await.expect("the state lives as long as its handle");
        }
    }

    pub fn faults(&self) -> Faults {
        self.state.faults.clone()
    }

    /// The API's requests so far, oldest first.
    pub fn requests(&self) -> Vec<RequestEntry> {
        lock(&self.state.requests).iter().cloned().collect()
    }

    /// Every access token ends at once.
    pub fn revoke_tokens(&self) {
        lock(&self.state.access).revoke_all();
    }

    /// The user under whom the API is called.
    pub fn api_user_id(&self) -> u64 {
        self.state.staff.api
    }
}

fn state(settings: Settings, url: String) -> anyhow::Result<State> {
    // Another part of the program may have installed a provider already.
    let _already = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .context("can't build the webhooks' client")?;
    let dropdowns =
        settings.dropdowns.iter().filter_map(|key| settings.field_ids.get(key).copied()).collect();
    let mut desk = Desk::new(dropdowns, settings.rising_stamps);
    let now = settings.clock.now();
    let staff = Staff {
        api: desk.add_user("Preflight", &settings.api_user_email, settings.api_user_role, now),
        agent: desk.add_user("Alex Agent", "alex@sandbox.example", Role::Agent, now),
        automation: desk.add_user("Automation", "automation@sandbox.example", Role::Agent, now),
    };
    let patience = Patience { timeout: settings.webhook_timeout, retry: settings.webhook_retry };
    Ok(State {
        url,
        staff,
        desk: Mutex::new(desk),
        access: Mutex::new(Access::default()),
        limits: Mutex::new(Limits::new(
            settings.requests_per_minute,
            settings.account_updates_per_minute,
            settings.ticket_updates_per_ten_minutes,
        )),
        faults: Faults::default(),
        courier: Courier::new(client, patience, settings.account_id),
        stop: CancellationToken::new(),
        webhooks: Mutex::new(Vec::new()),
        requests: Mutex::new(VecDeque::new()),
        keys: settings.field_ids.iter().map(|(key, id)| (*id, key.clone())).collect(),
        runtime: tokio::runtime::Handle::current(),
        changed: watch::Sender::new(0),
        watchers: Arc::new(Semaphore::new(WATCHERS_MAX)),
        settings,
    })
}
