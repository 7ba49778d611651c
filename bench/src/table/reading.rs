//! Reading beside a plain scan of the same texts for all phrases. `cargo bench --bench reading` tells more.

#[path = "../../../benches/reading/corpus.rs"]
#[expect(dead_code, reason = "it knows where it lies beside the other benchmark")]
mod corpus;
#[path = "../../../benches/reading/floor.rs"]
mod floor;

use std::hint::black_box;
use std::time::Instant;

use preflight::ticket::Ticket;

use crate::numbers::Spread;
use crate::server::Place;
use crate::table::paper::number;
use crate::table::plan::Plan;
use crate::table::row::{Goal, Row};

/// Each ticket counts with its best time of so many passes: the machine has other things to do as well.
const PASSES: usize = 5;

pub fn rows(place: &Place, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let tickets = corpus::tickets_in(&place.root.join("tests/corpus"));
    let (checker, floor) = (corpus::checker(), floor::Floor::of(&corpus::checklists()));
    let (mut read, mut scan, mut ratios, mut late) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.rounds.min(3) {
        let reading = times(&tickets, |ticket| corpus::check(&checker, ticket));
        let scanning = times(&tickets, |ticket| floor.scan(ticket));
        ratios.push(mean(&reading) / mean(&scanning));
        read.push(1.0 / mean(&reading));
        scan.push(1.0 / mean(&scanning));
        late.push(reading[(reading.len() - 1) * 99 / 100] * 1e3);
    }
    let beside = format!("a plain scan for all phrases: {}", number(Spread::of(scan).median, "/s"));
    Ok(vec![
        Row::new("reading.rate", "tickets read a second, one core", Spread::of(read), "/s")
            .goal(Goal::AtLeast(20_000.0))
            .beside(beside),
        Row::new("reading.ratio", "time to read a ticket", Spread::of(ratios), "times that of the scan"),
        Row::new("reading.p99", "the same: p99", Spread::of(late), "ms").goal(Goal::AtMost(1.0)),
    ])
}

/// What a delivery takes of the processor from its coming to the end of its reading, out of the rows of both; none without them.
pub fn with_intake(rows: &[Row]) -> Option<Row> {
    let row = |id: &str| rows.iter().find(|row| row.id == id);
    let intake = row("intake.cpu")?.value.median;
    let reading = 1e6 / row("reading.rate")?.value.median;
    let what = "processor time of a delivery at saturation, its ticket read as well";
    let beside =
        format!("to take it in {}, to read the ticket {}", number(intake, "µs"), number(reading, "µs"));
    Some(
        Row::new("delivery.cpu", what, Spread::of([intake + reading]), "µs")
            .goal(Goal::AtMost(60.0))
            .beside(beside),
    )
}

/// Seconds per ticket, in order.
fn times<T>(tickets: &[Ticket], work: impl Fn(&Ticket) -> T) -> Vec<f64> {
    let mut best = vec![f64::MAX; tickets.len()];
    for _ in 0..PASSES {
        for (ticket, best) in tickets.iter().zip(&mut best) {
            let start = Instant::now();
            black_box(work(ticket));
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    best.sort_by(f64::total_cmp);
    best
}

fn mean(times: &[f64]) -> f64 {
    times.iter().sum::<f64>() / times.len() as f64
}
