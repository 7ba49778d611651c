//! Writes: what is about to be written into a ticket, and what has been.

use deadpool_postgres::{Client, Transaction};
use jiff::Timestamp;

use crate::reply::history::{History, PastWrite};
use crate::reply::write::Write;
use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::{text, unreadable};
use crate::store::postgres::{due, fuse, limit, report};
use crate::store::{Intent, Lease, Speech, StoreError, TicketKey};

const STATE: &str = "SELECT state FROM write WHERE helpdesk = $1 AND ticket_id = $2 AND key = $3";

/// One that is tried again stands after those that were tried meanwhile.
const INTEND: &str = "
    INSERT INTO write (helpdesk, ticket_id, key, state, public, write, intended_at_ms, requester)
    VALUES ($1, $2, $3, 'tried', $4, $5, $6, $7)
    ON CONFLICT (helpdesk, ticket_id, key) DO UPDATE SET
        id = nextval(pg_get_serial_sequence('write', 'id')), state = 'tried',
        intended_at_ms = excluded.intended_at_ms";

/// Writes that were tried before this one are dropped; identifiers stand in the order of the intents, whatever the clock
/// does.
const WRITTEN: &str = "
    WITH arrived AS (
        UPDATE write SET state = 'written', receipt = $4, written_at_ms = $5
        WHERE helpdesk = $1 AND ticket_id = $2 AND key = $3 AND state <> 'written')
    UPDATE write SET state = 'dropped'
    WHERE helpdesk = $1 AND ticket_id = $2 AND state = 'tried' AND id < (
        SELECT w.id FROM write AS w WHERE w.helpdesk = $1 AND w.ticket_id = $2 AND w.key = $3)";

const UNSETTLED: &str = "
    SELECT write FROM write WHERE helpdesk = $1 AND ticket_id = $2 AND state = 'tried' ORDER BY id";

const HISTORY: &str = "
    SELECT write, written_at_ms FROM write
    WHERE helpdesk = $1 AND ticket_id = $2 AND state = 'written' ORDER BY written_at_ms, id";

/// One transaction, which holds the ticket, and for a public comment the helpdesk's fuse: what it counts stays true until it ends.
pub(super) async fn intend(
    client: &mut Client,
    lease: &Lease,
    write: &Write,
    speech: &Speech,
    now: Timestamp,
) -> Result<Intent, Failure> {
    let transaction = client.transaction().await?;
    due::hold(&transaction, lease).await?;
    let intent = within(&transaction, &lease.ticket, write, speech, now).await?;
    transaction.commit().await?;
    Ok(intent)
}

async fn within(
    transaction: &Transaction<'_>,
    ticket: &TicketKey,
    write: &Write,
    speech: &Speech,
    now: Timestamp,
) -> Result<Intent, Failure> {
    let TicketKey { helpdesk, id } = ticket;
    let statement = transaction.prepare_cached(STATE).await?;
    let state = transaction.query_opt(&statement, &[helpdesk, id, &write.key]).await?;
    let intent = match state.as_ref().map(|row| row.get::<_, &str>(0)) {
        // One that was dropped never arrived, but asking costs little and a second comment much.
        Some("tried" | "dropped") => Intent::Tried,
        Some("written") => return Ok(Intent::Written),
        Some(other) => return Err(unreadable("the state of a write", &other).into()),
        None => Intent::New,
    };
    if fuse::is_open(transaction, helpdesk, write.is_public()).await? {
        return Ok(Intent::Fused);
    }
    if write.is_public() {
        if limit::reached(transaction, ticket, Some(&write.key), speech, now).await?.is_some() {
            return Ok(Intent::Limited);
        }
        if fuse::blows(transaction, helpdesk, &speech.limits, now).await? {
            return Ok(Intent::Fused);
        }
    }
    let (json, now) = (report::json(write)?, now.as_millisecond());
    let statement = transaction.prepare_cached(INTEND).await?;
    transaction
        .execute(&statement, &[helpdesk, id, &write.key, &write.is_public(), &json, &now, &speech.requester])
        .await?;
    Ok(intent)
}

pub(super) async fn written(
    client: &Client,
    ticket: &TicketKey,
    key: &str,
    receipt: &str,
    at: Timestamp,
) -> Result<(), Failure> {
    let statement = client.prepare_cached(WRITTEN).await?;
    let (receipt, at) = (text(receipt), at.as_millisecond());
    client.execute(&statement, &[&ticket.helpdesk, &ticket.id, &key, &receipt, &at]).await?;
    Ok(())
}

pub(super) async fn unsettled(client: &Client, ticket: &TicketKey) -> Result<Vec<Write>, Failure> {
    let statement = client.prepare_cached(UNSETTLED).await?;
    let rows = client.query(&statement, &[&ticket.helpdesk, &ticket.id]).await?;
    rows.iter().map(|row| Ok(stored(row.get(0))?)).collect()
}

pub(super) async fn history(
    client: &Client,
    ticket: &TicketKey,
    speech: &Speech,
    now: Timestamp,
) -> Result<History, Failure> {
    let writes = written_into(client, ticket).await?;
    Ok(History { writes, limit: limit::reached(client, ticket, None, speech, now).await? })
}

/// Oldest first.
pub(super) async fn written_into(client: &Client, ticket: &TicketKey) -> Result<Vec<PastWrite>, Failure> {
    let statement = client.prepare_cached(HISTORY).await?;
    let rows = client.query(&statement, &[&ticket.helpdesk, &ticket.id]).await?;
    let mut writes = Vec::new();
    for row in rows {
        writes.push(PastWrite::of(&stored(row.get(0))?, row.get(1)));
    }
    Ok(writes)
}

fn stored(json: &str) -> Result<Write, StoreError> {
    report::plain(json, "a write")
}
