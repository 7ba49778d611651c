//! What processes take: processor time and memory, as `/proc` tells.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};

/// `/proc` counts processor time in these.
const TICKS_PER_SEC: u64 = 100;

/// Of a process and all that it has started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    pub cpu: Duration,
    /// The proportional share of memory, in MB: pages that several processes share count in parts.
    pub memory_mb: f64,
    /// The most memory that was resident so far, in MB.
    pub peak_mb: f64,
}

impl Usage {
    pub fn of_tree(pid: u32) -> anyhow::Result<Self> {
        let mut usage = Self::default();
        for pid in tree(pid)? {
            // One that has just ended is counted by its parent.
            let Ok(cpu) = cpu(&format!("/proc/{pid}/stat")) else { continue };
            usage.cpu += cpu;
            usage.memory_mb += kilobytes(pid, "smaps_rollup", "Pss:").unwrap_or_default() / 1e3;
            usage.peak_mb += kilobytes(pid, "status", "VmHWM:").unwrap_or_default() / 1e3;
        }
        Ok(usage)
    }
}

/// A command whose processes run on this core only.
pub fn on_core(core: &str, program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", core]).arg(program).stdin(Stdio::null());
    command
}

/// Starts it with its words thrown away. What it writes costs it as much as if somebody read it, less the reader.
pub fn start_quietly(command: &mut Command) -> anyhow::Result<Child> {
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    child.with_context(|| format!("{command:?}"))
}

/// What it prints, if it ends well.
pub fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?}: {}\n{}", output.status, errors);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

pub fn own_cpu() -> anyhow::Result<Duration> {
    cpu("/proc/self/stat")
}

pub fn signal(pid: u32, name: &str) -> anyhow::Result<()> {
    Command::new("kill").args(["-s", name, &pid.to_string()]).stderr(Stdio::null()).status()?;
    Ok(())
}

/// The process and what it has started, and what that has started.
pub fn tree(root: u32) -> anyhow::Result<Vec<u32>> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in std::fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let parent = fields(&format!("/proc/{pid}/stat")).ok().and_then(|fields| fields.get(1)?.parse().ok());
        if let Some(parent) = parent {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(pid) = tree.get(next) {
        tree.extend(children.remove(pid).unwrap_or_default());
        next += 1;
    }
    Ok(tree)
}

/// Of the process and of those of its children that have ended.
fn cpu(stat: &str) -> anyhow::Result<Duration> {
    let fields = fields(stat)?;
    let ticks: u64 = fields[11..15].iter().map(|field| field.parse::<u64>().unwrap_or_default()).sum();
    Ok(Duration::from_millis(ticks * 1_000 / TICKS_PER_SEC))
}

/// What follows the program's name, beginning with the state.
fn fields(stat: &str) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(stat)?;
    let (_, rest) = text.rsplit_once(") ").context("not as expected")?;
    let fields: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
    ensure!(fields.len() > 15, "{stat} is shorter than expected");
    Ok(fields)
}

fn kilobytes(pid: u32, file: &str, name: &str) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/{file}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).context("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
