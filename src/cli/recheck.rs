//! `preflight recheck`: tickets are looked at again, whatever is known of them.

use jiff::Timestamp;

use crate::cli::arguments::RecheckArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::{runtime, store};
use crate::store::NewDelivery;

/// What stands in place of the helpdesk's event.
const EVENT: &str = "recheck";

pub fn run(arguments: &RecheckArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (config, store) = store::open(&arguments.config, console)?;
    let keys = arguments.tickets.iter().map(|ticket| store::key(&config, ticket));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let runtime = runtime::new()?;
    let now = Timestamp::now();
    for (number, ticket) in keys.into_iter().enumerate() {
        // As if the helpdesk had told of it; a key of its own for each time that somebody asks.
        let key = format!("{EVENT}:{}:{number}", now.as_nanosecond());
        let delivery = NewDelivery { ticket, key, event: EVENT.to_owned(), received_at: now };
        runtime.block_on(store.accept(delivery)).map_err(|error| Failure::of(error.into()))?;
    }
    match arguments.tickets.len() {
        1 => writeln!(console.out, "1 ticket is looked at again.")?,
        count => writeln!(console.out, "{count} tickets are looked at again.")?,
    }
    Ok(Exit::Fine)
}
