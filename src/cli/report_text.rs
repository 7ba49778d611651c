//! A report as text for a person: the verdict, each item with what was read and where, and what is doubtful.

use std::io::{self, Write};

use crate::checklist::model::{Checklists, text_in};
use crate::cli::escape::{cut, line};
use crate::report::{CategoryReading, Evidence, ItemReport, ProblemKind, Report, SaidKind, Source, State};

/// Characters of a value or a quote that are shown.
const QUOTE_CHARACTERS_MAX: usize = 160;
/// Words that are shown for the category.
const REASONS_MAX: usize = 5;
/// Columns of the names of the first block, and of the states.
const NAME_COLUMNS: usize = 12;
const STATE_COLUMNS: usize = 16;

/// Write the report. `checklists` give the items' labels.
///
/// # Errors
///
/// The output can't be written.
pub fn write(out: &mut dyn Write, report: &Report, checklists: &Checklists) -> io::Result<()> {
    head(out, report)?;
    if !report.items.is_empty() {
        writeln!(out)?;
    }
    for (name, item) in &report.items {
        let label = checklists.items.get(name).map(|item| text_in(&item.label, "en"));
        write_item(out, name, label, item)?;
    }
    conflicts(out, report)
}

/// The verdict, and what the report says of the ticket as a whole.
fn head(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let id = if report.id.is_empty() { "The ticket".into() } else { line(&report.id) };
    writeln!(out, "{id}: {}", report.verdict.name())?;
    writeln!(out)?;
    row(out, "category", &category(report))?;
    if let Some(until) = report.wait_until {
        row(out, "wait until", &until.to_string())?;
    }
    if let Some(gate) = &report.gate {
        row(out, "because of", &format!("the gate {}", line(gate)))?;
    }
    let asked: Vec<&str> = report.asked().map(|(name, _)| name).collect();
    if !asked.is_empty() {
        row(out, "missing", &asked.join(", "))?;
    }
    let about = format!(
        "{}, time zone {}, language {}, checklists {}",
        report.checked_at,
        line(&report.time_zone),
        line(&report.language),
        report.checklists
    );
    row(out, "checked at", &about)
}

/// The items that should agree, and don't.
fn conflicts(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for conflict in &report.conflicts {
        let (one, other) = (&conflict.items, &conflict.values);
        writeln!(
            out,
            "\n  conflict: {} is {}, but {} is {}; they should be the same",
            one.0,
            quoted(&other.0),
            one.1,
            quoted(&other.1)
        )?;
    }
    Ok(())
}

fn category(report: &Report) -> String {
    let CategoryReading { confidence, by_field, by_tag, evidence, runner_up } = &report.category_reading;
    let mut text = line(&report.category).into_owned();
    if *by_field {
        text.push_str(", set by the ticket's field");
        return text;
    }
    if *by_tag {
        text.push_str(", set by an agent's tag");
        return text;
    }
    text.push_str(&format!(", confidence {confidence:.2}"));
    if let Some(next) = runner_up {
        text.push_str(&format!(", next {}", line(next)));
    }
    if !evidence.is_empty() {
        let words: Vec<String> = evidence.iter().take(REASONS_MAX).map(|one| quoted(&one.quote)).collect();
        text.push_str(&format!("; by {}", words.join(", ")));
    }
    text
}

fn write_item(out: &mut dyn Write, name: &str, label: Option<&str>, item: &ItemReport) -> io::Result<()> {
    let label = label.map_or_else(String::new, |label| format!("{} ", line(label)));
    let value = match (&item.value, item.values.as_slice()) {
        (Some(value), _) => format!(": {}", shown(value)),
        (None, []) => String::new(),
        (None, values) => {
            format!(": {}", values.iter().map(|value| shown(value)).collect::<Vec<_>>().join(", "))
        }
    };
    let optional = if item.required || item.state == State::NotApplicable { "" } else { ", not required" };
    writeln!(out, "  {:STATE_COLUMNS$}{label}({}){value}{optional}", state(item.state), line(name))?;
    let mut under = |text: String| writeln!(out, "  {:STATE_COLUMNS$}  {text}", "");
    if let Some(other) = &item.answered_by {
        under(format!("answered by {}", line(other)))?;
    }
    for evidence in &item.evidence {
        under(place(evidence))?;
    }
    if let Some(problem) = &item.problem {
        under(format!("{}; {}", problem_text(problem.kind), place(&problem.evidence)))?;
    }
    if let Some(said) = &item.said {
        under(format!("{}; {}", said_text(said.kind), place(&said.evidence)))?;
    }
    Ok(())
}

/// What a text is called.
pub fn source(source: &Source) -> String {
    match source {
        Source::Subject => "subject".to_owned(),
        Source::Field(name) => format!("field {}", line(name)),
        Source::Tag(name) => format!("tag {}", line(name)),
        Source::Message(index) => format!("message {}", index + 1),
        Source::Attachment(message, index) => format!("attachment {} of message {}", index + 1, message + 1),
    }
}

/// Where something was read, and the words.
pub fn place(evidence: &Evidence) -> String {
    let source = source(&evidence.source);
    let (start, end) = (evidence.range.start, evidence.range.end);
    format!("{source}, bytes {start} to {end}: {}", quoted(&evidence.quote))
}

pub fn state(state: State) -> &'static str {
    match state {
        State::Present => "present",
        State::Missing => "missing",
        State::Invalid => "invalid",
        State::NotApplicable => "not applicable",
        State::Uncertain => "uncertain",
    }
}

pub fn problem_text(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::CutOff => "cut off: digits are missing",
        ProblemKind::WrongShape => "does not look like what is needed",
        ProblemKind::Vague => "too vague to tell a day",
        ProblemKind::EmptyFile => "the file is empty or did not upload",
        ProblemKind::Placeholder => "only a placeholder",
    }
}

pub fn said_text(kind: SaidKind) -> &'static str {
    match kind {
        SaidKind::Promise => "the customer promises it",
        SaidKind::Refusal => "the customer says that they can't give it",
    }
}

pub fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text))
}

pub fn shown(text: &str) -> String {
    line(&cut(text, QUOTE_CHARACTERS_MAX)).into_owned()
}

fn row(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "  {name:NAME_COLUMNS$}{value}")
}
