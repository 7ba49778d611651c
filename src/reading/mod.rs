//! From a message's text to facts: HTML, quoted history, signatures.

pub mod html;
pub mod quoted;
