//! What must hold of the report on any ticket: each claim stands where it says, and the next reading says the same.

use jiff::Timestamp;
use preflight::reading::html;
use preflight::report::{Evidence, Report, Source};
use preflight::ticket::{Format, Message, Ticket};
use preflight::verdict::Checker;

/// Reads the ticket, and panics unless all of it holds.
pub fn hold(checker: &Checker, ticket: &Ticket) {
    let now = Timestamp::from_second(1_780_000_000).expect("within the calendar");
    let report = checker.check(ticket, now);
    for evidence in evidence(&report) {
        let readable = readable(ticket, &evidence.source);
        assert_eq!(readable.get(evidence.range.clone()), Some(evidence.quote.as_str()), "{evidence:?}");
    }
    let told = |report: &Report| serde_json::to_string(report).expect("a report can be written");
    assert_eq!(told(&report), told(&checker.check(ticket, now)));
}

fn evidence(report: &Report) -> Vec<&Evidence> {
    let mut all: Vec<&Evidence> = report.category_reading.evidence.iter().collect();
    for item in report.items.values() {
        all.extend(&item.evidence);
        all.extend(item.problem.iter().map(|problem| &problem.evidence));
        all.extend(item.said.iter().map(|said| &said.evidence));
    }
    all
}

fn readable(ticket: &Ticket, source: &Source) -> String {
    match source {
        Source::Subject => ticket.subject.clone(),
        Source::Field(name) => ticket.field(name).expect("evidence is from a field that is there"),
        Source::Tag(name) => name.clone(),
        Source::Attachment(message, index) => ticket.messages[*message].attachments[*index].file_name.clone(),
        Source::Message(index) => {
            let Message { body, format, .. } = &ticket.messages[*index];
            match format {
                Format::Text => html::plain(body).text,
                Format::Html => html::render(body).text,
            }
        }
    }
}
