//! The state of each item on the checklist.

use crate::checklist::kind::Kind;
use crate::checklist::model::{Checklist, Entry, Required};
use crate::reading::attachment::{self, File};
use crate::reading::facts::{self, Fact, Facts};
use crate::reading::find::{How, Scene};
use crate::reading::vocabulary::ItemId;
use crate::report::{Conflict, Evidence, ItemReport, Problem, ProblemKind, Report, Said, State};
use crate::verdict::condition::Holds;

/// Fill the report's items in the order of the checklist.
pub fn fill(scene: &Scene, checklist: &Checklist, facts: &Facts, files: &[File], report: &mut Report) {
    let holds = Holds::new(scene, facts, files);
    let rules: Vec<(bool, Vec<Evidence>)> =
        checklist.items.iter().map(|entry| required(entry, &holds)).collect();
    let asked: Vec<ItemId> =
        scene.items.iter().zip(&rules).filter(|(_, rule)| rule.0).map(|(item, _)| *item).collect();
    let given = attachment::assign(scene, files, &asked);
    let said = facts::spoken(scene);
    for ((entry, &item), (required, because)) in checklist.items.iter().zip(scene.items).zip(rules) {
        let mut fact = facts.get(&item).cloned().unwrap_or_default();
        let may_be_shown = required && !fact.given();
        let shown = may_be_shown.then(|| shown_in_file(scene, files, item)).flatten();
        let shown = shown.map(|evidence| vec![evidence]);
        let file = given.get(&item).or(shown.as_ref());
        let state = match file {
            Some(evidence) => {
                fact.evidence.clone_from(evidence);
                State::Present
            }
            None => state(entry, &fact, required),
        };
        let doubt = entry.doubt_when.as_ref().filter(|_| state == State::Missing && fact.said.is_none());
        let state = match doubt.and_then(|condition| holds.check(condition)) {
            Some(evidence) => {
                fact.doubt = evidence.into_iter().next();
                State::Uncertain
            }
            None => state,
        };
        let is_file = scene.spec(item).kind.is_file();
        let several = fact.values.len() > 1;
        let value = if several { None } else { fact.values.pop() };
        report.items.insert(
            entry.item.clone(),
            ItemReport {
                state,
                value: value.filter(|_| state == State::Present),
                values: fact.values,
                required,
                because,
                evidence: match state {
                    State::Present => fact.evidence,
                    State::Uncertain => fact.doubt.into_iter().collect(),
                    State::Missing | State::Invalid | State::NotApplicable => Vec::new(),
                },
                answered_by: None,
                problem: problem(scene, item, fact.problem, files, state),
                said: said_of(fact.said, said.as_ref(), is_file, state),
            },
        );
    }
    answer(checklist, report);
    report.conflicts = conflicts(checklist, report);
}

/// Whether the item is asked for, and the words that made its condition hold.
fn required(entry: &Entry, holds: &Holds) -> (bool, Vec<Evidence>) {
    match &entry.required {
        Required::Always => (true, Vec::new()),
        Required::Never => (false, Vec::new()),
        Required::When(condition) => {
            let because = holds.check(condition);
            (because.is_some(), because.unwrap_or_default())
        }
        Required::Unless(condition) => {
            let because = holds.check(condition);
            (because.is_none(), because.unwrap_or_default())
        }
    }
}

fn state(entry: &Entry, fact: &Fact, required: bool) -> State {
    let always = matches!(entry.required, Required::Always);
    let forbidden = matches!(entry.required, Required::Unless(_)) && !required;
    if forbidden {
        return State::NotApplicable;
    }
    // What is not asked for counts only if something says that it is this item.
    if fact.given() && (required || fact.how > Some(How::Shape)) {
        return State::Present;
    }
    if !required || (fact.declined && !always && entry.may_be_declined) {
        return State::NotApplicable;
    }
    match &fact.problem {
        None if fact.doubt.is_some() => State::Uncertain,
        Some(Problem { kind: ProblemKind::Placeholder, .. }) | None => State::Missing,
        Some(_) => State::Invalid,
    }
}

fn problem(
    scene: &Scene,
    item: ItemId,
    told: Option<Problem>,
    files: &[File],
    state: State,
) -> Option<Problem> {
    if !matches!(state, State::Missing | State::Invalid) {
        return None;
    }
    let empty = || {
        files
            .iter()
            .find(|file| file.empty && scene.spec(item).kind.is_file())
            .map(|file| Problem { kind: ProblemKind::EmptyFile, evidence: file.evidence.clone() })
    };
    told.or_else(empty)
}

fn said_of(told: Option<Said>, spoken: Option<&Said>, is_file: bool, state: State) -> Option<Said> {
    if !matches!(state, State::Missing | State::Invalid) {
        return None;
    }
    told.or_else(|| spoken.filter(|_| is_file).cloned())
}

/// A picture or a sheet of which the customer says that the value stands in it.
fn shown_in_file(scene: &Scene, files: &[File], item: ItemId) -> Option<Evidence> {
    match &scene.spec(item).kind {
        Kind::Text(shape) if shape.or_pictured => attachment::pictured(scene, files, item),
        Kind::Id(shape) => {
            let list = scene.vocabulary.list(shape.or_in_sheet.as_deref()?)?;
            attachment::listed(scene, files, item, list)
        }
        _ => None,
    }
}

/// Items that others answer: a sheet holds the numbers, and two names can stand for one number.
fn answer(checklist: &Checklist, report: &mut Report) {
    for entry in &checklist.items {
        let open = report.items.get(&entry.item).is_some_and(|item| match item.state {
            State::Missing | State::Invalid | State::Uncertain => true,
            State::Present | State::NotApplicable => false,
        });
        if !open {
            continue;
        }
        let by = entry.answered_by.iter().find_map(|other| {
            let item = report.items.get(other)?;
            (item.state == State::Present && item.answered_by.is_none())
                .then(|| (other.clone(), item.clone()))
        });
        if let Some((other, answer)) = by
            && let Some(item) = report.items.get_mut(&entry.item)
        {
            item.state = State::Present;
            item.value = answer.value;
            item.evidence = answer.evidence;
            item.answered_by = Some(other);
            item.problem = None;
            item.said = None;
        }
    }
}

fn conflicts(checklist: &Checklist, report: &Report) -> Vec<Conflict> {
    let mut conflicts: Vec<Conflict> = Vec::new();
    for entry in &checklist.items {
        for other in &entry.same_as {
            let value = |name: &str| report.items.get(name).and_then(|item| item.value.clone());
            let known = conflicts.iter().any(|c| c.items == (other.clone(), entry.item.clone()));
            if let (Some(a), Some(b)) = (value(&entry.item), value(other))
                && a != b
                && !known
            {
                conflicts.push(Conflict { items: (entry.item.clone(), other.clone()), values: (a, b) });
            }
        }
    }
    conflicts
}
