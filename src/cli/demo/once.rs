//! `preflight demo --once`: ticket after ticket through the whole way, what the helpdesk then holds, and the end.

use std::time::Duration;

use jiff::Timestamp;

use crate::cli::arguments::DemoArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::demo::folder::Folder;
use crate::cli::demo::outcome::Outcome;
use crate::cli::demo::port::Port;
use crate::cli::demo::show::{self, Sum};
use crate::cli::demo::stage::{Scene, Stage, key};
use crate::cli::demo::tickets;
use crate::cli::input::Given;
use crate::clock::{Clock, ManualClock};
use crate::config::load::Config;
use crate::report::Report;
use crate::sandbox::delivery::Outcome as Fate;
use crate::sandbox::settings::Settings as Sandbox;
use crate::sandbox::webhook::Flavour;
use crate::store::StoreError;

/// The longest that one ticket may take; on one machine it takes a few milliseconds.
const TICKET_SECS_MAX: u64 = 30;
/// Between two looks at whether the service is done.
const LOOK_MILLIS: u64 = 2;

pub async fn run(
    arguments: &DemoArguments,
    config: &Config,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let tickets = if arguments.files.is_empty() {
        tickets::of_examples(&config.examples)
    } else {
        tickets::of_files(&arguments.files, Timestamp::now(), console)?
    };
    let folder = Folder::prepare(arguments.folder.as_deref()).map_err(Failure::of)?;
    // Tickets that say when they were checked are looked at as of then.
    let is_dated = tickets.iter().any(|given| given.ticket.checked_at.is_some());
    let manual = is_dated.then(|| ManualClock::at(Timestamp::now()));
    let scene = Scene {
        clock: manual.clone().map_or(Clock::System, Clock::Manual),
        flavour: Flavour::Trigger,
        page: Port::bind_any(arguments.page, "--page").map_err(Failure::of)?,
        service: Port::bind_any(arguments.listen, "--listen").map_err(Failure::of)?,
        store: folder.store.clone(),
        sandbox: unlimited(),
    };
    // All of it within a minute is what is asked for here, and no sign that something is wrong.
    let mut config = config.clone();
    config.settings.policy.limits.comments_per_minute_max = u32::MAX;
    let config = &config;
    let stage = Stage::start(config, scene).map_err(Failure::of)?;
    let mut sum = Sum::default();
    for given in tickets {
        if let Some(clock) = &manual {
            clock.set(given.ticket.checked_at.unwrap_or_else(Timestamp::now));
        }
        let outcome = send(&stage, given).await.map_err(|error| Failure::of(error.into()))?;
        let faults = outcome.faults(&config.settings.policy);
        show::ticket(console.out, &outcome, &faults)?;
        sum.add(&outcome, &faults);
    }
    stage.stop().await.map_err(Failure::of)?;
    writeln!(console.out, "{sum}")?;
    writeln!(console.out, "The data lies in {}.", folder.path.display())?;
    Ok(if sum.is_fine() { Exit::Fine } else { Exit::Findings })
}

/// The customer opens the ticket, and the helpdesk and the service do what they do.
async fn send(stage: &Stage, given: Given) -> Result<Outcome, StoreError> {
    let id = stage.sandbox.import(&given.ticket);
    let patience = Duration::from_secs(TICKET_SECS_MAX);
    // Too long is not worked on.
    let report = tokio::time::timeout(patience, settled(stage, id)).await.unwrap_or(Ok(None))?;
    let decision = stage.service.store.decision(&key(id)).await?;
    Ok(Outcome {
        name: given.id.unwrap_or_else(|| id.to_string()),
        tags_before: given.ticket.tags,
        ticket: stage.sandbox.ticket(id).expect("a ticket stays in the sandbox as long as it runs"),
        deliveries: stage.sandbox.deliveries(id),
        report,
        why: decision.and_then(|decision| decision.why),
    })
}

/// The ticket's report once the service has remembered it; none if the service was not told.
async fn settled(stage: &Stage, id: u64) -> Result<Option<Report>, StoreError> {
    let mut look = tokio::time::interval(Duration::from_millis(LOOK_MILLIS));
    loop {
        look.tick().await;
        let deliveries = stage.sandbox.deliveries(id);
        if deliveries.iter().any(|delivery| delivery.outcome == Fate::Pending) {
            continue;
        }
        let is_told = deliveries.iter().any(|delivery| delivery.outcome == Fate::Delivered);
        let report = stage.service.store.report(&key(id)).await?;
        if report.is_some() || !is_told {
            return Ok(report);
        }
    }
}

/// A helpdesk that takes all tickets at once: the account's allowance for a minute is not what is shown here.
fn unlimited() -> Sandbox {
    Sandbox {
        requests_per_minute: u32::MAX,
        account_updates_per_minute: u32::MAX,
        ticket_updates_per_ten_minutes: u32::MAX,
        ..Sandbox::default()
    }
}
