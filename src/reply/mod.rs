//! From a report to words: what to do about it, the comments, and the packet for the agent.

mod asking;
mod comment;
pub mod context;
mod escape;
mod limits;
pub mod moment;
mod news;
mod packet;
pub mod plan;
pub mod render;
pub mod told;
mod trial;
mod wording;
