//! Everything that can go wrong with a request, as RFC 9457 has it. The identifiers are stable.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;

use crate::helpdesk::Refusal;
use crate::store::StoreError;

/// Each has two texts: a constant one for the client, and for the log what happened.
#[derive(Debug)]
pub enum Problem {
    Unverified,
    NotJson,
    NoTicket,
    WrongContentType,
    BodyTooLarge,
    /// The body did not come in time.
    BodyTooSlow,
    /// The connection broke within the body.
    BodyBroken,
    UnknownHelpdesk,
    NotFound,
    WrongMethod,
    /// What came can't be kept now.
    NotStored {
        internal: String,
    },
    NotReady {
        internal: String,
    },
}

impl Problem {
    /// Of a delivery that could not be stored.
    pub fn not_stored(error: &StoreError) -> Self {
        Self::NotStored { internal: error.to_string() }
    }

    /// The stable identifier.
    pub fn id(&self) -> &'static str {
        match self {
            Problem::Unverified => "unverified",
            Problem::NotJson => "not_json",
            Problem::NoTicket => "no_ticket",
            Problem::WrongContentType => "wrong_content_type",
            Problem::BodyTooLarge => "body_too_large",
            Problem::BodyTooSlow => "body_too_slow",
            Problem::BodyBroken => "body_broken",
            Problem::UnknownHelpdesk => "unknown_helpdesk",
            Problem::NotFound => "not_found",
            Problem::WrongMethod => "wrong_method",
            Problem::NotStored { .. } => "not_stored",
            Problem::NotReady { .. } => "not_ready",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Problem::Unverified => StatusCode::UNAUTHORIZED,
            Problem::NotJson | Problem::NoTicket | Problem::BodyBroken => StatusCode::BAD_REQUEST,
            Problem::WrongContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Problem::UnknownHelpdesk | Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            // Zendesk repeats a delivery that is answered with 409, and drops one that is answered with 500.
            Problem::NotStored { .. } => StatusCode::CONFLICT,
            Problem::NotReady { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn external(&self) -> &'static str {
        match self {
            Problem::Unverified => "The request is not authorised.",
            Problem::NotJson => "The body is not JSON.",
            Problem::NoTicket => "The body names no ticket.",
            Problem::WrongContentType => "The content type must be application/json.",
            Problem::BodyTooLarge => "The body is too large.",
            Problem::BodyTooSlow => "The body did not arrive in time.",
            Problem::BodyBroken => "The body did not arrive whole.",
            Problem::UnknownHelpdesk => "There is no such helpdesk.",
            Problem::NotFound => "There is nothing at this address.",
            Problem::WrongMethod => "This address does not take this method.",
            Problem::NotStored { .. } => "The delivery could not be stored. Please send it again.",
            Problem::NotReady { .. } => "The service is not ready.",
        }
    }

    /// For the log: what the client is not told.
    pub fn internal(&self) -> Option<&str> {
        match self {
            Problem::NotStored { internal } | Problem::NotReady { internal } => Some(internal),
            Problem::Unverified
            | Problem::NotJson
            | Problem::NoTicket
            | Problem::WrongContentType
            | Problem::BodyTooLarge
            | Problem::BodyTooSlow
            | Problem::BodyBroken
            | Problem::UnknownHelpdesk
            | Problem::NotFound
            | Problem::WrongMethod => None,
        }
    }
}

impl Problem {
    /// The answer's body, with the names under which the request is found in logs and traces.
    pub fn body(&self, request_id: Option<&str>, trace_id: Option<&str>) -> String {
        let mut body = json!({
            "type": format!("urn:preflight:problem:{}", self.id()),
            "title": self.external(),
            "status": self.status().as_u16(),
        });
        for (name, id) in [("request_id", request_id), ("trace_id", trace_id)] {
            if let Some(id) = id {
                body[name] = json!(id);
            }
        }
        body.to_string()
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unverified => Problem::Unverified,
            Refusal::NotJson => Problem::NotJson,
            Refusal::NoTicket => Problem::NoTicket,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.id())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status())
            .content_type("application/problem+json")
            .body(self.body(None, None))
    }
}
