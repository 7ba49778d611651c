//! What an answer that is not a success means, and whether the request may be repeated.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::helpdesk::HelpdeskError;
use crate::helpdesk::zendesk::limit::{Budget, Effect, retry_after_secs, wait_secs};

const COMPLAINT_CHARS_MAX: usize = 80;
const COMPLAINTS_MAX: usize = 4;
const WARNINGS_MAX: usize = 20;

/// A request that failed.
#[derive(Debug, PartialEq, Eq)]
pub struct Trouble {
    pub error: HelpdeskError,
    pub again: Again,
}

/// When the same request may be sent once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    Never,
    /// At once, with a new token.
    Renewed,
    /// After a while, longer from try to try.
    Backoff,
    /// When the helpdesk says; `everyone` if no other request should be sent until then either.
    After {
        secs: u64,
        everyone: bool,
    },
}

impl Trouble {
    pub fn never(error: HelpdeskError) -> Self {
        Self { error, again: Again::Never }
    }
}

/// `body` is only read for the error's name: what people wrote never gets into a `HelpdeskError`.
pub fn judge(effect: Effect, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Trouble {
    let body = serde_json::from_slice(body).unwrap_or(Value::Null);
    let detail = format!("{} {}", status.as_u16(), complaint(&body)).trim_end().to_owned();
    match status.as_u16() {
        401 | 403 => Trouble { error: HelpdeskError::Unauthorized { detail }, again: Again::Renewed },
        404 if body["error"] == "InvalidEndpoint" => Trouble::never(HelpdeskError::Refused { detail }),
        404 => Trouble::never(HelpdeskError::NotFound),
        409 => Trouble::never(HelpdeskError::Conflict),
        422 if is_closed(&body) => Trouble::never(HelpdeskError::Closed),
        429 => {
            let budget = Budget::read(headers);
            let secs = wait_secs(headers, &budget);
            let again = Again::After { secs, everyone: !budget.is_ticket_used_up() };
            Trouble { error: HelpdeskError::RateLimited { after_secs: secs }, again }
        }
        408 | 500..=599 => match (effect, retry_after_secs(headers)) {
            (Effect::Write, _) => Trouble::never(HelpdeskError::Unknown { detail }),
            (Effect::Read, None) => {
                Trouble { error: HelpdeskError::Unavailable { detail }, again: Again::Backoff }
            }
            (Effect::Read, Some(secs)) => Trouble {
                error: HelpdeskError::RateLimited { after_secs: secs },
                again: Again::After { secs, everyone: false },
            },
        },
        _ => Trouble::never(HelpdeskError::Refused { detail }),
    }
}

/// A request without an answer. Whether a write was applied is only known if it was never sent.
pub fn judge_transport(effect: Effect, error: &reqwest::Error) -> Trouble {
    if error.is_connect() {
        let again = match effect {
            Effect::Read => Again::Backoff,
            Effect::Write => Again::Never,
        };
        return Trouble { error: HelpdeskError::Unavailable { detail: "no connection".into() }, again };
    }
    if error.is_builder() {
        return Trouble::never(HelpdeskError::Refused { detail: "the request can't be built".into() });
    }
    lost(effect, if error.is_timeout() { "no answer in time" } else { "the connection broke" })
}

/// An answer that did not arrive whole, or can't be understood.
pub fn lost(effect: Effect, why: &str) -> Trouble {
    let detail = why.to_owned();
    match effect {
        Effect::Read => Trouble { error: HelpdeskError::Unavailable { detail }, again: Again::Backoff },
        Effect::Write => Trouble::never(HelpdeskError::Unknown { detail }),
    }
}

/// The keys that Zendesk ignored in a request, from `x-zendesk-api-warn`: the header also holds values.
///
/// `{:allowed_parameters=>{…:unpermitted_keys=>["ticket.id"], :invalid_values=>[]}}`
pub fn ignored_keys(warning: &str) -> Vec<&str> {
    let Some((_, rest)) = warning.split_once("unpermitted_keys=>[") else { return Vec::new() };
    let list = rest.split_once(']').map_or(rest, |(list, _)| list);
    let plain = |key: &&str| {
        (1..=COMPLAINT_CHARS_MAX).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
    };
    list.split(',').map(|key| key.trim().trim_matches('"')).filter(plain).take(WARNINGS_MAX).collect()
}

/// The error's name, in each of the four envelopes:
/// `{"error":"Name"}`, `{"error":{"title"}}`, `{"errors":[{"code","title"}]}`, `{"error":"Name","details":{"field":[…]}}`.
fn complaint(body: &Value) -> String {
    let error = &body["error"];
    let mut names: Vec<&str> = [error, &error["title"]].into_iter().filter_map(Value::as_str).collect();
    for error in body["errors"].as_array().into_iter().flatten().take(COMPLAINTS_MAX) {
        names.extend([&error["code"], &error["title"]].into_iter().filter_map(Value::as_str));
    }
    if let Some(details) = body["details"].as_object() {
        names.extend(details.keys().map(String::as_str));
    }
    names.into_iter().take(COMPLAINTS_MAX).map(plain).collect::<Vec<_>>().join(", ")
}

fn plain(name: &str) -> String {
    let kept = |sign: &char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.' | ' ');
    name.chars().filter(kept).take(COMPLAINT_CHARS_MAX).collect()
}

fn is_closed(body: &Value) -> bool {
    let complaints = body["details"]["status"].as_array();
    complaints.into_iter().flatten().any(|complaint| {
        complaint["description"].as_str().is_some_and(|text| text.to_ascii_lowercase().contains("closed"))
    })
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderValue, RETRY_AFTER};

    use super::*;

    fn error(effect: Effect, status: u16, body: &str) -> HelpdeskError {
        let status = StatusCode::from_u16(status).expect("a status");
        judge(effect, status, &HeaderMap::new(), body.as_bytes()).error
    }

    fn refused(detail: &str) -> HelpdeskError {
        HelpdeskError::Refused { detail: detail.into() }
    }

    #[test]
    fn the_four_envelopes_give_a_name_and_no_text() {
        let cases = [
            (r#"{"error":"RecordInvalid","description":"secret words"}"#, "422 RecordInvalid"),
            (r#"{"error":{"title":"Invalid attribute","message":"secret words"}}"#, "422 Invalid attribute"),
            (
                r#"{"errors":[{"code":"BadValue","title":"Bad","detail":"secret words"}]}"#,
                "422 BadValue, Bad",
            ),
            (
                r#"{"error":"RecordInvalid","details":{"base":[{"description":"secret: is required"}]}}"#,
                "422 RecordInvalid, base",
            ),
            ("<html>secret words</html>", "422"),
            (r#"{"error":"<b>\n{{x}}"}"#, "422 bx"),
        ];
        for (body, detail) in cases {
            assert_eq!(error(Effect::Write, 422, body), refused(detail), "{body}");
        }
    }

    #[test]
    fn each_status_has_its_meaning() {
        let closed = r#"{"error":"RecordInvalid","details":{"status":[{"description":"closed prevents ticket update"}]}}"#;
        assert_eq!(error(Effect::Write, 422, closed), HelpdeskError::Closed);
        assert_eq!(error(Effect::Write, 409, ""), HelpdeskError::Conflict);
        assert_eq!(error(Effect::Read, 404, r#"{"error":"RecordNotFound"}"#), HelpdeskError::NotFound);
        assert_eq!(
            error(Effect::Read, 404, r#"{"error":"InvalidEndpoint"}"#),
            refused("404 InvalidEndpoint")
        );
        assert_eq!(error(Effect::Read, 302, ""), refused("302"));
        assert!(matches!(error(Effect::Read, 403, ""), HelpdeskError::Unauthorized { .. }));
        assert!(matches!(error(Effect::Read, 502, ""), HelpdeskError::Unavailable { .. }));
        assert!(matches!(error(Effect::Write, 502, ""), HelpdeskError::Unknown { .. }));
        assert!(matches!(error(Effect::Write, 408, ""), HelpdeskError::Unknown { .. }));
    }

    #[test]
    fn a_write_is_repeated_only_where_it_was_surely_not_applied() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("3"));
        for status in 300..600 {
            let status = StatusCode::from_u16(status).expect("a status");
            let again = judge(Effect::Write, status, &headers, b"{}").again;
            match status.as_u16() {
                401 | 403 => assert_eq!(again, Again::Renewed),
                429 => assert_eq!(again, Again::After { secs: 3, everyone: true }),
                _ => assert_eq!(again, Again::Never, "{status}"),
            }
        }
    }

    #[test]
    fn one_tickets_limit_does_not_stop_the_others() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "zendesk-ratelimit-per-ticket-updates",
            HeaderValue::from_static("total=30; remaining=0; resets=468"),
        );
        headers.insert(RETRY_AFTER, HeaderValue::from_static("468"));
        let again = judge(Effect::Write, StatusCode::TOO_MANY_REQUESTS, &headers, b"").again;
        assert_eq!(again, Again::After { secs: 468, everyone: false });
    }

    #[test]
    fn a_warning_yields_keys_and_no_values() {
        let warning = r#"{:allowed_parameters=>{:controller=>{:unpermitted_keys=>["ticket.id", "a b"], :invalid_values=>["secret"]}}}"#;
        assert_eq!(ignored_keys(warning), ["ticket.id"]);
        assert!(ignored_keys("anything else").is_empty());
    }
}
