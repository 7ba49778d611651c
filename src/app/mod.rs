//! The service as a whole: store, workers and HTTP, started by the program, the demonstration and the tests alike.

pub mod build;
pub mod open;
pub mod reload;

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use actix_web::dev::Server;
use anyhow::{Context, ensure};
use futures_util::future::{join_all, try_join_all};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::reload::Source;
use crate::clock::Clock;
use crate::config::place::Place;
use crate::config::settings::Settings;
use crate::http::api::access::Access;
use crate::http::limits::Limits;
use crate::http::server::{self, servers};
use crate::service::breaker::Breakers;
use crate::service::intake::Intake;
use crate::service::judges::{Judges, Panel};
use crate::service::meter::Meter;
use crate::service::replicas::{self, Replicas};
use crate::service::timers::Waking;
use crate::service::turns::Turns;
use crate::service::worker::Worker;
use crate::service::{Helpdesks, crew, gap, retention};
use crate::store::{Keeper, Store};

/// What the service works with, besides its settings.
pub struct Parts {
    pub helpdesks: Helpdesks,
    pub store: Arc<dyn Keeper>,
    pub judges: Panel,
    pub clock: Clock,
    /// Who may use the API.
    pub access: Access,
    /// Where a changed configuration is read from; none if it never changes.
    pub source: Option<Source>,
    /// For the jitter of retries.
    pub seed: u64,
}

/// Where it is asked.
pub struct Listeners {
    pub webhooks: TcpListener,
    /// Where the API and the metrics are, if not where the webhooks come in.
    pub api: Option<TcpListener>,
}

impl From<TcpListener> for Listeners {
    fn from(webhooks: TcpListener) -> Self {
        Self { webhooks, api: None }
    }
}

/// The service while it runs.
pub struct Running {
    /// Where webhooks come in.
    pub address: SocketAddr,
    pub store: Arc<dyn Store>,
    ended: JoinHandle<anyhow::Result<()>>,
}

/// Start the workers and the HTTP server on the listener. `stop` ends it all in good order: no new
/// passes and requests, those under way have `stop_secs`.
pub fn start(
    settings: &Settings,
    parts: Parts,
    listeners: Listeners,
    stop: CancellationToken,
) -> anyhow::Result<Running> {
    start_within(Limits::default(), settings, parts, listeners, stop)
}

/// The same with other limits on what one client may take.
pub fn start_within(
    limits: Limits,
    settings: &Settings,
    parts: Parts,
    listeners: Listeners,
    stop: CancellationToken,
) -> anyhow::Result<Running> {
    ensure!(!parts.helpdesks.is_empty(), "the configuration names no helpdesk");
    let store: Arc<dyn Store> = parts.store.clone();
    let address = listeners.webhooks.local_addr().context("the listener has no address")?;
    let waking = Arc::new(Waking::default());
    let meter = Arc::new(Meter::default());
    let intake = Intake {
        store: store.clone(),
        waking: waking.clone(),
        clock: parts.clock.clone(),
        meter: meter.clone(),
    };
    let worker = Arc::new(Worker {
        helpdesks: parts.helpdesks.clone(),
        store: store.clone(),
        judges: Judges::of(parts.judges),
        clock: parts.clock.clone(),
        limits: settings.service.clone(),
        keep_texts: settings.store.keep_texts,
        breakers: Breakers::default(),
        replicas: Replicas::default(),
        turns: Turns::default(),
        meter,
        rng: Mutex::new(StdRng::seed_from_u64(parts.seed)),
    });
    let http = server::Parts {
        helpdesks: parts.helpdesks,
        intake,
        store: store.clone(),
        archive: parts.store,
        worker: worker.clone(),
        started_at: parts.clock.now(),
        clock: parts.clock,
        store_path: match settings.store.place() {
            Some(Place::File(path)) => Some(path),
            Some(Place::Database(_)) | None => None,
        },
        body_bytes_max: settings.service.body_bytes_max,
        limits,
        access: parts.access,
        reloading: parts.source.as_ref().map(|source| Arc::clone(&source.reloading)),
        checks: Semaphore::new(server::CHECKS_MAX),
    };
    let servers = servers(http, &settings.service, listeners.webhooks, listeners.api)
        .context("the HTTP server can't be started")?;
    let (source, settings) = (parts.source, settings.clone());
    let (gap_fill_secs, retention_days) = (settings.service.gap_fill_secs, settings.store.retention_days);
    tracing::info!(%address, "service started");
    let ended = tokio::spawn(async move {
        let handles: Vec<_> = servers.iter().map(Server::handle).collect();
        let crew = tokio::spawn({
            let stop = stop.clone();
            async move {
                // A service that can't work must not go on to accept.
                let _guard = stop.clone().drop_guard();
                tokio::join!(
                    crew::work(worker.clone(), waking.clone(), stop.clone()),
                    gap::watch(worker.clone(), waking, gap_fill_secs, stop.clone()),
                    retention::watch(worker.clone(), retention_days, stop.clone()),
                    replicas::watch(worker.clone(), stop.clone()),
                    async {
                        if let Some(source) = source {
                            reload::watch(source, settings, worker.clone(), stop).await;
                        }
                    },
                );
                replicas::leave(&worker).await;
            }
        });
        let closing = tokio::spawn({
            let stop = stop.clone();
            async move {
                stop.cancelled().await;
                join_all(handles.iter().map(|handle| handle.stop(true))).await;
            }
        });
        let served = servers.into_iter().map(async |server| {
            // If a server ended by itself, nothing of the service may stay behind.
            let _guard = stop.clone().drop_guard();
            server.await
        });
        let served = try_join_all(served).await.map(|_| ()).context("the HTTP server failed");
        stop.cancel();
        crew.await.context("the workers failed")?;
        closing.await.context("the HTTP server did not stop")?;
        tracing::info!("service stopped");
        served
    });
    Ok(Running { address, store, ended })
}

impl Running {
    /// Wait for the end that the stop signal brings.
    pub async fn ended(self) -> anyhow::Result<()> {
        self.ended.await.context("the service failed")?
    }
}
