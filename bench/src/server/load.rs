//! The load generator as a process on the other core.

use crate::load::Answers;
use crate::server::process::{on_core, output};
use crate::server::{LOAD_CORE, Place, Server};

/// What is sent.
#[derive(Clone, Debug)]
pub struct Load {
    pub path: String,
    pub secret: String,
    pub scheme: &'static str,
    pub connections: u32,
    pub rate: Option<u32>,
    pub warm_secs: f64,
    pub secs: f64,
    pub deliveries: Option<u64>,
    pub first_ticket: u64,
}

/// How it was answered, and what it cost the server.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub answers: Answers,
    pub cpu_us: f64,
    pub memory_mb: f64,
}

pub fn load(place: &Place, server: &Server, load: &Load) -> anyhow::Result<Loaded> {
    let before = server.usage()?;
    let mut command = on_core(LOAD_CORE, &place.bench);
    command
        .args(["load", "--to", &server.address.to_string(), "--path", &load.path])
        .args(["--secret", &load.secret, "--scheme", load.scheme])
        .args(["--connections", &load.connections.to_string()])
        .args(["--warm-secs", &load.warm_secs.to_string(), "--secs", &load.secs.to_string()])
        .args(["--first-ticket", &load.first_ticket.to_string()])
        .arg("--words")
        .arg(place.corpus());
    if let Some(rate) = load.rate {
        command.args(["--rate", &rate.to_string()]);
    }
    if let Some(deliveries) = load.deliveries {
        command.args(["--deliveries", &deliveries.to_string()]);
    }
    let answers: Answers = serde_json::from_str(&output(&mut command)?)?;
    let after = server.usage()?;
    let cpu_us = (after.cpu - before.cpu).as_secs_f64() * 1e6 / answers.answered.max(1) as f64;
    Ok(Loaded { answers, cpu_us, memory_mb: after.memory_mb })
}
