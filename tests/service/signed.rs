//! Deliveries to a real account's endpoint, over a socket: what is signed rightly gets in, and nothing else.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use preflight::config::secrets::ZendeskSecrets;
use preflight::helpdesk::zendesk::Zendesk;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::running::{Site, install_tls};

const SIGNATURE: &str = "x-zendesk-webhook-signature";
const TIMESTAMP: &str = "x-zendesk-webhook-signature-timestamp";
const BODY: &str = r#"{"v":1,"event":"ticket_created","ticket_id":"7"}"#;
const HOUR_SECS: i64 = 3_600;

/// With the replay window that is the default, a day.
fn site(secrets: &[&str]) -> Site {
    install_tls();
    let settings = json!({
        // Nobody answers there: what is accepted stays due.
        "url": "http://127.0.0.1:9",
        "auth": {"oauth": {"client_id": "preflight", "client_secret": {"env": "UNUSED"}}},
        "webhook_secrets": [],
    });
    let settings = serde_json::from_value(settings).expect("the settings are complete");
    let webhook = secrets.iter().map(|secret| (*secret).into()).collect();
    let secrets = ZendeskSecrets { webhook, auth: "unused".into(), warnings: Vec::new() };
    Site::start_before(Zendesk::new("acme", &settings, secrets).expect("the settings are right"))
}

fn sign(secret: &str, timestamp: &str) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("any key is good");
    mac.update(timestamp.as_bytes());
    mac.update(BODY.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn ago(secs: i64) -> String {
    let at = Timestamp::now() - SignedDuration::from_secs(secs);
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn unsigned(site: &Site) -> RequestBuilder {
    site.post("/webhooks/acme").header("content-type", "application/json").body(BODY)
}

fn signed(site: &Site, secret: &str, timestamp: &str) -> RequestBuilder {
    unsigned(site).header(SIGNATURE, sign(secret, timestamp)).header(TIMESTAMP, timestamp)
}

/// The status, or the problem's last word.
async fn answer(request: RequestBuilder) -> String {
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    let text = answer["status"].as_str().or_else(|| answer["type"].as_str()?.rsplit('/').next());
    text.expect("a status or a type").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_without_exactly_one_right_signature_is_refused() {
    let site = site(&["secret"]);
    let now = ago(0);
    let right = sign("secret", &now);
    let other = sign("secret", &ago(60));
    let foreign = sign("guess", &now);
    let with = |headers: &[(&str, &str)]| {
        headers.iter().fold(unsigned(&site), |request, (name, value)| request.header(*name, *value))
    };
    let wrong: [&[(&str, &str)]; 13] = [
        &[],
        &[(SIGNATURE, &right)],
        &[(TIMESTAMP, &now)],
        &[(SIGNATURE, ""), (TIMESTAMP, &now)],
        &[(SIGNATURE, &right), (TIMESTAMP, "")],
        &[(SIGNATURE, &foreign), (TIMESTAMP, &now)],
        &[(SIGNATURE, &other), (TIMESTAMP, &now)],
        &[(SIGNATURE, &right.to_ascii_lowercase()), (TIMESTAMP, &now)],
        &[(SIGNATURE, &right), (SIGNATURE, &right), (TIMESTAMP, &now)],
        &[(SIGNATURE, &foreign), (SIGNATURE, &right), (TIMESTAMP, &now)],
        &[(SIGNATURE, &right), (TIMESTAMP, &now), (TIMESTAMP, &now)],
        &[(SIGNATURE, &format!("{right}, {right}")), (TIMESTAMP, &now)],
        &[(SIGNATURE, &format!("sha256={right}")), (TIMESTAMP, &now)],
    ];
    for headers in wrong {
        assert_eq!(answer(with(headers)).await, "unverified", "{headers:?}");
    }
    let changed = signed(&site, "secret", &now).body(BODY.replace('7', "8"));
    assert_eq!(answer(changed).await, "unverified");
    assert_eq!(answer(with(&[(SIGNATURE, &right), (TIMESTAMP, &now)])).await, "accepted");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_is_played_again_is_known_and_one_of_another_day_refused() {
    let site = site(&["secret"]);
    let recent = ago(23 * HOUR_SECS);
    for status in ["accepted", "known", "known"] {
        assert_eq!(answer(signed(&site, "secret", &recent)).await, status);
    }
    for stale in [ago(25 * HOUR_SECS), ago(-25 * HOUR_SECS), "yesterday".to_owned()] {
        assert_eq!(answer(signed(&site, "secret", &stale)).await, "unverified", "{stale}");
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_secret_is_changed_both_are_good_and_afterwards_the_old_one_is_not() {
    let both = site(&["old", "new"]);
    assert_eq!(answer(signed(&both, "old", &ago(1))).await, "accepted");
    assert_eq!(answer(signed(&both, "new", &ago(2))).await, "accepted");
    assert_eq!(answer(signed(&both, "older", &ago(3))).await, "unverified");
    both.stop().await;
    let new = site(&["new"]);
    assert_eq!(answer(signed(&new, "new", &ago(1))).await, "accepted");
    assert_eq!(answer(signed(&new, "old", &ago(2))).await, "unverified");
    new.stop().await;
}
