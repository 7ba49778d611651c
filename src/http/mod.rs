//! The service's HTTP: webhooks come in here, and health is told.

pub mod connection;
pub mod health;
pub mod limits;
pub mod log;
pub mod metrics;
pub mod problem;
pub mod server;
pub mod webhook;
