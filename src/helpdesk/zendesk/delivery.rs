//! What a verified delivery is about, in both of Zendesk's flavours.
//!
//! Connected to a trigger the body is what the account's people wrote, with placeholders that Zendesk filled in;
//! subscribed to events it is Zendesk's own envelope.

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::helpdesk::zendesk::address::ticket_id_of;
use crate::helpdesk::{Delivery, Received, Refusal};

const EVENT_PREFIX: &str = "zen:event-type:";
const SUBJECT_PREFIX: &str = "zen:ticket:";
const EVENT_CHARS_MAX: usize = 64;
const DELIVERY_ID_CHARS_MAX: usize = 64;

/// The events after which a ticket may read differently. Tags and status say nothing about what the customer gave.
const EVENTS: [&str; 9] = [
    "ticket.created",
    "ticket.comment_added",
    "ticket.attachment_linked_to_comment",
    "ticket.custom_field_changed",
    "ticket.subject_changed",
    "ticket.requester_changed",
    "ticket.merged",
    "ticket.undeleted",
    "messaging_ticket.message_added",
];

/// Preflight opens no tickets: whoever opened this one, it is not an echo of its own writing. (People who try it out
/// often open a ticket as the very user whose credentials Preflight has.)
const CREATED: [&str; 2] = ["ticket.created", "ticket_created"];

/// `own_user` is Preflight's user once it is known; what that user did is ignored.
pub fn read(timestamp: &str, body: &[u8], own_user: Option<i64>) -> Result<Received, Refusal> {
    let hint = match serde_json::from_slice::<Value>(body) {
        Ok(value) if is_event(&value) => match event_hint(&value) {
            Some(hint) => hint,
            None => return Ok(Received::Ignored { reason: "an event that changes nothing that is checked" }),
        },
        Ok(value) => trigger_hint(&value),
        Err(_) => broken_hint(body)?,
    };
    if own_user.is_some() && hint.actor == own_user && !CREATED.contains(&hint.event.as_str()) {
        return Ok(Received::Ignored { reason: "Preflight's own write" });
    }
    let ticket_id = hint.ticket_id.ok_or(Refusal::NoTicket)?;
    let key = hint.id.unwrap_or_else(|| content_key(timestamp, body));
    Ok(Received::Ticket(Delivery { key, ticket_id, event: hint.event }))
}

struct Hint {
    /// The delivery's identifier, if it is signed.
    id: Option<String>,
    ticket_id: Option<String>,
    event: String,
    actor: Option<i64>,
}

/// The envelope, as far as it is read. Identifiers are strings here, and numbers in the API.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Envelope {
    id: Value,
    r#type: Value,
    subject: Value,
    detail: Value,
    event: Value,
}

fn is_event(value: &Value) -> bool {
    value.get("type").and_then(Value::as_str).is_some_and(|kind| kind.trim().starts_with(EVENT_PREFIX))
}

/// None for an event that does not matter.
fn event_hint(value: &Value) -> Option<Hint> {
    let envelope = Envelope::deserialize(value).unwrap_or_default();
    let kind = envelope.r#type.as_str()?.trim().strip_prefix(EVENT_PREFIX)?;
    let event = EVENTS.into_iter().find(|known| *known == kind)?;
    let subject = envelope.subject.as_str().and_then(|subject| subject.trim().strip_prefix(SUBJECT_PREFIX));
    let own = ticket_id(&envelope.detail["id"]).or_else(|| ticket_id_of(subject?).map(str::to_owned));
    // A merged ticket is closed; its words live on in the one that it was merged into.
    let target = ticket_id(&envelope.event["target_ticket_id"]).filter(|_| event == "ticket.merged");
    let actor = user_id(&envelope.detail["actor_id"]).or_else(|| user_id(&envelope.event["actor"]["id"]));
    Some(Hint {
        id: envelope.id.as_str().and_then(delivery_id),
        ticket_id: target.or(own),
        event: event.to_owned(),
        actor,
    })
}

fn trigger_hint(value: &Value) -> Hint {
    Hint {
        id: None,
        ticket_id: ticket_id(&value["ticket_id"]),
        event: event_name(value["event"].as_str()),
        actor: user_id(&value["current_user_id"]),
    }
}

/// Placeholders can break the JSON around them; the number that matters can still be found.
fn broken_hint(body: &[u8]) -> Result<Hint, Refusal> {
    let ticket_id = digits_after(body, "\"ticket_id\"").ok_or(Refusal::NotJson)?;
    let actor = digits_after(body, "\"current_user_id\"").and_then(|digits| digits.parse().ok());
    Ok(Hint {
        id: None,
        ticket_id: ticket_id_of(ticket_id).map(str::to_owned),
        event: event_name(None),
        actor,
    })
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

/// The headers with the delivery's identifiers are not signed, so the key is made of what is: a repetition has the same
/// timestamp and body. Two updates of one ticket within one second can share a key too, so a delivery that is known
/// must still make the ticket due.
fn content_key(timestamp: &str, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(timestamp.as_bytes());
    hash.update([0]);
    hash.update(body);
    format!("body:{}", hex::encode(hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMESTAMP: &str = "2026-01-02T03:04:05Z";
    const OWN: Option<i64> = Some(8_447_388_090_494);

    fn ticket(body: &str) -> Delivery {
        match read(TIMESTAMP, body.as_bytes(), OWN) {
            Ok(Received::Ticket(delivery)) => delivery,
            other => panic!("{body}: {other:?}"),
        }
    }

    fn is_ignored(body: &str, own_user: Option<i64>) -> bool {
        matches!(read(TIMESTAMP, body.as_bytes(), own_user), Ok(Received::Ignored { .. }))
    }

    fn event(kind: &str, rest: &str) -> String {
        format!(
            r#"{{"account_id":22129848,"id":"cbe4028c-7239-495d-b020-f22348516046","subject":"zen:ticket:5158",
             "time":"2025-01-08T10:12:07.672717030Z","type":"zen:event-type:{kind}",
             "zendesk_event_version":"2022-11-06",{rest}}}"#
        )
    }

    #[test]
    fn a_trigger_names_the_ticket_in_whatever_way_the_placeholders_leave() {
        let bodies = [
            r#"{"v":1,"event":"ticket_created","ticket_id":"35436","current_user_id":"1","updated_at":""}"#,
            r#"{"ticket_id":35436}"#,
            r#"{ "ticket_id" : " 35436 ", "current_user_id": "" }"#,
            r#"{"ticket_id":"35436","current_user_id":null,"event":7}"#,
            r#"{"ticket_id":"35436","title":"she said "hello""}"#,
            r#"{"ticket_id":   35436,"current_user_id":}"#,
            "{\"title\":\"two\nlines\",\"ticket_id\" : \" 35436\"",
        ];
        for body in bodies {
            assert_eq!(ticket(body).ticket_id, "35436", "{body}");
        }
        assert_eq!(ticket(bodies[0]).event, "ticket_created");
        assert_eq!(ticket(bodies[1]).event, "ticket_changed");
    }

    #[test]
    fn a_body_without_a_ticket_is_refused() {
        for body in ["", "ticket 1", "{", r#"{"ticket_id":"{{ticket.id}}"#] {
            assert_eq!(read(TIMESTAMP, body.as_bytes(), OWN), Err(Refusal::NotJson), "{body}");
        }
        let none = [
            "{}",
            "[]",
            "null",
            "7",
            r#"{"ticket_id":""}"#,
            r#"{"ticket_id":"0"}"#,
            r#"{"ticket_id":-1}"#,
            r#"{"ticket_id":1.5}"#,
            r#"{"ticket_id":"123456789012345678901"}"#,
            r#"{"ticket_id":"1; drop"}"#,
            r#"{"ticket_id":123456789012345678901,}"#,
        ];
        for body in none {
            assert_eq!(read(TIMESTAMP, body.as_bytes(), OWN), Err(Refusal::NoTicket), "{body}");
        }
    }

    #[test]
    fn deep_nesting_is_not_followed() {
        let body = "[".repeat(100_000);
        assert_eq!(read(TIMESTAMP, body.as_bytes(), OWN), Err(Refusal::NotJson));
    }

    #[test]
    fn an_event_has_the_signed_identifier_as_its_key() {
        let body = event("ticket.created", r#""event":{},"detail":{"id":"5158","actor_id":"12"}"#);
        let delivery = ticket(&body);
        assert_eq!(delivery.ticket_id, "5158");
        assert_eq!(delivery.event, "ticket.created");
        assert_eq!(delivery.key, "event:cbe4028c-7239-495d-b020-f22348516046");
    }

    #[test]
    fn the_subject_names_the_ticket_where_the_detail_does_not() {
        assert_eq!(ticket(&event("ticket.subject_changed", r#""detail":{"id":""}"#)).ticket_id, "5158");
        let message = r#"{"id":"01HANA2B5D5W9XSJS3NE5SQA1J","type":"zen:event-type:messaging_ticket.message_added",
            "detail":{"id":"141"},"event":{"actor":{"id":"3","type":"end_user"},"message":{"id":"9","body":"hi"}}}"#;
        assert_eq!(ticket(message).ticket_id, "141");
    }

    #[test]
    fn a_merge_is_looked_at_where_the_words_went() {
        let body = event("ticket.merged", r#""event":{"target_ticket_id":"77"},"detail":{"id":"5158"}"#);
        assert_eq!(ticket(&body).ticket_id, "77");
    }

    #[test]
    fn events_that_change_nothing_that_is_checked_are_ignored() {
        for kind in ["ticket.tags_changed", "ticket.status_changed", "user.deleted", "ticket.of_the_future"] {
            assert!(is_ignored(&event(kind, r#""detail":{"id":"5158"}"#), None), "{kind}");
        }
    }

    #[test]
    fn preflights_own_writes_are_ignored_once_its_user_is_known() {
        let bodies = [
            event("ticket.comment_added", r#""detail":{"id":"5158","actor_id":"8447388090494"}"#),
            event(
                "messaging_ticket.message_added",
                r#""event":{"actor":{"id":"8447388090494"}},"detail":{"id":"1"}"#,
            ),
            r#"{"event":"comment_added","ticket_id":"1","current_user_id":"8447388090494"}"#.to_owned(),
            r#"{"ticket_id":1,"current_user_id":8447388090494}"#.to_owned(),
            r#"{"ticket_id":1,"current_user_id":"8447388090494","title":"a "b""}"#.to_owned(),
        ];
        for body in &bodies {
            assert!(is_ignored(body, OWN), "{body}");
            assert!(!is_ignored(body, None), "{body}");
            assert!(!is_ignored(body, Some(5)), "{body}");
        }
    }

    #[test]
    fn a_new_ticket_is_never_an_echo() {
        let body = event("ticket.created", r#""detail":{"id":"5158","actor_id":"8447388090494"}"#);
        assert!(!is_ignored(&body, OWN));
        assert!(!is_ignored(
            r#"{"event":"ticket_created","ticket_id":"1","current_user_id":"8447388090494"}"#,
            OWN
        ));
    }

    #[test]
    fn a_repetition_has_the_same_key_and_another_delivery_has_not() {
        let key = |timestamp: &str, body: &str| match read(timestamp, body.as_bytes(), None) {
            Ok(Received::Ticket(delivery)) => delivery.key,
            other => panic!("{other:?}"),
        };
        let first = key(TIMESTAMP, r#"{"ticket_id":1}"#);
        assert_eq!(first, key(TIMESTAMP, r#"{"ticket_id":1}"#));
        assert_ne!(first, key("2026-01-02T03:04:06Z", r#"{"ticket_id":1}"#));
        assert_ne!(first, key(TIMESTAMP, r#"{"ticket_id": 1}"#));
    }

    #[test]
    fn an_odd_event_name_does_not_reach_the_logs() {
        let body = r#"{"ticket_id":1,"event":"My card number is 4111"}"#;
        assert_eq!(ticket(body).event, "ticket_changed");
    }
}
