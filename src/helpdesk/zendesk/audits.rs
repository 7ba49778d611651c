//! Finding an earlier write: every update leaves an audit, with the metadata that went with it.

use serde::Deserialize;
use serde_json::Value;

use crate::helpdesk::zendesk::address::ticket_path;
use crate::helpdesk::zendesk::client::Client;
use crate::helpdesk::zendesk::page::{Meta, PAGE_SIZE};
use crate::helpdesk::zendesk::write::KEY;
use crate::helpdesk::{HelpdeskError, Receipt, Revision};

const AUDIT_PAGES_MAX: u32 = 100;

#[derive(Deserialize)]
struct AuditsAnswer {
    audits: Vec<Audit>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Deserialize)]
struct Audit {
    id: u64,
    created_at: String,
    #[serde(default)]
    metadata: Metadata,
}

/// The author's network address and place beside it are not read.
#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    custom: Value,
}

/// The newest come first. Should an account not sort, the write is still found, on a later page; none is only said
/// when all audits were read. An audit is made when the ticket's `updated_at` is, so its time is the revision.
pub async fn find(client: &Client, ticket_id: &str, key: &str) -> Result<Option<Receipt>, HelpdeskError> {
    let path = ticket_path(ticket_id, "/audits")?;
    let mut cursor: Option<String> = None;
    for _ in 0..AUDIT_PAGES_MAX {
        let mut query = vec![("page[size]", PAGE_SIZE), ("sort", "-created_at")];
        query.extend(cursor.as_deref().map(|cursor| ("page[after]", cursor)));
        let page: AuditsAnswer = client.read(&path, &query).await?;
        let found = page.audits.into_iter().find(|audit| audit.metadata.custom[KEY].as_str() == Some(key));
        if let Some(audit) = found {
            let at = audit.created_at.parse().ok();
            return Ok(Some(Receipt { id: audit.id.to_string(), revision: Revision(audit.created_at), at }));
        }
        cursor = page.meta.next(cursor.as_deref())?;
        if cursor.is_none() {
            return Ok(None);
        }
    }
    Err(HelpdeskError::Refused { detail: "the ticket has more audits than are searched".into() })
}
