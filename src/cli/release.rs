//! `preflight release`: tickets that were set aside are taken up again.

use jiff::Timestamp;

use crate::cli::arguments::ReleaseArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::{runtime, store};
use crate::store::Release;

pub fn run(arguments: &ReleaseArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (config, store) = store::open(&arguments.config, console)?;
    let which = match &arguments.ticket {
        Some(ticket) => Release::Ticket(store::key(&config, ticket)?),
        None => Release::All,
    };
    let released = runtime::new()?.block_on(store.release(which, Timestamp::now()));
    let released = released.map_err(|error| Failure::of(error.into()))?;
    match released {
        0 => {
            writeln!(console.out, "Nothing was set aside there.")?;
            return Ok(Exit::Findings);
        }
        1 => writeln!(console.out, "1 ticket is looked at again.")?,
        count => writeln!(console.out, "{count} tickets are looked at again.")?,
    }
    Ok(Exit::Fine)
}
