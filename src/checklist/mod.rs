//! What a ticket must contain before it may be passed on: the model, its conditions, and reading both from YAML.

pub mod condition;
pub mod kind;
pub mod learned;
pub mod lint;
pub mod load;
pub mod model;
pub mod uses;
