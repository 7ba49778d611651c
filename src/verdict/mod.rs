//! From the facts of a ticket and a checklist to a report: each item's state, the verdict, and when to look again.

pub mod condition;
pub mod control;
pub mod explain;
pub mod gate;
pub mod items;
pub mod trial;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::checklist::condition::Condition;
use crate::checklist::model::{Checklist, Checklists, Recognise, Verdict};
use crate::reading::category::Told;
use crate::reading::passage::Document;
use crate::reading::vocabulary::{ItemId, Vocabulary};
use crate::reading::{attachment, category, courtesy, facts, language};
use crate::report::{CategoryReading, Report, State};
use crate::ticket::Ticket;
use crate::verdict::condition::Holds;
use crate::verdict::control::AgentTags;
use crate::verdict::explain::Explanation;
use crate::verdict::explain::inquiry::Inquiry;
use crate::verdict::explain::recognition::{Way, recognition};
use crate::verdict::explain::text::texts;

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
    agent_tags: AgentTags,
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
            Ok(Self {
                checklists,
                vocabulary,
                items,
                time_zone,
                category_confidence_min: 0.0,
                agent_tags: AgentTags::default(),
            })
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

    /// The tags by which agents decide what the ticket's words leave open.
    #[must_use]
    pub fn agent_tags(mut self, tags: AgentTags) -> Self {
        self.agent_tags = tags;
        self
    }

    pub fn checklists(&self) -> &Checklists {
        &self.checklists
    }

    /// Hold the ticket against its category's checklist. Never fails: odd input yields findings.
    pub fn check(&self, ticket: &Ticket, now: Timestamp) -> Report {
        let zone = self.zone(ticket);
        let document = Document::of(ticket, &self.vocabulary);
        let told = self.tell(ticket, &document);
        let language = language::of(ticket, &document);
        let mut report = Report {
            id: ticket.id.clone(),
            category: String::new(),
            verdict: Verdict::Ignored,
            wait_until: None,
            items: indexmap::IndexMap::new(),
            gate: None,
            gate_because: Vec::new(),
            conflicts: Vec::new(),
            category_reading: told.reading,
            courtesies: courtesy::only(ticket, &document, &self.vocabulary),
            automatic: courtesy::automatic(&document),
            language,
            time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            checked_at: now,
            checklists: self.checklists.version.clone(),
        };
        let (category, _) = self.category(&document, told.category, &report);
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

    /// The same with its reasons, and the texts that it points into. Reads the ticket twice: for people, not for crowds.
    pub fn explain(&self, ticket: &Ticket, now: Timestamp) -> Explanation {
        let report = self.check(ticket, now);
        let document = Document::of(ticket, &self.vocabulary);
        let checklist = self.checklists.categories.get_full(&report.category);
        let (items, gates) = match checklist.filter(|(_, _, checklist)| checklist.always.is_none()) {
            None => Default::default(),
            Some((index, _, checklist)) => {
                let items = &self.items[index];
                let scene = facts::scene(ticket, &document, &self.vocabulary, items, self.zone(ticket));
                let facts = facts::read(&scene, ticket);
                let files = attachment::files(&scene, ticket);
                let holds = Holds::new(&scene, &facts, &files);
                let (report, files, checklists) = (&report, files.as_slice(), &self.checklists);
                Inquiry { ticket, scene: &scene, holds, facts: &facts, files, checklists, report }
                    .answer(checklist)
            }
        };
        let told = self.tell(ticket, &document);
        let (_, by) = self.category(&document, told.category, &report);
        let recognition = recognition(by, &report, &document, &self.checklists, &self.vocabulary);
        Explanation { texts: texts(ticket, &document), recognition, items, gates, report }
    }

    /// The customer's time zone, else the configured one.
    fn zone(&self, ticket: &Ticket) -> TimeZone {
        let own = ticket.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        own.unwrap_or_else(|| self.time_zone.clone())
    }

    /// What the ticket is about, by an agent's tag before all else.
    fn tell(&self, ticket: &Ticket, document: &Document) -> Told {
        match self.agent_tags.category_of(ticket, &self.checklists) {
            Some((index, tag)) => {
                let reading = CategoryReading {
                    confidence: 1.0,
                    by_tag: true,
                    evidence: vec![tag],
                    ..CategoryReading::default()
                };
                Told { category: Some(index), reading }
            }
            None => category::tell(ticket, document, &self.checklists, &self.vocabulary),
        }
    }

    /// The category that is taken, and what by; `told` is the one that its signs are enough for.
    fn category(&self, document: &Document, told: Option<usize>, report: &Report) -> (Option<usize>, Way) {
        if report.category_reading.by_tag {
            return (told, Way::Tag);
        }
        if report.category_reading.by_field {
            return (told, Way::Field);
        }
        if let Some(settled) = self.by_condition(document, |recognise| recognise.settled_by.as_ref()) {
            return (Some(settled), Way::Settled);
        }
        if report.category_reading.confidence >= self.category_confidence_min && told.is_some() {
            return (told, Way::Signs);
        }
        match self.by_condition(document, |recognise| recognise.otherwise.as_ref()) {
            Some(otherwise) => (Some(otherwise), Way::Otherwise),
            None => (None, Way::Nothing),
        }
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
        self.agent_tags.apply(ticket, report);
        let open = report.asked().next().is_some();
        let uncertain = report.items.values().any(|item| item.state == State::Uncertain);
        let gates = checklist.gates.iter().filter(|gate| !self.agent_tags.opens(ticket, gate));
        report.verdict = match gate::closed(gates, report, &scene, &facts, &files, &zone, now) {
            Some(gate) => {
                report.gate = Some(gate.name);
                report.gate_because = gate.because;
                report.wait_until = gate.until;
                gate.verdict
            }
            None if open => Verdict::Incomplete,
            None if uncertain => Verdict::Unclear,
            None => Verdict::Ready,
        };
    }
}
