//! The sandbox helpdesk as a process on the other core, and what it is told.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use anyhow::{Context, ensure};
use serde::de::DeserializeOwned;

use crate::calls::Made;
use crate::helpdesk::Calls;
use crate::server::process::on_core;
use crate::server::{LOAD_CORE, Place, SERVER_CORE, free_address};

pub struct Helpdesk {
    pub address: SocketAddr,
    child: Child,
    told: ChildStdin,
    tells: BufReader<ChildStdout>,
}

impl Helpdesk {
    /// So many tickets from this number on.
    pub fn start(place: &Place, first: u64, tickets: usize) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = on_core(LOAD_CORE, &place.bench);
        command
            .args(["helpdesk", "--listen", &address.to_string(), "--tickets", &tickets.to_string()])
            .args(["--first", &first.to_string()])
            .arg("--corpus")
            .arg(place.corpus());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let told = child.stdin.take().context("it has an input")?;
        let tells = BufReader::new(child.stdout.take().context("it has an output")?);
        let mut helpdesk = Self { address, child, told, tells };
        ensure!(helpdesk.line()? == "ready", "the helpdesk did not start");
        Ok(helpdesk)
    }

    pub fn add_webhook(&mut self, url: &str, secret: &str) -> anyhow::Result<()> {
        writeln!(self.told, "webhook {url} {secret}")?;
        ensure!(self.line()? == "ready", "the webhook was not taken");
        Ok(())
    }

    /// Whatever calls there are, they begin from now on.
    pub fn begin(&mut self) -> anyhow::Result<()> {
        Ok(writeln!(self.told, "wait")?)
    }

    /// All calls, once no more come.
    pub fn calls(&mut self) -> anyhow::Result<Calls> {
        self.answer()
    }

    /// Milliseconds from new tickets to their answers.
    pub fn deliver(&mut self, count: usize) -> anyhow::Result<Vec<f64>> {
        writeln!(self.told, "deliver {count}")?;
        self.answer()
    }

    fn answer<T: DeserializeOwned>(&mut self) -> anyhow::Result<T> {
        Ok(serde_json::from_str(&self.line()?)?)
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        ensure!(self.tells.read_line(&mut line)? > 0, "the helpdesk ended");
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Helpdesk {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The same calls by bare reqwest, on the core on which the service was.
pub fn make_calls(
    place: &Place,
    helpdesk: &Helpdesk,
    calls: &[(String, String)],
    workers: usize,
) -> anyhow::Result<Made> {
    let mut command = on_core(SERVER_CORE, &place.bench);
    command.args([
        "calls",
        "--to",
        &format!("http://{}", helpdesk.address),
        "--workers",
        &workers.to_string(),
    ]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    serde_json::to_writer(child.stdin.take().context("it has an input")?, calls)?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "the calls failed");
    Ok(serde_json::from_slice(&output.stdout)?)
}
