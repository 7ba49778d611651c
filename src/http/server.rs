//! The HTTP server: routes and limits.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer};

use crate::clock::Clock;
use crate::config::settings::Service;
use crate::http::problem::Problem;
use crate::http::{health, log, metrics, webhook};
use crate::service::Helpdesks;
use crate::service::intake::Intake;
use crate::service::worker::Worker;
use crate::store::Store;

/// How long a client may take to send a request's head.
const HEAD_SECS_MAX: u64 = 10;
/// How long a connection stays open without a request.
const KEEP_ALIVE_SECS: u64 = 30;
/// How long a connection may take to close.
const CLOSE_SECS_MAX: u64 = 5;
/// Connections that one thread serves at the same time.
const CONNECTIONS_PER_THREAD_MAX: usize = 1_024;
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
}

/// A server on this listener. It serves once it is polled, and ends by its handle.
pub fn server(parts: Parts, limits: &Service, listener: TcpListener) -> io::Result<Server> {
    let parts = Data::new(parts);
    let server = HttpServer::new(move || {
        App::new().app_data(parts.clone()).wrap(from_fn(log::record)).configure(routes)
    })
    .workers(limits.http_threads.max(1))
    .backlog(BACKLOG_CONNECTIONS_MAX)
    .max_connections(CONNECTIONS_PER_THREAD_MAX)
    .keep_alive(Duration::from_secs(KEEP_ALIVE_SECS))
    .client_request_timeout(Duration::from_secs(HEAD_SECS_MAX))
    .client_disconnect_timeout(Duration::from_secs(CLOSE_SECS_MAX))
    .shutdown_timeout(limits.stop_secs)
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
