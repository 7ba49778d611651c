//! Deliveries as Zendesk sends them: an event of some 3 KB, signed over timestamp and body.
//!
//! Each has an identifier and a ticket of its own at the end of the body, so that the long part is hashed once and not for
//! each: the generator must not be what limits.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::load::Arguments;

/// Bodies of different words and lengths.
const BODIES: usize = 64;
/// Bytes that stand around the words.
const ENVELOPE_BYTES: usize = 560;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Scheme {
    /// base64(HMAC-SHA256(secret, timestamp || body)).
    Zendesk,
    /// The hexadecimal HMAC over the body alone, for those who know no other.
    BodyOnly,
}

pub struct Deliveries {
    bodies: Vec<Body>,
    scheme: Scheme,
    /// Makes identifiers of one run unlike those of another.
    run: u32,
    next: u64,
    first_ticket: u64,
    end: Vec<u8>,
}

/// All but the end, which each delivery has of its own.
struct Body {
    head: Vec<u8>,
    start: Vec<u8>,
    mac: Hmac<Sha256>,
}

impl Deliveries {
    pub fn new(arguments: &Arguments) -> anyhow::Result<Self> {
        let words = words(arguments.words.as_deref())?;
        let timestamp = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let now = jiff::Timestamp::now().as_microsecond();
        let run = u32::try_from(now.unsigned_abs() & u64::from(u32::MAX)).unwrap_or_default();
        let mut deliveries = Self {
            bodies: Vec::new(),
            scheme: arguments.scheme,
            run,
            next: 0,
            first_ticket: arguments.first_ticket,
            end: Vec::new(),
        };
        for index in 0..BODIES {
            // From two thirds to four thirds of the length.
            let bytes = arguments.body_bytes * (2 * BODIES + 2 * index + 1) / (3 * BODIES);
            let text = cut(&words, index * words.len() / BODIES, bytes.saturating_sub(ENVELOPE_BYTES));
            let body = deliveries.body(arguments, &timestamp, text)?;
            deliveries.bodies.push(body);
        }
        Ok(deliveries)
    }

    fn body(&mut self, arguments: &Arguments, timestamp: &str, text: &str) -> anyhow::Result<Body> {
        let event = json!({
            "account_id": 22_129_848,
            "type": "zen:event-type:ticket.comment_added",
            "zendesk_event_version": "2022-11-06",
            "time": timestamp,
            "event": {"comment": {"author": {"id": "8447388090494", "is_staff": false}, "body": text, "is_public": true}},
        });
        let mut start = serde_json::to_vec(&event)?;
        start.pop();
        self.write_end();
        let bytes = start.len() + self.end.len();
        let mut mac = Hmac::<Sha256>::new_from_slice(arguments.secret.as_bytes()).context("a key")?;
        if self.scheme == Scheme::Zendesk {
            mac.update(timestamp.as_bytes());
        }
        mac.update(&start);
        let signature = match self.scheme {
            Scheme::Zendesk => "X-Zendesk-Webhook-Signature",
            Scheme::BodyOnly => "X-Signature",
        };
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: Zendesk Webhook\r\nAccept: */*\r\n\
             Content-Type: application/json; charset=utf-8\r\nContent-Length: {bytes}\r\n\
             X-Zendesk-Account-Id: 22129848\r\nX-Zendesk-Webhook-Id: 01KA0000000000000000000000\r\n\
             X-Zendesk-Webhook-Invocation-Id: 01KA0000000000000000000001\r\n\
             X-Zendesk-Webhook-Signature-Timestamp: {timestamp}\r\n{signature}: ",
            arguments.path, arguments.to,
        );
        Ok(Body { head: head.into_bytes(), start, mac })
    }

    /// The next request, whole.
    pub fn write(&mut self, request: &mut Vec<u8>) {
        self.write_end();
        let body = &self.bodies[self.next as usize % self.bodies.len()];
        let mut mac = body.mac.clone();
        mac.update(&self.end);
        let digest = mac.finalize().into_bytes();
        request.clear();
        request.extend_from_slice(&body.head);
        match self.scheme {
            Scheme::Zendesk => request.extend_from_slice(STANDARD.encode(digest).as_bytes()),
            Scheme::BodyOnly => request.extend_from_slice(hex::encode(digest).as_bytes()),
        }
        request.extend_from_slice(b"\r\n\r\n");
        request.extend_from_slice(&body.start);
        request.extend_from_slice(&self.end);
        self.next += 1;
    }

    /// Always of the same length.
    fn write_end(&mut self) {
        let ticket = self.first_ticket + self.next;
        // Identifiers of Zendesk's events are random, so the count is scattered.
        let scattered = self.next.wrapping_add(u64::from(self.run) << 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let (high, low) = (scattered >> 32, scattered & 0xFFFF_FFFF);
        self.end.clear();
        write!(
            self.end,
            r#","detail":{{"id":"{ticket:010}","actor_id":"8447388090494","status":"NEW","via":{{"channel":"web"}}}},"subject":"zen:ticket:{ticket:010}","id":"{high:08x}-7239-495d-b020-{:04x}{low:08x}"}}"#,
            self.next >> 32,
        )
        .expect("memory takes what is written");
    }
}

/// What customers wrote, one after the other.
fn words(path: Option<&Path>) -> anyhow::Result<String> {
    let Some(path) = path else {
        return Ok("an order of mine never came over and I would like to know why. ".repeat(2_000));
    };
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut words = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line: Value = serde_json::from_str(line)?;
        for message in line["ticket"]["messages"].as_array().into_iter().flatten() {
            words.push_str(message["body"].as_str().unwrap_or_default());
            words.push_str("\n\n");
        }
    }
    Ok(words)
}

fn cut(words: &str, start: usize, bytes: usize) -> &str {
    let start = words.floor_char_boundary(start.min(words.len().saturating_sub(bytes)));
    let end = words.floor_char_boundary((start + bytes).min(words.len()));
    &words[start..end]
}
