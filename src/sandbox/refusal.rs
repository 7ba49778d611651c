//! Why the helpdesk refuses a change, in the terms of Zendesk's error answers.

/// Refusals that a caller has to tell apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("no such record")]
    NotFound,
    #[error("closed prevents ticket update")]
    Closed,
    #[error("the ticket has changed since it was read")]
    Conflict,
    /// The field that is at fault and what is wrong with it.
    #[error("{field}: {why}")]
    Invalid { field: &'static str, why: String },
}
