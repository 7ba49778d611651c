//! `preflight backup`: a copy of the store, taken while the service goes on.

use crate::cli::arguments::BackupArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::{runtime, store};
use crate::config::place::Place;
use crate::store::sqlite::SqliteStore;

pub fn run(arguments: &BackupArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let config = console.config(arguments.config.path.as_deref())?;
    let file = match store::place(&config)? {
        Place::File(file) => file,
        place @ Place::Database(_) => {
            return Err(Failure::Message(format!(
                "{place} is copied by PostgreSQL's own means, such as pg_dump"
            )));
        }
    };
    let (from, to) = (file.display(), arguments.file.display());
    let store = SqliteStore::beside(&file).map_err(|error| Failure::of(error.into()))?;
    let copied = runtime::new()?.block_on(store.copy(arguments.file.clone()));
    copied.map_err(|error| Failure::Message(format!("{from} can't be copied to {to}: {error}")))?;
    writeln!(console.out, "{from} is copied to {to}.")?;
    Ok(Exit::Fine)
}
