//! What SQLite's errors mean to the rest of the program.

use jiff::Timestamp;
use rusqlite::Error;
use rusqlite::ffi::ErrorCode;

use crate::store::StoreError;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        match &error {
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..) => StoreError::Unreadable { detail },
            error if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                StoreError::Unreadable { detail }
            }
            // Disk full, locked, read-only, damaged: it may pass or be mended, and nothing was changed.
            _ => StoreError::Unavailable { detail },
        }
    }
}

pub(super) fn unavailable(detail: &str) -> StoreError {
    StoreError::Unavailable { detail: detail.to_owned() }
}

pub(super) fn unreadable(what: &str, cause: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unreadable { detail: format!("{what}: {cause}") }
}

/// A time as it is stored.
pub(super) fn moment(what: &str, millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|error| unreadable(what, &error))
}
