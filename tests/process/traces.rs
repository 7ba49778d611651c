//! The way of a ticket as a trace: from the delivery across the queue to the write, for whoever collects it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::TcpListener;

use opentelemetry_proto::tonic::trace::v1::Span;
use preflight::sandbox::people::NewTicket;
use preflight::sandbox::view::Writer;
use reqwest::Client;
use serde_json::Value;

use crate::collector::{Collector, attributes};
use crate::service::Site;

const CANARY: &str = "canary";
const CALLER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_trace_shows_a_tickets_way_from_the_delivery_to_the_write() {
    let collector = Collector::start();
    let mut site = Site::new();
    let traces = format!(
        "traces: {{endpoint: \"http://{}\", headers: {{env: TEST_HEADERS}}, service_name: desk}}\n",
        collector.address
    );
    let settings = fs::read_to_string(site.settings_path()).expect("it was written") + &traces;
    fs::write(site.settings_path(), settings).expect("written");
    site.start(&[("TEST_HEADERS", "authorization=Bearer%20canary-token"), ("PREFLIGHT_LOG_FORMAT", "json")])
        .await;
    let id = site.sandbox.customer_opens(ticket());
    answered(&site, id).await;
    let problem = refused(&site, Some(CALLER)).await;
    assert_eq!(site.stop(), Some(0), "{}", site.log());

    let spans = collector.spans();
    let pass = only(&spans, "pass");
    let way: Vec<&Span> = spans.iter().filter(|span| span.trace_id == pass.trace_id).collect();
    let names: BTreeSet<&str> = way.iter().map(|span| span.name.as_str()).collect();
    let wanted = [
        "POST /webhooks/{helpdesk}",
        "store",
        "pass",
        "fetch",
        "settle",
        "judge",
        "check",
        "plan",
        "write",
        "finish",
        "helpdesk request",
    ];
    assert_eq!(names, BTreeSet::from(wanted));
    let delivery = *way.iter().find(|span| span.name.starts_with("POST")).expect("it is among them");
    assert_eq!(pass.parent_span_id, delivery.span_id, "the pass goes on from the delivery");
    for (child, parent) in [("fetch", "pass"), ("write", "pass"), ("finish", "pass"), ("plan", "judge")] {
        let of = |name: &str| *way.iter().find(|span| span.name == name).expect("it is among them");
        assert_eq!(of(child).parent_span_id, of(parent).span_id, "{child} in {parent}");
    }
    let told = attributes(&pass.attributes);
    let telling = |name: &str| told.get(name).map(String::as_str);
    let ticket_id = id.to_string();
    assert_eq!(telling("ticket"), Some(ticket_id.as_str()));
    assert_eq!((telling("end"), telling("verdict")), (Some("done"), Some("incomplete")), "{told:?}");
    assert_eq!(collector.resource().get("service.name").map(String::as_str), Some("desk"));
    for head in collector.heads() {
        assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("authorization: Bearer canary-token\r\n"), "{head}");
    }
    assert!(!collector.has_heard_of(CANARY), "no words, no address, no secret");
    assert!(!site.log().contains(CANARY));

    let logged = lines(&site, "pass ended");
    assert_eq!(logged[0]["trace_id"], hex::encode(&pass.trace_id));
    let asked = lines(&site, "request answered");
    assert!(asked.iter().any(|line| line["trace_id"] == hex::encode(&pass.trace_id)));
    assert_eq!(problem["trace_id"], CALLER[3..35], "a caller's sane trace is gone on with");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_down_costs_no_answer_and_one_line() {
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it is bound");
    let mut site = Site::new();
    let endpoint = format!("http://{nobody}");
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        // Often enough that it would be told of often.
        ("OTEL_BSP_SCHEDULE_DELAY", "20"),
    ];
    site.start(&environment).await;
    for _ in 0..2 {
        let id = site.sandbox.customer_opens(ticket());
        answered(&site, id).await;
        site.until("it is told of", async || site.log().contains("spans can't be sent")).await;
    }
    assert_eq!(site.stop(), Some(0), "{}", site.log());
    assert_eq!(site.log().matches("spans can't be sent").count(), 1, "{}", site.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_collector_nothing_is_traced() {
    let mut site = Site::new();
    site.start(&[]).await;
    assert!(!site.threads().iter().any(|name| name.contains("OpenTelemetry")), "{:?}", site.threads());
    let problem = refused(&site, Some(CALLER)).await;
    assert_eq!(problem.get("trace_id"), None);
    assert_eq!(problem["request_id"], "a-request.7");
    assert_eq!(site.stop(), Some(0), "{}", site.log());
    assert!(site.log().contains("request_id=\"a-request.7\"") && !site.log().contains("trace_id"));
}

async fn answered(site: &Site, id: u64) {
    site.until("it is answered", async || {
        let ticket = site.sandbox.ticket(id);
        ticket.is_some_and(|ticket| ticket.comments_of(Writer::Preflight).any(|comment| comment.public))
            && site.left() == 0
    })
    .await;
}

/// The body of an answer to a request with a name of its own.
async fn refused(site: &Site, traceparent: Option<&str>) -> Value {
    let client = Client::builder().no_proxy().build().expect("a plain client");
    let mut request = client.post(format!("http://{}/webhooks/nowhere", site.address));
    if let Some(traceparent) = traceparent {
        request = request.header("traceparent", traceparent);
    }
    let answer = request.header("x-request-id", "a-request.7").send().await.expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["x-request-id"]),
        (404, &"a-request.7".parse().expect("a header"))
    );
    answer.json().await.expect("JSON")
}

fn ticket() -> NewTicket {
    NewTicket {
        subject: "canary-subject: TikTok order missing".to_owned(),
        body: "canary-body. The TikTok order 577960875603559534 is not in CommentSold.".to_owned(),
        name: "Canary Name".to_owned(),
        email: "canary-address@customer.example".to_owned(),
        ..NewTicket::default()
    }
}

fn only<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let named: Vec<&Span> = spans.iter().filter(|span| span.name == name).collect();
    assert_eq!(named.len(), 1, "{name} among {:?}", count(spans));
    named[0]
}

fn count(spans: &[Span]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    spans.iter().for_each(|span| *counts.entry(span.name.as_str()).or_default() += 1);
    counts
}

/// The log's lines with this message.
fn lines(site: &Site, message: &str) -> Vec<Value> {
    let log = site.log();
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["message"] == message).collect()
}
