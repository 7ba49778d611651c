//! `preflight serve`: the service, until it is told to stop.

use crate::cli::arguments::ServeArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::logging;
use crate::config::load::{Config, Origin};

pub fn run(arguments: &ServeArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let config = console.config(arguments.config.path.as_deref())?;
    if config.origin == Origin::Shipped {
        return Err(Failure::Message(
            "serve needs the settings of your account: write them with `preflight config init DIR`, fill in DIR/preflight.yaml, \
             and name it with `--config DIR`; to look around first, `preflight demo`"
                .into(),
        ));
    }
    logging::start(&config.settings.log, console.colours)?;
    serve(&config, console)?;
    Ok(Exit::Fine)
}

/// The one place that starts the service: `crate::service::app::serve(settings, checklists, ...)` goes here, with its runtime.
/// Secrets come from `crate::config::secrets::resolve_zendesk(name, settings, console.lookup)`.
fn serve(_config: &Config, _console: &mut Console<'_>) -> Result<(), Failure> {
    Err(Failure::Message("the service is not part of this build yet".into()))
}
