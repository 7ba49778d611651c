//! The incremental export of tickets, for administrators, with cursors.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::sandbox::api::Call;
use crate::sandbox::api::answer::Answer;
use crate::sandbox::api::shape;
use crate::sandbox::api::ticket::users;
use crate::sandbox::record::{Record, Role};
use crate::sandbox::state::{State, lock};

/// The newest changes are held back this long, and a start must lie as far back.
const DELAY_SECS: i64 = 60;
const PER_PAGE_MAX: usize = 1000;

pub fn tickets(state: &State, call: &Call) -> Result<Answer, Answer> {
    if state.settings.api_user_role != Role::Admin {
        return Err(Answer::titled(403, "Forbidden", "You do not have access to this page."));
    }
    let newest = state.settings.clock.now().as_second() - DELAY_SECS;
    let after = match (call.query.get("cursor"), call.query.get("start_time")) {
        (Some(cursor), _) => {
            decode(cursor).ok_or_else(|| Answer::error(400, "InvalidValue", "Invalid cursor"))?
        }
        (None, Some(start)) => {
            let start: Option<i64> = start.parse().ok();
            let start = start.ok_or_else(|| Answer::error(400, "InvalidValue", "Invalid start_time"))?;
            if start > newest {
                return Err(Answer::error(422, "StartTimeTooRecent", "Too recent start_time."));
            }
            (start, 0)
        }
        (None, None) => return Err(Answer::error(400, "StartTimeMissing", "Missing start_time or cursor")),
    };
    let asked = call.query.get("per_page").and_then(|text| text.parse().ok()).unwrap_or(PER_PAGE_MAX);
    let desk = lock(&state.desk);
    let mut due: Vec<&Record> = desk
        .tickets
        .values()
        .filter(|record| place(record) > after && record.updated_at.as_second() <= newest)
        .filter(|record| !record.deleted || !call.query.is_true("exclude_deleted"))
        .collect();
    due.sort_by_key(|record| place(record));
    let end_of_stream = due.len() <= asked;
    due.truncate(asked.clamp(1, PER_PAGE_MAX));
    let cursor = encode(due.last().map_or(after, |record| place(record)));
    let shapes: Vec<_> = due.iter().map(|record| shape_of(record, state)).collect();
    let mut body = json!({
        "tickets": shapes,
        "after_cursor": cursor,
        "after_url": format!("{}/api/v2/incremental/tickets/cursor.json?cursor={cursor}", state.url),
        "before_cursor": null,
        "before_url": null,
        "end_of_stream": end_of_stream,
    });
    if call.query.includes("users") {
        body["users"] = users(&desk, due.iter().map(|record| record.requester), &state.url);
    }
    Ok(Answer::ok(body))
}

fn shape_of(record: &Record, state: &State) -> serde_json::Value {
    let mut shape = shape::ticket(record, &state.url, &state.keys);
    if record.deleted {
        shape["status"] = json!("deleted");
    }
    shape
}

fn place(record: &Record) -> (i64, u64) {
    (record.updated_at.as_second(), record.id)
}

fn encode((secs, id): (i64, u64)) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("{secs}|{id}"))
}

fn decode(cursor: &str) -> Option<(i64, u64)> {
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(cursor)
        .or_else(|_| STANDARD.decode(cursor))
        .ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (secs, id) = text.split_once('|')?;
    Some((secs.parse().ok()?, id.parse().ok()?))
}
