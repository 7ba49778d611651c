//! The limit: a bare endpoint that checks the signature, parses, and commits in groups, and nothing else. What a service on
//! the same foundations could reach at best.

mod postgres;
mod sqlite;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use tokio::sync::oneshot;

#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long)]
    listen: SocketAddr,
    #[arg(long, value_enum)]
    mode: Mode,
    #[arg(long, default_value = "secret")]
    secret: String,
    /// The SQLite file, or PostgreSQL's connection string.
    #[arg(long, default_value = "limit.sqlite")]
    store: PathBuf,
    /// Keep the whole body, too, not only what Preflight keeps of a delivery.
    #[arg(long)]
    keep_body: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Mode {
    /// Answers, and reads nothing: what the load generator reaches.
    Null,
    /// Checks and parses, and stores nothing.
    Verify,
    Sqlite,
    Postgres,
}

/// What is kept of a delivery.
pub struct Row {
    id: String,
    ticket: String,
    event: String,
    received_at_ms: i64,
    body: Option<Bytes>,
    /// Told once the row is on disk.
    kept: oneshot::Sender<bool>,
}

impl Row {
    /// Nobody may be waiting any more.
    fn answer(self, is_kept: bool) {
        let _ = self.kept.send(is_kept);
    }
}

type Inbox = Arc<dyn Fn(Row) + Send + Sync>;

struct Endpoint {
    secret: String,
    mode: Mode,
    keep_body: bool,
    inbox: Inbox,
}

/// As much of the event as is kept, in serde's own way of reading it.
#[derive(Deserialize)]
struct Event<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    detail: Detail<'a>,
}

#[derive(Deserialize)]
struct Detail<'a> {
    id: &'a str,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let inbox: Inbox = match arguments.mode {
        Mode::Null | Mode::Verify => Arc::new(|row: Row| row.answer(true)),
        Mode::Sqlite => sqlite::inbox(&arguments.store)?,
        Mode::Postgres => postgres::inbox(&arguments.store.to_string_lossy())?,
    };
    let endpoint = Data::new(Endpoint {
        secret: arguments.secret.clone(),
        mode: arguments.mode,
        keep_body: arguments.keep_body,
        inbox,
    });
    let listener = TcpListener::bind(arguments.listen)?;
    actix_web::rt::System::new().block_on(async move {
        HttpServer::new(move || App::new().app_data(endpoint.clone()).default_service(web::to(receive)))
            .workers(1)
            .listen(listener)?
            .run()
            .await
    })?;
    Ok(())
}

async fn receive(request: HttpRequest, body: Bytes, endpoint: Data<Endpoint>) -> HttpResponse {
    if endpoint.mode == Mode::Null || request.method() != actix_web::http::Method::POST {
        return HttpResponse::Ok().body("{}");
    }
    if !is_genuine(request.headers(), &body, &endpoint.secret) {
        return HttpResponse::Unauthorized().finish();
    }
    let Ok(event) = serde_json::from_slice::<Event<'_>>(&body) else {
        return HttpResponse::BadRequest().finish();
    };
    if endpoint.mode == Mode::Verify {
        return HttpResponse::Ok().body("{}");
    }
    let (kept, is_kept) = oneshot::channel();
    let row = Row {
        id: event.id.to_owned(),
        ticket: event.detail.id.to_owned(),
        event: event.kind.to_owned(),
        received_at_ms: jiff::Timestamp::now().as_millisecond(),
        body: endpoint.keep_body.then(|| body.clone()),
        kept,
    };
    (endpoint.inbox)(row);
    match is_kept.await {
        Ok(true) => HttpResponse::Ok().body("{}"),
        Ok(false) | Err(_) => HttpResponse::Conflict().finish(),
    }
}

fn is_genuine(headers: &HeaderMap, body: &[u8], secret: &str) -> bool {
    let header = |name: &str| headers.get(name).map(|value| value.as_bytes()).unwrap_or_default();
    let timestamp = header("x-zendesk-webhook-signature-timestamp");
    let Ok(given) = STANDARD.decode(header("x-zendesk-webhook-signature")) else { return false };
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(timestamp);
    mac.update(body);
    mac.verify_slice(&given).is_ok()
}
