//! What the commands of a page find: an account in a sandbox, folders of their own in place of the system's, a port of
//! their own, and the program on their path.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use preflight::config::write::write_out;
use preflight::sandbox::Sandbox;
use preflight::sandbox::fault::{Fault, Op};
use preflight::sandbox::people::NewTicket;
use preflight::sandbox::settings::Settings;
use preflight::sandbox::view::Writer;
use tempfile::TempDir;

use super::page::Needs;
use super::script::START;

/// Nothing that a page does takes longer.
const PATIENCE: Duration = Duration::from_secs(300);

/// Folders of the system that the documentation names.
const FOLDERS: [&str; 8] = [
    "/etc/preflight",
    "/etc/bash_completion.d",
    "/run/secrets",
    "/usr/local/bin",
    "/usr/local/share/man",
    "/usr/local/share/zsh/site-functions",
    "/var/backups",
    "/var/lib/preflight",
];
const PUBLIC_URL: &str = "https://preflight.example.com";
const ACCOUNT_URLS: [&str; 3] =
    ["https://example.zendesk.com", "https://SUBDOMAIN.zendesk.com", "https://your-account.zendesk.com"];
const LISTEN: &str = "127.0.0.1:8080";
/// The tickets of the documentation: one that was answered, one that was set aside.
const TICKETS: [&str; 2] = ["4711", "4712"];

pub struct World {
    pub sandbox: Sandbox,
    folder: TempDir,
    port: u16,
    /// By the place in `TICKETS`.
    tickets: Vec<u64>,
    service: Option<Child>,
}

impl World {
    pub async fn new(needs: &Needs) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let free = || TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let sandbox = Sandbox::start(Settings::default(), free()).expect("the sandbox starts");
        // The service is to find it, so it is not ours to hold.
        let port = free().local_addr().expect("it is bound").port();
        let folder = tempfile::tempdir().expect("a folder");
        let mut world = Self { sandbox, folder, port, tickets: Vec::new(), service: None };
        world.lay_out(needs);
        if needs.service {
            world.serve(needs).await;
        }
        world
    }

    /// Where the commands are run: beside a copy of what a checkout has, and of the files that pages speak of.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    fn lay_out(&self, needs: &Needs) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in FOLDERS.iter().filter(|folder| **folder != "/etc/preflight") {
            fs::create_dir_all(self.stand_in(folder)).expect("made");
        }
        fs::create_dir_all(self.work()).expect("made");
        for name in ["config", "deploy", "docs"] {
            copy(&root.join(name), &self.work().join(name));
        }
        let corpus = self.work().join("tests/corpus");
        fs::create_dir_all(&corpus).expect("made");
        let lines = fs::read_to_string(root.join("tests/corpus/dev.jsonl")).expect("it is there");
        let lines: Vec<&str> = lines.lines().take(60).collect();
        for (path, lines) in [
            ("tests/corpus/dev.jsonl", &lines[..30]),
            ("tickets.jsonl", &lines[..40]),
            ("2026-01.jsonl", &lines[..30]),
            ("2026-02.jsonl", &lines[30..]),
            ("others.jsonl", &lines[40..]),
        ] {
            fs::write(self.work().join(path), lines.join("\n") + "\n").expect("written");
        }
        let ticket = "Subject: Order missing\n\nOur TikTok order 577960875603559534 never came over.\n";
        fs::write(self.work().join("ticket.txt"), ticket).expect("written");
        for dir in ["DIR", "new"] {
            write_out(&self.work().join(dir)).expect("written");
        }
        if needs.configuration {
            write_out(&self.stand_in("/etc/preflight")).expect("written");
        }
    }

    /// As the page for setting up says it, and then until the tickets of the documentation are there.
    async fn serve(&mut self, needs: &Needs) {
        let (account, public) = (self.sandbox.url(), self.public_url());
        let set_up = format!(
            "preflight setup zendesk --config /etc/preflight --yes --url {account} --client-id preflight \
             --client-secret-env ZENDESK_CLIENT_SECRET --public-url {public}"
        );
        let output = self.bash(&self.stand_ins(&set_up)).await;
        assert!(output.status.success(), "{output:?}");
        if needs.api {
            self.open_api();
        }
        // Or it would take up again by itself what was set aside.
        let settings = self.stand_in("/etc/preflight").join("preflight.yaml");
        let text = fs::read_to_string(&settings).expect("it is written");
        fs::write(&settings, text.replace("gap_fill_secs: 120", "gap_fill_secs: 0")).expect("written");
        let log = fs::File::create(self.folder.path().join("service.log")).expect("the folder takes it");
        let mut command = self.command(env!("CARGO_BIN_EXE_preflight"));
        command.args(["serve", "--config"]).arg(self.stand_in("/etc/preflight"));
        command.stderr(log);
        self.service = Some(command.spawn().expect("it starts"));
        let output = self.bash(&format!("{START}listens")).await;
        assert!(output.status.success(), "{output:?}, {}", self.log());

        let ticket = |number: u32| NewTicket {
            subject: "Order did not come over from TikTok".to_owned(),
            body: "Hi, an order from TikTok never showed up.\n\nTikTok Seller ID: 7495012345678901234"
                .to_owned(),
            email: format!("customer-{number}@customer.example"),
            ..NewTicket::default()
        };
        let answered = self.sandbox.customer_opens(ticket(1));
        self.tickets.push(answered);
        self.within(self.sandbox.wait_for_ticket(answered, |ticket| {
            ticket.comments_of(Writer::Preflight).any(|comment| comment.public)
        }))
        .await;
        if needs.parked {
            self.sandbox.faults().next(Op::UpdateTicket, Fault::Status(422));
            self.tickets.push(self.sandbox.customer_opens(ticket(2)));
            let parked = "until preflight parked --config /etc/preflight | grep -q since; do :; done";
            let output = self.bash(&self.stand_ins(parked)).await;
            assert!(output.status.success(), "{output:?}");
        }
    }

    /// As docs/api.md says it.
    fn open_api(&self) {
        let token = self.stand_in("/run/secrets/api_token_night_shift");
        fs::write(&token, "0123456789abcdef0123456789abcdef\n").expect("written");
        let settings = self.stand_in("/etc/preflight/preflight.yaml");
        let text = fs::read_to_string(&settings).expect("setup has written it");
        let tokens = format!("night-shift: {{role: operate, secrets: [{{file: {}}}]}}", token.display());
        let none = "  tokens: {}";
        assert!(text.contains(none), "the settings that setup has written have no token");
        fs::write(&settings, text.replace(none, &format!("  tokens: {{{tokens}}}"))).expect("written");
    }

    async fn within<T>(&self, what: impl Future<Output = T>) -> T {
        tokio::time::timeout(PATIENCE, what)
            .await
            .unwrap_or_else(|_| panic!("waited in vain; the log: {}", self.log()))
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("service.log")).unwrap_or_default()
    }

    /// What the commands come to; whatever hangs is ended.
    pub async fn bash(&self, script: &str) -> Output {
        let mut command = self.command("timeout");
        let seconds = PATIENCE.as_secs().to_string();
        command.args(["--kill-after=5", &seconds, "bash", "-c", script]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = tokio::task::spawn_blocking(move || command.output()).await;
        output.expect("it does not panic").expect("there is a bash")
    }

    fn command(&self, program: &str) -> Command {
        let built = Path::new(env!("CARGO_BIN_EXE_preflight")).parent().expect("it is in a folder");
        let mut command = Command::new(program);
        command
            .current_dir(self.work())
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", built.display()))
            .env("HOME", self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .env("PREFLIGHT_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("ZENDESK_CLIENT_SECRET", Settings::default().client_secret)
            .env("DOCUMENTATION_ACCOUNT", self.sandbox.url())
            .env("DOCUMENTATION_PUBLIC_URL", self.public_url())
            .stdin(Stdio::null());
        command
    }

    fn stand_in(&self, folder: &str) -> PathBuf {
        self.folder.path().join(&folder[1..])
    }

    /// Told apart from the address that the service listens at by its name.
    fn public_url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The commands as they are run here, with what stands for the documentation's addresses, folders and tickets.
    pub fn stand_ins(&self, commands: &str) -> String {
        let mut text = commands.to_owned();
        for folder in FOLDERS {
            text = text.replace(folder, &self.stand_in(folder).display().to_string());
        }
        for url in ACCOUNT_URLS {
            text = text.replace(url, &self.sandbox.url());
        }
        text =
            text.replace(PUBLIC_URL, &self.public_url()).replace(LISTEN, &format!("127.0.0.1:{}", self.port));
        for (told, there) in TICKETS.iter().zip(&self.tickets) {
            text = text.replace(told, &there.to_string());
        }
        text.replace("CLIENT_SECRET=...", &format!("CLIENT_SECRET={}", Settings::default().client_secret))
            .replace("WEBHOOK_SECRET=...", "WEBHOOK_SECRET=of-the-webhook")
    }

    /// What was shown here, in the documentation's words.
    pub fn as_told(&self, shown: &str) -> String {
        let mut text =
            shown.replace(&self.public_url(), PUBLIC_URL).replace(&self.sandbox.url(), ACCOUNT_URLS[0]);
        text = text.replace(&format!("127.0.0.1:{}", self.port), LISTEN);
        text = text.replace(&format!("{}/", self.work().display()), "");
        text = text.replace(&self.folder.path().display().to_string(), "");
        for (told, there) in TICKETS.iter().zip(&self.tickets) {
            text = text.replace(&there.to_string(), told);
        }
        text
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(service) = &mut self.service {
            let _ = service.kill();
            let _ = service.wait();
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}
