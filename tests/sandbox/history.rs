//! Tickets that come from a file with their history.

use preflight::sandbox::view::Writer;
use preflight::sandbox::webhook::Flavour;
use preflight::ticket::Ticket;
use serde_json::json;

use crate::support::{Endpoint, start};

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_ticket_keeps_its_times_and_hands_and_is_told_once() {
    let desk = start();
    let mut endpoint = Endpoint::listen(&desk.sandbox, Flavour::Trigger);
    let ticket: Ticket = serde_json::from_value(json!({
        "id": "31207", "subject": "Late", "created_at": "2026-02-01T08:00:00Z", "channel": "email",
        "locale": "de-DE", "time_zone": "Europe/Berlin", "tags": ["vip"],
        "fields": {"category": "orders", "strange": 1},
        "messages": [
            {"author": "customer", "at": "2026-02-01T08:00:00Z", "format": "html", "body": "<p>It is <b>late</b></p>",
             "attachments": [{"file_name": "a.png", "content_type": "image/png", "size": 9, "inline": true}]},
            {"author": "bot", "at": "2026-02-01T08:01:00Z", "body": "Which?"},
            {"author": "agent", "at": "2026-02-01T09:00:00Z", "body": "Hm", "public": false},
            {"author": "customer", "at": "2026-02-02T10:00:00Z", "body": "This"}
        ]
    }))
    .expect("a ticket");
    let id = desk.sandbox.import(&ticket);
    assert_eq!(id, 31207);
    assert_eq!(endpoint.next().await.json()["ticket_id"], "31207");
    assert_eq!(desk.sandbox.deliveries(id).len(), 1);
    let view = desk.sandbox.ticket(id).expect("the ticket");
    let hands: Vec<_> = view.comments.iter().map(|comment| (comment.author, comment.public)).collect();
    assert_eq!(
        hands,
        [
            (Writer::Customer, true),
            (Writer::Automation, true),
            (Writer::Agent, false),
            (Writer::Customer, true)
        ]
    );
    assert_eq!(view.comments[0].html, "<p>It is <b>late</b></p>");
    assert_eq!(view.updated_at, ticket.messages[3].at);
    assert!(view.waiting);
    let hidden = desk.get(&format!("/api/v2/tickets/{id}/comments")).await;
    assert_eq!(hidden["comments"][0]["attachments"], json!([]));
    let path = format!("/api/v2/tickets/{id}/comments?include_inline_images=true&include=users");
    let comments = desk.get(&path).await;
    let file = &comments["comments"][0]["attachments"][0];
    assert_eq!(
        (&file["file_name"], &file["size"], &file["inline"]),
        (&json!("a.png"), &json!(9), &json!(true))
    );
    assert_eq!(comments["users"].as_array().map(Vec::len), Some(3));
    assert_eq!(desk.sandbox.import(&ticket), 1001, "a number that is taken is not taken again");
}
