//! What a check comes to: fine, doubtful or wrong, what it is, and how to mend it.

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Fine,
    /// It works, and may be meant so.
    Warning,
    Wrong,
}

#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub check: &'static str,
    /// The account that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helpdesk: Option<String>,
    pub mark: Mark,
    pub what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

impl Finding {
    pub fn fine(check: &'static str, what: impl Into<String>) -> Self {
        Self { check, helpdesk: None, mark: Mark::Fine, what: what.into(), mend: None }
    }

    pub fn warning(check: &'static str, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { mark: Mark::Warning, mend: Some(mend.into()), ..Self::fine(check, what) }
    }

    pub fn wrong(check: &'static str, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { mark: Mark::Wrong, mend: Some(mend.into()), ..Self::fine(check, what) }
    }

    pub fn of(self, helpdesk: &str) -> Self {
        Self { helpdesk: Some(helpdesk.to_owned()), ..self }
    }
}
