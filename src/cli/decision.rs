//! `preflight explain TICKET`: what was decided about a ticket, why, and what would be written now.

mod version;

use anyhow::{Context, anyhow};
use jiff::Timestamp;

use crate::app::build;
use crate::cli::arguments::ExplainArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::demo::plain;
use crate::cli::escape::line;
use crate::cli::{explain, runtime, store};
use crate::helpdesk::{HelpdeskError, Snapshot};
use crate::reply::history::History;
use crate::reply::plan::Plan;
use crate::report::Report;
use crate::service::judge::{Case, Judge};
use crate::service::requester;
use crate::store::{Decision, Speech};

/// What the store remembers.
struct Past {
    report: Option<Report>,
    decision: Option<Decision>,
    history: History,
}

pub fn run(arguments: &ExplainArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (config, store) = store::open(&arguments.config, console)?;
    let key = store::key(&config, &arguments.ticket)?;
    let runtime = runtime::new()?;
    let version = match &arguments.config_version {
        Some(hash) => match runtime.block_on(version::find(&*store, &key, hash)).map_err(Failure::of)? {
            Ok(version) => Some(version),
            Err(known) => {
                version::list(&key, hash, &known, console)?;
                return Ok(Exit::Findings);
            }
        },
        None => None,
    };
    let rules = build::rules(&config.of(&key.helpdesk)).map_err(Failure::of)?;
    runtime::install_tls();
    let helpdesks = build::helpdesks(&config, console.lookup).map_err(Failure::of)?;
    let helpdesk =
        helpdesks.get(&key.helpdesk).ok_or_else(|| Failure::Message("there is no such helpdesk".into()))?;
    let snapshot: Snapshot = match runtime.block_on(helpdesk.fetch(&key.id)) {
        Ok(snapshot) => snapshot,
        Err(HelpdeskError::NotFound) => {
            writeln!(console.out, "The helpdesk has no ticket {}.", line(&key.id))?;
            return Ok(Exit::Findings);
        }
        Err(error) => return Err(Failure::of(anyhow!(error).context("the ticket can't be fetched"))),
    };
    let now = Timestamp::now();
    let explanation = rules.checker.explain(&snapshot.ticket, now);
    if let Some(version) = &version {
        version::tell(version, &explanation, rules.checker.checklists(), console)?;
    }
    let speech = Speech {
        requester: requester::hash(&key.helpdesk, &snapshot.ticket.requester.id),
        limits: rules.policy.limits.clone(),
    };
    let past = runtime.block_on(async {
        Ok::<_, crate::store::StoreError>(Past {
            report: store.report(&key).await?,
            decision: store.decision(&key).await?,
            history: store.history(&key, &speech, now).await?,
        })
    });
    let past = past.context("the store can't be read").map_err(Failure::of)?;
    if version.is_none() {
        tell_past(&past, console)?;
    }
    writeln!(console.out, "\nAs it stands now:\n")?;
    explain::write(console.out, &snapshot.ticket, &explanation, rules.checker.checklists(), console.page)?;
    let solved = snapshot.status == "solved";
    let case = Case { ticket: snapshot.ticket, solved, history: past.history };
    let (_, plan) = rules.judge(&case, now);
    tell_plan(&plan, console)?;
    Ok(Exit::Fine)
}

fn tell_past(past: &Past, console: &mut Console<'_>) -> Result<(), Failure> {
    match &past.report {
        None => writeln!(console.out, "Preflight has not decided anything about it yet.")?,
        Some(report) => writeln!(
            console.out,
            "Decided {}: {} ({}), by the checklists {}.",
            report.checked_at,
            report.verdict.name(),
            line(&report.category),
            line(&report.checklists)
        )?,
    }
    if let Some(why) = past.decision.as_ref().and_then(|decision| decision.why) {
        writeln!(console.out, "The customer was not written to: {}.", why.name().replace('_', " "))?;
    }
    for write in &past.history.writes {
        let what = if write.public { "a comment to the customer" } else { "a note, or tags" };
        writeln!(console.out, "  {}  {what}", write.at())?;
    }
    Ok(())
}

fn tell_plan(plan: &Plan, console: &mut Console<'_>) -> Result<(), Failure> {
    writeln!(console.out)?;
    if let Some(why) = plan.why {
        writeln!(console.out, "The customer would not be written to: {}.", why.name().replace('_', " "))?;
    }
    if plan.writes.is_empty() {
        writeln!(console.out, "Nothing would be written now.")?;
    }
    if !plan.withheld.is_empty() {
        writeln!(console.out, "If it were allowed to:")?;
    }
    for write in plan.writes.iter().chain(&plan.withheld) {
        match &write.comment {
            Some(comment) => {
                let whom = if comment.public { "the customer" } else { "the agent" };
                writeln!(console.out, "Would be written to {whom}:")?;
                for text in plain::lines(&comment.html) {
                    writeln!(console.out, "  | {}", line(&text))?;
                }
            }
            None => writeln!(console.out, "Would be set:")?,
        }
        let marks = [
            write.status.as_ref().map(|status| format!("status {status}")),
            write.priority.as_ref().map(|priority| format!("priority {priority}")),
            write.group.map(|group| format!("group {group}")),
            write.assignee.map(|assignee| format!("assignee {assignee}")),
        ];
        let fields = write.fields.iter().map(|(name, value)| format!("field {name}: {value}"));
        for mark in marks.into_iter().flatten().chain(fields) {
            writeln!(console.out, "  {}", line(&mark))?;
        }
        if !write.add_tags.is_empty() {
            writeln!(console.out, "  tags added: {}", line(&write.add_tags.join(", ")))?;
        }
        if !write.remove_tags.is_empty() {
            writeln!(console.out, "  tags removed: {}", line(&write.remove_tags.join(", ")))?;
        }
    }
    Ok(())
}
