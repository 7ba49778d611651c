//! From the facts of a ticket and a checklist to a report: each item's state, the verdict, and when to look again.

pub mod condition;
pub mod gate;
pub mod items;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::checklist::condition::Condition;
use crate::checklist::model::{Checklist, Checklists, Recognise, Verdict};
use crate::reading::passage::Document;
use crate::reading::vocabulary::{ItemId, Vocabulary};
use crate::reading::{attachment, category, facts, language};
use crate::report::{Report, State};
use crate::ticket::Ticket;
use crate::verdict::condition::Holds;

/// The checklists made ready for use: built once, used for every ticket, by any number of threads.
pub struct Checker {
    checklists: Checklists,
    vocabulary: Vocabulary,
    /// By category: its items.
    items: Vec<Vec<ItemId>>,
    /// The time zone of customers whose own is not known.
    time_zone: TimeZone,
    /// A category that is told less surely than this, 0 to 1, is not taken.
    category_confidence_min: f32,
}

impl Checker {
    pub fn new(checklists: Checklists, time_zone: TimeZone) -> Result<Self, Vec<String>> {
        let vocabulary = Vocabulary::new(&checklists)?;
        let mut errors = Vec::new();
        let mut items = Vec::new();
        for checklist in checklists.categories.values() {
            let mut of_category = Vec::new();
            for entry in &checklist.items {
                match vocabulary.item(&entry.item) {
                    Some(item) => of_category.push(item),
                    None => errors
                        .push(format!("`{}`: there is no item named `{}`", checklist.category, entry.item)),
                }
            }
            items.push(of_category);
        }
        if errors.is_empty() {
            Ok(Self { checklists, vocabulary, items, time_zone, category_confidence_min: 0.0 })
        } else {
            Err(errors)
        }
    }

    /// Leave tickets whose category is told less surely than this to an agent.
    #[must_use]
    pub fn category_confidence_min(mut self, least: f32) -> Self {
        self.category_confidence_min = least;
        self
    }

    pub fn checklists(&self) -> &Checklists {
        &self.checklists
    }

    /// Hold the ticket against its category's checklist. Never fails: odd input yields findings.
    pub fn check(&self, ticket: &Ticket, now: Timestamp) -> Report {
        let own_zone = ticket.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let zone = own_zone.unwrap_or_else(|| self.time_zone.clone());
        let document = Document::of(ticket, &self.vocabulary);
        let told = category::tell(ticket, &document, &self.checklists, &self.vocabulary);
        let language = language::of(ticket, &document);
        let mut report = Report {
            id: ticket.id.clone(),
            category: String::new(),
            verdict: Verdict::Ignored,
            wait_until: None,
            items: indexmap::IndexMap::new(),
            gate: None,
            conflicts: Vec::new(),
            category_reading: told.reading,
            language,
            time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            checked_at: now,
            checklists: self.checklists.version.clone(),
        };
        let sure =
            told.category.filter(|_| report.category_reading.confidence >= self.category_confidence_min);
        let settled = self
            .by_condition(&document, |recognise| recognise.settled_by.as_ref())
            .filter(|_| !report.category_reading.by_field);
        let category = settled
            .or(sure)
            .or_else(|| self.by_condition(&document, |recognise| recognise.otherwise.as_ref()));
        let Some((index, (name, checklist))) =
            category.and_then(|index| Some((index, self.checklists.categories.get_index(index)?)))
        else {
            return report;
        };
        report.category = name.clone();
        match checklist.always {
            Some(verdict) => report.verdict = verdict,
            None => self.judge(ticket, &document, checklist, &self.items[index], zone, now, &mut report),
        }
        report
    }

    /// The first category whose condition holds for the words of the ticket.
    fn by_condition(
        &self,
        document: &Document,
        condition: impl Fn(&Recognise) -> Option<&Condition>,
    ) -> Option<usize> {
        let holds = Holds::over_words(document, &self.vocabulary);
        self.checklists.categories.values().position(|checklist| {
            condition(&checklist.recognise).is_some_and(|condition| holds.check(condition).is_some())
        })
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one check")]
    fn judge(
        &self,
        ticket: &Ticket,
        document: &Document,
        checklist: &Checklist,
        items: &[ItemId],
        zone: TimeZone,
        now: Timestamp,
        report: &mut Report,
    ) {
        let scene = facts::scene(ticket, document, &self.vocabulary, items, zone.clone());
        let facts = facts::read(&scene, ticket);
        let files = attachment::files(&scene, ticket);
        items::fill(&scene, checklist, &facts, &files, report);
        let open = report.asked().next().is_some();
        let uncertain = report.items.values().any(|item| item.state == State::Uncertain);
        report.verdict = match gate::closed(checklist, report, &scene, &facts, &files, &zone, now) {
            Some(gate) => {
                report.gate = Some(gate.name);
                report.wait_until = gate.until;
                gate.verdict
            }
            None if open => Verdict::Incomplete,
            None if uncertain => Verdict::Unclear,
            None => Verdict::Ready,
        };
    }
}
