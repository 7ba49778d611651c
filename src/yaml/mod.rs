//! YAML files with places: what a file says, where it says it, and every mistake in it at once.
//!
//! `tree` keeps the place of each value, `shape` holds a tree against the JSON Schema of the type that it is read
//! into, `read` does both and then reads the type from the tree (`typed`), and `diagnostic` shows a mistake in its line.

pub mod diagnostic;
pub mod mistake;
pub mod path;
pub mod read;
pub mod scalar;
pub mod schema;
pub mod shape;
pub mod suggest;
pub mod tree;
pub mod typed;
