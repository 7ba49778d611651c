//! What the page reads: examples, the list of tickets, one ticket, and the news that it should read again.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Path};
use futures_util::stream::unfold;
use serde_json::json;

use crate::sandbox::record::Record;
use crate::sandbox::settings::Example;
use crate::sandbox::state::{State, lock};
use crate::sandbox::view::is_waiting;
use crate::ticket::Author;

/// Shorter than the time after which browsers and proxies give up a silent connection.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The most recent ones.
const TICKETS_SHOWN: usize = 100;

pub async fn examples(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(state.settings.examples.iter().map(example).collect::<Vec<_>>())
}

pub async fn tickets(state: Data<State>) -> HttpResponse {
    let desk = lock(&state.desk);
    let mut records: Vec<&Record> = desk.tickets.values().filter(|record| !record.deleted).collect();
    records.sort_by_key(|record| std::cmp::Reverse((record.updated_at, record.id)));
    let rows = records.into_iter().take(TICKETS_SHOWN).map(|record| {
        json!({
            "id": record.id.to_string(),
            "subject": record.subject,
            "status": record.status.as_str(),
            "waiting": is_waiting(record, state.staff),
        })
    });
    HttpResponse::Ok().json(rows.collect::<Vec<_>>())
}

pub async fn ticket(state: Data<State>, id: Path<u64>) -> HttpResponse {
    let Some(view) = state.view(*id).filter(|view| !view.deleted) else {
        return HttpResponse::NotFound().json(json!({"error": "There is no such ticket."}));
    };
    let deliveries = state.courier.log_of(*id);
    let is_connected = !lock(&state.webhooks).is_empty();
    HttpResponse::Ok().json(json!({"ticket": view, "deliveries": deliveries, "connected": is_connected}))
}

/// Server-sent events: one at once and one after every change, with nothing in it but a number.
pub async fn events(state: Data<State>) -> HttpResponse {
    let state: Arc<State> = state.into_inner();
    let Ok(permit) = Arc::clone(&state.watchers).try_acquire_owned() else {
        return HttpResponse::ServiceUnavailable().json(json!({"error": "Too many pages are open."}));
    };
    let mut receiver = state.changed.subscribe();
    receiver.mark_changed();
    let stream = unfold((receiver, state, permit), |(mut receiver, state, permit)| async move {
        let text = tokio::select! {
            () = state.stop.cancelled() => return None,
            changed = receiver.changed() => {
                changed.ok()?;
                format!("event: changed\ndata: {}\n\n", *receiver.borrow_and_update())
            }
            () = tokio::time::sleep(HEARTBEAT) => ": still here\n\n".to_owned(),
        };
        let event: Result<Bytes, std::convert::Infallible> = Ok(Bytes::from(text));
        Some((event, (receiver, state, permit)))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("Cache-Control", "no-store"))
        .streaming(Box::pin(stream))
}

/// The first of the customer's messages fills the form; those that follow are offered as replies.
fn example(example: &Example) -> serde_json::Value {
    let ticket = &example.ticket;
    let messages = ticket.messages.iter().filter(|message| message.author == Author::Customer);
    json!({
        "name": example.name,
        "title": example.title,
        "subject": ticket.subject,
        "locale": ticket.locale,
        "time_zone": ticket.time_zone,
        "messages": messages
            .map(|message| json!({"body": message.body, "attachments": message.attachments}))
            .collect::<Vec<_>>(),
    })
}
