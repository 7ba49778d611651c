//! Reading a ticket: the ticket itself, all of its comments, and who wrote them.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::helpdesk::zendesk::address::ticket_path;
use crate::helpdesk::zendesk::client::Client;
use crate::helpdesk::zendesk::page::{Meta, PAGE_SIZE};
use crate::helpdesk::zendesk::shape::{CommentShape, TicketShape, UserShape};
use crate::helpdesk::zendesk::ticket::{People, snapshot};
use crate::helpdesk::{HelpdeskError, Snapshot};

/// Text of all comments of one ticket together.
const TEXT_BYTES_MAX: usize = 32 * 1024 * 1024;

#[derive(Deserialize)]
struct TicketAnswer {
    ticket: TicketShape,
    #[serde(default)]
    users: Vec<UserShape>,
}

#[derive(Deserialize)]
struct CommentsAnswer {
    comments: Vec<CommentShape>,
    #[serde(default)]
    users: Vec<UserShape>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Deserialize)]
struct UserAnswer {
    user: UserShape,
}

/// Someone who is not logged in is answered too, as a user without an identifier.
#[derive(Deserialize)]
struct MeAnswer {
    user: Me,
}

#[derive(Deserialize)]
struct Me {
    id: Option<i64>,
}

/// The ticket is read before its comments: a comment that comes in between moves the ticket on, and a write on the
/// revision that was read is refused.
pub async fn ticket(
    client: &Client,
    ticket_id: &str,
    own: i64,
    fields: &BTreeMap<String, u64>,
    pages_max: u32,
) -> Result<Snapshot, HelpdeskError> {
    let answer: TicketAnswer = client.read(&ticket_path(ticket_id, "")?, &[("include", "users")]).await?;
    let (comments, users) = comments(client, ticket_id, pages_max).await?;
    let mut users: HashMap<i64, UserShape> =
        answer.users.into_iter().chain(users).map(|user| (user.id, user)).collect();
    let requester = answer.ticket.requester_id;
    if let Some(id) = requester.filter(|id| !users.contains_key(id))
        && let Some(user) = user(client, id).await?
    {
        users.insert(id, user);
    }
    Ok(snapshot(answer.ticket, comments, &People { users, requester, own }, fields))
}

/// The user that the credentials belong to.
pub async fn own_user(client: &Client) -> Result<i64, HelpdeskError> {
    let answer: MeAnswer = client.read("/api/v2/users/me.json", &[]).await?;
    let known = answer.user.id.filter(|id| *id > 0);
    known.ok_or_else(|| HelpdeskError::Unauthorized { detail: "the credentials belong to no user".into() })
}

async fn comments(
    client: &Client,
    ticket_id: &str,
    pages_max: u32,
) -> Result<(Vec<CommentShape>, Vec<UserShape>), HelpdeskError> {
    let path = ticket_path(ticket_id, "/comments")?;
    let (mut comments, mut users) = (Vec::new(), Vec::new());
    let mut text_bytes = 0;
    let mut cursor: Option<String> = None;
    for _ in 0..pages_max {
        let mut query = vec![
            ("page[size]", PAGE_SIZE),
            ("sort", "created_at"),
            ("include", "users"),
            ("include_inline_images", "true"),
        ];
        query.extend(cursor.as_deref().map(|cursor| ("page[after]", cursor)));
        let page: CommentsAnswer = client.read(&path, &query).await?;
        text_bytes += page.comments.iter().map(CommentShape::text_bytes).sum::<usize>();
        if text_bytes > TEXT_BYTES_MAX {
            return Err(too_long());
        }
        comments.extend(page.comments);
        users.extend(page.users);
        cursor = page.meta.next(cursor.as_deref())?;
        if cursor.is_none() {
            return Ok((comments, users));
        }
    }
    Err(too_long())
}

/// A part of a conversation would make asked for what was given later.
fn too_long() -> HelpdeskError {
    HelpdeskError::Refused { detail: "the conversation is longer than the limits allow".into() }
}

/// None if the user is gone.
async fn user(client: &Client, id: i64) -> Result<Option<UserShape>, HelpdeskError> {
    match client.read::<UserAnswer>(&format!("/api/v2/users/{id}.json"), &[]).await {
        Ok(answer) => Ok(Some(answer.user)),
        Err(HelpdeskError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
