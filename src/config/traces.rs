//! Where traces go, if anywhere: the settings under `traces`, and the headers that the collector wants.

use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::config::environment::Lookup;
use crate::config::secrets::{SecretError, resolve};
use crate::config::settings::SecretSource;

/// What OTLP over HTTP adds to a collector's address.
const PATH: &str = "/v1/traces";
const HEADERS: &str = "traces.headers";

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Traces {
    /// The collector's address for OTLP over HTTP, without `/v1/traces`; none: nothing is traced.
    pub endpoint: Option<String>,
    /// Headers that the collector wants, as `name=value,name=value`.
    pub headers: Option<SecretSource>,
    /// The share of traces that are kept, 0 to 1.
    pub sample_ratio: f64,
    /// What the collector knows the service by.
    pub service_name: String,
    /// The environment may name the whole address.
    #[serde(skip)]
    pub whole_endpoint: Option<String>,
}

impl Default for Traces {
    fn default() -> Self {
        Self {
            endpoint: None,
            headers: None,
            sample_ratio: 1.0,
            service_name: "preflight".into(),
            whole_endpoint: None,
        }
    }
}

#[derive(Debug, Default)]
pub struct Headers {
    /// Names and values.
    pub pairs: Vec<(String, SecretString)>,
    /// What is doubtful about where they were kept, for the log.
    pub warning: Option<String>,
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum HeadersError {
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("{HEADERS}: the secret must hold them as `name=value,name=value`")]
    Shape,
}

impl Traces {
    /// Where spans are sent to; none if nothing is traced.
    pub fn address(&self) -> Option<String> {
        let whole = self.whole_endpoint.clone();
        whole.or_else(|| Some(format!("{}{PATH}", self.endpoint.as_ref()?.trim_end_matches('/'))))
    }

    /// The headers that the collector wants.
    ///
    /// # Errors
    ///
    /// The secret can't be had, or holds something else.
    pub fn headers(&self, lookup: Lookup<'_>) -> Result<Headers, HeadersError> {
        let Some(source) = &self.headers else { return Ok(Headers::default()) };
        let secret = resolve(HEADERS, source, lookup)?;
        let parts = secret.value.expose_secret().split(',').map(str::trim).filter(|part| !part.is_empty());
        let pairs: Option<Vec<_>> = parts.map(header).collect();
        Ok(Headers { pairs: pairs.ok_or(HeadersError::Shape)?, warning: secret.warning })
    }
}

fn header(part: &str) -> Option<(String, SecretString)> {
    let (name, value) = part.split_once('=')?;
    let name = name.trim().to_ascii_lowercase();
    let is_name =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let value = decoded(value.trim())?;
    let is_plain = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    (is_name && is_plain).then(|| (name, value.into()))
}

/// OpenTelemetry has blanks and commas of a value written as in an address: `Bearer%20abc`.
fn decoded(value: &str) -> Option<String> {
    let mut parts = value.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(text: &'static str) -> Result<Vec<(String, String)>, HeadersError> {
        let traces = Traces { headers: Some(SecretSource::Env("HEADERS".into())), ..Traces::default() };
        let headers = traces.headers(&move |_| Some(text.to_owned()))?.pairs;
        Ok(headers.into_iter().map(|(name, value)| (name, value.expose_secret().to_owned())).collect())
    }

    #[test]
    fn headers_are_read_as_opentelemetry_has_them() {
        let wanted = [("authorization", "Bearer a=b,c"), ("x-tenant", "7")];
        let wanted = wanted.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(headers("Authorization=Bearer%20a=b%2Cc, x-tenant=7,"), Ok(wanted.to_vec()));
        for odd in ["hush", "=hush", "a=hush%2", "a=hush%0Ahush", "a b=hush"] {
            let error = headers(odd).expect_err("it is no list of headers");
            assert!(error == HeadersError::Shape && !error.to_string().contains("hush"), "{odd}");
        }
    }

    #[test]
    fn nothing_is_traced_until_somebody_says_where_to() {
        assert_eq!(Traces::default().address(), None);
        let to = |endpoint: &str| Traces { endpoint: Some(endpoint.into()), ..Traces::default() }.address();
        assert_eq!(to("http://one:4318/").as_deref(), Some("http://one:4318/v1/traces"));
        assert_eq!(to("https://two/otlp").as_deref(), Some("https://two/otlp/v1/traces"));
    }
}
