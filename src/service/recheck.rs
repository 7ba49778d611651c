//! A ticket is to be looked at again because somebody asks, whatever is known of it.

use jiff::Timestamp;

use crate::helpdesk::Delivery;

/// What stands in place of the helpdesk's event.
const EVENT: &str = "recheck";

/// As if the helpdesk had told of the ticket; with a key of its own for each time that somebody asks. `number` tells apart
/// what is asked for at the same time.
pub fn delivery(ticket_id: String, now: Timestamp, number: usize) -> Delivery {
    let key = format!("{EVENT}:{}:{number}", now.as_nanosecond());
    Delivery { key, ticket_id, event: EVENT.to_owned() }
}
