//! The search for tickets whose pages go on without end. Of the query's language it knows `tags:` and `status:`.

use serde_json::json;

use crate::sandbox::api::Call;
use crate::sandbox::api::answer::Answer;
use crate::sandbox::api::shape;
use crate::sandbox::record::Record;
use crate::sandbox::state::{State, lock};

pub fn export(state: &State, call: &Call) -> Result<Answer, Answer> {
    let invalid = |why: &str| Answer::error(422, "invalid", why);
    if call.query.get("filter[type]") != Some("ticket") {
        return Err(invalid("Invalid search: filter[type] is missing or not supported"));
    }
    let query = call.query.get("query").filter(|query| !query.trim().is_empty());
    let terms: Vec<_> =
        query.ok_or_else(|| invalid("Invalid search: cannot be blank"))?.split_whitespace().collect();
    let desk = lock(&state.desk);
    let mut found = Vec::new();
    for record in desk.tickets.values().filter(|record| !record.deleted) {
        let mut matches = true;
        for term in &terms {
            matches &= is_met(record, term).ok_or_else(|| invalid("Invalid search: unknown term"))?;
        }
        if matches {
            found.push(record);
        }
    }
    let page = call.query.page(found, |record| record.id)?;
    let hits = page.items.iter().map(|record| {
        let mut hit = shape::ticket(record, &state.url, &state.keys);
        hit["result_type"] = json!("ticket");
        hit
    });
    let results: Vec<_> = hits.collect();
    Ok(Answer::ok(json!({"results": results, "facets": null, "meta": page.meta, "links": page.links})))
}

fn is_met(record: &Record, term: &str) -> Option<bool> {
    match term.split_once(':')? {
        ("tags", tag) => Some(record.tags.iter().any(|one| one == tag)),
        ("status", status) => Some(record.status.as_str() == status),
        _ => None,
    }
}
