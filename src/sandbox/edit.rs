//! What a change to a ticket consists of, whoever makes it.

use bytes::Bytes;
use serde_json::Value;

use crate::sandbox::record::Status;
use crate::ticket::{Attachment, Format};

/// A file that comes with a message.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    pub file_name: String,
    pub content_type: String,
    /// Bytes; taken from `bytes` where they are given.
    pub size: u64,
    pub inline: bool,
    pub bytes: Option<Bytes>,
}

impl From<&Attachment> for Upload {
    fn from(attachment: &Attachment) -> Self {
        Self {
            file_name: attachment.file_name.clone(),
            content_type: attachment.content_type.clone(),
            size: attachment.size,
            inline: attachment.inline,
            bytes: None,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct NewComment {
    pub text: String,
    pub format: Format,
    pub public: bool,
    pub uploads: Vec<Upload>,
    /// The mail says that a machine wrote it.
    pub automatic: bool,
}

/// Everything that one update changes. What is none stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    pub comment: Option<NewComment>,
    pub subject: Option<String>,
    pub status: Option<Status>,
    pub priority: Option<String>,
    pub kind: Option<String>,
    pub group: Option<u64>,
    pub assignee: Option<u64>,
    pub external_id: Option<String>,
    pub fields: Vec<(u64, Value)>,
    pub tags: Option<TagEdit>,
    /// An object, or null.
    pub metadata: Value,
}

#[derive(Clone, Debug)]
pub enum TagEdit {
    Replace(Vec<String>),
    Add(Vec<String>),
    Remove(Vec<String>),
}

impl TagEdit {
    /// The tags after the edit, sorted as Zendesk gives them.
    pub fn apply(&self, before: &[String]) -> Vec<String> {
        let mut after = match self {
            TagEdit::Replace(tags) => clean(tags),
            TagEdit::Add(tags) => before.iter().cloned().chain(clean(tags)).collect(),
            TagEdit::Remove(tags) => {
                let gone = clean(tags);
                before.iter().filter(|tag| !gone.contains(tag)).cloned().collect()
            }
        };
        after.sort();
        after.dedup();
        after
    }
}

/// Zendesk keeps tags in lower case and takes a space as the end of one.
fn clean(tags: &[String]) -> Vec<String> {
    tags.iter().flat_map(|tag| tag.split_whitespace()).map(str::to_lowercase).collect()
}
