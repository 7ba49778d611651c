//! Ticket text, addresses and secrets reach neither logs nor error answers, however much is logged.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use preflight::sandbox::edit::Upload;
use preflight::sandbox::fault::{Fault, Op};
use preflight::sandbox::people::NewTicket;
use preflight::sandbox::view::Writer;
use reqwest::{Client, RequestBuilder};

use crate::service::{CLIENT_SECRET, Site, WEBHOOK_SECRET};

/// Stands in everything that nobody may read in a log.
const CANARY: &str = "canary";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_as_text_tells_nothing_of_a_ticket_and_no_secret() {
    story("text").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_as_json_tells_nothing_of_a_ticket_and_no_secret() {
    story("json").await;
}

async fn story(format: &str) {
    let mut site = Site::new();
    // Errors are where texts leak.
    let faults = site.sandbox.faults();
    faults.next(Op::FetchComments, Fault::TruncatedJson);
    faults.next(Op::UpdateTicket, Fault::ApplyThenStatus(500));
    faults.next(Op::AddTags, Fault::Status(500));
    site.start(&[("PREFLIGHT_LOG", "trace"), ("PREFLIGHT_LOG_FORMAT", format)]).await;
    let id = site.sandbox.customer_opens(ticket());
    site.until("it is answered", async || {
        let ticket = site.sandbox.ticket(id);
        ticket.is_some_and(|ticket| ticket.comments_of(Writer::Preflight).any(|comment| comment.public))
    })
    .await;
    let words = "My seller id is 7495823610447258113, canary-reply, and CS order 1482207";
    site.sandbox.customer_replies(id, words, Vec::new()).expect("the ticket is open");
    let refused = refusals(&site).await;
    assert!(faults.are_spent());
    site.until("nothing is left to do", async || site.left() == 0 && site.sandbox.deliveries(id).len() == 2)
        .await;
    assert_eq!(site.stop(), Some(0), "{}", site.log());
    let log = site.log();
    assert!(log.contains("TRACE") && log.contains("pass ended"), "the log is as talkative as can be: {log}");
    for hidden in [CANARY, CLIENT_SECRET, WEBHOOK_SECRET, "Bearer ", "577960875603559534", "1482207"] {
        let found = log.lines().find(|line| line.contains(hidden));
        assert_eq!(found, None, "{hidden}");
    }
    for (status, answer) in refused {
        assert!(!answer.contains(CANARY), "{status}: {answer}");
    }
}

fn ticket() -> NewTicket {
    NewTicket {
        subject: "canary-subject: TikTok order missing".to_owned(),
        body: "canary-body. The TikTok order 577960875603559534 is not in CommentSold. {{canary}}".to_owned(),
        attachments: vec![Upload {
            file_name: "canary-file seller center.png".to_owned(),
            content_type: "image/png".to_owned(),
            size: 90_000,
            ..Upload::default()
        }],
        name: "Canary Name canary".to_owned(),
        email: "canary-address@customer.example".to_owned(),
        tags: vec!["canary_tag".to_owned()],
        ..NewTicket::default()
    }
}

/// Requests that are refused, each with something in it that must not come back.
async fn refusals(site: &Site) -> Vec<(u16, String)> {
    let client = Client::builder().no_proxy().build().expect("a plain client");
    let post = |path: &str| client.post(format!("http://{}{path}", site.address));
    let json =
        |path: &str, body: &str| post(path).header("content-type", "application/json").body(body.to_owned());
    let hook = "/webhooks/main";
    let requests = [
        (401, json(hook, r#"{"ticket_id": "1", "x": "canary"}"#)),
        (401, json(hook, "canary").header("x-zendesk-webhook-signature", "canary")),
        (400, signed(json(hook, "canary, and no JSON"), "canary, and no JSON")),
        (400, signed(json(hook, r#"{"canary": "canary"}"#), r#"{"canary": "canary"}"#)),
        (413, json(hook, &"canary".repeat(100_000))),
        (415, post(hook).header("content-type", "text/canary").body("canary")),
        (404, json("/webhooks/canary", "{}")),
        (404, post("/canary?canary=canary")),
        (405, client.get(format!("http://{}{hook}?canary", site.address))),
    ];
    let mut answers = Vec::new();
    for (status, request) in requests {
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status);
        let head = format!("{:?}", answer.headers());
        answers.push((status, head + &answer.text().await.expect("a text")));
    }
    answers
}

fn signed(request: RequestBuilder, body: &str) -> RequestBuilder {
    let timestamp = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).expect("any key");
    mac.update(timestamp.as_bytes());
    mac.update(body.as_bytes());
    request
        .header("x-zendesk-webhook-signature", STANDARD.encode(mac.finalize().into_bytes()))
        .header("x-zendesk-webhook-signature-timestamp", timestamp)
}
