//! Typed values in a text: ids, dates, clock times and numbers, each with the bytes that say it.

pub mod date;
pub mod id;
pub mod number;
mod opening;
pub mod scan;
pub mod time;
mod initials;
mod words;
