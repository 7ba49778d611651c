//! From a report to words: what to do about it, the comments, and the packet for the agent.

pub mod asking;
mod comment;
pub mod context;
pub mod conversation;
pub mod escape;
pub mod history;
mod limits;
pub mod moment;
mod names;
mod news;
mod packet;
pub mod plan;
pub mod policy;
mod reminder;
pub mod render;
mod sender;
pub mod stance;
pub mod told;
mod trial;
mod wording;
pub mod write;
