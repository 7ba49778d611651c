//! The words of the trade, independent of any vendor: a ticket, its messages, attachments and fields.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Number;
use utoipa::ToSchema;
use utoipa::openapi::{KnownFormat, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, Type};

/// A ticket as it stands in the helpdesk at one moment, or as it stands in a file (docs/json.md, "A ticket as JSON").
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct Ticket {
    /// The ticket's identifier, which stands in the result.
    #[serde(default)]
    pub id: String,
    /// The subject.
    #[serde(default)]
    pub subject: String,
    /// When it was opened, RFC 3339.
    #[serde(default = "epoch")]
    #[schemars(with = "String")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// "Now" for a check of a ticket from a file; a ticket from a helpdesk has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    #[schema(schema_with = time_or_null, required = false)]
    pub checked_at: Option<Timestamp>,
    /// How it came in: `email`, `web`, `chat`, `api`, ...
    #[serde(default)]
    pub channel: String,
    /// The requester's language as a BCP 47 tag, such as `en-US`.
    #[serde(default)]
    pub locale: Option<String>,
    /// The requester's IANA time zone, such as `America/Chicago`.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Custom fields under the names that the checklists use: an item's identifier, or `category`.
    #[serde(default)]
    pub fields: BTreeMap<String, serde_json::Value>,
    /// Its messages, the oldest first.
    #[serde(default)]
    pub messages: Vec<Message>,
    /// Who asks for help.
    #[serde(default, skip_serializing_if = "Requester::is_unknown")]
    pub requester: Requester,
    /// It comes from a messenger, whose words reach the ticket later than the ticket itself.
    #[serde(default, skip_serializing_if = "is_false")]
    pub messaging: bool,
}

/// Who asks for help, as far as the helpdesk tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct Requester {
    /// The helpdesk's identifier; empty where it is not known.
    #[serde(default)]
    pub id: String,
    /// The address that an answer would go to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The helpdesk takes nothing from them any more, as from a sender of spam.
    #[serde(default, skip_serializing_if = "is_false")]
    pub suspended: bool,
}

/// A message of a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct Message {
    /// Who wrote it.
    pub author: Author,
    /// When it was written, RFC 3339.
    #[serde(default = "epoch")]
    #[schemars(with = "String")]
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What `body` is.
    #[serde(default)]
    pub format: Format,
    /// Its text.
    pub body: String,
    /// Its files.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// False for an agent's internal note.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub public: bool,
    /// No person wrote it: an auto-responder, a mailing system. As the helpdesk tells.
    #[serde(default, skip_serializing_if = "is_false")]
    pub automatic: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Author {
    /// The customer, or whoever else is no agent.
    Customer,
    /// An agent.
    Agent,
    /// Preflight itself, or another program that writes into the ticket.
    Bot,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text.
    #[default]
    Text,
    /// HTML, as in mails.
    Html,
}

/// What is known of an attachment without opening it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct Attachment {
    /// The file's name.
    pub file_name: String,
    /// Its type, such as `image/png`.
    #[serde(default)]
    pub content_type: String,
    /// Its size in bytes; 0 means that it is empty.
    #[serde(default, deserialize_with = "size")]
    #[schema(maximum = 9007199254740991_u64)]
    pub size: u64,
    /// Shown within the message's text rather than beside it.
    #[serde(default)]
    pub inline: bool,
}

impl Ticket {
    /// What has no time of its own, in a ticket that was written by hand, is of the time of the check.
    #[must_use]
    pub fn dated(mut self, now: Timestamp) -> Self {
        let now = self.checked_at.unwrap_or(now);
        let times = self.messages.iter_mut().map(|message| &mut message.at);
        for at in times.chain([&mut self.created_at]).filter(|at| **at == Timestamp::UNIX_EPOCH) {
            *at = now;
        }
        self
    }

    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|other| other.eq_ignore_ascii_case(tag))
    }

    /// The field's value as text; blank and null fields count as absent.
    pub fn field(&self, key: &str) -> Option<String> {
        let text = match self.fields.get(key)? {
            serde_json::Value::String(text) => text.trim().to_owned(),
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::Bool(answer) => (if *answer { "yes" } else { "no" }).to_owned(),
            serde_json::Value::Array(values) => {
                values.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", ")
            }
            serde_json::Value::Null | serde_json::Value::Object(_) => String::new(),
        };
        (!text.is_empty()).then_some(text)
    }
}

impl Requester {
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// As two kinds of value, because the format is one of the first alone.
fn time_or_null() -> Schema {
    let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
    let time = ObjectBuilder::new().schema_type(Type::String).format(Some(format));
    OneOfBuilder::new().item(time).item(ObjectBuilder::new().schema_type(Type::Null)).build().into()
}

/// Some programs write 157 as 157.0, and no number in JSON is exact beyond this.
fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    const BYTES_MAX: u64 = (1 << 53) - 1;
    let number = Number::deserialize(deserializer)?;
    let written =
        number.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=BYTES_MAX as f64).contains(number));
    number.as_u64().or(written.map(|number| number as u64)).filter(|size| *size <= BYTES_MAX).ok_or_else(
        || D::Error::invalid_value(Unexpected::Other("a number"), &"a whole number up to 9007199254740991"),
    )
}

fn epoch() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field by reference")]
fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field by reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
