//! The service itself, with the settings that everybody has, except for what a measurement needs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;

use crate::helpdesk::{EMAIL, TOKEN};
use crate::server::process::{on_core, start_quietly};
use crate::server::{Place, SERVER_CORE, Server, free_address};

pub const SECRET: &str = "bench-webhook-secret";
/// The account's name in the webhook's address.
pub const PATH: &str = "/webhooks/bench";

/// How it is to run.
pub struct Setting<'a> {
    /// `off`: it takes deliveries and does nothing about them.
    pub mode: &'a str,
    /// The helpdesk; deliveries alone need none.
    pub helpdesk: Option<SocketAddr>,
    pub fields: &'a BTreeMap<String, u64>,
    /// The SQLite file, or PostgreSQL's address.
    pub store: Store<'a>,
    /// Whether it shares the core with nobody; else it has the whole machine.
    pub pinned: bool,
}

pub enum Store<'a> {
    Sqlite(&'a Path),
    Postgres(&'a str),
}

pub fn start(place: &Place, folder: &Path, setting: &Setting<'_>) -> anyhow::Result<Server> {
    let address = free_address()?;
    let config = configuration(folder, address, setting)?;
    let mut command = match setting.pinned {
        true => on_core(SERVER_CORE, &place.preflight),
        false => std::process::Command::new(&place.preflight),
    };
    command.args(["serve", "--config"]).arg(config).env("BENCH_TOKEN", TOKEN).env("BENCH_SECRET", SECRET);
    let start = Instant::now();
    let child = start_quietly(&mut command)?;
    Server::of(child, address, "/healthz", start).context("preflight serve")
}

fn configuration(folder: &Path, address: SocketAddr, setting: &Setting<'_>) -> anyhow::Result<PathBuf> {
    let helpdesk = setting.helpdesk.map_or("http://127.0.0.1:9".to_owned(), |to| format!("http://{to}"));
    let fields: String = setting.fields.iter().map(|(name, id)| format!("        {name}: {id}\n")).collect();
    let fields = if fields.is_empty() { " {}\n".to_owned() } else { format!("\n{fields}") };
    let store = match setting.store {
        Store::Sqlite(path) => format!("path: {}", path.display()),
        Store::Postgres(url) => format!("url: {url}"),
    };
    let text = format!(
        "service:
  listen: {address}
  gap_fill_secs: 0
store:
  {store}
helpdesks:
  bench:
    zendesk:
      url: {helpdesk}
      auth:
        api_token: {{email: {EMAIL}, token: {{env: BENCH_TOKEN}}}}
      webhook_secrets: [{{env: BENCH_SECRET}}]
      updates_percent_max: 100
      fields:{fields}policy:
  mode: {mode}
  limits:
    comments_per_ticket_per_day_max: 1000000
    comments_per_requester_per_day_max: 1000000
    comments_per_minute_max: 1000000000
",
        mode = setting.mode,
    );
    let path = folder.join("preflight.yaml");
    std::fs::write(&path, text)?;
    Ok(path)
}
