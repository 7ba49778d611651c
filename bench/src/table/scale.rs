//! Replicas over one PostgreSQL: what they take and work off together, and what each share of it costs. Replicas and database
//! have one core together, so that the sum can't rise with their number: what it costs to be several is what is seen.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::helpdesk::fields;
use crate::numbers::Spread;
use crate::server::helpdesk::Helpdesk;
use crate::server::load::{Load, load};
use crate::server::postgres::Postgres;
use crate::server::preflight::{self, Setting, Store};
use crate::server::{Place, Server};
use crate::table::intake::{CONNECTIONS, full};
use crate::table::paper::number;
use crate::table::pass::passes_done;
use crate::table::plan::Plan;
use crate::table::row::Row;

/// A number of replicas, with the names of its rows.
const SIZES: [(u32, &str, &str); 3] = [
    (1, "scale.intake.1", "scale.passes.1"),
    (2, "scale.intake.2", "scale.passes.2"),
    (4, "scale.intake.4", "scale.passes.4"),
];

/// Tickets that one replica's load begins after another's.
const TICKETS_APART: u64 = 100_000_000;
/// Between two looks at how many passes there were.
const LOOK: Duration = Duration::from_millis(100);
const WORK_SECS_MAX: Duration = Duration::from_secs(120);

/// How much was done in a second, and what one of it took.
#[derive(Clone, Copy)]
struct Pace {
    per_second: f64,
    replicas_us: f64,
    database_us: f64,
}

pub fn rows(place: &Place, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (replicas, intake, passes) in SIZES {
        let (mut taken, mut worked) = (Vec::new(), Vec::new());
        for _ in 0..plan.rounds.min(3) {
            taken.push(take(place, plan, replicas)?);
            worked.push(work(place, plan, replicas)?);
        }
        let what = match replicas {
            1 => "1 replica on PostgreSQL".to_owned(),
            more => format!("{more} replicas on PostgreSQL"),
        };
        rows.push(row(intake, format!("{what}: deliveries"), &taken, "a delivery"));
        rows.push(row(passes, format!("{what}: passes"), &worked, "a pass"));
        for row in &rows[rows.len() - 2..] {
            eprintln!("  {}: {:.0}/s, {}", row.what, row.value.median, row.beside);
        }
    }
    Ok(rows)
}

fn row(id: &'static str, what: String, paces: &[Pace], of_what: &str) -> Row {
    let median = |pick: &dyn Fn(&Pace) -> f64| number(Spread::of(paces.iter().map(pick)).median, "µs");
    let beside = format!(
        "{of_what} takes {} of the replicas and {} of PostgreSQL",
        median(&|pace| pace.replicas_us),
        median(&|pace| pace.database_us)
    );
    Row::new(id, what, Spread::of(paces.iter().map(|pace| pace.per_second)), "/s").beside(beside)
}

/// As many deliveries as there can be, for each replica its own.
fn take(place: &Place, plan: &Plan, count: u32) -> anyhow::Result<Pace> {
    let postgres = Postgres::start(place)?;
    let replicas = start(place, &postgres, count, None)?;
    let before = spent(&replicas, &postgres)?;
    let loaded = thread::scope(|scope| {
        let loads = (0_u64..).zip(&replicas).map(|(index, replica)| {
            let first_ticket = TICKETS_APART * (index + 1);
            let load_of = Load { connections: CONNECTIONS / count, first_ticket, ..full(plan) };
            scope.spawn(move || load(place, replica, &load_of))
        });
        let loads: Vec<_> = loads.collect();
        loads
            .into_iter()
            .map(|load| load.join().expect("it does not panic"))
            .collect::<anyhow::Result<Vec<_>>>()
    })?;
    let after = spent(&replicas, &postgres)?;
    let answers = || loaded.iter().map(|loaded| &loaded.answers);
    ensure!(answers().all(|answers| answers.refused + answers.broken == 0), "not all was taken");
    let answered: u64 = answers().map(|answers| answers.answered).sum();
    stop(replicas)?;
    Ok(Pace::of(answers().map(|answers| answers.rate).sum(), answered, before, after))
}

/// Tickets that are all due at once, worked on until none is left.
fn work(place: &Place, plan: &Plan, count: u32) -> anyhow::Result<Pace> {
    let postgres = Postgres::start(place)?;
    let intake = start(place, &postgres, 1, None)?;
    let seed = Load {
        deliveries: Some(plan.tickets as u64),
        first_ticket: 1,
        warm_secs: 0.0,
        secs: 60.0,
        ..full(plan)
    };
    load(place, intake.first().context("there is one")?, &seed)?;
    stop(intake)?;
    let helpdesk = Helpdesk::start(place, 1, plan.tickets)?;
    let replicas = start(place, &postgres, count, Some(&helpdesk))?;
    let before = spent(&replicas, &postgres)?;
    let per_second = watch(&replicas, plan.tickets as f64)?;
    let after = spent(&replicas, &postgres)?;
    stop(replicas)?;
    Ok(Pace::of(per_second, plan.tickets as u64, before, after))
}

/// Passes a second, from the first look at which there were some to the last of so many.
fn watch(replicas: &[Server], passes: f64) -> anyhow::Result<f64> {
    let (begun, mut first) = (Instant::now(), None::<(Instant, f64)>);
    loop {
        // A replica that has made none yet tells of none.
        let done: f64 = replicas.iter().map(|replica| passes_done(replica).unwrap_or_default()).sum();
        let now = Instant::now();
        if let Some((at, count)) = first.filter(|_| done >= passes) {
            return Ok((done - count) / (now - at).as_secs_f64());
        }
        if done > 0.0 && first.is_none() {
            first = Some((now, done));
        }
        ensure!(begun.elapsed() < WORK_SECS_MAX, "{done} passes were made, not {passes}");
        thread::sleep(LOOK);
    }
}

fn start(
    place: &Place,
    postgres: &Postgres,
    count: u32,
    helpdesk: Option<&Helpdesk>,
) -> anyhow::Result<Vec<Server>> {
    let (url, none) = (postgres.url(), BTreeMap::new());
    let of_helpdesk = fields()?;
    let setting = Setting {
        mode: if helpdesk.is_some() { "live" } else { "off" },
        helpdesk: helpdesk.map(|helpdesk| helpdesk.address),
        fields: if helpdesk.is_some() { &of_helpdesk } else { &none },
        store: Store::Postgres(&url),
        pinned: true,
    };
    (0..count)
        .map(|index| preflight::start(place, &place.folder(&format!("replica-{index}"))?, &setting))
        .collect()
}

fn stop(replicas: Vec<Server>) -> anyhow::Result<()> {
    replicas.into_iter().try_for_each(Server::stop)
}

/// Processor time of the replicas, and of the database.
fn spent(replicas: &[Server], postgres: &Postgres) -> anyhow::Result<(Duration, Duration)> {
    let mut cpu = Duration::ZERO;
    for replica in replicas {
        cpu += replica.usage()?.cpu;
    }
    Ok((cpu, postgres.usage()?.cpu))
}

impl Pace {
    fn of(per_second: f64, done: u64, before: (Duration, Duration), after: (Duration, Duration)) -> Self {
        let of_one = |cpu: Duration| cpu.as_secs_f64() * 1e6 / done.max(1) as f64;
        Self { per_second, replicas_us: of_one(after.0 - before.0), database_us: of_one(after.1 - before.1) }
    }
}
