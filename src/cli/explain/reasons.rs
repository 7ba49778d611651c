//! The reasons in words: for the category, for each item, for each gate, and what does not agree.

use std::io;

use crate::checklist::model::Checklists;
use crate::cli::escape::line;
use crate::cli::explain::fact::fact;
use crate::cli::explain::items;
use crate::cli::explain::mark::label;
use crate::cli::explain::paper::{Ink, Paper};
use crate::cli::report_text::{quoted, source};
use crate::report::Report;
use crate::verdict::explain::Explanation;
use crate::verdict::explain::recognition::{Recognition, Way, Weighed};
use crate::verdict::explain::rule::GateReason;

/// Less is shown as nothing.
const TOLD_WEIGHT_MIN: f32 = 0.05;
/// Columns before what is told of the category and the gates.
const INDENT_COLUMNS: usize = 4;

pub fn tell(paper: &mut Paper<'_>, explanation: &Explanation, checklists: &Checklists) -> io::Result<()> {
    let report = &explanation.report;
    paper.line(&[])?;
    let category = if report.category.is_empty() { "none taken".into() } else { line(&report.category) };
    paper.inked(INDENT_COLUMNS, (Ink::Bold, "category: "), (Ink::Bold, &category))?;
    recognition(paper, report, &explanation.recognition, checklists)?;
    if !report.items.is_empty() {
        paper.line(&[])?;
        paper.line(&[(Ink::Bold, "items")])?;
    }
    for (name, item) in &report.items {
        items::tell(paper, name, item, explanation.items.get(name), checklists)?;
    }
    conflicts(paper, report, checklists)?;
    if !explanation.gates.is_empty() {
        paper.line(&[])?;
        paper.line(&[(Ink::Bold, "gates")])?;
    }
    for gate in &explanation.gates {
        let text = format!(
            "{} ({}): {}",
            line(&gate.name),
            gate.verdict.name(),
            gate_text(gate, report, checklists)
        );
        paper.paragraph(INDENT_COLUMNS, "  ", &text)?;
    }
    Ok(())
}

fn recognition(
    paper: &mut Paper<'_>,
    report: &Report,
    recognition: &Recognition,
    checklists: &Checklists,
) -> io::Result<()> {
    let least = recognition.weight_min;
    let because = recognition.condition.as_ref().map(|trace| fact(trace, checklists)).unwrap_or_default();
    let text = match recognition.by {
        Way::Tag => "set by an agent's tag".to_owned(),
        Way::Field => "set by the ticket's category field".to_owned(),
        Way::Signs => {
            format!("taken by what speaks for it, confidence {:.2}", report.category_reading.confidence)
        }
        Way::Settled => format!("settled, whatever else is said, because {because}"),
        Way::Otherwise => format!("nothing speaks clearly for another; taken instead, because {because}"),
        Way::Nothing => "nothing speaks clearly for any".to_owned(),
    };
    paper.paragraph(INDENT_COLUMNS, "  ", &text)?;
    for (at, weighed) in recognition.categories.iter().enumerate() {
        let next = if at == 0 { "" } else { "next: " };
        let text = format!("{next}{}", weight(weighed, least));
        paper.paragraph(INDENT_COLUMNS, "  ", &text)?;
    }
    Ok(())
}

/// "orders weighs 5.9: 3.6 by "never came over" (subject), ...".
fn weight(weighed: &Weighed, least: f32) -> String {
    let words = weighed.words.iter().filter(|sign| sign.weight >= TOLD_WEIGHT_MIN);
    let words = words.map(|sign| {
        format!("{:.1} by {} ({})", sign.weight, quoted(&sign.evidence.quote), source(&sign.evidence.source))
    });
    let labels = (weighed.labels >= TOLD_WEIGHT_MIN)
        .then(|| format!("{:.1} by labels and numbers of items that it asks for", weighed.labels));
    let examples = (weighed.examples >= TOLD_WEIGHT_MIN)
        .then(|| format!("{:.1} by words in common with one of its example tickets", weighed.examples));
    let reasons: Vec<String> = words.chain(labels).chain(examples).chain(learned(weighed)).collect();
    let short = if weighed.weight < least { format!(", less than {least}") } else { String::new() };
    format!("{} weighs {:.1}{short}: {}", line(&weighed.category), weighed.weight, reasons.join(", "))
}

/// "1.4 by what labelled tickets taught of "synced", "missing"".
fn learned(weighed: &Weighed) -> Option<String> {
    let words: Vec<String> = weighed.taught.iter().map(|sign| quoted(&sign.evidence.quote)).collect();
    let of = if words.is_empty() { "its words".to_owned() } else { words.join(", ") };
    if weighed.learned >= TOLD_WEIGHT_MIN {
        return Some(format!("{:.1} by what labelled tickets taught of {of}", weighed.learned));
    }
    let takes = weighed.learned <= -TOLD_WEIGHT_MIN;
    takes.then(|| format!("less {:.1} by what labelled tickets taught", -weighed.learned))
}

fn conflicts(paper: &mut Paper<'_>, report: &Report, checklists: &Checklists) -> io::Result<()> {
    for conflict in &report.conflicts {
        let ((one, other), (is, but)) = (&conflict.items, &conflict.values);
        let (one, other) = (label(one, checklists), label(other, checklists));
        let (is, but) = (quoted(is), quoted(but));
        let text = format!("conflict: {one} is {is}, but {other} is {but}; they should be the same");
        paper.line(&[])?;
        paper.paragraph(INDENT_COLUMNS, "  ", &text)?;
    }
    Ok(())
}

fn gate_text(gate: &GateReason, report: &Report, checklists: &Checklists) -> String {
    let because = fact(&gate.condition, checklists);
    if !gate.condition.held {
        return format!("open, because {because}");
    }
    let from = |item: &str| label(item, checklists);
    match &gate.wait {
        Some(wait) if gate.decided => {
            let until = wait.until.map(|until| until.to_string()).unwrap_or_default();
            format!(
                "closed until {until}, {} hours after {}, because {because}",
                wait.hours,
                from(&wait.from)
            )
        }
        None if gate.decided => format!("closed, because {because}"),
        Some(wait) => match wait.until {
            None => format!("open although {because}: there is no {} to count from", from(&wait.from)),
            Some(until) if until <= report.checked_at => {
                format!(
                    "open since {until}, {} hours after {}, although {because}",
                    wait.hours,
                    from(&wait.from)
                )
            }
            Some(until) => format!("would be closed until {until}, but the gate before it decided"),
        },
        None => "would be closed, but the gate before it decided".to_owned(),
    }
}
