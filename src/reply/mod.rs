//! From a report to words: what to do about it, the comments, and the packet for the agent.

pub mod plan;
