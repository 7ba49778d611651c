//! Checks of the running service: that it answers, that its fuse is closed, and that it is on terms with its helpdesks.

use std::time::Duration;

use reqwest::{StatusCode, Url};
use serde_json::Value;

use crate::cli::doctor::finding::Finding;
use crate::cli::health::of_service;

const CHECK: &str = "service";
const ANSWER_SECS_MAX: u64 = 5;
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Also tells whether it runs.
pub async fn check(listen: &str) -> (Vec<Finding>, bool) {
    let Ok(url) = of_service(listen).map(|base| {
        let mut url = base;
        url.set_path("/readyz");
        url
    }) else {
        let what = format!("`{listen}` is no address to ask at");
        return (vec![Finding::wrong(CHECK, what, "correct service.listen")], false);
    };
    match ask(url.clone()).await {
        None => {
            let what = format!("nothing answers at {url}");
            (vec![Finding::warning(CHECK, what, "start it: preflight serve --config DIR")], false)
        }
        Some((StatusCode::OK, body)) => (ready(&body), true),
        Some((status, _)) => {
            let what = format!("{url} answers {status}: deliveries can't be stored");
            (vec![Finding::wrong(CHECK, what, "see the service's log, and the store below")], true)
        }
    }
}

fn ready(body: &Value) -> Vec<Finding> {
    if body["status"] != "ready" {
        let mend = "stop that program, or give the service another address in service.listen";
        return vec![Finding::wrong(CHECK, "another program answers at its address", mend)];
    }
    let mut findings = vec![Finding::fine(CHECK, "runs and takes deliveries")];
    findings.push(if body["fuse"] == "open" {
        let of: Vec<&str> =
            body["fuse_of"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let of = if of.is_empty() { String::new() } else { format!(" for {}", of.join(", ")) };
        let what = format!(
            "it is open{of}: the service has written too many comments at once there, and writes no more"
        );
        Finding::wrong("fuse", what, "find out why, then: preflight fuse close --config DIR")
    } else {
        Finding::fine("fuse", "closed")
    });
    let names: Vec<&str> =
        body["out_of_order"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    findings.push(if names.is_empty() {
        Finding::fine("helpdesks", "none was out of order")
    } else {
        let what = format!("out of order, and left in peace for a while: {}", names.join(", "));
        Finding::wrong("helpdesks", what, "the service's log says why")
    });
    findings
}

async fn ask(url: Url) -> Option<(StatusCode, Value)> {
    let client = reqwest::Client::builder()
        // A proxy in the environment is meant for the way out, not for the machine itself.
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(ANSWER_SECS_MAX))
        .build()
        .ok()?;
    let answer = client.get(url).send().await.ok()?;
    let status = answer.status();
    let body = answer.bytes().await.ok().filter(|body| body.len() <= ANSWER_BYTES_MAX).unwrap_or_default();
    Some((status, serde_json::from_slice(&body).unwrap_or_default()))
}
