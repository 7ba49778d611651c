//! A backtest of many tickets, with all cores.

use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::ensure;
use serde_json::Value;

use crate::numbers::Spread;
use crate::server::Place;
use crate::table::paper::number;
use crate::table::plan::Plan;
use crate::table::row::{Goal, Row};

pub fn rows(place: &Place, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let file = place.folder("backtest")?.join("tickets.jsonl");
    let mut lines = Vec::new();
    for entry in std::fs::read_dir(place.root.join("tests/corpus"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            lines.extend(std::fs::read_to_string(path)?.lines().map(str::to_owned));
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    let mut out = BufWriter::new(std::fs::File::create(&file)?);
    for (number, line) in (1..=plan.backtest_tickets).zip(lines.iter().cycle()) {
        let mut line: Value = serde_json::from_str(line)?;
        line["ticket"]["id"] = number.to_string().into();
        writeln!(out, "{line}")?;
    }
    out.into_inner()?;
    let mut times = Vec::new();
    for _ in 0..plan.rounds.min(3) {
        let start = Instant::now();
        let mut command = Command::new(&place.preflight);
        command.args(["backtest", "--from"]).arg(&file);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        ensure!(status.success(), "the backtest ended with {status}");
        times.push(start.elapsed().as_secs_f64());
    }
    let what = format!("backtest of {} tickets, all cores", number(plan.backtest_tickets as f64, ""));
    Ok(vec![Row::new("backtest", what, Spread::of(times), "s").goal(Goal::AtMost(30.0))])
}
