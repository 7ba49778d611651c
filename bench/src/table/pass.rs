//! Passes beside the same calls by bare reqwest, and how long a customer waits for the answer.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};

use crate::calls::Made;
use crate::helpdesk::fields;
use crate::numbers::Spread;
use crate::server::helpdesk::{Helpdesk, make_calls};
use crate::server::load::{Load, load};
use crate::server::preflight::{self, PATH, SECRET, Setting, Store};
use crate::server::{Place, Server, get};
use crate::table::intake::{full, start_intake};
use crate::table::paper::number;
use crate::table::plan::Plan;
use crate::table::row::{Goal, Row};

/// Tickets that Preflight works on at the same time by default.
const WORKERS: usize = 4;

/// What one run over some due tickets came to.
pub struct Passes {
    pub per_second: f64,
    pub cpu_us: f64,
    pub memory_mb: f64,
    pub calls: Vec<(String, String)>,
}

pub fn rows(place: &Place, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let (mut ours, mut bare, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..plan.rounds {
        let folder = place.folder("passes")?;
        let passes = run(place, plan, &folder, 1, plan.tickets)?;
        let per_second = |made: &Made| made.tickets as f64 / made.secs;
        for side in [&mut bare, &mut again] {
            let helpdesk = Helpdesk::start(place, 1, plan.tickets)?;
            side.push(make_calls(place, &helpdesk, &passes.calls, WORKERS)?);
        }
        ours.push(passes);
        eprintln!(
            "  round {}: {:.0} passes/s, {:.0} µs | {} calls by reqwest {:.0}, {:.0} tickets/s",
            round + 1,
            ours[round].per_second,
            ours[round].cpu_us,
            bare[round].calls,
            per_second(&bare[round]),
            per_second(&again[round])
        );
    }
    let rate = |made: &Made| made.tickets as f64 / made.secs;
    let both = |index: usize| (rate(&bare[index]) + rate(&again[index])) / 2.0;
    let rounds = 0..ours.len();
    let ratio = Spread::of(rounds.clone().map(|index| ours[index].per_second / both(index)));
    let noise = Spread::of(rounds.clone().map(|index| rate(&again[index]) / rate(&bare[index])));
    let calls = bare.first().map_or(0.0, |made| made.calls as f64 / made.tickets.max(1) as f64);
    let cpu = Spread::of(ours.iter().map(|passes| passes.cpu_us));
    let bare_cpu = Spread::of(bare.iter().map(|made| made.cpu_secs * 1e6 / made.tickets.max(1) as f64));
    let beside = format!(
        "Preflight {}, bare reqwest {}, both with {calls:.1} calls for each ticket, {WORKERS} tickets at a time",
        number(Spread::of(ours.iter().map(|passes| passes.per_second)).median, "/s"),
        number(Spread::of(rounds.map(both)).median, "/s"),
    );
    let mut rows = vec![
        Row::new("passes.rate", "passes a second, sandbox on the other core", ratio, "times bare reqwest's")
            .goal(Goal::AtLeast(0.6))
            .beside(beside)
            .noise(noise),
        Row::new("passes.cpu", "processor time of a pass", cpu, "µs")
            .beside(format!("the calls alone, by bare reqwest: {}", number(bare_cpu.median, "µs"))),
        Row::new(
            "passes.memory",
            format!("memory after {} passes", plan.tickets),
            Spread::of(ours.iter().map(|passes| passes.memory_mb)),
            "MB",
        ),
    ];
    rows.push(answer(place, plan)?);
    Ok(rows)
}

/// Tickets that are all due at once, worked on until none is left.
pub fn run(place: &Place, plan: &Plan, folder: &Path, first: u64, tickets: usize) -> anyhow::Result<Passes> {
    let store = folder.join("preflight.sqlite");
    let intake = start_intake(place, folder, Store::Sqlite(&store))?;
    let seed = Load {
        deliveries: Some(tickets as u64),
        first_ticket: first,
        warm_secs: 0.0,
        secs: 60.0,
        ..full(plan)
    };
    load(place, &intake, &seed)?;
    intake.stop()?;
    let mut helpdesk = Helpdesk::start(place, first, tickets)?;
    helpdesk.begin()?;
    let service = live(place, folder, &helpdesk)?;
    let before = service.usage()?;
    let calls = helpdesk.calls()?;
    let after = service.usage()?;
    let cpu = after.cpu - before.cpu;
    let done = passes_done(&service)?;
    service.stop()?;
    ensure!(done >= tickets as f64, "{done} passes were made, not {tickets}");
    Ok(Passes {
        per_second: tickets as f64 / calls.secs,
        cpu_us: cpu.as_secs_f64() * 1e6 / tickets as f64,
        memory_mb: after.memory_mb,
        calls: calls.calls,
    })
}

fn live(place: &Place, folder: &Path, helpdesk: &Helpdesk) -> anyhow::Result<Server> {
    let fields: BTreeMap<String, u64> = fields()?;
    let store = folder.join("preflight.sqlite");
    let store = Store::Sqlite(&store);
    let setting =
        Setting { mode: "live", helpdesk: Some(helpdesk.address), fields: &fields, store, pinned: true };
    preflight::start(place, folder, &setting)
}

/// The sum over all that the service has ended well.
pub fn passes_done(service: &Server) -> anyhow::Result<f64> {
    let page = get(service.address, "/metrics")?;
    let line =
        page.lines().find(|line| line.starts_with("preflight_passes_total") && line.contains("end=\"done\""));
    Ok(line.and_then(|line| line.rsplit(' ').next()).context("the service tells of no passes")?.parse()?)
}

/// From a customer's click to the answer in the ticket, nothing else going on.
fn answer(place: &Place, plan: &Plan) -> anyhow::Result<Row> {
    let folder = place.folder("answer")?;
    let mut helpdesk = Helpdesk::start(place, 1, 0)?;
    let service = live(place, &folder, &helpdesk)?;
    helpdesk.add_webhook(&format!("http://{}{PATH}", service.address), SECRET)?;
    let mut waits = helpdesk.deliver(plan.deliveries)?;
    helpdesk.begin()?;
    let calls = helpdesk.calls()?;
    service.stop()?;
    waits.sort_by(f64::total_cmp);
    ensure!(!waits.is_empty(), "no ticket was answered");
    let at = |share: f64| waits[(share * (waits.len() - 1) as f64).round() as usize];
    let other = Helpdesk::start(place, 1, calls.last_ticket())?;
    let bare = make_calls(place, &other, &calls.calls, 1)?;
    let beside = format!(
        "p50 {}; in it the time of the helpdesk's answers, which is not subtracted: all {:.0} calls of a ticket, those after the \
         comment among them, take bare reqwest {}",
        number(at(0.5), "ms"),
        bare.calls as f64 / bare.tickets.max(1) as f64,
        number(bare.p50_ms, "ms")
    );
    Ok(Row::new(
        "passes.answer",
        "from a new ticket to its comment, idle service: p95",
        Spread::of([at(0.95)]),
        "ms",
    )
    .goal(Goal::AtMost(50.0))
    .beside(beside))
}
