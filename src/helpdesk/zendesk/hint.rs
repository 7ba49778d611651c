//! The few things that are read of a delivery's body, leniently: identifiers may be numbers or texts, or missing.

use serde_json::Value;

use crate::helpdesk::zendesk::address::ticket_id_of;

const EVENT_PREFIX: &str = "zen:event-type:";
const SUBJECT_PREFIX: &str = "zen:ticket:";
const EVENT_CHARS_MAX: usize = 64;
const DELIVERY_ID_CHARS_MAX: usize = 64;

/// The events after which a ticket may be judged differently. By tags agents decide what its words leave open; its status
/// says nothing.
const EVENTS: [&str; 10] = [
    "ticket.created",
    "ticket.comment_added",
    "ticket.attachment_linked_to_comment",
    "ticket.custom_field_changed",
    "ticket.subject_changed",
    "ticket.tags_changed",
    "ticket.requester_changed",
    "ticket.merged",
    "ticket.undeleted",
    "messaging_ticket.message_added",
];

/// What a body tells.
pub struct Hint {
    /// The delivery's identifier, if it is signed.
    pub id: Option<String>,
    pub ticket_id: Option<String>,
    pub event: String,
    /// The user who caused it.
    pub actor: Option<i64>,
}

pub fn is_event(value: &Value) -> bool {
    value.get("type").and_then(Value::as_str).is_some_and(|kind| kind.trim().starts_with(EVENT_PREFIX))
}

/// None for an event that does not matter.
pub fn event(value: &Value) -> Option<Hint> {
    let kind = value["type"].as_str()?.trim().strip_prefix(EVENT_PREFIX)?;
    let event = EVENTS.into_iter().find(|known| *known == kind)?;
    let subject = value["subject"].as_str().and_then(|subject| subject.trim().strip_prefix(SUBJECT_PREFIX));
    let own = ticket_id(&value["detail"]["id"]).or_else(|| ticket_id_of(subject?).map(str::to_owned));
    // A merged ticket is closed; its words live on in the one that it was merged into.
    let target = ticket_id(&value["event"]["target_ticket_id"]).filter(|_| event == "ticket.merged");
    let actor = user_id(&value["detail"]["actor_id"]).or_else(|| user_id(&value["event"]["actor"]["id"]));
    Some(Hint {
        id: value["id"].as_str().and_then(delivery_id),
        ticket_id: target.or(own),
        event: event.to_owned(),
        actor,
    })
}

pub fn trigger(value: &Value) -> Hint {
    Hint {
        id: None,
        ticket_id: ticket_id(&value["ticket_id"]),
        event: event_name(value["event"].as_str()),
        actor: user_id(&value["current_user_id"]),
    }
}

/// Placeholders can break the JSON around them; the number that matters can still be found. Who caused it is not looked
/// for: among words that a customer wrote, it could be made up to have the delivery ignored.
pub fn broken(body: &[u8]) -> Option<Hint> {
    let ticket_id = ticket_id_of(digits_after(body, "\"ticket_id\"")?).map(str::to_owned);
    Some(Hint { id: None, ticket_id, event: event_name(None), actor: None })
}

/// The digits that follow the quoted key, over a colon, blanks and an opening quote.
fn digits_after<'a>(body: &'a [u8], key: &str) -> Option<&'a str> {
    let start = memchr::memmem::find(body, key.as_bytes())? + key.len();
    let rest = body[start..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest).trim_ascii_start();
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&rest[..count]).ok().filter(|digits| !digits.is_empty())
}

fn ticket_id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => ticket_id_of(text).map(str::to_owned),
        Value::Number(number) => ticket_id_of(&number.as_u64()?.to_string()).map(str::to_owned),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn user_id(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_i64(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A word that may stand in a log: the body is written by people, and might hold anything.
fn event_name(given: Option<&str>) -> String {
    let plain = |name: &&str| {
        (1..=EVENT_CHARS_MAX).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.'))
    };
    given.map(str::trim).filter(plain).unwrap_or("ticket_changed").to_owned()
}

fn delivery_id(id: &str) -> Option<String> {
    let plain = (1..=DELIVERY_ID_CHARS_MAX).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain.then(|| format!("event:{id}"))
}
