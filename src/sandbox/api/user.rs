//! Users by id, several at once, and the one who calls.

use serde_json::json;

use crate::sandbox::api::Call;
use crate::sandbox::api::answer::Answer;
use crate::sandbox::api::shape;
use crate::sandbox::api::ticket::users;
use crate::sandbox::state::{State, lock};

/// Zendesk shows at most this many users at once.
const IDS_MAX: usize = 100;

pub fn show(state: &State, id: u64) -> Result<Answer, Answer> {
    let desk = lock(&state.desk);
    let user = desk.users.get(&id).ok_or_else(Answer::not_found)?;
    Ok(Answer::ok(json!({"user": shape::user(user, &state.url)})))
}

pub fn show_many(state: &State, call: &Call) -> Result<Answer, Answer> {
    let ids = call.query.get("ids").unwrap_or_default().split(',');
    let ids: Vec<u64> = ids.filter_map(|id| id.trim().parse().ok()).collect();
    if ids.is_empty() || ids.len() > IDS_MAX {
        return Err(Answer::titled(400, "Bad Request", "ids must name 1 to 100 users"));
    }
    let shapes = users(&lock(&state.desk), ids.into_iter(), &state.url);
    let count = shapes.as_array().map_or(0, Vec::len);
    Ok(Answer::ok(json!({"users": shapes, "count": count, "next_page": null, "previous_page": null})))
}
