//! An account as its administrator sees it: the user, the webhook, the triggers and the fields that Preflight rests on.

pub mod shape;
pub mod wanted;

use std::collections::BTreeSet;

use jiff::Timestamp;
use reqwest::Method;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::settings::{ZendeskAuth, ZendeskSettings};
use crate::helpdesk::zendesk::account::shape::{
    FieldId, Invocation, MadeWebhook, Me, MeAnswer, SecretAnswer, TicketId, Trigger, Webhook,
};
use crate::helpdesk::zendesk::client::Client;
use crate::helpdesk::zendesk::page::{Meta, PAGE_SIZE};
use crate::helpdesk::zendesk::{ZendeskSetupError, client};
use crate::helpdesk::{Headroom, HelpdeskError};

/// What setting up asks for, instead of what the service does.
pub const SETUP_SCOPE: &str = "read webhooks:write triggers:write";

pub const WEBHOOKS: &str = "/api/v2/webhooks";
pub const TRIGGERS: &str = "/api/v2/triggers";

/// Accounts have a few hundred triggers and fields at most.
const PAGES_MAX: usize = 50;
/// How far back the list of changes is tried; it begins a minute ago at the latest.
const EXPORT_SECS: i64 = 120;

pub struct Account {
    client: Client,
}

impl Account {
    /// With the rights that the service has. The process must have a TLS provider installed.
    pub fn new(settings: &ZendeskSettings, credential: SecretString) -> Result<Self, ZendeskSetupError> {
        Ok(Self { client: client(settings, credential)? })
    }

    /// With the rights to set up webhook and triggers.
    pub fn to_set_up(
        settings: &ZendeskSettings,
        credential: SecretString,
    ) -> Result<Self, ZendeskSetupError> {
        let mut settings = settings.clone();
        if let ZendeskAuth::Oauth(oauth) = &mut settings.auth {
            oauth.scope = SETUP_SCOPE.to_owned();
        }
        Self::new(&settings, credential)
    }

    pub async fn me(&self) -> Result<Me, HelpdeskError> {
        let answer: MeAnswer = self.client.read("/api/v2/users/me.json", &[]).await?;
        Ok(answer.user)
    }

    pub async fn webhooks(&self) -> Result<Vec<Webhook>, HelpdeskError> {
        self.all(WEBHOOKS, "webhooks").await
    }

    pub async fn signing_secret(&self, webhook: &str) -> Result<SecretString, HelpdeskError> {
        let answer: SecretAnswer =
            self.client.read(&format!("{}/signing_secret", webhook_path(webhook)?), &[]).await?;
        Ok(answer.signing_secret.secret)
    }

    /// The latest first, as far as one page goes.
    pub async fn invocations(&self, webhook: &str) -> Result<Vec<Invocation>, HelpdeskError> {
        let path = format!("{}/invocations", webhook_path(webhook)?);
        list(self.client.read(&path, &[]).await?, "invocations").map(|(page, _)| page)
    }

    /// In the order in which Zendesk goes through them.
    pub async fn triggers(&self) -> Result<Vec<Trigger>, HelpdeskError> {
        self.all(TRIGGERS, "triggers").await
    }

    pub async fn field_ids(&self) -> Result<BTreeSet<u64>, HelpdeskError> {
        let fields: Vec<FieldId> = self.all("/api/v2/ticket_fields.json", "ticket_fields").await?;
        Ok(fields.into_iter().map(|field| field.id).collect())
    }

    /// Any ticket; none where there are none.
    pub async fn some_ticket(&self) -> Result<Option<u64>, HelpdeskError> {
        let answer = self.client.read("/api/v2/tickets.json", &[("page[size]", "1")]).await?;
        let (tickets, _): (Vec<TicketId>, _) = list(answer, "tickets")?;
        Ok(tickets.first().map(|ticket| ticket.id))
    }

    pub async fn read_audits(&self, ticket: u64) -> Result<(), HelpdeskError> {
        let path = format!("/api/v2/tickets/{ticket}/audits.json");
        self.client.read::<Value>(&path, &[("page[size]", "1")]).await.map(drop)
    }

    /// The list of changed tickets, from which lost deliveries are made up for.
    pub async fn read_changes(&self, now: Timestamp) -> Result<(), HelpdeskError> {
        let start = (now.as_second() - EXPORT_SECS).to_string();
        let query = [("start_time", start.as_str()), ("per_page", "1")];
        self.client.read::<Value>("/api/v2/incremental/tickets/cursor.json", &query).await.map(drop)
    }

    /// Answers the new webhook's id.
    pub async fn make_webhook(&self, body: &Value) -> Result<String, HelpdeskError> {
        let made: MadeWebhook = self.client.write(Method::POST, WEBHOOKS, body).await?;
        Ok(made.webhook.id)
    }

    /// Any other change; nothing of the answer matters.
    pub async fn change(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(), HelpdeskError> {
        match body {
            Some(body) => self.client.write_only(method, path, body).await,
            None => self.client.delete(path).await,
        }
    }

    pub fn headroom(&self) -> Headroom {
        self.client.headroom()
    }

    /// By how much this machine's clock is ahead of the helpdesk's; none before the first answer.
    pub fn skew_secs(&self) -> Option<i64> {
        self.client.skew_secs()
    }

    async fn all<T: DeserializeOwned>(&self, path: &str, key: &str) -> Result<Vec<T>, HelpdeskError> {
        let mut all = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("page[size]", PAGE_SIZE)];
            query.extend(cursor.as_deref().map(|cursor| ("page[after]", cursor)));
            let (page, meta): (Vec<T>, Meta) = list(self.client.read(path, &query).await?, key)?;
            all.extend(page);
            cursor = meta.next(cursor.as_deref())?;
            if cursor.is_none() {
                break;
            }
        }
        Ok(all)
    }
}

/// The path of a webhook; its identifier comes from an answer, and must not lead elsewhere.
pub fn webhook_path(id: &str) -> Result<String, HelpdeskError> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(HelpdeskError::Refused { detail: "the webhook's identifier is not one".into() });
    }
    Ok(format!("{WEBHOOKS}/{id}"))
}

fn list<T: DeserializeOwned>(mut answer: Value, key: &str) -> Result<(Vec<T>, Meta), HelpdeskError> {
    let unreadable =
        || HelpdeskError::Unavailable { detail: format!("the list of {key} is not as expected") };
    let meta = serde_json::from_value(answer["meta"].take()).unwrap_or_default();
    let items = serde_json::from_value(answer[key].take()).map_err(|_| unreadable())?;
    Ok((items, meta))
}

#[cfg(test)]
mod tests {
    use super::webhook_path;

    #[test]
    fn a_webhook_leads_nowhere_else() {
        assert_eq!(webhook_path("01HAN96X").ok().as_deref(), Some("/api/v2/webhooks/01HAN96X"));
        for bad in ["", "..", "a/b", "a?b", "../users"] {
            assert!(webhook_path(bad).is_err(), "{bad}");
        }
    }
}
