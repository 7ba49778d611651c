//! What the endpoints answer, over real sockets.

use std::io::{Read, Write};
use std::net::TcpStream;

use preflight::store::sqlite::SqliteStore;
use preflight::store::{Accepted, NewDelivery, Store, TicketKey};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::running::Site;

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_accepted_once() {
    let site = Site::start();
    site.desk.customer_writes("1", "help");
    for status in ["accepted", "known"] {
        let answer = site.delivery("d1", "1").send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.headers().contains_key("x-request-id"));
        assert_eq!(answer.json::<Value>().await.expect("JSON"), json!({ "status": status }));
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_with_200_is_on_disk() {
    let site = Site::start();
    let answer = site.delivery("d1", "1").send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let folder = site.stop().await;
    let store = SqliteStore::open(&folder.path().join("store.sqlite")).expect("the store opens");
    let again = NewDelivery {
        ticket: TicketKey { helpdesk: "acme".into(), id: "1".into() },
        key: "d1".into(),
        event: "ticket_created".into(),
        received_at: jiff::Timestamp::now(),
        trace: None,
    };
    assert_eq!(store.accept(again).await.expect("stored"), Accepted::Known);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tickets_are_each_answered_once() {
    let site = Site::start();
    let ids: Vec<String> = (0..60).map(|n| n.to_string()).collect();
    for id in &ids {
        site.desk.customer_writes(id, "help");
        for copy in 0..2 {
            let answer = site.delivery(&format!("{id}-{copy}"), id).send().await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::OK);
        }
    }
    site.desk.answers(&ids).await;
    let desk = site.desk.clone();
    site.stop().await;
    assert!(ids.iter().all(|id| desk.comments(id).len() == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_matter_is_ignored() {
    let site = Site::start();
    let answer = site.delivery("", "").body("{}").send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.json::<Value>().await.expect("JSON"), json!({ "status": "ignored" }));
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_are_refused_by_name() {
    let site = Site::start();
    let post = |path: &str| site.post(path).header("x-signature", "good");
    let json = |path: &str| post(path).header("content-type", "application/json");
    let large = "x".repeat(2_000);
    let streamed = reqwest::Body::from(large.clone());
    let unsigned = site.post("/webhooks/acme").header("content-type", "application/json");
    refused(unsigned.body("{}"), 401, "unverified").await;
    refused(json("/webhooks/acme").body(large), 413, "body_too_large").await;
    refused(json("/webhooks/acme").body(streamed), 413, "body_too_large").await;
    refused(json("/webhooks/acme").body("{"), 400, "not_json").await;
    refused(json("/webhooks/acme").body(r#"{"key":"d1"}"#), 400, "no_ticket").await;
    refused(post("/webhooks/acme").body("{}"), 415, "wrong_content_type").await;
    let text = post("/webhooks/acme").header("content-type", "text/plain");
    refused(text.body("{}"), 415, "wrong_content_type").await;
    refused(json("/webhooks/other").body("{}"), 404, "unknown_helpdesk").await;
    refused(json("/nowhere").body("{}"), 404, "not_found").await;
    refused(json("/healthz").body("{}"), 405, "wrong_method").await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_in_chunks_is_limited_too() {
    let site = Site::start();
    let mut socket = TcpStream::connect(site.address()).expect("connected");
    let head = "POST /webhooks/acme HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                X-Signature: good\r\nTransfer-Encoding: chunked\r\n\r\n";
    socket.write_all(head.as_bytes()).expect("sent");
    for _ in 0..8 {
        // The answer may come before the last chunk, with the connection closed.
        let _ = socket.write_all(format!("100\r\n{}\r\n", "x".repeat(256)).as_bytes());
    }
    let mut answer = [0; 12];
    socket.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 413");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_is_asked_for_again() {
    let site = Site::start();
    assert_eq!(site.get("/readyz").await.status(), StatusCode::OK);
    let tool = rusqlite::Connection::open(site.store_path()).expect("a connection");
    tool.execute_batch("ALTER TABLE delivery RENAME TO gone; ALTER TABLE probe RENAME TO lost")
        .expect("changed");
    refused(site.delivery("d1", "1"), 409, "not_stored").await;
    let ready = site.get("/readyz").await;
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!ready.text().await.expect("a body").contains("probe"), "the cause is for the log");
    assert_eq!(site.get("/healthz").await.status(), StatusCode::OK);
    tool.execute_batch("ALTER TABLE gone RENAME TO delivery").expect("changed");
    let answer = site.delivery("d1", "1").send().await.expect("an answer");
    assert_eq!(answer.json::<Value>().await.expect("JSON"), json!({ "status": "accepted" }));
    site.stop().await;
}

async fn refused(request: RequestBuilder, status: u16, id: &str) {
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), status, "{id}");
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{id}");
    let problem: Value = answer.json().await.expect("JSON");
    assert_eq!(problem["type"], format!("/problems/{id}"));
    assert_eq!(problem["status"], status);
}
