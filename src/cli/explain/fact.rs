//! What a condition came to, as a fact of the ticket: "the customer mentions "late" (message 1)".

use crate::checklist::condition::AttachedKind;
use crate::checklist::model::Checklists;
use crate::cli::escape::line;
use crate::cli::explain::mark::label;
use crate::cli::report_text::{quoted, source};
use crate::report::Evidence;
use crate::verdict::explain::trace::{Phrases, Predicate, Trace};

/// Words that are told of one fact.
const WORDS_MAX: usize = 2;

/// The fact, or the facts, that made the condition hold or not hold.
pub fn fact(trace: &Trace, checklists: &Checklists) -> String {
    let name = |item: &str| label(item, checklists);
    let words = words(&trace.because);
    match &trace.predicate {
        Predicate::Any if trace.held => parts(trace, checklists, |part| part.held, 1),
        Predicate::Any => parts(trace, checklists, |_| true, usize::MAX),
        Predicate::All if trace.held => parts(trace, checklists, |_| true, usize::MAX),
        Predicate::All => parts(trace, checklists, |part| !part.held, usize::MAX),
        Predicate::Not => parts(trace, checklists, |_| true, usize::MAX),
        Predicate::Mentions(phrases) if trace.held => {
            format!("the customer writes {words}, of the list `{}`", line(&phrases.list))
        }
        Predicate::Mentions(phrases) => format!("the customer writes nothing of {}", some_of(phrases)),
        Predicate::Present { item } | Predicate::Missing { item } => {
            let given = trace.held == matches!(trace.predicate, Predicate::Present { .. });
            format!("{} {}", name(item), if given { "was given" } else { "was not given" })
        }
        Predicate::Equals { item, value } if trace.held => {
            format!("{} is \"{}\" by {words}", name(item), line(value))
        }
        Predicate::Equals { item, value } => format!("{} is not \"{}\"", name(item), line(value)),
        Predicate::Counts { item, at_least } => {
            let how = if trace.held { "at least" } else { "fewer than" };
            format!("{how} {at_least} of {} were given", name(item))
        }
        Predicate::Quantity { at_least, of } if trace.held => {
            format!("the customer writes {words}: {at_least} or more of the list `{}`", line(&of.list))
        }
        Predicate::Quantity { at_least, of } => {
            format!("no number of {at_least} or more stands before a word of {}", some_of(of))
        }
        Predicate::Attached { kind } => {
            format!("{} {}", if trace.held { "there is" } else { "there is no" }, kind_name(*kind))
        }
    }
}

fn parts(trace: &Trace, checklists: &Checklists, told: fn(&Trace) -> bool, most: usize) -> String {
    let facts = trace.parts.iter().filter(|part| told(part)).take(most);
    facts.map(|part| fact(part, checklists)).collect::<Vec<_>>().join(", and ")
}

/// The words with the texts where they stand.
fn words(because: &[Evidence]) -> String {
    let words = because.iter().take(WORDS_MAX);
    let words = words.map(|one| format!("{} ({})", quoted(&one.quote), source(&one.source)));
    words.collect::<Vec<_>>().join(" and ")
}

fn some_of(phrases: &Phrases) -> String {
    let such_as: Vec<String> = phrases.such_as.iter().map(|phrase| format!("\"{}\"", line(phrase))).collect();
    let more = phrases.of.saturating_sub(such_as.len());
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("the list `{}` ({}{more})", line(&phrases.list), such_as.join(", "))
}

fn kind_name(kind: AttachedKind) -> &'static str {
    match kind {
        AttachedKind::Image => "picture attached",
        AttachedKind::Pdf => "PDF attached",
        AttachedKind::Sheet => "sheet attached",
        AttachedKind::Any => "file attached",
    }
}
