//! A check of the way in: a signed delivery through the public address, of an event that the service ignores.

use std::time::Duration;

use serde_json::json;

use crate::cli::doctor::Patient;
use crate::cli::doctor::finding::Finding;
use crate::helpdesk::signature::sign;
use crate::helpdesk::zendesk::account::wanted;
use crate::helpdesk::zendesk::{SIGNATURE, TIMESTAMP};

const CHECK: &str = "delivery";
/// Zendesk waits no longer for an answer.
const ANSWER_SECS_MAX: u64 = 10;

pub async fn check(patient: &Patient<'_>) -> Option<Finding> {
    let url = wanted::endpoint(patient.public_url?, patient.name);
    let secret = patient.secrets.webhook.first()?;
    let timestamp = patient.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let body = json!({"type": "zen:event-type:preflight.doctor", "id": "doctor"}).to_string();
    let signature = sign(secret, &timestamp, body.as_bytes());
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(ANSWER_SECS_MAX));
    let is_local = url.starts_with("http://");
    let builder = if is_local { builder.no_proxy().tls_certs_only([]) } else { builder };
    let Ok(client) = builder.build() else {
        return Some(Finding::warning(
            CHECK,
            "no connections can be made",
            "look at this machine's certificates",
        ));
    };
    let request = client
        .post(&url)
        .header("content-type", "application/json")
        .header(SIGNATURE, signature)
        .header(TIMESTAMP, timestamp)
        .body(body);
    Some(match request.send().await {
        Ok(answer) => judge(&url, answer.status().as_u16()),
        Err(error) => {
            let why = if error.is_timeout() { "no answer in time" } else { "no connection" };
            let mend =
                "the name, the certificate and the proxy before the service must work from the outside";
            Finding::wrong(CHECK, format!("{url}: {why}"), mend)
        }
    })
}

fn judge(url: &str, status: u16) -> Finding {
    let mend = match status {
        200..=299 => return Finding::fine(CHECK, format!("{url} takes signed deliveries")),
        300..=399 => {
            "the proxy sends elsewhere, where Zendesk does not follow: let it hand on POST /webhooks/*"
        }
        401 => {
            "the proxy changes the body or drops the X-Zendesk-Webhook-* headers, or the service has another secret: restart it"
        }
        404 => "the proxy must hand on POST /webhooks/*, and the service must know this account",
        _ => "see the proxy's and the service's log",
    };
    Finding::wrong(CHECK, format!("{url} answers {status}"), mend)
}
