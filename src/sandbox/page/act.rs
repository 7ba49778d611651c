//! What the page does: open tickets, reply as the customer or the agent, and set a ticket's status.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use crate::sandbox::edit::{Edit, NewComment, Upload};
use crate::sandbox::people::{self, NewTicket};
use crate::sandbox::record::Status;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::state::{State, lock};
use crate::ticket::Format;

/// A page that is left to a script should not fill the memory.
const TICKETS_MAX: usize = 20_000;
const FILES_MAX: usize = 20;

#[derive(Deserialize)]
pub struct TicketForm {
    subject: String,
    body: String,
    #[serde(default)]
    attachments: Vec<FileForm>,
    locale: Option<String>,
    time_zone: Option<String>,
    /// The example that filled the form: what the form doesn't show comes from it.
    example: Option<String>,
}

#[derive(Deserialize)]
pub struct ReplyForm {
    #[serde(rename = "as")]
    hand: Hand,
    body: String,
    #[serde(default)]
    public: bool,
    #[serde(default)]
    attachments: Vec<FileForm>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Hand {
    Customer,
    Agent,
}

#[derive(Deserialize)]
pub struct StatusForm {
    status: String,
}

/// Without `data`, in base64, it is an example's pretended file.
#[derive(Deserialize)]
struct FileForm {
    file_name: String,
    #[serde(default)]
    content_type: String,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    inline: bool,
    data: Option<String>,
}

pub async fn open(state: Data<State>, form: Json<TicketForm>) -> HttpResponse {
    let (state, form) = (state.into_inner(), form.into_inner());
    if lock(&state.desk).tickets.len() >= TICKETS_MAX {
        return problem(507, "The sandbox is full. Start it anew.");
    }
    let attachments = match uploads(form.attachments, state.settings.upload_bytes_max) {
        Ok(attachments) => attachments,
        Err(why) => return problem(413, &why),
    };
    let mut ticket = NewTicket {
        subject: form.subject,
        body: form.body,
        attachments,
        locale: form.locale.filter(|locale| !locale.is_empty()),
        time_zone: form.time_zone.filter(|zone| !zone.is_empty()),
        // One customer for each ticket, since language and time zone are the customer's.
        email: format!("casey-{}@customer.example", lock(&state.desk).tickets.len() + 1),
        ..NewTicket::default()
    };
    let example = state.settings.examples.iter().find(|example| Some(&example.name) == form.example.as_ref());
    if let Some(example) = example {
        ticket.fields = example.ticket.fields.clone();
        ticket.tags = example.ticket.tags.clone();
        ticket.channel = example.ticket.channel.clone();
        let shown = example.ticket.messages.iter().find(|message| message.body == ticket.body);
        ticket.format = shown.map(|message| message.format).unwrap_or_default();
    }
    let id = people::open(&state, ticket);
    HttpResponse::Created().json(json!({"id": id.to_string()}))
}

pub async fn reply(state: Data<State>, id: Path<u64>, form: Json<ReplyForm>) -> HttpResponse {
    let (state, form) = (state.into_inner(), form.into_inner());
    let uploads = match uploads(form.attachments, state.settings.upload_bytes_max) {
        Ok(uploads) => uploads,
        Err(why) => return problem(413, &why),
    };
    let done = match form.hand {
        Hand::Customer => people::reply(&state, *id, &form.body, uploads),
        Hand::Agent => {
            let comment = NewComment {
                text: form.body,
                format: Format::Text,
                public: form.public,
                uploads,
                automatic: false,
            };
            let edit = Edit { comment: Some(comment), ..Edit::default() };
            agent_edits(&state, *id, edit)
        }
    };
    settle(done)
}

pub async fn set_status(state: Data<State>, id: Path<u64>, form: Json<StatusForm>) -> HttpResponse {
    let Some(status) = Status::parse(&form.status) else { return problem(400, "There is no such status.") };
    settle(agent_edits(&state.into_inner(), *id, Edit { status: Some(status), ..Edit::default() }))
}

fn agent_edits(state: &Arc<State>, id: u64, edit: Edit) -> Result<u64, Refusal> {
    people::edit_as(state, id, state.staff.agent, "web", edit).map(|()| id)
}

fn settle(done: Result<u64, Refusal>) -> HttpResponse {
    match done {
        Ok(id) => HttpResponse::Ok().json(json!({"id": id.to_string()})),
        Err(Refusal::NotFound) => problem(404, "There is no such ticket."),
        Err(Refusal::Closed) => problem(422, "The ticket is closed. Only the customer can take it up again."),
        Err(refusal @ (Refusal::Conflict | Refusal::Invalid { .. })) => problem(422, &refusal.to_string()),
    }
}

fn uploads(files: Vec<FileForm>, bytes_max: usize) -> Result<Vec<Upload>, String> {
    if files.len() > FILES_MAX {
        return Err(format!("At most {FILES_MAX} files fit into a message."));
    }
    files
        .into_iter()
        .map(|file| {
            let bytes = match file.data {
                Some(data) => Some(STANDARD.decode(data).map_err(|_| "A file came garbled.".to_owned())?),
                None => None,
            };
            if bytes.as_ref().is_some_and(|bytes| bytes.len() > bytes_max) {
                return Err(format!("A file may have at most {} MB.", bytes_max / 1024 / 1024));
            }
            Ok(Upload {
                file_name: file.file_name,
                content_type: file.content_type,
                size: file.size,
                inline: file.inline,
                bytes: bytes.map(bytes::Bytes::from),
            })
        })
        .collect()
}

fn problem(status: u16, why: &str) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status).expect("the callers name valid statuses");
    HttpResponse::build(status).json(json!({"error": why}))
}
