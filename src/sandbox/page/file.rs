//! Serves uploaded files, always as a download that the browser neither sniffs nor runs.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::sandbox::state::{State, lock};

pub async fn download(state: Data<State>, token: Path<String>) -> HttpResponse {
    let desk = lock(&state.desk);
    let mut files =
        desk.tickets.values().flat_map(|record| &record.comments).flat_map(|comment| &comment.files);
    let Some(file) = files.find(|file| file.token == *token) else {
        return HttpResponse::NotFound().finish();
    };
    // A pretended file has no content; its address answers all the same.
    let bytes = file.bytes.clone().unwrap_or_default();
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || ".-_ ".contains(*c);
    let name: String = file.file_name.chars().filter(is_plain).collect();
    let kind = file.content_type.parse().unwrap_or(actix_web::mime::APPLICATION_OCTET_STREAM);
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{name}\"")))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .insert_header(("Content-Security-Policy", "sandbox; default-src 'none'"))
        .body(bytes)
}
