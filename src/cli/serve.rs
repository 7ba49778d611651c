//! `preflight serve`: the service, until it is told to stop.

use std::net::TcpListener;
use std::sync::Arc;

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::app::reload::{Source, tell_warnings};
use crate::app::{self, Listeners, Parts, build, open};
use crate::cli::arguments::ServeArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::telemetry::Telemetry;
use crate::cli::{logging, runtime};
use crate::clock::Clock;
use crate::config::environment;
use crate::config::load::{Config, Origin};
use crate::config::settings::HelpdeskSettings;
use crate::service::reloading::Reloading;

/// The address in the settings that `config init` writes.
const PLACEHOLDER_URL: &str = "https://your-account.zendesk.com";

pub fn run(arguments: &ServeArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let config = console.config(arguments.config.path.as_deref())?;
    if config.origin == Origin::Shipped {
        return Err(Failure::Message(
            "serve needs the settings of your account: `preflight setup zendesk --config DIR` writes them, or \
             `preflight config init DIR`, to be filled in; then name it with `--config DIR`; to look around first, `preflight demo`"
                .into(),
        ));
    }
    if let Some(name) =
        config.settings.helpdesks.iter().find_map(|(name, settings)| placeholder(name, settings))
    {
        return Err(Failure::Message(format!(
            "helpdesks.{name}: `{PLACEHOLDER_URL}` stands for the address of your account; write yours in its place"
        )));
    }
    runtime::install_tls();
    let telemetry = Telemetry::new(&config.settings.traces, console.lookup).map_err(Failure::of)?;
    logging::start(&config.settings.log, console.colours, telemetry.tracer())?;
    tell_warnings(&config.warnings);
    if let Some(warning) = &telemetry.warning {
        tracing::warn!("{warning}");
    }
    let served = runtime::new()?.block_on(serve(&config, console)).map_err(Failure::of);
    telemetry.end();
    served.map(|()| Exit::Fine)
}

/// The helpdesk's name, if its address is still the one that `config init` writes.
fn placeholder<'a>(name: &'a str, settings: &HelpdeskSettings) -> Option<&'a str> {
    match settings {
        HelpdeskSettings::Zendesk(zendesk) => {
            (zendesk.url.trim_end_matches('/') == PLACEHOLDER_URL).then_some(name)
        }
    }
}

async fn parts(config: &Config, console: &Console<'_>) -> anyhow::Result<Parts> {
    Ok(Parts {
        helpdesks: build::helpdesks(config, console.lookup)?,
        store: open::store(&config.settings.store, console.lookup).await?,
        judges: build::panel(config)?,
        clock: Clock::System,
        access: build::access(config, console.lookup)?,
        source: None,
        seed: rand::random(),
    })
}

/// Run until the operating system asks to stop (SIGTERM, SIGINT).
async fn serve(config: &Config, console: &Console<'_>) -> anyhow::Result<()> {
    let mut parts = parts(config, console).await?;
    let stop = CancellationToken::new();
    if let Origin::File(path) = &config.origin {
        let reloading = Arc::new(Reloading::default());
        let mut hang_up = signal(SignalKind::hangup()).context("SIGHUP can't be heard")?;
        parts.source = Some(Source {
            path: path.clone(),
            lookup: environment::system,
            reloading: Arc::clone(&reloading),
        });
        tokio::spawn(async move {
            while hang_up.recv().await.is_some() {
                reloading.ask();
            }
        });
    }
    let mut asked = StopSignal::new()?;
    tokio::spawn({
        let stop = stop.clone();
        async move {
            asked.recv().await;
            tracing::info!("asked to stop");
            stop.cancel();
        }
    });
    let settings = &config.settings;
    let listeners = Listeners {
        webhooks: listener("service.listen", &settings.service.listen)?,
        api: settings.api.listen.as_ref().map(|listen| listener("api.listen", listen)).transpose()?,
    };
    app::start(settings, parts, listeners, stop)?.ended().await
}

fn listener(setting: &str, address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .with_context(|| format!("{setting}: can't listen on {address}; is it in use already?"))
}

/// Either of the two signals that ask a process to stop.
pub struct StopSignal {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignal {
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate()).context("SIGTERM can't be heard")?,
            interrupt: signal(SignalKind::interrupt()).context("SIGINT can't be heard")?,
        })
    }

    pub async fn recv(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
