//! `preflight replay`: the ticket of a delivery is looked at again, as if the delivery had come once more.

use jiff::Timestamp;

use crate::cli::arguments::past::ReplayArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::escape::line;
use crate::cli::{runtime, store};
use crate::store::{NewDelivery, TicketKey};

/// What stands in place of the helpdesk's event, and before the key of what was replayed.
const EVENT: &str = "replay";
/// Bytes of a key: it grows when a replay is replayed.
const KEY_BYTES_MAX: usize = 200;

pub fn run(arguments: &ReplayArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (config, store) = store::open(&arguments.config, console)?;
    let TicketKey { helpdesk, id: key } = store::key(&config, &arguments.delivery)?;
    let runtime = runtime::new()?;
    let known =
        runtime.block_on(store.delivery(&helpdesk, &key)).map_err(|error| Failure::of(error.into()))?;
    let Some(known) = known else {
        writeln!(console.out, "There is no delivery {}; `preflight deliveries` lists them.", line(&key))?;
        return Ok(Exit::Findings);
    };
    let now = Timestamp::now();
    let mut own = format!("{EVENT}:{}:{key}", now.as_nanosecond());
    own.truncate(own.floor_char_boundary(KEY_BYTES_MAX));
    let ticket = known.ticket;
    let name = format!("{}/{}", ticket.helpdesk, ticket.id);
    let delivery = NewDelivery { ticket, key: own, event: EVENT.to_owned(), received_at: now, trace: None };
    runtime.block_on(store.accept(delivery)).map_err(|error| Failure::of(error.into()))?;
    writeln!(console.out, "{} is looked at again.", line(&name))?;
    Ok(Exit::Fine)
}
