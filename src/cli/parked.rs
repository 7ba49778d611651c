//! `preflight parked`: the tickets that were set aside, and why.

use crate::cli::arguments::ParkedArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::escape::line;
use crate::cli::{runtime, store};
use crate::store::Trouble;

pub fn run(arguments: &ParkedArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (_, store) = store::open(&arguments.config, console)?;
    let parked = runtime::new()?.block_on(store.parked(arguments.limit));
    let parked = parked.map_err(|error| Failure::of(error.into()))?;
    if parked.is_empty() {
        writeln!(console.out, "No ticket is set aside.")?;
        return Ok(Exit::Fine);
    }
    for ticket in &parked {
        let until = match ticket.trouble {
            Trouble::Ticket => "until it changes or is released",
            Trouble::Helpdesk => "until the helpdesk works again",
        };
        let name = format!("{}/{}", ticket.ticket.helpdesk, ticket.ticket.id);
        let failures = match ticket.failures {
            1 => "1 failure".to_owned(),
            failures => format!("{failures} failures"),
        };
        writeln!(
            console.out,
            "{}  since {}, {until}, after {failures}: {}",
            line(&name),
            ticket.at,
            line(&ticket.reason)
        )?;
    }
    Ok(Exit::Findings)
}
