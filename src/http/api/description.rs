//! The API's description (OpenAPI 3.1), made from the handlers and the types that they answer with.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, Modify, OpenApi};

use crate::http::api::access::Reader;
use crate::http::api::{check, config, delivery, fuse, health, list, parked, pass, requester, ticket};
use crate::http::problem_body::ProblemBody;

const PROBLEM: &str = "application/problem+json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Preflight",
        description = "What Preflight knows of tickets, and what ops do at night. docs/api.md tells how to get a token."
    ),
    paths(
        show,
        health::show,
        fuse::show,
        fuse::close,
        parked::list,
        parked::release,
        config::show,
        config::categories,
        config::reload,
        check::run,
        delivery::list,
        list::tickets,
        ticket::show,
        pass::list,
        pass::show,
        delivery::of_ticket,
        ticket::erase,
        ticket::recheck,
        ticket::release,
        requester::erase,
    ),
    components(schemas(ProblemBody)),
    modifiers(&Token)
)]
pub struct Description;

/// What every request may be refused for.
pub struct Refused;

/// What a request with a body may be refused for besides.
pub struct BodyRefused;

struct Token;

/// This description.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "api",
    operation_id = "describe",
    responses((status = 200, description = "The description, as OpenAPI 3.1 has it", body = Object), Refused),
    security(("token" = ["read"]))
)]
pub async fn show(_: Reader) -> HttpResponse {
    HttpResponse::Ok().json(Description::openapi())
}

impl IntoResponses for Refused {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("400", "A parameter can't be used"),
            ("401", "There is no token, or it is not known"),
            ("403", "The token's role does not allow this"),
            ("404", "There is no such thing, or the API is off"),
            ("503", "The service is not ready or too busy"),
        ])
    }
}

impl IntoResponses for BodyRefused {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("408", "The body did not arrive in time"),
            ("413", "The body is too large"),
            ("415", "The body is not JSON by its content type"),
            ("422", "The body is JSON, but not what is needed"),
            ("500", "The program failed on it"),
        ])
    }
}

impl Modify for Token {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("One of `api.tokens` in the service's settings, with the role that is named."))
            .build();
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

fn problems(statuses: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let answer = |description: &str| {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        ResponseBuilder::new().description(description).content(PROBLEM, content).build().into()
    };
    statuses.iter().map(|(status, description)| ((*status).to_owned(), answer(description))).collect()
}
