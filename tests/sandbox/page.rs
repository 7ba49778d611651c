//! What the web page is fed with and what it does.

use preflight::sandbox::settings::{Example, Settings};
use preflight::ticket::Ticket;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{start, start_with, within};

fn example() -> Example {
    let ticket: Ticket = serde_json::from_value(json!({
        "subject": "Late", "channel": "email", "time_zone": "Europe/Paris", "fields": {"category": "orders"},
        "messages": [{"author": "customer", "body": "It is late",
            "attachments": [{"file_name": "list.csv", "content_type": "text/csv", "size": 12}]}]
    }))
    .expect("a ticket");
    Example { name: "late".to_owned(), title: "A parcel is late".to_owned(), ticket }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_served_with_its_parts_and_guards() {
    let desk = start();
    for path in ["/", "/sandbox/page.css", "/sandbox/page.js", "/sandbox/draw.js", "/sandbox/compose.js"] {
        let part = desk.bare(Method::GET, path).send().await.expect("an answer");
        assert_eq!(part.status(), 200, "{path}");
        assert!(part.headers().contains_key("content-security-policy"), "{path}");
        assert!(!part.text().await.expect("text").is_empty(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_from_an_example_has_what_the_form_does_not_show() {
    let desk = start_with(Settings { examples: vec![example()], ..Settings::default() });
    let shown: Value = desk
        .bare(Method::GET, "/sandbox/examples")
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let message = &shown[0]["messages"][0];
    let form = json!({"subject": shown[0]["subject"], "body": message["body"], "example": "late",
        "attachments": [message["attachments"][0], {"file_name": "a.txt", "content_type": "text/plain", "data": "aGk="}],
        "time_zone": shown[0]["time_zone"], "locale": "en-US"});
    let opened = desk.bare(Method::POST, "/sandbox/tickets").json(&form).send().await.expect("an answer");
    assert_eq!(opened.status(), 201);
    let opened: Value = opened.json().await.expect("JSON");
    let id: u64 = opened["id"].as_str().expect("an id").parse().expect("a number");
    let view = desk.sandbox.ticket(id).expect("the ticket");
    assert_eq!((view.channel.as_str(), &view.fields["category"]), ("email", &json!("orders")));
    let path = view.comments[0].attachments[1].path.clone().expect("a path");
    let file = desk.bare(Method::GET, &path).send().await.expect("an answer");
    assert_eq!(file.headers()["content-disposition"], "attachment; filename=\"a.txt\"");
    assert_eq!(file.text().await.expect("text"), "hi");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_hears_of_changes() {
    let desk = start();
    let mut events = desk.bare(Method::GET, "/sandbox/events").send().await.expect("an answer");
    let mut next = async || {
        let chunk = within(events.chunk()).await.expect("the stream lives").expect("an event");
        String::from_utf8(chunk.to_vec()).expect("text")
    };
    assert!(next().await.starts_with("event: changed\n"), "one at once, so that nothing is missed");
    let id = desk.ticket("Help", "It is broken");
    assert!(next().await.starts_with("event: changed\n"));
    let path = format!("/sandbox/tickets/{id}/replies");
    let form = json!({"as": "agent", "public": false, "body": "Note"});
    let foreign = desk.bare(Method::POST, &path).header("content-type", "text/plain").body(form.to_string());
    assert!(foreign.send().await.expect("an answer").status().is_client_error(), "a form of another site");
    assert_eq!(desk.bare(Method::POST, &path).json(&form).send().await.expect("an answer").status(), 200);
    assert!(!desk.sandbox.ticket(id).expect("the ticket").comments[1].public);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_beyond_the_limit_are_refused() {
    let desk = start_with(Settings { upload_bytes_max: 3, ..Settings::default() });
    let form = json!({"subject": "a", "body": "b",
        "attachments": [{"file_name": "a.txt", "content_type": "text/plain", "data": "aGVsbG8="}]});
    let refused = desk.bare(Method::POST, "/sandbox/tickets").json(&form).send().await.expect("an answer");
    assert_eq!(refused.status(), 413);
}
