//! Preflight reads a helpdesk ticket, holds it against its category's checklist and says exactly what is missing.
//!
//! The modules stand from the ground up: each uses only modules above it in this list (see ARCHITECTURE.md).

pub mod clock;
pub mod metric;
pub mod trace;
pub mod ticket;
pub mod yaml;

pub mod checklist;
pub mod report;
pub mod reading;
pub mod verdict;
pub mod reply;

pub mod config;
pub mod helpdesk;
pub mod store;
pub mod service;
pub mod http;
pub mod app;

pub mod sandbox;
pub mod cli;
