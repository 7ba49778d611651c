//! Logs: to standard error, as text for a person or as JSON for a machine. Spans go to the tracer, if there is one.

use std::io;

use opentelemetry_sdk::trace::SdkTracer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::Layer as Lines;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry};

use crate::cli::console::Failure;
use crate::config::settings::{Log, LogFormat};
use crate::trace::TARGET;

/// html5ever tells every letter of what it reads, if it is let.
const SILENT: &str = "html5ever=off";

/// Turn the logs on for the whole process. The environment is in the settings already.
pub fn start(log: &Log, colours: bool, tracer: Option<SdkTracer>) -> Result<(), Failure> {
    let filter = EnvFilter::builder()
        .parse(&log.level)
        .map_err(|error| Failure::Message(format!("`{}` is no log level: {error}", log.level)))?
        .add_directive(SILENT.parse().expect("it is a directive"));
    let lines = lines(log.format, colours);
    let started = match tracer {
        // One filter for all: what nobody reads costs a look at a flag.
        None => Registry::default().with(lines).with(filter).try_init(),
        Some(tracer) => {
            let spans = filter_fn(|metadata| metadata.is_span() && metadata.target() == TARGET);
            let traces = tracing_opentelemetry::layer()
                .with_tracer(tracer)
                .with_location(false)
                .with_threads(false)
                .with_target(false)
                .with_level(false)
                .with_tracked_inactivity(false);
            Registry::default().with(lines.with_filter(filter)).with(traces.with_filter(spans)).try_init()
        }
    };
    started.map_err(|error| Failure::Message(format!("the logs can't be turned on: {error}")))
}

fn lines(format: LogFormat, colours: bool) -> Box<dyn Layer<Registry> + Send + Sync> {
    let lines = Lines::default()
        .with_writer(io::stderr)
        // It would tell of a log that can't be written by a panic, and whoever read the log may well go away.
        .log_internal_errors(false);
    match format {
        LogFormat::Text => lines.with_ansi(colours).with_target(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(true).boxed(),
    }
}
