//! What an account must have for Preflight to be told of its tickets: one webhook and two triggers.

use serde_json::{Value, json};

/// The titles of the triggers, in their order.
pub const TITLES: [&str; 2] = ["Preflight: new ticket", "Preflight: customer replied"];

const EVENTS: [&str; 2] = ["ticket_created", "customer_replied"];

/// The webhook's name in Zendesk, by which it is found again; `helpdesk` is the account's name in the settings.
pub fn webhook_name(helpdesk: &str) -> String {
    format!("Preflight ({helpdesk})")
}

/// Where the service receives this account's webhook. `public_url` ends without a slash.
pub fn endpoint(public_url: &str, helpdesk: &str) -> String {
    format!("{public_url}/webhooks/{helpdesk}")
}

pub fn webhook(helpdesk: &str, endpoint: &str) -> Value {
    json!({"webhook": {
        "name": webhook_name(helpdesk),
        "description": "Tells Preflight which tickets to look at. Made by `preflight setup zendesk`.",
        "endpoint": endpoint,
        "http_method": "POST",
        "request_format": "json",
        "status": "active",
        "subscriptions": ["conditional_ticket_events"],
    }})
}

/// The trigger of this title: what it waits for, and what it tells the webhook.
pub fn trigger(at: usize, webhook_id: &str) -> Value {
    let event = EVENTS[at];
    // Identifiers only, in quotes: no words of customers in Zendesk's log, and nothing that could break the JSON.
    let body = format!(
        "{{\"v\":1,\"event\":\"{event}\",\"ticket_id\":\"{{{{ticket.id}}}}\",\"current_user_id\":\"{{{{current_user.id}}}}\",\
         \"updated_at\":\"{{{{ticket.updated_at_with_timestamp}}}}\"}}"
    );
    json!({"trigger": {
        "title": TITLES[at],
        "active": true,
        "conditions": {"all": conditions(at), "any": []},
        "actions": [{"field": "notification_webhook", "value": [webhook_id, body]}],
    }})
}

fn conditions(at: usize) -> Value {
    if at == 0 {
        return json!([
            {"field": "update_type", "operator": "is", "value": "Create"},
            {"field": "status", "operator": "less_than", "value": "solved"},
        ]);
    }
    // The last two keep loops out: Preflight writes as an agent, and by the API, which is channel 5.
    json!([
        {"field": "update_type", "operator": "is", "value": "Change"},
        {"field": "status", "operator": "less_than", "value": "solved"},
        {"field": "comment_is_public", "operator": "is", "value": "true"},
        {"field": "role", "operator": "is", "value": "end_user"},
        {"field": "current_via_id", "operator": "is_not", "value": "5"},
    ])
}
