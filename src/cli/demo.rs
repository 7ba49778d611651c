//! `preflight demo`: the sandbox helpdesk, the service and its worker together, for trying Preflight without an account.

use tokio::runtime::Builder;

use crate::cli::arguments::DemoArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::logging;
use crate::config::load::Config;

/// Start the runtime and the demonstration in it.
pub fn start(arguments: DemoArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let config = console.config(arguments.config.path.as_deref())?;
    logging::start(&config.settings.log, console.colours)?;
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Message(format!("the runtime can't be started: {error}")))?;
    runtime.block_on(run(arguments, config, console))
}

/// The demonstration itself, until Ctrl-C or, with `--once`, until the last ticket is answered.
pub async fn run(
    _arguments: DemoArguments,
    _config: Config,
    _console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    Err(Failure::Message("the demonstration is not part of this build yet".into()))
}
