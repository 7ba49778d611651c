//! Clients that are slow, greedy or talk nonsense: each is got rid of, and the service answers the next.

use std::time::Duration;

use preflight::http::limits::Limits;

use crate::peer::Peer;
use crate::running::Site;

const HEAD: &str =
    "POST /webhooks/acme HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: good\r\n";
/// Between two bytes of a slow client.
const DRIBBLE: Duration = Duration::from_millis(20);

/// As in production, but shorter; actix-web's clock goes by half seconds.
fn impatient() -> Limits {
    let soon = Duration::from_millis(1_500);
    Limits { head_max: soon, body_max: soon, idle_max: soon, close_max: soon, ..Limits::default() }
}

async fn peer(site: &Site) -> Peer {
    Peer::connect(site.address()).await
}

/// Someone else, over a connection of their own, gets an answer.
async fn answers(site: &Site) {
    let mut other = peer(site).await;
    other.say("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let answer = other.hear_all().await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// The end of each story.
async fn goes_on(site: Site) {
    answers(&site).await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_dribbles_in_is_cut_off() {
    let site = Site::start_within(impatient());
    let mut silent = peer(&site).await;
    let mut slow = peer(&site).await;
    slow.say(format!("{HEAD}X: ")).await;
    slow.drone(b"y", DRIBBLE).await;
    assert!(silent.hear_all().await.starts_with("HTTP/1.1 408"));
    goes_on(site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_of_a_second_request_is_cut_off_too() {
    let site = Site::start_within(impatient());
    let mut slow = peer(&site).await;
    slow.say("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    slow.hear("alive").await;
    slow.say("GET /healthz HTTP/1.1\r\nX: ").await;
    slow.drone(b"y", DRIBBLE).await;
    goes_on(site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_dribbles_in_is_refused() {
    let site = Site::start_within(impatient());
    let mut stuck = peer(&site).await;
    stuck.say(format!("{HEAD}Content-Length: 100\r\n\r\n{{")).await;
    let answer = stuck.hear_all().await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("body_too_slow"), "{answer}");
    let mut slow = peer(&site).await;
    slow.say(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n")).await;
    slow.drone(b"1\r\n \r\n", DRIBBLE).await;
    goes_on(site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_nobody_asked_for_does_not_hold_the_connection() {
    let site = Site::start_within(impatient());
    for framing in ["Content-Length: 1000000000", "Transfer-Encoding: chunked"] {
        let mut endless = peer(&site).await;
        endless.say(format!("POST /nowhere HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n")).await;
        endless.hear("not_found").await;
        endless.drone(b"1\r\n \r\n", DRIBBLE).await;
    }
    goes_on(site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_no_answers_is_cut_off() {
    let site = Site::start_within(impatient());
    let mut deaf = peer(&site).await;
    let many = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000);
    deaf.drone(many.as_bytes(), Duration::ZERO).await;
    goes_on(site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_limit_wait_until_the_idle_ones_are_closed() {
    let site = Site::start_within(Limits { connections_per_thread_max: 4, ..impatient() });
    let mut crowd = Vec::new();
    for _ in 0..24 {
        let mut one = peer(&site).await;
        one.say("GET /he").await;
        crowd.push(one);
    }
    answers(&site).await;
    for mut one in crowd {
        assert!(one.hear_all().await.starts_with("HTTP/1.1 408"));
    }
    goes_on(site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_large_is_refused() {
    let site = Site::start_within(impatient());
    let long = format!("{HEAD}X: {}\r\n\r\n", "x".repeat(200_000));
    let many = format!("{HEAD}{}\r\n", "X: y\r\n".repeat(200));
    for head in [long, many] {
        let mut greedy = peer(&site).await;
        greedy.say(head).await;
        let answer = greedy.hear_all().await;
        // Too many headers are refused as malformed.
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    goes_on(site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_in_a_row_are_answered_in_a_row() {
    let site = Site::start();
    let mut hasty = peer(&site).await;
    let delivery = format!("{HEAD}Content-Length: 27\r\n\r\n{{\"key\":\"k\",\"ticket_id\":\"1\"}}");
    hasty.say(delivery.repeat(2) + "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let answers = hasty.hear_all().await;
    let at = |words: &str| answers.find(words).unwrap_or_else(|| panic!("{words}: {answers}"));
    assert!(at("accepted") < at("known") && at("known") < at("alive"), "{answers}");
    goes_on(site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_refused_and_never_stored() {
    let site = Site::start_within(impatient());
    let body = r#"{"key":"k","ticket_id":"1"}"#;
    let framed = |framing: &str| format!("{HEAD}{framing}\r\n\r\n{body}");
    let nonsense = [
        "\r\n\r\n\0\0\0\0".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\nHost: x\r\n folded: y\r\nX\u{0}: y\r\n\r\n".to_owned(),
        // Whoever stands before the service must not see other requests than it does.
        framed("Content-Length: 27\r\nContent-Length: 5"),
        framed("Content-Length: 27\r\nTransfer-Encoding: chunked"),
        framed("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
        framed("Transfer-Encoding: x-chunked"),
        framed("Content-Length: -1"),
        framed("Content-Length: +27"),
        framed("Content-Length: 99999999999999999999999"),
        format!("{HEAD}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{body}\r\n0\r\n\r\n"),
        format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n-1\r\n{body}\r\n0\r\n\r\n"),
    ];
    for request in nonsense {
        let mut confused = peer(&site).await;
        confused.say(&request).await;
        let answer = confused.hear("HTTP/1.1 ").await + &confused.hear_all().await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{request:?}: {answer}");
        assert!(!answer.contains("accepted"), "{request:?}: {answer}");
    }
    goes_on(site).await;
}
