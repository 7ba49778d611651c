//! What every store promises, run over each backend, and what is special to each.

mod contract;
mod cost;
mod history;
mod report;
mod sqlite;
mod words;
