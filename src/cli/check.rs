//! `preflight check`: tickets from a file or from standard input, held against the checklists, without any helpdesk.

use std::io::BufReader;
use std::thread;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::checklist::model::Verdict;
use crate::cli::arguments::{CheckArguments, ReportFormat};
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::input::{self, Given, file};
use crate::cli::{batch, explain, report_json, report_text};
use crate::clock::Clock;
use crate::report::Report;
use crate::verdict::Checker;

pub fn run(arguments: &CheckArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let checker = checker(arguments, console)?;
    if arguments.jsonl {
        return many(arguments, &checker, console);
    }
    let bytes = file::read(&arguments.file, console)?;
    let now = arguments.now.unwrap_or_else(|| Clock::System.now());
    let given = input::read(&bytes, now)
        .map_err(|why| Failure::Message(format!("{}: {why}", arguments.file.display())))?;
    if arguments.explain {
        return explain(arguments, &checker, given, now, console);
    }
    let report = check(&checker, given, arguments.now, now);
    match arguments.format {
        ReportFormat::Text => report_text::write(console.out, &report, checker.checklists())?,
        ReportFormat::Json => {
            let text = report_json::full(&report).map_err(|error| Failure::Message(error.to_string()))?;
            writeln!(console.out, "{text}")?;
        }
    }
    Ok(exit(report.verdict))
}

fn explain(
    arguments: &CheckArguments,
    checker: &Checker,
    given: Given,
    now: Timestamp,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let at = arguments.now.or(given.ticket.checked_at).unwrap_or(now);
    let mut explanation = checker.explain(&given.ticket, at);
    if let Some(id) = given.id {
        explanation.report.id = id;
    }
    match arguments.format {
        ReportFormat::Text => {
            explain::write(console.out, &given.ticket, &explanation, checker.checklists(), console.page)?;
        }
        ReportFormat::Json => {
            let text =
                report_json::explained(&explanation).map_err(|error| Failure::Message(error.to_string()))?;
            writeln!(console.out, "{text}")?;
        }
    }
    Ok(exit(explanation.report.verdict))
}

fn many(arguments: &CheckArguments, checker: &Checker, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let clock = Clock::System;
    let work = |line: &[u8]| {
        let now = arguments.now.unwrap_or_else(|| clock.now());
        let given = input::json::parse(line)?.dated(now);
        let report = check(checker, given, arguments.now, now);
        report_json::short(&report).map_err(|error| error.to_string())
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let Console { input, out, err, .. } = console;
    let bad = if file::is_standard_input(&arguments.file) {
        batch::run(&mut BufReader::new(&mut **input), *out, *err, threads, &work)?
    } else {
        batch::run(&mut BufReader::new(file::open(&arguments.file)?), *out, *err, threads, &work)?
    };
    Ok(if bad == 0 { Exit::Fine } else { Exit::Findings })
}

/// The time of the check: as the command line says, else as the ticket says, else now.
fn check(checker: &Checker, given: Given, said: Option<Timestamp>, now: Timestamp) -> Report {
    let at = said.or(given.ticket.checked_at).unwrap_or(now);
    let mut report = checker.check(&given.ticket, at);
    if let Some(id) = given.id {
        report.id = id;
    }
    report
}

fn checker(arguments: &CheckArguments, console: &Console<'_>) -> Result<Checker, Failure> {
    let config = console.config_of(arguments.config.path.as_deref(), arguments.helpdesk.as_deref())?;
    let zone = match &arguments.time_zone {
        Some(zone) => zone.clone(),
        None => TimeZone::get(&config.settings.reading.time_zone)
            .map_err(|error| Failure::Message(format!("reading.time_zone: {error}")))?,
    };
    let least = config.settings.reading.category_confidence_min;
    let tags = config.settings.policy.agent_tags.clone();
    let checker = Checker::new(config.checklists, zone)
        .map_err(|mistakes| Failure::Message(mistakes.join("\npreflight: ")))?;
    Ok(checker.category_confidence_min(least).agent_tags(tags))
}

fn exit(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Ready => Exit::Fine,
        Verdict::Blocked
        | Verdict::NotNeeded
        | Verdict::Waiting
        | Verdict::Incomplete
        | Verdict::Unclear
        | Verdict::Ignored => Exit::Findings,
    }
}
