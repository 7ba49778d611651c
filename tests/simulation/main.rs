//! The service against everything that can go wrong, from one seed: the real worker, store, plan and checks over a
//! helpdesk that is simulated, with people who act, requests that get lost, and a process that dies at any step.
//!
//! `PREFLIGHT_SIMULATION_SEEDS=10000` runs so many seeds, `PREFLIGHT_SIMULATION_SEED=7` runs this one and shows its trace.

mod actor;
mod check;
#[path = "../postgres/cluster.rs"]
mod cluster;
mod desk;
mod fault;
mod helpdesk;
mod ledger;
mod process;
mod rules;
mod run;
mod script;
mod shelf;
mod stage;
mod storage;
mod ticket;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::run::Story;
use crate::storage::Storage;

const SEEDS: u64 = 300;
/// Over a database each takes longer.
const SHARED_SEEDS: u64 = 20;
/// Of a failing run, the lines that are shown; its own seed shows all.
const LINES_SHOWN: usize = 60;

#[test]
fn whatever_goes_wrong_every_ticket_ends_as_if_nothing_had() {
    let seeds = number("PREFLIGHT_SIMULATION_SEEDS").unwrap_or(SEEDS);
    live_through(seeds, &|runtime, seed| live(runtime, seed));
}

/// `PREFLIGHT_SIMULATION_SHARED=1000` runs so many seeds.
#[test]
fn three_replicas_that_share_a_database_come_to_the_same() {
    let Some(cluster) = cluster::shared() else { return };
    let seeds = number("PREFLIGHT_SIMULATION_SHARED").unwrap_or(SHARED_SEEDS);
    live_through(seeds, &|runtime, seed| {
        let url = runtime.block_on(cluster.database());
        let story = runtime.block_on(run::run(seed, Storage::Database(url.clone())));
        let name = url.rsplit('/').next().expect("a name").to_owned();
        runtime.block_on(cluster.execute("postgres", &format!("DROP DATABASE {name} WITH (FORCE)")));
        story
    });
}

/// So many seeds, on all processors; the first one that does not hold is shown.
fn live_through(seeds: u64, live: &(dyn Fn(&Runtime, u64) -> Story + Sync)) {
    if let Some(seed) = number("PREFLIGHT_SIMULATION_SEED") {
        let story = live(&runtime(), seed);
        let trace = story.trace.join("\n");
        assert!(story.broken.is_empty(), "{trace}\nseed {seed}: {:#?}", story.broken);
        panic!("{trace}\nseed {seed} holds; this is its trace");
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicU64::new(number("PREFLIGHT_SIMULATION_FROM").unwrap_or(0));
    let last = next.load(Ordering::Relaxed) + seeds;
    let mut broken: Vec<(u64, Story)> = std::thread::scope(|scope| {
        let work = || {
            let runtime = runtime();
            let mut broken = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= last {
                    return broken;
                }
                let story = live(&runtime, seed);
                if !story.broken.is_empty() {
                    next.store(last, Ordering::Relaxed);
                    broken.push((seed, story));
                }
            }
        };
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().flat_map(|thread| thread.join().expect("a run does not panic")).collect()
    });
    broken.sort_by_key(|(seed, _)| *seed);
    if let Some((seed, story)) = broken.first() {
        let from = story.trace.len().saturating_sub(LINES_SHOWN);
        let trace = story.trace[from..].join("\n");
        panic!("{trace}\nseed {seed}: {:#?}\nall of it: PREFLIGHT_SIMULATION_SEED={seed}", story.broken);
    }
}

#[test]
fn a_seed_is_lived_through_again_exactly() {
    let runtime = runtime();
    for seed in 0..30 {
        let (once, again) = (live(&runtime, seed), live(&runtime, seed));
        let differs = once.trace.iter().zip(&again.trace).find(|(one, other)| one != other);
        assert_eq!(differs, None, "seed {seed}");
        assert_eq!(once.trace.len(), again.trace.len(), "seed {seed}");
    }
}

fn live(runtime: &Runtime, seed: u64) -> Story {
    let folder = folder();
    runtime.block_on(run::run(seed, Storage::File(folder.path().join("store.sqlite"))))
}

/// Time is real and nothing waits for it. Paused it would jump ahead while the store's thread works.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// In memory where there is such a place: a commit's way to the disk is no part of this.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a folder")
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}
