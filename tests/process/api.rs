//! The API of the program as it runs: the documentation's examples, a reload with its mistakes, and what the log says of both.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use preflight::http::api::description::Description;
use preflight::sandbox::fault::{Fault, Op};
use reqwest::{Client, Method, RequestBuilder};
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
async fn every_example_of_the_documentation_is_answered() {
    let (mut site, ticket) = busy_site().await;
    let client = Client::builder().no_proxy().build().expect("a client");
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md")).expect("it is there");
    let (mut next, mut tried) = (String::new(), BTreeSet::new());
    for example in examples(&page) {
        // What the page calls its helpdesk and its ticket.
        let example = example.replace("/zendesk/", "/main/").replace("/4711", &format!("/{ticket}"));
        let example = example
            .replace("$PREFLIGHT", &format!("http://{}", site.address))
            .replace("$TOKEN", OPERATOR_TOKEN)
            .replace("$NEXT", &next);
        let (method, url, request) = request(&client, &example);
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let body: Value = answer.json().await.expect("JSON");
        assert!(status.is_success(), "{example}: {status} {body}");
        next = body["next"].as_str().unwrap_or_default().to_owned();
        tried.insert(operation(&method, &url));
    }
    assert_eq!(tried, described(), "there is an example for each operation");
    let log = site.log();
    let done = format!(
        "done by the API actor=\"night-shift\" what=\"recheck\" helpdesk=\"main\" ticket=\"{ticket}\" tickets=1"
    );
    assert!(log.contains(&done), "{log}");
    for what in ["close_fuse", "release", "release_all", "reload_config", "erase", "erase_requester"] {
        assert!(log.contains(&format!("actor=\"night-shift\" what=\"{what}\"")), "{what}: {log}");
    }
    assert!(!log.contains(OPERATOR_TOKEN));
    assert_eq!(site.stop(), Some(0), "{}", site.log());
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

/// What schemathesis makes of the description: thousands of requests, right and wrong ones, always the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs schemathesis, which `.ci/run` installs: PREFLIGHT_SCHEMATHESIS names the program"]
async fn the_service_does_what_its_description_says() {
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
    assert!(told.contains(&format!("Tested: {}\n", described().len() - 1)), "every operation is tried");
    // A panic in a dry run is answered as a problem, and is a mistake all the same.
    assert!(!site.log().contains("panicked"), "{}", site.log());
    assert_eq!(site.stop(), Some(0), "{}", site.log());
}

/// The curl commands of the page's shell blocks, each on one line.
fn examples(page: &str) -> Vec<String> {
    let blocks = page.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let text = blocks.collect::<Vec<_>>().join("\n").replace("\\\n", "");
    text.lines().map(str::trim).filter(|line| line.starts_with("curl ")).map(str::to_owned).collect()
}

/// What such a command would send.
fn request(client: &Client, command: &str) -> (Method, String, RequestBuilder) {
    let words = words(command);
    let mut words = words.iter().skip(1);
    let (mut method, mut url, mut body, mut headers) = (Method::GET, String::new(), None, Vec::new());
    while let Some(word) = words.next() {
        let mut value = || words.next().expect("an option has a value").clone();
        match word.as_str() {
            "-X" => method = value().parse().expect("a method"),
            "-H" => headers.push(value()),
            "-d" => {
                method = Method::POST;
                body = Some(value());
            }
            address => url = address.to_owned(),
        }
    }
    let mut request = client.request(method.clone(), &url);
    for header in headers {
        let (name, value) = header.split_once(": ").expect("a header");
        request = request.header(name, value);
    }
    if let Some(body) = body {
        request = request.body(body);
    }
    (method, url, request)
}

/// As a shell takes them apart, as far as the page goes: within quotes, spaces are no ends of words.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for letter in command.chars() {
        match (letter, quote) {
            ('"' | '\'', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            (' ', None) => words.push(String::new()),
            (letter, _) => words.last_mut().expect("there is one").push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Method and path of an operation as the description has it.
fn operation(method: &Method, url: &str) -> String {
    let (_, path) = url.split_once("/api/v1/").expect("an address of the API");
    let steps = path.split('?').next().unwrap_or_default().split('/').enumerate();
    let is_kept = |at: usize, step: &str| {
        at == 0 || !(step == "main" || step.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let steps: Vec<&str> = steps.map(|(at, step)| if is_kept(at, step) { step } else { "*" }).collect();
    format!("{method} {}", steps.join("/"))
}

fn described() -> BTreeSet<String> {
    let description = serde_json::to_value(Description::openapi()).expect("it is JSON");
    let paths = description["paths"].as_object().expect("there are some").clone();
    let operations = paths.into_iter().flat_map(|(path, methods)| {
        let path = path.trim_start_matches("/api/v1/").to_owned();
        let path = ["{helpdesk}", "{id}", "{number}"].iter().fold(path, |path, name| path.replace(name, "*"));
        let methods = methods.as_object().expect("methods").clone();
        methods.into_iter().map(move |(method, _)| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}
