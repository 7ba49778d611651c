//! The table: row by row, each with what stands beside it in the same run.

mod backtest;
mod build;
mod gate;
mod growth;
mod intake;
mod paper;
mod pass;
mod peers;
mod plan;
mod postgres;
mod reading;
mod row;
mod scale;
mod size;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Serialize;

use crate::disk;
use crate::server::Place;
use crate::table::gate::Noise;
use crate::table::plan::Plan;
use crate::table::row::Row;

const PROBE: Duration = Duration::from_secs(2);

#[derive(clap::Args)]
pub struct Arguments {
    /// A few short rounds of what is a ratio, for CI.
    #[arg(long)]
    short: bool,
    /// Only these parts.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// How often each pair is measured.
    #[arg(long)]
    rounds: Option<usize>,
    /// Tiny runs, to see that everything works. Their figures say nothing.
    #[arg(long)]
    rehearsal: bool,
    /// Measure clean builds, too: some 20 minutes.
    #[arg(long)]
    builds: bool,
    /// Fail if a ratio is worse than its goal by more than the noise that this file knows of.
    #[arg(long)]
    check: Option<PathBuf>,
    /// The program to measure.
    #[arg(long)]
    preflight: PathBuf,
    /// Where the data of the runs lies; the disk of this folder is what durable rows are measured on.
    #[arg(long)]
    scratch: PathBuf,
    /// The table as JSON, with the figures of each round.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    Intake,
    Postgres,
    Peers,
    Passes,
    Reading,
    Backtest,
    Size,
    Growth,
    Scale,
    Builds,
}

/// What the run came to.
#[derive(Serialize)]
pub struct Table {
    pub machine: String,
    pub at: String,
    pub short: bool,
    /// Durable writes a second of the disk, before and after.
    pub flushes_before: f64,
    pub flushes_after: f64,
    pub rows: Vec<Row>,
    /// What was not measured, and why.
    pub left_out: Vec<String>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let place = place(arguments)?;
    let plan = Plan::of(arguments);
    let flushes_before = disk::flushes_per_second(&place.scratch, PROBE)?;
    eprintln!("the disk makes {flushes_before:.0} writes a second durable");
    let (mut rows, mut left_out) = (Vec::new(), Vec::new());
    for part in plan.parts.clone() {
        let measured = measure(part, &place, &plan, &mut left_out);
        rows.extend(measured.with_context(|| format!("{part:?}"))?);
    }
    rows.extend(reading::with_intake(&rows));
    let table = Table {
        machine: machine(),
        at: jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string(),
        short: arguments.short,
        flushes_before,
        flushes_after: disk::flushes_per_second(&place.scratch, PROBE)?,
        rows,
        left_out,
    };
    std::fs::remove_dir_all(&place.scratch)?;
    println!("{}", paper::markdown(&table));
    if let Some(path) = &arguments.json {
        std::fs::write(path, serde_json::to_string_pretty(&table)?)?;
    }
    match &arguments.check {
        Some(path) => check(&table, path),
        None => Ok(()),
    }
}

fn measure(part: Part, place: &Place, plan: &Plan, left_out: &mut Vec<String>) -> anyhow::Result<Vec<Row>> {
    eprintln!("{part:?}");
    match part {
        Part::Intake => intake::rows(place, plan),
        Part::Postgres => postgres::rows(place, plan, left_out),
        Part::Peers => peers::rows(place, plan, left_out),
        Part::Passes => pass::rows(place, plan),
        Part::Reading => reading::rows(place, plan),
        Part::Backtest => backtest::rows(place, plan),
        Part::Size => size::rows(place, plan),
        Part::Growth => growth::rows(place, plan),
        Part::Scale => scale::rows(place, plan),
        Part::Builds => build::rows(place),
    }
}

fn place(arguments: &Arguments) -> anyhow::Result<Place> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    std::fs::create_dir_all(&arguments.scratch)?;
    Ok(Place {
        bench: std::env::current_exe()?,
        preflight: arguments
            .preflight
            .canonicalize()
            .with_context(|| arguments.preflight.display().to_string())?,
        root,
        scratch: arguments.scratch.canonicalize()?,
    })
}

fn machine() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = text.lines().filter(|line| line.starts_with("processor")).count();
    format!("{cores} cores, {}", model.map_or("unknown", |(_, name)| name))
}

fn check(table: &Table, noise: &Path) -> anyhow::Result<()> {
    let noise = Noise::read(noise)?;
    let worse: Vec<String> = table.rows.iter().filter_map(|row| noise.fault(row)).collect();
    if worse.is_empty() {
        eprintln!("no ratio is worse than its goal by more than the noise");
        return Ok(());
    }
    bail!("worse than its goal by more than the noise:\n  {}", worse.join("\n  "))
}
