//! An answer before it is sent, and Zendesk's several shapes of errors.

use serde_json::{Value, json};

use crate::sandbox::refusal::Refusal;

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<Value>,
}

impl Answer {
    pub fn new(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Some(body) }
    }

    pub fn ok(body: Value) -> Self {
        Self::new(200, body)
    }

    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: None }
    }

    pub fn with(mut self, header: &'static str, value: String) -> Self {
        self.headers.push((header, value));
        self
    }

    /// Zendesk's commonest shape.
    pub fn error(status: u16, error: &str, description: &str) -> Self {
        Self::new(status, json!({"error": error, "description": description}))
    }

    /// The shape with an object.
    pub fn titled(status: u16, title: &str, message: &str) -> Self {
        Self::new(status, json!({"error": {"title": title, "message": message}}))
    }

    /// The shape with a list.
    pub fn listed(status: u16, code: &str, title: &str) -> Self {
        Self::new(status, json!({"errors": [{"code": code, "title": title, "detail": title}]}))
    }

    /// The shape with details for each field.
    pub fn invalid(field: &str, why: &str) -> Self {
        Self::new(
            422,
            json!({
                "error": "RecordInvalid",
                "description": "Record validation errors",
                "details": {field: [{"description": why}]},
            }),
        )
    }

    pub fn not_found() -> Self {
        Self::error(404, "RecordNotFound", "Not found")
    }

    pub fn too_many(retry_after_secs: i64) -> Self {
        let why = "Number of allowed API requests per minute exceeded";
        Self::error(429, "APIRateLimitExceeded", why).with("Retry-After", retry_after_secs.to_string())
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Answer::not_found(),
            Refusal::Closed => Answer::invalid("status", "closed prevents ticket update"),
            Refusal::Conflict => Answer::error(
                409,
                "UpdateConflict",
                "Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again.",
            ),
            Refusal::Invalid { field, why } => Answer::invalid(field, &why),
        }
    }
}
