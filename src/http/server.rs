//! The HTTP server: routes and limits.

use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer};
use jiff::Timestamp;

use crate::clock::Clock;
use crate::config::settings::Service;
use crate::http::limits::Limits;
use crate::http::problem::Problem;
use crate::http::{connection, health, log, metrics, webhook};
use crate::service::Helpdesks;
use crate::service::intake::Intake;
use crate::service::worker::Worker;
use crate::store::Store;

/// Connections that may wait for being accepted.
const BACKLOG_CONNECTIONS_MAX: u32 = 1_024;

/// What the handlers work with.
pub struct Parts {
    pub helpdesks: Helpdesks,
    pub intake: Intake,
    pub store: Arc<dyn Store>,
    pub worker: Arc<Worker>,
    pub clock: Clock,
    pub body_bytes_max: usize,
    pub limits: Limits,
    /// None where it is a database.
    pub store_path: Option<PathBuf>,
    pub started_at: Timestamp,
}

/// A server on this listener. It serves once it is polled, and ends by its handle.
pub fn server(parts: Parts, settings: &Service, listener: TcpListener) -> io::Result<Server> {
    let limits = parts.limits;
    let parts = Data::new(parts);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(parts.clone())
            .wrap(from_fn(log::record))
            .wrap(from_fn(connection::time))
            .configure(routes)
    })
    .workers(settings.http_threads.max(1))
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

fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/webhooks/{helpdesk}").route(web::post().to(webhook::receive)))
        .service(resource("/healthz").route(web::get().to(health::alive)))
        .service(resource("/readyz").route(web::get().to(health::ready)))
        .service(resource("/metrics").route(web::get().to(metrics::show)))
        .default_service(web::to(async || Err::<HttpResponse, _>(Problem::NotFound)));
}

fn resource(path: &str) -> actix_web::Resource {
    web::resource(path).default_service(web::to(async || Err::<HttpResponse, _>(Problem::WrongMethod)))
}
