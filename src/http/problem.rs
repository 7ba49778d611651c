//! Everything that can go wrong with a request, as RFC 9457 has it. The identifiers are stable.

use std::borrow::Cow;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};

use crate::config::settings::Role;
use crate::helpdesk::Refusal;
use crate::http::problem_body::{Mistake, ProblemBody};
use crate::store::StoreError;

/// How a client shows who it is.
const CHALLENGE: &str = "Bearer realm=\"preflight\"";

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
    WrongMethod {
        /// The methods that the address takes.
        allow: &'static str,
    },
    /// No token is configured, so that there is no API.
    ApiOff,
    NoToken,
    UnknownToken,
    RoleMissing {
        needed: Role,
    },
    /// In the address: a part of the path, or of the query.
    InvalidParameter {
        mistakes: Vec<Mistake>,
    },
    InvalidBody {
        mistakes: Vec<Mistake>,
    },
    /// Nothing is stored of it.
    UnknownTicket,
    UnknownPass,
    /// The configuration on disk has mistakes, and the one before it holds.
    ConfigRefused {
        mistakes: Vec<Mistake>,
    },
    /// The configuration is compiled in.
    ConfigFixed,
    /// Too many tickets are being tried out.
    Busy,
    /// The program failed on this ticket.
    CheckFailed {
        internal: String,
    },
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
            Problem::WrongMethod { .. } => "wrong_method",
            Problem::ApiOff => "api_off",
            Problem::NoToken => "no_token",
            Problem::UnknownToken => "unknown_token",
            Problem::RoleMissing { .. } => "role_missing",
            Problem::InvalidParameter { .. } => "invalid_parameter",
            Problem::InvalidBody { .. } => "invalid_body",
            Problem::UnknownTicket => "unknown_ticket",
            Problem::UnknownPass => "unknown_pass",
            Problem::ConfigRefused { .. } => "config_refused",
            Problem::ConfigFixed => "config_fixed",
            Problem::Busy => "busy",
            Problem::CheckFailed { .. } => "check_failed",
            Problem::NotStored { .. } => "not_stored",
            Problem::NotReady { .. } => "not_ready",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Problem::Unverified | Problem::NoToken | Problem::UnknownToken => StatusCode::UNAUTHORIZED,
            Problem::RoleMissing { .. } => StatusCode::FORBIDDEN,
            Problem::NotJson | Problem::NoTicket | Problem::BodyBroken | Problem::InvalidParameter { .. } => {
                StatusCode::BAD_REQUEST
            }
            Problem::InvalidBody { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::WrongContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Problem::UnknownHelpdesk
            | Problem::NotFound
            | Problem::ApiOff
            | Problem::UnknownTicket
            | Problem::UnknownPass => StatusCode::NOT_FOUND,
            Problem::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            // Zendesk repeats a delivery that is answered with 409, and drops one that is answered with 500.
            Problem::NotStored { .. } | Problem::ConfigRefused { .. } | Problem::ConfigFixed => {
                StatusCode::CONFLICT
            }
            Problem::NotReady { .. } | Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Problem::CheckFailed { .. } => StatusCode::INTERNAL_SERVER_ERROR,
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
            Problem::WrongMethod { .. } => "This address does not take this method.",
            Problem::ApiOff => "The API is off: no token is configured under `api.tokens`.",
            Problem::NoToken => "The request has no token: `Authorization: Bearer TOKEN`.",
            Problem::UnknownToken => "The token is not known.",
            Problem::RoleMissing { .. } => "The token's role does not allow this.",
            Problem::InvalidParameter { .. } => "The address has parameters that can't be used.",
            Problem::InvalidBody { .. } => "The body is JSON, but not what is needed.",
            Problem::UnknownTicket => "Nothing is known of this ticket.",
            Problem::UnknownPass => "The ticket has no such pass, or it is forgotten.",
            Problem::ConfigRefused { .. } => "The configuration has mistakes; the one before it holds.",
            Problem::ConfigFixed => "The service has no configuration on disk that could be read.",
            Problem::Busy => "Too many tickets are being tried out. Please ask again.",
            Problem::CheckFailed { .. } => "The program failed on this ticket.",
            Problem::NotStored { .. } => "The delivery could not be stored. Please send it again.",
            Problem::NotReady { .. } => "The service is not ready.",
        }
    }

    /// For the log: what the client is not told.
    pub fn internal(&self) -> Option<&str> {
        match self {
            Problem::NotStored { internal }
            | Problem::NotReady { internal }
            | Problem::CheckFailed { internal } => Some(internal),
            Problem::Unverified
            | Problem::NotJson
            | Problem::NoTicket
            | Problem::WrongContentType
            | Problem::BodyTooLarge
            | Problem::BodyTooSlow
            | Problem::BodyBroken
            | Problem::UnknownHelpdesk
            | Problem::NotFound
            | Problem::WrongMethod { .. }
            | Problem::ApiOff
            | Problem::NoToken
            | Problem::UnknownToken
            | Problem::RoleMissing { .. }
            | Problem::InvalidParameter { .. }
            | Problem::InvalidBody { .. }
            | Problem::UnknownTicket
            | Problem::UnknownPass
            | Problem::ConfigRefused { .. }
            | Problem::ConfigFixed
            | Problem::Busy => None,
        }
    }

    /// The answer's body, with the names under which the request is found in logs and traces.
    pub fn body(&self, request_id: Option<&str>, trace_id: Option<&str>) -> String {
        let (mistakes, needed_role) = match self {
            Problem::InvalidParameter { mistakes }
            | Problem::InvalidBody { mistakes }
            | Problem::ConfigRefused { mistakes } => (mistakes.clone(), None),
            Problem::RoleMissing { needed } => (Vec::new(), Some(*needed)),
            Problem::Unverified
            | Problem::NotJson
            | Problem::NoTicket
            | Problem::WrongContentType
            | Problem::BodyTooLarge
            | Problem::BodyTooSlow
            | Problem::BodyBroken
            | Problem::UnknownHelpdesk
            | Problem::NotFound
            | Problem::WrongMethod { .. }
            | Problem::ApiOff
            | Problem::NoToken
            | Problem::UnknownToken
            | Problem::UnknownTicket
            | Problem::UnknownPass
            | Problem::ConfigFixed
            | Problem::Busy
            | Problem::CheckFailed { .. }
            | Problem::NotStored { .. }
            | Problem::NotReady { .. } => (Vec::new(), None),
        };
        let body = ProblemBody {
            kind: format!("/problems/{}", self.id()),
            title: self.external().to_owned(),
            status: self.status().as_u16(),
            errors: mistakes,
            needed_role,
            request_id: request_id.map(str::to_owned),
            trace_id: trace_id.map(str::to_owned),
        };
        serde_json::to_string(&body).expect("it is plain data")
    }

    /// The header that goes with it, as HTTP has it.
    fn header(&self) -> Option<(HeaderName, Cow<'static, str>)> {
        match self {
            Problem::WrongMethod { allow } => Some((ALLOW, Cow::Borrowed(allow))),
            Problem::NoToken => Some((WWW_AUTHENTICATE, Cow::Borrowed(CHALLENGE))),
            Problem::UnknownToken => {
                Some((WWW_AUTHENTICATE, format!("{CHALLENGE}, error=\"invalid_token\"").into()))
            }
            Problem::RoleMissing { needed } => {
                let error = format!("{CHALLENGE}, error=\"insufficient_scope\", scope=\"{}\"", needed.name());
                Some((WWW_AUTHENTICATE, error.into()))
            }
            Problem::Busy => Some((RETRY_AFTER, Cow::Borrowed("5"))),
            Problem::Unverified
            | Problem::NotJson
            | Problem::NoTicket
            | Problem::WrongContentType
            | Problem::BodyTooLarge
            | Problem::BodyTooSlow
            | Problem::BodyBroken
            | Problem::UnknownHelpdesk
            | Problem::NotFound
            | Problem::ApiOff
            | Problem::InvalidParameter { .. }
            | Problem::InvalidBody { .. }
            | Problem::UnknownTicket
            | Problem::UnknownPass
            | Problem::ConfigRefused { .. }
            | Problem::ConfigFixed
            | Problem::CheckFailed { .. }
            | Problem::NotStored { .. }
            | Problem::NotReady { .. } => None,
        }
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
        let mut answer = HttpResponse::build(self.status());
        if let Some((name, value)) = self.header() {
            answer.insert_header((name, value.as_ref()));
        }
        if matches!(self, Problem::UnknownToken) {
            // Whoever guesses has one guess a connection.
            answer.force_close();
        }
        answer.content_type("application/problem+json").body(self.body(None, None))
    }
}
