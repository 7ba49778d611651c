//! The API over HTTP: every request is logged, meets its fault, is let in, counted and answered.

mod answer;
mod export;
mod field;
mod list;
mod query;
mod route;
mod search;
mod shape;
mod stamp;
mod ticket;
mod token;
mod trigger;
mod user;
mod webhook;

use std::any::Any;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Extensions;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use crate::sandbox::access::Denial;
use crate::sandbox::api::answer::Answer;
use crate::sandbox::api::query::Query;
use crate::sandbox::api::route::Route;
use crate::sandbox::edit::TagEdit;
use crate::sandbox::fault::{Fault, Op};
use crate::sandbox::limit::{Bucket, Budget};
use crate::sandbox::record::Role;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::RequestEntry;
use crate::sandbox::state::{State, lock};

/// A request that hangs ends after so long, if its caller has no limit of its own.
const HANG_SECS_MAX: u64 = 120;

/// A request as the endpoints see it.
pub struct Call {
    pub query: Query,
    pub body: Bytes,
}

/// A second handle to the connection, with which a fault can break it.
struct Connection(TcpStream);

pub fn configure(config: &mut ServiceConfig) {
    config.default_service(web::to(serve));
}

/// Called by the server for each connection.
pub fn remember_connection(connection: &dyn Any, data: &mut Extensions) {
    if let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>()
        && let Ok(handle) = stream.as_fd().try_clone_to_owned()
    {
        data.insert(Connection(TcpStream::from(handle)));
    }
}

async fn serve(request: HttpRequest, body: Bytes, state: Data<State>) -> HttpResponse {
    let state = state.into_inner();
    let route = Route::recognise(request.method().as_str(), request.path());
    let fault = route.and_then(|route| state.faults.take(route.op()));
    let answer = || answer(&state, route, &request, &body);
    let given = match fault {
        None => Some(respond(&answer())),
        Some(Fault::Status(status)) => Some(respond(&fault_answer(status))),
        Some(Fault::TooManyRequests { retry_after_secs }) => {
            Some(respond(&Answer::too_many(retry_after_secs.into())))
        }
        Some(Fault::Unavailable { retry_after_secs }) => {
            let unavailable = fault_answer(503).with("Retry-After", retry_after_secs.to_string());
            Some(respond(&unavailable))
        }
        Some(Fault::Drop) => None,
        Some(Fault::ApplyThenDrop) => {
            answer();
            None
        }
        Some(silence @ (Fault::Hang | Fault::ApplyThenHang)) => {
            if silence == Fault::ApplyThenHang {
                answer();
            }
            // The log must not wait for an answer that never comes.
            log(&state, route, &request, None);
            hang(&state).await;
            return broken(&request);
        }
        Some(Fault::ApplyThenStatus(status)) => {
            answer();
            Some(respond(&fault_answer(status)))
        }
        Some(Fault::TruncatedJson) => {
            let text = answer().body.map(|body| body.to_string()).unwrap_or_default();
            let half = text.floor_char_boundary(text.len() / 2);
            Some(HttpResponse::Ok().content_type("application/json").body(text[..half].to_owned()))
        }
        Some(Fault::WrongJson) => {
            answer();
            Some(respond(&Answer::ok(json!({"unexpected": [1, 2, 3]}))))
        }
        Some(Fault::Slow(ms)) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            Some(respond(&answer()))
        }
    };
    log(&state, route, &request, given.as_ref().map(|response| response.status().as_u16()));
    given.unwrap_or_else(|| broken(&request))
}

fn answer(state: &Arc<State>, route: Option<Route<'_>>, request: &HttpRequest, body: &Bytes) -> Answer {
    let Some(route) = route else { return Answer::error(404, "InvalidEndpoint", "Not found") };
    let call =
        Call { query: Query::parse(&state.url, request.path(), request.query_string()), body: body.clone() };
    if route.op() == Op::Token {
        return token::issue(state, &call).unwrap_or_else(|refused| refused);
    }
    let settings = &state.settings;
    let now = settings.clock.now();
    let authorization = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let basic = (settings.api_user_email.as_str(), settings.api_token.as_str());
    match lock(&state.access).check(authorization.unwrap_or_default(), basic, route.op(), now) {
        Ok(()) => {}
        Err(Denial::Unknown) => return Answer::new(401, json!({"error": "Couldn't authenticate you"})),
        Err(Denial::Scope) => {
            return Answer::titled(403, "Forbidden", "You are missing the required scopes for this request.");
        }
    }
    if route.is_management() && settings.api_user_role != Role::Admin {
        return Answer::titled(403, "Forbidden", "You do not have access to this page.");
    }
    let budgets = lock(&state.limits).count(route.updates(), now);
    let answer = match budgets.iter().find(|budget| budget.exceeded) {
        Some(budget) => Answer::too_many(budget.resets_secs),
        None => dispatch(state, route, &call).unwrap_or_else(|refused| refused),
    };
    budgets.into_iter().fold(answer, with_budget)
}

fn dispatch(state: &Arc<State>, route: Route<'_>, call: &Call) -> Result<Answer, Answer> {
    match route {
        Route::Token => token::issue(state, call),
        Route::Tickets => ticket::list(state, call),
        Route::Ticket(id) => ticket::show(state, call, id),
        Route::Update(id) => ticket::update(state, call, id),
        Route::Comments(id) => list::comments(state, call, id),
        Route::Audits(id) => list::audits(state, call, id),
        Route::ListTags(id) => list::list_tags(state, id),
        Route::SetTags(id) => list::change_tags(state, call, id, 201, TagEdit::Replace),
        Route::AddTags(id) => list::change_tags(state, call, id, 200, TagEdit::Add),
        Route::RemoveTags(id) => list::change_tags(state, call, id, 204, TagEdit::Remove),
        Route::User(id) => user::show(state, id),
        Route::Me => user::show(state, state.staff.api),
        Route::Users => user::show_many(state, call),
        Route::Export => export::tickets(state, call),
        Route::Search => search::export(state, call),
        Route::Webhooks => Ok(webhook::list(state, call)),
        Route::MakeWebhook => webhook::create(state, call),
        Route::Webhook(id) => webhook::show(state, id),
        Route::ChangeWebhook(id) => webhook::patch(state, call, id),
        Route::DeleteWebhook(id) => webhook::delete(state, id),
        Route::Secret(id) => webhook::secret(state, id),
        Route::Invocations(id) => webhook::invocations(state, id),
        Route::Triggers => trigger::list(state, call),
        Route::MakeTrigger => trigger::create(state, call),
        Route::UpdateTrigger(id) => trigger::update(state, call, id),
        Route::DeleteTrigger(id) => trigger::delete(state, id),
        Route::Fields => Ok(field::list(state)),
    }
}

impl Call {
    fn json(&self) -> Result<Value, Answer> {
        let wrong = || Answer::error(422, "Unprocessable Entity", "The request body is not valid JSON");
        serde_json::from_slice(&self.body).map_err(|_| wrong())
    }
}

fn with_budget(answer: Answer, budget: Budget) -> Answer {
    let Budget { bucket, total, remaining, resets_secs, exceeded: _ } = budget;
    let line = format!("total={total}; remaining={remaining}; resets={resets_secs}");
    match bucket {
        Bucket::Requests => answer
            .with("x-rate-limit", total.to_string())
            .with("x-rate-limit-remaining", remaining.to_string())
            .with("ratelimit-limit", total.to_string())
            .with("ratelimit-remaining", remaining.to_string())
            .with("ratelimit-reset", resets_secs.to_string()),
        Bucket::AccountUpdates => answer.with("zendesk-ratelimit-tickets-update", line),
        Bucket::TicketUpdates => answer.with("zendesk-ratelimit-per-ticket-updates", line),
    }
}

fn fault_answer(status: u16) -> Answer {
    match status {
        404 => Answer::not_found(),
        409 => Answer::from(Refusal::Conflict),
        401 => Answer::new(401, json!({"error": "Couldn't authenticate you"})),
        _ => Answer::titled(status, "Something went wrong", "A fault that was asked for"),
    }
}

fn respond(answer: &Answer) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    for (name, value) in &answer.headers {
        response.insert_header((*name, value.as_str()));
    }
    match &answer.body {
        Some(body) => response.content_type("application/json; charset=utf-8").body(body.to_string()),
        None => response.finish(),
    }
}

async fn hang(state: &State) {
    tokio::select! {
        () = state.stop.cancelled() => {}
        () = tokio::time::sleep(Duration::from_secs(HANG_SECS_MAX)) => {}
    }
}

/// Closes the connection; what is answered after that reaches nobody.
fn broken(request: &HttpRequest) -> HttpResponse {
    if let Some(connection) = request.conn_data::<Connection>() {
        // A connection that is closed already is what is wanted.
        let _closed = connection.0.shutdown(Shutdown::Both);
    }
    HttpResponse::InternalServerError().finish()
}

fn log(state: &State, route: Option<Route<'_>>, request: &HttpRequest, status: Option<u16>) {
    let (method, path) = (request.method().to_string(), request.uri().to_string());
    state.log(RequestEntry { method, path, op: route.map(Route::op), status });
}
