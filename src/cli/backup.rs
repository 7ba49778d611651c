//! `preflight backup`: a copy of the store, taken while the service goes on.

use crate::cli::arguments::BackupArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::{runtime, store};

pub fn run(arguments: &BackupArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (config, store) = store::open(&arguments.config, console)?;
    let copied = runtime::new()?.block_on(store.copy(arguments.file.clone()));
    let (from, to) = (config.settings.store.path.display(), arguments.file.display());
    copied.map_err(|error| Failure::Message(format!("{from} can't be copied to {to}: {error}")))?;
    writeln!(console.out, "{from} is copied to {to}.")?;
    Ok(Exit::Fine)
}
