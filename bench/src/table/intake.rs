//! Durable intake beside the limit: as much as there can be, and at 500 deliveries a second.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::ensure;

use crate::numbers::Spread;
use crate::server::load::{Load, Loaded, load};
use crate::server::preflight::{self, PATH, SECRET, Setting, Store};
use crate::server::process::{on_core, start_quietly};
use crate::server::{Place, SERVER_CORE, Server, free_address};
use crate::table::paper::number;
use crate::table::plan::Plan;
use crate::table::row::{Goal, Row};

pub const CONNECTIONS: u32 = 64;
const STEADY_RATE: u32 = 500;

/// At saturation and at a steady rate.
#[derive(Clone, Debug, Default)]
pub struct Both {
    pub full: Loaded,
    pub steady: Loaded,
}

/// One after the other: the limit, Preflight, and the limit again.
pub struct Round {
    pub limit: Both,
    pub preflight: Both,
    pub again: Both,
}

pub fn rows(place: &Place, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let null = ceiling(place, plan, "null")?;
    let verify = ceiling(place, plan, "verify")?;
    let mut rounds = Vec::new();
    for round in 0..plan.rounds {
        rounds.push(Round {
            limit: limit(place, plan, &[])?,
            preflight: preflight(place, plan)?,
            again: limit(place, plan, &[])?,
        });
        eprintln!("  round {}: {}", round + 1, told(&rounds[round]));
    }
    let mut rows = of_rounds(&rounds, "intake", "SQLite");
    rows.push(generator(&null, &verify));
    if !plan.short {
        let body = limit(place, plan, &["--keep-body"])?;
        rows.push(
            Row::new("intake.limit_with_bodies", "the limit, if it kept whole bodies", rate(&body), "/s")
                .beside("Preflight keeps what the limit above keeps: identifier, ticket, event and time"),
        );
    }
    Ok(rows)
}

fn rate(both: &Both) -> Spread {
    Spread::of([both.full.answers.rate])
}

/// What both stores are measured by.
pub fn of_rounds(rounds: &[Round], id: &str, store: &str) -> Vec<Row> {
    let ratio = |figure: &dyn Fn(&Both) -> f64| {
        Spread::of(rounds.iter().map(|round| {
            let limit = (figure(&round.limit) + figure(&round.again)) / 2.0;
            figure(&round.preflight) / limit
        }))
    };
    let noise = |figure: &dyn Fn(&Both) -> f64| {
        Spread::of(rounds.iter().map(|round| figure(&round.again) / figure(&round.limit)))
    };
    let beside = |figure: &dyn Fn(&Both) -> f64, unit: &str| {
        let of = |pick: &dyn Fn(&Round) -> f64| number(Spread::of(rounds.iter().map(pick)).median, unit);
        format!(
            "Preflight {}, the limit {}",
            of(&|round| figure(&round.preflight)),
            of(&|round| (figure(&round.limit) + figure(&round.again)) / 2.0)
        )
    };
    let names = match id {
        "intake" => ["intake.throughput", "intake.p99", "intake.steady_p99", "intake.cpu", "intake.memory"],
        _ => {
            ["postgres.throughput", "postgres.p99", "postgres.steady_p99", "postgres.cpu", "postgres.memory"]
        }
    };
    let full_rate = |both: &Both| both.full.answers.rate;
    let full_p99 = |both: &Both| both.full.answers.p99_ms;
    let steady_p50 = |both: &Both| both.steady.answers.p50_ms;
    let steady_p99 = |both: &Both| both.steady.answers.p99_ms;
    let cpu = |both: &Both| both.full.cpu_us;
    let what = format!("durable intake, {CONNECTIONS} connections, 3 KB, {store}");
    let ratios = vec![
        Row::new(names[0], format!("{what}: throughput"), ratio(&full_rate), "times the limit's")
            .goal(Goal::AtLeast(0.85))
            .beside(beside(&full_rate, "/s"))
            .noise(noise(&full_rate)),
        Row::new(names[1], "the same: p99", ratio(&full_p99), "times the limit's")
            .goal(Goal::AtMost(1.3))
            .beside(beside(&full_p99, "ms"))
            .noise(noise(&full_p99)),
        Row::new(
            names[2],
            format!("at {STEADY_RATE} a second: p99"),
            ratio(&steady_p99),
            "times the limit's",
        )
        .goal(Goal::AtMost(1.3))
        .beside(format!("{}; p50 {}", beside(&steady_p99, "ms"), beside(&steady_p50, "ms")))
        .noise(noise(&steady_p99)),
        Row::new(
            names[3],
            "processor time of a delivery at saturation",
            Spread::of(rounds.iter().map(|round| cpu(&round.preflight))),
            "µs",
        )
        .beside(beside(&cpu, "µs"))
        .noise(noise(&cpu)),
        Row::new(
            names[4],
            "memory at full intake",
            Spread::of(rounds.iter().map(|round| round.preflight.full.memory_mb)),
            "MB",
        )
        .goal(Goal::AtMost(60.0))
        .beside(beside(&|both: &Both| both.full.memory_mb, "MB")),
    ];
    ratios
}

fn generator(null: &Loaded, verify: &Loaded) -> Row {
    let beside = format!(
        "an endpoint that does nothing; one that checks and parses {}. The generator was busy for {:.0} % of its core",
        number(verify.answers.rate, "/s"),
        null.answers.generator_busy * 100.0
    );
    Row::new("intake.generator", "what the load generator reaches", Spread::of([null.answers.rate]), "/s")
        .beside(beside)
}

fn ceiling(place: &Place, plan: &Plan, mode: &str) -> anyhow::Result<Loaded> {
    let server = start_limit(place, mode, Path::new("none"), &[])?;
    let loaded = load(place, &server, &full(plan))?;
    server.stop()?;
    Ok(loaded)
}

pub fn start_limit(place: &Place, mode: &str, store: &Path, more: &[&str]) -> anyhow::Result<Server> {
    let address = free_address()?;
    let mut command = on_core(SERVER_CORE, &place.bench);
    command.args(["limit", "--listen", &address.to_string(), "--mode", mode, "--secret", SECRET, "--store"]);
    command.arg(store).args(more);
    let start = Instant::now();
    Server::of(start_quietly(&mut command)?, address, "/", start)
}

fn limit(place: &Place, plan: &Plan, more: &[&str]) -> anyhow::Result<Both> {
    let folder = place.folder("limit")?;
    both(place, plan, start_limit(place, "sqlite", &folder.join("limit.sqlite"), more)?)
}

fn preflight(place: &Place, plan: &Plan) -> anyhow::Result<Both> {
    let folder = place.folder("intake")?;
    let store = folder.join("preflight.sqlite");
    both(place, plan, start_intake(place, &folder, Store::Sqlite(&store))?)
}

/// It takes deliveries and does nothing about them.
pub fn start_intake(place: &Place, folder: &Path, store: Store<'_>) -> anyhow::Result<Server> {
    let fields = BTreeMap::new();
    let setting = Setting { mode: "off", helpdesk: None, fields: &fields, store, pinned: true };
    preflight::start(place, folder, &setting)
}

pub fn both(place: &Place, plan: &Plan, server: Server) -> anyhow::Result<Both> {
    let full = load(place, &server, &full(plan))?;
    let steady = Load {
        rate: Some(STEADY_RATE),
        secs: plan.steady_secs,
        first_ticket: 500_000_000,
        ..self::full(plan)
    };
    let steady = load(place, &server, &steady)?;
    server.stop()?;
    for loaded in [&full, &steady] {
        ensure!(
            loaded.answers.refused + loaded.answers.broken == 0,
            "not all was taken: {:?}",
            loaded.answers
        );
    }
    Ok(Both { full, steady })
}

pub fn full(plan: &Plan) -> Load {
    Load {
        path: PATH.to_owned(),
        secret: SECRET.to_owned(),
        scheme: "zendesk",
        connections: CONNECTIONS,
        rate: None,
        warm_secs: plan.warm_secs,
        secs: plan.secs,
        deliveries: None,
        first_ticket: 1_000_000,
    }
}

fn told(round: &Round) -> String {
    let one = |both: &Both| {
        let (full, steady) = (&both.full, &both.steady);
        format!(
            "{:.0}/s p99 {:.1} ms {:.0} µs, steady p50 {:.2} p99 {:.1} ms",
            full.answers.rate, full.answers.p99_ms, full.cpu_us, steady.answers.p50_ms, steady.answers.p99_ms
        )
    };
    format!("limit {} | preflight {} | limit {}", one(&round.limit), one(&round.preflight), one(&round.again))
}
