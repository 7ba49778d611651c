//! A small helpdesk with Zendesk's API and a web page, for trying Preflight without an account, and for the tests.

mod access;
mod api;
mod comment;
mod condition;
pub mod delivery;
mod desk;
mod difference;
pub mod edit;
pub mod fault;
mod import;
mod limit;
mod page;
pub mod people;
mod placeholder;
mod property;
pub mod record;
pub mod refusal;
pub mod request;
mod rule;
pub mod settings;
mod signature;
mod state;
mod text;
pub mod view;
pub mod webhook;

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::sandbox::access::Access;
use crate::sandbox::delivery::{Courier, Delivery, Patience};
use crate::sandbox::desk::Desk;
use crate::sandbox::fault::Faults;
use crate::sandbox::limit::Limits;
use crate::sandbox::record::Role;
use crate::sandbox::request::RequestEntry;
use crate::sandbox::rule::Rules;
use crate::sandbox::settings::Settings;
use crate::sandbox::state::{State, lock};
use crate::sandbox::view::{Staff, TicketView};
use crate::sandbox::webhook::Webhook;

/// The largest body of a request; the page sends files in JSON.
const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Open pages that are kept up to date.
const WATCHERS_MAX: usize = 64;

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
        self.state.courier.log_of(id)
    }

    pub fn all_deliveries(&self) -> Vec<Delivery> {
        self.state.courier.log()
    }

    /// Sends a delivery's body once more under the same invocation.
    pub fn redeliver(&self, delivery: &Delivery) {
        self.state.courier.reopen(&delivery.invocation);
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
        rules: Mutex::new(Rules::default()),
        requests: Mutex::new(VecDeque::new()),
        keys: settings.field_ids.iter().map(|(key, id)| (*id, key.clone())).collect(),
        runtime: tokio::runtime::Handle::current(),
        changed: watch::Sender::new(0),
        watchers: Arc::new(Semaphore::new(WATCHERS_MAX)),
        settings,
    })
}
