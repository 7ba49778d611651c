//! The main job end to end: real sockets, real signatures, SQLite on disk, and the sandbox in the helpdesk's place.

mod conversation;
mod delivery;
mod desk;
mod echo;
mod trouble;
mod verdict;
mod words;
