//! Reading a ticket, and updating it by one PUT.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::sandbox::api::Call;
use crate::sandbox::api::answer::Answer;
use crate::sandbox::api::shape;
use crate::sandbox::api::stamp::check;
use crate::sandbox::desk::{Change, Desk};
use crate::sandbox::edit::{Edit, NewComment, TagEdit};
use crate::sandbox::record::{Record, Status};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::state::{State, lock};
use crate::ticket::Format;

/// What a ticket in a PUT may hold; all else is ignored, and named in a header.
const PERMITTED: [&str; 15] = [
    "comment",
    "custom_fields",
    "fields",
    "status",
    "custom_status_id",
    "priority",
    "type",
    "subject",
    "group_id",
    "assignee_id",
    "external_id",
    "tags",
    "metadata",
    "safe_update",
    "updated_stamp",
];

const PRIORITIES: [&str; 4] = ["low", "normal", "high", "urgent"];

pub fn show(state: &State, call: &Call, id: u64) -> Result<Answer, Answer> {
    let desk = lock(&state.desk);
    let record = desk.ticket(id)?;
    let mut body = json!({"ticket": shape::ticket(record, &state.url, &state.keys)});
    if call.query.includes("comment_count") {
        body["ticket"]["comment_count"] = json!(record.comments.len());
    }
    if call.query.includes("users") {
        let ids = [Some(record.requester), record.assignee];
        body["users"] = users(&desk, ids.into_iter().flatten(), &state.url);
    }
    Ok(Answer::ok(body))
}

/// The newest last.
pub fn list(state: &State, call: &Call) -> Result<Answer, Answer> {
    let desk = lock(&state.desk);
    let all = desk.tickets.values().filter(|record| !record.deleted).collect();
    let page = call.query.page(all, |record| record.id)?;
    let shapes: Vec<_> =
        page.items.iter().map(|record| shape::ticket(record, &state.url, &state.keys)).collect();
    Ok(Answer::ok(json!({"tickets": shapes, "meta": page.meta, "links": page.links})))
}

pub fn update(state: &Arc<State>, call: &Call, id: u64) -> Result<Answer, Answer> {
    let body = call.json()?;
    let Some(ticket) = body["ticket"].as_object() else {
        return Err(Answer::titled(400, "Bad Request", "The request has no ticket"));
    };
    let now = state.settings.clock.now();
    let change = state.change(|desk| {
        let record = desk.ticket(id)?;
        if record.status == Status::Closed {
            return Err(Refusal::Closed);
        }
        check(ticket, record)?;
        let edit = edit(ticket, record, desk, state)?;
        desk.edit(id, state.staff.api, "api", edit, now)
    })?;
    let answer = Answer::ok(updated(state, &change));
    let ignored: Vec<String> = ticket
        .keys()
        .filter(|key| !PERMITTED.contains(&key.as_str()))
        .map(|key| format!("\"ticket.{key}\""))
        .collect();
    if ignored.is_empty() {
        return Ok(answer);
    }
    let list = ignored.join(", ");
    let warning = format!(
        "{{:allowed_parameters=>{{:controller=>{{:unpermitted_keys=>[{list}], :invalid_values=>[]}}}}}}"
    );
    Ok(answer.with("x-zendesk-api-warn", warning))
}

/// The users of a sideload, each once.
pub fn users(desk: &Desk, ids: impl Iterator<Item = u64>, base: &str) -> Value {
    let ids: std::collections::BTreeSet<u64> = ids.collect();
    ids.iter().filter_map(|id| desk.users.get(id)).map(|user| shape::user(user, base)).collect()
}

fn updated(state: &State, change: &Change) -> Value {
    let desk = lock(&state.desk);
    desk.tickets.get(&change.ticket).map_or(Value::Null, |record| {
        json!({
            "ticket": shape::ticket(record, &state.url, &state.keys),
            "audit": shape::audit(&change.audit, record, &state.url),
        })
    })
}

fn edit(ticket: &Map<String, Value>, record: &Record, desk: &Desk, state: &State) -> Result<Edit, Refusal> {
    let text = |key: &str| ticket.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| ticket.get(key).and_then(Value::as_u64);
    let invalid = |field, why: &str| Refusal::Invalid { field, why: why.to_owned() };
    let status = match text("status") {
        Some(name) => Some(Status::parse(&name).ok_or_else(|| invalid("status", "Status: is not valid"))?),
        None => None,
    };
    let priority = text("priority");
    if priority.as_deref().is_some_and(|priority| !PRIORITIES.contains(&priority)) {
        return Err(invalid("priority", "Priority: is not valid"));
    }
    let assignee = number("assignee_id");
    if assignee.is_some_and(|id| desk.users.get(&id).is_none_or(|user| !user.role.is_staff())) {
        return Err(invalid("assignee", "Assignee: is not valid"));
    }
    Ok(Edit {
        comment: ticket.get("comment").and_then(|value| comment(value, record)),
        subject: text("subject"),
        status,
        priority,
        kind: text("type"),
        group: number("group_id"),
        assignee,
        external_id: text("external_id"),
        fields: fields(ticket, state),
        tags: ticket.get("tags").and_then(tags).map(TagEdit::Replace),
        metadata: ticket.get("metadata").cloned().unwrap_or_default(),
    })
}

/// Of `body` and `html_body` the HTML wins. Who says nothing of `public` gets what the ticket began with, which for
/// most tickets is public.
fn comment(value: &Value, record: &Record) -> Option<NewComment> {
    let text = |key: &str| value[key].as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let (text, format) = match (text("html_body"), text("body")) {
        (Some(html), _) => (html, Format::Html),
        (None, Some(body)) => (body, Format::Text),
        (None, None) => return None,
    };
    let began = record.comments.first().is_none_or(|first| first.public);
    let public = value["public"].as_bool().unwrap_or(began);
    Some(NewComment { text, format, public, ..NewComment::default() })
}

/// A list of objects with id and value, or an object of values; unknown fields are ignored without a word.
fn fields(ticket: &Map<String, Value>, state: &State) -> Vec<(u64, Value)> {
    let id = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
    let given: Vec<(u64, Value)> = match ticket.get("custom_fields").or_else(|| ticket.get("fields")) {
        Some(Value::Array(list)) => {
            list.iter().filter_map(|field| Some((id(&field["id"])?, field["value"].clone()))).collect()
        }
        Some(Value::Object(map)) => {
            map.iter().filter_map(|(key, value)| Some((key.parse().ok()?, value.clone()))).collect()
        }
        _ => Vec::new(),
    };
    given.into_iter().filter(|(id, _)| state.keys.contains_key(id)).collect()
}

/// A list, or names with blanks or commas between them.
pub fn tags(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(list) => Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        Value::String(text) => Some(text.split([' ', ',']).map(str::to_owned).collect()),
        _ => None,
    }
}
