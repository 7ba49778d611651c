//! The program as a process of its own, as it runs in production: what a kill leaves behind, and what its logs tell.

mod api;
mod backup;
mod collector;
mod crash;
mod disk;
mod kills;
mod ops;
mod privacy;
mod reload;
mod service;
mod traces;
