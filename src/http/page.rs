//! `GET /problems/{id}`: the page that explains a problem, as it stands in `docs/problems/`.

use actix_web::HttpResponse;
use actix_web::web::Path;
use rust_embed::RustEmbed;

use crate::http::problem::Problem;

#[derive(RustEmbed)]
#[folder = "docs/problems/"]
struct Pages;

/// As plain text, which every browser shows.
pub async fn show(id: Path<String>) -> Result<HttpResponse, Problem> {
    let page = Pages::get(&format!("{id}.md")).ok_or(Problem::NotFound)?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(page.data.into_owned()))
}
