//! The report's items in a reader's words: labels, values and problems, cleaned and no longer than the reader needs.

use jiff::Timestamp;

use crate::checklist::kind::{IdShape, Kind};
use crate::checklist::model::{Checklist, Checklists, text_in};
use crate::reply::context::{Asking, Digits, Given, Place, PlaceKind, Shown, Trouble};
use crate::reply::escape::{clean, without_links};
use crate::reply::limits::Limits;
use crate::reply::moment::{Habits, Moment, parse_day, parse_time};
use crate::report::{Evidence, ItemReport, Problem, Report, Source};
use crate::ticket::Ticket;

/// Labels and find-it texts come from the configuration and are only cleaned, never expected to be long.
const LABEL_CHARS_MAX: usize = 300;

/// All that a wording depends on.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    pub report: &'a Report,
    pub ticket: &'a Ticket,
    pub checklists: &'a Checklists,
    pub language: &'a str,
    pub habits: Habits,
    pub limits: Limits,
    pub now: Timestamp,
}

impl<'a> Wording<'a> {
    pub fn checklist(&self) -> Option<&'a Checklist> {
        self.checklists.categories.get(&self.report.category)
    }

    pub fn category(&self, category: &str) -> String {
        let label = self.checklists.categories.get(category).map(|list| text_in(&list.label, self.language));
        clean(label.filter(|label| !label.is_empty()).unwrap_or(category), LABEL_CHARS_MAX)
    }

    /// The item's label, or its identifier where the checklists no longer know it.
    pub fn label(&self, item: &str) -> String {
        let label = self.checklists.items.get(item).map(|known| text_in(&known.label, self.language));
        clean(label.filter(|label| !label.is_empty()).unwrap_or(item), LABEL_CHARS_MAX)
    }

    pub fn moment(&self, at: Timestamp) -> Moment {
        self.habits.moment(at, &self.report.time_zone, self.now)
    }

    pub fn wait_until(&self) -> Option<Moment> {
        self.report.wait_until.map(|at| self.moment(at))
    }

    /// How long the gate that decided waits, else the checklist's first that does.
    pub fn wait_hours(&self) -> Option<u32> {
        let gates = &self.checklist()?.gates;
        let decided = gates.iter().find(|gate| Some(&gate.name) == self.report.gate.as_ref());
        decided
            .and_then(|gate| gate.wait.as_ref())
            .or_else(|| gates.iter().find_map(|gate| gate.wait.as_ref()))
            .map(|wait| wait.hours)
    }

    pub fn given(&self, item: &str, report: &ItemReport) -> Given {
        let (values, more) = self.values(item, report);
        Given { item: item.to_owned(), label: self.label(item), values, more }
    }

    /// A value of an item on its own, such as one side of a conflict.
    pub fn given_value(&self, item: &str, value: &str) -> Given {
        Given {
            item: item.to_owned(),
            label: self.label(item),
            values: vec![self.shown(item, value)],
            more: 0,
        }
    }

    pub fn asking(&self, item: &str, report: &ItemReport) -> Asking {
        let known = self.checklists.items.get(item);
        Asking {
            item: item.to_owned(),
            label: self.label(item),
            find_it: known.map_or_else(String::new, |known| {
                clean(text_in(&known.find_it, self.language), LABEL_CHARS_MAX)
            }),
            file: known.is_some_and(|known| known.kind.is_file()),
            same_as: Vec::new(),
            covers: Vec::new(),
            problem: report.problem.as_ref().map(|problem| self.trouble(item, problem)),
            said: report.said.as_ref().map(|said| said.kind),
        }
    }

    pub fn trouble(&self, item: &str, problem: &Problem) -> Trouble {
        let quote = &problem.evidence.quote;
        let digits =
            self.checklists.items.get(item).and_then(|known| id_shape(&known.kind)).map(|shape| Digits {
                min: shape.digits.0,
                max: shape.digits.1,
                given: quote.chars().filter(char::is_ascii_digit).count(),
            });
        Trouble {
            kind: problem.kind,
            label: self.label(item),
            quote: self.words(quote, self.limits.quote_chars_max),
            digits: digits.filter(|digits| digits.max > 0),
        }
    }

    /// The values or file names that can be shown, and how many more there are.
    pub fn values(&self, item: &str, report: &ItemReport) -> (Vec<Shown>, usize) {
        let given: Vec<&str> = match (&report.value, report.values.is_empty()) {
            (_, false) => report.values.iter().map(String::as_str).collect(),
            (Some(value), true) => vec![value],
            (None, true) => self.stand_in(report),
        };
        let fit = |value: &&str| {
            !self.limits.leave_out_long || value.chars().count() <= self.limits.value_chars_max
        };
        let shown: Vec<Shown> = given
            .iter()
            .filter(|value| fit(value))
            .take(self.limits.values_max)
            .map(|value| self.shown(item, value))
            .collect();
        let more = if shown.is_empty() { 0 } else { given.len() - shown.len() };
        (shown, more)
    }

    pub fn places(&self, evidence: &[Evidence]) -> Vec<Place> {
        evidence.iter().take(self.limits.places_max).map(|evidence| self.place(evidence)).collect()
    }

    fn place(&self, evidence: &Evidence) -> Place {
        let (kind, number, name) = match &evidence.source {
            Source::Subject => (PlaceKind::Subject, 0, ""),
            Source::Field(name) => (PlaceKind::Field, 0, name.as_str()),
            Source::Tag(name) => (PlaceKind::Tag, 0, name.as_str()),
            Source::Message(index) => (PlaceKind::Message, index + 1, ""),
            Source::Attachment(message, file) => {
                (PlaceKind::File, message + 1, self.file_name(*message, *file).unwrap_or_default())
            }
        };
        Place {
            kind,
            number,
            name: clean(name, self.limits.quote_chars_max),
            quote: clean(&evidence.quote, self.limits.quote_chars_max),
        }
    }

    /// What an item without a value of its own holds: the value of the item that answered it, else its files.
    fn stand_in(&self, report: &ItemReport) -> Vec<&'a str> {
        let answering = report.answered_by.as_ref().and_then(|item| self.report.items.get(item));
        if let Some(value) = answering.and_then(|item| item.value.as_deref()) {
            return vec![value];
        }
        let mut names: Vec<&str> = Vec::new();
        let sources = report.evidence.iter().map(|evidence| &evidence.source);
        for source in
            sources.chain(answering.iter().flat_map(|item| item.evidence.iter().map(|read| &read.source)))
        {
            if let Source::Attachment(message, file) = source
                && let Some(name) = self.file_name(*message, *file)
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names
    }

    fn file_name(&self, message: usize, file: usize) -> Option<&'a str> {
        Some(self.ticket.messages.get(message)?.attachments.get(file)?.file_name.as_str())
    }

    /// What the ticket says, as far as the reader should see it.
    fn words(&self, text: &str, chars_max: usize) -> String {
        let text = clean(text, chars_max);
        if self.limits.leave_out_links { without_links(&text) } else { text }
    }

    fn shown(&self, item: &str, value: &str) -> Shown {
        let kind = self.checklists.items.get(item).map(|known| &known.kind);
        let (mut day, mut time, mut choice) = (None, None, false);
        match kind {
            Some(Kind::Date(_) | Kind::DateTime(_)) => {
                if let Some((date, clock)) = parse_day(value) {
                    day = Some(self.habits.day(date));
                    time = clock.map(|clock| self.habits.time(clock));
                }
            }
            Some(Kind::Time(_)) => time = parse_time(value).map(|clock| self.habits.time(clock)),
            Some(Kind::Choice(_)) => choice = true,
            Some(
                Kind::Id(_)
                | Kind::Code(_)
                | Kind::Text(_)
                | Kind::Number(_)
                | Kind::Email(_)
                | Kind::Name(_)
                | Kind::Screenshot(_)
                | Kind::Sheet(_)
                | Kind::Document(_),
            )
            | None => {}
        }
        Shown { text: self.words(value, self.limits.value_chars_max), day, time, choice }
    }
}

fn id_shape(kind: &Kind) -> Option<&IdShape> {
    if let Kind::Id(shape) = kind { Some(shape) } else { None }
}
