//! Deliveries: each is kept once, and each time that it comes it marks its ticket as due.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::store::archive::{DeliveryFilter, Page, PageOf, PastDelivery, Place};
use crate::store::sqlite::due::{self, Urgency};
use crate::store::sqlite::failure::moment;
use crate::store::sqlite::pass::{millis, place};
use crate::store::{Accepted, NewDelivery, StoreError, TicketKey};

const KEEP: &str = "
    INSERT INTO delivery (helpdesk, key, ticket_id, event, received_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (helpdesk, ticket_id, key) DO NOTHING";

const LIST: &str = "
    SELECT helpdesk, key, ticket_id, event, received_at_ms FROM delivery {ticket}
        received_at_ms >= ?1 AND received_at_ms < ?2 AND (+received_at_ms, helpdesk, key) < (?3, ?4, ?5)
    ORDER BY received_at_ms DESC, helpdesk DESC, key DESC LIMIT ?6";

const OF_ALL: &str = "WHERE";

const OF_TICKET: &str = "WHERE helpdesk = ?7 AND ticket_id = ?8 AND";

/// By hand and seldom: it looks through the index of times, which holds the keys, from the latest on.
const ONE: &str = "
    SELECT helpdesk, key, ticket_id, event, received_at_ms FROM delivery INDEXED BY delivery_by_time
    WHERE helpdesk = ?1 AND key = ?2 ORDER BY received_at_ms DESC LIMIT 1";

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

/// The last first.
pub(super) fn list(
    connection: &Connection,
    filter: &DeliveryFilter,
    page: &PageOf<Place>,
) -> Result<Page<PastDelivery, Place>, StoreError> {
    let (since, until) = millis(filter.span);
    let (at, helpdesk, key) = place(page);
    let until = until.min(at.saturating_add(1));
    let rows = page.rows() + 1;
    let deliveries: Vec<_> = match &filter.ticket {
        Some(ticket) => {
            let mut statement = connection.prepare_cached(&LIST.replace("{ticket}", OF_TICKET))?;
            let values = params![since, until, at, helpdesk, key, rows, ticket.helpdesk, ticket.id];
            statement.query_map(values, columns)?.collect::<Result<_, _>>()?
        }
        None => {
            let mut statement = connection.prepare_cached(&LIST.replace("{ticket}", OF_ALL))?;
            let values = params![since, until, at, helpdesk, key, rows];
            statement.query_map(values, columns)?.collect::<Result<_, _>>()?
        }
    };
    let deliveries = deliveries.into_iter().map(past).collect::<Result<Vec<_>, _>>()?;
    let place_of = |delivery: &PastDelivery| Place {
        at: delivery.received_at,
        helpdesk: delivery.ticket.helpdesk.clone(),
        id: delivery.key.clone(),
    };
    Ok(Page::of(deliveries, page.rows(), place_of))
}

pub(super) fn one(
    connection: &Connection,
    helpdesk: &str,
    key: &str,
) -> Result<Option<PastDelivery>, StoreError> {
    let mut statement = connection.prepare_cached(ONE)?;
    statement.query_row([helpdesk, key], columns).optional()?.map(past).transpose()
}

type Columns = (TicketKey, String, String, i64);

fn columns(row: &Row) -> Result<Columns, rusqlite::Error> {
    let ticket = TicketKey { helpdesk: row.get("helpdesk")?, id: row.get("ticket_id")? };
    Ok((ticket, row.get("key")?, row.get("event")?, row.get("received_at_ms")?))
}

fn past((ticket, key, event, received_at_ms): Columns) -> Result<PastDelivery, StoreError> {
    let received_at = moment("when something was received", received_at_ms)?;
    Ok(PastDelivery { ticket, key, event, received_at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::migration::migrate;

    #[test]
    fn deliveries_are_found_by_what_is_asked() {
        let mut connection = Connection::open_in_memory().expect("a database");
        migrate(&mut connection).expect("tables");
        let plan = |sql: &str, values: usize| {
            let mut statement =
                connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a statement");
            let rows = statement.query_map(rusqlite::params_from_iter(vec![1; values]), |row| row.get(3));
            rows.expect("a plan").map(|row| row.expect("a row")).collect::<Vec<String>>().join("; ")
        };
        let of_ticket = plan(&LIST.replace("{ticket}", OF_TICKET), 8);
        assert!(of_ticket.contains("USING PRIMARY KEY (helpdesk=? AND ticket_id=?)"), "{of_ticket}");
        let of_all = plan(&LIST.replace("{ticket}", OF_ALL), 6);
        assert_eq!(
            of_all,
            "SEARCH delivery USING INDEX delivery_by_time (received_at_ms>? AND received_at_ms<?)"
        );
        assert_eq!(plan(ONE, 2), "SCAN delivery USING INDEX delivery_by_time");
    }
}
