//! The agent's internal note: the values ready to be copied, where each was read, and what needs a person's eyes.

use crate::reply::asking::is_refused;
use crate::reply::comment::Aside;
use crate::reply::context::{AgentContext, Clash, Finding, HandedOver, Reading};
use crate::reply::history::History;
use crate::reply::wording::Wording;
use crate::report::{ItemReport, Report, State};

/// Everything that the note's template may show; `shortened` if it would not fit as a whole.
pub fn note(wording: Wording<'_>, aside: &Aside<'_>, shortened: bool) -> AgentContext {
    let report = wording.report;
    let findings = |wanted: fn(&ItemReport) -> bool| -> Vec<Finding> {
        report
            .items
            .iter()
            .filter(|(_, found)| wanted(found))
            .map(|(item, found)| finding(wording, item, found))
            .collect()
    };
    let found = findings(|found| found.state == State::Present);
    AgentContext {
        verdict: report.verdict,
        category: wording.category(&report.category),
        gate: report.gate.clone(),
        wait_hours: wording.wait_hours(),
        wait_until: wording.wait_until(),
        silence: aside.why,
        handed_over: aside.rounds.map(|rounds| handed_over(wording, aside.history, rounds)),
        unanswered: aside.silent_since,
        // A note that is too long as it is has no room for it.
        proposed: aside.proposed.is_some() && !shortened,
        reading: Reading {
            by_field: report.category_reading.by_field,
            by_tag: report.category_reading.by_tag,
            places: wording.places(&report.category_reading.evidence),
            runner_up: report.category_reading.runner_up.as_deref().map(|name| wording.category(name)),
        },
        conflicts: report
            .conflicts
            .iter()
            .map(|conflict| Clash {
                first: wording.given_value(&conflict.items.0, &conflict.values.0),
                second: wording.given_value(&conflict.items.1, &conflict.values.1),
            })
            .collect(),
        uncertain: findings(|found| found.state == State::Uncertain),
        said: findings(|found| is_open(found.state) && found.said.is_some()),
        missing: findings(|found| is_open(found.state)),
        shortened: shortened || found.iter().any(is_shortened),
        found,
        not_needed: report
            .items
            .iter()
            .filter(|(_, found)| found.state == State::NotApplicable)
            .map(|(item, _)| wording.label(item))
            .collect(),
    }
}

/// Whether a person should look: something is uncertain, in conflict, or can't be given.
pub fn needs_eyes(report: &Report) -> bool {
    !report.conflicts.is_empty()
        || report.uncertain().next().is_some()
        || report.items.values().any(|found| is_open(found.state) && is_refused(found))
}

fn handed_over(wording: Wording<'_>, history: &History, rounds: u32) -> HandedOver {
    let asked = history.ever_asked();
    let is_there = |item: &&&str| {
        wording.report.items.get(**item).is_some_and(|found| !is_open(found.state) && found.required)
    };
    let received = asked.iter().filter(is_there).map(|item| wording.label(item)).collect();
    HandedOver { rounds, asked: asked.iter().map(|item| wording.label(item)).collect(), received }
}

fn finding(wording: Wording<'_>, item: &str, found: &ItemReport) -> Finding {
    let (values, more) = wording.values(item, found);
    let mut evidence = found.evidence.clone();
    if found.state != State::Present {
        evidence.extend(found.problem.iter().map(|problem| problem.evidence.clone()));
        evidence.extend(found.said.iter().map(|said| said.evidence.clone()));
    }
    evidence.dedup();
    Finding {
        item: item.to_owned(),
        label: wording.label(item),
        values,
        more,
        places: wording.places(&evidence),
        answered_by: found.answered_by.as_deref().map(|by| wording.label(by)),
        problem: found.problem.as_ref().map(|problem| wording.trouble(item, problem)),
        said: found.said.as_ref().map(|said| said.kind),
    }
}

fn is_shortened(finding: &Finding) -> bool {
    finding.more > 0 || finding.values.iter().any(|value| value.text.ends_with('…'))
}

fn is_open(state: State) -> bool {
    match state {
        State::Missing | State::Invalid => true,
        State::Present | State::NotApplicable | State::Uncertain => false,
    }
}
