//! `preflight setup zendesk`: from an empty account to an answered ticket, once more without effect, and back.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use preflight::sandbox::people::NewTicket;
use preflight::sandbox::record::Role;
use preflight::sandbox::settings::Settings;
use preflight::sandbox::view::Writer;
use serde_json::json;

use crate::site::{PATIENCE, Site};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_set_up_looked_at_and_served() {
    let site = Site::new();
    let (status, out, err) = site.set_up(&["--yes"]);
    assert_eq!(status, 0, "{out}{err}");
    let (status, out, err) = site.doctor(&[]);
    assert_eq!(status, 0, "{out}{err}");
    let service = site.serve();
    let id = site.sandbox.customer_opens(NewTicket {
        subject: "Order did not come over from TikTok".to_owned(),
        body: "Hi, an order from TikTok never showed up.\n\nTikTok Seller ID: 7495012345678901234".to_owned(),
        ..NewTicket::default()
    });
    let answered = site
        .sandbox
        .wait_for_ticket(id, |ticket| ticket.comments_of(Writer::Preflight).any(|comment| comment.public));
    tokio::time::timeout(PATIENCE, answered).await.expect("the customer is answered");
    let url = site.public_url();
    let (status, out, err) = site.doctor(&["--public-url", &url]);
    assert_eq!(status, 0, "{out}{err}");
    assert!(out.contains("takes signed deliveries") && out.contains("the service holds the store"), "{out}");
    assert!(out.contains("0 doubtful, 0 wrong"), "{out}");
    drop(service);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_set_up_is_left_as_it_is_and_can_be_taken_back() {
    let site = Site::new();
    let first = site.set_up(&["--yes"]);
    assert_eq!(first.0, 0, "{first:?}");
    insta::assert_snapshot!("set_up", first.1);
    let made = (site.webhooks().await, site.triggers().await, site.settings());
    assert_eq!((made.0.len(), made.1.len()), (1, 2));
    let secret = site.dir().join("zendesk-webhook-secret");
    assert_eq!(fs::metadata(&secret).expect("it is written").permissions().mode() & 0o777, 0o600);
    let (status, out, _) = site.set_up(&[]);
    assert_eq!((status, out.as_str()), (0, "FOLDER/etc/preflight.yaml has everything already.\n"));
    // With the settings there, nothing else need be said.
    let dir = site.dir().display().to_string();
    assert_eq!(site.run(&["setup", "zendesk", "--config", &dir]).0, 0);
    assert_eq!(made, (site.webhooks().await, site.triggers().await, site.settings()));
    let (status, out, err) = site.set_up(&["--remove", "--yes"]);
    assert_eq!(status, 0, "{out}{err}");
    assert_eq!((site.webhooks().await, site.triggers().await), (Vec::new(), Vec::new()));
    assert_eq!(site.set_up(&["--remove", "--yes"]).1, "There was nothing to take back.\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_shows_every_request_and_makes_none() {
    let site = Site::new();
    let (status, out, err) = site.set_up(&["--dry-run"]);
    assert_eq!((status, err.as_str()), (0, ""));
    insta::assert_snapshot!("dry_run", out);
    assert!(!site.dir().exists());
    assert!(site.webhooks().await.is_empty() && site.triggers().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_that_are_there_are_never_written_over() {
    let site = Site::new();
    let own = format!(
        "helpdesks:\n  zendesk:\n    zendesk:\n      url: {}\n      auth:\n        oauth:\n          client_id: preflight\n          \
         client_secret: {{env: ZENDESK_CLIENT_SECRET}}\n      webhook_secrets:\n        - {{env: ZENDESK_CLIENT_SECRET}}\n",
        site.sandbox.url()
    );
    fs::create_dir(site.dir()).expect("a folder");
    fs::write(site.dir().join("preflight.yaml"), &own).expect("written");
    let (status, out, err) = site.set_up(&["--yes"]);
    assert_eq!(status, 1, "{out}{err}");
    assert!(
        out.contains("never overwritten") && out.contains("- {file: FOLDER/etc/zendesk-webhook-secret}"),
        "{out}"
    );
    assert_eq!(site.settings(), own);
    let (status, _, err) = site.set_up(&["--url", "https://other.zendesk.com"]);
    assert_eq!(status, 2, "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_was_changed_is_put_right() {
    let site = Site::new();
    assert_eq!(site.set_up(&["--yes"]).0, 0);
    let path = format!("/api/v2/webhooks/{}", site.webhooks().await[0]["id"].as_str().expect("an id"));
    let change = json!({"webhook": {"status": "inactive", "endpoint": "https://elsewhere.example/"}});
    site.ask(reqwest::Method::PATCH, &path, change).await;
    let (status, out, err) = site.set_up(&["--yes"]);
    assert_eq!(status, 0, "{out}{err}");
    let webhook = &site.webhooks().await[0];
    assert_eq!(webhook["status"], "active");
    assert_eq!(webhook["endpoint"], format!("{}/webhooks/zendesk", site.public_url()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_terminal_the_missing_flag_is_named() {
    let site = Site::new();
    let dir = site.dir().display().to_string();
    let (status, _, err) = site.run(&["setup", "zendesk", "--config", &dir]);
    assert_eq!(status, 2);
    assert!(err.contains("no terminal; say it by --url"), "{err}");
    let (status, _, err) = site.set_up(&[]);
    assert_eq!(status, 2);
    assert!(err.contains("--yes"), "{err}");
    assert!(site.webhooks().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_set_up_is_told_what_is_needed() {
    let agent = Site::with(Settings { api_user_role: Role::Agent, ..Settings::default() });
    let (status, _, err) = agent.set_up(&["--yes"]);
    assert_eq!(status, 2);
    assert!(err.contains("only an administrator"), "{err}");
    let stranger = Site::with(Settings { client_secret: "another".to_owned(), ..Settings::default() });
    let (status, _, err) = stranger.set_up(&["--yes"]);
    assert_eq!(status, 2);
    assert!(err.contains("identifier or secret is wrong"), "{err}");
}
