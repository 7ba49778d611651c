//! Webhooks: who is told of a change, by which trigger or event, and in which words.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::sandbox::desk::{Change, Desk};
use crate::sandbox::record::{Record, User, What};

/// An endpoint that hears of changes. Its id is made when it is added.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub url: String,
    pub secret: String,
    pub flavour: Flavour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Two triggers, on tickets that customers open and on their public replies.
    Trigger,
    /// One trigger without conditions, as nobody should set it up: it fires on the API's own writes too.
    CarelessTrigger,
    /// A subscription to all `zen:event-type:ticket.*` events.
    Events,
}

/// A body that is due, and what it is called in the log.
#[derive(Clone, Debug)]
pub struct Payload {
    pub event: String,
    pub body: Vec<u8>,
}

/// What the webhook's owner hears of a change: nothing, one trigger's body or several events.
pub fn payloads(flavour: Flavour, change: &Change, desk: &Desk, account: u64) -> Vec<Payload> {
    let Some((record, author)) = desk.told_of(change) else { return Vec::new() };
    match flavour {
        Flavour::Trigger => trigger(change, record, author).into_iter().collect(),
        Flavour::CarelessTrigger => {
            let event = if change.created { "ticket_created" } else { "ticket_updated" };
            vec![template(event, record, author)]
        }
        Flavour::Events => events(change, record, desk, account),
    }
}

fn trigger(change: &Change, record: &Record, author: &User) -> Option<Payload> {
    if author.role.is_staff() {
        return None;
    }
    let replied = change.audit.events.iter().any(|event| match event.what {
        What::Comment { id } => record.comments.iter().any(|comment| comment.id == id && comment.public),
        What::Create { .. } | What::Change { .. } | What::Delete => false,
    });
    match (change.created, replied) {
        (true, _) => Some(template("ticket_created", record, author)),
        (false, true) => Some(template("customer_replied", record, author)),
        (false, false) => None,
    }
}

/// The body that the set-up guide gives: identifiers only, numbers in quotes, a time without seconds.
fn template(event: &str, record: &Record, author: &User) -> Payload {
    #[derive(Serialize)]
    struct Body<'a> {
        v: u8,
        event: &'a str,
        ticket_id: String,
        current_user_id: String,
        updated_at: String,
    }
    let body = Body {
        v: 1,
        event,
        ticket_id: record.id.to_string(),
        current_user_id: author.id.to_string(),
        updated_at: record.updated_at.strftime("%Y-%m-%dT%H:%MZ").to_string(),
    };
    Payload { event: event.to_owned(), body: pretty(&body) }
}

fn events(change: &Change, record: &Record, desk: &Desk, account: u64) -> Vec<Payload> {
    let mut named: Vec<(String, Value)> = Vec::new();
    if change.created {
        named.push(("created".to_owned(), json!({})));
    }
    for event in &change.audit.events {
        match &event.what {
            What::Create { .. } => {}
            What::Comment { id } => {
                named.push(("comment_added".to_owned(), comment_added(*id, record, desk)))
            }
            What::Delete => named.push(("soft_deleted".to_owned(), json!({}))),
            What::Change { field, from, to } => named.push(changed(field, from, to)),
        }
    }
    let sequence = format!("{:X}", change.audit.id);
    named
        .into_iter()
        .enumerate()
        .map(|(index, (name, mut event))| {
            event["meta"] = json!({"sequence": {"id": sequence, "position": index + 1}});
            let kind = format!("zen:event-type:ticket.{name}");
            let envelope = json!({
                "account_id": account,
                "id": uuid::Uuid::new_v4().to_string(),
                "subject": format!("zen:ticket:{}", record.id),
                "time": nanos(change.audit.at),
                "type": kind,
                "zendesk_event_version": "2022-11-06",
                "event": event,
                "detail": detail(change, record),
            });
            Payload { event: kind, body: pretty(&envelope) }
        })
        .collect()
}

fn comment_added(id: u64, record: &Record, desk: &Desk) -> Value {
    let Some(comment) = record.comments.iter().find(|comment| comment.id == id) else { return json!({}) };
    let author = desk.users.get(&comment.author);
    json!({"comment": {
        "id": comment.id.to_string(),
        "body": comment.body,
        "is_public": comment.public,
        "author": {
            "id": comment.author.to_string(),
            "is_staff": author.is_some_and(|user| user.role.is_staff()),
            "name": author.map(|user| user.name.as_str()).unwrap_or_default(),
        },
    }})
}

fn changed(field: &str, from: &Value, to: &Value) -> (String, Value) {
    let pair = json!({"current": upper(field, to), "previous": upper(field, from)});
    match field {
        "tags" => {
            let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
            let (before, after) = (list(from), list(to));
            let only = |these: &[Value], those: &[Value]| {
                these.iter().filter(|tag| !those.contains(tag)).cloned().collect::<Vec<_>>()
            };
            let tags = json!({"tags_added": only(&after, &before), "tags_removed": only(&before, &after)});
            ("tags_changed".to_owned(), tags)
        }
        "group_id" => ("group_assignment_changed".to_owned(), pair),
        "assignee_id" => ("agent_assignment_changed".to_owned(), pair),
        "status" | "priority" | "type" | "subject" | "external_id" => (format!("{field}_changed"), pair),
        id => {
            let event = json!({
                "current": {"value": to},
                "previous": {"value": from},
                "custom_field": {"id": id, "title": format!("Field {id}"), "type": "text"},
            });
            ("custom_field_changed".to_owned(), event)
        }
    }
}

fn detail(change: &Change, record: &Record) -> Value {
    let user = |id: Option<u64>| id.map(|id| id.to_string());
    let channel = if record.channel == "api" { "web_service" } else { &record.channel };
    json!({
        "actor_id": change.audit.author.to_string(),
        "assignee_id": user(record.assignee),
        "brand_id": "8447346621310",
        "created_at": seconds(record.created_at),
        "custom_status": "8447320465790",
        "description": record.comments.first().map(|comment| comment.body.as_str()),
        "external_id": record.external_id,
        "form_id": "8646151517822",
        "group_id": user(record.group),
        "id": record.id.to_string(),
        "is_public": record.comments.iter().any(|comment| comment.public),
        "organization_id": "0",
        "priority": upper("priority", &json!(record.priority)),
        "requester_id": record.requester.to_string(),
        "status": if record.deleted { "DELETED".to_owned() } else { record.status.as_str().to_uppercase() },
        "subject": record.subject,
        "submitter_id": record.requester.to_string(),
        "tags": record.tags,
        "type": upper("type", &json!(record.kind)),
        "updated_at": seconds(record.updated_at),
        "via": {"channel": channel},
    })
}

/// Events spell these in capitals, unlike the API.
fn upper(field: &str, value: &Value) -> Value {
    match (field, value) {
        ("status" | "priority" | "type", Value::String(text)) => json!(text.to_uppercase()),
        (_, Value::Number(id)) => json!(id.to_string()),
        (_, value) => value.clone(),
    }
}

/// Recorded deliveries are indented by three blanks and end in a newline.
fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut body = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"   ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut body, formatter);
    value.serialize(&mut serializer).expect("JSON values can always be written to memory");
    body.push(b'\n');
    body
}

pub fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn nanos(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%9fZ").to_string()
}
