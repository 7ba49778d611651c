//! Mistakes beyond the shape: names that nobody has, patterns that don't compile, rules that can't hold.

pub mod across;
pub mod apart;
pub mod category;
pub mod circles;
pub mod conditions;
pub mod gates;
pub mod items;
pub mod logic;
pub mod names;
pub mod note;
pub mod patterns;
pub mod phrases;
pub mod sense;
pub mod value;
