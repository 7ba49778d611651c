//! The calls of passes, made by bare reqwest: as many at the same time as there are workers, each ticket's in their order.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use anyhow::{Context, ensure};
use preflight::cli::runtime::install_tls;
use reqwest::{Client, Method};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::helpdesk::{EMAIL, TOKEN};
use crate::numbers::percentile;
use crate::server::process;

/// Method and path with query.
type Call = (String, String);

/// As long as a comment of Preflight's is on average.
const COMMENT_BYTES: usize = 1_200;

#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long)]
    to: String,
    /// Tickets that are worked on at the same time.
    #[arg(long, default_value_t = 4)]
    workers: usize,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Made {
    pub tickets: usize,
    pub calls: usize,
    pub secs: f64,
    pub cpu_secs: f64,
    /// All calls of one ticket together.
    pub p50_ms: f64,
    pub p95_ms: f64,
}

/// Reads the calls from standard input, as the helpdesk tells them.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let calls: Vec<Call> = serde_json::from_reader(std::io::stdin().lock())?;
    install_tls();
    let made =
        tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(make(arguments, calls))?;
    println!("{}", serde_json::to_string(&made)?);
    Ok(())
}

async fn make(arguments: &Arguments, calls: Vec<Call>) -> anyhow::Result<Made> {
    let tickets = by_ticket(calls);
    let (tickets_count, count) = (tickets.len(), tickets.iter().map(Vec::len).sum());
    let queue = Arc::new(Mutex::new(tickets));
    let client = Client::builder().no_proxy().build()?;
    let (start, before) = (Instant::now(), process::own_cpu()?);
    let workers = (0..arguments.workers).map(|_| {
        let (client, queue, to) = (client.clone(), Arc::clone(&queue), arguments.to.clone());
        tokio::spawn(async move {
            let mut took = Vec::new();
            loop {
                let next = queue.lock().map_err(|_| anyhow::anyhow!("another worker panicked"))?.pop_front();
                let Some(calls) = next else { return anyhow::Ok(took) };
                let start = Instant::now();
                for (method, path) in calls {
                    call(&client, &to, &method, &path).await?;
                }
                took.push(crate::numbers::micros(start.elapsed()));
            }
        })
    });
    let mut took = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        took.extend(worker.await??);
    }
    took.sort_unstable();
    Ok(Made {
        tickets: tickets_count,
        calls: count,
        secs: start.elapsed().as_secs_f64(),
        cpu_secs: (process::own_cpu()? - before).as_secs_f64(),
        p50_ms: percentile(&took, 0.5) / 1e3,
        p95_ms: percentile(&took, 0.95) / 1e3,
    })
}

async fn call(client: &Client, to: &str, method: &str, path: &str) -> anyhow::Result<()> {
    let request = client
        .request(Method::from_bytes(method.as_bytes())?, format!("{to}{path}"))
        .basic_auth(format!("{EMAIL}/token"), Some(TOKEN));
    let request = match method {
        "GET" => request,
        _ if path.ends_with("/tags.json") || path.ends_with("/tags") => {
            request.json(&json!({"tags": [format!("bench_{method}")]}))
        }
        _ => {
            let comment =
                json!({"html_body": format!("<p>{}</p>", "word ".repeat(COMMENT_BYTES / 5)), "public": true});
            request.json(&json!({"ticket": {"comment": comment, "metadata": {"preflight_write": "bench"}}}))
        }
    };
    let answer = request.send().await.context("a call")?;
    ensure!(answer.status().is_success(), "{method} {path}: {}", answer.status());
    if method == "GET" {
        let _: Value = answer.json().await?;
    } else {
        answer.bytes().await?;
    }
    Ok(())
}

/// Each ticket's calls in their order; what is about no ticket is left out.
fn by_ticket(calls: Vec<Call>) -> VecDeque<Vec<Call>> {
    let mut tickets: BTreeMap<u64, Vec<Call>> = BTreeMap::new();
    for (method, path) in calls {
        let rest = path.strip_prefix("/api/v2/tickets/").unwrap_or_default();
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        if let Ok(ticket) = rest[..end].parse() {
            tickets.entry(ticket).or_default().push((method, path));
        }
    }
    tickets.into_values().collect()
}
