//! Reading a ticket.

use preflight::helpdesk::{Helpdesk, HelpdeskError};
use preflight::ticket::{Author, Format};
use serde_json::json;

use crate::server::{OWN_USER, Server, answer, ok, zendesk};
use crate::write::ticket;

const TICKET: &str = "GET /api/v2/tickets/7.json";
const COMMENTS: &str = "GET /api/v2/tickets/7/comments.json";

#[tokio::test]
async fn all_pages_are_read_from_the_account_and_from_nowhere_else() {
    let server = Server::start().await;
    let elsewhere = Server::start().await;
    let link = format!("{}/api/v2/tickets/7/comments.json?page[after]=x", elsewhere.url);
    server.on(
        TICKET,
        ok(json!({
            "ticket": {"id": 7, "subject": "Help", "status": "new", "requester_id": 10, "tags": ["vip"],
                "custom_fields": [{"id": 501, "value": "A-1"}, {"id": 502, "value": null}],
                "via": {"channel": "web"}, "url": link,
                "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:06Z"},
            "users": [{"id": 10, "role": "end-user", "locale": "es", "iana_time_zone": "America/Chicago"}],
        })),
    );
    server.on(
        COMMENTS,
        ok(json!({
            "comments": [{"id": 1, "author_id": 10, "html_body": "<p>one</p>", "body": "one", "public": true,
                "created_at": "2026-01-02T03:04:05Z", "attachments": [{"file_name": "a.png", "size": 3}]}],
            "users": [{"id": 10, "role": "end-user", "locale": "es", "iana_time_zone": "America/Chicago"}],
            "meta": {"has_more": true, "after_cursor": "c/1="}, "links": {"next": link},
        })),
    );
    server.on(
        COMMENTS,
        ok(json!({
            "comments": [
                {"id": 2, "author_id": 20, "body": "two", "public": false, "created_at": "2026-01-02T03:05:05Z"},
                {"id": 3, "author_id": OWN_USER, "body": "three", "public": true, "via": {"channel": "api"},
                 "created_at": "2026-01-02T03:06:05Z"}],
            "users": [{"id": 20, "role": "agent"}, {"id": OWN_USER, "role": "admin"}],
            "meta": {"has_more": false, "after_cursor": "c/2="}, "links": {"next": link},
        })),
    );
    let snapshot = server.zendesk().fetch("7").await.expect("the ticket is there");
    assert_eq!((snapshot.revision.0.as_str(), snapshot.status.as_str()), ("2026-01-02T03:04:06Z", "new"));
    assert_eq!(snapshot.ticket.time_zone.as_deref(), Some("America/Chicago"));
    assert_eq!(snapshot.ticket.field("order").as_deref(), Some("A-1"));
    let messages: Vec<_> = snapshot
        .ticket
        .messages
        .iter()
        .map(|message| (message.author, message.format, message.body.as_str(), message.public))
        .collect();
    let expected = [
        (Author::Customer, Format::Html, "<p>one</p>", true),
        (Author::Agent, Format::Text, "two", false),
        (Author::Bot, Format::Text, "three", true),
    ];
    assert_eq!(messages, expected);
    assert_eq!(snapshot.ticket.messages[0].attachments[0].file_name, "a.png");
    let queries: Vec<String> =
        server.seen().into_iter().filter(|seen| seen.line == COMMENTS).map(|seen| seen.query).collect();
    assert!(queries[0].contains("page%5Bsize%5D=100") && queries[0].contains("include_inline_images=true"));
    assert!(!queries[0].contains("after") && queries[1].contains("page%5Bafter%5D=c%2F1%3D"));
    assert!(elsewhere.seen().is_empty());
    server.finish();
}

/// A picture of the customer's, or a link of theirs, would tell them who reads it, and from where.
#[tokio::test]
async fn nothing_that_a_ticket_points_to_is_fetched() {
    let server = Server::start().await;
    let elsewhere = Server::start().await;
    let link = format!("{}/token/1.png", elsewhere.url);
    server.on(TICKET, ticket("2026-01-02T03:04:06Z", &[]));
    let html = format!(
        "<img src=\"{link}\"><a href=\"{link}\">here</a><link rel=stylesheet href=\"{link}\"><iframe src=\"{link}\">"
    );
    let file = json!({"file_name": "a.png", "size": 3, "content_type": "image/png", "content_url": link,
        "mapped_content_url": link, "url": link, "thumbnails": [{"content_url": link}]});
    server.on(
        COMMENTS,
        ok(json!({
            "comments": [{"id": 1, "author_id": 10, "html_body": html, "body": link, "public": true,
                "created_at": "2026-01-02T03:04:05Z", "attachments": [file]}],
            "users": [{"id": 10, "role": "end-user", "url": link, "photo": {"content_url": link}}],
            "meta": {"has_more": false}, "next_page": link,
        })),
    );
    let snapshot = server.zendesk().fetch("7").await.expect("the ticket is there");
    let message = &snapshot.ticket.messages[0];
    assert!(message.body.contains(&link) && message.attachments[0].file_name == "a.png");
    let rendition = preflight::reading::html::render(&message.body);
    assert_eq!(rendition.text, "here");
    assert!(elsewhere.seen().is_empty());
    server.finish();
}

#[tokio::test]
async fn a_requester_who_did_not_come_along_is_asked_for() {
    let server = Server::start().await;
    server.on(TICKET, ticket("2026-01-02T03:04:06Z", &[]));
    server.on(COMMENTS, ok(json!({"comments": [], "meta": {"has_more": false}})));
    server.on(
        "GET /api/v2/users/10.json",
        ok(json!({"user": {"id": 10, "role": "end-user", "locale": "es-MX"}})),
    );
    let settings = server.settings();
    let snapshot = zendesk(&settings).fetch("7").await.expect("the ticket is there");
    assert_eq!(snapshot.ticket.locale.as_deref(), Some("es-MX"));
    server.on(TICKET, ticket("2026-01-02T03:04:06Z", &[]));
    server.on(COMMENTS, ok(json!({"comments": [], "meta": {"has_more": false}})));
    server.on("GET /api/v2/users/10.json", answer(404, &json!({"error": "RecordNotFound"})));
    let snapshot = zendesk(&settings).fetch("7").await.expect("the ticket is there");
    assert_eq!(snapshot.ticket.locale, None);
    server.finish();
}

#[tokio::test]
async fn a_conversation_is_read_whole_or_not_at_all() {
    let server = Server::start().await;
    server.on(TICKET, ticket("2026-01-02T03:04:06Z", &[]));
    for page in 0..2 {
        let cursor = format!("c{page}");
        server.on(COMMENTS, ok(json!({"comments": [], "meta": {"has_more": true, "after_cursor": cursor}})));
    }
    let mut settings = server.settings();
    settings.comment_pages_max = 2;
    assert!(matches!(zendesk(&settings).fetch("7").await, Err(HelpdeskError::Refused { .. })));
    server.finish();
}

#[tokio::test]
async fn a_ticket_that_is_not_there_is_not_found() {
    let server = Server::start().await;
    server.on(TICKET, answer(404, &json!({"error": "RecordNotFound", "description": "Not found"})));
    let zendesk = server.zendesk();
    assert_eq!(zendesk.fetch("7").await.err(), Some(HelpdeskError::NotFound));
    assert!(matches!(zendesk.fetch("../users/1").await, Err(HelpdeskError::Refused { .. })));
    server.finish();
}

#[tokio::test]
async fn credentials_of_nobody_are_told_apart() {
    let server = Server::start().await;
    server.on("GET /api/v2/users/me.json", ok(json!({"user": {"id": null, "name": "Anonymous user"}})));
    assert!(matches!(server.zendesk().fetch("7").await, Err(HelpdeskError::Unauthorized { .. })));
    server.finish();
}
