//! Whether a trigger's conditions hold for a change; of Zendesk's many those that Preflight's own triggers use.

use serde_json::Value;

use crate::sandbox::desk::Change;
use crate::sandbox::record::{Record, Status, User, What};

/// The fields that a condition may ask for here.
pub const FIELDS: [&str; 5] = ["update_type", "status", "comment_is_public", "role", "current_via_id"];

const IN_ORDER: [Status; 6] =
    [Status::New, Status::Open, Status::Pending, Status::Hold, Status::Solved, Status::Closed];

/// All of `all`, and one of `any` unless there are none.
pub fn holds(conditions: &Value, change: &Change, record: &Record, author: &User) -> bool {
    let list = |key: &str| conditions[key].as_array().cloned().unwrap_or_default();
    let one = |condition: &Value| holds_one(condition, change, record, author);
    let any = list("any");
    list("all").iter().all(one) && (any.is_empty() || any.iter().any(one))
}

fn holds_one(condition: &Value, change: &Change, record: &Record, author: &User) -> bool {
    let wanted = match &condition["value"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let is = match condition["field"].as_str().unwrap_or_default() {
        "update_type" => wanted == if change.created { "Create" } else { "Change" },
        "comment_is_public" => wanted == "not_relevant" || (wanted == "true") == has_public(change, record),
        "role" => wanted == if author.role.is_staff() { "agent" } else { "end_user" },
        "current_via_id" => wanted == via_id(&change.audit.channel).to_string(),
        "status" => return status(condition, &wanted, record),
        _ => return false,
    };
    is == (condition["operator"] != "is_not")
}

fn status(condition: &Value, wanted: &str, record: &Record) -> bool {
    let rank = |status: Status| IN_ORDER.iter().position(|one| *one == status);
    let Some(wanted) = Status::parse(wanted) else { return false };
    match condition["operator"].as_str().unwrap_or_default() {
        "is" => record.status == wanted,
        "is_not" => record.status != wanted,
        "less_than" => rank(record.status) < rank(wanted),
        "greater_than" => rank(record.status) > rank(wanted),
        _ => false,
    }
}

fn has_public(change: &Change, record: &Record) -> bool {
    change.audit.events.iter().any(|event| match event.what {
        What::Comment { id } => record.comments.iter().any(|comment| comment.id == id && comment.public),
        What::Create { .. } | What::Change { .. } | What::Delete => false,
    })
}

/// Zendesk's numbers of the channels.
fn via_id(channel: &str) -> u32 {
    match channel {
        "email" => 4,
        "api" => 5,
        "rule" => 8,
        "chat" => 29,
        _ => 0,
    }
}
