//! A comment or note from its context: put together, rendered, and kept below the helpdesk's limit.

use jiff::Timestamp;

use crate::checklist::model::Checklists;
use crate::reply::asking::{group, is_refused};
use crate::reply::context::{CustomerContext, Given};
use crate::reply::escape::write_html;
use crate::reply::history::History;
use crate::reply::limits::Limits;
use crate::reply::moment::Habits;
use crate::reply::packet;
use crate::reply::render::{Replies, TemplateError};
use crate::reply::stance::Why;
use crate::reply::told::Told;
use crate::reply::wording::Wording;
use crate::report::{ItemReport, Report, State};
use crate::ticket::Ticket;
use crate::yaml::mistake::Mistake;

/// Helpdesks cut a comment at 64 kB without a word; this leaves room for what they add.
pub const COMMENT_BYTES_MAX: usize = 60_000;

/// How often the values are shortened by half until a comment fits.
const SHORTENINGS_MAX: usize = 12;

/// All that a comment is made from.
#[derive(Clone, Copy)]
pub struct Speaker<'a> {
    pub report: &'a Report,
    pub ticket: &'a Ticket,
    pub checklists: &'a Checklists,
    pub replies: &'a Replies,
    pub now: Timestamp,
}

/// What an internal note tells beside what the report holds.
#[derive(Clone, Copy)]
pub struct Aside<'a> {
    /// Why nothing is written to the customer.
    pub why: Option<Why>,
    /// The comment that the customer would have got.
    pub proposed: Option<&'a str>,
    /// How often the customer has answered, if that was often enough.
    pub rounds: Option<u32>,
    /// So many reminders have come to nothing, this one included.
    pub silent_since: Option<u32>,
    /// Why the customer got no comment although one was due.
    pub unsaid: Option<&'a TemplateError>,
    pub history: &'a History,
}

impl<'a> Aside<'a> {
    pub fn new(history: &'a History) -> Self {
        Self { why: None, proposed: None, rounds: None, silent_since: None, unsaid: None, history }
    }
}

/// The comment to the customer, who was last told `earlier`.
pub fn public_comment(
    speaker: Speaker<'_>,
    asked: &[(&str, &ItemReport)],
    earlier: Option<&Told>,
) -> Result<String, TemplateError> {
    fitting(Limits::CUSTOMER, |limits, _| {
        let wording = speaker.wording(&speaker.report.language, limits);
        speaker.replies.comment(wording.language, &customer_context(wording, asked, earlier))
    })
}

/// The comment that reminds the customer of what is still missing, for this time.
pub fn reminding_comment(
    speaker: Speaker<'_>,
    asked: &[(&str, &ItemReport)],
    number: u32,
) -> Result<String, TemplateError> {
    fitting(Limits::CUSTOMER, |limits, _| {
        let wording = speaker.wording(&speaker.report.language, limits);
        let context = CustomerContext { reminder: Some(number), ..customer_context(wording, asked, None) };
        speaker.replies.reminder(wording.language, &context)
    })
}

/// The note to the agent.
pub fn internal_note(speaker: Speaker<'_>, language: &str, aside: &Aside<'_>) -> String {
    let unsaid = aside.unsaid;
    let rendered = fitting(Limits::AGENT, |limits, shortened| {
        let wording = speaker.wording(language, limits);
        let context = packet::note(wording, aside, shortened);
        let mut html = speaker.replies.note(wording.language, &context)?;
        // The template ends with its heading. What was made for the customer is escaped already.
        if let Some(proposed) = aside.proposed.filter(|_| context.proposed) {
            html.push_str("\n<blockquote>\n");
            html.push_str(proposed);
            html.push_str("\n</blockquote>");
        }
        Ok(html)
    });
    let apology = |error: &TemplateError| {
        let mut text = String::new();
        let place =
            error.line.map_or_else(|| error.file.clone(), |line| format!("{} line {line}", error.file));
        write_html(
            &mut text,
            &format!("A template could not be filled in, so its text was not written: {place}."),
        )
        .expect("a string takes every write");
        format!("<p>{text}</p>")
    };
    match rendered {
        Ok(html) => unsaid.map(apology).unwrap_or_default() + &html,
        Err(error) => apology(unsaid.unwrap_or(&error)),
    }
}

impl<'a> Speaker<'a> {
    fn wording(self, language: &str, limits: Limits) -> Wording<'a> {
        let language = self.replies.language(language);
        Wording {
            report: self.report,
            ticket: self.ticket,
            checklists: self.checklists,
            language,
            habits: Habits::of(self.ticket, language, &self.report.time_zone),
            limits,
            now: self.now,
        }
    }
}

/// Renders with less and less of the ticket's text until it fits; a template may run out of fuel before that.
fn fitting(
    mut limits: Limits,
    render: impl Fn(Limits, bool) -> Result<String, TemplateError>,
) -> Result<String, TemplateError> {
    let mut outcome = render(limits, false);
    for _ in 0..SHORTENINGS_MAX {
        if outcome.as_ref().is_ok_and(|html| html.len() <= COMMENT_BYTES_MAX) {
            return outcome;
        }
        limits = limits.halved();
        outcome = render(limits, true);
    }
    let html = outcome?;
    if html.len() <= COMMENT_BYTES_MAX {
        return Ok(html);
    }
    let what = format!("its text alone is longer than {COMMENT_BYTES_MAX} bytes");
    Err(TemplateError {
        file: "a template".to_owned(),
        line: None,
        what,
        mistake: Mistake::TemplateFails,
        help: None,
    })
}

fn customer_context(
    wording: Wording<'_>,
    asked: &[(&str, &ItemReport)],
    earlier: Option<&Told>,
) -> CustomerContext {
    let report = wording.report;
    let is_asked = |item: &str| asked.iter().any(|(name, _)| *name == item);
    CustomerContext {
        verdict: report.verdict,
        category: wording.category(&report.category),
        gate: report.gate.clone(),
        wait_hours: wording.wait_hours(),
        wait_until: wording.wait_until(),
        previous: earlier.map(|told| told.verdict),
        reminder: None,
        received: given(wording, |item| earlier.is_some_and(|told| told.asked_for(item))),
        asked: group(wording, asked),
        given: given(wording, |_| true),
        refused: report
            .asked()
            .filter(|(item, found)| is_refused(found) && !is_asked(item))
            .map(|(item, _)| wording.label(item))
            .collect(),
    }
}

/// What is there. An item that another one answered is not repeated beside it, and of what is in conflict nobody says
/// that it is there.
fn given(wording: Wording<'_>, wanted: impl Fn(&str) -> bool) -> Vec<Given> {
    let is_there =
        |item: &str| wording.report.items.get(item).is_some_and(|found| found.state == State::Present);
    let repeats =
        |found: &ItemReport| found.answered_by.as_deref().is_some_and(|by| wanted(by) && is_there(by));
    let clashes = |item: &str| {
        wording.report.conflicts.iter().any(|conflict| conflict.items.0 == item || conflict.items.1 == item)
    };
    wording
        .report
        .present()
        .filter(|(item, found)| found.required && wanted(item) && !repeats(found) && !clashes(item))
        .map(|(item, found)| wording.given(item, found))
        .collect()
}
