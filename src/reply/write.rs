//! One update of a ticket, as it is planned, stored and made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::reply::policy::Marks;
use crate::reply::told::Told;

/// At most one comment, with the marks that go with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Write {
    /// Derived from the ticket and the content: the same words are never written twice.
    pub key: String,
    pub comment: Option<Comment>,
    #[serde(default)]
    pub add_tags: Vec<String>,
    #[serde(default)]
    pub remove_tags: Vec<String>,
    /// The helpdesk's name for the status, such as `pending`; none leaves it as it is.
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<u64>,
    /// Custom fields by the names that the helpdesk's settings give them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Value>,
    /// What it tells, for the plans that follow it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Comment {
    /// Simple HTML (p, br, strong, ul, ol, li, pre), everything from the ticket escaped.
    pub html: String,
    /// The customer sees it and gets it by mail; otherwise it is an internal note.
    pub public: bool,
}

impl Write {
    pub fn new(key: String, comment: Option<Comment>, told: Told) -> Self {
        Self { key, comment, told: Some(told), ..Self::default() }
    }

    pub fn is_public(&self) -> bool {
        self.comment.as_ref().is_some_and(|comment| comment.public)
    }

    /// It changes nothing but tags.
    pub fn is_tags_only(&self) -> bool {
        self.comment.is_none() && self.status.is_none() && !self.sets_properties()
    }

    pub fn changes_tags(&self) -> bool {
        !(self.add_tags.is_empty() && self.remove_tags.is_empty())
    }

    /// Whether it sets what an account may have removed since it was configured: a field, a group, an agent, a priority.
    pub fn sets_properties(&self) -> bool {
        self.priority.is_some() || self.group.is_some() || self.assignee.is_some() || !self.fields.is_empty()
    }

    /// Without these, for a helpdesk that refuses them.
    #[must_use]
    pub fn without_properties(&self) -> Self {
        let (comment, told) = (self.comment.clone(), self.told.clone());
        Self {
            key: self.key.clone(),
            comment,
            add_tags: self.add_tags.clone(),
            remove_tags: self.remove_tags.clone(),
            status: self.status.clone(),
            told,
            ..Self::default()
        }
    }

    /// Sets all of the marks but the tags.
    pub fn set(&mut self, marks: &Marks) {
        let Marks { tags: _, status, priority, group, assignee, fields } = marks.clone();
        (self.status, self.priority, self.group, self.assignee) = (status, priority, group, assignee);
        self.fields = fields;
    }

    /// Without the words that it says: enough to find it again and to know what it told.
    #[must_use]
    pub fn without_words(&self) -> Self {
        let comment =
            self.comment.as_ref().map(|comment| Comment { html: String::new(), public: comment.public });
        Self { comment, ..self.clone() }
    }
}
