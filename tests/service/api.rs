//! The API over real sockets: who may do what, what is shown, and what is refused.

use preflight::config::secrets::Token;
use preflight::config::settings::Role;
use preflight::http::api::access::Access;
use preflight::http::api::description::Description;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use utoipa::OpenApi;

use crate::running::Site;

const READER: &str = "the-token-of-the-console-0123456";
const OPERATOR: &str = "the-token-of-the-night-shift-012";

fn site() -> Site {
    let token =
        |name: &str, role, value: &str| Token { name: name.to_owned(), role, value: value.to_owned().into() };
    let tokens = [token("console", Role::Read, READER), token("night-shift", Role::Operate, OPERATOR)];
    Site::start_open_to(Access::of(&tokens))
}

/// Method, path with something in place of its parameters, and the role that is needed.
fn operations() -> Vec<(Method, String, String)> {
    let description = serde_json::to_value(Description::openapi()).expect("it is JSON");
    let paths = description["paths"].as_object().expect("there are some").clone();
    let operations = paths.into_iter().flat_map(|(path, methods)| {
        let path = path.replace("{helpdesk}", "acme").replace("{id}", "1").replace("{number}", "1");
        let methods = methods.as_object().expect("methods").clone();
        methods.into_iter().map(move |(method, operation)| {
            let method = method.to_uppercase().parse().expect("a method");
            let role = operation["security"][0]["token"][0].as_str().expect("a role").to_owned();
            (method, path.clone(), role)
        })
    });
    operations.collect()
}

async fn refused(request: RequestBuilder, status: u16, id: &str) -> (HeaderMap, Value) {
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), status, "{id}");
    let headers = answer.headers().clone();
    assert_eq!(headers["content-type"], "application/problem+json", "{id}");
    let problem: Value = answer.json().await.expect("JSON");
    assert_eq!(problem["type"], format!("/problems/{id}"));
    (headers, problem)
}

async fn answered(request: RequestBuilder) -> Value {
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    answer.json().await.expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_operation_is_open_to_one_without_the_role() {
    let site = site();
    let operations = operations();
    assert!(operations.len() > 15, "{operations:?}");
    for (method, path, role) in operations {
        let ask = || site.ask(method.clone(), &path);
        let (headers, _) = refused(ask(), 401, "no_token").await;
        assert_eq!(headers["www-authenticate"], "Bearer realm=\"preflight\"");
        let (headers, problem) = refused(ask().bearer_auth("a-guess"), 401, "unknown_token").await;
        assert_eq!(headers["www-authenticate"], "Bearer realm=\"preflight\", error=\"invalid_token\"");
        assert_eq!(headers["connection"], "close", "one guess a connection");
        assert!(!problem.to_string().contains("guess"));
        if role == "operate" {
            let (headers, problem) = refused(ask().bearer_auth(READER), 403, "role_missing").await;
            assert!(headers["www-authenticate"].to_str().expect("text").ends_with("scope=\"operate\""));
            assert_eq!(problem["needed_role"], "operate");
        } else {
            let answer = ask().bearer_auth(READER).send().await.expect("an answer");
            assert!(!matches!(answer.status().as_u16(), 401 | 403), "{method} {path}");
        }
    }
    let metrics = site.get("/metrics").await.text().await.expect("a text");
    assert!(!metrics.contains("preflight_api_refused_total 0"), "{metrics}");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_in_the_settings_there_is_no_api() {
    let site = Site::start();
    for (method, path, _) in operations() {
        refused(site.ask(method.clone(), &path).bearer_auth(OPERATOR), 404, "api_off").await;
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_shown_rechecked_and_forgotten() {
    let site = site();
    let read = |path: &str| site.ask(Method::GET, path).bearer_auth(READER);
    let operate = |method, path: &str| site.ask(method, path).bearer_auth(OPERATOR);
    refused(read("/api/v1/tickets/acme/1"), 404, "unknown_ticket").await;
    site.desk.customer_writes("1", "help");
    site.delivery("d1", "1").send().await.expect("an answer");
    site.desk.answers(&["1".to_owned()]).await;
    site.rests().await;

    let ticket = answered(read("/api/v1/tickets/acme/1")).await;
    assert_eq!(
        (&ticket["report"]["verdict"], &ticket["writes"][0]["public"]),
        (&json!("incomplete"), &json!(true))
    );
    assert_eq!((&ticket["due_at"], &ticket["is_leased"]), (&Value::Null, &json!(false)));
    let passes = answered(read("/api/v1/tickets/acme/1/passes")).await;
    assert_eq!((&passes["passes"][0]["number"], &passes["next"]), (&json!(1), &Value::Null));
    let pass = answered(read("/api/v1/tickets/acme/1/passes/1")).await;
    assert_eq!(pass["report"]["id"], "1");
    refused(read("/api/v1/tickets/acme/1/passes/9"), 404, "unknown_pass").await;
    let deliveries = answered(read("/api/v1/tickets/acme/1/deliveries")).await;
    assert_eq!(deliveries["deliveries"][0]["event"], "ticket_created");

    let done = answered(operate(Method::POST, "/api/v1/tickets/acme/1/recheck")).await;
    assert_eq!(done, json!({ "tickets": 1 }));
    site.rests().await;
    let deliveries = answered(read("/api/v1/deliveries?limit=1")).await;
    assert_eq!(deliveries["deliveries"][0]["event"], "recheck");

    let erase = || operate(Method::DELETE, "/api/v1/tickets/acme/1");
    assert_eq!(answered(erase()).await, json!({ "tickets": 1 }));
    assert_eq!(answered(erase()).await, json!({ "tickets": 0 }));
    refused(read("/api/v1/tickets/acme/1"), 404, "unknown_ticket").await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_turned_page_by_page() {
    let site = site();
    let ids: Vec<String> = (1..=5).map(|id| id.to_string()).collect();
    for id in &ids {
        site.desk.customer_writes(id, "help");
        site.delivery(&format!("d{id}"), id).send().await.expect("an answer");
    }
    site.desk.answers(&ids).await;
    site.rests().await;
    for list in ["tickets", "deliveries"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        for rows in [2, 2, 1] {
            let path = format!("/api/v1/{list}?limit=2{cursor}");
            let page = answered(site.ask(Method::GET, &path).bearer_auth(READER)).await;
            let ids = page[list].as_array().expect("a list").iter().map(|row| row["id"].to_string());
            seen.extend(ids);
            assert_eq!(page[list].as_array().map(Vec::len), Some(rows));
            cursor = page["next"].as_str().map(|next| format!("&cursor={next}")).unwrap_or_default();
        }
        seen.sort();
        assert_eq!((seen.join(""), cursor.as_str()), ("\"1\"\"2\"\"3\"\"4\"\"5\"".to_owned(), ""), "{list}");
    }
    let filtered = answered(site.ask(Method::GET, "/api/v1/tickets?verdict=ready").bearer_auth(READER)).await;
    assert_eq!(filtered["tickets"], json!([]));
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cant_be_used_is_refused_with_its_place() {
    let site = site();
    let read = |path: &str| site.ask(Method::GET, path).bearer_auth(READER);
    let check = |body: &str| {
        let request = site.ask(Method::POST, "/api/v1/check").bearer_auth(READER);
        request.header("content-type", "application/json").body(body.to_owned())
    };
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=%FF", "cursor"),
        ("verdict=lovely", "verdict"),
        ("since=yesterday", "since"),
        ("parked=perhaps", "parked"),
    ] {
        let (_, problem) = refused(read(&format!("/api/v1/tickets?{query}")), 400, "invalid_parameter").await;
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{query}");
    }
    let (_, problem) = refused(read("/api/v1/tickets?colour=blue"), 400, "invalid_parameter").await;
    assert!(!problem.to_string().contains("colour"), "the client's words are not repeated");
    refused(read("/api/v1/tickets/elsewhere/1"), 404, "unknown_helpdesk").await;
    refused(read("/api/v1/tickets/acme/1%2F2"), 400, "invalid_parameter").await;
    refused(read("/api/v1/nothing"), 404, "not_found").await;
    let (headers, _) = refused(site.ask(Method::PUT, "/api/v1/tickets/acme/1"), 405, "wrong_method").await;
    assert_eq!(headers["allow"], "GET, DELETE");

    let (_, problem) = refused(check(r#"{"messages": [{"author": "me"}]}"#), 422, "invalid_body").await;
    assert_eq!(problem["errors"][0]["pointer"], "/messages/0/author");
    refused(check("{"), 400, "not_json").await;
    let plain = site.ask(Method::POST, "/api/v1/check").bearer_auth(READER).body("{}");
    refused(plain, 415, "wrong_content_type").await;
    refused(check(&" ".repeat(1024 * 1024 + 1)), 413, "body_too_large").await;
    refused(check(r#"{"subject": "panic"}"#), 500, "check_failed").await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_leaves_nothing_behind() {
    let site = site();
    let request = site.ask(Method::POST, "/api/v1/check").bearer_auth(READER);
    let ticket =
        json!({ "id": "77", "subject": "help", "messages": [{ "author": "customer", "body": "Help!" }] });
    let trial = answered(request.json(&ticket)).await;
    assert_eq!(trial["report"]["verdict"], "incomplete");
    assert_eq!(trial["writes"][0]["comment"]["public"], true);
    let tickets = answered(site.ask(Method::GET, "/api/v1/tickets").bearer_auth(READER)).await;
    assert_eq!(tickets["tickets"], json!([]));
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_of_things_is_told_and_changed() {
    let site = site();
    let read = |path: &str| site.ask(Method::GET, path).bearer_auth(READER);
    let operate = |path: &str| site.ask(Method::POST, path).bearer_auth(OPERATOR);
    let health = answered(read("/api/v1/health")).await;
    assert_eq!((&health["due"], &health["fuse"]["is_open"]), (&json!(0), &json!(false)));
    assert_eq!(answered(read("/api/v1/config")).await["mode"], "live");
    assert_eq!(answered(read("/api/v1/config/categories")).await, json!([]));
    refused(operate("/api/v1/config/reload"), 409, "config_fixed").await;

    let tool = rusqlite::Connection::open(site.store_path()).expect("a connection");
    tool.execute_batch("INSERT INTO account_fuse VALUES ('acme', 1000, 0, 61)").expect("changed");
    let fuse = answered(read("/api/v1/fuse")).await;
    let opened = json!({ "helpdesk": "acme", "opened_at": "1970-01-01T00:00:01Z", "comments": 61 });
    assert_eq!(fuse["open"], json!([opened]));
    assert_eq!((&fuse["is_open"], &fuse["opened_at"]), (&json!(true), &opened["opened_at"]));
    assert_eq!(answered(operate("/api/v1/fuse/close")).await["is_open"], false);

    site.desk.customer_writes("1", "help");
    site.desk.customer_writes("2", "help");
    tool.execute_batch(
        "INSERT INTO due (helpdesk, ticket_id, mark, failures, reason, parked_at_ms, parked_for)
         VALUES ('acme', '1', 1, 12, 'refused', 5000, 'ticket'), ('acme', '2', 1, 12, 'refused', 6000, 'ticket')",
    )
    .expect("changed");
    let parked = answered(read("/api/v1/parked?limit=1")).await;
    assert_eq!((&parked["total"], &parked["tickets"][0]["id"]), (&json!(2), &json!("2")));
    assert_eq!(parked["tickets"][0]["trouble"], "ticket");
    let listed = answered(read("/api/v1/tickets?parked=true")).await;
    assert_eq!((&listed["tickets"][1]["id"], &listed["tickets"][1]["verdict"]), (&json!("1"), &Value::Null));
    let release = || operate("/api/v1/tickets/acme/1/release");
    assert_eq!(answered(release()).await, json!({ "tickets": 1 }));
    assert_eq!(answered(release()).await, json!({ "tickets": 0 }));
    assert_eq!(answered(operate("/api/v1/parked/release")).await, json!({ "tickets": 1 }));
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_a_store_once_kept_are_not_shown_by_one_that_keeps_none() {
    let site = site();
    site.desk.customer_writes("1", "help");
    site.delivery("d1", "1").send().await.expect("an answer");
    site.desk.answers(&["1".to_owned()]).await;
    site.rests().await;
    let tool = rusqlite::Connection::open(site.store_path()).expect("a connection");
    let words = r#"[{"source": "subject", "range": {"start": 0, "end": 4}, "quote": "canary"}]"#;
    for table in ["report", "pass"] {
        let sql = format!("UPDATE {table} SET report = json_set(report, '$.gate_because', json('{words}'))");
        assert_eq!(tool.execute(&sql, []).expect("changed"), 1);
    }
    for path in ["/api/v1/tickets/acme/1", "/api/v1/tickets/acme/1/passes/1"] {
        let shown = answered(site.ask(Method::GET, path).bearer_auth(READER)).await;
        assert_eq!(shown["report"]["gate_because"][0]["source"], "subject");
        assert!(!shown.to_string().contains("canary"), "{shown}");
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_problem_is_explained_by_the_service() {
    let site = Site::start();
    let (_, problem) = refused(site.ask(Method::GET, "/api/v1/fuse"), 404, "api_off").await;
    let page = site.get(problem["type"].as_str().expect("an address")).await;
    assert_eq!(page.headers()["content-type"], "text/plain; charset=utf-8");
    assert!(page.text().await.expect("a text").starts_with("# `api_off`"));
    refused(site.ask(Method::GET, "/problems/nonsense"), 404, "not_found").await;
    refused(site.ask(Method::GET, "/problems/..%2Fapi"), 404, "not_found").await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_can_have_a_listener_of_its_own() {
    let site = Site::start_apart();
    let status = async |address: std::net::SocketAddr, path: &str| {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let answer = client.get(format!("http://{address}{path}")).send().await.expect("an answer");
        answer.status().as_u16()
    };
    let api = site.api_address();
    for (path, webhooks, operations) in [
        ("/healthz", 200, 200),
        ("/readyz", 200, 200),
        ("/problems/api_off", 200, 200),
        ("/metrics", 404, 200),
        ("/api/v1/health", 404, 401),
        ("/webhooks/acme", 405, 404),
    ] {
        assert_eq!(status(site.address(), path).await, webhooks, "{path}");
        assert_eq!(status(api, path).await, operations, "{path}");
    }
    site.stop().await;
}
