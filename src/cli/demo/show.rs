//! What `demo --once` prints: each ticket as the helpdesk holds it, and the sum of all.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use crate::checklist::model::Verdict;
use crate::cli::demo::outcome::{Deliveries, Outcome};
use crate::cli::demo::plain;
use crate::cli::escape::line;
use crate::sandbox::view::{CommentView, Writer};

/// Columns of text after which a line is broken.
const COLUMNS: usize = 100;

/// What came of all tickets.
#[derive(Default)]
pub struct Sum {
    fine: usize,
    faulty: usize,
    deliveries: Deliveries,
    verdicts: BTreeMap<&'static str, usize>,
}

/// Write one ticket: what it is, and what Preflight wrote into it.
///
/// # Errors
///
/// The output can't be written.
pub fn ticket(out: &mut dyn Write, outcome: &Outcome, faults: &[String]) -> io::Result<()> {
    let ticket = &outcome.ticket;
    let verdict = outcome.report.as_ref().map_or_else(
        || "no verdict".to_owned(),
        |report| format!("{} ({})", report.verdict.name(), line(&report.category)),
    );
    let tags = if ticket.tags.is_empty() { "none".to_owned() } else { ticket.tags.join(", ") };
    writeln!(out, "== {}: {}", line(&outcome.name), line(&ticket.subject))?;
    writeln!(out, "   {verdict}; ticket {}, status {}, tags: {}", ticket.id, ticket.status, line(&tags))?;
    if let Some(why) = outcome.why {
        writeln!(out, "   not written to the customer: {}", why.name().replace('_', " "))?;
    }
    let written = ticket.comments_of(Writer::Preflight);
    for comment in written {
        comment_of(out, comment)?;
    }
    for fault in faults {
        writeln!(out, "   WRONG: {}", line(fault))?;
    }
    writeln!(out)
}

fn comment_of(out: &mut dyn Write, comment: &CommentView) -> io::Result<()> {
    writeln!(out, "   -- {}", if comment.public { "to the customer" } else { "to the agent" })?;
    for text in plain::lines(&comment.html) {
        // What came from a ticket must not move the cursor.
        for piece in wrap(&line(&text)) {
            writeln!(out, "{}", format!("   | {piece}").trim_end())?;
        }
    }
    Ok(())
}

/// Breaks a long line between words, and indents what follows; a word that is longer stays whole.
fn wrap(text: &str) -> Vec<String> {
    let indent = &text[..text.len() - text.trim_start().len()];
    let mark = if text.trim_start().starts_with("- ") { 2 } else { 0 };
    let indent = format!("{indent}{}", " ".repeat(mark));
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in text.split_inclusive(' ') {
        let columns = current.chars().count() + word.trim_end().chars().count();
        if columns > COLUMNS && !current.trim().is_empty() {
            lines.push(std::mem::replace(&mut current, indent.clone()).trim_end().to_owned());
        }
        current.push_str(word);
    }
    lines.push(current);
    lines
}

impl Sum {
    pub fn add(&mut self, outcome: &Outcome, faults: &[String]) {
        *(if faults.is_empty() { &mut self.fine } else { &mut self.faulty }) += 1;
        self.deliveries += Deliveries::count(&outcome.deliveries);
        if let Some(report) = &outcome.report {
            *self.verdicts.entry(report.verdict.name()).or_default() += 1;
        }
    }

    pub fn is_fine(&self) -> bool {
        self.faulty == 0
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdicts = Verdict::ALL.iter().filter_map(|verdict| {
            let count = self.verdicts.get(verdict.name())?;
            Some(format!("{count} {}", verdict.name()))
        });
        let verdicts: Vec<String> = verdicts.collect();
        if !verdicts.is_empty() {
            writeln!(out, "Verdicts: {}.", verdicts.join(", "))?;
        }
        let Deliveries { accepted, refused, unanswered } = self.deliveries;
        write!(
            out,
            "{} tickets: {} as their verdict calls for, {} not; deliveries: {accepted} accepted, {refused} refused, \
             {unanswered} unanswered.",
            self.fine + self.faulty,
            self.fine,
            self.faulty
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, wrap};

    #[test]
    fn long_lines_are_broken_between_words() {
        let text = "word ".repeat(50);
        let lines = wrap(text.trim_end());
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= COLUMNS));
        assert_eq!(lines.join(" "), text.trim_end());
        assert!(wrap(&format!("- {text}"))[1].starts_with("  word"));
        assert_eq!(wrap(""), [""]);
        assert_eq!(wrap(&"x".repeat(300)), ["x".repeat(300)]);
    }
}
