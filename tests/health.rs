//! `preflight health`, asked of the program as it runs and of what else may stand at the address.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/preflight.yaml");

/// The program without any of the variables that it heeds.
fn preflight() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_preflight"));
    for name in ["PREFLIGHT_CONFIG", "PREFLIGHT_LISTEN", "PREFLIGHT_LOG", "PREFLIGHT_LOG_FORMAT", "RUST_LOG"]
    {
        command.env_remove(name);
    }
    command
}

fn ended(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("it ends by itself"), text(&output.stdout), text(&output.stderr))
}

/// A running `preflight serve`, and the address that it says it has. Its log is read no further than that, which it must
/// survive.
struct Service {
    process: Child,
    address: String,
    _folder: TempDir,
}

impl Service {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = fs::read_to_string(SHIPPED).expect("it is there").replace("your-account", "boutique");
        fs::write(folder.path().join("preflight.yaml"), settings).expect("written");
        let mut process = preflight()
            .args(["serve", "--config"])
            .arg(folder.path())
            .env("PREFLIGHT_LISTEN", "127.0.0.1:0")
            .env("PREFLIGHT_STORE_PATH", folder.path().join("store.sqlite"))
            .env("PREFLIGHT_LOG_FORMAT", "json")
            .env("ZENDESK_CLIENT_SECRET", "a secret for the test")
            .env("ZENDESK_WEBHOOK_SECRET", "another secret for the test")
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let log = BufReader::new(process.stderr.take().expect("it is piped"));
        let line = log
            .lines()
            .map(|line| line.expect("the log is text"))
            .find(|line| line.contains("service started"))
            .expect("it says when it has started");
        let line: serde_json::Value = serde_json::from_str(&line).expect("a line is an object");
        let address = line["address"].as_str().expect("it tells its address").to_owned();
        Self { process, address, _folder: folder }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Answers one request with this, and gives back what was asked.
fn answering(answer: &'static str) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("it has one").to_string();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody asks");
        let mut asked = [0; 1024];
        let length = stream.read(&mut asked).expect("a request");
        stream.write_all(answer.as_bytes()).expect("an answer");
        String::from_utf8_lossy(&asked[..length]).into_owned()
    });
    (address, server)
}

#[test]
fn a_service_that_runs_is_ready_and_one_that_is_gone_is_not() {
    let service = Service::start();
    let address = service.address.clone();
    let by_url = ended(preflight().args(["health", "--url", &format!("http://{address}")]));
    assert_eq!(by_url, (0, "ready\n".into(), String::new()));
    let by_environment = ended(preflight().arg("health").env("PREFLIGHT_LISTEN", &address));
    assert_eq!(by_environment.0, 0);
    drop(service);
    let (status, out, err) = ended(preflight().arg("health").env("PREFLIGHT_LISTEN", &address));
    assert_eq!((status, out.as_str()), (1, ""));
    assert_eq!(err, format!("preflight: http://{address}/readyz: nothing listens there\n"));
}

#[test]
fn the_configuration_says_where_the_service_listens() {
    let (address, server) = answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let folder = tempfile::tempdir().expect("a folder");
    let settings = fs::read_to_string(SHIPPED).expect("it is there").replace("127.0.0.1:8080", &address);
    fs::write(folder.path().join("preflight.yaml"), settings).expect("written");
    let asked = preflight().args(["health", "--config"]).arg(folder.path()).output().expect("it starts");
    assert_eq!(asked.status.code(), Some(0));
    assert!(server.join().expect("it was asked").starts_with("GET /readyz HTTP/1.1\r\n"));
}

#[test]
fn an_answer_that_is_no_success_is_not_ready() {
    let (address, server) = answering("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
    let (status, _, err) = ended(preflight().args(["health", "--url", &format!("http://{address}/")]));
    assert_eq!(status, 1);
    assert!(err.ends_with("not ready; the answer is 503 Service Unavailable\n"), "{err}");
    server.join().expect("it was asked");
}

#[test]
fn a_proxy_in_the_environment_is_not_asked() {
    let (address, server) = answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let mut command = preflight();
    let command = command.env("http_proxy", "http://127.0.0.1:9").env("HTTP_PROXY", "http://127.0.0.1:9");
    assert_eq!(ended(command.arg("health").env("PREFLIGHT_LISTEN", address)).0, 0);
    server.join().expect("it was asked");
}

#[test]
fn an_address_without_a_scheme_is_wrong_usage() {
    let (status, _, err) = ended(preflight().args(["health", "--url", "127.0.0.1:8080"]));
    assert_eq!(status, 2);
    assert!(err.contains("write it with its scheme"), "{err}");
}
