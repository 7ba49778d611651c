//! Adding and removing tags, without touching those of others.

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use crate::helpdesk::zendesk::address::ticket_path;
use crate::helpdesk::zendesk::client::Client;
use crate::helpdesk::{HelpdeskError, Revision};

/// Tries after someone else changed the ticket between looking and writing.
const CONFLICTS_MAX: u32 = 4;

/// Where a ticket stands, as far as tags go.
#[derive(Deserialize)]
pub struct Standing {
    pub updated_at: String,
    #[serde(default)]
    pub tags: Vec<String>,
}

/// Tags to be there and tags to be gone.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub add: &'a [String],
    pub remove: &'a [String],
}

/// What to do if someone else changes the ticket meanwhile.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Meanwhile {
    /// Report it as long as nothing has been written.
    Report,
    /// Look again and go on: adding and removing tags commutes with what others do.
    GoOn,
}

#[derive(Deserialize)]
struct StandingAnswer {
    ticket: Standing,
}

pub async fn standing(client: &Client, ticket_id: &str) -> Result<Standing, HelpdeskError> {
    let answer: StandingAnswer = client.read(&ticket_path(ticket_id, "")?, &[]).await?;
    Ok(answer.ticket)
}

/// Bring the tags to what is wanted, from where the ticket stands, and tell the state after it. What is right already
/// is not written, so this may be repeated at will.
///
/// The tags endpoint does not tell the new `updated_at`, so the ticket is read after each step.
pub async fn settle(
    client: &Client,
    ticket_id: &str,
    wanted: Wanted<'_>,
    mut standing: Standing,
    meanwhile: Meanwhile,
) -> Result<Revision, HelpdeskError> {
    let mut todo = vec![(Method::DELETE, wanted.remove), (Method::PUT, wanted.add)];
    let mut meanwhile = meanwhile;
    let mut conflicts = 0;
    while let Some((method, tags)) = todo.pop() {
        let due = due(&method, tags, &standing.tags);
        if due.is_empty() {
            continue;
        }
        match step(client, ticket_id, method.clone(), &due, &standing.updated_at).await {
            Ok(()) => meanwhile = Meanwhile::GoOn,
            Err(HelpdeskError::Conflict) if meanwhile == Meanwhile::GoOn && conflicts < CONFLICTS_MAX => {
                conflicts += 1;
                todo.push((method, tags));
            }
            Err(error) => return Err(error),
        }
        standing = self::standing(client, ticket_id).await?;
    }
    Ok(Revision(standing.updated_at))
}

/// The tags that adding or removing would change anything for. Zendesk has them in lower case.
fn due<'a>(method: &Method, tags: &'a [String], there: &[String]) -> Vec<&'a str> {
    let adding = *method == Method::PUT;
    let is_there = |tag: &String| there.iter().any(|other| other.eq_ignore_ascii_case(tag));
    tags.iter().filter(|tag| is_there(tag) != adding).map(String::as_str).collect()
}

/// `PUT` adds, `DELETE` removes (and `POST`, which is not used, would replace all).
async fn step(
    client: &Client,
    ticket_id: &str,
    method: Method,
    tags: &[&str],
    updated_at: &str,
) -> Result<(), HelpdeskError> {
    let body = json!({"tags": tags, "updated_stamp": updated_at, "safe_update": "true"});
    client.write_only(method, &ticket_path(ticket_id, "/tags")?, &body).await
}
