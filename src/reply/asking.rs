//! What a public comment asks for: every missing thing once, however many items it answers.

use crate::checklist::model::Checklist;
use crate::reply::context::Asking;
use crate::reply::wording::Wording;
use crate::report::{ItemReport, SaidKind, State};

/// One bullet for each thing to be asked for. Items that answer each other share one; an item that another asked one
/// answers as well is folded into that one, unless there is something wrong with it to be told.
pub fn group(wording: Wording<'_>, asked: &[(&str, &ItemReport)]) -> Vec<Asking> {
    let checklist = wording.checklist();
    let mut bullets: Vec<Asking> = Vec::new();
    for (item, report) in asked {
        let own = wording.asking(item, report);
        let twin = bullets.iter_mut().find(|bullet| are_twins(checklist, &bullet.item, item));
        let Some(twin) = twin else {
            bullets.push(own);
            continue;
        };
        twin.same_as.push(own.label);
        twin.problem = twin.problem.take().or(own.problem);
        twin.said = twin.said.take().or(own.said);
    }
    fold(checklist, bullets)
}

fn fold(checklist: Option<&Checklist>, bullets: Vec<Asking>) -> Vec<Asking> {
    let names: Vec<String> = bullets.iter().map(|bullet| bullet.item.clone()).collect();
    let stays = |bullet: &Asking| {
        bullet.problem.is_some() || !names.iter().any(|by| answers(checklist, by, &bullet.item))
    };
    let (mut kept, folding): (Vec<Asking>, Vec<Asking>) = bullets.into_iter().partition(stays);
    for bullet in folding {
        match kept.iter_mut().find(|by| answers(checklist, &by.item, &bullet.item)) {
            Some(by) => by.covers.push(bullet.label),
            // What would answer it has itself been folded away: better asked for twice than not at all.
            None => kept.push(bullet),
        }
    }
    kept
}

/// What is asked of the customer: missing, or given in a form that does not do.
pub fn is_asked(report: &ItemReport) -> bool {
    match report.state {
        State::Missing => true,
        State::Invalid => report.required,
        State::Present | State::NotApplicable | State::Uncertain => false,
    }
}

/// The customer wrote that they can't give it.
pub fn is_refused(found: &ItemReport) -> bool {
    found.said.as_ref().is_some_and(|said| match said.kind {
        SaidKind::Refusal => true,
        SaidKind::Promise => false,
    })
}

fn are_twins(checklist: Option<&Checklist>, one: &str, other: &str) -> bool {
    lists(checklist, one, other) && lists(checklist, other, one)
}

/// Whether `by` answers `item`, and not the other way round as well.
fn answers(checklist: Option<&Checklist>, by: &str, item: &str) -> bool {
    lists(checklist, item, by) && !lists(checklist, by, item)
}

fn lists(checklist: Option<&Checklist>, item: &str, by: &str) -> bool {
    checklist
        .and_then(|list| list.entry(item))
        .is_some_and(|entry| entry.answered_by.iter().any(|name| name == by))
}
