//! The whole service on a socket, and a client that speaks HTTP to it.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use preflight::app::{self, Listeners, Parts, Running};
use preflight::clock::Clock;
use preflight::config::settings::{Api, Log, Reading, Service, Settings, StoreSettings};
use preflight::config::traces::Traces;
use preflight::helpdesk::Helpdesk;
use preflight::http::api::access::Access;
use preflight::http::limits::Limits;
use preflight::reply::policy::Policy;
use preflight::service::Helpdesks;
use preflight::service::judges::Panel;
use preflight::store::sqlite::SqliteStore;
use reqwest::{Client, Method, RequestBuilder, Response};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::judge::BySubject;
use crate::world::helpdesks;

pub struct Site {
    pub desk: Arc<Desk>,
    running: Running,
    api_address: Option<SocketAddr>,
    stop: CancellationToken,
    client: Client,
    folder: TempDir,
}

impl Site {
    pub fn start() -> Self {
        Self::start_within(Limits::default())
    }

    pub fn start_within(limits: Limits) -> Self {
        let desk = Arc::new(Desk::default());
        Self::start_with(limits, desk.clone(), helpdesks(&desk), Access::Off, None)
    }

    /// With an API.
    pub fn start_open_to(access: Access) -> Self {
        let desk = Arc::new(Desk::default());
        Self::start_with(Limits::default(), desk.clone(), helpdesks(&desk), access, None)
    }

    /// With a listener that the API has for itself.
    pub fn start_apart() -> Self {
        let desk = Arc::new(Desk::default());
        let access = Access::Tokens(Vec::new());
        let api = TcpListener::bind("127.0.0.1:0").expect("a port");
        Self::start_with(Limits::default(), desk.clone(), helpdesks(&desk), access, Some(api))
    }

    /// With a helpdesk of the program's own in place of the one in memory.
    pub fn start_before(helpdesk: impl Helpdesk + 'static) -> Self {
        let helpdesk: Arc<dyn Helpdesk> = Arc::new(helpdesk);
        let helpdesks = Helpdesks::from([("acme".to_owned(), helpdesk)]);
        Self::start_with(Limits::default(), Arc::default(), helpdesks, Access::Off, None)
    }

    fn start_with(
        limits: Limits,
        desk: Arc<Desk>,
        helpdesks: Helpdesks,
        access: Access,
        api: Option<TcpListener>,
    ) -> Self {
        install_tls();
        let folder = tempfile::tempdir().expect("a folder");
        let stop = CancellationToken::new();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let parts = Parts {
            helpdesks,
            store: Arc::new(SqliteStore::open(&folder.path().join("store.sqlite")).expect("it opens")),
            judges: Panel::of(Arc::new(BySubject::default()), ""),
            clock: Clock::System,
            access,
            source: None,
            seed: 1,
        };
        let settings = settings();
        let api_address = api.as_ref().map(|api| api.local_addr().expect("it is bound"));
        let listeners = Listeners { webhooks: listener, api };
        let running =
            app::start_within(limits, &settings, parts, listeners, stop.clone()).expect("it starts");
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { desk, running, api_address, stop, client, folder }
    }

    pub fn store_path(&self) -> PathBuf {
        self.folder.path().join("store.sqlite")
    }

    /// A delivery as the helpdesk signs it; the test may spoil it before it is sent.
    pub fn delivery(&self, key: &str, ticket_id: &str) -> RequestBuilder {
        self.post("/webhooks/acme")
            .header("x-signature", "good")
            .header("content-type", "application/json; charset=utf-8")
            .body(format!(r#"{{"key":"{key}","ticket_id":"{ticket_id}"}}"#))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("http://{}{path}", self.running.address))
    }

    pub async fn get(&self, path: &str) -> Response {
        let address = format!("http://{}{path}", self.running.address);
        self.client.get(address).send().await.expect("an answer")
    }

    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.running.address))
    }

    pub fn address(&self) -> SocketAddr {
        self.running.address
    }

    pub fn api_address(&self) -> SocketAddr {
        self.api_address.expect("it was started so")
    }

    /// Wait until nothing is due and nobody works.
    pub async fn rests(&self) {
        let resting = async {
            while self.running.store.next_due(&[]).await.expect("the store answers").is_some() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), resting).await.expect("the work ends");
    }

    pub async fn stop(self) -> TempDir {
        self.stop.cancel();
        drop(self.client);
        self.running.ended().await.expect("it ends well");
        self.folder
    }
}

/// A second installation is an error, and tests of one process share it.
pub fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn settings() -> Settings {
    Settings {
        service: Service { body_bytes_max: 1_024, stop_secs: 1, ..Service::default() },
        store: StoreSettings::default(),
        helpdesks: IndexMap::new(),
        policy: Policy::default(),
        reading: Reading::default(),
        api: Api::default(),
        log: Log::default(),
        traces: Traces::default(),
    }
}
