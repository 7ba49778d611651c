//! Past tickets from a helpdesk: listed, fetched one by one at its pace, and kept so that an interrupted run goes on.
//!
//! Nothing is ever written to the helpdesk: only its list of changes and single tickets are read.

mod listing;
mod pace;
mod shelf;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::anyhow;
use futures_util::StreamExt;
use futures_util::stream::iter;
use jiff::Timestamp;

use crate::app::build;
use crate::cli::arguments::BacktestArguments;
use crate::cli::backtest::fetch::listing::Listed;
use crate::cli::backtest::fetch::pace::Pace;
use crate::cli::backtest::fetch::shelf::Shelf;
use crate::cli::backtest::number::{counted, number};
use crate::cli::backtest::progress::Progress;
use crate::cli::backtest::source::{Origin, Source};
use crate::cli::console::{Console, Failure};
use crate::cli::escape::line;
use crate::cli::{runtime, store};
use crate::clock::Clock;
use crate::helpdesk::{Helpdesk, HelpdeskError, Snapshot};

/// How far back it begins where nobody says.
const SINCE_DAYS: i64 = 30;
const DAY_SECS: i64 = 86_400;
/// Tickets that are asked for at the same time.
const FETCHES_MAX: usize = 4;

/// What is to be fetched, and from where.
struct Errand {
    origin: Origin,
    name: String,
    helpdesk: Arc<dyn Helpdesk>,
    since: Option<Timestamp>,
    clock: Clock,
}

/// What came of it.
pub struct Fetched {
    pub source: Source,
    /// Only tickets that were opened then or later were asked for.
    pub since: Option<Timestamp>,
    /// Tickets that can't be read; each was told of.
    pub unreadable: u64,
}

/// Fetch what is not there yet.
///
/// # Errors
///
/// The helpdesk can't be asked, or the file can't be written. What was fetched until then is kept.
pub fn fetch(
    origin: Origin,
    arguments: &BacktestArguments,
    clock: &Clock,
    console: &mut Console<'_>,
) -> Result<Fetched, Failure> {
    let config = console.config(arguments.config.path.as_deref())?;
    let name = store::helpdesk(&config, arguments.helpdesk.as_deref())?;
    runtime::install_tls();
    let mut helpdesks = build::helpdesks(&config, console.lookup).map_err(Failure::of)?;
    let helpdesk =
        helpdesks.remove(&name).ok_or_else(|| Failure::Message("there is no such helpdesk".into()))?;
    let since = arguments.since.or_else(|| match origin {
        // Whole seconds are easier to read.
        Origin::Zendesk => Timestamp::from_second(clock.now().as_second() - SINCE_DAYS * DAY_SECS).ok(),
        Origin::Store => None,
    });
    let errand = Errand { origin, name, helpdesk, since, clock: clock.clone() };
    let mut shelf = errand.shelf(arguments, console)?;
    let runtime = runtime::new()?;
    match origin {
        Origin::Zendesk => runtime.block_on(listing::of_changes(&errand, &mut shelf, console)),
        Origin::Store => {
            let (_, store) = store::open(&arguments.config, console)?;
            runtime.block_on(listing::of_store(&*store, &errand, &mut shelf))
        }
    }
    .map_err(|failure| shelf.told_with(failure))?;
    let unreadable = runtime
        .block_on(errand.fetch_all(&mut shelf, console))
        .map_err(|failure| shelf.told_with(failure))?;
    Ok(Fetched { source: shelf.into_source(&errand.name)?, since, unreadable })
}

impl Errand {
    /// Where the tickets are kept, and that is said before any comes.
    fn shelf(&self, arguments: &BacktestArguments, console: &mut Console<'_>) -> Result<Shelf, Failure> {
        let what = match (self.origin, self.since) {
            (Origin::Zendesk, Some(since)) => format!("tickets of {} opened since {since}", line(&self.name)),
            (Origin::Zendesk, None) => format!("tickets of {}", line(&self.name)),
            (Origin::Store, _) => {
                format!(
                    "the tickets that the store knows; it keeps no words, so they come from {}",
                    line(&self.name)
                )
            }
        };
        writeln!(console.err, "Fetching {what}. Nothing is written there.")?;
        if arguments.keep_nothing {
            writeln!(console.err, "Nothing is kept: an interrupted run begins anew.")?;
            return Shelf::nameless();
        }
        let path = arguments.resume.clone().unwrap_or_else(|| self.file());
        let shelf = Shelf::open(&path, self.origin, &self.name, self.since)?;
        writeln!(
            console.err,
            "They are kept with their words in {}, which only you may read; the same command goes on from there. Delete it \
             when you are done, or say --keep-nothing.",
            line(&path.display().to_string())
        )?;
        Ok(shelf)
    }

    fn file(&self) -> PathBuf {
        match self.origin {
            Origin::Zendesk => PathBuf::from(format!("backtest-{}.jsonl", self.name)),
            Origin::Store => PathBuf::from(format!("backtest-{}-store.jsonl", self.name)),
        }
    }

    /// Returns how many can't be read.
    async fn fetch_all(&self, shelf: &mut Shelf, console: &mut Console<'_>) -> Result<u64, Failure> {
        let wanted: Vec<Listed> = shelf.wanted(self.since);
        let mut progress = Progress::fetching(console.watched, wanted.len() as u64, self.clock.now());
        let pace = Pace::default();
        let mut fetches =
            iter(&wanted).map(|listed| self.fetch_one(listed, &pace)).buffer_unordered(FETCHES_MAX);
        let (mut fetched, mut gone, mut unreadable) = (0, 0, 0);
        while let Some((listed, outcome)) = fetches.next().await {
            match outcome {
                Ok(snapshot) => {
                    shelf.put(listed, snapshot.ticket)?;
                    fetched += 1;
                }
                Err(HelpdeskError::NotFound) => gone += 1,
                Err(error @ HelpdeskError::Refused { .. }) => {
                    progress.clear(console.err)?;
                    writeln!(console.err, "{}: {}", line(&listed.id), line(&error.to_string()))?;
                    unreadable += 1;
                }
                Err(error) => {
                    progress.clear(console.err)?;
                    return Err(Failure::of(anyhow!(error).context("the tickets can't be fetched")));
                }
            }
            progress.draw(console.err, fetched + gone + unreadable, 0, self.clock.now())?;
        }
        progress.clear(console.err)?;
        let mut told = format!("{} fetched", counted(fetched, "ticket"));
        if gone > 0 {
            told.push_str(&format!(
                "; {} gone since {} listed",
                number(gone),
                if gone == 1 { "it was" } else { "they were" }
            ));
        }
        writeln!(console.err, "{told}.")?;
        Ok(unreadable)
    }

    async fn fetch_one<'a>(
        &self,
        listed: &'a Listed,
        pace: &Pace,
    ) -> (&'a Listed, Result<Snapshot, HelpdeskError>) {
        let helpdesk = self.helpdesk.as_ref();
        (listed, pace.patiently(helpdesk, async || helpdesk.fetch(&listed.id).await).await)
    }
}
