//! The API of the program as it runs: a reload with its mistakes, what the log says, and what schemathesis makes of it.

use std::fs;
use std::process::Command;

use preflight::http::api::description::Description;
use preflight::sandbox::fault::{Fault, Op};
use reqwest::{Client, Method};
use serde_json::Value;
use utoipa::OpenApi;

use crate::service::{OPERATOR_TOKEN, Site};

/// A running service with three tickets that were answered and one that was set aside. One of the former.
async fn busy_site() -> (Site, u64) {
    let mut site = Site::new();
    site.open_api();
    site.start(&[]).await;
    let open = |number: u32| {
        let email = format!("customer-{number}@customer.example");
        site.sandbox.customer_opens(site.example("incomplete", email))
    };
    let answered = [open(1), open(2), open(3)];
    let are_answered = async || site.log().matches("writes=1").count() == answered.len() && site.left() == 0;
    site.until("they are answered", are_answered).await;
    // 422: the helpdesk will never take it so.
    site.sandbox.faults().next(Op::UpdateTicket, Fault::Status(422));
    open(4);
    site.until("it is set aside", async || site.log().contains("end=\"park\"")).await;
    (site, answered[0])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_tells_who_did_what() {
    let (mut site, ticket) = busy_site().await;
    let client = Client::builder().no_proxy().build().expect("a client");
    let ticket_path = format!("/tickets/main/{ticket}");
    for (method, path, what) in [
        (Method::POST, format!("{ticket_path}/recheck"), "recheck"),
        (Method::POST, format!("{ticket_path}/release"), "release"),
        (Method::POST, "/parked/release".to_owned(), "release_all"),
        (Method::POST, "/fuse/close".to_owned(), "close_fuse"),
        (Method::POST, "/config/reload".to_owned(), "reload_config"),
        (Method::DELETE, ticket_path, "erase"),
        (Method::DELETE, "/requesters/main/360177481956230".to_owned(), "erase_requester"),
    ] {
        let address = format!("http://{}/api/v1{path}", site.address);
        let answer = client.request(method, address).bearer_auth(OPERATOR_TOKEN).send().await;
        assert!(answer.expect("an answer").status().is_success(), "{what}");
        assert!(
            site.log().contains(&format!("actor=\"night-shift\" what=\"{what}\"")),
            "{what}: {}",
            site.log()
        );
    }
    let done = format!("what=\"recheck\" helpdesk=\"main\" ticket=\"{ticket}\" tickets=1");
    assert!(site.log().contains(&done), "{}", site.log());
    assert_eq!(site.stop(), Some(0), "{}", site.log());
    for secret in [OPERATOR_TOKEN, "360177481956230"] {
        assert!(!site.log().contains(secret), "{secret} is in the log");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reload_answers_with_every_mistake() {
    let mut site = Site::new();
    site.open_api();
    site.start(&[]).await;
    let client = Client::builder().no_proxy().build().expect("a client");
    let address = format!("http://{}/api/v1/config", site.address);
    let reload = async || {
        let asked = client.post(format!("{address}/reload")).bearer_auth(OPERATOR_TOKEN).send();
        let answer = asked.await.expect("an answer");
        (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON"))
    };
    let settings = fs::read_to_string(site.settings_path()).expect("it is there");
    let broken = settings.replace("policy: {", "policy: {mode: loud, rounds_max: many, ");
    fs::write(site.settings_path(), broken).expect("written");
    let (status, problem) = reload().await;
    assert_eq!((status, &problem["type"]), (409, &Value::from("/problems/config_refused")));
    let errors = problem["errors"].as_array().expect("a list");
    assert_eq!(errors.len(), 2, "{problem}");
    assert!(errors[0]["file"].as_str().is_some_and(|file| file.ends_with("preflight.yaml")));
    assert_eq!((&errors[0]["line"], &errors[0]["column"]), (&Value::from(2), &Value::from(16)));
    let shown = client.get(&address).bearer_auth(OPERATOR_TOKEN).send().await.expect("an answer");
    let shown: Value = shown.json().await.expect("JSON");
    assert_eq!((&shown["mode"], &shown["refused"]), (&Value::from("live"), &problem["errors"]));

    fs::write(site.settings_path(), settings.replace("policy: {", "policy: {mode: note, ")).expect("written");
    let (status, state) = reload().await;
    assert_eq!(
        (status, &state["mode"], &state["refused"]),
        (200, &Value::from("note"), &Value::Array(Vec::new()))
    );
    assert_eq!(site.stop(), Some(0), "{}", site.log());
}

/// What schemathesis makes of the description: some 1,500 requests, right and wrong ones, always the same.
#[expect(clippy::print_stdout, reason = "what was tried should be seen")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs schemathesis, which `.ci/run` installs: PREFLIGHT_SCHEMATHESIS names the program"]
async fn the_service_does_what_its_description_says() {
    let paths = serde_json::to_value(Description::openapi().paths.paths).expect("it is JSON");
    let operations: usize = paths
        .as_object()
        .expect("paths")
        .values()
        .filter_map(Value::as_object)
        .map(serde_json::Map::len)
        .sum();
    let program = std::env::var("PREFLIGHT_SCHEMATHESIS").expect("it names the program");
    let (mut site, _) = busy_site().await;
    let address = format!("http://{}/api/v1/openapi.json", site.address);
    let folder = tempfile::tempdir().expect("a folder");
    // Else most requests would get no further than to the helpdesk's name.
    fs::write(folder.path().join("schemathesis.toml"), "[parameters]\n\"path.helpdesk\" = \"main\"\n")
        .expect("the folder takes it");
    let mut command = Command::new(program);
    command
        .current_dir(folder.path())
        .args(["run", &address, "--header", &format!("Authorization: Bearer {OPERATOR_TOKEN}")])
        .args(["--checks", "all", "--max-examples", "40", "--seed", "20260303", "--request-timeout", "20"])
        .args(["--continue-on-failure", "--no-color"]);
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("it runs");
    let output = output.expect("the program is there");
    let told = String::from_utf8_lossy(&output.stdout);
    println!("{told}");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // All but the one that gives the description, which it asks for to begin with.
    assert!(told.contains(&format!("Tested: {}\n", operations - 1)), "every operation is tried");
    // A panic in a dry run is answered as a problem, and is a mistake all the same.
    assert!(!site.log().contains("panicked"), "{}", site.log());
    assert_eq!(site.stop(), Some(0), "{}", site.log());
}
