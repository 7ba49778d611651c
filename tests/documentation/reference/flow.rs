//! A value as YAML has it on one line: `{any: [broken, "no"]}`.

use serde_json::Value;

pub fn flow(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(answer) => answer.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => word(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("{}: {}", word(name), flow(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

/// In quotes where YAML has its own ideas about it.
fn word(text: &str) -> String {
    let is_other = text.parse::<f64>().is_ok()
        || ["yes", "no", "on", "off", "true", "false", "null", "~", "y", "n", ""]
            .contains(&text.to_lowercase().as_str());
    let has_marks = text.starts_with(|first: char| "*&!%@`-?|>'\"# [{".contains(first))
        || text.contains(": ")
        || text.contains(" #")
        || text.ends_with(':')
        || text.contains(['{', '}', '[', ']', ',']);
    if is_other || has_marks { format!("{text:?}") } else { text.to_owned() }
}
