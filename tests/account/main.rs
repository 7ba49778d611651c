//! An account from nothing: set up by the program and served.

mod setup;
mod site;
