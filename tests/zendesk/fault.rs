//! What happens when the account is slow, busy, broken, or sends Preflight elsewhere.

use preflight::helpdesk::{Helpdesk, HelpdeskError};
use serde_json::json;

use crate::server::{Reply, Server, answer, empty, nowhere, ok, with_header, zendesk};
use crate::write::{UPDATE, comments, first, note, ticket, updated};

const AUDITS: &str = "GET /api/v2/tickets/7/audits.json";
const TICKET: &str = "GET /api/v2/tickets/7.json";
const COMMENTS: &str = "GET /api/v2/tickets/7/comments.json";
const TOKEN: &str = "POST /oauth/tokens";
const REVISION: &str = "2026-01-02T03:04:06Z";

fn no_audits() -> Reply {
    ok(json!({"audits": [], "meta": {"has_more": false}}))
}

fn unauthorized() -> Reply {
    answer(401, &json!({"error": "invalid_token", "error_description": "The access token is expired"}))
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let server = Server::start().await;
    let zendesk = server.zendesk();
    server.on(UPDATE, unauthorized());
    server.on(UPDATE, updated(REVISION, &[]));
    zendesk.apply("7", &note(), &first()).await.expect("it is written with the second token");
    let authorizations: Vec<String> =
        server.seen().into_iter().filter(|seen| seen.line == UPDATE).map(|seen| seen.authorization).collect();
    assert_eq!(authorizations, ["Bearer token-1", "Bearer token-2"]);
    server.on(AUDITS, unauthorized());
    server.on(AUDITS, unauthorized());
    let error = zendesk.find_write("7", "k1").await.expect_err("no token is good");
    assert_eq!(error, HelpdeskError::Unauthorized { detail: "401 invalid_token".into() });
    server.finish();
}

#[tokio::test]
async fn many_requests_ask_for_one_token() {
    let server = Server::start().await;
    let zendesk = server.zendesk();
    let fetches = (0..8).map(|_| {
        server.on(TICKET, ticket(REVISION, &[]));
        server.on(COMMENTS, comments());
        zendesk.fetch("7")
    });
    for outcome in futures_util::future::join_all(fetches).await {
        outcome.expect("the ticket is there");
    }
    assert_eq!(server.count(TOKEN), 1);
    assert_eq!(server.count("GET /api/v2/users/me.json"), 1);
    server.finish();
}

#[tokio::test]
async fn a_token_that_ends_is_renewed_before_it_is_used() {
    let server = Server::start().await;
    server.give_tokens_for(0);
    let zendesk = server.zendesk();
    for _ in 0..2 {
        server.on(AUDITS, no_audits());
        zendesk.find_write("7", "k1").await.expect("the audits are read");
    }
    assert_eq!(server.count(TOKEN), 2);
    server.finish();
}

#[tokio::test]
async fn a_wrong_client_secret_is_not_tried_over_and_over() {
    let server = Server::start().await;
    server.on(TOKEN, answer(401, &json!({"error": "invalid_client", "error_description": "secret words"})));
    let error = server.zendesk().find_write("7", "k1").await.expect_err("there is no token");
    assert_eq!(error, HelpdeskError::Unauthorized { detail: "no token: 401 invalid_client".into() });
    assert_eq!(server.seen().len(), 1);
    server.finish();
}

#[tokio::test]
async fn a_short_wait_is_waited_and_a_long_one_is_told() {
    let server = Server::start().await;
    let zendesk = server.zendesk();
    server.on(UPDATE, with_header(429, "retry-after", "0"));
    server.on(UPDATE, updated(REVISION, &[]));
    zendesk.apply("7", &note(), &first()).await.expect("it is written at the second try");
    server.on(AUDITS, with_header(503, "retry-after", "0"));
    server.on(AUDITS, no_audits());
    zendesk.find_write("7", "k1").await.expect("the audits are read at the second try");

    server.on(UPDATE, with_header(429, "retry-after", "120"));
    let outcome = zendesk.apply("7", &note(), &first()).await;
    assert_eq!(outcome, Err(HelpdeskError::RateLimited { after_secs: 120 }));
    let asked = server.seen().len();
    let outcome = zendesk.apply("8", &note(), &first()).await;
    assert!(matches!(outcome, Err(HelpdeskError::RateLimited { after_secs: 110..=121 })), "{outcome:?}");
    assert_eq!(server.seen().len(), asked, "nobody asks before the wait is over");
    server.on(AUDITS, no_audits());
    zendesk.find_write("7", "k1").await.expect("reading goes on");
    server.finish();
}

#[tokio::test]
async fn one_tickets_limit_leaves_the_others_alone() {
    let server = Server::start().await;
    let zendesk = server.zendesk();
    let used_up = Reply::Answer {
        status: 429,
        headers: vec![
            ("retry-after", "468".into()),
            ("zendesk-ratelimit-per-ticket-updates", "total=30; remaining=0; resets=468".into()),
        ],
        body: String::new(),
    };
    server.on("PUT /api/v2/tickets/8.json", used_up);
    let outcome = zendesk.apply("8", &note(), &first()).await;
    assert_eq!(outcome, Err(HelpdeskError::RateLimited { after_secs: 468 }));
    server.on(UPDATE, updated(REVISION, &[]));
    zendesk.apply("7", &note(), &first()).await.expect("another ticket is written");
    server.finish();
}

#[tokio::test]
async fn reading_is_tried_again_and_not_for_ever() {
    let server = Server::start().await;
    let zendesk = server.zendesk();
    server.on(AUDITS, empty(502));
    server.on(AUDITS, Reply::HangUp);
    server.on(AUDITS, no_audits());
    assert_eq!(zendesk.find_write("7", "k1").await, Ok(None));
    for reply in [empty(500), Reply::HangUp, Reply::BreakOff] {
        let before = server.count(AUDITS);
        for _ in 0..3 {
            server.on(AUDITS, reply.clone());
        }
        let outcome = zendesk.find_write("7", "k1").await;
        assert!(matches!(outcome, Err(HelpdeskError::Unavailable { .. })), "{outcome:?}");
        assert_eq!(server.count(AUDITS) - before, 3);
    }
    server.finish();
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_unknown_and_not_repeated() {
    let server = Server::start().await;
    let mut settings = server.settings();
    settings.request_secs_max = 1;
    let zendesk = zendesk(&settings);
    let replies = [empty(500), empty(503), Reply::HangUp, Reply::BreakOff, Reply::Silence, ok(json!({}))];
    for (index, reply) in replies.into_iter().enumerate() {
        server.on(UPDATE, reply);
        let outcome = zendesk.apply("7", &note(), &first()).await;
        assert!(matches!(outcome, Err(HelpdeskError::Unknown { .. })), "{index}: {outcome:?}");
        assert_eq!(server.count(UPDATE), index + 1);
    }
    server.finish();
}

#[tokio::test]
async fn what_was_never_sent_is_not_applied() {
    let _provider = Server::start().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("a bound listener has an address"));
    drop(listener);
    let zendesk = zendesk(&nowhere(&url));
    let unavailable = HelpdeskError::Unavailable { detail: "no connection".into() };
    assert_eq!(zendesk.apply("7", &note(), &first()).await.err(), Some(unavailable.clone()));
    assert_eq!(zendesk.fetch("7").await.err(), Some(unavailable));
}

#[tokio::test]
async fn nobody_is_followed_to_another_address() {
    let server = Server::start().await;
    let elsewhere = Server::start().await;
    let zendesk = server.zendesk();
    server.on(TICKET, with_header(302, "location", &format!("{}/api/v2/tickets/7.json", elsewhere.url)));
    let detail = "302".to_owned();
    assert_eq!(zendesk.fetch("7").await.err(), Some(HelpdeskError::Refused { detail }));
    server.on(UPDATE, with_header(307, "location", &elsewhere.url));
    assert!(matches!(zendesk.apply("7", &note(), &first()).await, Err(HelpdeskError::Refused { .. })));
    // Asking for a token sends the client's secret itself.
    server.on(TOKEN, with_header(308, "location", &format!("{}/oauth/tokens", elsewhere.url)));
    let outcome = server.zendesk().find_write("7", "k1").await;
    assert!(matches!(outcome, Err(HelpdeskError::Unauthorized { .. })), "{outcome:?}");
    assert!(elsewhere.seen().is_empty());
    server.finish();
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let server = Server::start().await;
    let mut settings = server.settings();
    settings.tries_max = 1;
    server.on(AUDITS, Reply::Answer { status: 200, headers: vec![], body: " ".repeat(25 * 1024 * 1024) });
    let detail = "the answer is too large".into();
    let outcome = zendesk(&settings).find_write("7", "k1").await;
    assert_eq!(outcome, Err(HelpdeskError::Unavailable { detail }));
    server.finish();
}
