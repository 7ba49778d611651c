//! `preflight store migrate`: moves a deployment from a SQLite file into a PostgreSQL database.

use std::io::{self, Write};

use jiff::Timestamp;
use secrecy::SecretString;

use crate::cli::arguments::MigrateArguments;
use crate::cli::backtest::number::number;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::runtime;
use crate::config::place::{Place, StoreUrl};
use crate::config::secrets::resolve;
use crate::config::settings::SecretSource;
use crate::store::moving::{Moved, Moving, Way};
use crate::store::postgres::{Target, Timekeeping};

/// Between two drawings of the bar.
const STEP_MILLIS: i64 = 200;
const BAR_COLUMNS: u64 = 30;
/// Back to the start of the line, and nothing on it.
const CLEAR: &str = "\r\u{1b}[K";

pub fn run(arguments: &MigrateArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let file = match StoreUrl::new(&arguments.from).place() {
        Some(Place::File(path)) => path,
        Some(Place::Database(_)) | None => {
            return Err(Failure::Message("--from is the store that is left: `sqlite://PATH`".into()));
        }
    };
    let to = StoreUrl::new(&arguments.to);
    let Some(place @ Place::Database(url)) = &to.place() else {
        return Err(Failure::Message("--to is the new store: `postgres://USER@HOST/DATABASE`".into()));
    };
    if to.has_password() {
        return Err(Failure::Message(
            "--to holds a password, which every user of this machine can see: name it with --password-env or --password-file"
                .into(),
        ));
    }
    runtime::install_tls();
    let password = password(arguments, console)?;
    let target =
        Target { url, password: password.as_ref(), connections_max: 1, timekeeping: Timekeeping::Database };
    let runtime = runtime::new()?;
    let fail = |error: crate::store::StoreError| Failure::of(error.into());
    let mut moving = runtime.block_on(Moving::begin(&file, &target)).map_err(fail)?;
    let started = Timestamp::now();
    let mut drawn = started;
    while let Some(way) = runtime.block_on(moving.step()).map_err(fail)? {
        let now = Timestamp::now();
        if console.watched && now.as_millisecond() - drawn.as_millisecond() >= STEP_MILLIS {
            drawn = now;
            write!(console.err, "{CLEAR}{}", bar(way))?;
            console.err.flush()?;
        }
    }
    let moved = runtime.block_on(moving.finish()).map_err(fail)?;
    if console.watched {
        console.err.write_all(CLEAR.as_bytes())?;
    }
    tell(&moved, &file.display().to_string(), place, console.out)?;
    Ok(Exit::Fine)
}

fn password(arguments: &MigrateArguments, console: &Console<'_>) -> Result<Option<SecretString>, Failure> {
    let source = match (&arguments.password_env, &arguments.password_file) {
        (Some(name), _) => SecretSource::Env(name.clone()),
        (None, Some(path)) => SecretSource::File(path.clone()),
        (None, None) => return Ok(None),
    };
    let secret = resolve("--password", &source, console.lookup).map_err(|error| Failure::of(error.into()))?;
    Ok(Some(secret.value))
}

fn bar(way: Way) -> String {
    let Way { rows, rows_max } = way;
    // A file that grew meanwhile has more than were counted.
    let rows_max = rows_max.max(rows);
    let full = rows.saturating_mul(BAR_COLUMNS) / rows_max.max(1);
    let (full, empty) = (full as usize, (BAR_COLUMNS - full) as usize);
    let percent = rows.saturating_mul(100) / rows_max.max(1);
    format!(
        "[{}{}] {percent}%, {} of {} rows",
        "#".repeat(full),
        "-".repeat(empty),
        number(rows),
        number(rows_max)
    )
}

fn tell(moved: &Moved, from: &str, to: &Place, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Moved from {from} to {to}:")?;
    for (table, rows) in &moved.rows {
        writeln!(out, "  {table:<10} {:>12} rows", number(*rows))?;
    }
    writeln!(out, "The file is as it was. Set `store.url: {to}` with its user, and start the service.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_tells_how_far_it_is() {
        assert_eq!(
            bar(Way { rows: 500, rows_max: 2_000 }),
            format!("[{}{}] 25%, 500 of 2,000 rows", "#".repeat(7), "-".repeat(23))
        );
        assert!(bar(Way { rows: 0, rows_max: 0 }).contains("0%"));
        let grown = bar(Way { rows: 70, rows_max: 2 });
        assert_eq!(grown, format!("[{}] 100%, 70 of 70 rows", "#".repeat(30)));
    }
}
