//! What a verified delivery is about, in both of Zendesk's flavours.
//!
//! Connected to a trigger the body is what the account's people wrote, with placeholders that Zendesk filled in;
//! subscribed to events it is Zendesk's own envelope.

use sha2::{Digest, Sha256};

use crate::helpdesk::zendesk::hint;
use crate::helpdesk::zendesk::sketch::sketch;
use crate::helpdesk::{Delivery, Received, Refusal};

/// Preflight opens no tickets: whoever opened this one, it is not an echo of its own writing. (People who try it out
/// often open a ticket as the very user whose credentials Preflight has.)
const CREATED: [&str; 2] = ["ticket.created", "ticket_created"];

/// `own_user` is Preflight's user once it is known; what that user did is ignored.
pub fn read(timestamp: &str, body: &[u8], own_user: Option<i64>) -> Result<Received, Refusal> {
    let hint = match sketch(body) {
        Ok(value) if hint::is_event(&value) => match hint::event(&value) {
            Some(hint) => hint,
            None => return Ok(Received::Ignored { reason: "an event that changes nothing that is checked" }),
        },
        Ok(value) => hint::trigger(&value),
        Err(_) => hint::broken(body).ok_or(Refusal::NotJson)?,
    };
    if own_user.is_some() && hint.actor == own_user && !CREATED.contains(&hint.event.as_str()) {
        return Ok(Received::Ignored { reason: "Preflight's own write" });
    }
    let ticket_id = hint.ticket_id.ok_or(Refusal::NoTicket)?;
    let key = hint.id.unwrap_or_else(|| content_key(timestamp, body));
    Ok(Received::Ticket(Delivery { key, ticket_id, event: hint.event }))
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
        for kind in
            ["ticket.priority_changed", "ticket.status_changed", "user.deleted", "ticket.of_the_future"]
        {
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
