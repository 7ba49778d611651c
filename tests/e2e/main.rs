//! The main job end to end: real sockets, real signatures, SQLite on disk, and the sandbox in the helpdesk's place.

mod accounts;
mod colleague;
mod conversation;
mod delivery;
mod desk;
mod echo;
mod loss;
mod metrics;
mod own_rules;
mod trouble;
mod verdict;
mod words;
