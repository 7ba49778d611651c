//! Carries a plan out, and tells each step when it is done.

use crate::cli::console::{Console, Failure};
use crate::cli::setup::plan::{Plan, Step};
use crate::helpdesk::HelpdeskError;
use crate::helpdesk::zendesk::account::Account;

/// Answers the webhook's identifier. A step that fails ends it; what was done before is found again the next time.
pub async fn out(
    account: &Account,
    plan: &Plan,
    webhook: Option<String>,
    console: &mut Console<'_>,
) -> Result<Option<String>, Failure> {
    let mut webhook = webhook;
    for step in &plan.steps {
        let words = plan.words(step);
        let made = one(account, plan, step, webhook.as_deref()).await.map_err(|error| {
            Failure::Message(format!(
                "{words}: {error}; run it again to go on from there, or read docs/zendesk-by-hand.md"
            ))
        })?;
        webhook = made.or(webhook);
        writeln!(console.out, "done: {words}")?;
        console.out.flush()?;
    }
    Ok(webhook)
}

async fn one(
    account: &Account,
    plan: &Plan,
    step: &Step,
    webhook: Option<&str>,
) -> Result<Option<String>, HelpdeskError> {
    let request = step.request(plan, webhook.unwrap_or_default())?;
    match (step, &request.body) {
        (Step::MakeWebhook, Some(body)) => account.make_webhook(body).await.map(Some),
        (_, body) => account.change(request.method, &request.path, body.as_ref()).await.map(|()| None),
    }
}
