//! Signed deliveries, from headers and bytes to what they are about.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use preflight::config::secrets::ZendeskSecrets;
use preflight::helpdesk::zendesk::Zendesk;
use preflight::helpdesk::{Helpdesk, Received, Refusal};
use sha2::Sha256;

use crate::server::{OWN_USER, SECRET, Server, nowhere};
use crate::write::{comments, ticket};

const TIMESTAMP: &str = "2026-01-02T03:04:05Z";

fn signed(body: &str) -> HeaderMap {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key is good");
    mac.update(TIMESTAMP.as_bytes());
    mac.update(body.as_bytes());
    let mut headers = HeaderMap::new();
    add(&mut headers, "x-zendesk-webhook-signature", &STANDARD.encode(mac.finalize().into_bytes()));
    add(&mut headers, "x-zendesk-webhook-signature-timestamp", TIMESTAMP);
    headers
}

fn add(headers: &mut HeaderMap, name: &'static str, value: &str) {
    headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a plain value"));
}

fn now() -> Timestamp {
    TIMESTAMP.parse().expect("a timestamp")
}

#[tokio::test]
async fn a_signed_delivery_names_its_ticket_and_a_forged_one_nothing() {
    let zendesk = Server::start().await.zendesk();
    let body = r#"{"v":1,"event":"ticket_created","ticket_id":"7"}"#;
    let Ok(Received::Ticket(delivery)) = zendesk.receive(&signed(body), body.as_bytes(), now()) else {
        panic!("the delivery is genuine");
    };
    assert_eq!((delivery.ticket_id.as_str(), delivery.event.as_str()), ("7", "ticket_created"));

    let mut twice = signed(body);
    add(&mut twice, "x-zendesk-webhook-signature-timestamp", TIMESTAMP);
    let other = r#"{"v":1,"event":"ticket_created","ticket_id":"8"}"#;
    for (headers, body) in [(HeaderMap::new(), body), (signed(other), body), (twice, body)] {
        assert_eq!(zendesk.receive(&headers, body.as_bytes(), now()), Err(Refusal::Unverified));
    }
}

#[tokio::test]
async fn what_preflight_wrote_is_ignored_after_the_first_ticket_was_read() {
    let server = Server::start().await;
    let zendesk = server.zendesk();
    let body = format!(r#"{{"event":"comment_added","ticket_id":"7","current_user_id":"{OWN_USER}"}}"#);
    let receive = || zendesk.receive(&signed(&body), body.as_bytes(), now());
    assert!(matches!(receive(), Ok(Received::Ticket(_))));
    server.on("GET /api/v2/tickets/7.json", ticket("2026-01-02T03:04:05Z", &[]));
    server.on("GET /api/v2/tickets/7/comments.json", comments());
    zendesk.fetch("7").await.expect("the ticket is there");
    assert!(matches!(receive(), Ok(Received::Ignored { .. })));
    server.finish();
}

#[tokio::test]
async fn an_account_without_a_secret_or_a_safe_address_is_refused() {
    let _server = Server::start().await;
    let new = |url: &str, webhook: &[&str], credential: &str| {
        let webhook = webhook.iter().map(|secret| (*secret).into()).collect();
        Zendesk::new(
            "support",
            &nowhere(url),
            ZendeskSecrets { webhook, auth: credential.into(), warnings: Vec::new() },
        )
    };
    assert!(new("https://example.zendesk.com", &["s"], "c").is_ok());
    assert!(new("http://example.zendesk.com", &["s"], "c").is_err());
    assert!(new("https://example.zendesk.com", &[], "c").is_err());
    assert!(new("https://example.zendesk.com", &["s", ""], "c").is_err());
    assert!(new("https://example.zendesk.com", &["s"], " ").is_err());
}
