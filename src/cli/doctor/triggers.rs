//! Checks of the triggers: that new tickets and replies are told of, after the other triggers, and without loops.

use crate::cli::doctor::finding::Finding;
use crate::helpdesk::zendesk::account::Account;
use crate::helpdesk::zendesk::account::shape::{Trigger, Webhook};

const SETUP: &str = "preflight setup zendesk --config DIR makes it";
/// What an events webhook must be told of.
const EVENTS: [&str; 2] = ["zen:event-type:ticket.created", "zen:event-type:ticket.comment_added"];

pub async fn check(account: &Account, webhook: &Webhook) -> Vec<Finding> {
    if !webhook.is_told_by_triggers() {
        return vec![subscribed(webhook)];
    }
    let all = match account.triggers().await {
        Ok(all) => all,
        Err(error) => return vec![Finding::wrong("triggers", error.to_string(), "try again later")],
    };
    let ours: Vec<&Trigger> = all.iter().filter(|trigger| trigger.tells(&webhook.id)).collect();
    let mut findings = vec![told("new tickets", &ours, "Change"), told("replies", &ours, "Create")];
    if ours.iter().any(|trigger| trigger.active) {
        findings.push(order(&all, webhook));
        findings.push(loops(&ours));
    }
    findings
}

fn subscribed(webhook: &Webhook) -> Finding {
    let missing: Vec<&str> =
        EVENTS.into_iter().filter(|event| !webhook.subscriptions.iter().any(|one| one == event)).collect();
    if missing.is_empty() {
        return Finding::fine("triggers", "none are needed: the webhook subscribes to events");
    }
    let what = format!("the webhook does not subscribe to {}", missing.join(", "));
    Finding::wrong("triggers", what, "subscribe it to them in Admin Center")
}

/// Whether some trigger fires that is not for `other` updates only.
fn told(check: &'static str, ours: &[&Trigger], other: &str) -> Finding {
    let fitting: Vec<&&Trigger> =
        ours.iter().filter(|trigger| !trigger.demands("update_type", "is", other)).collect();
    match (fitting.iter().find(|trigger| trigger.active), fitting.first()) {
        (Some(trigger), _) => Finding::fine(check, format!("told of by the trigger \"{}\"", trigger.title)),
        (None, Some(trigger)) => {
            let what = format!("the trigger \"{}\" is not active", trigger.title);
            Finding::wrong(check, what, "activate it: Admin Center, Objects and rules, Triggers")
        }
        (None, None) => Finding::wrong(check, "no trigger tells the webhook of them", SETUP),
    }
}

/// Triggers run from first to last: those after ours would change the ticket behind our back.
fn order(all: &[Trigger], webhook: &Webhook) -> Finding {
    let active: Vec<&Trigger> = all.iter().filter(|trigger| trigger.active).collect();
    let first = active.iter().position(|trigger| trigger.tells(&webhook.id)).unwrap_or_default();
    let later = active[first..].iter().filter(|trigger| !trigger.tells(&webhook.id)).count();
    match later {
        0 => Finding::fine("order", "Preflight's triggers stand last"),
        _ => Finding::warning(
            "order",
            format!(
                "{later} of the others stand after Preflight's, and change tickets after it was told of them"
            ),
            "move Preflight's to the end of the list",
        ),
    }
}

fn loops(ours: &[&Trigger]) -> Finding {
    let careless = ours.iter().filter(|trigger| trigger.active).find(|trigger| {
        let is_on_update = !trigger.demands("update_type", "is", "Create");
        let is_guarded =
            trigger.demands("role", "is", "end_user") || trigger.demands("current_via_id", "is_not", "5");
        is_on_update && !is_guarded
    });
    match careless {
        None => Finding::fine("loops", "Preflight's own comments fire no trigger of it"),
        Some(trigger) => Finding::warning(
            "loops",
            format!(
                "the trigger \"{}\" fires on Preflight's own comments, which it then ignores",
                trigger.title
            ),
            "add the condition: Current user, Is, (end user)",
        ),
    }
}
