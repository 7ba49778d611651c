//! Who Preflight is to Zendesk: an OAuth client whose token is renewed in time, or an API token.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::helpdesk::HelpdeskError;
use crate::helpdesk::zendesk::answer::{Again, Trouble, lost};
use crate::helpdesk::zendesk::limit::Effect;
use crate::helpdesk::zendesk::wire::{Request, Wire};

/// How long before its end a token is renewed, so that none ends on the way.
const RENEWAL_SECS: u64 = 60;
/// Where the answer does not say: the default of clients made since April 2026.
const TOKEN_SECS_DEFAULT: u64 = 1_800;

pub enum Auth {
    ApiToken(HeaderValue),
    Oauth(Oauth),
}

/// A confidential client with the grant `client_credentials`. There is no refresh token: renewing is asking again.
pub struct Oauth {
    client_id: String,
    client_secret: SecretString,
    scope: String,
    /// Locked while it is renewed, so that many who need it ask once.
    token: Mutex<Option<Token>>,
}

struct Token {
    authorization: HeaderValue,
    renew_at: Instant,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    #[serde(default)]
    expires_in: Option<u64>,
}

impl Auth {
    /// None if the header can't hold it.
    pub fn api_token(email: &str, token: &SecretString) -> Option<Self> {
        let pair = STANDARD.encode(format!("{email}/token:{}", token.expose_secret()));
        sensitive("Basic", &pair).map(Auth::ApiToken)
    }

    pub fn oauth(client_id: String, client_secret: SecretString, scope: String) -> Self {
        Auth::Oauth(Oauth { client_id, client_secret, scope, token: Mutex::new(None) })
    }

    pub async fn authorization(&self, wire: &Wire) -> Result<HeaderValue, Trouble> {
        match self {
            Auth::ApiToken(authorization) => Ok(authorization.clone()),
            Auth::Oauth(oauth) => oauth.authorization(wire).await,
        }
    }

    /// Drop a token that was refused, unless another request has replaced it already. False if there is no other.
    pub async fn renounce(&self, refused: &HeaderValue) -> bool {
        match self {
            Auth::ApiToken(_) => false,
            Auth::Oauth(oauth) => {
                oauth.token.lock().await.take_if(|token| token.authorization == *refused);
                true
            }
        }
    }
}

impl Oauth {
    async fn authorization(&self, wire: &Wire) -> Result<HeaderValue, Trouble> {
        let mut token = self.token.lock().await;
        if let Some(token) = token.as_ref().filter(|token| Instant::now() < token.renew_at) {
            return Ok(token.authorization.clone());
        }
        let fresh = self.renew(wire).await?;
        let authorization = fresh.authorization.clone();
        *token = Some(fresh);
        Ok(authorization)
    }

    async fn renew(&self, wire: &Wire) -> Result<Token, Trouble> {
        let asked_at = Instant::now();
        let body = json!({
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret.expose_secret(),
            "scope": self.scope,
        });
        // A token that got lost does no harm, so asking for one may be repeated like a read.
        let request = Request {
            effect: Effect::Read,
            method: Method::POST,
            path: "/oauth/tokens",
            query: &[],
            body: Some(&body),
        };
        let answer = wire.exchange(&request, None, |_| {}).await.map_err(unauthorized)?;
        let unreadable = || lost(Effect::Read, "the answer with the token can't be read");
        let answer: TokenAnswer = serde_json::from_slice(&answer).map_err(|_| unreadable())?;
        let authorization = sensitive("Bearer", &answer.access_token).ok_or_else(unreadable)?;
        Ok(Token { authorization, renew_at: asked_at + lifetime(answer.expires_in) })
    }
}

/// Whatever is wrong with asking for a token, the credentials are what has to be put right.
fn unauthorized(trouble: Trouble) -> Trouble {
    match trouble.error {
        HelpdeskError::Refused { detail } | HelpdeskError::Unauthorized { detail } => {
            Trouble::never(HelpdeskError::Unauthorized { detail: format!("no token: {detail}") })
        }
        HelpdeskError::NotFound | HelpdeskError::Conflict | HelpdeskError::Closed => {
            Trouble::never(HelpdeskError::Unauthorized { detail: "no token: the account gives none".into() })
        }
        error @ (HelpdeskError::RateLimited { .. }
        | HelpdeskError::Unknown { .. }
        | HelpdeskError::Unavailable { .. }) => Trouble { error, again: after_token(trouble.again) },
    }
}

/// A limit on tokens is no limit on tickets.
fn after_token(again: Again) -> Again {
    match again {
        Again::After { secs, everyone: _ } => Again::After { secs, everyone: false },
        Again::Never | Again::Renewed | Again::Backoff => again,
    }
}

/// How long after it was asked for a token is used.
fn lifetime(expires_in: Option<u64>) -> Duration {
    let secs = expires_in.unwrap_or(TOKEN_SECS_DEFAULT);
    Duration::from_secs(secs - RENEWAL_SECS.min(secs / 2))
}

fn sensitive(scheme: &str, credentials: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("{scheme} {credentials}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_its_end() {
        assert_eq!(lifetime(Some(1_800)), Duration::from_secs(1_740));
        assert_eq!(lifetime(Some(30)), Duration::from_secs(15));
        assert_eq!(lifetime(Some(0)), Duration::ZERO);
        assert_eq!(lifetime(None), Duration::from_secs(1_740));
    }

    #[test]
    fn an_api_token_goes_with_the_address_and_is_never_shown() {
        let Some(Auth::ApiToken(value)) = Auth::api_token("bot@example.com", &"s3cret".into()) else {
            panic!("the header holds it");
        };
        assert_eq!(value, "Basic Ym90QGV4YW1wbGUuY29tL3Rva2VuOnMzY3JldA==");
        assert_eq!(format!("{value:?}"), "Sensitive");
    }
}
