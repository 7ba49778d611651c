//! The web page: the customer's side and the agent's side of the helpdesk, fed by JSON and server-sent events.

mod act;
mod feed;
mod file;

use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, web};

/// The page runs its own scripts only and talks to nobody but the sandbox.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

pub fn configure(config: &mut ServiceConfig) {
    for (path, kind, text) in [
        ("/", "text/html; charset=utf-8", include_str!("index.html")),
        ("/sandbox/page.css", "text/css; charset=utf-8", include_str!("page.css")),
        ("/sandbox/page.js", "text/javascript; charset=utf-8", include_str!("page.js")),
        ("/sandbox/draw.js", "text/javascript; charset=utf-8", include_str!("draw.js")),
        ("/sandbox/compose.js", "text/javascript; charset=utf-8", include_str!("compose.js")),
    ] {
        config.route(path, web::get().to(move || async move { asset(kind, text) }));
    }
    config
        .route("/sandbox/examples", web::get().to(feed::examples))
        .route("/sandbox/tickets", web::get().to(feed::tickets))
        .route("/sandbox/tickets/{id}", web::get().to(feed::ticket))
        .route("/sandbox/events", web::get().to(feed::events))
        .route("/sandbox/tickets", web::post().to(act::open))
        .route("/sandbox/tickets/{id}/replies", web::post().to(act::reply))
        .route("/sandbox/tickets/{id}/status", web::post().to(act::set_status))
        .route("/attachments/token/{token}/", web::get().to(file::download));
}

fn asset(kind: &str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header(("Content-Security-Policy", POLICY))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .insert_header(("Referrer-Policy", "no-referrer"))
        .insert_header(("Cache-Control", "no-cache"))
        .body(text)
}
