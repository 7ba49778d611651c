//! What is asked of a JSON Schema as schemars makes it.

use serde_json::Value;

/// The choices of an externally tagged enum.
#[derive(Default)]
pub struct Variants<'a> {
    /// Those that stand alone.
    pub names: Vec<&'a str>,
    /// Those with a value, and the value's schema.
    pub tagged: Vec<(&'a str, &'a Value)>,
}

pub fn variants(schema: &Value) -> Option<Variants<'_>> {
    let mut variants = Variants::default();
    let options = schema["oneOf"].as_array();
    for option in options.map_or(std::slice::from_ref(schema), Vec::as_slice) {
        if let Some(name) = option["const"].as_str() {
            variants.names.push(name);
        } else if let Some(names) = option["enum"].as_array() {
            variants.names.extend(names.iter().filter_map(Value::as_str));
        } else if options.is_some() {
            variants.tagged.extend(
                option["properties"].as_object()?.iter().map(|(name, schema)| (name.as_str(), schema)),
            );
        } else {
            return None;
        }
    }
    Some(variants)
}

/// The schema of the value itself, if it is one that may be left empty.
pub fn optional(schema: &Value) -> Option<&Value> {
    let options = schema["anyOf"].as_array()?;
    let null = options.iter().any(|option| option["type"] == "null");
    options.iter().find(|option| null && option["type"] != "null")
}

/// The type, where `null` beside it does not count.
pub fn schema_type(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::String(name) => Some(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

pub fn bound(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// The largest value of the integer types that the schema gives no maximum for.
pub fn format_max(schema: &Value) -> Option<i128> {
    match schema["format"].as_str()? {
        "uint32" => Some(u32::MAX.into()),
        "int32" => Some(i32::MAX.into()),
        "uint64" | "uint" => Some(u64::MAX.into()),
        "int64" | "int" => Some(i64::MAX.into()),
        _ => None,
    }
}
