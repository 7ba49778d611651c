//! Access, reading, safe updates, tags, marks in audits, pages, refusals and budgets.

use preflight::sandbox::record::Status;
use preflight::sandbox::settings::Settings;
use preflight::sandbox::view::Writer;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{start, start_with};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_credentials_is_let_in() {
    let desk = start();
    let id = desk.ticket("Help", "It is broken");
    let refused = desk.bare(Method::GET, &format!("/api/v2/tickets/{id}")).send().await.expect("an answer");
    assert_eq!(refused.status(), 401);
    let body: Value = refused.json().await.expect("JSON");
    assert_eq!(body, json!({"error": "Couldn't authenticate you"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_opens_the_api_until_it_expires() {
    let desk = start();
    let id = desk.ticket("Help", "It is broken");
    let settings = Settings::default();
    let ask = |secret: String| {
        let body = json!({"grant_type": "client_credentials", "client_id": settings.client_id,
            "client_secret": secret, "scope": "read tickets:write", "expires_in": 300});
        desk.bare(Method::POST, "/oauth/tokens").json(&body).send()
    };
    assert_eq!(ask("wrong".to_owned()).await.expect("an answer").status(), 401);
    let granted = ask(settings.client_secret.clone()).await.expect("an answer");
    assert_eq!(granted.status(), 201);
    let token: Value = granted.json().await.expect("JSON");
    assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("bearer"), &json!(300)));
    let bearer = token["access_token"].as_str().expect("a token").to_owned();
    let read = || desk.bare(Method::GET, &format!("/api/v2/tickets/{id}.json")).bearer_auth(&bearer).send();
    assert_eq!(read().await.expect("an answer").status(), 200);
    desk.later(300);
    assert_eq!(read().await.expect("an answer").status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_read_with_its_people_and_all_fields() {
    let desk = start();
    let id = desk.ticket("Order \"9\"", "Where <is> it?");
    let body = desk.get(&format!("/api/v2/tickets/{id}.json?include=users")).await;
    let ticket = &body["ticket"];
    assert_eq!(ticket["status"], "new");
    assert_eq!(ticket["description"], "Where <is> it?");
    assert_eq!(ticket["updated_at"], "2026-03-02T15:04:05Z");
    assert_eq!(ticket["custom_fields"], json!([{"id": 9001, "value": null}, {"id": 9002, "value": null}]));
    let requester = &body["users"][0];
    assert_eq!(requester["id"], ticket["requester_id"]);
    assert_eq!((&requester["role"], &requester["locale"]), (&json!("end-user"), &json!("en-US")));
    assert_eq!(requester["iana_time_zone"], "America/Chicago");
    let comments = desk.get(&format!("/api/v2/tickets/{id}/comments")).await;
    let html = "<div class=\"zd-comment\" dir=\"auto\"><p dir=\"auto\">Where &lt;is&gt; it?</p></div>";
    assert_eq!(comments["comments"][0]["html_body"], html);
    assert!(comments["comments"][0]["id"].as_u64().expect("an id") > 1 << 53);
    let me = desk.get("/api/v2/users/me").await;
    assert_eq!(me["user"]["id"], desk.sandbox.api_user_id());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_carries_everything_at_once_and_leaves_its_mark() {
    let desk = start();
    let id = desk.ticket("Help", "It is broken");
    let path = format!("/api/v2/tickets/{id}");
    let body = json!({"ticket": {
        "comment": {"html_body": "<p>Please send the number.</p>", "public": true},
        "status": "pending", "custom_fields": [{"id": 9001, "value": "orders"}, {"id": 77, "value": "unknown"}],
        "metadata": {"key": "k1"}, "safe_update": true, "updated_stamp": "2026-03-02T15:04:05Z",
        "additional_tags": ["ignored"],
    }});
    let answer = desk.put(&path, body).await;
    assert_eq!(answer.status(), 200);
    let warning = answer.headers()["x-zendesk-api-warn"].to_str().expect("text").to_owned();
    assert!(warning.contains("ticket.additional_tags"), "{warning}");
    let answer: Value = answer.json().await.expect("JSON");
    assert_eq!(answer["audit"]["metadata"]["custom"], json!({"key": "k1"}));
    let view = desk.sandbox.ticket(id).expect("the ticket");
    assert_eq!((view.status.as_str(), view.waiting), ("pending", false));
    assert_eq!(view.fields["category"], "orders");
    let said: Vec<_> = view.comments_of(Writer::Preflight).collect();
    assert_eq!((said.len(), said[0].public, &said[0].metadata), (1, true, &json!({"key": "k1"})));
    let audits = desk.get(&format!("{path}/audits?sort_order=desc&page[size]=1")).await;
    assert_eq!(audits["audits"][0]["metadata"]["custom"]["key"], "k1");
    assert_eq!(audits["meta"]["has_more"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_on_a_state_that_has_passed_is_refused() {
    let desk = start();
    let id = desk.ticket("Help", "It is broken");
    let path = format!("/api/v2/tickets/{id}");
    let write = |stamp: &str, safe: Value| {
        let note = json!({"ticket": {"comment": {"body": "Note", "public": false}, "safe_update": safe,
            "updated_stamp": stamp}});
        desk.put(&path, note)
    };
    desk.later(3);
    desk.sandbox.customer_replies(id, "One more thing", Vec::new()).expect("the reply");
    for safe in [json!(true), json!("true"), json!(false)] {
        assert_eq!(write("2026-03-02T15:04:05Z", safe).await.status(), 409);
    }
    assert_eq!(write("2026-03-02T15:04:08Z", json!(true)).await.status(), 200);
    assert_eq!(desk.sandbox.ticket(id).expect("the ticket").comments.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_replaced_added_and_removed() {
    let desk = start();
    let id = desk.ticket("Help", "It is broken");
    let path = format!("/api/v2/tickets/{id}/tags");
    let send = async |method: Method, tags: Value| {
        let answer = desk.call(method, &path).json(&json!({"tags": tags})).send().await.expect("an answer");
        (answer.status().as_u16(), desk.get(&path).await["tags"].clone())
    };
    assert_eq!(send(Method::POST, json!(["b", "A"])).await, (201, json!(["a", "b"])));
    assert_eq!(send(Method::PUT, json!(["c", "b"])).await, (200, json!(["a", "b", "c"])));
    assert_eq!(send(Method::DELETE, json!(["a", "x"])).await, (204, json!(["b", "c"])));
    desk.put(&format!("/api/v2/tickets/{id}"), json!({"ticket": {"tags": ["only"]}})).await;
    assert_eq!(desk.get(&path).await["tags"], json!(["only"]));
    desk.later(1);
    desk.sandbox.agent_sets_tags(id, &["agents"]).expect("an edit");
    let stale = json!({"tags": ["z"], "updated_stamp": "2026-03-02T15:04:05Z", "safe_update": "true"});
    assert_eq!(desk.put(&path, stale).await.status(), 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_come_in_pages() {
    let desk = start();
    let id = desk.ticket("Help", "1");
    for body in ["2", "3", "4", "5"] {
        desk.sandbox.customer_replies(id, body, Vec::new()).expect("the reply");
    }
    let mut path = format!("/api/v2/tickets/{id}/comments?page[size]=2&sort=created_at");
    let mut read = Vec::new();
    loop {
        let page = desk.get(&path).await;
        let bodies = page["comments"].as_array().expect("a list").iter();
        read.extend(bodies.map(|comment| comment["body"].as_str().unwrap_or_default().to_owned()));
        let next = page["links"]["next"].as_str().expect("a link even on the last page");
        path = next.strip_prefix(&desk.sandbox.url()).expect("the sandbox's own address").to_owned();
        if page["meta"]["has_more"] == false {
            break;
        }
    }
    assert_eq!(read, ["1", "2", "3", "4", "5"]);
    let wrong = desk.call(Method::GET, &format!("/api/v2/tickets/{id}/comments?page[size]=101"));
    assert_eq!(wrong.send().await.expect("an answer").status(), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_and_deleted_tickets_take_no_writes() {
    let desk = start();
    let (closed, deleted) = (desk.ticket("Help", "It is broken"), desk.ticket("Spam", "Buy"));
    desk.sandbox.agent_closes(closed).expect("an edit");
    desk.sandbox.agent_deletes(deleted).expect("an edit");
    let note = json!({"ticket": {"comment": {"body": "Note", "public": false}}});
    let refused = desk.put(&format!("/api/v2/tickets/{closed}"), note.clone()).await;
    assert_eq!(refused.status(), 422);
    let body: Value = refused.json().await.expect("JSON");
    assert_eq!(body["details"]["status"][0]["description"], "closed prevents ticket update");
    let gone = desk.put(&format!("/api/v2/tickets/{deleted}"), note).await;
    assert_eq!(gone.status(), 404);
    let followed = desk.sandbox.customer_replies(closed, "Again!", Vec::new()).expect("a new ticket");
    assert_ne!(followed, closed);
    assert_eq!(desk.sandbox.ticket(followed).expect("the ticket").subject, "Re: Help");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_is_updated_too_often_answers_429() {
    let desk = start_with(Settings { ticket_updates_per_ten_minutes: 2, ..Settings::default() });
    let id = desk.ticket("Help", "It is broken");
    let path = format!("/api/v2/tickets/{id}/tags");
    let first = desk.put(&path, json!({"tags": ["a"]})).await;
    assert_eq!(first.headers()["zendesk-ratelimit-per-ticket-updates"], "total=2; remaining=1; resets=600");
    assert_eq!(desk.put(&path, json!({"tags": ["b"]})).await.status(), 200);
    desk.later(100);
    let third = desk.put(&path, json!({"tags": ["c"]})).await;
    assert_eq!(
        (third.status().as_u16(), &third.headers()["retry-after"].as_bytes()),
        (429, &"500".as_bytes())
    );
    desk.later(500);
    assert_eq!(desk.put(&path, json!({"tags": ["c"]})).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn placeholders_in_what_the_api_writes_are_expanded() {
    let desk = start();
    let id = desk.ticket("Help", "My name is {{ticket.requester.email}}");
    let html = "<p>{{ticket.requester.email}} {{x.y}}<code>{{ticket.id}}</code></p>";
    let write = json!({"ticket": {"comment": {"html_body": html, "public": false}}});
    desk.put(&format!("/api/v2/tickets/{id}"), write).await;
    let view = desk.sandbox.ticket(id).expect("the ticket");
    assert_eq!(view.comments[0].body, "My name is {{ticket.requester.email}}");
    assert_eq!(view.comments[1].html, "<p>casey@customer.example <code>{{ticket.id}}</code></p>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_public_unless_it_says_otherwise() {
    let desk = start();
    let id = desk.ticket("Help", "It is broken");
    desk.put(&format!("/api/v2/tickets/{id}"), json!({"ticket": {"comment": {"body": "Oh"}}})).await;
    assert!(desk.sandbox.ticket(id).expect("the ticket").comments[1].public);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_gives_what_changed_a_minute_ago() {
    let desk = start();
    let start = desk.clock.clone();
    let first = desk.ticket("One", "1");
    desk.later(61);
    let second = desk.ticket("Two", "2");
    desk.sandbox.agent_sets_status(second, Status::Open).expect("an edit");
    let since = preflight::clock::Clock::Manual(start).now().as_second() - 120;
    let page = desk.get(&format!("/api/v2/incremental/tickets/cursor.json?start_time={since}")).await;
    let ids = |page: &Value| {
        page["tickets"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|ticket| ticket["id"].as_u64())
            .collect::<Vec<_>>()
    };
    assert_eq!((ids(&page), &page["end_of_stream"]), (vec![first], &json!(true)));
    desk.later(61);
    let cursor = page["after_cursor"].as_str().expect("a cursor");
    let next = desk.get(&format!("/api/v2/incremental/tickets/cursor.json?cursor={cursor}")).await;
    assert_eq!(ids(&next), vec![second]);
}
