//! A sandbox in this process, and `preflight serve` beside it with a configuration of its own and secrets in the
//! environment.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use preflight::config::load::{Config, load};
use preflight::sandbox::Sandbox;
use preflight::sandbox::people::NewTicket;
use preflight::sandbox::settings::Settings;
use preflight::sandbox::webhook::{Flavour, Webhook};
use tempfile::TempDir;

/// The program as cargo has built it, or the one that `PREFLIGHT_PROGRAM` names: the long forms are for a release.
pub fn program() -> String {
    std::env::var("PREFLIGHT_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_preflight").to_owned())
}

/// Nothing that a test waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(90);

pub const CLIENT_SECRET: &str = "canary-client-secret-f2a81c";
pub const WEBHOOK_SECRET: &str = "canary-webhook-secret-90be17";
pub const OPERATOR_TOKEN: &str = "canary-operator-token-41d7e2-0123456789";

pub struct Site {
    pub sandbox: Sandbox,
    pub address: SocketAddr,
    pub config: Config,
    folder: TempDir,
    process: Option<Child>,
}

impl Site {
    pub fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let port = || TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let settings = Settings {
            client_secret: CLIENT_SECRET.to_owned(),
            requests_per_minute: u32::MAX,
            account_updates_per_minute: u32::MAX,
            ..Settings::default()
        };
        let sandbox = Sandbox::start(settings, port()).expect("the sandbox starts");
        // The process is to find the same port after each start, so it is not ours to hold.
        let address = port().local_addr().expect("it is bound");
        let url = format!("http://{address}/webhooks/main");
        sandbox.add_webhook(Webhook { url, secret: WEBHOOK_SECRET.to_owned(), flavour: Flavour::Trigger });
        let config = load(None, &|_| None).expect("what is compiled in is in order");
        let site = Self { sandbox, address, config, folder, process: None };
        site.write_settings();
        site
    }

    fn write_settings(&self) {
        let settings = format!(
            "service: {{listen: \"{}\", stop_secs: 2}}\n\
             policy: {{limits: {{comments_per_minute_max: 1000000}}}}\n\
             store: {{path: {}}}\n\
             helpdesks:\n  main:\n    zendesk:\n      url: {}\n      \
             auth: {{oauth: {{client_id: preflight, client_secret: {{env: TEST_CLIENT_SECRET}}}}}}\n      \
             webhook_secrets: [{{env: TEST_WEBHOOK_SECRET}}]\n",
            self.address,
            self.store_path().display(),
            self.sandbox.url()
        );
        fs::write(self.settings_path(), settings).expect("the folder takes it");
    }

    /// Let the API be, for who has the token.
    pub fn open_api(&self) {
        let settings = fs::read_to_string(self.settings_path()).expect("it was written");
        let api = "api: {tokens: {night-shift: {role: operate, secrets: [{env: TEST_OPERATOR_TOKEN}]}}}\n";
        fs::write(self.settings_path(), settings + api).expect("the folder takes it");
    }

    /// Start the program, and wait until it takes requests.
    pub async fn start(&mut self, environment: &[(&str, &str)]) {
        let process = self.command(Command::new(program())).envs(environment.iter().copied()).spawn();
        self.process = Some(process.expect("cargo has built it"));
        self.listens().await;
    }

    /// The same on a disk on which no file gets larger than this.
    pub async fn start_with_room(&mut self, kilobytes: u32) {
        let mut shell = Command::new("bash");
        // A file that would get too large is an error for the program, not its end.
        shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\""), &program()]);
        let process = self.command(shell).env("PATH", "/usr/bin:/bin").spawn();
        self.process = Some(process.expect("there is a shell"));
        self.listens().await;
    }

    /// The exit status of a start that comes to nothing, and what it said.
    pub fn fails_to_start(&self) -> (Option<i32>, String) {
        let status = self.command(Command::new(program())).status().expect("cargo has built it");
        (status.code(), self.log())
    }

    async fn listens(&self) {
        self.until("it listens", async || TcpStream::connect(self.address).is_ok()).await;
    }

    fn command(&self, mut command: Command) -> Command {
        let log =
            File::options().create(true).append(true).open(self.log_path()).expect("the folder takes it");
        command
            .args(["serve", "--config"])
            .arg(self.folder.path())
            .env_clear()
            .env("TEST_CLIENT_SECRET", CLIENT_SECRET)
            .env("TEST_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .env("TEST_OPERATOR_TOKEN", OPERATOR_TOKEN)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log);
        command
    }

    /// What every user of the machine can see of the process.
    pub fn command_line(&self) -> String {
        let process = self.process.as_ref().expect("it was started");
        let bytes = fs::read(format!("/proc/{}/cmdline", process.id())).expect("it runs");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The names of the process's threads.
    pub fn threads(&self) -> Vec<String> {
        let process = self.process.as_ref().expect("it was started");
        let tasks = fs::read_dir(format!("/proc/{}/task", process.id())).expect("it runs");
        let name = |task: fs::DirEntry| fs::read_to_string(task.path().join("comm")).unwrap_or_default();
        tasks.filter_map(Result::ok).map(name).collect()
    }

    /// SIGKILL: nothing of the process gets to say goodbye.
    pub fn kill(&mut self) {
        let mut process = self.process.take().expect("it was started");
        process.kill().expect("it is ours to kill");
        process.wait().expect("it is ours to wait for");
    }

    /// SIGTERM; the exit status.
    pub fn stop(&mut self) -> Option<i32> {
        let mut process = self.process.take().expect("it was started");
        let sent = Command::new("kill").args(["-TERM", &process.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()));
        process.wait().expect("it is ours to wait for").code()
    }

    /// The exit status of another command with the service's configuration, and what it says.
    pub fn says(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = Command::new(program())
            .args(arguments)
            .arg("--config")
            .arg(self.folder.path())
            .env_clear()
            .env("TEST_CLIENT_SECRET", CLIENT_SECRET)
            .env("TEST_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .env("TEST_OPERATOR_TOKEN", OPERATOR_TOKEN)
            .output();
        let output = output.expect("cargo has built it");
        (output.status.code(), String::from_utf8(output.stdout).expect("a text"))
    }

    /// SIGHUP: read the configuration.
    pub fn hang_up(&self) {
        let process = self.process.as_ref().expect("it was started");
        let sent = Command::new("kill").args(["-HUP", &process.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    }

    pub fn settings_path(&self) -> PathBuf {
        self.folder.path().join("preflight.yaml")
    }

    /// How many tickets the service has still to look at.
    pub fn left(&self) -> i64 {
        let store = rusqlite::Connection::open(self.store_path()).expect("the store opens");
        let sql = "SELECT count(*) FROM due WHERE due_at_ms IS NOT NULL OR lease_until_ms IS NOT NULL";
        store.query_row(sql, [], |row| row.get(0)).expect("the store can be read")
    }

    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let looking = async {
            let mut look = tokio::time::interval(Duration::from_millis(5));
            while !holds().await {
                look.tick().await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, looking).await;
        assert!(in_time.is_ok(), "waited in vain until {what}; its log: {}", self.log());
    }

    /// The example of this name, as a customer of this address sends it.
    pub fn example(&self, name: &str, email: String) -> NewTicket {
        let example = self.config.examples.iter().find(|example| example.name == name);
        NewTicket { email, ..NewTicket::from(&example.expect("the example is shipped").ticket) }
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).expect("the log can be read")
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log.txt")
    }

    pub fn store_path(&self) -> PathBuf {
        self.folder.path().join("store.sqlite")
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if self.process.is_some() {
            self.kill();
        }
    }
}
