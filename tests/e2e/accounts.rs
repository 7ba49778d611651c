//! Two accounts in one deployment: everyone's rules are the shipped ones, and the second account has its own.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use preflight::app::reload::Source;
use preflight::app::{self, Parts, Running, build};
use preflight::clock::Clock;
use preflight::config::load::load;
use preflight::http::api::access::Access;
use preflight::report::Report;
use preflight::sandbox::Sandbox;
use preflight::sandbox::people::NewTicket;
use preflight::sandbox::settings::Settings;
use preflight::sandbox::view::TicketView;
use preflight::sandbox::webhook::{Flavour, Webhook};
use preflight::service::reloading::Reloading;
use preflight::store::TicketKey;
use preflight::store::sqlite::SqliteStore;
use reqwest::Client;
use serde_json::Value;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::desk::comments;

/// Nothing that a story waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(60);
const CLIENT_SECRET: &str = "client-secret-of-both";
const WEBHOOK_SECRET: &str = "webhook-secret-of-both";

pub struct Accounts {
    pub us: Sandbox,
    pub eu: Sandbox,
    running: Running,
    reloading: Arc<Reloading>,
    stop: CancellationToken,
    folder: TempDir,
}

impl Accounts {
    pub fn open() -> Self {
        // A second installation is an error, and the tests of one process share it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let (us, eu) = (sandbox(), sandbox());
        let service = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = service.local_addr().expect("it is bound");
        for (name, sandbox) in [("us", &us), ("eu", &eu)] {
            let url = format!("http://{address}/webhooks/{name}");
            let secret = WEBHOOK_SECRET.to_owned();
            sandbox.add_webhook(Webhook { url, secret, flavour: Flavour::Trigger });
        }
        let dir = folder.path().join("etc");
        fs::create_dir_all(dir.join("accounts")).expect("made");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/accounts/eu"), &dir.join("accounts/eu"));
        fs::write(dir.join("preflight.yaml"), settings(&us, &eu)).expect("written");
        let config = load(Some(&dir), &secret).expect("the configuration is in order");
        let reloading = Arc::new(Reloading::default());
        let parts = Parts {
            helpdesks: build::helpdesks(&config, &secret).expect("the accounts can be used"),
            store: Arc::new(SqliteStore::open(&folder.path().join("store.sqlite")).expect("it opens")),
            judges: build::panel(&config).expect("the rules can be used"),
            clock: Clock::System,
            access: Access::Loopback,
            source: Some(Source { path: dir, lookup: secret, reloading: Arc::clone(&reloading) }),
            seed: 1,
        };
        let stop = CancellationToken::new();
        let running = app::start(&config.settings, parts, service.into(), stop.clone()).expect("it starts");
        Self { us, eu, running, reloading, stop, folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("etc").join(name)
    }

    /// Have the configuration read now, and wait until it was.
    pub async fn reload(&self) {
        self.reloading.ask_and_wait().await;
    }

    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let looking = async {
            let mut look = tokio::time::interval(Duration::from_millis(10));
            while !holds().await {
                look.tick().await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, looking).await.is_ok(), "waited in vain until {what}");
    }

    /// The report on a ticket that was just opened, once its pass has ended, and the ticket as it is then.
    pub async fn opens(&self, name: &str, ticket: NewTicket) -> (Report, TicketView) {
        let sandbox = if name == "us" { &self.us } else { &self.eu };
        let id = sandbox.customer_opens(ticket);
        let key = TicketKey { helpdesk: name.to_owned(), id: id.to_string() };
        let report = async || self.running.store.report(&key).await.expect("the store answers");
        self.until("it is checked", async || report().await.is_some()).await;
        (report().await.expect("as seen"), sandbox.ticket(id).expect("it is there"))
    }

    pub async fn get(&self, path: &str) -> String {
        let url = format!("http://{}{path}", self.running.address);
        client().get(url).send().await.expect("an answer").text().await.expect("a text")
    }

    pub async fn ask(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path).await).expect("JSON")
    }

    /// A dry run.
    pub async fn check(&self, query: &str, body: &Value) -> Value {
        let url = format!("http://{}/api/v1/check{query}", self.running.address);
        client().post(url).json(body).send().await.expect("an answer").json().await.expect("JSON")
    }

    pub async fn post(&self, path: &str) -> Value {
        let url = format!("http://{}{path}", self.running.address);
        client().post(url).send().await.expect("an answer").json().await.expect("JSON")
    }

    pub async fn close(self) {
        self.stop.cancel();
        self.running.ended().await.expect("it stops in good order");
        self.us.stop().await;
        self.eu.stop().await;
    }
}

/// An order that never came, from a customer of their own.
pub fn order(number: usize) -> NewTicket {
    NewTicket {
        subject: "Order missing".into(),
        body: "Our TikTok order 577960875603559534 never came over.".into(),
        email: format!("customer-{number}@shop.example"),
        ..NewTicket::default()
    }
}

/// What the customer was asked, if anything.
pub fn asked(ticket: &TicketView) -> Option<&str> {
    comments(ticket).first().map(|comment| comment.body.as_str())
}

fn sandbox() -> Sandbox {
    let settings = Settings {
        client_secret: CLIENT_SECRET.into(),
        requests_per_minute: u32::MAX,
        account_updates_per_minute: u32::MAX,
        ..Settings::default()
    };
    Sandbox::start(settings, TcpListener::bind("127.0.0.1:0").expect("a port is free")).expect("it starts")
}

fn settings(us: &Sandbox, eu: &Sandbox) -> String {
    let account = |name: &str, sandbox: &Sandbox, more: &str| {
        format!(
            "  {name}:\n    zendesk:\n      url: {}\n{more}      \
             auth: {{oauth: {{client_id: preflight, client_secret: {{env: CLIENT_SECRET}}}}}}\n      \
             webhook_secrets: [{{env: WEBHOOK_SECRET}}]\n",
            sandbox.url()
        )
    };
    format!(
        "service: {{stop_secs: 0, gap_fill_secs: 0}}\npolicy: {{mode: live}}\nhelpdesks:\n{}{}",
        account("us", us, ""),
        account("eu", eu, "      rules: accounts/eu\n")
    )
}

fn secret(name: &str) -> Option<String> {
    match name {
        "CLIENT_SECRET" => Some(CLIENT_SECRET.to_owned()),
        "WEBHOOK_SECRET" => Some(WEBHOOK_SECRET.to_owned()),
        _ => None,
    }
}

fn client() -> Client {
    Client::builder().no_proxy().build().expect("a client")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("it is in the repository") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}
