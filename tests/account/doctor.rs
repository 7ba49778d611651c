//! `preflight doctor`: every fault is named, with its mend, and nothing else is.

use std::fs;

use preflight::sandbox::record::Role;
use preflight::sandbox::settings::Settings;
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::Site;

/// A site whose account is set up, and what the doctor says once the fault is there.
async fn said(site: &Site) -> String {
    let (status, out, err) = site.doctor(&[]);
    assert_eq!((status, err.as_str()), (1, ""), "{out}");
    out
}

fn set_up() -> Site {
    let site = Site::new();
    let (status, out, err) = site.set_up(&["--yes"]);
    assert_eq!(status, 0, "{out}{err}");
    site
}

fn rewrite(site: &Site, from: &str, to: &str) {
    let settings = site.settings();
    assert!(settings.contains(from), "{from}");
    fs::write(site.dir().join("preflight.yaml"), settings.replacen(from, to, 1)).expect("written");
}

/// Settings for the account without a set-up.
fn by_hand(site: &Site) {
    fs::create_dir(site.dir()).expect("a folder");
    let own = format!(
        "helpdesks:\n  zendesk:\n    zendesk:\n      url: {}\n      auth:\n        oauth:\n          client_id: preflight\n          \
         client_secret: {{env: ZENDESK_CLIENT_SECRET}}\n      webhook_secrets:\n        - {{env: ZENDESK_CLIENT_SECRET}}\n",
        site.sandbox.url()
    );
    fs::write(site.dir().join("preflight.yaml"), own).expect("written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_in_order() {
    let site = set_up();
    let (status, out, err) = site.doctor(&[]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    insta::assert_snapshot!(out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_signing_secret() {
    let site = set_up();
    fs::write(site.dir().join("zendesk-webhook-secret"), "of another webhook").expect("written");
    insta::assert_snapshot!(said(&site).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_trigger_and_a_careless_one() {
    let site = set_up();
    let (webhook, triggers) = (site.webhooks().await.remove(0), site.triggers().await);
    let replied = format!("/api/v2/triggers/{}", triggers[1]["id"]);
    site.ask(Method::DELETE, &replied, Value::Null).await;
    let created = format!("/api/v2/triggers/{}", triggers[0]["id"]);
    site.ask(Method::PUT, &created, json!({"trigger": {"active": false}})).await;
    let careless = json!({"trigger": {
        "title": "Everything",
        "conditions": {"all": [{"field": "update_type", "operator": "is", "value": "Change"}], "any": []},
        "actions": [{"field": "notification_webhook", "value": [webhook["id"], "{}"]}],
    }});
    site.ask(Method::POST, "/api/v2/triggers", careless).await;
    let other = json!({"trigger": {"title": "Later", "actions": [{"field": "status", "value": "open"}]}});
    site.ask(Method::POST, "/api/v2/triggers", other).await;
    insta::assert_snapshot!(said(&site).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inactive_webhook_to_another_place() {
    let site = set_up();
    let path = format!("/api/v2/webhooks/{}", site.webhooks().await[0]["id"].as_str().expect("an id"));
    let change = json!({"webhook": {"status": "inactive", "endpoint": "https://elsewhere.example/"}});
    site.ask(Method::PATCH, &path, change).await;
    insta::assert_snapshot!(said(&site).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_field() {
    let site = set_up();
    rewrite(&site, "      # fields:\n", "      fields: {category: 12345678901234}\n      # fields:\n");
    insta::assert_snapshot!(said(&site).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_set_up_yet_and_credentials_that_are_refused() {
    let site = Site::with(Settings { client_secret: "another".to_owned(), ..Settings::default() });
    let (status, out, _) = site.run(&["doctor"]);
    assert_eq!(status, 1, "{out}");
    insta::assert_snapshot!("nothing_set_up_yet", out);
    by_hand(&site);
    insta::assert_snapshot!("credentials_that_are_refused", said(&site).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_sees_less_and_that_is_no_fault() {
    let site = Site::with(Settings { api_user_role: Role::Agent, ..Settings::default() });
    by_hand(&site);
    let (status, out, err) = site.doctor(&[]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    for line in [
        "✓ role        an agent",
        "! changes     the list",
        "! webhook     webhook and triggers can be looked at by",
    ] {
        assert!(out.contains(line), "{line}: {out}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_reads_it_as_json() {
    let site = set_up();
    rewrite(&site, "level: info", "levle: info");
    let (status, out, _) = site.doctor(&["--json"]);
    let said: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((status, &said["status"]), (1, &json!("wrong")));
    let finding = &said["findings"][0];
    assert_eq!((&finding["check"], &finding["mark"]), (&json!("settings"), &json!("wrong")));
    assert!(finding["what"].as_str().is_some_and(|what| what.contains("levle")), "{out}");
    assert_eq!(site.doctor(&["--public-url", "preflight.example"]).0, 2);
}
