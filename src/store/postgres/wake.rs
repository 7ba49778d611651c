//! Replicas wake each other: who has made something due rings, and who waits hears it. A ring that is lost is made up for
//! by the workers' own ticks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::store::postgres::failure::detail;

const LISTEN: &str = "LISTEN preflight_due";
/// With who rings, so that nobody wakes itself.
const RING: &str = "SELECT pg_notify('preflight_due', $1)";
/// Rings within this time are one.
const PAUSE_MILLIS: u64 = 20;
/// The wait before the next connection where one failed.
const AGAIN_MILLIS: u64 = 1_000;

/// To be rung after something has become due.
#[derive(Clone, Default)]
pub(super) struct Bell(Arc<Notify>);

impl Bell {
    pub(super) fn ring(&self) {
        self.0.notify_one();
    }
}

/// Hears the other replicas, and tells them, over a connection of its own. Dropping it ends that.
pub(super) struct Wake {
    pub(super) bell: Bell,
    heard: Arc<Notify>,
    _ended: DropGuard,
}

impl Wake {
    pub(super) fn start(config: Config, tls: MakeRustlsConnect) -> Self {
        let (bell, heard, end) = (Bell::default(), Arc::new(Notify::new()), CancellationToken::new());
        let work = work(config, tls, bell.clone(), Arc::clone(&heard));
        let ended = end.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = ended.cancelled() => {}
                () = work => {}
            }
        });
        Self { bell, heard, _ended: end.drop_guard() }
    }

    /// Wait until another replica rings.
    pub(super) async fn heard(&self) {
        self.heard.notified().await;
    }
}

async fn work(config: Config, tls: MakeRustlsConnect, bell: Bell, heard: Arc<Notify>) {
    let own = Uuid::new_v4().to_string();
    // Told once, and not for each try that fails.
    let is_deaf = AtomicBool::new(false);
    loop {
        if let Err(error) = listen(&config, tls.clone(), &own, &bell, &heard, &is_deaf).await
            && !is_deaf.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(
                error = detail(&error),
                "the other replicas can't be heard; looking every few seconds"
            );
        }
        tokio::time::sleep(Duration::from_millis(AGAIN_MILLIS)).await;
    }
}

/// Until the connection ends.
async fn listen(
    config: &Config,
    tls: MakeRustlsConnect,
    own: &str,
    bell: &Bell,
    heard: &Notify,
    is_deaf: &AtomicBool,
) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = config.connect(tls).await?;
    is_deaf.store(false, Ordering::Relaxed);
    let mut hearing = std::pin::pin!(hear(connection, own, heard));
    let mut ringing = std::pin::pin!(ring(&client, own, bell, heard));
    tokio::select! {
        ended = &mut hearing => ended,
        ended = &mut ringing => ended,
    }
}

/// What the server sends; the connection's answers pass through here as well.
async fn hear<T>(
    mut connection: Connection<Socket, T>,
    own: &str,
    heard: &Notify,
) -> Result<(), tokio_postgres::Error>
where
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(message) = std::future::poll_fn(|context| connection.poll_message(context)).await {
        if matches!(message?, AsyncMessage::Notification(ring) if ring.payload() != own) {
            heard.notify_one();
        }
    }
    Ok(())
}

async fn ring(client: &Client, own: &str, bell: &Bell, heard: &Notify) -> Result<(), tokio_postgres::Error> {
    client.batch_execute(LISTEN).await?;
    // What was rung while nobody listened.
    heard.notify_one();
    loop {
        bell.0.notified().await;
        client.execute(RING, &[&own]).await?;
        tokio::time::sleep(Duration::from_millis(PAUSE_MILLIS)).await;
    }
}
