//! What a client is told of a problem, as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::config::settings::Role;
use crate::yaml::diagnostic::Diagnostic;

/// A problem as RFC 9457 has it (`application/problem+json`).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Which problem it is, and where the service explains it: `/problems/` and a stable name.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    /// As in the answer's first line.
    pub status: u16,
    /// What is wrong with what was sent, or with the configuration on disk.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Mistake>,
    /// The role that a token needs for this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed_role: Option<Role>,
    /// By which the log names the request, as the header `x-request-id` does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// By which traces name it, where they are on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

/// One thing that is wrong, where, and the mend.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mistake {
    /// Where in the body, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The parameter of the path or of the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The file of the configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// In the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// In characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What is wrong, or what is needed.
    pub detail: String,
    /// What is meant, or how to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Mistake {
    pub fn of(detail: &str) -> Self {
        Self { detail: detail.to_owned(), ..Self::default() }
    }

    pub fn of_parameter(name: &str, detail: impl Into<String>) -> Self {
        Self { parameter: Some(name.to_owned()), ..Self::of(&detail.into()) }
    }
}

impl From<&Diagnostic> for Mistake {
    fn from(diagnostic: &Diagnostic) -> Self {
        let Diagnostic { file, line, column, message, help, snippet: _, mistake: _ } = diagnostic.clone();
        Self {
            file: Some(file),
            line: (line > 0).then_some(line),
            column: (column > 0).then_some(column),
            detail: message,
            help,
            ..Self::default()
        }
    }
}
