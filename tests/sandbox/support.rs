//! A started sandbox with a client that speaks its API, and an endpoint that collects deliveries.

use std::collections::{BTreeMap, VecDeque};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use jiff::Timestamp;
use preflight::clock::{Clock, ManualClock};
use preflight::sandbox::Sandbox;
use preflight::sandbox::people::NewTicket;
use preflight::sandbox::settings::Settings;
use preflight::sandbox::webhook::{Flavour, Webhook};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::sync::mpsc;

/// Nothing that a test waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

pub const SECRET: &str = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";

pub struct Desk {
    pub sandbox: Sandbox,
    pub clock: ManualClock,
    client: reqwest::Client,
}

pub fn start() -> Desk {
    start_with(Settings::default())
}

pub fn start_with(settings: Settings) -> Desk {
    let clock = ManualClock::at(time("2026-03-02T15:04:05.250Z"));
    let field_ids = BTreeMap::from([("category".to_owned(), 9001), ("note".to_owned(), 9002)]);
    let settings = Settings { clock: Clock::Manual(clock.clone()), field_ids, ..settings };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let sandbox = Sandbox::start(settings, listener).expect("the sandbox starts");
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().expect("a plain client");
    Desk { sandbox, clock, client }
}

impl Desk {
    pub fn ticket(&self, subject: &str, body: &str) -> u64 {
        self.sandbox.customer_opens(NewTicket {
            subject: subject.to_owned(),
            body: body.to_owned(),
            ..NewTicket::default()
        })
    }

    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.sandbox.url()))
    }

    pub fn call(&self, method: Method, path: &str) -> RequestBuilder {
        let settings = Settings::default();
        let user = format!("{}/token", settings.api_user_email);
        self.bare(method, path).basic_auth(user, Some(settings.api_token))
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.call(Method::GET, path).send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.expect("JSON")
    }

    pub async fn put(&self, path: &str, body: Value) -> Response {
        self.call(Method::PUT, path).json(&body).send().await.expect("an answer")
    }

    pub fn later(&self, secs: i64) {
        let now = Clock::Manual(self.clock.clone()).now();
        self.clock.set(now + jiff::SignedDuration::from_secs(secs));
    }
}

/// One request that came to the endpoint.
#[derive(Debug)]
pub struct Received {
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Received {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a delivery is JSON")
    }
}

/// Statuses to answer with, and the seconds of `Retry-After`.
type Answers = VecDeque<(u16, Option<u32>)>;

/// An endpoint for webhooks. It answers 200, or what was queued.
pub struct Endpoint {
    received: mpsc::UnboundedReceiver<Received>,
    answers: Arc<Mutex<Answers>>,
}

impl Endpoint {
    pub fn listen(sandbox: &Sandbox, flavour: Flavour) -> Self {
        let (sender, received) = mpsc::unbounded_channel();
        let answers: Arc<Mutex<Answers>> = Arc::default();
        let queue = Arc::clone(&answers);
        let server = HttpServer::new(move || {
            let (sender, queue) = (sender.clone(), Arc::clone(&queue));
            App::new().default_service(web::to(move |request: HttpRequest, body: web::Bytes| {
                let (sender, queue) = (sender.clone(), Arc::clone(&queue));
                async move {
                    let headers = request.headers().iter();
                    let headers = headers
                        .map(|(name, value)| {
                            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
                        })
                        .collect();
                    sender.send(Received { headers, body: body.to_vec() }).expect("the test listens");
                    let (status, retry_after) =
                        queue.lock().expect("no test panics with it").pop_front().unwrap_or((200, None));
                    let status = actix_web::http::StatusCode::from_u16(status).expect("a status");
                    let mut response = HttpResponse::build(status);
                    if let Some(secs) = retry_after {
                        response.insert_header(("Retry-After", secs.to_string()));
                    }
                    response.finish()
                }
            }))
        })
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .expect("a port is free");
        let url = format!("http://{}/hook", server.addrs()[0]);
        tokio::spawn(server.run());
        sandbox.add_webhook(Webhook { url, secret: SECRET.to_owned(), flavour });
        Self { received, answers }
    }

    pub fn answers(&self, status: u16, retry_after_secs: Option<u32>) {
        self.answers.lock().expect("no test panics with it").push_back((status, retry_after_secs));
    }

    pub async fn next(&mut self) -> Received {
        within(self.received.recv()).await.expect("the endpoint is up")
    }
}

/// The wait has an end, so that a failing test says where it stood.
pub async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("what was waited for comes in time")
}

pub fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}
