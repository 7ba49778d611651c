//! Processes that are measured: started on a core of their own, watched, and ended.

pub mod helpdesk;
pub mod load;
pub mod peer;
pub mod postgres;
pub mod preflight;
pub mod process;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::server::process::Usage;

/// The core of what is measured, and that of what measures it.
pub const SERVER_CORE: &str = "0";
pub const LOAD_CORE: &str = "1";

/// How long a server may take to give its first answer. n8n takes half a minute.
const START_SECS_MAX: u64 = 120;
const STOP_SECS_MAX: u64 = 30;

/// What is needed to start anything.
#[derive(Clone, Debug)]
pub struct Place {
    /// This program.
    pub bench: PathBuf,
    pub preflight: PathBuf,
    /// The repository.
    pub root: PathBuf,
    /// A folder that is emptied after use.
    pub scratch: PathBuf,
}

pub struct Server {
    pub address: SocketAddr,
    /// From the start of the process to its first good answer.
    pub first_answer: Duration,
    child: Child,
}

impl Place {
    /// The tickets from which deliveries and the sandbox have their words.
    pub fn corpus(&self) -> PathBuf {
        self.root.join("tests/corpus/dev.jsonl")
    }

    /// An empty folder of this name.
    pub fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.scratch.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

impl Server {
    /// Waits until the process that was started at `start` answers this path with something other than an error of its own.
    pub fn of(mut child: Child, address: SocketAddr, path: &str, start: Instant) -> anyhow::Result<Self> {
        loop {
            if answers(address, path) {
                return Ok(Self { address, first_answer: start.elapsed(), child });
            }
            if let Some(status) = child.try_wait()? {
                bail!("the server ended with {status} instead of answering");
            }
            if start.elapsed() > Duration::from_secs(START_SECS_MAX) {
                drop(child.kill());
                bail!("the server did not answer within {START_SECS_MAX} s");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    pub fn usage(&self) -> anyhow::Result<Usage> {
        Usage::of_tree(self.child.id())
    }

    /// Asks it to end, and waits for that.
    pub fn stop(mut self) -> anyhow::Result<()> {
        self.end()
    }

    fn end(&mut self) -> anyhow::Result<()> {
        let tree = process::tree(self.child.id())?;
        process::signal(self.child.id(), "TERM")?;
        let start = Instant::now();
        while self.child.try_wait()?.is_none() {
            if start.elapsed() > Duration::from_secs(STOP_SECS_MAX) {
                self.child.kill()?;
                self.child.wait()?;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        // What it had started and left behind.
        for pid in tree.into_iter().filter(|pid| *pid != self.child.id()) {
            drop(process::signal(pid, "KILL"));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            drop(self.end());
        }
    }
}

/// A port that nobody uses now.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).context("no port")
}

/// `GET` answered with a status below 500.
fn answers(address: SocketAddr, path: &str) -> bool {
    get(address, path).is_ok_and(|answer| {
        answer.get(9..12).and_then(|status| status.parse().ok()).is_some_and(|status: u16| status < 500)
    })
}

/// The whole answer to a `GET`, head and all.
pub fn get(address: SocketAddr, path: &str) -> anyhow::Result<String> {
    use std::io::{Read, Write};
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The file's size in MB.
pub fn megabytes(path: &Path) -> anyhow::Result<f64> {
    Ok(std::fs::metadata(path).with_context(|| path.display().to_string())?.len() as f64 / 1e6)
}
