//! The JSON shapes of tickets, comments, audits and users, as Zendesk's API gives them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::sandbox::record::{Audit, Comment, Event, File, Record, User, What};
use crate::sandbox::webhook::seconds;

/// The flag of a mail that a machine wrote.
const AUTOMATIC_MAIL: u32 = 4;

pub fn ticket(record: &Record, base: &str, keys: &BTreeMap<u64, String>) -> Value {
    // All of the account's fields are listed, those without a value as null, and all of it twice.
    let known = keys.keys().chain(record.fields.keys().filter(|id| !keys.contains_key(id)));
    let fields: Vec<Value> =
        known.map(|id| json!({"id": id, "value": record.fields.get(id).unwrap_or(&Value::Null)})).collect();
    json!({
        "url": format!("{base}/api/v2/tickets/{}.json", record.id),
        "id": record.id,
        "external_id": record.external_id,
        "via": via(&record.channel),
        "created_at": seconds(record.created_at),
        "updated_at": seconds(record.updated_at),
        "generated_timestamp": record.updated_at.as_second(),
        "type": record.kind,
        "subject": record.subject,
        "raw_subject": record.subject,
        "description": record.comments.first().map(|comment| comment.body.as_str()).unwrap_or_default(),
        "priority": record.priority,
        "status": record.status.as_str(),
        "recipient": null,
        "requester_id": record.requester,
        "submitter_id": record.requester,
        "assignee_id": record.assignee,
        "organization_id": null,
        "group_id": record.group,
        "collaborator_ids": [],
        "follower_ids": [],
        "email_cc_ids": [],
        "forum_topic_id": null,
        "problem_id": null,
        "has_incidents": false,
        "is_public": record.comments.iter().any(|comment| comment.public),
        "due_at": null,
        "tags": record.tags,
        "custom_fields": fields,
        "fields": fields,
        "satisfaction_rating": null,
        "sharing_agreement_ids": [],
        "custom_status_id": 8_447_320_465_790_u64,
        "encoded_id": format!("S{:05}", record.id),
        "followup_ids": [],
        "ticket_form_id": 8_646_151_517_822_u64,
        "brand_id": 8_447_346_621_310_u64,
        "allow_channelback": false,
        "allow_attachments": true,
        "from_messaging_channel": false,
    })
}

/// `inline` says whether images within the text are listed among the attachments.
pub fn comment(comment: &Comment, base: &str, inline: bool) -> Value {
    let files = comment.files.iter().filter(|file| inline || !file.inline);
    let mut metadata = json!({"system": system(), "custom": {}});
    if comment.automatic {
        metadata["flags"] = json!([AUTOMATIC_MAIL]);
        metadata["flags_options"] = json!({AUTOMATIC_MAIL.to_string(): {"trusted": false}});
    }
    json!({
        "id": comment.id,
        "type": "Comment",
        "author_id": comment.author,
        "body": comment.body,
        "html_body": format!("<div class=\"zd-comment\" dir=\"auto\">{}</div>", comment.html),
        "plain_body": comment.body.replace("\n\n", "\n\n "),
        "public": comment.public,
        "attachments": files.map(|file| attachment(file, base)).collect::<Vec<_>>(),
        "audit_id": comment.audit_id,
        "via": via(&comment.channel),
        "created_at": seconds(comment.at),
        "metadata": metadata,
    })
}

pub fn audit(audit: &Audit, record: &Record, base: &str) -> Value {
    json!({
        "id": audit.id,
        "ticket_id": record.id,
        "created_at": seconds(audit.at),
        "author_id": audit.author,
        "metadata": {"system": system(), "custom": audit.custom},
        "events": audit.events.iter().map(|entry| event(entry, record, base)).collect::<Vec<_>>(),
        "via": via(&audit.channel),
    })
}

pub fn user(user: &User, base: &str) -> Value {
    json!({
        "id": user.id,
        "url": format!("{base}/api/v2/users/{}.json", user.id),
        "name": user.name,
        "email": user.email,
        "created_at": seconds(user.created_at),
        "updated_at": seconds(user.created_at),
        "time_zone": user.time_zone.as_deref().map(time_zone_name),
        "iana_time_zone": user.time_zone,
        "phone": null,
        "locale_id": 1,
        "locale": user.locale,
        "organization_id": null,
        "role": user.role.as_str(),
        "verified": true,
        "external_id": null,
        "tags": [],
        "alias": "",
        "active": true,
        "shared": false,
        "moderator": user.role.is_staff(),
        "restricted_agent": false,
        "suspended": user.suspended,
    })
}

fn event(event: &Event, record: &Record, base: &str) -> Value {
    match &event.what {
        What::Create { field, value } => {
            json!({"id": event.id, "type": "Create", "field_name": field, "value": scalar(value)})
        }
        What::Change { field, from, to } => json!({
            "id": event.id,
            "type": "Change",
            "field_name": field,
            "value": scalar(to),
            "previous_value": scalar(from),
        }),
        What::Comment { id } => {
            let found = record.comments.iter().find(|comment| comment.id == *id);
            found.map_or_else(|| json!({}), |found| comment(found, base, true))
        }
        What::Delete => json!({
            "id": event.id,
            "type": "Change",
            "field_name": "status",
            "value": "deleted",
            "previous_value": record.status.as_str(),
        }),
    }
}

fn attachment(file: &File, base: &str) -> Value {
    let address = format!("{base}/attachments/token/{}/", file.token);
    let url = reqwest::Url::parse_with_params(&address, [("name", &file.file_name)]);
    let url = url.map(String::from).unwrap_or(address);
    json!({
        "id": file.id,
        "url": format!("{base}/api/v2/attachments/{}.json", file.id),
        "file_name": file.file_name,
        "content_type": file.content_type,
        "content_url": url,
        "mapped_content_url": url,
        "size": file.size,
        "width": null,
        "height": null,
        "inline": file.inline,
        "deleted": false,
        "malware_access_override": false,
        "malware_scan_result": "malware_not_found",
        "thumbnails": [],
    })
}

/// Audits tell numbers as text.
fn scalar(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.to_string()),
        other => other.clone(),
    }
}

fn via(channel: &str) -> Value {
    json!({"channel": channel, "source": {"from": {}, "to": {}, "rel": null}})
}

/// Personal data that real answers carry too, so that its way into logs would be noticed.
fn system() -> Value {
    json!({
        "client": "Mozilla/5.0 (X11; Linux x86_64)",
        "ip_address": "203.0.113.7",
        "location": "Springfield, IL, United States",
        "latitude": 39.78,
        "longitude": -89.64,
    })
}

/// Zendesk's own names for time zones; others go by their city.
fn time_zone_name(iana: &str) -> String {
    let name = match iana {
        "America/New_York" => "Eastern Time (US & Canada)",
        "America/Chicago" => "Central Time (US & Canada)",
        "America/Denver" => "Mountain Time (US & Canada)",
        "America/Los_Angeles" => "Pacific Time (US & Canada)",
        "America/Phoenix" => "Arizona",
        "Etc/UTC" => "UTC",
        other => return other.rsplit('/').next().unwrap_or(other).replace('_', " "),
    };
    name.to_owned()
}
