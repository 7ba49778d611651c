//! Writing into a ticket, and finding what was written.

use jiff::Timestamp;
use preflight::helpdesk::{Helpdesk, HelpdeskError, Receipt, Revision};
use preflight::reply::write::{Comment, Write};
use serde_json::{Value, json};

use crate::server::{Reply, Server, answer, empty, ok};

const FIRST: &str = "2026-01-02T03:04:05Z";
const SECOND: &str = "2026-01-02T03:04:06Z";
const THIRD: &str = "2026-01-02T03:04:07Z";
pub const UPDATE: &str = "PUT /api/v2/tickets/7.json";
const TICKET: &str = "GET /api/v2/tickets/7.json";
const ADD: &str = "PUT /api/v2/tickets/7/tags.json";
const REMOVE: &str = "DELETE /api/v2/tickets/7/tags.json";
const AUDITS: &str = "GET /api/v2/tickets/7/audits.json";

pub fn ticket(updated_at: &str, tags: &[&str]) -> Reply {
    ok(json!({"ticket": {"id": 7, "status": "open", "requester_id": 10, "tags": tags,
        "created_at": FIRST, "updated_at": updated_at}}))
}

pub fn comments() -> Reply {
    ok(json!({"comments": [{"author_id": 10, "body": "hi", "created_at": FIRST}],
        "users": [{"id": 10, "role": "end-user"}], "meta": {"has_more": false}}))
}

pub fn updated(updated_at: &str, tags: &[&str]) -> Reply {
    ok(json!({"ticket": {"id": 7, "tags": tags, "updated_at": updated_at},
        "audit": {"id": 900, "metadata": {"system": {}, "custom": {"preflight_write": "k1"}}}}))
}

pub fn note() -> Write {
    Write {
        key: "k1".into(),
        comment: Some(Comment { html: "<p>hello</p>".into(), public: false }),
        ..Write::default()
    }
}

pub fn tagged(comment: bool) -> Write {
    let comment = note().comment.filter(|_| comment);
    Write { comment, add_tags: vec!["ready".into()], remove_tags: vec!["missing".into()], ..note() }
}

fn time(text: &str) -> Option<Timestamp> {
    Some(text.parse().expect("a timestamp"))
}

pub fn first() -> Revision {
    Revision(FIRST.into())
}

fn conflict() -> Reply {
    answer(409, &json!({"error": "Conflict"}))
}

fn bodies(server: &Server, line: &str) -> Vec<Value> {
    server.seen().into_iter().filter(|seen| seen.line == line).map(|seen| seen.body).collect()
}

#[tokio::test]
async fn comment_and_status_go_in_one_update_and_the_tags_after_it() {
    let server = Server::start().await;
    server.on(UPDATE, updated(SECOND, &["vip", "missing"]));
    server.on(ADD, ok(json!({"tags": ["vip", "missing", "ready"]})));
    server.on(TICKET, ticket(SECOND, &["vip", "missing", "ready"]));
    server.on(REMOVE, empty(204));
    server.on(TICKET, ticket(THIRD, &["vip", "ready"]));
    let write = Write { status: Some("pending".into()), ..tagged(true) };
    let receipt = server.zendesk().apply("7", &write, &first()).await.expect("it is written");
    assert_eq!(receipt, Receipt { id: "900".into(), revision: Revision(THIRD.into()), at: time(SECOND) });
    assert_eq!(server.lines(), [UPDATE, ADD, TICKET, REMOVE, TICKET]);
    let update = json!({"ticket": {"comment": {"html_body": "<p>hello</p>", "public": false}, "status": "pending",
        "metadata": {"preflight_write": "k1"}, "safe_update": true, "updated_stamp": FIRST}});
    assert_eq!(bodies(&server, UPDATE), [update]);
    let stamped = |tag: &str| json!({"tags": [tag], "updated_stamp": SECOND, "safe_update": "true"});
    assert_eq!(bodies(&server, ADD), [stamped("ready")]);
    assert_eq!(bodies(&server, REMOVE), [stamped("missing")]);
    server.finish();
}

#[tokio::test]
async fn tags_that_are_right_already_cost_no_update() {
    let server = Server::start().await;
    server.on(UPDATE, updated(SECOND, &["vip", "Ready"]));
    let receipt = server.zendesk().apply("7", &tagged(true), &first()).await.expect("it is written");
    assert_eq!(receipt.revision, Revision(SECOND.into()));
    assert_eq!(server.lines(), [UPDATE]);
    server.finish();
}

#[tokio::test]
async fn nothing_is_written_on_a_state_that_the_ticket_has_left() {
    let server = Server::start().await;
    server.on(UPDATE, conflict());
    let zendesk = server.zendesk();
    assert_eq!(zendesk.apply("7", &tagged(true), &first()).await, Err(HelpdeskError::Conflict));
    server.on(TICKET, ticket(SECOND, &[]));
    assert_eq!(zendesk.apply("7", &tagged(false), &first()).await, Err(HelpdeskError::Conflict));
    server.on(TICKET, ticket(FIRST, &[]));
    server.on(ADD, conflict());
    assert_eq!(zendesk.apply("7", &tagged(false), &first()).await, Err(HelpdeskError::Conflict));
    assert_eq!(server.lines(), [UPDATE, TICKET, TICKET, ADD]);
    server.finish();
}

#[tokio::test]
async fn someone_elses_change_after_the_comment_does_not_cost_the_tags() {
    let server = Server::start().await;
    server.on(UPDATE, updated(SECOND, &[]));
    server.on(ADD, conflict());
    server.on(TICKET, ticket(THIRD, &["theirs"]));
    server.on(ADD, ok(json!({"tags": ["theirs", "ready"]})));
    server.on(TICKET, ticket(THIRD, &["theirs", "ready"]));
    server.zendesk().apply("7", &tagged(true), &first()).await.expect("it is written");
    let stamps: Vec<Value> =
        bodies(&server, ADD).into_iter().map(|body| body["updated_stamp"].clone()).collect();
    assert_eq!(stamps, [SECOND, THIRD]);
    assert_eq!(server.count(UPDATE), 1);
    server.finish();
}

#[tokio::test]
async fn a_comment_whose_tags_failed_is_not_taken_for_unwritten() {
    for failure in [empty(500), empty(403), answer(404, &json!({})), Reply::HangUp] {
        let server = Server::start().await;
        server.on(UPDATE, updated(SECOND, &[]));
        server.on(ADD, failure.clone());
        if let Reply::Answer { status: 403, .. } = failure {
            server.on(ADD, failure);
        }
        let outcome = server.zendesk().apply("7", &tagged(true), &first()).await;
        assert!(matches!(outcome, Err(HelpdeskError::Unknown { .. })), "{outcome:?}");
        server.finish();
    }
}

#[tokio::test]
async fn conflicts_over_tags_end() {
    let server = Server::start().await;
    for _ in 0..5 {
        server.on(ADD, conflict());
        server.on(TICKET, ticket(THIRD, &[]));
    }
    let outcome = server.zendesk().ensure_tags("7", &["ready".into()], &[]).await;
    assert_eq!(outcome, Err(HelpdeskError::Conflict));
    server.finish();
}

#[tokio::test]
async fn tags_alone_are_written_on_the_revision_that_was_read() {
    let server = Server::start().await;
    server.on(TICKET, ticket(FIRST, &["missing"]));
    server.on(ADD, ok(json!({})));
    server.on(TICKET, ticket(SECOND, &["missing", "ready"]));
    server.on(REMOVE, empty(204));
    server.on(TICKET, ticket(THIRD, &["ready"]));
    let zendesk = server.zendesk();
    let receipt = zendesk.apply("7", &tagged(false), &first()).await.expect("they are written");
    assert_eq!(receipt, Receipt { id: "tags:k1".into(), revision: Revision(THIRD.into()), at: None });
    server.on(TICKET, ticket(THIRD, &["ready"]));
    let write = tagged(false);
    let again = zendesk.ensure_tags("7", &write.add_tags, &write.remove_tags).await;
    assert_eq!(again, Ok(Revision(THIRD.into())));
    server.finish();
}

#[tokio::test]
async fn a_closed_ticket_and_a_missing_field_are_told_apart() {
    let server = Server::start().await;
    let invalid = |field: &str, text: &str| {
        answer(422, &json!({"error": "RecordInvalid", "details": {field: [{"description": text}]}}))
    };
    server.on(UPDATE, invalid("status", "closed prevents ticket update"));
    server.on(UPDATE, invalid("base", "Order: is required when solving a ticket"));
    let zendesk = server.zendesk();
    assert_eq!(zendesk.apply("7", &note(), &first()).await, Err(HelpdeskError::Closed));
    let detail = "422 RecordInvalid, base".into();
    assert_eq!(zendesk.apply("7", &note(), &first()).await, Err(HelpdeskError::Refused { detail }));
    server.finish();
}

#[tokio::test]
async fn an_earlier_write_is_found_by_its_key() {
    let audit = |id: u64, key: Value| json!({"id": id, "created_at": SECOND, "metadata": {"system": {"ip_address": "192.0.2.1"}, "custom": key}});
    let server = Server::start().await;
    let pages = || {
        let other =
            [audit(903, json!({})), audit(902, json!({"preflight_write": "k2"})), audit(901, Value::Null)];
        server.on(AUDITS, ok(json!({"audits": other, "meta": {"has_more": true, "after_cursor": "c1"}})));
        let last = [audit(900, json!({"preflight_write": "k1"})), json!({"id": 899, "created_at": FIRST})];
        server.on(AUDITS, ok(json!({"audits": last, "meta": {"has_more": false}})));
    };
    let zendesk = server.zendesk();
    pages();
    let receipt = Receipt { id: "900".into(), revision: Revision(SECOND.into()), at: time(SECOND) };
    assert_eq!(zendesk.find_write("7", "k1").await, Ok(Some(receipt)));
    pages();
    assert_eq!(zendesk.find_write("7", "k3").await, Ok(None));
    server.finish();
}
