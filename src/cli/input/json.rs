//! A ticket as JSON: the ticket itself, or a line of a corpus with the ticket in it.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::cli::escape;
use crate::cli::input::Given;
use crate::ticket::Ticket;

/// Characters of an error that are shown: it may quote what stands there.
const ERROR_CHARACTERS_MAX: usize = 200;

/// What tells the two forms apart.
#[derive(Deserialize)]
struct Probe<'a> {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default, borrow)]
    ticket: Option<&'a RawValue>,
    #[serde(default)]
    messages: Option<IgnoredAny>,
    #[serde(default)]
    subject: Option<IgnoredAny>,
}

/// Read one JSON object.
///
/// # Errors
///
/// What is wrong, where, and how to mend it.
pub fn parse(bytes: &[u8]) -> Result<Given, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("byte {} is not UTF-8; save it as UTF-8", error.valid_up_to() + 1))?;
    let probe: Probe<'_> = serde_json::from_str(text).map_err(|error| told(&error, ""))?;
    if let Some(ticket) = probe.ticket {
        let ticket = serde_json::from_str(ticket.get()).map_err(|error| told(&error, "in `ticket`, "))?;
        return Ok(Given { id: probe.id.and_then(name), ticket });
    }
    if probe.messages.is_none() && probe.subject.is_none() {
        return Err(
            "there is no ticket: write `{\"subject\": ..., \"messages\": [{\"author\": \"customer\", \
                    \"body\": ...}]}`, or the same under `ticket`"
                .into(),
        );
    }
    let ticket: Ticket = serde_json::from_str(text).map_err(|error| told(&error, ""))?;
    Ok(Given { id: None, ticket })
}

fn name(id: Value) -> Option<String> {
    match id {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn told(error: &serde_json::Error, within: &str) -> String {
    let text = error.to_string();
    let text = escape::line(&text);
    let message = escape::cut(&text, ERROR_CHARACTERS_MAX);
    let help = if error.is_eof() {
        "; the object is cut off"
    } else if message.starts_with("trailing characters") {
        "; several tickets, one a line, are read with --jsonl"
    } else if error.is_syntax() {
        "; this is not JSON"
    } else {
        ""
    };
    format!("{within}{message}{help}")
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_ticket_stands_alone_or_in_a_line() {
        let bare = parse(br#"{"id": "7", "subject": "Hi", "messages": []}"#).expect("a ticket");
        assert_eq!((bare.id, bare.ticket.id.as_str()), (None, "7"));
        let line = parse(br#"{"id": "dev-1", "ticket": {"id": "7", "messages": []}, "gold": {}}"#)
            .expect("a ticket");
        assert_eq!((line.id.as_deref(), line.ticket.id.as_str()), (Some("dev-1"), "7"));
    }

    #[test]
    fn what_is_wrong_is_told_with_the_mend() {
        let told = |text: &str| parse(text.as_bytes()).expect_err("a mistake");
        assert!(told(r#"{"id": 1}"#).starts_with("there is no ticket: write"));
        assert!(told(r#"{"subject": "a"} {"subject": "b"}"#).contains("--jsonl"));
        assert!(told(r#"{"subject": "a""#).ends_with("; the object is cut off"));
        let wrong = told(r#"{"ticket": {"messages": [{"author": "boss", "body": ""}]}}"#);
        assert!(wrong.starts_with("in `ticket`, unknown variant `boss`"), "{wrong}");
    }
}
