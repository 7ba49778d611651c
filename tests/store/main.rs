//! What every store promises, run over each backend, and what is special to each.

#[path = "../postgres/cluster.rs"]
mod cluster;
mod contract;
mod cost;
mod history;
#[path = "../postgres/kill.rs"]
mod kill;
mod moving;
mod peers;
mod postgres;
mod report;
mod sqlite;
mod tls;
mod words;
