//! A sandbox in this process, and the program beside it with a folder for its configuration.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use preflight::sandbox::Sandbox;
use preflight::sandbox::settings::Settings;
use reqwest::Method;
use serde_json::Value;
use tempfile::TempDir;

/// Nothing that a test waits for takes longer.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The command's status, its standard output and its standard error.
pub type Ended = (i32, String, String);

pub struct Site {
    pub sandbox: Sandbox,
    /// Where the service will listen.
    pub address: SocketAddr,
    folder: TempDir,
}

/// The running service; it ends with this.
pub struct Service(Child);

impl Site {
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    pub fn with(settings: Settings) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let port = || TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let sandbox = Sandbox::start(settings, port()).expect("the sandbox starts");
        // The service is to find it, so it is not ours to hold.
        let address = port().local_addr().expect("it is bound");
        Self { sandbox, address, folder: tempfile::tempdir().expect("a folder") }
    }

    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("etc")
    }

    pub fn settings(&self) -> String {
        fs::read_to_string(self.dir().join("preflight.yaml")).expect("it is written")
    }

    pub fn public_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The program with the service's environment.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_preflight"));
        for name in ["PREFLIGHT_CONFIG", "PREFLIGHT_LOG", "PREFLIGHT_TIME_ZONE", "RUST_LOG"] {
            command.env_remove(name);
        }
        command
            .env("PREFLIGHT_LISTEN", self.address.to_string())
            .env("PREFLIGHT_STORE_PATH", self.folder.path().join("store.sqlite"))
            .env("ZENDESK_CLIENT_SECRET", Settings::default().client_secret)
            .stdin(Stdio::null());
        command
    }

    /// What it ended with; folder and addresses are written as words.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.program().args(arguments).output().expect("it starts");
        let text = |bytes: &[u8]| self.named(&String::from_utf8_lossy(bytes));
        (output.status.code().expect("it ends by itself"), text(&output.stdout), text(&output.stderr))
    }

    fn named(&self, text: &str) -> String {
        let folder = self.folder.path().display().to_string();
        text.replace(&folder, "FOLDER")
            .replace(&self.sandbox.url(), "ACCOUNT")
            .replace(&self.public_url(), "PUBLIC")
    }

    /// `preflight setup zendesk` with all that it would ask for.
    pub fn set_up(&self, more: &[&str]) -> Ended {
        let (dir, url, public_url) = (self.dir(), self.sandbox.url(), self.public_url());
        let given = [
            "setup",
            "zendesk",
            "--config",
            dir.to_str().expect("a plain path"),
            "--url",
            &url,
            "--client-id",
            "preflight",
            "--client-secret-env",
            "ZENDESK_CLIENT_SECRET",
            "--public-url",
            &public_url,
        ];
        self.run(&[&given, more].concat())
    }

    pub fn doctor(&self, more: &[&str]) -> Ended {
        let dir = self.dir();
        self.run(&[&["doctor", "--config", dir.to_str().expect("a plain path")], more].concat())
    }

    pub fn serve(&self) -> Service {
        let mut command = self.program();
        command.args(["serve", "--config"]).arg(self.dir()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let log = BufReader::new(process.stderr.take().expect("it is piped"));
        let started = log.lines().map_while(Result::ok).any(|line| line.contains("service started"));
        assert!(started, "it says when it has started");
        Service(process)
    }

    /// A request to the account as its administrator makes it.
    pub async fn ask(&self, method: Method, path: &str, body: Value) -> Value {
        let settings = Settings::default();
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client");
        let request = client
            .request(method, format!("{}{path}", self.sandbox.url()))
            .basic_auth(format!("{}/token", settings.api_user_email), Some(settings.api_token))
            .json(&body);
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    pub async fn webhooks(&self) -> Vec<Value> {
        list(self.ask(Method::GET, "/api/v2/webhooks", Value::Null).await, "webhooks")
    }

    pub async fn triggers(&self) -> Vec<Value> {
        list(self.ask(Method::GET, "/api/v2/triggers", Value::Null).await, "triggers")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn list(answer: Value, key: &str) -> Vec<Value> {
    answer[key].as_array().expect("a list").clone()
}
