//! The account's JSON, as far as it is read: user, webhooks, triggers, fields.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Deserialize)]
pub struct MeAnswer {
    pub user: Me,
}

/// The user that the credentials belong to. Zendesk answers a request that nobody signed with a nameless end user.
#[derive(Deserialize)]
pub struct Me {
    #[serde(default)]
    pub id: Option<i64>,
    #[serde(default)]
    pub role: String,
    /// 1 is a light agent.
    #[serde(default)]
    pub role_type: Option<i64>,
    /// Which part of the tickets an agent sees; none where it is all of them.
    #[serde(default)]
    pub ticket_restriction: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Webhook {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub endpoint: String,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub subscriptions: Vec<String>,
}

#[derive(Deserialize)]
pub struct MadeWebhook {
    pub webhook: Webhook,
}

#[derive(Deserialize)]
pub struct SecretAnswer {
    pub signing_secret: SigningSecret,
}

#[derive(Deserialize)]
pub struct SigningSecret {
    #[serde(deserialize_with = "secret")]
    pub secret: SecretString,
}

/// One call of a webhook: `success`, `failed`, `circuit broken`, ...
#[derive(Clone, Debug, Deserialize)]
pub struct Invocation {
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub status_code: Option<u16>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Trigger {
    pub id: u64,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub active: bool,
    #[serde(default)]
    pub conditions: Value,
    #[serde(default)]
    pub actions: Value,
}

#[derive(Deserialize)]
pub struct FieldId {
    pub id: u64,
}

#[derive(Deserialize)]
pub struct TicketId {
    pub id: u64,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

impl Webhook {
    pub fn is_active(&self) -> bool {
        self.status == "active"
    }

    /// Whether it is told by triggers; otherwise it subscribes to events.
    pub fn is_told_by_triggers(&self) -> bool {
        self.subscriptions.iter().all(|subscription| subscription == "conditional_ticket_events")
    }
}

impl Trigger {
    pub fn tells(&self, webhook: &str) -> bool {
        let actions = self.actions.as_array().into_iter().flatten();
        actions
            .filter(|action| action["field"] == "notification_webhook")
            .any(|action| action["value"][0] == webhook || action["value"] == webhook)
    }

    /// Whether all of this condition's words stand among those that must all hold.
    pub fn demands(&self, field: &str, operator: &str, value: &str) -> bool {
        let all = self.conditions["all"].as_array().into_iter().flatten();
        all.filter(|condition| condition["field"] == field && condition["operator"] == operator)
            .any(|condition| condition["value"].as_str().is_some_and(|found| found == value))
    }
}
