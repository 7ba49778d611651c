//! The load generator: one thread that keeps many connections busy with deliveries, each signed and none like another.
//!
//! Without a rate each connection sends its next delivery when it has the answer to the one before. With a rate deliveries are
//! due at fixed times, and their latency counts from then: a server that stands still makes all that were due meanwhile late.

mod connection;
mod delivery;
mod drive;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::load::delivery::{Deliveries, Scheme};
use crate::load::drive::drive;
use crate::numbers::percentile;
use crate::server::process;

#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long)]
    pub to: SocketAddr,
    #[arg(long, default_value = "/webhooks/bench")]
    pub path: String,
    #[arg(long)]
    pub secret: String,
    #[arg(long, value_enum, default_value_t = Scheme::Zendesk)]
    pub scheme: Scheme,
    #[arg(long, default_value_t = 64)]
    pub connections: usize,
    /// Deliveries a second; as many as there can be without it.
    #[arg(long)]
    pub rate: Option<u32>,
    #[arg(long, default_value_t = 1.0)]
    pub warm_secs: f64,
    #[arg(long, default_value_t = 5.0)]
    pub secs: f64,
    /// Stop after so many deliveries.
    #[arg(long, default_value_t = u64::MAX)]
    pub deliveries: u64,
    /// Bytes of a body, about.
    #[arg(long, default_value_t = 3_000)]
    pub body_bytes: usize,
    /// The first ticket's number; each delivery is about the next one.
    #[arg(long, default_value_t = 1_000_000)]
    pub first_ticket: u64,
    /// Labelled tickets from which the bodies have their words.
    #[arg(long)]
    pub words: Option<PathBuf>,
}

/// How the deliveries were answered.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Answers {
    /// Answers a second within the measured time.
    pub rate: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub p999_ms: f64,
    pub max_ms: f64,
    /// Answers within the measured time.
    pub measured: usize,
    /// Answers altogether.
    pub answered: u64,
    /// Answers other than 2xx.
    pub refused: u64,
    /// Connections that broke.
    pub broken: u64,
    /// The share of its core that the generator was busy.
    pub generator_busy: f64,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut deliveries = Deliveries::new(arguments)?;
    let before = process::own_cpu()?;
    let driven = drive(arguments, &mut deliveries)?;
    let busy = (process::own_cpu()? - before).as_secs_f64() / driven.took.as_secs_f64();
    let mut latencies = driven.latencies;
    latencies.sort_unstable();
    let at = |share| percentile(&latencies, share) / 1e3;
    let measured = driven.took.saturating_sub(Duration::from_secs_f64(arguments.warm_secs));
    let answers = Answers {
        rate: latencies.len() as f64 / measured.as_secs_f64(),
        p50_ms: at(0.5),
        p99_ms: at(0.99),
        p999_ms: at(0.999),
        max_ms: at(1.0),
        measured: latencies.len(),
        answered: driven.answered,
        refused: driven.refused,
        broken: driven.broken,
        generator_busy: busy,
    };
    println!("{}", serde_json::to_string(&answers)?);
    Ok(())
}
