//! The tickets that `demo --once` sends: the examples, or those of files with one ticket or with one a line.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::de::IgnoredAny;

use crate::cli::console::{Console, Failure};
use crate::cli::input::{self, Given, file};
use crate::config::examples::Example;

/// The examples under their names.
pub fn of_examples(examples: &[Example]) -> Vec<Given> {
    let examples = examples.iter().cloned();
    examples.map(|example| Given { id: Some(example.name), ticket: example.ticket }).collect()
}

/// All tickets of the files, in their order; `-` is standard input. `now` is the time of those that have none.
///
/// # Errors
///
/// A file that can't be read, or a ticket that can't: nothing is sent then.
pub fn of_files(paths: &[PathBuf], now: Timestamp, console: &mut Console<'_>) -> Result<Vec<Given>, Failure> {
    let mut tickets = Vec::new();
    for path in paths {
        let bytes = file::read(path, console)?;
        tickets.extend(of_file(&bytes, now).map_err(|why| told(path, &why))?);
    }
    Ok(tickets)
}

fn told(path: &Path, why: &str) -> Failure {
    Failure::Message(format!("{}: {why}", path.display()))
}

fn of_file(bytes: &[u8], now: Timestamp) -> Result<Vec<Given>, String> {
    if !has_one_a_line(bytes) {
        return input::read(bytes, now).map(|given| vec![given]);
    }
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    lines
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .map(|(at, line)| {
            let given = input::json::parse(line).map_err(|why| format!("line {}: {why}", at + 1))?;
            Ok(given.dated(now))
        })
        .collect()
}

/// Whether the first line that is not blank is a whole JSON object, and more follows.
fn has_one_a_line(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let first = lines.next().unwrap_or_default().trim_ascii();
    let is_whole = first.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(first).is_ok();
    is_whole && lines.next().is_some()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::of_file;

    fn ids(text: &str) -> Result<Vec<Option<String>>, String> {
        let tickets = of_file(text.as_bytes(), Timestamp::UNIX_EPOCH)?;
        Ok(tickets.into_iter().map(|given| given.id).collect())
    }

    #[test]
    fn a_file_holds_one_ticket_or_one_a_line() {
        let line = r#"{"id": "a", "ticket": {"subject": "Hi"}}"#;
        let id = Some("a".to_owned());
        assert_eq!(ids(line), Ok(vec![id.clone()]));
        assert_eq!(ids(&format!("{line}\n\n{line}\n")), Ok(vec![id.clone(), id.clone()]));
        assert_eq!(ids(&line.replace(", ", ",\n")), Ok(vec![id]));
        assert_eq!(ids("Subject: Hi\n\n{\"not\": \"JSON\"}\nreally"), Ok(vec![None]));
    }

    #[test]
    fn a_bad_line_is_told_by_its_number() {
        let told = ids("{\"subject\": \"Hi\"}\n\n{\"id\": 1}\n").expect_err("no ticket in line 3");
        assert!(told.starts_with("line 3: there is no ticket"), "{told}");
    }
}
