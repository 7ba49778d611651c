//! Typed values in a text: numbers, dates, times, addresses.

pub mod id;
