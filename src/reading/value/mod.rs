//! Typed values in a customer's words: dates, clock times and numbers, each with the bytes that say it.

pub mod date;
pub mod number;
pub mod time;
mod words;
