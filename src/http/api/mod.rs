//! The API for consoles and scripts, under `/api/v1`: looking, and what ops do at night. Each operation stands in the table
//! below and in the description that `description` makes of it.

pub mod access;
pub mod check;
pub mod config;
pub mod cursor;
pub mod delivery;
pub mod description;
pub mod fuse;
pub mod health;
pub mod list;
pub mod parked;
pub mod pass;
pub mod query;
pub mod requester;
pub mod ticket;
pub mod write;

use std::time::Duration;

use actix_web::Route;
use actix_web::http::Method;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, PathConfig, ServiceConfig};

use crate::http::problem::Problem;
use crate::http::server::{Parts, resource};
use crate::store::StoreError;

/// What the store needs longer for is given up.
const STORE_SECS_MAX: u64 = 10;

/// One address and what it takes.
pub struct Address {
    /// As the API's description has it.
    pub path: &'static str,
    /// As the header `Allow` has it.
    pub allow: &'static str,
    routes: Vec<(Method, Route)>,
}

/// Every address of the API.
pub fn addresses() -> Vec<Address> {
    let get = || web::get();
    let post = || web::post();
    vec![
        Address::get("/api/v1/openapi.json", get().to(description::show)),
        Address::get("/api/v1/health", get().to(health::show)),
        Address::get("/api/v1/fuse", get().to(fuse::show)),
        Address::post("/api/v1/fuse/close", post().to(fuse::close)),
        Address::get("/api/v1/parked", get().to(parked::list)),
        Address::post("/api/v1/parked/release", post().to(parked::release)),
        Address::get("/api/v1/config", get().to(config::show)),
        Address::get("/api/v1/config/categories", get().to(config::categories)),
        Address::post("/api/v1/config/reload", post().to(config::reload)),
        Address::post("/api/v1/check", post().to(check::run)),
        Address::get("/api/v1/deliveries", get().to(delivery::list)),
        Address::get("/api/v1/tickets", get().to(list::tickets)),
        Address {
            path: "/api/v1/tickets/{helpdesk}/{id}",
            allow: "GET, DELETE",
            routes: vec![
                (Method::GET, get().to(ticket::show)),
                (Method::DELETE, web::delete().to(ticket::erase)),
            ],
        },
        Address::get("/api/v1/tickets/{helpdesk}/{id}/passes", get().to(pass::list)),
        Address::get("/api/v1/tickets/{helpdesk}/{id}/passes/{number}", get().to(pass::show)),
        Address::get("/api/v1/tickets/{helpdesk}/{id}/deliveries", get().to(delivery::of_ticket)),
        Address::post("/api/v1/tickets/{helpdesk}/{id}/recheck", post().to(ticket::recheck)),
        Address::post("/api/v1/tickets/{helpdesk}/{id}/release", post().to(ticket::release)),
        Address {
            path: "/api/v1/requesters/{helpdesk}/{id}",
            allow: "DELETE",
            routes: vec![(Method::DELETE, web::delete().to(requester::erase))],
        },
    ]
}

pub fn mount(config: &mut ServiceConfig) {
    for address in addresses() {
        let mut resource = resource(address.path, address.allow);
        for (_, route) in address.routes {
            resource = resource.route(route);
        }
        let broken = |_, _: &_| Problem::NotFound.into();
        let fresh = DefaultHeaders::new().add((CACHE_CONTROL, "no-store"));
        config.service(resource.app_data(PathConfig::default().error_handler(broken)).wrap(fresh));
    }
}

impl Address {
    fn get(path: &'static str, route: Route) -> Self {
        Self { path, allow: "GET", routes: vec![(Method::GET, route)] }
    }

    fn post(path: &'static str, route: Route) -> Self {
        Self { path, allow: "POST", routes: vec![(Method::POST, route)] }
    }

    pub fn methods(&self) -> impl Iterator<Item = &Method> {
        self.routes.iter().map(|(method, _)| method)
    }
}

/// What the store says, within its time.
async fn stored<T>(asked: impl Future<Output = Result<T, StoreError>>) -> Result<T, Problem> {
    match tokio::time::timeout(Duration::from_secs(STORE_SECS_MAX), asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Problem::NotReady { internal: error.to_string() }),
        Err(_) => {
            Err(Problem::NotReady { internal: format!("the store took longer than {STORE_SECS_MAX} s") })
        }
    }
}
