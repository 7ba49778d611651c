//! What a pass costs the store. To be run by hand: `cargo test --profile release-dev --test store cost -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use preflight::checklist::model::Verdict;
use preflight::report::Report;
use preflight::store::sqlite::SqliteStore;
use preflight::store::{Outcome, Store};

use crate::words::{accept, at, claim_one, item, report};

/// Passes of one measurement.
const PASSES: i64 = 1_000;
/// Measurements: the store grows from each to the next.
const ROUNDS: i64 = 5;
/// Items of a checklist, as long ones have.
const ITEMS: usize = 12;

/// Each finds something else than the pass before it: the dearest kind.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it only tells figures"]
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
async fn what_the_end_of_a_pass_costs() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("store.sqlite")).expect("the store opens");
    for round in 0..ROUNDS {
        let mut took = Duration::ZERO;
        for number in 0..PASSES {
            let secs = round * PASSES + number;
            let id = format!("t{}", secs % (2 * PASSES));
            accept(&store, &format!("d{secs}"), &id, secs).await;
            let lease = claim_one(&store, secs).await;
            let outcome = found(secs);
            let started = Instant::now();
            store.finish(&lease, outcome, at(secs)).await.expect("finished");
            took += started.elapsed();
        }
        let bytes = std::fs::metadata(folder.path().join("store.sqlite")).expect("it is there").len();
        let micros = took.as_micros() / PASSES.unsigned_abs() as u128;
        println!("passes {:>6}: {micros} µs each, file {} kB", (round + 1) * PASSES, bytes / 1_024);
    }
}

fn found(secs: i64) -> Outcome {
    let verdict = if secs / 2_000 % 2 == 0 { Verdict::Incomplete } else { Verdict::Ready };
    let mut report = Report { checked_at: at(secs), ..report(verdict) };
    for number in 0..ITEMS {
        let state = if number % 3 == 0 { "missing" } else { "present" };
        report.items.extend([item(&format!("item_number_{number}"), state)]);
    }
    Outcome { report: Some(report), ..Outcome::default() }
}
