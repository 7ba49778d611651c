//! Forgetting: what is old, and what somebody asks to have erased.

use deadpool_postgres::{Client, Transaction};
use jiff::Timestamp;

use crate::store::postgres::database::Failure;
use crate::store::postgres::partition;
use crate::store::{Erase, TicketKey};

/// Tickets for which nothing is due, also no time that will come. One that another replica is at is left for later.
const AT_REST: &str = "
    SELECT helpdesk, ticket_id FROM due
    WHERE due_at_ms IS NULL AND touched_at_ms < $1
    ORDER BY touched_at_ms LIMIT $2 FOR UPDATE SKIP LOCKED";

const OF_REQUESTER: &str = "
    SELECT helpdesk, ticket_id FROM due WHERE helpdesk = $1 AND requester = $2
    ORDER BY helpdesk, ticket_id FOR UPDATE";

/// All that is known of a ticket.
const TABLES: [&str; 5] = ["delivery", "write", "pass", "report", "due"];

/// What is older is not shown any more, from now on.
const HORIZON: &str = "UPDATE horizon SET before_ms = greatest(before_ms, $1) WHERE id = 1";

/// Deliveries and passes go by their own time, a whole week of them at once; a ticket at rest loses everything else.
pub(super) async fn forget(client: &mut Client, before: Timestamp, limit: u32) -> Result<u64, Failure> {
    let mut rows = partition::drop_old(client, before).await?;
    let transaction = client.transaction().await?;
    transaction.execute(HORIZON, &[&before.as_millisecond()]).await?;
    let found = transaction.query(AT_REST, &[&before.as_millisecond(), &i64::from(limit)]).await?;
    let (helpdesks, ids): (Vec<String>, Vec<String>) =
        found.iter().map(|row| (row.get::<_, String>(0), row.get::<_, String>(1))).unzip();
    for table in &TABLES[1..] {
        let sql = format!(
            "DELETE FROM {table} USING unnest($1::text[], $2::text[]) AS old (helpdesk, ticket_id)
            WHERE {table}.helpdesk = old.helpdesk AND {table}.ticket_id = old.ticket_id"
        );
        rows += transaction.execute(&sql, &[&helpdesks, &ids]).await?;
    }
    transaction.commit().await?;
    Ok(rows)
}

pub(super) async fn erase(client: &mut Client, which: &Erase) -> Result<u64, Failure> {
    let transaction = client.transaction().await?;
    let tickets = match which {
        Erase::Ticket(ticket) => vec![ticket.clone()],
        Erase::Requester { helpdesk, requester } => {
            let rows = transaction.query(OF_REQUESTER, &[helpdesk, requester]).await?;
            let key = |row: &tokio_postgres::Row| TicketKey { helpdesk: row.get(0), id: row.get(1) };
            rows.iter().map(key).collect()
        }
    };
    let mut erased = 0;
    for ticket in tickets {
        erased += u64::from(erase_ticket(&transaction, &ticket).await? > 0);
    }
    transaction.commit().await?;
    Ok(erased)
}

async fn erase_ticket(transaction: &Transaction<'_>, ticket: &TicketKey) -> Result<u64, Failure> {
    let TicketKey { helpdesk, id } = ticket;
    let mut rows = 0;
    for table in TABLES {
        let sql = format!("DELETE FROM {table} WHERE helpdesk = $1 AND ticket_id = $2");
        rows += transaction.execute(&sql, &[helpdesk, id]).await?;
    }
    Ok(rows)
}
