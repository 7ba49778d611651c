//! The service from webhook to write, with a helpdesk that fails as it is told to.

mod desk;
mod http;
mod judge;
mod outage;
mod running;
mod worker;
mod world;
