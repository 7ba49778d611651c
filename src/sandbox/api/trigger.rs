//! Triggers as their makers see them: listed in their order, made at the end of it, replaced and deleted.

use serde_json::{Value, json};

use crate::sandbox::api::Call;
use crate::sandbox::api::answer::Answer;
use crate::sandbox::condition::FIELDS;
use crate::sandbox::rule::Trigger;
use crate::sandbox::state::{State, lock};
use crate::sandbox::webhook::seconds;

pub fn list(state: &State, call: &Call) -> Result<Answer, Answer> {
    let rules = lock(&state.rules);
    let page = call.query.page(rules.triggers.iter().collect(), |trigger| trigger.id)?;
    let place = |trigger: &Trigger| rules.triggers.iter().position(|one| one.id == trigger.id);
    let shapes: Vec<Value> =
        page.items.iter().map(|trigger| shape(trigger, place(trigger), &state.url)).collect();
    Ok(Answer::ok(
        json!({"triggers": shapes, "count": rules.triggers.len(), "meta": page.meta, "links": page.links}),
    ))
}

pub fn create(state: &State, call: &Call) -> Result<Answer, Answer> {
    let trigger = read(state, &call.json()?["trigger"], None)?;
    let mut rules = lock(&state.rules);
    rules.triggers.push(trigger.clone());
    let body = json!({"trigger": shape(&trigger, Some(rules.triggers.len() - 1), &state.url)});
    Ok(Answer::new(201, body))
}

/// Conditions and actions replace those before.
pub fn update(state: &State, call: &Call, id: u64) -> Result<Answer, Answer> {
    let body = call.json()?;
    let place = lock(&state.rules).triggers.iter().position(|trigger| trigger.id == id);
    let place = place.ok_or_else(Answer::not_found)?;
    let old = lock(&state.rules).triggers[place].clone();
    let trigger = read(state, &body["trigger"], Some(old))?;
    lock(&state.rules).triggers[place] = trigger.clone();
    Ok(Answer::ok(json!({"trigger": shape(&trigger, Some(place), &state.url)})))
}

pub fn delete(state: &State, id: u64) -> Result<Answer, Answer> {
    let mut rules = lock(&state.rules);
    let before = rules.triggers.len();
    rules.triggers.retain(|trigger| trigger.id != id);
    if rules.triggers.len() == before { Err(Answer::not_found()) } else { Ok(Answer::empty(204)) }
}

fn read(state: &State, asked: &Value, old: Option<Trigger>) -> Result<Trigger, Answer> {
    let mut trigger = old.unwrap_or_else(|| Trigger {
        id: lock(&state.desk).id(),
        title: String::new(),
        active: true,
        conditions: json!({"all": [], "any": []}),
        actions: json!([]),
        at: state.settings.clock.now(),
    });
    if let Some(title) = asked["title"].as_str() {
        trigger.title = title.to_owned();
    }
    if let Some(active) = asked["active"].as_bool() {
        trigger.active = active;
    }
    if asked["conditions"].is_object() {
        trigger.conditions = asked["conditions"].clone();
    }
    if asked["actions"].is_array() {
        trigger.actions = asked["actions"].clone();
    }
    check(state, trigger)
}

fn check(state: &State, trigger: Trigger) -> Result<Trigger, Answer> {
    if trigger.title.is_empty() {
        return Err(Answer::invalid("title", "Title: cannot be blank"));
    }
    let conditions = ["all", "any"].into_iter().filter_map(|key| trigger.conditions[key].as_array());
    let unknown = |condition: &Value| !FIELDS.contains(&condition["field"].as_str().unwrap_or_default());
    if conditions.flatten().any(unknown) {
        return Err(Answer::invalid("base", "The sandbox does not know one of the conditions"));
    }
    let hooks = &lock(&state.rules).hooks;
    let is_known = trigger.notifications().all(|(id, _)| hooks.iter().any(|hook| hook.id == id));
    if trigger.actions.as_array().is_none_or(Vec::is_empty) || !is_known {
        return Err(Answer::invalid("base", "One of the actions is invalid"));
    }
    Ok(trigger)
}

fn shape(trigger: &Trigger, place: Option<usize>, base: &str) -> Value {
    json!({
        "id": trigger.id,
        "url": format!("{base}/api/v2/triggers/{}.json", trigger.id),
        "title": trigger.title,
        "active": trigger.active,
        "conditions": trigger.conditions,
        "actions": trigger.actions,
        "position": place.map(|place| place + 1),
        "category_id": "10026",
        "created_at": seconds(trigger.at),
        "updated_at": seconds(trigger.at),
    })
}
