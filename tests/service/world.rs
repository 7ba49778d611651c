//! A worker with its store on disk, a helpdesk that outlives it, and a clock that is set by hand.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use preflight::clock::{Clock, ManualClock};
use preflight::config::settings::Service;
use preflight::helpdesk::{Delivery, Helpdesk};
use preflight::service::Helpdesks;
use preflight::service::breaker::Breakers;
use preflight::service::intake::Intake;
use preflight::service::judges::{Judges, Panel};
use preflight::service::replicas::Replicas;
use preflight::service::timers::Waking;
use preflight::service::turns::Turns;
use preflight::service::worker::Worker;
use preflight::store::sqlite::SqliteStore;
use preflight::store::{Store, TicketKey};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::judge::BySubject;

pub const START_SECS: i64 = 1_790_000_000;

pub struct World {
    pub desk: Arc<Desk>,
    pub worker: Arc<Worker>,
    pub waking: Arc<Waking>,
    clock: ManualClock,
    deliveries: u32,
    folder: TempDir,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = ManualClock::at(Timestamp::from_second(START_SECS).expect("a valid time"));
        let desk = Arc::new(Desk::default());
        let worker = worker(&folder, &desk, &clock);
        Self { desk, worker, waking: Arc::default(), clock, deliveries: 0, folder }
    }

    /// The process dies and another one starts: what is in memory is gone, what is on disk and in the helpdesk is not.
    pub fn restart(self) -> Self {
        let Self { desk, worker: dead, waking: _, clock, deliveries, folder } = self;
        assert_eq!(Arc::strong_count(&dead), 1, "nothing of the dead process runs on");
        drop(dead);
        let worker = worker(&folder, &desk, &clock);
        Self { desk, worker, waking: Arc::default(), clock, deliveries, folder }
    }

    /// The customer writes, and the helpdesk says so.
    pub async fn ticket(&mut self, id: &str, subject: &str) {
        self.desk.customer_writes(id, subject);
        self.webhook(id).await;
    }

    pub async fn webhook(&mut self, id: &str) {
        self.deliveries += 1;
        let intake = Intake {
            store: self.worker.store.clone(),
            waking: self.waking.clone(),
            clock: Clock::Manual(self.clock.clone()),
            meter: self.worker.meter.clone(),
        };
        let key = format!("d{}", self.deliveries);
        let delivery = Delivery { key, ticket_id: id.into(), event: "ticket_created".into() };
        intake.take("acme", delivery).await.expect("stored");
    }

    pub fn advance(&self, secs: i64) {
        self.clock.set(self.now() + SignedDuration::from_secs(secs));
    }

    pub fn now(&self) -> Timestamp {
        Clock::Manual(self.clock.clone()).now()
    }

    /// Do what is due, pass by pass. Returns how many passes there were.
    pub async fn work(&self) -> usize {
        let mut passes = 0;
        loop {
            let leases = self.worker.claim(1).await.expect("the store answers");
            let Some(lease) = leases.into_iter().next() else { return passes };
            self.worker.pass(lease, CancellationToken::new()).await;
            passes += 1;
            assert!(passes < 100, "it repeats itself");
        }
    }

    /// Begin a pass, and kill the process once the helpdesk hangs.
    pub async fn die_while_it_hangs(self) -> Self {
        let lease = self.worker.claim(1).await.expect("the store answers").remove(0);
        let worker = self.worker.clone();
        let pass = tokio::spawn(async move { worker.pass(lease, CancellationToken::new()).await });
        self.desk.hangs().await;
        pass.abort();
        assert!(pass.await.is_err_and(|error| error.is_cancelled()));
        self.restart()
    }

    pub async fn next_due_in_secs(&self) -> Option<i64> {
        let due = self.worker.store.next_due(&[]).await.expect("the store answers");
        due.map(|at| at.duration_since(self.now()).as_secs())
    }

    pub async fn verdict(&self, id: &str) -> Option<&'static str> {
        let key = TicketKey { helpdesk: "acme".into(), id: id.into() };
        let report = self.worker.store.report(&key).await.expect("the store answers");
        report.map(|report| report.verdict.name())
    }
}

fn worker(folder: &TempDir, desk: &Arc<Desk>, clock: &ManualClock) -> Arc<Worker> {
    let store: Arc<dyn Store> =
        Arc::new(SqliteStore::open(&folder.path().join("store.sqlite")).expect("the store opens"));
    Arc::new(Worker {
        helpdesks: helpdesks(desk),
        store,
        judges: Judges::of(Panel::of(Arc::new(BySubject::default()), "0123456789ab")),
        clock: Clock::Manual(clock.clone()),
        limits: Service { stop_secs: 0, ..Service::default() },
        keep_texts: true,
        breakers: Breakers::default(),
        replicas: Replicas::default(),
        turns: Turns::default(),
        meter: Arc::default(),
        rng: Mutex::new(StdRng::seed_from_u64(1)),
    })
}

pub fn helpdesks(desk: &Arc<Desk>) -> Helpdesks {
    Helpdesks::from([("acme".to_owned(), desk.clone() as Arc<dyn Helpdesk>)])
}
