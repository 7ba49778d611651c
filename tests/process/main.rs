//! The program as a process of its own, as it runs in production: what a kill leaves behind, and what its logs tell.

mod api;
mod backup;
#[path = "../postgres/cluster.rs"]
mod cluster;
mod collector;
mod crash;
mod disk;
mod farm;
#[path = "../postgres/kill.rs"]
mod kill;
mod kills;
mod ops;
mod privacy;
#[path = "../postgres/proxy.rs"]
mod proxy;
mod reload;
mod replicas;
mod service;
#[path = "../postgres/standby.rs"]
mod standby;
mod traces;
