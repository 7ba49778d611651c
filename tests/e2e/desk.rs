//! A helpdesk with Preflight beside it, started as the demonstration starts them, and a clock that is set by hand.

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use preflight::cli::demo::stage::{Scene, Stage, key};
use preflight::clock::{Clock, ManualClock};
use preflight::config::load::{Config, load};
use preflight::config::settings::Settings;
use preflight::reply::stance::Why;
use preflight::sandbox::Sandbox;
use preflight::sandbox::delivery::Outcome;
use preflight::sandbox::edit::Upload;
use preflight::sandbox::fault::Op;
use preflight::sandbox::people::NewTicket;
use preflight::sandbox::settings::Settings as SandboxSettings;
use preflight::sandbox::view::{CommentView, TicketView, Writer};
use preflight::sandbox::webhook::Flavour;
use preflight::store::Store;
use tempfile::TempDir;

/// Nothing that a story waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Leases run out and waiting tickets come due beyond this; what is due before it is work that is not done.
const SOON_SECS: i64 = 120;

pub struct Desk {
    pub sandbox: Sandbox,
    pub clock: ManualClock,
    pub config: Config,
    stage: Stage,
    _folder: TempDir,
}

impl Desk {
    pub fn open() -> Self {
        Self::open_with(Flavour::Trigger)
    }

    pub fn open_with(flavour: Flavour) -> Self {
        Self::set_up(flavour, |_| {})
    }

    /// With settings that are other than the shipped ones.
    pub fn set_to(change: impl FnOnce(&mut Settings)) -> Self {
        Self::set_up(Flavour::Trigger, change)
    }

    /// The same, told of every event, so that tags are heard of at once.
    pub fn told_of_events(change: impl FnOnce(&mut Settings)) -> Self {
        Self::set_up(Flavour::Events, change)
    }

    fn set_up(flavour: Flavour, change: impl FnOnce(&mut Settings)) -> Self {
        // A second installation is an error, and the tests of one process share it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = load(None, &|_| None).expect("what is compiled in is in order");
        change(&mut config.settings);
        // A Tuesday morning.
        let clock = ManualClock::at("2026-03-03T15:04:05Z".parse().expect("a time"));
        let port = || TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let scene = Scene {
            clock: Clock::Manual(clock.clone()),
            flavour,
            page: port(),
            service: port(),
            store: folder.path().join("store.sqlite"),
            sandbox: SandboxSettings { rising_stamps: true, ..SandboxSettings::default() },
        };
        let stage = Stage::start(&config, scene).expect("helpdesk and service start");
        Self { sandbox: stage.sandbox.clone(), clock, config, stage, _folder: folder }
    }

    /// The example of this name, as a customer sends it.
    pub fn example(&self, name: &str) -> NewTicket {
        let example = self.config.examples.iter().find(|example| example.name == name);
        NewTicket::from(&example.expect("the example is shipped").ticket)
    }

    /// The ticket once nothing more is to be done about it.
    pub async fn opens(&self, ticket: NewTicket) -> TicketView {
        let id = self.sandbox.customer_opens(ticket);
        self.quiet(id).await
    }

    pub async fn replies(&self, id: u64, body: &str, files: &[&str]) -> TicketView {
        let answered =
            self.sandbox.customer_replies(id, body, files.iter().map(|name| picture(name)).collect());
        self.quiet(answered.expect("the ticket is there")).await
    }

    /// Wait until every delivery has met its fate and the service has nothing left to do.
    pub async fn quiet(&self, id: u64) -> TicketView {
        self.until("it becomes quiet", async || {
            let deliveries = self.sandbox.all_deliveries();
            let is_told = deliveries.iter().all(|delivery| delivery.outcome != Outcome::Pending);
            let due = self.stage.service.store.next_due(&[]).await.expect("the store answers");
            is_told && due.is_none_or(|at| at > self.now() + SignedDuration::from_secs(SOON_SECS))
        })
        .await;
        self.sandbox.ticket(id).expect("the ticket is there")
    }

    /// The same while a timer is close.
    pub async fn quiet_but_for_timers(&self, id: u64) -> TicketView {
        self.until("it becomes quiet", async || {
            let deliveries = self.sandbox.all_deliveries();
            let is_told = deliveries.iter().all(|delivery| delivery.outcome != Outcome::Pending);
            let counts = self.stage.service.store.counts(self.now()).await.expect("the store answers");
            is_told && counts.due == 0 && counts.leased == 0
        })
        .await;
        self.sandbox.ticket(id).expect("the ticket is there")
    }

    /// Look until it holds: the sandbox tells of its own changes, but not of those in the service's store.
    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let looking = async {
            let mut look = tokio::time::interval(Duration::from_millis(5));
            while !holds().await {
                look.tick().await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, looking).await;
        assert!(in_time.is_ok(), "waited in vain until {what}: {:#?}", self.sandbox.all_deliveries());
    }

    /// Why less was said than the verdict calls for.
    pub async fn silence(&self, id: u64) -> Option<&'static str> {
        let decision = self.stage.service.store.decision(&key(id)).await.expect("the store answers");
        decision.and_then(|decision| decision.why).map(Why::name)
    }

    /// What the service answers at this address.
    pub async fn page(&self, path: &str) -> String {
        let url = format!("http://{}{path}", self.stage.service.address);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        client.get(url).send().await.expect("an answer").text().await.expect("a text")
    }

    pub fn store(&self) -> &dyn Store {
        self.stage.service.store.as_ref()
    }

    pub async fn verdict(&self, id: u64) -> Option<&'static str> {
        let report = self.stage.service.store.report(&key(id)).await.expect("the store answers");
        report.map(|report| report.verdict.name())
    }

    pub fn now(&self) -> Timestamp {
        Clock::Manual(self.clock.clone()).now()
    }

    pub fn later(&self, secs: i64) {
        self.clock.set(self.now() + SignedDuration::from_secs(secs));
    }

    /// How often the API was asked for this, and with what it answered.
    pub fn requests(&self, op: Op) -> Vec<Option<u16>> {
        let requests = self.sandbox.requests();
        requests.iter().filter(|entry| entry.op == Some(op)).map(|entry| entry.status).collect()
    }

    pub fn store_path(&self) -> PathBuf {
        self._folder.path().join("store.sqlite")
    }

    /// The end of every story: no fault is left over, and the service stops in good order.
    pub async fn close(self) {
        assert!(self.sandbox.faults().are_spent(), "a fault was never met");
        self.stage.stop().await.expect("it stops in good order");
    }
}

/// What the customer was told, oldest first.
pub fn comments(ticket: &TicketView) -> Vec<&CommentView> {
    ticket.comments_of(Writer::Preflight).filter(|comment| comment.public).collect()
}

pub fn notes(ticket: &TicketView) -> Vec<&CommentView> {
    ticket.comments_of(Writer::Preflight).filter(|comment| !comment.public).collect()
}

pub fn picture(name: &str) -> Upload {
    Upload {
        file_name: name.to_owned(),
        content_type: "image/png".to_owned(),
        size: 180_000,
        ..Upload::default()
    }
}
