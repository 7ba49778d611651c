//! Deliveries: each is kept once, and each time that it comes it marks its ticket as due.

use rusqlite::{Connection, params};

use crate::store::sqlite::due::{self, Urgency};
use crate::store::{Accepted, NewDelivery, StoreError};

const KEEP: &str = "
    INSERT INTO delivery (helpdesk, key, ticket_id, event, received_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (helpdesk, key) DO NOTHING";

pub(super) fn accept(connection: &Connection, delivery: &NewDelivery) -> Result<Accepted, StoreError> {
    let ticket = &delivery.ticket;
    let received_at = delivery.received_at.as_millisecond();
    let kept = connection.prepare_cached(KEEP)?.execute(params![
        ticket.helpdesk,
        delivery.key,
        ticket.id,
        delivery.event,
        received_at
    ])?;
    due::mark(connection, ticket, Urgency::Word, delivery.received_at, delivery.trace.as_ref())?;
    Ok(if kept == 0 { Accepted::Known } else { Accepted::New })
}
