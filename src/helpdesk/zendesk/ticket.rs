//! From Zendesk's words for a ticket to Preflight's.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::helpdesk::zendesk::shape::{AttachmentShape, CommentShape, FieldShape, TicketShape, UserShape};
use crate::helpdesk::{Revision, Snapshot};
use crate::ticket::{Attachment, Author, Format, Message, Requester, Ticket};

const END_USER: &str = "end-user";
const API_CHANNEL: &str = "api";
const MALWARE: &str = "malware_found";
/// The flag of a comment that came from a machine: an auto-responder, a delivery report.
const AUTOMATIC_MAIL: u32 = 4;

/// Everybody who wrote in the ticket, as far as Zendesk tells.
pub struct People {
    pub users: HashMap<i64, UserShape>,
    pub requester: Option<i64>,
    /// Preflight itself.
    pub own: i64,
}

pub fn snapshot(
    ticket: TicketShape,
    comments: Vec<CommentShape>,
    people: &People,
    fields: &BTreeMap<String, u64>,
) -> Snapshot {
    let requester = people.requester.and_then(|id| people.users.get(&id));
    let mut messages: Vec<Message> = comments.into_iter().map(|comment| message(comment, people)).collect();
    messages.sort_by_key(|message| message.at);
    Snapshot {
        revision: Revision(ticket.updated_at),
        status: ticket.status.to_ascii_lowercase(),
        ticket: Ticket {
            id: ticket.id.to_string(),
            subject: ticket.subject.unwrap_or_default(),
            created_at: ticket.created_at,
            checked_at: None,
            channel: ticket.via.map(|via| via.channel).unwrap_or_default(),
            locale: requester.and_then(|user| user.locale.clone()),
            time_zone: requester.and_then(|user| user.iana_time_zone.clone()),
            tags: ticket.tags,
            fields: named(&ticket.custom_fields, fields),
            requester: Requester {
                id: people.requester.map(|id| id.to_string()).unwrap_or_default(),
                address: requester.and_then(|user| user.email.clone()),
                suspended: requester.is_some_and(|user| user.suspended),
            },
            messaging: ticket.from_messaging_channel,
            messages,
        },
    }
}

/// The custom fields that have a name here and a value.
fn named(custom_fields: &[FieldShape], names: &BTreeMap<String, u64>) -> BTreeMap<String, Value> {
    let values: HashMap<u64, &Value> = custom_fields.iter().map(|field| (field.id, &field.value)).collect();
    let value = |id: &u64| values.get(id).filter(|value| !value.is_null()).map(|value| (*value).clone());
    names.iter().filter_map(|(name, id)| Some((name.clone(), value(id)?))).collect()
}

fn message(comment: CommentShape, people: &People) -> Message {
    let author = author(&comment, people);
    let (format, body) = match (comment.html_body, comment.body) {
        (Some(html), _) if !html.trim().is_empty() => (Format::Html, html),
        (_, text) => (Format::Text, text.unwrap_or_default()),
    };
    let attachments = comment.attachments.into_iter().filter_map(attachment).collect();
    Message {
        author,
        at: comment.created_at,
        format,
        body,
        attachments,
        public: comment.public != Some(false),
        automatic: comment.metadata.flags.contains(&AUTOMATIC_MAIL),
    }
}

/// None for a file that nobody can open any more.
fn attachment(shape: AttachmentShape) -> Option<Attachment> {
    let usable = !shape.deleted && shape.malware_scan_result != MALWARE;
    usable.then_some(Attachment {
        file_name: shape.file_name,
        content_type: shape.content_type,
        size: shape.size,
        inline: shape.inline,
    })
}

fn author(comment: &CommentShape, people: &People) -> Author {
    let by_api = comment.via.as_ref().is_some_and(|via| via.channel == API_CHANNEL);
    let is_requester = |id| people.requester == Some(id);
    match comment.author_id {
        // -1 is Zendesk itself: automations and system messages.
        None => Author::Bot,
        Some(id) if id <= 0 => Author::Bot,
        // Someone who tries Preflight out may open a ticket as the very user whose credentials Preflight has.
        Some(id) if id == people.own && (by_api || !is_requester(id)) => Author::Bot,
        Some(id) if is_requester(id) => Author::Customer,
        Some(id) => match people.users.get(&id).and_then(|user| user.role.as_deref()) {
            Some(END_USER) => Author::Customer,
            Some(_) => Author::Agent,
            // Not told. Only staff write notes; whatever was said in public may be what the customer gave.
            None if comment.public == Some(false) => Author::Agent,
            None => Author::Customer,
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const REQUESTER: i64 = 10;
    const COPIED: i64 = 11;
    const AGENT: i64 = 20;
    const OWN: i64 = 30;

    fn people() -> People {
        let user = |id: i64, role: &str| {
            let shape = json!({"id": id, "role": role, "locale": "es-MX", "time_zone": "Central America",
                "iana_time_zone": "America/Costa_Rica"});
            (id, serde_json::from_value(shape).expect("a user"))
        };
        let users =
            [user(REQUESTER, "end-user"), user(COPIED, "end-user"), user(AGENT, "agent"), user(OWN, "admin")];
        People { users: users.into(), requester: Some(REQUESTER), own: OWN }
    }

    fn comment(more: Value) -> CommentShape {
        let mut shape = json!({"created_at": "2026-01-02T03:04:05Z", "public": true, "body": "hi"});
        for (key, value) in more.as_object().expect("an object") {
            shape[key] = value.clone();
        }
        serde_json::from_value(shape).expect("a comment")
    }

    #[test]
    fn a_ticket_keeps_what_the_checklists_may_ask() {
        let ticket = json!({"id": 9_007_199_254_740_993_u64, "subject": null, "status": "Open", "requester_id": REQUESTER,
            "tags": ["a", "b"], "custom_fields": [{"id": 1, "value": "x"}, {"id": 2, "value": null},
            {"id": 3, "value": ["p", "q"]}, {"id": 4, "value": "unnamed"}], "via": {"channel": "email"},
            "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:06Z"});
        let names =
            BTreeMap::from([("one".into(), 1), ("two".into(), 2), ("three".into(), 3), ("none".into(), 9)]);
        let ticket = serde_json::from_value(ticket).expect("a ticket");
        let snapshot = snapshot(ticket, vec![], &people(), &names);
        assert_eq!(snapshot.revision, Revision("2026-01-02T03:04:06Z".into()));
        assert_eq!(snapshot.status, "open");
        assert_eq!(snapshot.ticket.id, "9007199254740993");
        assert_eq!(snapshot.ticket.channel, "email");
        assert_eq!(snapshot.ticket.locale.as_deref(), Some("es-MX"));
        assert_eq!(snapshot.ticket.time_zone.as_deref(), Some("America/Costa_Rica"));
        let fields = BTreeMap::from([("one".into(), json!("x")), ("three".into(), json!(["p", "q"]))]);
        assert_eq!(snapshot.ticket.fields, fields);
    }

    #[test]
    fn authors_are_told_apart() {
        let cases = [
            (json!({"author_id": REQUESTER}), Author::Customer),
            (json!({"author_id": COPIED}), Author::Customer),
            (json!({"author_id": AGENT}), Author::Agent),
            (json!({"author_id": OWN, "via": {"channel": "api"}}), Author::Bot),
            (json!({"author_id": OWN, "via": {"channel": "web"}}), Author::Bot),
            (json!({"author_id": -1}), Author::Bot),
            (json!({"author_id": 99}), Author::Customer),
            (json!({"author_id": 99, "public": false}), Author::Agent),
        ];
        for (shape, expected) in cases {
            assert_eq!(author(&comment(shape.clone()), &people()), expected, "{shape}");
        }
    }

    #[test]
    fn a_ticket_that_preflights_own_user_opened_has_a_customer() {
        let people = People { requester: Some(OWN), ..people() };
        let written =
            |channel| author(&comment(json!({"author_id": OWN, "via": {"channel": channel}})), &people);
        assert_eq!(written("web"), Author::Customer);
        assert_eq!(written("api"), Author::Bot);
    }

    #[test]
    fn html_is_preferred_and_plain_text_stands_in() {
        let html = message(
            comment(json!({"html_body": "<p>hi</p>", "author_id": AGENT, "public": false})),
            &people(),
        );
        assert_eq!((html.format, html.body.as_str(), html.public), (Format::Html, "<p>hi</p>", false));
        for missing in [json!({}), json!({"html_body": null}), json!({"html_body": " "})] {
            let text = message(comment(missing), &people());
            assert_eq!((text.format, text.body.as_str(), text.public), (Format::Text, "hi", true));
        }
    }

    #[test]
    fn files_that_cannot_be_opened_are_left_out() {
        let shape = json!({"attachments": [
            {"file_name": "a.png", "content_type": "image/png", "size": 7, "inline": true, "deleted": false,
             "malware_scan_result": "not_scanned"},
            {"file_name": "b.png", "deleted": true},
            {"file_name": "c.exe", "malware_scan_result": "malware_found"},
            {"file_name": null, "content_type": null, "size": null, "inline": null, "deleted": null}]});
        let files = message(comment(shape), &people()).attachments;
        let names: Vec<&str> = files.iter().map(|file| file.file_name.as_str()).collect();
        assert_eq!(names, ["a.png", ""]);
        assert_eq!((files[0].size, files[0].inline), (7, true));
    }
}
