//! Faults on the way: errors, silence and broken answers, before the work and after it.

use preflight::sandbox::fault::{Fault, Op};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{start, within};

#[tokio::test(flavor = "multi_thread")]
async fn the_write_may_have_happened_though_no_answer_came() {
    let desk = start();
    let id = desk.ticket("Help", "It is broken");
    let note = || {
        let body = json!({"ticket": {"comment": {"body": "Note", "public": false}}});
        desk.call(Method::PUT, &format!("/api/v2/tickets/{id}")).json(&body)
    };
    let count = || desk.sandbox.ticket(id).expect("the ticket").comments.len();
    let faults = desk.sandbox.faults();
    for (fault, comments) in
        [(Fault::ApplyThenDrop, 2), (Fault::Drop, 2), (Fault::ApplyThenHang, 3), (Fault::Hang, 3)]
    {
        faults.next(Op::UpdateTicket, fault);
        let outcome = note().timeout(std::time::Duration::from_millis(400)).send().await;
        assert!(outcome.is_err(), "{fault:?}");
        assert_eq!(count(), comments, "{fault:?}");
    }
    faults.next(Op::UpdateTicket, Fault::ApplyThenStatus(502));
    assert_eq!(note().send().await.expect("an answer").status(), 502);
    assert_eq!(count(), 4);
    assert_eq!(note().send().await.expect("an answer").status(), 200);
    assert!(faults.are_spent());
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_break_off_or_have_another_shape() {
    let desk = start();
    let id = desk.ticket("Help", "It is broken");
    let read = || desk.call(Method::GET, &format!("/api/v2/tickets/{id}")).send();
    let faults = desk.sandbox.faults();
    faults.next(Op::FetchTicket, Fault::TruncatedJson);
    faults.next(Op::FetchTicket, Fault::WrongJson);
    faults.next(Op::FetchTicket, Fault::TooManyRequests { retry_after_secs: 7 });
    faults.next(Op::FetchTicket, Fault::Status(503));
    assert!(read().await.expect("an answer").json::<Value>().await.is_err());
    let other: Value = read().await.expect("an answer").json().await.expect("JSON");
    assert!(other.get("ticket").is_none());
    let limited = read().await.expect("an answer");
    assert_eq!(
        (limited.status().as_u16(), limited.headers()["retry-after"].as_bytes()),
        (429, "7".as_bytes())
    );
    assert_eq!(read().await.expect("an answer").status(), 503);
    assert_eq!(read().await.expect("an answer").status(), 200);
    let statuses: Vec<_> = desk.sandbox.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [Some(200), Some(200), Some(429), Some(503), Some(200)]);
}

#[tokio::test]
async fn a_stop_ends_open_pages_and_hanging_requests() {
    let desk = start();
    let id = desk.ticket("Help", "It is broken");
    let mut page = desk.bare(Method::GET, "/sandbox/events").send().await.expect("an answer");
    desk.sandbox.faults().next(Op::FetchTicket, Fault::Hang);
    let hanging = tokio::spawn(desk.call(Method::GET, &format!("/api/v2/tickets/{id}")).send());
    let mut changed = desk.sandbox.changed();
    while desk.sandbox.requests().is_empty() {
        within(changed.changed()).await.expect("the sandbox lives");
    }
    within(desk.sandbox.stop()).await;
    assert!(within(hanging).await.expect("no panic").is_err());
    within(async { while matches!(page.chunk().await, Ok(Some(_))) {} }).await;
    assert!(desk.bare(Method::GET, "/").send().await.is_err());
}
