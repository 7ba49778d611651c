//! The main job end to end: real sockets, real signatures, SQLite on disk, and the sandbox in the helpdesk's place.

mod colleague;
mod conversation;
mod delivery;
mod desk;
mod echo;
mod loss;
mod metrics;
mod trouble;
mod verdict;
mod words;
