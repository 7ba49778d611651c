//! The sandbox's helpdesk over sockets: what Preflight may rely on when it is tried and tested against it.

mod api;
mod faults;
mod history;
mod management;
mod page;
mod support;
mod webhooks;
