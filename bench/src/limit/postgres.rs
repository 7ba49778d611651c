//! Two connections, each of which puts all rows that wait into one statement.

use std::sync::Arc;

use anyhow::Context;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_postgres::{Client, NoTls};

use crate::limit::{Inbox, Row};

const CONNECTIONS: usize = 2;
const BATCH_ROWS_MAX: usize = 256;

const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS inbox (
        id TEXT PRIMARY KEY, ticket TEXT NOT NULL, event TEXT NOT NULL, received_at_ms BIGINT NOT NULL, body BYTEA)";

const KEEP: &str = "
    INSERT INTO inbox SELECT * FROM unnest($1::TEXT[], $2::TEXT[], $3::TEXT[], $4::BIGINT[], $5::BYTEA[])
    ON CONFLICT (id) DO NOTHING";

pub fn inbox(url: &str) -> anyhow::Result<Inbox> {
    let (rows, received) = unbounded_channel::<Row>();
    let received = Arc::new(Mutex::new(received));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let clients = runtime.block_on(async {
        let mut clients = Vec::new();
        for _ in 0..CONNECTIONS {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("PostgreSQL")?;
            tokio::spawn(connection);
            client.batch_execute(TABLE).await?;
            clients.push(client);
        }
        anyhow::Ok(clients)
    })?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            let tasks = clients.into_iter().map(|client| tokio::spawn(work(client, Arc::clone(&received))));
            for task in tasks.collect::<Vec<_>>() {
                drop(task.await);
            }
        });
    });
    Ok(Arc::new(move |row| drop(rows.send(row))))
}

async fn work(client: Client, received: Arc<Mutex<UnboundedReceiver<Row>>>) -> anyhow::Result<()> {
    let keep = client.prepare(KEEP).await?;
    loop {
        let mut batch = Vec::new();
        if received.lock().await.recv_many(&mut batch, BATCH_ROWS_MAX).await == 0 {
            return Ok(());
        }
        let ids: Vec<&str> = batch.iter().map(|row| row.id.as_str()).collect();
        let tickets: Vec<&str> = batch.iter().map(|row| row.ticket.as_str()).collect();
        let events: Vec<&str> = batch.iter().map(|row| row.event.as_str()).collect();
        let times: Vec<i64> = batch.iter().map(|row| row.received_at_ms).collect();
        let bodies: Vec<Option<&[u8]>> = batch.iter().map(|row| row.body.as_deref()).collect();
        let is_kept = client.execute(&keep, &[&ids, &tickets, &events, &times, &bodies]).await.is_ok();
        batch.into_iter().for_each(|row| row.answer(is_kept));
    }
}
