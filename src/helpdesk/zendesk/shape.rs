//! A ticket, its comments and its people as Zendesk's JSON has them, as far as they are read.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Deserialize)]
pub struct TicketShape {
    pub id: u64,
    #[serde(default)]
    pub subject: Option<String>,
    pub status: String,
    #[serde(default)]
    pub requester_id: Option<i64>,
    #[serde(default, deserialize_with = "or_default")]
    pub tags: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub custom_fields: Vec<FieldShape>,
    #[serde(default)]
    pub via: Option<ViaShape>,
    #[serde(default, deserialize_with = "or_default")]
    pub from_messaging_channel: bool,
    pub created_at: Timestamp,
    /// As it stands there: it is sent back as it is.
    pub updated_at: String,
}

#[derive(Deserialize)]
pub struct FieldShape {
    pub id: u64,
    #[serde(default)]
    pub value: Value,
}

#[derive(Deserialize)]
pub struct ViaShape {
    #[serde(default, deserialize_with = "or_default")]
    pub channel: String,
}

/// Of `metadata` only the flags are read: it also holds the author's network address and place.
#[derive(Deserialize)]
pub struct CommentShape {
    #[serde(default)]
    pub author_id: Option<i64>,
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub html_body: Option<String>,
    #[serde(default)]
    pub public: Option<bool>,
    #[serde(default, deserialize_with = "or_default")]
    pub attachments: Vec<AttachmentShape>,
    #[serde(default)]
    pub via: Option<ViaShape>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: MetadataShape,
    pub created_at: Timestamp,
}

#[derive(Default, Deserialize)]
pub struct MetadataShape {
    /// What Zendesk thinks of the mail, as numbers.
    #[serde(default, deserialize_with = "or_default")]
    pub flags: Vec<u32>,
}

#[derive(Deserialize)]
pub struct AttachmentShape {
    #[serde(default, deserialize_with = "or_default")]
    pub file_name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub content_type: String,
    #[serde(default, deserialize_with = "or_default")]
    pub size: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub inline: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub deleted: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub malware_scan_result: String,
}

#[derive(Deserialize)]
pub struct UserShape {
    pub id: i64,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub suspended: bool,
    #[serde(default)]
    pub role: Option<String>,
    #[serde(default)]
    pub locale: Option<String>,
    /// The field `time_zone` beside it has Rails' names, such as "Pacific Time (US & Canada)".
    #[serde(default)]
    pub iana_time_zone: Option<String>,
}

impl CommentShape {
    /// Bytes of text that are kept of it.
    pub fn text_bytes(&self) -> usize {
        self.html_body.as_ref().or(self.body.as_ref()).map_or(0, String::len)
    }
}

/// Zendesk writes `null` where it has nothing.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
