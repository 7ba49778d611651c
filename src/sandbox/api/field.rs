//! The account's ticket fields: two of its own, and those that the sandbox was started with.

use serde_json::{Value, json};

use crate::sandbox::api::answer::Answer;
use crate::sandbox::state::State;

/// The ids of the fields that every account has.
const OWN: [(u64, &str, &str); 2] = [(101, "Subject", "subject"), (102, "Status", "status")];

pub fn list(state: &State) -> Answer {
    let own = OWN.iter().map(|(id, title, kind)| shape(*id, title, kind));
    let custom = state.settings.field_ids.iter().map(|(key, id)| {
        let kind = if state.settings.dropdowns.contains(key) { "tagger" } else { "text" };
        shape(*id, key, kind)
    });
    let fields: Vec<Value> = own.chain(custom).collect();
    let count = fields.len();
    Answer::ok(json!({"ticket_fields": fields, "count": count, "next_page": null, "previous_page": null}))
}

fn shape(id: u64, title: &str, kind: &str) -> Value {
    json!({"id": id, "title": title, "raw_title": title, "type": kind, "active": true, "required": false})
}
