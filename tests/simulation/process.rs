//! The process that is tested: the real worker over its store, which may die at any step and is started anew.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use preflight::clock::{Clock, ManualClock};
use preflight::config::settings::Service;
use preflight::helpdesk::Helpdesk;
use preflight::service::Helpdesks;
use preflight::service::breaker::Breakers;
use preflight::service::intake::Intake;
use preflight::service::judge::Rules;
use preflight::service::judges::{Judges, Panel};
use preflight::service::replicas::Replicas;
use preflight::service::timers::Waking;
use preflight::service::turns::Turns;
use preflight::service::watch::Watch;
use preflight::service::worker::Worker;
use preflight::store::Store;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::desk::Desk;
use crate::ledger::Ledger;
use crate::shelf::Shelf;
use crate::stage::Stage;
use crate::storage::Storage;

/// Longer than any run takes, so that no pass extends its lease by real time.
const LEASE_SECS: u64 = 300;

/// What outlives the process.
pub struct Ground {
    pub seed: u64,
    pub stage: Arc<Stage>,
    pub desk: Arc<Desk>,
    pub ledger: Arc<Ledger>,
    pub rules: Arc<Rules>,
    pub storage: Storage,
    clock: ManualClock,
    /// How far the process's clock is ahead of the helpdesk's.
    ahead: SignedDuration,
}

pub struct Process {
    pub worker: Arc<Worker>,
    pub intake: Intake,
    pub watch: Watch,
}

impl Ground {
    pub fn new(seed: u64, desk: Arc<Desk>, rules: Arc<Rules>, storage: Storage) -> Self {
        let (stage, ledger) = (Arc::clone(&desk.stage), Arc::clone(&desk.ledger));
        let clock = ManualClock::at(desk.now());
        Self { seed, stage, desk, ledger, rules, storage, clock, ahead: SignedDuration::ZERO }
    }

    /// A process that starts, or that is started after one that died.
    pub async fn start(&self) -> Process {
        let store: Arc<dyn Store> = Arc::new(Shelf {
            store: self.storage.open().await,
            stage: Arc::clone(&self.stage),
            ledger: Arc::clone(&self.ledger),
            weather: self.desk.weather,
        });
        if self.storage.frees_leases() {
            self.ledger.forgets_leases();
        }
        let desk = Arc::clone(&self.desk) as Arc<dyn Helpdesk>;
        let worker = Arc::new(Worker {
            helpdesks: Helpdesks::from([("acme".to_owned(), desk)]),
            store: Arc::clone(&store),
            judges: Judges::of(Panel::of(Arc::clone(&self.rules) as Arc<_>, "simulated")),
            clock: self.clock(),
            limits: Service { lease_secs: LEASE_SECS, ..Service::default() },
            keep_texts: self.seed.is_multiple_of(2),
            breakers: Breakers::default(),
            replicas: Replicas::default(),
            turns: Turns::default(),
            meter: Arc::default(),
            rng: Mutex::new(StdRng::seed_from_u64(self.seed)),
        });
        let waking = Arc::new(Waking::default());
        let intake = Intake { store, waking, clock: self.clock(), meter: Arc::clone(&worker.meter) };
        let watch = Watch::new(&worker).await;
        Process { worker, intake, watch }
    }

    pub fn clock(&self) -> Clock {
        Clock::Manual(self.clock.clone())
    }

    pub fn now(&self) -> Timestamp {
        self.clock().now()
    }

    /// Time passes for everybody.
    pub fn pass_secs(&self, secs: i64) {
        self.desk.state().now += SignedDuration::from_secs(secs);
        self.clock.set(self.desk.now() + self.ahead);
    }

    /// The process's clock is set, the helpdesk's is not.
    pub fn set_ahead(&mut self, ahead: SignedDuration) {
        self.ahead = ahead;
        self.pass_secs(0);
        self.stage.say(format!("the clock is set: {ahead:#} ahead"));
    }
}
