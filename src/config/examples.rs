//! `config/examples/*.json`: tickets that the demonstration fills in by a click.

use serde::Deserialize;

use crate::ticket::Ticket;
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::tree::Place;

/// A ticket to try Preflight with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Short, for commands and addresses.
    pub name: String,
    /// What it shows.
    pub title: String,
    pub ticket: Ticket,
}

/// Read an example.
///
/// # Errors
///
/// What is wrong, with its place.
pub fn parse(file: &SourceFile) -> Result<Example, Diagnostic> {
    serde_json::from_str(&file.text).map_err(|error| {
        let place = Place { line: error.line(), column: error.column().max(1), length: 1 };
        let whole = error.to_string();
        let message = whole.split(" at line ").next().unwrap_or(&whole);
        let help =
            "an example has a `name`, a `title`, and a `ticket` in the form that `preflight check` reads";
        Diagnostic::at(Mistake::TicketInvalid, file, place, message, Some(help.to_owned()))
    })
}
