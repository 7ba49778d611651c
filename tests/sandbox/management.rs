//! Webhooks and triggers that are set up by the API, as Zendesk's administrators do.

use preflight::sandbox::record::Role;
use preflight::sandbox::settings::Settings;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Desk, start, start_with};

fn webhook(endpoint: &str) -> Value {
    json!({"webhook": {
        "name": "Told of tickets",
        "endpoint": endpoint,
        "http_method": "POST",
        "request_format": "json",
        "status": "active",
        "subscriptions": ["conditional_ticket_events"],
    }})
}

fn trigger(webhook: &str, conditions: Value) -> Value {
    let body = "{\"ticket_id\":\"{{ticket.id}}\",\"current_user_id\":\"{{current_user.id}}\"}";
    json!({"trigger": {
        "title": "New ticket",
        "active": true,
        "conditions": {"all": conditions, "any": []},
        "actions": [{"field": "notification_webhook", "value": [webhook, body]}],
    }})
}

async fn send(desk: &Desk, method: Method, path: &str, body: Value) -> (u16, Value) {
    let answer = desk.call(method, path).json(&body).send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or_default())
}

/// The id of a webhook that nobody answers.
async fn made(desk: &Desk) -> String {
    let (status, answer) = send(desk, Method::POST, "/api/v2/webhooks", webhook("http://127.0.0.1:9/")).await;
    assert_eq!(status, 201);
    assert_eq!(answer["webhook"]["subscriptions"], json!(["conditional_ticket_events"]));
    answer["webhook"]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_tells_its_webhook_of_what_meets_its_conditions() {
    let desk = start();
    let id = made(&desk).await;
    let conditions = json!([
        {"field": "update_type", "operator": "is", "value": "Create"},
        {"field": "status", "operator": "less_than", "value": "solved"},
        {"field": "current_via_id", "operator": "is_not", "value": "5"},
    ]);
    let (status, made) = send(&desk, Method::POST, "/api/v2/triggers.json", trigger(&id, conditions)).await;
    assert_eq!((status, made["trigger"]["position"].as_u64()), (201, Some(1)));
    let ticket = desk.ticket("Help", "It is broken");
    desk.sandbox.customer_replies(ticket, "Anyone?", Vec::new()).expect("it is open");
    let told = desk.sandbox.deliveries(ticket);
    assert_eq!(told.len(), 1, "the reply is none of its business");
    let body: Value = serde_json::from_slice(&told[0].body).expect("JSON");
    assert_eq!(body["ticket_id"], ticket.to_string());
    let invocations = desk.get(&format!("/api/v2/webhooks/{id}/invocations")).await;
    assert_eq!(invocations["invocations"][0]["id"], told[0].invocation);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_keeps_its_secret_and_goes_only_when_nothing_uses_it() {
    let desk = start();
    let id = made(&desk).await;
    let path = format!("/api/v2/webhooks/{id}");
    let secret = desk.get(&format!("{path}/signing_secret")).await;
    assert_eq!(secret["signing_secret"]["algorithm"], "SHA256");
    assert_eq!(secret, desk.get(&format!("{path}/signing_secret")).await);
    assert!(!desk.get("/api/v2/webhooks").await.to_string().contains("secret"));
    let (_, made) = send(&desk, Method::POST, "/api/v2/triggers", trigger(&id, json!([]))).await;
    assert_eq!(send(&desk, Method::DELETE, &path, json!({})).await.0, 400);
    let trigger = format!("/api/v2/triggers/{}", made["trigger"]["id"]);
    let (status, replaced) = send(&desk, Method::PUT, &trigger, json!({"trigger": {"active": false}})).await;
    assert_eq!((status, &replaced["trigger"]["active"]), (200, &json!(false)));
    assert_eq!(send(&desk, Method::DELETE, &trigger, json!({})).await.0, 204);
    assert_eq!(send(&desk, Method::PATCH, &path, json!({"webhook": {"status": "inactive"}})).await.0, 204);
    assert_eq!(desk.get(&path).await["webhook"]["status"], "inactive");
    assert_eq!(send(&desk, Method::DELETE, &path, json!({})).await.0, 204);
    assert_eq!(send(&desk, Method::GET, &path, json!({})).await.0, 404);
    assert_eq!(desk.get("/api/v2/triggers").await["triggers"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused() {
    let desk = start();
    let nameless = json!({"webhook": {"endpoint": "https://x.example"}});
    assert_eq!(send(&desk, Method::POST, "/api/v2/webhooks", nameless).await.0, 400);
    assert_eq!(send(&desk, Method::POST, "/api/v2/triggers", trigger("nobody", json!([]))).await.0, 422);
    let fields = desk.get("/api/v2/ticket_fields.json").await;
    assert!(fields["ticket_fields"].as_array().expect("a list").iter().any(|field| field["id"] == 9001));
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_may_not_set_up_anything() {
    let desk = start_with(Settings { api_user_role: Role::Agent, ..Settings::default() });
    assert_eq!(send(&desk, Method::POST, "/api/v2/webhooks", webhook("http://127.0.0.1:9/")).await.0, 403);
    assert_eq!(send(&desk, Method::GET, "/api/v2/triggers", json!({})).await.0, 403);
}
