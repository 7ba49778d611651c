//! Zendesk: signed webhooks in, the Support API out.

use std::collections::BTreeMap;

use actix_web::http::header::HeaderMap;
use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::OnceCell;

use crate::config::address::AddressError;
use crate::config::secrets::ZendeskSecrets;
use crate::config::settings::{ZendeskAuth, ZendeskSettings};
use crate::helpdesk::signature::{NoSecret, Verifier};
use crate::helpdesk::traffic::Traffic;
use crate::helpdesk::zendesk::address::Address;
use crate::helpdesk::zendesk::auth::Auth;
use crate::helpdesk::zendesk::client::Client;
use crate::helpdesk::zendesk::tags::{Meanwhile, Wanted};
use crate::helpdesk::zendesk::wire::Wire;
use crate::helpdesk::{
    Changes, Headroom, Helpdesk, HelpdeskError, Receipt, Received, Refusal, Revision, Share, Snapshot,
    Tagged, Usage,
};
use crate::reply::write::Write;

pub mod account;
mod address;
mod answer;
mod audits;
mod auth;
mod budget;
mod changes;
mod client;
pub mod delivery;
mod hint;
mod limit;
mod page;
mod read;
mod search;
mod shape;
mod sketch;
mod tags;
mod ticket;
mod wire;
mod write;

pub const SIGNATURE: &str = "x-zendesk-webhook-signature";
pub const TIMESTAMP: &str = "x-zendesk-webhook-signature-timestamp";

/// One account.
pub struct Zendesk {
    name: String,
    verifier: Verifier,
    client: Client,
    fields: BTreeMap<String, u64>,
    comment_pages_max: u32,
    /// The user that the credentials belong to; learnt with the first ticket that is read.
    own_user: OnceCell<i64>,
}

/// Why an account can't be used as it is set.
#[derive(Debug, Error)]
pub enum ZendeskSetupError {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error(transparent)]
    Webhook(#[from] NoSecret),
    #[error("the client's secret or the API token is empty, or has a line break")]
    Credential,
    #[error("no connections can be made")]
    Connections(#[source] reqwest::Error),
}

impl Zendesk {
    /// Nothing is asked of the account yet. The process must have a TLS provider installed.
    pub fn new(
        name: &str,
        settings: &ZendeskSettings,
        secrets: ZendeskSecrets,
    ) -> Result<Self, ZendeskSetupError> {
        let verifier = Verifier::new(secrets.webhook, settings.replay_window_secs)?;
        Ok(Self {
            name: name.to_owned(),
            verifier,
            client: client(settings, secrets.auth)?,
            fields: settings.fields.clone(),
            comment_pages_max: settings.comment_pages_max,
            own_user: OnceCell::new(),
        })
    }
}

#[async_trait]
impl Helpdesk for Zendesk {
    fn name(&self) -> &str {
        &self.name
    }

    fn receive(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<Received, Refusal> {
        let signature = only(headers, SIGNATURE).ok_or(Refusal::Unverified)?;
        let timestamp = only(headers, TIMESTAMP).ok_or(Refusal::Unverified)?;
        self.verifier.verify(signature, timestamp, body, now)?;
        delivery::read(timestamp, body, self.own_user.get().copied())
    }

    async fn fetch(&self, ticket_id: &str) -> Result<Snapshot, HelpdeskError> {
        let own = *self.own_user.get_or_try_init(|| read::own_user(&self.client)).await?;
        read::ticket(&self.client, ticket_id, own, &self.fields, self.comment_pages_max).await
    }

    async fn apply(
        &self,
        ticket_id: &str,
        write: &Write,
        revision: &Revision,
    ) -> Result<Receipt, HelpdeskError> {
        write::apply(&self.client, ticket_id, write, revision, &self.fields).await
    }

    async fn ensure_tags(
        &self,
        ticket_id: &str,
        add: &[String],
        remove: &[String],
    ) -> Result<Revision, HelpdeskError> {
        let standing = tags::standing(&self.client, ticket_id).await?;
        tags::settle(&self.client, ticket_id, Wanted { add, remove }, standing, Meanwhile::GoOn).await
    }

    async fn find_write(&self, ticket_id: &str, key: &str) -> Result<Option<Receipt>, HelpdeskError> {
        audits::find(&self.client, ticket_id, key).await
    }

    async fn changes(&self, cursor: Option<&str>, now: Timestamp) -> Result<Option<Changes>, HelpdeskError> {
        changes::read(&self.client, cursor, now).await.map(Some)
    }

    fn changes_since(&self, at: Timestamp) -> Option<String> {
        Some(changes::begin(at))
    }

    async fn tagged(&self, tag: &str, cursor: Option<&str>) -> Result<Option<Tagged>, HelpdeskError> {
        search::tagged(&self.client, tag, cursor).await.map(Some)
    }

    fn headroom(&self) -> Headroom {
        self.client.headroom()
    }

    fn usage(&self) -> Usage {
        self.client.usage()
    }

    fn limit_to(&self, share: &Share) {
        self.client.limit_to(share);
    }

    fn traffic(&self) -> Option<&Traffic> {
        Some(self.client.traffic())
    }
}

fn client(settings: &ZendeskSettings, credential: SecretString) -> Result<Client, ZendeskSetupError> {
    let address = Address::parse(&settings.url)?;
    let auth = auth(&settings.auth, credential).ok_or(ZendeskSetupError::Credential)?;
    let wire = Wire::new(address, settings.request_secs_max).map_err(ZendeskSetupError::Connections)?;
    Ok(Client::new(wire, auth, settings.tries_max, settings.retry_millis_min, settings.updates_percent_max))
}

fn auth(settings: &ZendeskAuth, credential: SecretString) -> Option<Auth> {
    let text = credential.expose_secret();
    if text.trim().is_empty() || text.contains(['\r', '\n']) {
        return None;
    }
    match settings {
        ZendeskAuth::Oauth(oauth) => {
            Some(Auth::oauth(oauth.client_id.clone(), credential, oauth.scope.clone()))
        }
        ZendeskAuth::ApiToken(token) => Auth::api_token(&token.email, &credential),
    }
}

/// The header's value; none if it is there twice, because then it is not plain which one was signed.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name);
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}
