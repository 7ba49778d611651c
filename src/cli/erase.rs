//! `preflight erase`: all that is stored of a ticket or of a requester is forgotten.

use crate::cli::arguments::EraseArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::{runtime, store};
use crate::service::requester;
use crate::store::Erase;

pub fn run(arguments: &EraseArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (config, store) = store::open(&arguments.config, console)?;
    let which = match (&arguments.ticket, &arguments.requester) {
        (Some(ticket), _) => Erase::Ticket(store::key(&config, ticket)?),
        (None, Some(requester)) => {
            let key = store::key(&config, requester)?;
            // Only of a number that is missing is there no hash, and that was refused.
            let requester = requester::hash(&key.helpdesk, &key.id).unwrap_or_default();
            Erase::Requester { helpdesk: key.helpdesk, requester }
        }
        (None, None) => return Err(Failure::Message("name a ticket or a requester".into())),
    };
    let erased = runtime::new()?.block_on(store.erase(which)).map_err(|error| Failure::of(error.into()))?;
    match erased {
        0 => {
            writeln!(console.out, "Nothing is stored of that.")?;
            return Ok(Exit::Findings);
        }
        1 => writeln!(console.out, "All that was stored of 1 ticket is erased.")?,
        count => writeln!(console.out, "All that was stored of {count} tickets is erased.")?,
    }
    Ok(Exit::Fine)
}
