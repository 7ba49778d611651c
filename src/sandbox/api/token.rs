//! OAuth access tokens by client credentials.

use serde_json::{Value, json};

use crate::sandbox::api::Call;
use crate::sandbox::api::answer::Answer;
use crate::sandbox::state::{State, lock};

/// Zendesk's bounds of `expires_in`.
const EXPIRES_IN_SECS: std::ops::RangeInclusive<u64> = 300..=172_800;

/// Takes JSON, as Zendesk documents it, and a form, as OAuth has it.
pub fn issue(state: &State, call: &Call) -> Result<Answer, Answer> {
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_else(|_| form(&call.body));
    let text = |key: &str| body[key].as_str().unwrap_or_default();
    if text("grant_type") != "client_credentials" {
        return Err(refuse(400, "unsupported_grant_type", "The authorization grant type is not supported."));
    }
    let settings = &state.settings;
    if text("client_id") != settings.client_id || text("client_secret") != settings.client_secret {
        return Err(refuse(401, "invalid_client", "Client authentication failed due to unknown client."));
    }
    let asked = body["expires_in"].as_u64().or_else(|| text("expires_in").parse().ok());
    let secs = match asked {
        Some(secs) if EXPIRES_IN_SECS.contains(&secs) => u32::try_from(secs).unwrap_or(settings.token_secs),
        Some(_) => return Err(refuse(400, "invalid_request", "expires_in must be between 300 and 172800.")),
        None => settings.token_secs,
    };
    let scope = if text("scope").is_empty() { "read write" } else { text("scope") };
    let token = lock(&state.access).issue(scope, secs, settings.clock.now());
    Ok(Answer::new(
        201,
        json!({"access_token": token, "token_type": "bearer", "scope": scope, "expires_in": secs}),
    ))
}

fn refuse(status: u16, error: &str, description: &str) -> Answer {
    Answer::new(status, json!({"error": error, "error_description": description}))
}

fn form(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    let url = reqwest::Url::parse(&format!("http://form/?{text}"));
    let pairs = |url: reqwest::Url| {
        url.query_pairs().map(|(key, value)| (key.into_owned(), Value::from(value.into_owned()))).collect()
    };
    Value::Object(url.map(pairs).unwrap_or_default())
}
