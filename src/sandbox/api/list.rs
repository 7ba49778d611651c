//! The lists that belong to a ticket: its comments, its audits and its tags.

use std::sync::Arc;

use serde_json::json;

use crate::sandbox::api::Call;
use crate::sandbox::api::answer::Answer;
use crate::sandbox::api::shape;
use crate::sandbox::api::stamp::check;
use crate::sandbox::api::ticket::{tags, users};
use crate::sandbox::edit::{Edit, TagEdit};
use crate::sandbox::state::{State, lock};

pub fn comments(state: &State, call: &Call, id: u64) -> Result<Answer, Answer> {
    let desk = lock(&state.desk);
    let record = desk.ticket(id)?;
    let mut all: Vec<_> = record.comments.iter().collect();
    if call.query.get("sort") == Some("-created_at") || call.query.get("sort_order") == Some("desc") {
        all.reverse();
    }
    let page = call.query.page(all, |comment| comment.id)?;
    let inline = call.query.is_true("include_inline_images");
    let shapes: Vec<_> =
        page.items.iter().map(|comment| shape::comment(comment, &state.url, inline)).collect();
    let mut body = json!({"comments": shapes, "meta": page.meta, "links": page.links});
    if call.query.includes("users") {
        body["users"] = users(&desk, page.items.iter().map(|comment| comment.author), &state.url);
    }
    Ok(Answer::ok(body))
}

pub fn audits(state: &State, call: &Call, id: u64) -> Result<Answer, Answer> {
    let desk = lock(&state.desk);
    let record = desk.ticket(id)?;
    let mut all: Vec<_> = record.audits.iter().collect();
    let descending = call.query.get("sort_order") == Some("desc");
    if descending || call.query.get("sort").is_some_and(|sort| sort.starts_with('-')) {
        all.reverse();
    }
    let page = call.query.page(all, |audit| audit.id)?;
    let shapes: Vec<_> = page.items.iter().map(|audit| shape::audit(audit, record, &state.url)).collect();
    Ok(Answer::ok(json!({"audits": shapes, "meta": page.meta, "links": page.links})))
}

pub fn list_tags(state: &State, id: u64) -> Result<Answer, Answer> {
    let desk = lock(&state.desk);
    Ok(Answer::ok(json!({"tags": desk.ticket(id)?.tags})))
}

/// `make` says what is done with the tags of the body; the answer has them all, or nothing where `status` is 204.
pub fn change_tags(
    state: &Arc<State>,
    call: &Call,
    id: u64,
    status: u16,
    make: fn(Vec<String>) -> TagEdit,
) -> Result<Answer, Answer> {
    let body = call.json()?;
    let given = tags(&body["tags"]);
    let (Some(body), Some(given)) = (body.as_object(), given) else {
        return Err(Answer::titled(400, "Bad Request", "The request has no tags"));
    };
    let now = state.settings.clock.now();
    state.change(|desk| {
        check(body, desk.ticket(id)?)?;
        let edit = Edit { tags: Some(make(given)), ..Edit::default() };
        desk.edit(id, state.staff.api, "api", edit, now)
    })?;
    if status == 204 {
        return Ok(Answer::empty(204));
    }
    list_tags(state, id).map(|answer| Answer { status, ..answer })
}
