//! The labelled tickets and the shipped checklists.

use std::path::Path;

use preflight::checklist::model::Checklists;
use preflight::config::load::load;
use preflight::report::Report;
use preflight::ticket::Ticket;
use preflight::verdict::Checker;
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    ticket: Ticket,
}

pub fn checklists() -> Checklists {
    load(None, &|_| None).expect("the shipped configuration is valid").checklists
}

pub fn checker() -> Checker {
    checker_of(checklists())
}

pub fn checker_of(checklists: Checklists) -> Checker {
    let zone = jiff::tz::TimeZone::get("America/Chicago").expect("a known time zone");
    Checker::new(checklists, zone).expect("the checklists can be used")
}

/// All tickets of `tests/corpus`, in the order of the file names.
pub fn tickets() -> Vec<Ticket> {
    tickets_in(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus")))
}

pub fn tickets_in(dir: &Path) -> Vec<Ticket> {
    let entries = std::fs::read_dir(dir).unwrap_or_else(|error| panic!("{dir:?}: {error}"));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    let mut tickets = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let line: Line = serde_json::from_str(line).unwrap_or_else(|error| panic!("{path:?}: {error}"));
            tickets.push(line.ticket);
        }
    }
    tickets
}

pub fn check(checker: &Checker, ticket: &Ticket) -> Report {
    checker.check(ticket, ticket.checked_at.unwrap_or(ticket.created_at))
}
