//! The service from webhook to write, with a helpdesk that fails as it is told to.

mod api;
mod desk;
mod hostile;
mod http;
mod judge;
mod outage;
mod peer;
mod running;
mod signed;
mod worker;
mod world;
