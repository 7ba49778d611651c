//! A PostgreSQL of the benchmark's own, from the system's programs, in a temporary folder. Not root's: PostgreSQL refuses root.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::server::process::{Usage, on_core, output, signal, start_quietly};
use crate::server::{Place, SERVER_CORE, free_address};

/// The user under whom it runs where the benchmark is root.
const USER: &str = "postgres";
const START_SECS_MAX: u64 = 60;

pub struct Postgres {
    pub address: SocketAddr,
    child: Child,
}

impl Postgres {
    pub fn start(place: &Place) -> anyhow::Result<Self> {
        let programs = programs()?;
        let folder = place.folder("postgres")?;
        // Its own user must get there.
        output(Command::new("chown").args(["-R", USER]).arg(&folder))?;
        let data = folder.join("data");
        let mut make = as_user(&programs.join("initdb"));
        make.args(["--no-sync", "--auth=trust", "--username=bench", "--encoding=UTF8", "--pgdata"])
            .arg(&data);
        output(&mut make)?;
        let address = free_address()?;
        let mut serve = on_core(SERVER_CORE, Path::new("runuser"));
        serve.args(["-u", USER, "--"]).arg(programs.join("postgres"));
        serve.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-p", &address.port().to_string()]);
        serve.arg("-k").arg(&folder);
        let child = start_quietly(&mut serve)?;
        let postgres = Self { address, child };
        postgres.wait(&programs)?;
        Ok(postgres)
    }

    pub fn url(&self) -> String {
        format!("postgres://bench@{}/postgres", self.address)
    }

    pub fn usage(&self) -> anyhow::Result<Usage> {
        Usage::of_tree(self.child.id())
    }

    fn wait(&self, programs: &Path) -> anyhow::Result<()> {
        let start = Instant::now();
        let port = self.address.port().to_string();
        while start.elapsed() < Duration::from_secs(START_SECS_MAX) {
            let mut ask = Command::new(programs.join("pg_isready"));
            if output(ask.args(["-h", "127.0.0.1", "-p", &port])).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL did not start")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Runuser hands the signal on.
        drop(signal(self.child.id(), "TERM"));
        drop(self.child.wait());
    }
}

/// The folder of the newest version that is there.
pub fn programs() -> anyhow::Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed")?;
    let mut folders: Vec<PathBuf> =
        versions.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    folders.retain(|folder| folder.join("initdb").exists());
    folders.sort();
    folders.pop().context("PostgreSQL is not installed")
}

fn as_user(program: &Path) -> Command {
    let mut command = Command::new("runuser");
    command.args(["-u", USER, "--"]).arg(program);
    command
}
