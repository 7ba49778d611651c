//! Writing into a ticket: comment and status in one update, then the tags.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::helpdesk::zendesk::address::ticket_path;
use crate::helpdesk::zendesk::client::Client;
use crate::helpdesk::zendesk::tags::{Meanwhile, Standing, Wanted, settle, standing};
use crate::helpdesk::{HelpdeskError, Receipt, Revision};
use crate::reply::write::Write;

/// The key in an update's metadata under which its `Write::key` is found again.
pub const KEY: &str = "preflight_write";
/// Zendesk cuts what is longer, without an error.
const COMMENT_BYTES_MAX: usize = 65_535;

#[derive(Deserialize)]
struct UpdateAnswer {
    ticket: Standing,
    audit: Audit,
}

#[derive(Deserialize)]
struct Audit {
    id: u64,
    #[serde(default)]
    metadata: Value,
}

pub async fn apply(
    client: &Client,
    ticket_id: &str,
    write: &Write,
    revision: &Revision,
    fields: &BTreeMap<String, u64>,
) -> Result<Receipt, HelpdeskError> {
    let wanted = Wanted { add: &write.add_tags, remove: &write.remove_tags };
    if write.is_tags_only() {
        return apply_tags(client, ticket_id, wanted, &write.key, revision).await;
    }
    client.has_room(&ticket_path(ticket_id, "")?)?;
    let answer = update(client, ticket_id, write, revision, fields).await?;
    let at = answer.ticket.updated_at.parse().ok();
    let settled = settle(client, ticket_id, wanted, answer.ticket, Meanwhile::GoOn).await;
    let revision = settled.map_err(|error| HelpdeskError::Unknown {
        detail: format!("the comment is there, its tags may not be: {error}"),
    })?;
    Ok(Receipt { id: answer.audit.id.to_string(), revision, at })
}

/// Tags go without metadata, so such a write can't be found again; it need not be, because repeating it changes nothing.
async fn apply_tags(
    client: &Client,
    ticket_id: &str,
    wanted: Wanted<'_>,
    key: &str,
    revision: &Revision,
) -> Result<Receipt, HelpdeskError> {
    let standing = standing(client, ticket_id).await?;
    if standing.updated_at != revision.0 {
        return Err(HelpdeskError::Conflict);
    }
    let revision = settle(client, ticket_id, wanted, standing, Meanwhile::Report).await?;
    Ok(Receipt { id: format!("tags:{key}"), revision, at: None })
}

async fn update(
    client: &Client,
    ticket_id: &str,
    write: &Write,
    revision: &Revision,
    fields: &BTreeMap<String, u64>,
) -> Result<UpdateAnswer, HelpdeskError> {
    let body = json!({ "ticket": update_body(write, revision, fields)? });
    let answer: UpdateAnswer = client.write(Method::PUT, &ticket_path(ticket_id, "")?, &body).await?;
    if answer.audit.metadata["custom"][KEY].as_str() != Some(write.key.as_str()) {
        tracing::warn!(
            ticket_id,
            "the helpdesk did not keep the write's key: a lost answer could double a comment"
        );
    }
    Ok(answer)
}

fn update_body(
    write: &Write,
    revision: &Revision,
    fields: &BTreeMap<String, u64>,
) -> Result<Value, HelpdeskError> {
    let mut ticket = json!({
        "metadata": { KEY: write.key },
        "safe_update": true,
        "updated_stamp": revision.0,
    });
    if let Some(comment) = &write.comment {
        if comment.html.len() > COMMENT_BYTES_MAX {
            return Err(refused("the comment is longer than Zendesk keeps"));
        }
        // Left out, `public` would follow the ticket, and a note would go to the customer.
        ticket["comment"] = json!({ "html_body": comment.html, "public": comment.public });
    }
    if let Some(status) = &write.status {
        if status.eq_ignore_ascii_case("closed") {
            return Err(refused("closing a ticket can't be undone, so it is never done"));
        }
        ticket["status"] = json!(status);
    }
    let properties = [
        ("priority", write.priority.as_ref().map(|priority| json!(priority))),
        ("group_id", write.group.map(|group| json!(group))),
        ("assignee_id", write.assignee.map(|assignee| json!(assignee))),
    ];
    for (name, value) in properties {
        if let Some(value) = value {
            ticket[name] = value;
        }
    }
    if !write.fields.is_empty() {
        // A name without a number is told when the configuration is checked; only a field that was given its number since the
        // start has none here.
        for name in write.fields.keys().filter(|name| !fields.contains_key(*name)) {
            tracing::warn!(
                field = name,
                "this field of the policy gets its number at the next start, and is not set"
            );
        }
        let known = write.fields.iter().filter_map(|(name, value)| Some((fields.get(name)?, value)));
        ticket["custom_fields"] = known.map(|(id, value)| json!({"id": id, "value": value})).collect();
    }
    Ok(ticket)
}

fn refused(detail: &str) -> HelpdeskError {
    HelpdeskError::Refused { detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::write::Comment;

    fn write() -> Write {
        Write {
            key: "k1".into(),
            comment: Some(Comment { html: "<p>hello</p>".into(), public: false }),
            add_tags: vec!["ready".into()],
            remove_tags: vec![],
            status: Some("pending".into()),
            ..Write::default()
        }
    }

    fn revision() -> Revision {
        Revision("2026-01-02T03:04:05Z".into())
    }

    #[test]
    fn an_update_says_whether_it_is_public_and_what_it_was_made_for() {
        let body = update_body(&write(), &revision(), &BTreeMap::new()).expect("a good write");
        let expected = json!({
            "comment": {"html_body": "<p>hello</p>", "public": false},
            "status": "pending",
            "metadata": {"preflight_write": "k1"},
            "safe_update": true,
            "updated_stamp": "2026-01-02T03:04:05Z",
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn what_can_not_be_undone_or_would_be_cut_is_not_sent() {
        let closing = Write { status: Some("closed".into()), ..write() };
        let long = Comment { html: "x".repeat(COMMENT_BYTES_MAX + 1), public: true };
        let cut = Write { comment: Some(long), ..write() };
        for write in [closing, cut] {
            assert!(matches!(
                update_body(&write, &revision(), &BTreeMap::new()),
                Err(HelpdeskError::Refused { .. })
            ));
        }
    }
}
