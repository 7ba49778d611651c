//! Checks of the webhook: that it is there and active, calls the right place, is signed as expected, and gets through.

use secrecy::ExposeSecret;

use crate::cli::doctor::Patient;
use crate::cli::doctor::finding::Finding;
use crate::helpdesk::HelpdeskError;
use crate::helpdesk::zendesk::account::shape::{Invocation, Webhook};
use crate::helpdesk::zendesk::account::{Account, wanted};

/// How many of the latest calls count.
const LATEST: usize = 20;
const SETUP: &str = "preflight setup zendesk --config DIR makes it";

/// The webhook, if it is there to be asked about its triggers.
pub async fn check(account: &Account, patient: &Patient<'_>) -> (Vec<Finding>, Option<Webhook>) {
    let webhooks = match account.webhooks().await {
        Ok(webhooks) => webhooks,
        Err(HelpdeskError::Unauthorized { .. }) => {
            let what = "webhook and triggers can be looked at by administrators only";
            let mend = "look at them in Admin Center, or run this with an administrator's client";
            return (vec![Finding::warning("webhook", what, mend)], None);
        }
        Err(error) => return (vec![Finding::wrong("webhook", error.to_string(), "try again later")], None),
    };
    let name = wanted::webhook_name(patient.name);
    let own_place = wanted::endpoint("", patient.name);
    let found = webhooks
        .iter()
        .find(|webhook| webhook.name == name)
        .or_else(|| webhooks.iter().find(|webhook| webhook.endpoint.ends_with(&own_place)));
    let Some(webhook) = found else {
        let what = format!("there is none named \"{name}\", and none that calls {own_place}");
        return (vec![Finding::wrong("webhook", what, SETUP)], None);
    };
    let mut findings = vec![active(webhook), endpoint(webhook, patient, &own_place)];
    findings.push(secret(account, webhook, patient).await);
    findings.push(match account.invocations(&webhook.id).await {
        Ok(invocations) => calls(&invocations),
        Err(error) => {
            Finding::warning("calls", error.to_string(), "look at the webhook's Activity in Admin Center")
        }
    });
    (findings, Some(webhook.clone()))
}

fn active(webhook: &Webhook) -> Finding {
    let name = format!("\"{}\"", webhook.name);
    if webhook.is_active() {
        return Finding::fine("webhook", format!("{name} is active"));
    }
    let mend =
        "activate it: Admin Center, Apps and integrations, Webhooks, or run preflight setup zendesk again";
    Finding::wrong("webhook", format!("{name} is not active"), mend)
}

fn endpoint(webhook: &Webhook, patient: &Patient<'_>, own_place: &str) -> Finding {
    let is_right = match patient.public_url {
        Some(url) => webhook.endpoint == wanted::endpoint(url, patient.name),
        None => webhook.endpoint.ends_with(own_place),
    };
    if is_right {
        return Finding::fine("endpoint", webhook.endpoint.clone());
    }
    let wanted = patient.public_url.map_or_else(
        || format!("an address that ends in {own_place}"),
        |url| wanted::endpoint(url, patient.name),
    );
    let mend = "preflight setup zendesk --config DIR --public-url URL changes it";
    Finding::wrong("endpoint", format!("it calls {}, and should call {wanted}", webhook.endpoint), mend)
}

async fn secret(account: &Account, webhook: &Webhook, patient: &Patient<'_>) -> Finding {
    const CHECK: &str = "signature";
    match account.signing_secret(&webhook.id).await {
        Ok(secret) => {
            let is_known = |known: &secrecy::SecretString| known.expose_secret() == secret.expose_secret();
            if patient.secrets.webhook.iter().any(is_known) {
                return Finding::fine(CHECK, "the webhook's secret is among those in the settings");
            }
            let what = "the webhook signs with another secret than those in the settings: deliveries are refused with 401";
            let mend = "preflight setup zendesk --config DIR writes it down; then restart the service";
            Finding::wrong(CHECK, what, mend)
        }
        Err(error) => Finding::warning(
            CHECK,
            format!("the webhook's secret can't be read: {error}"),
            "compare it by hand",
        ),
    }
}

/// What became of the latest calls.
fn calls(invocations: &[Invocation]) -> Finding {
    const CHECK: &str = "calls";
    let latest: Vec<&str> = invocations.iter().take(LATEST).map(|call| call.status.as_str()).collect();
    let count = |status: &str| latest.iter().filter(|one| **one == status).count();
    let passed = count("success") + count("accepted") + count("unknown");
    let failed = latest.len() - passed - count("throttled");
    let activity = "look at the webhook's Activity in Admin Center, and at the service's log";
    if latest.is_empty() {
        return Finding::fine(CHECK, "none in the last week");
    }
    if count("circuit broken") > 0 {
        let what = "Zendesk has held back calls because too many failed (\"circuit broken\")";
        return Finding::wrong(CHECK, what, activity);
    }
    if count("throttled") > 0 {
        let what = "Zendesk has held back calls because there were too many (\"throttled\")";
        return Finding::warning(CHECK, what, "narrow the triggers, or ask Zendesk for more");
    }
    match failed {
        0 => Finding::fine(CHECK, format!("the latest {} got through", latest.len())),
        _ => {
            let mut codes = invocations.iter().take(LATEST).filter_map(|call| call.status_code);
            let code = codes.find(|code| *code >= 300).map(|code| format!(", first with {code}"));
            let what = format!("{failed} of the latest {} failed{}", latest.len(), code.unwrap_or_default());
            // What failed last is what counts: it may have been mended since.
            let has_recovered = latest.first().is_some_and(|status| *status == "success");
            let make = if has_recovered { Finding::warning } else { Finding::wrong };
            make(CHECK, what, activity.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::calls;
    use crate::cli::doctor::finding::Mark;
    use crate::helpdesk::zendesk::account::shape::Invocation;

    /// The latest first.
    fn mark(statuses: &[(&str, u16)]) -> (Mark, String) {
        let call = |(status, code): &(&str, u16)| Invocation {
            status: (*status).to_owned(),
            status_code: Some(*code),
        };
        let finding = calls(&statuses.iter().map(call).collect::<Vec<_>>());
        (finding.mark, finding.what)
    }

    #[test]
    fn what_failed_last_is_what_counts() {
        assert_eq!(mark(&[]).0, Mark::Fine);
        assert_eq!(mark(&[("success", 200), ("accepted", 200)]).0, Mark::Fine);
        let (level, what) = mark(&[("client error", 401), ("success", 200)]);
        assert_eq!((level, what.as_str()), (Mark::Wrong, "1 of the latest 2 failed, first with 401"));
        assert_eq!(mark(&[("success", 200), ("server error", 502)]).0, Mark::Warning);
        assert_eq!(mark(&[("success", 200), ("throttled", 0)]).0, Mark::Warning);
        assert_eq!(mark(&[("success", 200), ("circuit broken", 0)]).0, Mark::Wrong);
    }
}
