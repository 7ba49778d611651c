//! Webhooks as their makers see them: listed, made, changed, deleted, with their secret and what became of their calls.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::sandbox::api::Call;
use crate::sandbox::api::answer::Answer;
use crate::sandbox::delivery::{Delivery, Outcome, ulid};
use crate::sandbox::rule::{Hook, hook_shape};
use crate::sandbox::state::{State, lock};
use crate::sandbox::webhook::seconds;

pub fn list(state: &State, call: &Call) -> Answer {
    let rules = lock(&state.rules);
    let part = call.query.get("filter[name_contains]").unwrap_or_default();
    let named = |hook: &&Hook| hook.shape["name"].as_str().unwrap_or_default().contains(part);
    let shapes: Vec<&Value> = rules.hooks.iter().filter(named).map(|hook| &hook.shape).collect();
    Answer::ok(json!({"webhooks": shapes, "meta": one_page(), "links": {"prev": null, "next": null}}))
}

pub fn create(state: &State, call: &Call) -> Result<Answer, Answer> {
    let body = call.json()?;
    let asked = &body["webhook"];
    for key in ["name", "endpoint", "http_method", "request_format", "status"] {
        if asked[key].as_str().is_none_or(str::is_empty) {
            return Err(invalid(key));
        }
    }
    if !asked["signing_secret"].is_null() {
        return Err(invalid("signing_secret"));
    }
    let now = state.settings.clock.now();
    let id = ulid(now);
    let shape = hook_shape(&id, asked, state.staff.api, now);
    let mut random = rand::random::<u128>().to_be_bytes().to_vec();
    random.extend(rand::random::<u128>().to_be_bytes());
    lock(&state.rules).hooks.push(Hook { id, secret: STANDARD.encode(random), shape: shape.clone() });
    Ok(Answer::new(201, json!({"webhook": shape})))
}

pub fn show(state: &State, id: &str) -> Result<Answer, Answer> {
    let rules = lock(&state.rules);
    Ok(Answer::ok(json!({"webhook": find(&rules.hooks, id)?.shape})))
}

pub fn patch(state: &State, call: &Call, id: &str) -> Result<Answer, Answer> {
    let body = call.json()?;
    let mut rules = lock(&state.rules);
    let hook = rules.hooks.iter_mut().find(|hook| hook.id == id).ok_or_else(Answer::not_found)?;
    for key in ["name", "description", "status", "endpoint"] {
        if body["webhook"][key].is_string() {
            hook.shape[key] = body["webhook"][key].clone();
        }
    }
    Ok(Answer::empty(204))
}

pub fn delete(state: &State, id: &str) -> Result<Answer, Answer> {
    let mut rules = lock(&state.rules);
    find(&rules.hooks, id)?;
    if rules.user_of(id).is_some() {
        return Err(Answer::listed(400, "WebhookInUse", "The webhook is used by a trigger"));
    }
    rules.hooks.retain(|hook| hook.id != id);
    Ok(Answer::empty(204))
}

pub fn secret(state: &State, id: &str) -> Result<Answer, Answer> {
    let rules = lock(&state.rules);
    let secret = &find(&rules.hooks, id)?.secret;
    Ok(Answer::ok(json!({"signing_secret": {"secret": secret, "algorithm": "SHA256"}})))
}

/// The latest first.
pub fn invocations(state: &State, id: &str) -> Result<Answer, Answer> {
    find(&lock(&state.rules).hooks, id)?;
    let mut log = state.courier.log_for(id);
    log.reverse();
    let shapes: Vec<Value> = log.iter().map(invocation).collect();
    Ok(Answer::ok(json!({"invocations": shapes, "meta": one_page(), "links": {"prev": null, "next": null}})))
}

fn invocation(delivery: &Delivery) -> Value {
    let code = delivery.attempts.last().and_then(|attempt| attempt.status);
    let status = match (delivery.outcome, code) {
        (Outcome::Pending, _) => "accepted",
        (Outcome::Delivered, _) => "success",
        (Outcome::Lost, Some(400..=499)) => "client error",
        (Outcome::Lost, Some(_)) => "server error",
        (Outcome::Lost, None) => "failed",
    };
    json!({
        "id": delivery.invocation,
        "status": status,
        "status_code": code,
        "latest_completed_at": seconds(delivery.at),
    })
}

fn find<'a>(hooks: &'a [Hook], id: &str) -> Result<&'a Hook, Answer> {
    hooks.iter().find(|hook| hook.id == id).ok_or_else(Answer::not_found)
}

fn one_page() -> Value {
    json!({"has_more": false, "after_cursor": null, "before_cursor": null})
}

fn invalid(key: &str) -> Answer {
    Answer::listed(400, "InvalidWebhook", &format!("{key} is not as it must be"))
}
