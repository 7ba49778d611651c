//! An account from nothing: set up by the program, looked at by its doctor, and served.

mod doctor;
mod past;
mod setup;
mod site;
