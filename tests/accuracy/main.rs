//! How well the shipped configuration reads labelled tickets: the figures are printed, and none may fall below its floor.

use preflight::cli::backtest::score::{Figures, Gold, Share};
use preflight::config::load::load;
use preflight::report::Report;
use preflight::ticket::Ticket;
use preflight::verdict::Checker;
use serde::Deserialize;

/// The labelled tickets, each file by an author of its own.
const FILES: [&str; 15] = [
    "dev", "devb", "devc", "devd", "own-a", "own-b", "own-c", "own-d", "own-e", "own-f", "own-g", "own-h",
    "own-i", "own-j", "own-k",
];

/// The least that each figure may be (and what is uncertain at most), over all files together. Raise them when the reading gets better.
const CATEGORY_MIN: f64 = 0.995;
const VERDICT_MIN: f64 = 0.982;
const ITEM_STATE_MIN: f64 = 0.985;
const ASK_PRECISION_MIN: f64 = 0.978;
const ASK_RECALL_MIN: f64 = 0.97;
const VALUE_MIN: f64 = 0.968;
const WAITS_MIN: f64 = 0.96;
const UNCERTAIN_MAX: f64 = 0.01;
const FALSE_READY: u32 = 0;
const SPOKE_WHERE_SILENCE_WAS_DUE: u32 = 0;

#[derive(Deserialize)]
struct Line {
    id: String,
    ticket: Ticket,
    gold: Gold,
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what this test is for")]
fn the_shipped_configuration_reads_labelled_tickets() {
    let config = load(None, &|_| None).expect("the shipped configuration is valid");
    let zone = jiff::tz::TimeZone::get(&config.settings.reading.time_zone).expect("a known time zone");
    let checker = Checker::new(config.checklists, zone).expect("the shipped checklists can be used");
    let mut all = Figures::default();
    for name in FILES {
        let mut figures = Figures::default();
        for line in lines(name) {
            let now = line.ticket.checked_at.expect("labelled tickets say when they were checked");
            let report: Report = checker.check(&line.ticket, now);
            figures.add(&line.gold, &report, checker.checklists());
            all.add(&line.gold, &report, checker.checklists());
            assert!(!line.id.is_empty());
        }
        println!("{name:6} {figures}");
    }
    println!("{:6} {all}", "all");
    assert!(rate(all.category) >= CATEGORY_MIN, "category {}", rate(all.category));
    assert!(rate(all.verdict) >= VERDICT_MIN, "verdict {}", rate(all.verdict));
    assert!(rate(all.item_state) >= ITEM_STATE_MIN, "item state {}", rate(all.item_state));
    assert!(rate(all.ask_precision) >= ASK_PRECISION_MIN, "ask precision {}", rate(all.ask_precision));
    assert!(rate(all.ask_recall) >= ASK_RECALL_MIN, "ask recall {}", rate(all.ask_recall));
    assert!(rate(all.value) >= VALUE_MIN, "value {}", rate(all.value));
    assert!(rate(all.waits) >= WAITS_MIN, "waits {}", rate(all.waits));
    assert!(rate(all.uncertain) <= UNCERTAIN_MAX, "uncertain {}", rate(all.uncertain));
    assert!(all.false_ready == FALSE_READY, "false ready {}", all.false_ready);
    assert!(all.spoke == SPOKE_WHERE_SILENCE_WAS_DUE, "spoke where silence was due {}", all.spoke);
}

fn rate(share: Share) -> f64 {
    share.rate().expect("the labelled tickets have some of it")
}

fn lines(name: &str) -> Vec<Line> {
    let path = format!("{}/tests/corpus/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{path}: {error}")))
        .collect()
}
