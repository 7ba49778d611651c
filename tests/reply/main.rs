//! Replies as customers and agents get them, in the customer's world of `world.yaml`.

mod once;
mod policy;
mod words;
mod world;
