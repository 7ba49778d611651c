//! The web page: the customer's side and the agent's side of the helpdesk, fed by JSON and server-sent events.

use actix_web::web::ServiceConfig;

pub fn configure(_config: &mut ServiceConfig) {}
