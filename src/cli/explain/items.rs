//! Each item's state with its reasons: the rule, the words, what was looked for, and what comes nearest.

use std::io;

use unicode_width::UnicodeWidthStr;

use crate::checklist::model::Checklists;
use crate::cli::escape::line;
use crate::cli::explain::fact::fact;
use crate::cli::explain::mark::label;
use crate::cli::explain::nearest::nearest;
use crate::cli::explain::paper::{Ink, Paper};
use crate::cli::report_text::{problem_text, quoted, said_text, shown, source, state};
use crate::reading::find::How;
use crate::report::{Evidence, ItemReport, State};
use crate::verdict::explain::ItemReasons;
use crate::verdict::explain::rule::Rule;
use crate::verdict::explain::sought::Sought;

/// Columns of the state, and before what is told of the item.
const STATE_COLUMNS: usize = 16;
const UNDER_COLUMNS: usize = 18;
/// A value of so many columns is shown where it does not fit behind the item's label.
const VALUE_COLUMNS_MAX: usize = 60;
/// Pieces of evidence of one item that are told.
const EVIDENCE_MAX: usize = 4;

pub fn tell(
    paper: &mut Paper<'_>,
    name: &str,
    item: &ItemReport,
    reasons: Option<&ItemReasons>,
    checklists: &Checklists,
) -> io::Result<()> {
    let ink = match item.state {
        State::Present => Ink::Value,
        State::Missing | State::Invalid | State::Uncertain => Ink::Doubt,
        State::NotApplicable => Ink::Dim,
    };
    let state = format!("  {:STATE_COLUMNS$}", state(item.state));
    let label = label(name, checklists);
    let value = value(item);
    if state.width() + label.width() + value.width() <= paper.columns() {
        paper.line(&[(ink, &state), (Ink::Bold, &label), (Ink::Plain, &value)])?;
    } else {
        paper.inked(UNDER_COLUMNS, (ink, &state), (Ink::Bold, &label))?;
        // A longer value is words, and they are told below.
        if (1..=VALUE_COLUMNS_MAX).contains(&value.width()) {
            paper.paragraph(UNDER_COLUMNS + 2, "", value.trim_start_matches(": "))?;
        }
    }
    under(paper, name, item, reasons, checklists)
}

fn value(item: &ItemReport) -> String {
    match (&item.value, item.values.as_slice()) {
        (Some(value), _) => format!(": {}", shown(value)),
        (None, []) => String::new(),
        (None, values) => format!(": {}", values.iter().map(|one| shown(one)).collect::<Vec<_>>().join(", ")),
    }
}

fn under(
    paper: &mut Paper<'_>,
    name: &str,
    item: &ItemReport,
    reasons: Option<&ItemReasons>,
    checklists: &Checklists,
) -> io::Result<()> {
    let mut tell = |text: &str| paper.paragraph(UNDER_COLUMNS + 2, &" ".repeat(UNDER_COLUMNS), text);
    match reasons {
        None => tell(&line(name))?,
        Some(reasons) => tell(&format!("{}: {}", line(name), rule(reasons, checklists)))?,
    }
    if item.state == State::NotApplicable && item.required {
        tell("the customer says that it does not apply")?;
    }
    if let Some(other) = &item.answered_by {
        tell(&format!("answered by {}", label(other, checklists)))?;
    } else {
        let how = reasons.and_then(|reasons| reasons.how).map(how).unwrap_or_default();
        for evidence in item.evidence.iter().take(EVIDENCE_MAX) {
            let seen = if item.state == State::Present { "read from" } else { "doubtful because of" };
            tell(&format!("{seen} {}{how}", place(evidence)))?;
        }
        if item.evidence.len() > EVIDENCE_MAX {
            tell(&format!("and {} places more", item.evidence.len() - EVIDENCE_MAX))?;
        }
    }
    if let Some(problem) = &item.problem {
        tell(&format!("not taken: {}; {}", place(&problem.evidence), problem_text(problem.kind)))?;
    }
    if let Some(said) = &item.said {
        tell(&format!("{}: {}", said_text(said.kind), place(&said.evidence)))?;
    }
    let Some(reasons) = reasons else { return Ok(()) };
    if let Some(doubt) = reasons.doubt.as_ref().filter(|doubt| doubt.held) {
        tell(&format!("an agent looks before the customer is asked, because {}", fact(doubt, checklists)))?;
    }
    if let Some(sought) = &reasons.sought {
        for text in sought_text(sought) {
            tell(&text)?;
        }
    }
    let is_explained = item.problem.is_some() || item.said.is_some() || item.state == State::Uncertain;
    if reasons.sought.is_some() && reasons.candidates.is_empty() && !is_explained {
        tell("nothing in the ticket comes near")?;
    }
    for candidate in &reasons.candidates {
        tell(&format!("near: {}", nearest(candidate, checklists)))?;
    }
    Ok(())
}

fn rule(reasons: &ItemReasons, checklists: &Checklists) -> String {
    let because = reasons.condition.as_ref().map(|trace| fact(trace, checklists)).unwrap_or_default();
    let held = reasons.condition.as_ref().is_some_and(|trace| trace.held);
    match reasons.rule {
        Rule::Always => "always asked for".to_owned(),
        Rule::Never => "kept when given, never asked for".to_owned(),
        Rule::When if held => format!("asked for, because {because}"),
        Rule::Unless if !held => format!("asked for, because {because}"),
        Rule::When | Rule::Unless => format!("not asked for, because {because}"),
    }
}

fn how(how: How) -> &'static str {
    match how {
        How::Field => "",
        How::Labelled => ", behind its label",
        How::Near => ", with its label in the same sentence",
        How::Told => ", by the words around it",
        How::Shape => ", by its shape",
    }
}

fn sought_text(sought: &Sought) -> Vec<String> {
    let labels: Vec<String> = sought.labels.iter().map(|label| format!("\"{}\"", line(label))).collect();
    let more = sought.of.saturating_sub(labels.len());
    let more = if more == 0 { String::new() } else { format!(" or one of {more} more") };
    let mut texts = vec![
        format!("looked for {}", line(&sought.shape)),
        format!("behind a label such as {}{more}", labels.join(", ")),
    ];
    texts.extend(sought.ways.iter().map(|way| line(way).into_owned()));
    texts
}

/// Where something was read, and the words.
fn place(evidence: &Evidence) -> String {
    format!("{}: {}", source(&evidence.source), quoted(&evidence.quote))
}
