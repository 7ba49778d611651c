//! Ticket text, addresses and secrets reach neither logs nor error answers, however much is logged.

use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use preflight::sandbox::edit::Upload;
use preflight::sandbox::fault::{Fault, Op};
use preflight::sandbox::people::NewTicket;
use preflight::sandbox::view::Writer;
use reqwest::{Client, Method, RequestBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

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
    let seen = open_to_all(&site).await;
    assert!(faults.are_spent());
    site.until("nothing is left to do", async || site.left() == 0 && site.sandbox.deliveries(id).len() == 2)
        .await;
    assert_eq!(site.stop(), Some(0), "{}", site.log());
    let log = site.log();
    assert!(log.contains("TRACE") && log.contains("pass ended"), "the log is as talkative as can be: {log}");
    let letter_by_letter = "got character";
    for hidden in
        [CANARY, CLIENT_SECRET, WEBHOOK_SECRET, "Bearer ", "577960875603559534", "1482207", letter_by_letter]
    {
        let found = log.lines().find(|line| line.contains(hidden));
        assert_eq!(found, None, "{hidden}");
    }
    for (status, answer) in refused {
        assert!(!answer.contains(CANARY), "{status}: {answer}");
    }
    assert!(seen.contains("preflight_writes_total") && !seen.contains(CANARY), "{seen}");
    let begun_by_it = |line: &str| match format {
        "json" => serde_json::from_str::<serde_json::Value>(line).is_ok(),
        _ => line.get(..20).is_some_and(|start| start.starts_with("20") && start.contains('T')),
    };
    let lines: Vec<&str> = log.lines().collect();
    let foreign = lines.windows(2).find(|pair| !begun_by_it(pair[1]));
    assert_eq!(foreign, None, "nobody else begins a line of the log");
}

/// What anybody can see who may use the machine, or reaches the service.
async fn open_to_all(site: &Site) -> String {
    let client = Client::builder().no_proxy().build().expect("a plain client");
    let mut seen = site.command_line();
    for path in ["healthz", "readyz", "metrics"] {
        let answer = client.get(format!("http://{}/{path}", site.address)).send().await.expect("an answer");
        seen += &format!("{:?}", answer.headers());
        seen += &answer.text().await.expect("a text");
    }
    seen
}

fn ticket() -> NewTicket {
    NewTicket {
        subject: "canary-subject: TikTok order missing\n2026-01-01T00:00:00Z ERROR canary".to_owned(),
        body: "canary-body. The TikTok order 577960875603559534 is not in CommentSold. {{canary}}\n\u{1b}[2J\r\n"
            .to_owned(),
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
    let odd = Method::from_bytes(b"canary").expect("a method can be any word");
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
        (405, client.request(odd, format!("http://{}{hook}", site.address))),
    ];
    let mut answers = vec![(400, nonsense(site.address).await)];
    for (status, request) in requests {
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status);
        let head = format!("{:?}", answer.headers());
        answers.push((status, head + &answer.text().await.expect("a text")));
    }
    answers
}

/// What is no HTTP at all is answered, too.
async fn nonsense(address: SocketAddr) -> String {
    let mut socket = TcpStream::connect(address).await.expect("connected");
    socket.write_all(b"canary canary canary\r\ncanary\r\n\r\n").await.expect("sent");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    answer
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
