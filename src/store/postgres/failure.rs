//! What PostgreSQL's errors mean to the rest of the program.

use std::error::Error as _;

use jiff::Timestamp;
use tokio_postgres::Error;
use tokio_postgres::error::DbError;

use crate::store::StoreError;

/// Classes of errors whose words are about the server, the account, its resources or our SQL, and never about what is stored.
const TOLD_CLASSES: [&str; 7] = ["08", "25", "28", "3D", "42", "53", "57"];
/// A row that fits into no partition.
const NO_PARTITION: &str = "23514";
/// The transaction lost to another one, and can be repeated.
const LOST: [&str; 2] = ["40001", "40P01"];
/// The server is a standby now.
const READ_ONLY: &str = "25006";

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let detail = detail(&error);
        match error.as_db_error() {
            Some(_) => StoreError::Unavailable { detail },
            // A column that is not of the type that this version reads.
            None if error.to_string().contains("deserializing column") => StoreError::Unreadable { detail },
            None => StoreError::Unavailable { detail },
        }
    }
}

/// Words for the log. The server's own may quote a row, and those are left out.
pub(super) fn detail(error: &Error) -> String {
    match error.as_db_error() {
        Some(of_server) => of_db(of_server),
        None => match error.source() {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}

fn of_db(error: &DbError) -> String {
    let code = error.code().code();
    if TOLD_CLASSES.iter().any(|class| code.starts_with(class)) {
        return format!("{} ({code})", error.message());
    }
    let place = error.constraint().or(error.table()).map(|place| format!(" at {place}"));
    format!("the database refused a statement: SQLSTATE {code}{}", place.unwrap_or_default())
}

/// Whether the connection is of no use any more, although it may still be open.
pub(super) fn spoils(error: &Error) -> bool {
    let code = error.code().map(|code| code.code());
    error.is_closed() || code.is_some_and(|code| code == READ_ONLY || code.starts_with("57P"))
}

pub(super) fn has_no_partition(error: &Error) -> bool {
    error.code().is_some_and(|code| code.code() == NO_PARTITION)
}

pub(super) fn is_worth_repeating(error: &Error) -> bool {
    error.code().is_some_and(|code| LOST.contains(&code.code()))
}

pub(super) fn unavailable(detail: &str) -> StoreError {
    StoreError::Unavailable { detail: detail.to_owned() }
}

pub(super) fn unreadable(what: &str, cause: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unreadable { detail: format!("{what}: {cause}") }
}

/// A time as it is stored.
pub(in crate::store) fn moment(what: &str, millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|error| unreadable(what, &error))
}

/// PostgreSQL's texts can't hold this character; it stands for nothing in ours.
pub(in crate::store) fn text(text: &str) -> String {
    text.replace('\0', "")
}
