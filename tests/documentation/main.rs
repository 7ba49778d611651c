//! The documentation holds: its reference is made from the code, and each of its commands is run.

mod deploy;
mod pages;
mod reference;
mod shell;
