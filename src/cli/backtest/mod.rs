//! `preflight backtest`: what the checklists would do with past tickets, and what another configuration does otherwise.

pub mod agreement;
pub mod chart;
pub mod difference;
pub mod fetch;
pub mod few;
pub mod json;
pub mod number;
pub mod page;
pub mod past;
pub mod progress;
pub mod replay;
pub mod result;
pub mod score;
pub mod source;
pub mod table;
pub mod tally;
pub mod text;

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::thread;

use crate::cli::arguments::{BacktestArguments, ReportFormat};
use crate::cli::backtest::progress::Progress;
use crate::cli::backtest::replay::{Candidate, Replay, Seen};
use crate::cli::backtest::result::Outcomes;
use crate::cli::backtest::source::Source;
use crate::cli::batch::{self, Answers, Bad};
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::store;
use crate::clock::Clock;
use crate::config::environment;
use crate::config::files::reason;
use crate::config::load::{Config, load};

/// What becomes of the answers while they come.
struct Run<'a> {
    outcomes: Outcomes,
    progress: Progress,
    clock: &'a Clock,
    format: ReportFormat,
}

pub fn run(arguments: &BacktestArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let origin = source::origin(&arguments.from)?;
    let mut sources = match origin {
        Some(_) => Vec::new(),
        None if arguments.resume.is_some() || arguments.keep_nothing => {
            let message = "--resume and --keep-nothing go with --from zendesk or --from store";
            return Err(Failure::Message(message.into()));
        }
        None => source::open(&arguments.from)?,
    };
    let mut replay = replay(arguments, origin.is_some(), console)?;
    let page = arguments.html.as_deref().map(create).transpose()?;
    let mut is_whole = true;
    if let Some(origin) = origin {
        let fetched = fetch::fetch(origin, arguments, &replay.clock, console)?;
        (replay.since, is_whole) = (fetched.since, fetched.unreadable == 0);
        sources.push(fetched.source);
    }
    let mut run = Run {
        outcomes: Outcomes::new(&replay),
        progress: Progress::new(console.watched, source::size(&sources), replay.clock.now()),
        clock: &replay.clock,
        format: arguments.format,
    };
    if run.lists_all() {
        json::begin(console.out)?;
    }
    let mut before = 0;
    for source in &sources {
        before += run.source(source, before, &replay, console)?;
    }
    run.progress.clear(console.err)?;
    match arguments.format {
        ReportFormat::Text => text::write(console.out, &run.outcomes)?,
        ReportFormat::Json => json::end(console.out, &run.outcomes)?,
    }
    if let Some((path, mut file)) = page {
        let html = page::render(&run.outcomes).map_err(|error| Failure::Message(error.to_string()))?;
        file.write_all(html.as_bytes()).map_err(|error| unwritable(path, &error))?;
    }
    Ok(if run.outcomes.unreadable == 0 && is_whole { Exit::Fine } else { Exit::Findings })
}

/// `is_fetched`: the tickets are a helpdesk's of the configuration, and held against what is its own.
fn replay(arguments: &BacktestArguments, is_fetched: bool, console: &Console<'_>) -> Result<Replay, Failure> {
    let named = arguments.config.path.clone().or_else(|| environment::config_path(console.lookup));
    let config = console.config(named.as_deref())?;
    let helpdesk = match &arguments.helpdesk {
        None if !is_fetched => None,
        given => Some(store::helpdesk(&config, given.as_deref())?),
    };
    let candidate = |config: &Config, path: Option<PathBuf>| {
        let name =
            path.map_or_else(|| "the built-in configuration".to_owned(), |path| path.display().to_string());
        match &helpdesk {
            Some(helpdesk) => Candidate::of(name, &config.of(helpdesk)),
            None => Candidate::of(name, config),
        }
    };
    let against = arguments.against.clone().map(|path| {
        let config = load(Some(&path), console.lookup).map_err(Failure::Configuration)?;
        candidate(&config, Some(path))
    });
    Ok(Replay {
        config: candidate(&config, named)?,
        against: against.transpose()?,
        since: arguments.since,
        first_contact: arguments.first_contact,
        escalated_tag: arguments.escalated_tag.clone(),
        clock: Clock::System,
    })
}

/// Before the work, so that a wrong name is told at once.
pub fn create(path: &Path) -> Result<(&Path, File), Failure> {
    File::create(path).map(|file| (path, file)).map_err(|error| unwritable(path, &error))
}

pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::Message(format!("{}: {}", path.display(), reason(error)))
}

impl Run<'_> {
    /// Whether each difference is written as it comes.
    fn lists_all(&self) -> bool {
        self.format == ReportFormat::Json && self.outcomes.differences.is_some()
    }

    /// Read all of it, behind so many bytes of others; returns its bytes.
    fn source(
        &mut self,
        source: &Source,
        before: u64,
        replay: &Replay,
        console: &mut Console<'_>,
    ) -> Result<u64, Failure> {
        let Console { input, out, err, .. } = console;
        let (reader, position) = source.reader(&mut **input);
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let mut take = |answers: Answers<Option<Seen>>| {
            self.take(&source.name, answers, *out, *err)?;
            let tickets = self.outcomes.tickets + self.outcomes.too_old;
            self.progress.draw(*err, tickets, before + position(), self.clock.now())
        };
        batch::each(&mut BufReader::new(reader), threads, &|line| replay.line(line), &mut take)?;
        Ok(position())
    }

    fn take(
        &mut self,
        file: &str,
        answers: Answers<Option<Seen>>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> io::Result<()> {
        for (line, answer) in answers {
            match answer {
                Ok(None) => self.outcomes.too_old += 1,
                Ok(Some(seen)) => {
                    let seen = seen.named(|| format!("{file}:{line}"));
                    if let (true, Some(difference)) = (self.lists_all(), &seen.difference) {
                        let is_first =
                            self.outcomes.differences.as_ref().is_none_or(|some| some.tickets == 0);
                        json::difference(out, difference, is_first)?;
                    }
                    self.outcomes.add(seen);
                }
                Err(error) => {
                    self.outcomes.unreadable += 1;
                    self.progress.clear(err)?;
                    Bad { id: None, file: Some(file), line, error: &error }.tell(err)?;
                }
            }
        }
        Ok(())
    }
}
