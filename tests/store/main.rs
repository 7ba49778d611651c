//! What every store promises, run over each backend, and what is special to each.

#[path = "../postgres/cluster.rs"]
mod cluster;
mod contract;
#[path = "../postgres/kill.rs"]
mod kill;
mod postgres;
mod sqlite;
mod words;
