//! From text to facts: what a ticket's words say, each with the place where they say it.

pub mod value;
