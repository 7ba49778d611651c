//! The sandbox helpdesk in a process of its own, so that what it costs is not the service's.
//!
//! On its standard input it is told: `webhook URL SECRET`; `wait`, which answers with all calls once no more
//! come; `deliver COUNT`, which opens tickets one after the other and answers how long each waited for its comment.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use preflight::config::load::load;
use preflight::sandbox::Sandbox;
use preflight::sandbox::settings::Settings;
use preflight::sandbox::webhook::{Flavour, Webhook};
use preflight::ticket::Ticket;
use serde::{Deserialize, Serialize};

pub const EMAIL: &str = "preflight@sandbox.example";
pub const TOKEN: &str = "sandbox-api-token";

/// Custom fields' ids begin here.
const FIRST_FIELD: u64 = 360_000_000_001;
/// So long without a call, and there come no more.
const QUIET: Duration = Duration::from_millis(1_000);
const COMMENT_SECS_MAX: u64 = 60;
/// Between two tickets that are opened, so that the service is idle.
const PAUSE: Duration = Duration::from_millis(60);

#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long)]
    listen: SocketAddr,
    /// Labelled tickets, one a line.
    #[arg(long)]
    corpus: PathBuf,
    /// How many tickets there are from the start; they are the corpus's over and over, each with a number of its own.
    #[arg(long, default_value_t = 0)]
    tickets: usize,
    /// The first one's number.
    #[arg(long, default_value_t = 1)]
    first: u64,
}

/// The calls that came since the start.
#[derive(Debug, Serialize, Deserialize)]
pub struct Calls {
    /// From the first call to the last.
    pub secs: f64,
    /// Method and path with query.
    pub calls: Vec<(String, String)>,
}

impl Calls {
    /// The largest number of a ticket that they are about.
    pub fn last_ticket(&self) -> usize {
        let numbers = self.calls.iter().filter_map(|(_, path)| {
            let rest = path.strip_prefix("/api/v2/tickets/")?;
            rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
        });
        numbers.max().unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Line {
    ticket: Ticket,
}

/// The ids of custom fields, by the name that the checklists use.
pub fn fields() -> anyhow::Result<BTreeMap<String, u64>> {
    let Ok(config) = load(None, &|_| None) else { bail!("the shipped configuration has mistakes") };
    let items = config.checklists.items.keys().map(String::as_str);
    Ok(std::iter::once("category").chain(items).map(str::to_owned).zip(FIRST_FIELD..).collect())
}

/// The corpus's tickets, over and over.
pub fn tickets(corpus: &std::path::Path) -> anyhow::Result<Vec<Ticket>> {
    let text = std::fs::read_to_string(corpus).with_context(|| corpus.display().to_string())?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| Ok(serde_json::from_str::<Line>(line)?.ticket)).collect()
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(serve(arguments))
}

async fn serve(arguments: &Arguments) -> anyhow::Result<()> {
    let settings = Settings {
        requests_per_minute: u32::MAX,
        account_updates_per_minute: u32::MAX,
        ticket_updates_per_ten_minutes: u32::MAX,
        field_ids: fields()?,
        api_user_email: EMAIL.to_owned(),
        api_token: TOKEN.to_owned(),
        ..Settings::default()
    };
    let corpus = tickets(&arguments.corpus)?;
    let sandbox = Sandbox::start(settings, TcpListener::bind(arguments.listen)?)?;
    for (number, ticket) in (arguments.first..).zip(corpus.iter().cycle()).take(arguments.tickets) {
        sandbox.import(&Ticket { id: number.to_string(), ..fresh(ticket) });
    }
    tell("ready")?;
    let (lines, mut received) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                return;
            }
        }
    });
    while let Some(line) = received.recv().await {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["webhook", url, secret] => {
                let (url, secret) = ((*url).to_owned(), (*secret).to_owned());
                sandbox.add_webhook(Webhook { url, secret, flavour: Flavour::Trigger });
                tell("ready")?;
            }
            ["wait"] => tell(&serde_json::to_string(&wait(&sandbox).await)?)?,
            ["deliver", count] => {
                let waits = deliver(&sandbox, &corpus, count.parse()?).await?;
                tell(&serde_json::to_string(&waits)?)?;
            }
            _ => bail!("unknown: {line}"),
        }
    }
    Ok(())
}

/// A ticket of today, so that nothing of it is too old to be answered.
fn fresh(ticket: &Ticket) -> Ticket {
    Ticket { created_at: jiff::Timestamp::UNIX_EPOCH, checked_at: None, ..ticket.clone() }
}

/// Waits until no more calls come.
async fn wait(sandbox: &Sandbox) -> Calls {
    let mut changed = sandbox.changed();
    changed.mark_unchanged();
    let (mut first, mut last) = (None, Instant::now());
    loop {
        // The first call may take its time: a service has to start.
        let has_begun = first.is_some() || !sandbox.requests().is_empty();
        let patience = if has_begun { QUIET } else { Duration::from_secs(COMMENT_SECS_MAX) };
        match tokio::time::timeout(patience, changed.changed()).await {
            Ok(Ok(())) => {
                last = Instant::now();
                first.get_or_insert(last);
            }
            Ok(Err(_)) | Err(_) => break,
        }
    }
    let calls = sandbox.requests().into_iter().map(|request| (request.method, request.path)).collect();
    Calls { secs: (last - first.unwrap_or(last)).as_secs_f64(), calls }
}

/// Milliseconds from a new ticket to its answer, ticket by ticket. The tickets are such as get a public comment.
async fn deliver(sandbox: &Sandbox, corpus: &[Ticket], count: usize) -> anyhow::Result<Vec<f64>> {
    let (mut waits, mut number) = (Vec::new(), 0);
    for ticket in corpus.iter().filter(|ticket| ticket.messages.len() == 1).cycle() {
        if waits.len() >= count {
            break;
        }
        number += 1;
        anyhow::ensure!(number < 20 * count, "hardly any ticket is answered");
        tokio::time::sleep(PAUSE).await;
        let ticket = Ticket { id: number.to_string(), ..fresh(ticket) };
        let start = Instant::now();
        let id = sandbox.import(&ticket);
        let answered = sandbox.wait_for_ticket(id, |view| view.comments.len() > 1);
        let patience = if waits.is_empty() { COMMENT_SECS_MAX } else { 2 };
        if tokio::time::timeout(Duration::from_secs(patience), answered).await.is_ok() {
            waits.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    Ok(waits)
}

fn tell(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
