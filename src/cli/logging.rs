//! Logs: to standard error, as text for a person or as JSON for a machine.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::cli::console::Failure;
use crate::config::settings::{Log, LogFormat};

/// html5ever tells every letter of what it reads, if it is let.
const SILENT: &str = "html5ever=off";

/// Turn the logs on for the whole process. The environment is in the settings already.
pub fn start(log: &Log, colours: bool) -> Result<(), Failure> {
    let filter = EnvFilter::builder()
        .parse(&log.level)
        .map_err(|error| Failure::Message(format!("`{}` is no log level: {error}", log.level)))?
        .add_directive(SILENT.parse().expect("it is a directive"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        // It would tell of a log that can't be written by a panic, and whoever read the log may well go away.
        .log_internal_errors(false);
    let started = match log.format {
        LogFormat::Text => builder.with_ansi(colours).with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(true).try_init(),
    };
    started.map_err(|error| Failure::Message(format!("the logs can't be turned on: {error}")))
}
