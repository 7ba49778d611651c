//! The places of a ticket that a report points at, each with what it is there for.

use std::ops::Range;

use crate::checklist::model::{Checklists, text_in};
use crate::cli::escape::{cut, line};
use crate::cli::explain::paper::Ink;
use crate::cli::report_text::{problem_text, said_text};
use crate::report::{Evidence, ItemReport, State};
use crate::verdict::explain::Explanation;
use crate::verdict::explain::text::{Text, holds};

/// Characters of a label, and of a value beside it, that are shown.
const LABEL_CHARACTERS_MAX: usize = 64;
const VALUE_CHARACTERS_MAX: usize = 28;

/// What a rule does to an item, before its label.
const ASKS: &str = "asks for ";
const SPARES: &str = "spares ";

pub struct Mark {
    /// Index of the text in the explanation, and the bytes there.
    pub text: usize,
    pub range: Range<usize>,
    pub kind: MarkKind,
    pub label: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// An item's value.
    Value,
    /// Not taken, promised, or doubtful.
    Doubt,
    /// What a rule or the category rests on.
    Sign,
}

impl MarkKind {
    pub fn stroke(self) -> char {
        match self {
            MarkKind::Value => '^',
            MarkKind::Doubt => '~',
            MarkKind::Sign => '.',
        }
    }

    pub fn ink(self) -> Ink {
        match self {
            MarkKind::Value => Ink::Value,
            MarkKind::Doubt => Ink::Doubt,
            MarkKind::Sign => Ink::Sign,
        }
    }
}

/// All marks, by text and place; what stands in the same place for the same end is one mark.
pub fn marks(explanation: &Explanation, checklists: &Checklists) -> Vec<Mark> {
    let mut marks = Marks { texts: &explanation.texts, marks: Vec::new() };
    let report = &explanation.report;
    for (name, item) in &report.items {
        marks.item(&label(name, checklists), item);
    }
    let gate = report.gate.as_deref().unwrap_or_default();
    for evidence in &report.gate_because {
        marks.add(evidence, MarkKind::Sign, format!("gate {}", line(gate)));
    }
    for evidence in &report.category_reading.evidence {
        marks.add(evidence, MarkKind::Sign, format!("category {}", line(&report.category)));
    }
    let mut marks = marks.marks;
    marks.sort_by(|a, b| {
        let place = |mark: &Mark| (mark.text, mark.range.start, std::cmp::Reverse(mark.range.end), mark.kind);
        place(a).cmp(&place(b))
    });
    marks
}

/// What people call an item.
pub fn label(name: &str, checklists: &Checklists) -> String {
    let label = checklists.items.get(name).map_or(name, |item| text_in(&item.label, "en"));
    line(&cut(label, LABEL_CHARACTERS_MAX)).into_owned()
}

struct Marks<'a> {
    texts: &'a [Text],
    marks: Vec<Mark>,
}

impl Marks<'_> {
    fn item(&mut self, label: &str, item: &ItemReport) {
        let (kind, doubt) = match item.state {
            State::Uncertain => (MarkKind::Doubt, ", doubtful"),
            State::Present | State::Missing | State::Invalid | State::NotApplicable => (MarkKind::Value, ""),
        };
        // What another item answered is marked there.
        let own = if item.answered_by.is_some() { &[][..] } else { &item.evidence };
        for evidence in own {
            let value = match &item.value {
                Some(value) if *value != evidence.quote && value.chars().count() <= VALUE_CHARACTERS_MAX => {
                    format!(" = {}", line(value))
                }
                Some(_) | None => String::new(),
            };
            self.add(evidence, kind, format!("{label}{doubt}{value}"));
        }
        if let Some(problem) = &item.problem {
            let text = format!("{label}: {}", problem_text(problem.kind));
            self.add(&problem.evidence, MarkKind::Doubt, text);
        }
        if let Some(said) = &item.said {
            self.add(&said.evidence, MarkKind::Doubt, format!("{label}: {}", said_text(said.kind)));
        }
        let rule = if item.required { ASKS } else { SPARES };
        for evidence in &item.because {
            self.add(evidence, MarkKind::Sign, format!("{rule}{label}"));
        }
    }

    fn add(&mut self, evidence: &Evidence, kind: MarkKind, label: String) {
        let Some(text) = self.texts.iter().position(|text| holds(text, evidence)) else { return };
        let range = evidence.range.clone();
        let same = |mark: &&mut Mark| (mark.text, &mark.range, mark.kind) == (text, &range, kind);
        match self.marks.iter_mut().find(same) {
            None => self.marks.push(Mark { text, range, kind, label }),
            Some(mark) if mark.label.split("; ").any(|known| known == label) => {}
            Some(mark) => {
                // "spares Appeal Date, Appeal ID": what the rule does is said once.
                let verb = [ASKS, SPARES].into_iter().find(|verb| label.starts_with(verb));
                let goes_on = verb.is_some_and(|verb| {
                    mark.label.rsplit("; ").next().is_some_and(|last| last.starts_with(verb))
                });
                let label =
                    verb.filter(|_| goes_on).and_then(|verb| label.strip_prefix(verb)).unwrap_or(&label);
                mark.label.push_str(if goes_on { ", " } else { "; " });
                mark.label.push_str(label);
            }
        }
    }
}
