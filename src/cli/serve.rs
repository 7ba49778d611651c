//! `preflight serve`: run the service until it is told to stop.

use std::net::TcpListener;
use std::sync::Arc;

use anyhow::Context;
use tokio_util::sync::CancellationToken;

use crate::app::{self, Parts};
use crate::clock::Clock;
use crate::config::settings::Settings;
use crate::service::Helpdesks;
use crate::service::judge::Rules;

/// Run until the operating system asks to stop (SIGTERM, SIGINT).
pub async fn run(settings: Settings, helpdesks: Helpdesks, rules: Rules) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let mut asked = stop_signal()?;
    tokio::spawn({
        let stop = stop.clone();
        async move {
            asked.recv().await;
            tracing::info!("asked to stop");
            stop.cancel();
        }
    });
    serve(settings, helpdesks, rules, stop).await
}

/// Run until `stop`.
pub async fn serve(
    settings: Settings,
    helpdesks: Helpdesks,
    rules: Rules,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let listen = &settings.service.listen;
    let listener = TcpListener::bind(listen).with_context(|| format!("can't listen on {listen}"))?;
    let parts = Parts { helpdesks, judge: Arc::new(rules), clock: Clock::System, seed: rand::random() };
    app::start(&settings, parts, listener, stop)?.ended().await
}

/// Either of the two signals that ask a process to stop.
struct StopSignal {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl StopSignal {
    async fn recv(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

fn stop_signal() -> anyhow::Result<StopSignal> {
    use tokio::signal::unix::{SignalKind, signal};
    Ok(StopSignal {
        terminate: signal(SignalKind::terminate()).context("SIGTERM can't be heard")?,
        interrupt: signal(SignalKind::interrupt()).context("SIGINT can't be heard")?,
    })
}
