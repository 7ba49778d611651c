//! What must hold in the end: every ticket stands where an undisturbed reading of it would have brought it.

use std::collections::BTreeSet;
use std::sync::Arc;

use preflight::checklist::model::Verdict;
use preflight::helpdesk::Snapshot;
use preflight::reply::stance::stance;
use preflight::service::judge::{Case, Judge};
use preflight::service::requester;
use preflight::store::{Release, Speech, TicketKey};

use crate::run::Run;

const ROUNDS_MAX: usize = 600;
/// Until long after the last gate has opened.
const LATER_SECS: i64 = 20 * 86_400;

/// What is due is done, as time goes on, until nothing is due and nothing becomes due any more.
pub async fn come_to_rest(run: &mut Run) {
    run.finish().await;
    settle(run).await;
    let worker = Arc::clone(&run.process().worker);
    let released = worker.store.release(Release::All, run.ground.now()).await;
    run.ground.stage.say(format!("released: {released:?}"));
    settle(run).await;
    run.ground.pass_secs(LATER_SECS);
    run.ground.stage.say("much later");
    settle(run).await;
}

async fn settle(run: &mut Run) {
    let mut idle = 0;
    for _ in 0..ROUNDS_MAX {
        if !run.work().await {
            idle += 1;
        }
        let store = Arc::clone(&run.process().worker.store);
        let now = run.ground.now();
        if store.fuses().await.is_ok_and(|fuses| !fuses.is_empty()) {
            run.ground.pass_secs(61);
            store.close_fuse(None, run.ground.now()).await.expect("the store answers");
            run.ground.pass_secs(1);
        }
        match store.next_due(&[]).await.expect("the store answers") {
            Some(at) if at > now => run.ground.pass_secs(at.duration_since(now).as_secs() + 1),
            Some(_) => run.ground.pass_secs(1),
            None if idle > 2 => return,
            // The list of changes holds the newest minute back.
            None => run.ground.pass_secs(61),
        }
    }
    run.ground.stage.broken("it does not come to rest");
}

pub async fn ending(run: &Run) {
    for ticket in run.ground.ledger.overlooked() {
        run.ground.stage.broken(format!("ticket {ticket}: a delivery was accepted and nobody looked"));
    }
    let tickets: Vec<String> = run.ground.desk.state().tickets.keys().cloned().collect();
    for id in tickets {
        if let Ok(snapshot) = run.ground.desk.look(&id) {
            for what in end_of(run, &id, snapshot).await {
                run.ground.stage.broken(format!("in the end, ticket {id}: {what}"));
            }
        }
    }
}

/// What is wrong with a ticket in its end.
async fn end_of(run: &Run, id: &str, snapshot: Snapshot) -> Vec<String> {
    let (ground, rules) = (&run.ground, &run.ground.rules);
    let mut wrong = Vec::new();
    let preflights = preflights_tags(run);
    let agents: BTreeSet<String> =
        snapshot.ticket.tags.iter().filter(|tag| !preflights.contains(*tag)).cloned().collect();
    if ground.desk.state().tickets.get(id).is_some_and(|entry| entry.agents_tags != agents) {
        wrong.push(format!("agents' tags became {agents:?}"));
    }
    let is_left = rules.policy.agent_tags.is_skipped(&snapshot.ticket);
    if is_left || matches!(snapshot.status.as_str(), "closed" | "deleted") {
        return wrong;
    }
    let store = &run.process().worker.store;
    let key = TicketKey { helpdesk: "acme".into(), id: id.into() };
    let Ok(Some(report)) = store.report(&key).await else {
        wrong.push("it was never checked".into());
        return wrong;
    };
    let undisturbed = rules.checker.check(&snapshot.ticket, ground.now());
    if (report.verdict, &report.category) != (undisturbed.verdict, &undisturbed.category) {
        wrong.push(format!("it is {}, not {}", undisturbed.verdict.name(), report.verdict.name()));
    }
    let requester = requester::hash("acme", &snapshot.ticket.requester.id);
    let speech = Speech { requester, limits: rules.policy.limits.clone() };
    let history = store.history(&key, &speech, report.checked_at).await.expect("the store answers");
    // Limits end by themselves, and nobody looks then: what counts is the time of the last look.
    let at = if history.limit.is_some() { report.checked_at } else { ground.now() };
    let solved = snapshot.status == "solved";
    let allowed = stance(&snapshot.ticket, &report, &history, &rules.policy, solved);
    let told = history.last().map(|told| told.verdict);
    let tags: BTreeSet<&String> = snapshot.ticket.tags.iter().collect();
    let case = Case { ticket: snapshot.ticket.clone(), solved, history };
    let (_, plan) = rules.judge(&case, at);
    if !plan.writes.is_empty() {
        let kinds: Vec<String> = plan.writes.iter().map(|write| format!("{:?}", write.told)).collect();
        wrong.push(format!("there is still something to write: {kinds:?}"));
    }
    if allowed.marks && !allowed.is_silent() && told == Some(report.verdict) {
        for verdict in Verdict::ALL {
            for tag in &rules.policy.action(&report.category, verdict).marks.tags {
                if tags.contains(tag) != (verdict == report.verdict) {
                    wrong.push(format!("{tag} is there: {}", tags.contains(tag)));
                }
            }
        }
    }
    wrong
}

/// All tags that Preflight sets of its own.
fn preflights_tags(run: &Run) -> BTreeSet<String> {
    let policy = &run.ground.rules.policy;
    let of_verdicts =
        Verdict::ALL.into_iter().flat_map(|verdict| policy.action("parcel", verdict).marks.tags);
    let of_reminders = policy.reminders.iter().flat_map(|reminder| reminder.marks.tags.clone());
    of_verdicts.chain(of_reminders).chain(policy.hand_over.tags.clone()).collect()
}
