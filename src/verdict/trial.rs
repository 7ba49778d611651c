//! The small tickets that stand in a checklist with what they must yield, held against what they do yield.

use jiff::Timestamp;

use crate::checklist::model::{Checklist, Test};
use crate::report::{Report, State};
use crate::ticket::{Attachment, Author, Format, Message, Ticket};
use crate::verdict::Checker;

/// The size of a file of which only the name is told: any picture's.
const FILE_BYTES: u64 = 120_000;
/// When a test was written that does not say so: a Tuesday.
const WRITTEN_AT: &str = "2026-03-03T15:00:00Z";

/// Everything in which the ticket came out other than the test says, in words. Empty if all is as it should be.
pub fn differences(checker: &Checker, checklist: &Checklist, test: &Test) -> Vec<String> {
    let at = match test.at.as_deref().unwrap_or(WRITTEN_AT).parse() {
        Ok(at) => at,
        Err(_) => return vec![format!("`at` is no time: {}", test.at.as_deref().unwrap_or_default())],
    };
    let report = checker.check(&ticket(test, at), at);
    let mut found = Vec::new();
    if report.category != checklist.category {
        found.push(format!("it was taken for `{}`", report.category));
    }
    if report.verdict != test.verdict {
        found.push(format!("the verdict is {}, not {}", report.verdict.name(), test.verdict.name()));
    }
    if let Some(missing) = &test.missing {
        found.extend(missing_otherwise(&report, missing));
    }
    for (item, wanted) in &test.values {
        found.extend(value_otherwise(&report, item, wanted));
    }
    found
}

fn missing_otherwise(report: &Report, wanted: &[String]) -> Vec<String> {
    let asked: Vec<&str> = report.asked().map(|(item, _)| item).collect();
    let too_many = asked.iter().filter(|item| !wanted.iter().any(|one| one == *item));
    let too_few = wanted.iter().filter(|item| !asked.contains(&item.as_str()));
    too_many
        .map(|item| format!("`{item}` is asked for"))
        .chain(too_few.map(|item| format!("`{item}` is not asked for{}", instead(report, item))))
        .collect()
}

fn instead(report: &Report, item: &str) -> String {
    let Some(found) = report.items.get(item) else { return String::new() };
    match (found.state, &found.value) {
        (State::Present, Some(value)) => format!(": it is `{value}`"),
        (State::Present, None) => ": it is there".to_owned(),
        (State::NotApplicable, _) => ": it does not apply".to_owned(),
        (State::Uncertain, _) => ": it is uncertain".to_owned(),
        (State::Missing | State::Invalid, _) => String::new(),
    }
}

fn value_otherwise(report: &Report, item: &str, wanted: &str) -> Option<String> {
    let Some(found) = report.items.get(item) else {
        return Some(format!("`{item}` is not on the checklist"));
    };
    if found.has(wanted) {
        return None;
    }
    let given = found.value.iter().chain(&found.values).map(|value| format!("`{value}`"));
    let given: Vec<String> = given.collect();
    let given = if given.is_empty() { "nothing".to_owned() } else { given.join(", ") };
    Some(format!("`{item}` is {given}, not `{wanted}`"))
}

fn ticket(test: &Test, at: Timestamp) -> Ticket {
    let message = Message {
        author: Author::Customer,
        at,
        format: Format::Text,
        body: test.text.clone(),
        attachments: test.attachments.iter().map(|name| attachment(name)).collect(),
        public: true,
        automatic: false,
    };
    Ticket {
        id: "test".to_owned(),
        subject: test.subject.clone(),
        created_at: at,
        channel: "email".to_owned(),
        messages: vec![message],
        ..Ticket::default()
    }
}

fn attachment(name: &str) -> Attachment {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let content_type = match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "heic" => "image/heic",
        "pdf" => "application/pdf",
        "csv" => "text/csv",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xls" => "application/vnd.ms-excel",
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        _ => "application/octet-stream",
    };
    Attachment {
        file_name: name.to_owned(),
        content_type: content_type.to_owned(),
        size: FILE_BYTES,
        inline: false,
    }
}
