//! Mistakes beyond the shape: names that nobody has, patterns that don't compile, rules that can't hold.

pub mod category;
pub mod conditions;
pub mod items;
pub mod names;
pub mod note;
pub mod patterns;
pub mod phrases;
