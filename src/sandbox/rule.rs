//! Webhooks and triggers that were set up by the API, and what a change makes them send.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::condition::holds;
use crate::sandbox::delivery::Addressee;
use crate::sandbox::desk::{Change, Desk};
use crate::sandbox::placeholder::expand;
use crate::sandbox::record::{Record, User};
use crate::sandbox::webhook::{Flavour, Payload, Webhook};
use crate::ticket::Format;

/// A webhook as its maker described it.
#[derive(Clone, Debug)]
pub struct Hook {
    pub id: String,
    pub secret: String,
    /// What was asked for, as far as the API gives it back.
    pub shape: Value,
}

/// A trigger; its conditions and actions stay as they were sent.
#[derive(Clone, Debug)]
pub struct Trigger {
    pub id: u64,
    pub title: String,
    pub active: bool,
    pub conditions: Value,
    pub actions: Value,
    pub at: Timestamp,
}

/// Triggers stand in their order.
#[derive(Debug, Default)]
pub struct Rules {
    pub hooks: Vec<Hook>,
    pub triggers: Vec<Trigger>,
}

impl Hook {
    pub fn is_active(&self) -> bool {
        self.shape["status"] == "active"
    }

    fn addressee(&self) -> Addressee {
        let url = self.shape["endpoint"].as_str().unwrap_or_default().to_owned();
        let webhook = Webhook { url, secret: self.secret.clone(), flavour: Flavour::Trigger };
        Addressee { id: self.id.clone(), webhook }
    }
}

impl Trigger {
    /// The webhooks that it tells, with the bodies that it has for them.
    pub fn notifications(&self) -> impl Iterator<Item = (&str, &str)> {
        let actions = self.actions.as_array().map(Vec::as_slice).unwrap_or_default();
        actions.iter().filter(|action| action["field"] == "notification_webhook").filter_map(|action| {
            Some((action["value"][0].as_str()?, action["value"][1].as_str().unwrap_or_default()))
        })
    }
}

impl Rules {
    /// What is to be sent to whom after a change, trigger by trigger.
    pub fn due(&self, change: &Change, desk: &Desk) -> Vec<(Addressee, Payload)> {
        let Some((record, author)) = desk.told_of(change) else { return Vec::new() };
        let fired = self.triggers.iter().filter(|trigger| trigger.active);
        let fired = fired.filter(|trigger| holds(&trigger.conditions, change, record, author));
        fired
            .flat_map(|trigger| trigger.notifications().map(move |(id, body)| (trigger, id, body)))
            .filter_map(|(trigger, id, body)| {
                let hook = self.hooks.iter().find(|hook| hook.id == id && hook.is_active())?;
                let body = expand(body, Format::Text, |name| placeholder(name, record, author)).into_bytes();
                Some((hook.addressee(), Payload { event: trigger.title.clone(), body }))
            })
            .collect()
    }

    /// The trigger that tells this webhook, which then can't be deleted.
    pub fn user_of(&self, hook: &str) -> Option<&Trigger> {
        self.triggers.iter().find(|trigger| trigger.notifications().any(|(id, _)| id == hook))
    }
}

fn placeholder(name: &str, record: &Record, author: &User) -> Option<String> {
    match name {
        "ticket.id" => Some(record.id.to_string()),
        "ticket.title" => Some(record.subject.clone()),
        "ticket.status" => Some(record.status.as_str().to_owned()),
        "ticket.updated_at_with_timestamp" => Some(record.updated_at.strftime("%Y-%m-%dT%H:%MZ").to_string()),
        "current_user.id" => Some(author.id.to_string()),
        _ => None,
    }
}

/// What Zendesk gives back of a webhook: all but the secrets of its authentication.
pub fn hook_shape(id: &str, asked: &Value, maker: u64, now: Timestamp) -> Value {
    let mut shape = json!({
        "id": id,
        "created_at": now.strftime("%Y-%m-%dT%H:%M:%S.%9fZ").to_string(),
        "created_by": maker.to_string(),
    });
    for key in ["name", "description", "status", "subscriptions", "endpoint", "http_method", "request_format"]
    {
        if !asked[key].is_null() {
            shape[key] = asked[key].clone();
        }
    }
    shape
}
