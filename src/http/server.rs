//! The HTTP server: routes and limits.

use std::future::ready;
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer, Resource};
use jiff::Timestamp;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::config::settings::Service;
use crate::http::api::access::Access;
use crate::http::limits::Limits;
use crate::http::problem::Problem;
use crate::http::{api, connection, health, log, metrics, page, webhook};
use crate::service::Helpdesks;
use crate::service::intake::Intake;
use crate::service::reloading::Reloading;
use crate::service::worker::Worker;
use crate::store::Store;
use crate::store::archive::Archive;

/// Connections that may wait for being accepted.
const BACKLOG_CONNECTIONS_MAX: u32 = 1_024;
/// Threads of a listener that the API has for itself.
const API_THREADS: usize = 1;
/// Tickets that are tried out at the same time.
pub const CHECKS_MAX: usize = 2;

/// What the handlers work with.
pub struct Parts {
    pub helpdesks: Helpdesks,
    pub intake: Intake,
    pub store: Arc<dyn Store>,
    pub archive: Arc<dyn Archive>,
    pub worker: Arc<Worker>,
    pub clock: Clock,
    pub body_bytes_max: usize,
    pub limits: Limits,
    /// Who may use the API.
    pub access: Access,
    /// By which the configuration on disk is read anew; none if there is none on disk.
    pub reloading: Option<Arc<Reloading>>,
    /// A dry run has one while it computes.
    pub checks: Semaphore,
    /// None where it is a database.
    pub store_path: Option<PathBuf>,
    pub started_at: Timestamp,
}

/// What a listener answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    All,
    Webhooks,
    /// The API and the metrics, for those who run the service.
    Operations,
}

/// A server on each listener. They serve once they are polled, and end by their handles. A flood of webhooks takes nothing
/// from a listener that the API has for itself.
pub fn servers(
    parts: Parts,
    settings: &Service,
    webhooks: TcpListener,
    api: Option<TcpListener>,
) -> io::Result<Vec<Server>> {
    let parts = Data::new(parts);
    let threads = settings.http_threads.max(1);
    let face = if api.is_some() { Face::Webhooks } else { Face::All };
    let mut servers = vec![server(&parts, settings, webhooks, face, threads)?];
    if let Some(api) = api {
        servers.push(server(&parts, settings, api, Face::Operations, API_THREADS)?);
    }
    Ok(servers)
}

fn server(
    parts: &Data<Parts>,
    settings: &Service,
    listener: TcpListener,
    face: Face,
    threads: usize,
) -> io::Result<Server> {
    let (limits, parts) = (parts.limits, parts.clone());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(parts.clone())
            .wrap(from_fn(log::record))
            .wrap(from_fn(connection::time))
            .configure(|config| routes(config, face))
    })
    .workers(threads)
    .backlog(BACKLOG_CONNECTIONS_MAX)
    .max_connections(limits.connections_per_thread_max)
    .on_connect(move |stream, extensions| connection::opened(stream, extensions, limits))
    .keep_alive(limits.idle_max)
    .client_request_timeout(limits.head_max)
    .client_disconnect_timeout(limits.close_max)
    .shutdown_timeout(settings.stop_secs)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(server)
}

fn routes(config: &mut ServiceConfig, face: Face) {
    config
        .service(resource("/healthz", "GET").route(web::get().to(health::alive)))
        .service(resource("/readyz", "GET").route(web::get().to(health::ready)))
        .service(resource("/problems/{id}", "GET").route(web::get().to(page::show)))
        .default_service(web::to(async || Err::<HttpResponse, _>(Problem::NotFound)));
    if face != Face::Operations {
        config.service(resource("/webhooks/{helpdesk}", "POST").route(web::post().to(webhook::receive)));
    }
    if face != Face::Webhooks {
        config.service(resource("/metrics", "GET").route(web::get().to(metrics::show)));
        api::mount(config);
    }
}

/// A resource that says which methods it takes.
pub fn resource(path: &str, allow: &'static str) -> Resource {
    web::resource(path)
        .default_service(web::to(move || ready(Err::<HttpResponse, _>(Problem::WrongMethod { allow }))))
}
