//! A dry run: what a ticket comes to and what would be said, with nothing stored and nobody told.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Payload};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::api::Parts;
use crate::http::api::access::Reader;
use crate::http::api::description::{BodyRefused, Refused};
use crate::http::api::query::{WhoseParameters, judge};
use crate::http::body;
use crate::http::problem::Problem;
use crate::http::problem_body::Mistake;
use crate::reply::history::History;
use crate::reply::stance::Why;
use crate::reply::write::Write;
use crate::report::Report;
use crate::service::judge::Case;
use crate::ticket::Ticket;

/// Bytes of a ticket that is tried out.
const TICKET_BYTES_MAX: usize = 1024 * 1024;
/// How long a dry run waits for those before it.
const TURN_SECS_MAX: u64 = 5;

/// What the service would do about the ticket if it came now and nothing had been said yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trial {
    pub report: Report,
    /// The items that the customer would be asked for.
    pub asked: Vec<String>,
    /// Why less would be said than could be.
    pub why: Option<Why>,
    /// What would be written into the ticket.
    pub writes: Vec<Write>,
    /// What would be written if the policy allowed it.
    pub withheld: Vec<Write>,
    /// When the ticket would be looked at again by itself.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub look_again_at: Option<Timestamp>,
}

/// Hold a ticket against the checklists. Nothing is stored or written. `checked_at` in the ticket stands for now.
#[utoipa::path(
    post,
    path = "/api/v1/check",
    tag = "check",
    operation_id = "check_ticket",
    params(WhoseParameters),
    request_body(content = Ticket, content_type = "application/json", description = "The ticket, 1 MiB at most"),
    responses((status = 200, description = "What it comes to", body = Trial), Refused, BodyRefused),
    security(("token" = ["read"]))
)]
pub async fn run(
    _: Reader,
    request: HttpRequest,
    body: Payload,
    parts: Data<Parts>,
) -> Result<Json<Trial>, Problem> {
    let judge = judge(&request, &parts)?;
    let body = body::json(&request, body, TICKET_BYTES_MAX, parts.limits.body_max).await?;
    let now = parts.clock.now();
    let ticket = parse(&body)?.dated(now);
    let now = ticket.checked_at.unwrap_or(now);
    let turn = tokio::time::timeout(Duration::from_secs(TURN_SECS_MAX), parts.checks.acquire());
    let Ok(Ok(_turn)) = turn.await else { return Err(Problem::Busy) };
    let case = Case { ticket, solved: false, history: History::default() };
    // As in a pass: it takes computing time, and its panic is only this ticket's.
    let judged = tokio::task::spawn_blocking(move || Arc::clone(&judge).judge(&case, now)).await;
    let (report, plan) = judged.map_err(|_| {
        let internal = "the check panicked: a mistake in the program".to_owned();
        Problem::CheckFailed { internal }
    })?;
    Ok(Json(Trial {
        asked: report.asked().map(|(name, _)| name.to_owned()).collect(),
        why: plan.why,
        writes: plan.writes,
        withheld: plan.withheld,
        look_again_at: [report.wait_until, plan.look_again_at].into_iter().flatten().min(),
        report,
    }))
}

fn parse(body: &[u8]) -> Result<Ticket, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let ticket = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        if !error.inner().is_data() {
            return Problem::NotJson;
        }
        let pointer = Some(pointer(error.path()));
        let mistake = Mistake { pointer, detail: needed(error.inner()), ..Mistake::default() };
        Problem::InvalidBody { mistakes: vec![mistake] }
    })?;
    json.end().map_err(|_| Problem::NotJson)?;
    // Fields without names would do for serde: `[]` is no ticket.
    if !body.trim_ascii_start().starts_with(b"{") {
        let mistake = Mistake { pointer: Some(String::new()), ..Mistake::of("an object is needed") };
        return Err(Problem::InvalidBody { mistakes: vec![mistake] });
    }
    Ok(ticket)
}

/// As RFC 6901 has it.
fn pointer(path: &serde_path_to_error::Path) -> String {
    let steps = path.iter().map(|segment| match segment {
        serde_path_to_error::Segment::Seq { index } => format!("/{index}"),
        serde_path_to_error::Segment::Map { key } => {
            format!("/{}", key.replace('~', "~0").replace('/', "~1"))
        }
        serde_path_to_error::Segment::Enum { variant } => format!("/{variant}"),
        serde_path_to_error::Segment::Unknown => String::new(),
    });
    steps.collect()
}

/// What stands in the ticket is not repeated, only what should stand there. Messages of others than serde may quote anything.
fn needed(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rfind(" at line ").map_or(text.as_str(), |at| &text[..at]);
    if text.starts_with("missing field `") {
        return text.to_owned();
    }
    let is_serdes = ["invalid ", "unknown variant "].iter().any(|start| text.starts_with(start));
    match text.rfind(", expected ").filter(|_| is_serdes) {
        Some(at) => format!("{} is needed", &text[at + ", expected ".len()..]),
        None => "it can't be read; a time is written as 2026-03-03T15:04:05Z".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::http::problem::Problem;

    fn told(body: &str) -> (String, String) {
        match parse(body.as_bytes()) {
            Err(Problem::InvalidBody { mistakes }) => {
                (mistakes[0].pointer.clone().unwrap_or_default(), mistakes[0].detail.clone())
            }
            other => panic!("{body}: {other:?}"),
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_place_and_without_the_words() {
        let (place, detail) = told(r#"{"messages": [{"author": "boss, expected x", "body": ""}]}"#);
        assert_eq!(place, "/messages/0/author");
        assert_eq!(detail, "one of `customer`, `agent`, `bot` is needed");
        let (place, detail) = told(r#"{"messages": [{"author": "agent"}]}"#);
        assert_eq!((place.as_str(), detail.as_str()), ("/messages/0", "missing field `body`"));
        let (place, detail) = told(r#"{"subject": {"secret": 1}}"#);
        assert_eq!((place.as_str(), detail.as_str()), ("/subject", "a string is needed"));
        let (place, detail) = told(r#"{"created_at": "my secret"}"#);
        assert_eq!(place, "/created_at");
        assert!(!detail.contains("secret") && detail.contains("2026-03-03T15:04:05Z"), "{detail}");
        let size = |size: &str| {
            let file = format!(r#"{{"file_name": "a", "size": {size}}}"#);
            format!(r#"{{"messages": [{{"author": "agent", "body": "", "attachments": [{file}]}}]}}"#)
        };
        let (place, detail) = told(&size("-1"));
        assert_eq!(place, "/messages/0/attachments/0/size");
        assert_eq!(detail, "a whole number up to 9007199254740991 is needed");
        for wrong in ["9007199254740992", "1.5", "1e300"] {
            assert_eq!(told(&size(wrong)), (place.clone(), detail.clone()));
        }
        let ticket = parse(size("157.0").as_bytes()).expect("the same number, as some programs write it");
        assert_eq!(ticket.messages[0].attachments[0].size, 157);
        assert_eq!(told("[]").0, "");
    }

    #[test]
    fn what_is_no_json_is_told_as_such() {
        for body in ["", "{", "{} {}", "nonsense", r#"{"subject": "a"#] {
            assert!(matches!(parse(body.as_bytes()), Err(Problem::NotJson)), "{body}");
        }
    }
}
