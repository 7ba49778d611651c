//! What a large store costs: each delivery and each pass with very many tickets stored beside few, the start, and memory.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use rusqlite::Connection;

use crate::helpdesk::fields;
use crate::numbers::Spread;
use crate::server::load::load;
use crate::server::preflight::{self, Setting, Store};
use crate::server::{Place, megabytes};
use crate::table::intake::{full, start_intake};
use crate::table::paper::number;
use crate::table::pass;
use crate::table::plan::Plan;
use crate::table::row::{Goal, Row};

const FEW: u64 = 1_000;
/// Tickets that are checked to have rows to copy.
const MODELS: usize = 40;
/// Copies have numbers from here on.
const FIRST_COPY: i64 = 3_000_000_000;
/// What a ticket leaves behind.
const TABLES: [&str; 5] = ["due", "delivery", "report", "pass", "write"];
/// Between two copies, so that a million of them lie within half a year and not within a minute.
const APART_MS: i64 = 15_000;
/// How long a service with much to do is watched.
const WATCHED: Duration = Duration::from_secs(8);
const ROUNDS_MAX: usize = 5;

pub fn rows(place: &Place, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let models = place.folder("models")?;
    pass::run(place, plan, &models, 1, MODELS)?;
    let (few, many) = (store(place, &models, "few", FEW)?, store(place, &models, "many", plan.stored)?);
    let mut rows = vec![start(place, plan, &many)?];
    let (mut full_few, mut full_many, mut pass_few, mut pass_many) = (vec![], vec![], vec![], vec![]);
    let mut first = 10_000_000;
    for round in 0..plan.rounds.min(ROUNDS_MAX) {
        // Fresh, so that few stay few. The other hardly grows by what comes.
        let few = again(place, &few)?;
        for (folder, sides) in [(&few, &mut full_few), (&many, &mut full_many)] {
            sides.push(intake(place, plan, folder, first)?);
            first += 10_000_000;
        }
        settle(&few)?;
        settle(&many)?;
        for (folder, sides) in [(&few, &mut pass_few), (&many, &mut pass_many)] {
            sides.push(pass::run(place, plan, folder, first, plan.tickets)?.cpu_us);
            first += 10_000_000;
        }
        eprintln!(
            "  round {}: intake {:?} {:?}, pass {:.0} {:.0} µs",
            round + 1,
            full_few[round],
            full_many[round],
            pass_few[round],
            pass_many[round]
        );
    }
    let stored =
        format!("{} against {} stored tickets", number(plan.stored as f64, ""), number(FEW as f64, ""));
    let pairs = |few: Vec<f64>, many: Vec<f64>| {
        let ratio = Spread::of(few.iter().zip(&many).map(|(few, many)| many / few));
        (ratio, number(Spread::of(many).median, "µs"), number(Spread::of(few).median, "µs"))
    };
    let of = |sides: &[(f64, f64)]| sides.iter().map(|(cpu, _)| *cpu).collect();
    let (ratio, many_cpu, few_cpu) = pairs(of(&full_few), of(&full_many));
    let rates = |sides: &[(f64, f64)]| number(Spread::of(sides.iter().map(|(_, rate)| *rate)).median, "/s");
    let beside = format!("{many_cpu}, {few_cpu}; {}, {}", rates(&full_many), rates(&full_few));
    let what = format!("growth: processor time of a delivery, {stored}");
    rows.push(Row::new("growth.delivery", what, ratio, "times").goal(Goal::AtMost(1.15)).beside(beside));
    let (ratio, many_cpu, few_cpu) = pairs(pass_few, pass_many);
    rows.push(
        Row::new("growth.pass", "growth: processor time of a pass, the same", ratio, "times")
            .goal(Goal::AtMost(1.15))
            .beside(format!("{many_cpu}, {few_cpu}")),
    );
    rows.push(due(place, plan, &many)?);
    Ok(rows)
}

/// Processor time of a delivery, and deliveries a second.
fn intake(place: &Place, plan: &Plan, folder: &Path, first_ticket: u64) -> anyhow::Result<(f64, f64)> {
    let server = start_intake(place, folder, Store::Sqlite(&folder.join("preflight.sqlite")))?;
    let loaded = load(place, &server, &crate::server::load::Load { first_ticket, ..full(plan) })?;
    server.stop()?;
    Ok((loaded.cpu_us, loaded.answers.rate))
}

fn start(place: &Place, plan: &Plan, folder: &Path) -> anyhow::Result<Row> {
    let mut starts = Vec::new();
    for _ in 0..plan.starts {
        let server = start_intake(place, folder, Store::Sqlite(&folder.join("preflight.sqlite")))?;
        starts.push(server.first_answer.as_secs_f64() * 1e3);
        server.stop()?;
    }
    let what = format!("start to first answer with {} stored reports", number(plan.stored as f64, ""));
    let size = megabytes(&folder.join("preflight.sqlite"))?;
    Ok(Row::new("growth.start", what, Spread::of(starts), "ms")
        .goal(Goal::AtMost(100.0))
        .beside(format!("a file of {}", number(size, "MB"))))
}

/// All of it due at once, and a helpdesk that knows none of the tickets: the service is busy as long as it is watched.
fn due(place: &Place, plan: &Plan, folder: &Path) -> anyhow::Result<Row> {
    let path = folder.join("preflight.sqlite");
    let now = jiff::Timestamp::now().as_millisecond();
    Connection::open(&path)?.execute("UPDATE due SET due_at_ms = ?1", [now])?;
    let helpdesk = crate::server::helpdesk::Helpdesk::start(place, 1, 0)?;
    let fields = fields()?;
    let store = Store::Sqlite(&path);
    let setting =
        Setting { mode: "live", helpdesk: Some(helpdesk.address), fields: &fields, store, pinned: true };
    let server = preflight::start(place, folder, &setting)?;
    std::thread::sleep(WATCHED);
    let usage = server.usage()?;
    server.stop()?;
    let what = format!("memory with {} due tickets, at work", number(plan.stored as f64, ""));
    Ok(Row::new("growth.memory", what, Spread::of([usage.memory_mb]), "MB").goal(Goal::AtMost(60.0)))
}

/// A store in which so many tickets are at rest, each with its delivery, its report and its writes.
fn store(place: &Place, models: &Path, name: &str, tickets: u64) -> anyhow::Result<PathBuf> {
    let folder = place.folder(name)?;
    let path = folder.join("preflight.sqlite");
    std::fs::copy(models.join("preflight.sqlite"), &path)?;
    let connection = Connection::open(&path)?;
    // Nobody minds if it is lost on the way.
    connection.query_row("PRAGMA journal_mode = off", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "off")?;
    let model: String = connection
        .query_row("SELECT ticket_id FROM write JOIN report USING (helpdesk, ticket_id) LIMIT 1", [], |row| {
            row.get(0)
        })
        .context("none of the tickets was written into")?;
    for table in TABLES {
        let copied =
            connection.execute(&copy(&connection, table)?, (model.as_str(), FIRST_COPY, tickets as i64))?;
        ensure!(copied as u64 >= tickets, "{table} has no row to copy");
    }
    Ok(folder)
}

/// One statement that copies the model's rows of a table, whatever its columns are.
fn copy(connection: &Connection, table: &str) -> anyhow::Result<String> {
    let mut statement = connection.prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?;
    let columns = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let value = |column: &String| match (table, column.as_str()) {
        (_, "ticket_id") => "CAST(series.number AS TEXT)".to_owned(),
        ("delivery", "key") => "'event:' || lower(hex(randomblob(16)))".to_owned(),
        // The next one.
        ("write" | "pass", "id") | ("due", "due_at_ms") => "NULL".to_owned(),
        // As many customers as tickets: one who had written all of them would be counted for long.
        (_, "requester") => "'copy-' || series.number".to_owned(),
        (_, time) if time.ends_with("_at_ms") => {
            format!("model.\"{time}\" - (series.number - ?2 + 1) * {APART_MS}")
        }
        (_, other) => format!("model.\"{other}\""),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    Ok(format!(
        "WITH RECURSIVE series (number) AS (SELECT ?2 UNION ALL SELECT number + 1 FROM series WHERE number < ?2 + ?3 - 1)
         INSERT INTO \"{table}\" ({}) SELECT {} FROM series, (SELECT * FROM \"{table}\" WHERE ticket_id = ?1 LIMIT 1) AS model",
        columns.join(", "),
        values.join(", ")
    ))
}

fn again(place: &Place, few: &Path) -> anyhow::Result<PathBuf> {
    let folder = place.folder("few-again")?;
    std::fs::copy(few.join("preflight.sqlite"), folder.join("preflight.sqlite"))?;
    Ok(folder)
}

/// What the deliveries made due is at rest, so that the passes that follow are over their own tickets.
fn settle(folder: &Path) -> anyhow::Result<()> {
    Connection::open(folder.join("preflight.sqlite"))?.execute("UPDATE due SET due_at_ms = NULL", [])?;
    Ok(())
}
