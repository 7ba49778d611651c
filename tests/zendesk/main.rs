//! The Zendesk adapter over sockets: reading, writing, deliveries, and what it does when the account misbehaves.

mod delivery;
mod fault;
mod read;
mod server;
mod write;
