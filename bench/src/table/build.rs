//! How long clean builds take, for those who pick the project up.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::ensure;

use crate::numbers::Spread;
use crate::server::Place;
use crate::table::row::Row;

pub fn rows(place: &Place) -> anyhow::Result<Vec<Row>> {
    let release = time(place, &["build", "--release", "--locked"])?;
    let tests = time(place, &["test", "--no-run", "--locked"])?;
    Ok(vec![
        Row::new("build.release", "clean release build, all cores", Spread::of([release]), "min"),
        Row::new("build.tests", "clean build of all tests, all cores", Spread::of([tests]), "min"),
    ])
}

fn time(place: &Place, arguments: &[&str]) -> anyhow::Result<f64> {
    let target = place.folder("build")?;
    let start = Instant::now();
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).current_dir(&place.root).env("CARGO_TARGET_DIR", &target);
    let status = cargo.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    ensure!(status.success(), "cargo {arguments:?}: {status}");
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    std::fs::remove_dir_all(&target)?;
    Ok(minutes)
}
