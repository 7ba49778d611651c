//! The service's HTTP: webhooks come in here, health is told, and those who run it look and act by the API.

pub mod api;
pub mod body;
pub mod connection;
pub mod health;
pub mod limits;
pub mod log;
pub mod metrics;
pub mod page;
pub mod problem;
pub mod problem_body;
pub mod server;
pub mod webhook;
