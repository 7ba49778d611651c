//! `check --explain`: the report drawn over the ticket, and the reason for everything in it.

mod drawing;
mod fact;
mod items;
mod mark;
mod nearest;
mod paper;
mod reasons;
mod row;
mod underline;

use std::io::{self, Write};

use crate::checklist::model::Checklists;
use crate::cli::console::Page;
use crate::cli::escape::{cut, line};
use crate::cli::explain::paper::{Ink, Paper};
use crate::ticket::Ticket;
use crate::verdict::explain::Explanation;

/// Characters of a ticket's identifier that are shown.
const ID_CHARACTERS_MAX: usize = 64;

/// Write the verdict, the ticket with what was read in it, and the reasons.
///
/// # Errors
///
/// The output can't be written.
pub fn write(
    out: &mut dyn Write,
    ticket: &Ticket,
    explanation: &Explanation,
    checklists: &Checklists,
    page: Page,
) -> io::Result<()> {
    let mut paper = Paper::new(out, page);
    let report = &explanation.report;
    let id = if report.id.is_empty() {
        "The ticket".to_owned()
    } else {
        line(&cut(&report.id, ID_CHARACTERS_MAX)).into_owned()
    };
    paper.inked(0, (Ink::Plain, ""), (Ink::Bold, &format!("{id}: {}", report.verdict.name())))?;
    let about = format!(
        "checked at {}, time zone {}, language {}, checklists {}",
        report.checked_at,
        line(&report.time_zone),
        line(&report.language),
        line(&report.checklists)
    );
    paper.paragraph(0, "", &about)?;
    drawing::draw(&mut paper, ticket, explanation, checklists)?;
    reasons::tell(&mut paper, explanation, checklists)
}
