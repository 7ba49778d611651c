//! The configuration: settings, checklists, reply templates and examples, from a directory or from the program itself.
//!
//! For a setting, the environment goes before the file, and the file before the default; `environment` is the only
//! reader of the environment.

pub mod account;
pub mod address;
pub mod embedded;
pub mod environment;
pub mod examples;
pub mod files;
pub mod fingerprint;
pub mod lint;
pub mod load;
pub mod place;
pub mod rules;
pub mod secrets;
pub mod settings;
pub mod traces;
pub mod write;
