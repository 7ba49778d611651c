//! A body's few parts that are read, without the rest: it may hold a whole conversation, and every delivery is parsed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The keys that `hint` reads, at whatever depth.
const KEPT: [&str; 10] = [
    "actor",
    "actor_id",
    "current_user_id",
    "detail",
    "event",
    "id",
    "subject",
    "target_ticket_id",
    "ticket_id",
    "type",
];

/// The body as JSON with nothing but these keys. Lists are empty: nothing is read of them.
pub fn sketch(body: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice::<Sketch>(body).map(|sketch| sketch.0)
}

struct Sketch(Value);

struct Key(Option<&'static str>);

struct Parts;

struct Name;

impl<'de> Deserialize<'de> for Sketch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Parts).map(Self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Name).map(Self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<&'static str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(KEPT.into_iter().find(|kept| *kept == name))
    }
}

impl<'de> Visitor<'de> for Parts {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Array(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut parts = Map::new();
        while let Some(Key(key)) = map.next_key()? {
            match key {
                Some(key) => drop(parts.insert(key.to_owned(), map.next_value::<Sketch>()?.0)),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Value::Object(parts))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_read_is_kept_and_the_rest_is_not() {
        let body = json!({
            "type": "zen:event-type:ticket.comment_added",
            "id": "e\u{301}1",
            "detail": {"id": 7, "actor_id": -1, "description": "words", "tags": ["a"]},
            "event": {"actor": {"id": 1.5, "name": "Ana"}, "comment": {"body": "words", "id": 9}},
            "event ": true,
        });
        let kept = json!({
            "type": "zen:event-type:ticket.comment_added",
            "id": "e\u{301}1",
            "detail": {"id": 7, "actor_id": -1},
            "event": {"actor": {"id": 1.5}},
        });
        assert_eq!(sketch(body.to_string().as_bytes()).expect("it is JSON"), kept);
    }

    #[test]
    fn a_key_may_be_written_in_any_way_and_counts_as_it_stands_last() {
        let body = br#"{"ticket\u005fid": "1", "ticket_id": ["2"], "ticket_id": null}"#;
        assert_eq!(sketch(body).expect("it is JSON"), json!({"ticket_id": null}));
    }

    #[test]
    fn what_is_no_json_is_refused_in_the_rest_as_well() {
        for body in ["", "{", r#"{"words": }"#, r#"{"words": "a"b"}"#, "{} {}", r#"{"words": [1,]}"#] {
            assert!(sketch(body.as_bytes()).is_err(), "{body}");
        }
    }
}
