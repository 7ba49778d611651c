//! What an edit changed, read off the ticket before and after it.

use std::collections::BTreeSet;

use serde_json::json;

use crate::sandbox::record::{Record, What};

pub fn differences(before: &Record, after: &Record) -> Vec<What> {
    let mut pairs = vec![
        ("subject".to_owned(), json!(before.subject), json!(after.subject)),
        ("status".to_owned(), json!(before.status.as_str()), json!(after.status.as_str())),
        ("priority".to_owned(), json!(before.priority), json!(after.priority)),
        ("type".to_owned(), json!(before.kind), json!(after.kind)),
        ("group_id".to_owned(), json!(before.group), json!(after.group)),
        ("assignee_id".to_owned(), json!(before.assignee), json!(after.assignee)),
        ("external_id".to_owned(), json!(before.external_id), json!(after.external_id)),
        ("tags".to_owned(), json!(before.tags), json!(after.tags)),
    ];
    let fields: BTreeSet<&u64> = before.fields.keys().chain(after.fields.keys()).collect();
    pairs.extend(
        fields.into_iter().map(|field| {
            (field.to_string(), json!(before.fields.get(field)), json!(after.fields.get(field)))
        }),
    );
    pairs
        .into_iter()
        .filter(|(_, from, to)| from != to)
        .map(|(field, from, to)| What::Change { field, from, to })
        .collect()
}
