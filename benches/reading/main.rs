//! How fast tickets are read, beside the floor that a plain scan for the same phrases sets. `cargo bench` ends with a table.

mod corpus;
mod floor;
mod growth;
mod hostile;

use std::hint::black_box;
use std::time::Instant;

use divan::Bencher;
use divan::counter::ItemsCount;
use preflight::ticket::Ticket;

use crate::floor::Floor;

/// Each ticket counts with its best time of so many passes: the machine has other things to do as well.
const PASSES: usize = 7;

/// As the program does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
    // `cargo test` runs this target, too, and wants no figures.
    if std::env::args().any(|argument| argument == "--bench") {
        table();
    }
}

/// All tickets of the corpus, one after the other.
#[divan::bench]
fn tickets(bencher: Bencher) {
    let (checker, tickets) = (corpus::checker(), corpus::tickets());
    bencher
        .counter(ItemsCount::new(tickets.len()))
        .bench_local(|| tickets.iter().for_each(|ticket| drop(black_box(corpus::check(&checker, ticket)))));
}

/// The same texts, scanned for all phrases of the configuration and nothing else.
#[divan::bench]
fn plain_scan(bencher: Bencher) {
    let (floor, tickets) = (Floor::of(&corpus::checklists()), corpus::tickets());
    bencher
        .counter(ItemsCount::new(tickets.len()))
        .bench_local(|| tickets.iter().map(|ticket| floor.scan(ticket)).sum::<usize>());
}

#[expect(clippy::print_stdout, reason = "the figures are what a benchmark is for")]
fn table() {
    let (checker, tickets) = (corpus::checker(), corpus::tickets());
    let floor = Floor::of(&corpus::checklists());
    let read = Times::of(&tickets, |ticket| corpus::check(&checker, ticket));
    let scan = Times::of(&tickets, |ticket| floor.scan(ticket));
    println!("\n{} tickets, one core, each with its best of {PASSES} passes", tickets.len());
    println!("{:44} {:>12} {:>10} {:>10}", "", "tickets/s", "p50 us", "p99 us");
    println!("{:44} {read}", "reading");
    println!("{:44} {scan}", "plain scan for all phrases (the floor)");

    println!("\n{:44} {:>12} {:>10}", "growth: times the time per ticket", "reading", "floor");
    let long: Vec<Ticket> = tickets.iter().map(growth::ten_times_the_text).collect();
    let long_read = Times::of(&long, |ticket| corpus::check(&checker, ticket));
    let long_scan = Times::of(&long, |ticket| floor.scan(ticket));
    println!("{:44} {:>12.1} {:>10.1}", "10 times the text", long_read.over(&read), long_scan.over(&scan));
    for (name, own_words) in [("with words of their own", true), ("with the same words", false)] {
        let many = growth::ten_times_the_checklists(corpus::checklists(), own_words);
        let (many_floor, many_checker) = (Floor::of(&many), corpus::checker_of(many));
        let many_read = Times::of(&tickets, |ticket| corpus::check(&many_checker, ticket));
        let many_scan = Times::of(&tickets, |ticket| many_floor.scan(ticket));
        let name = format!("10 times the checklists, {name}");
        println!("{name:44} {:>12.1} {:>10.1}", many_read.over(&read), many_scan.over(&scan));
    }

    println!("\n{:44} {:>12} {:>10}", "hostile bodies of 1 MB, in ms", "reading", "floor");
    for (name, ticket) in hostile::tickets() {
        // As a ticket of each category, since each looks for other items; the slowest counts.
        let slowest = checker.checklists().categories.keys().map(|category| {
            let ticket = hostile::of_category(&ticket, category);
            Times::of(&[ticket], |ticket| corpus::check(&checker, ticket)).milliseconds()
        });
        let slowest = slowest.fold(0.0, f64::max);
        let scan = Times::of(&[ticket], |ticket| floor.scan(ticket)).milliseconds();
        println!("{name:44} {slowest:>12.1} {scan:>10.1}");
    }
}

/// Seconds per ticket, in order.
struct Times(Vec<f64>);

impl Times {
    fn of<T>(tickets: &[Ticket], work: impl Fn(&Ticket) -> T) -> Self {
        let mut best = vec![f64::MAX; tickets.len()];
        // A hostile body needs no better measurement than that.
        let passes = if tickets.len() == 1 { 2 } else { PASSES };
        for _ in 0..passes {
            for (ticket, best) in tickets.iter().zip(&mut best) {
                let start = Instant::now();
                black_box(work(ticket));
                *best = best.min(start.elapsed().as_secs_f64());
            }
        }
        best.sort_by(f64::total_cmp);
        Self(best)
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    fn over(&self, other: &Self) -> f64 {
        self.mean() / other.mean()
    }

    fn milliseconds(&self) -> f64 {
        self.mean() * 1e3
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = |share: usize| self.0[(self.0.len() - 1) * share / 100] * 1e6;
        write!(f, "{:>12.0} {:>10.1} {:>10.1}", 1.0 / self.mean(), at(50), at(99))
    }
}
