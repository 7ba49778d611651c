//! What a user might take instead, and Preflight beside it in the same round.

use std::time::Duration;

use anyhow::Context;

use crate::numbers::Spread;
use crate::server::load::{Load, Loaded, load};
use crate::server::peer::Peer;
use crate::server::preflight::Store;
use crate::server::{Place, Server};
use crate::table::intake::{full, start_intake};
use crate::table::paper::number;
use crate::table::plan::Plan;
use crate::table::row::{Goal, Row};

/// A pair takes long, and the ratios are wide of their goals or far from them.
const ROUNDS_MAX: usize = 3;
/// How long a server is left alone before its idle memory is read.
const IDLE: Duration = Duration::from_secs(2);
const WORKFLOW_SECS_MAX: u32 = 60;

struct Measured {
    loaded: Loaded,
    idle_mb: f64,
    first_answer_ms: f64,
}

pub fn rows(place: &Place, plan: &Plan, left_out: &mut Vec<String>) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for peer in Peer::ALL {
        if !peer.is_installed(place) {
            left_out.push(format!("{}: not installed (`bench/peers/install`)", peer.name()));
            continue;
        }
        match beside(place, plan, peer) {
            Ok(row) => rows.push(row),
            Err(error) => left_out.push(format!("{}: {error:#}", peer.name())),
        }
    }
    Ok(rows)
}

fn beside(place: &Place, plan: &Plan, peer: Peer) -> anyhow::Result<Row> {
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for round in 0..plan.rounds.min(ROUNDS_MAX) {
        theirs.push(of_peer(place, plan, peer)?);
        ours.push(of_preflight(place, plan)?);
        eprintln!("  {peer:?} {}: {:?} | {:?}", round + 1, theirs[round].loaded, ours[round].loaded);
    }
    let ratios =
        theirs.iter().zip(&ours).map(|(their, our)| our.loaded.answers.rate / their.loaded.answers.rate);
    let of = |figure: &dyn Fn(&Measured) -> f64, unit: &str| {
        let median = |all: &[Measured]| number(Spread::of(all.iter().map(figure)).median, unit);
        (median(&theirs), median(&ours))
    };
    let told = [
        ("", of(&|one| one.loaded.answers.rate, "/s")),
        ("p99 ", of(&|one| one.loaded.answers.p99_ms, "ms")),
        ("processor ", of(&|one| one.loaded.cpu_us, "µs")),
        ("memory idle ", of(&|one| one.idle_mb, "MB")),
        ("loaded ", of(&|one| one.loaded.memory_mb, "MB")),
        ("start ", of(&|one| one.first_answer_ms, "ms")),
    ];
    let told: Vec<String> =
        told.iter().map(|(name, (their, our))| format!("{name}{their} (Preflight {our})")).collect();
    let refused: u64 = theirs.iter().map(|one| one.loaded.answers.refused + one.loaded.answers.broken).sum();
    let refused = if refused > 0 { format!("; {refused} of its answers were errors") } else { String::new() };
    let id = match peer {
        Peer::Express => "peer.express",
        Peer::Fastapi => "peer.fastapi",
        Peer::NodeRed => "peer.node_red",
        Peer::Webhook => "peer.webhook",
        Peer::N8n => "peer.n8n",
    };
    Ok(Row::new(id, format!("beside {}", peer.name()), Spread::of(ratios), "times its throughput")
        .goal(Goal::AtLeast(peer.goal()))
        .beside(format!("{}: {}{refused}", peer.does(), told.join(", "))))
}

fn of_peer(place: &Place, plan: &Plan, peer: Peer) -> anyhow::Result<Measured> {
    let server = peer.start(place)?;
    let load = Load {
        path: peer.path().to_owned(),
        scheme: peer.scheme(),
        connections: peer.connections(),
        ..full(plan)
    };
    wait_for_route(place, &server, &load).context(peer.name())?;
    measure(place, server, &load)
}

fn of_preflight(place: &Place, plan: &Plan) -> anyhow::Result<Measured> {
    let folder = place.folder("intake")?;
    let store = folder.join("preflight.sqlite");
    let server = start_intake(place, &folder, Store::Sqlite(&store))?;
    measure(place, server, &full(plan))
}

fn measure(place: &Place, server: Server, load: &Load) -> anyhow::Result<Measured> {
    std::thread::sleep(IDLE);
    let idle_mb = server.usage()?.memory_mb;
    let loaded = self::load(place, &server, load)?;
    let first_answer_ms = server.first_answer.as_secs_f64() * 1e3;
    server.stop()?;
    Ok(Measured { loaded, idle_mb, first_answer_ms })
}

/// Some answer before their flows are there: wait until a delivery is taken.
fn wait_for_route(place: &Place, server: &Server, load: &Load) -> anyhow::Result<()> {
    let one = Load { connections: 1, deliveries: Some(1), warm_secs: 0.0, secs: 5.0, ..load.clone() };
    for _ in 0..WORKFLOW_SECS_MAX {
        let answers = self::load(place, server, &one)?.answers;
        if answers.answered > 0 && answers.refused == 0 {
            return Ok(());
        }
        std::thread::sleep(Duration::from_secs(1));
    }
    anyhow::bail!("no delivery is taken")
}
