//! Safe updates: a write that names the state it was made for is refused when the ticket has moved on.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::sandbox::record::Record;
use crate::sandbox::refusal::Refusal;

/// `safe_update` works whatever its value, even false; it is its presence that counts.
pub fn check(body: &Map<String, Value>, record: &Record) -> Result<(), Refusal> {
    if !body.contains_key("safe_update") {
        return Ok(());
    }
    let stamp = body.get("updated_stamp").and_then(Value::as_str);
    let stamp: Option<Timestamp> = stamp.and_then(|text| text.parse().ok());
    match stamp {
        Some(stamp) if stamp.as_second() == record.updated_at.as_second() => Ok(()),
        Some(_) | None => Err(Refusal::Conflict),
    }
}
