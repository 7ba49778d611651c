//! Durable intake on PostgreSQL beside the bare endpoint with batched inserts. Database and service share the core.

use std::path::Path;
use std::process::Command;

use crate::server::Place;
use crate::server::postgres::{Postgres, programs};
use crate::server::preflight::Store;
use crate::server::process::output;
use crate::table::intake::{Both, Round, both, of_rounds, start_intake, start_limit};
use crate::table::plan::Plan;
use crate::table::row::Row;

pub fn rows(place: &Place, plan: &Plan, left_out: &mut Vec<String>) -> anyhow::Result<Vec<Row>> {
    if let Some(why) = hindrance(place)? {
        left_out.push(format!("durable intake on PostgreSQL: {why}"));
        return Ok(Vec::new());
    }
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        rounds.push(Round {
            limit: limit(place, plan)?,
            preflight: preflight(place, plan)?,
            again: limit(place, plan)?,
        });
    }
    let mut rows = of_rounds(&rounds, "postgres", "PostgreSQL");
    // What PostgreSQL takes stands beside the service's own process and is not in these figures.
    rows.retain(|row| matches!(row.id, "postgres.throughput" | "postgres.p99" | "postgres.steady_p99"));
    Ok(rows)
}

/// Why it can't be measured, if it can't.
fn hindrance(place: &Place) -> anyhow::Result<Option<&'static str>> {
    let schema = output(Command::new(&place.preflight).args(["config", "schema", "settings"]))?;
    let schema: serde_json::Value = serde_json::from_str(&schema)?;
    let store = ["$defs", "definitions"].iter().find_map(|defs| schema.get(defs)?.get("StoreSettings"));
    if store.is_none_or(|store| store["properties"].get("url").is_none()) {
        return Ok(Some("this version has no `store.url` yet"));
    }
    Ok(programs().is_err().then_some("PostgreSQL is not installed (Debian's package `postgresql`)"))
}

fn limit(place: &Place, plan: &Plan) -> anyhow::Result<Both> {
    let postgres = Postgres::start(place)?;
    both(place, plan, start_limit(place, "postgres", Path::new(&postgres.url()), &[])?)
}

fn preflight(place: &Place, plan: &Plan) -> anyhow::Result<Both> {
    let postgres = Postgres::start(place)?;
    let folder = place.folder("intake")?;
    both(place, plan, start_intake(place, &folder, Store::Postgres(&postgres.url()))?)
}
