//! What people do in the helpdesk: customers open tickets and reply, agents answer, tag, close and delete.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::sandbox::desk::Opening;
use crate::sandbox::edit::{Edit, NewComment, TagEdit, Upload};
use crate::sandbox::record::Status;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::state::{State, lock};
use crate::ticket::{Format, Ticket};

/// A ticket as a customer sends it.
#[derive(Clone, Debug)]
pub struct NewTicket {
    pub subject: String,
    pub body: String,
    pub format: Format,
    pub attachments: Vec<Upload>,
    pub locale: Option<String>,
    pub time_zone: Option<String>,
    pub name: String,
    /// Customers are told apart by it; locale and time zone are the customer's, not the ticket's.
    pub email: String,
    /// Under our keys, as in `Settings::field_ids`.
    pub fields: BTreeMap<String, Value>,
    pub tags: Vec<String>,
    pub channel: String,
}

impl Default for NewTicket {
    fn default() -> Self {
        Self {
            subject: String::new(),
            body: String::new(),
            format: Format::Text,
            attachments: Vec::new(),
            locale: Some("en-US".to_owned()),
            time_zone: Some("America/Chicago".to_owned()),
            name: "Casey Customer".to_owned(),
            email: "casey@customer.example".to_owned(),
            fields: BTreeMap::new(),
            tags: Vec::new(),
            channel: "web".to_owned(),
        }
    }
}

/// The ticket as its customer opened it: what was said later is left out, and the sender is whoever the default is.
impl From<&Ticket> for NewTicket {
    fn from(ticket: &Ticket) -> Self {
        let first = ticket.messages.first();
        Self {
            subject: ticket.subject.clone(),
            body: first.map(|first| first.body.clone()).unwrap_or_default(),
            format: first.map(|first| first.format).unwrap_or_default(),
            attachments: first
                .map_or_else(Vec::new, |first| first.attachments.iter().map(Upload::from).collect()),
            locale: ticket.locale.clone(),
            time_zone: ticket.time_zone.clone(),
            fields: ticket.fields.clone(),
            tags: ticket.tags.clone(),
            channel: ticket.channel.clone(),
            ..Self::default()
        }
    }
}

impl Sandbox {
    pub fn customer_opens(&self, ticket: NewTicket) -> u64 {
        open(&self.state, ticket)
    }

    /// Answers the ticket that holds the reply: a closed one is followed up by a new one, as in Zendesk.
    pub fn customer_replies(&self, id: u64, body: &str, attachments: Vec<Upload>) -> Result<u64, Refusal> {
        reply(&self.state, id, body, attachments)
    }

    /// The customer's mail program answers by itself.
    pub fn customer_is_away(&self, id: u64, body: &str) -> Result<u64, Refusal> {
        let comment =
            NewComment { text: body.to_owned(), public: true, automatic: true, ..NewComment::default() };
        reply_with(&self.state, id, comment)
    }

    /// The helpdesk takes nothing more from the customer with this address.
    pub fn agent_suspends(&self, email: &str) {
        let mut desk = lock(&self.state.desk);
        for user in desk.users.values_mut().filter(|user| user.email.eq_ignore_ascii_case(email)) {
            user.suspended = true;
        }
    }

    pub fn agent_replies(&self, id: u64, body: &str, public: bool) -> Result<(), Refusal> {
        let comment = NewComment { text: body.to_owned(), public, ..NewComment::default() };
        self.agent_edits(id, Edit { comment: Some(comment), ..Edit::default() })
    }

    /// Replaces the ticket's tags.
    pub fn agent_sets_tags(&self, id: u64, tags: &[&str]) -> Result<(), Refusal> {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        self.agent_edits(id, Edit { tags: Some(TagEdit::Replace(tags)), ..Edit::default() })
    }

    /// The field is named by our key; one without an id in the settings is ignored.
    pub fn agent_sets_field(&self, id: u64, key: &str, value: Value) -> Result<(), Refusal> {
        let fields = field_values(&self.state, &BTreeMap::from([(key.to_owned(), value)]));
        self.agent_edits(id, Edit { fields, ..Edit::default() })
    }

    pub fn agent_sets_status(&self, id: u64, status: Status) -> Result<(), Refusal> {
        self.agent_edits(id, Edit { status: Some(status), ..Edit::default() })
    }

    /// Irreversible.
    pub fn agent_closes(&self, id: u64) -> Result<(), Refusal> {
        self.agent_sets_status(id, Status::Closed)
    }

    pub fn agent_deletes(&self, id: u64) -> Result<(), Refusal> {
        let (now, agent) = (self.state.settings.clock.now(), self.state.staff.agent);
        self.state.change(|desk| desk.delete(id, agent, now)).map(drop)
    }

    /// Any edit in one update, by the agent in the web interface.
    pub fn agent_edits(&self, id: u64, edit: Edit) -> Result<(), Refusal> {
        edit_as(&self.state, id, self.state.staff.agent, "web", edit)
    }
}

pub(in crate::sandbox) fn open(state: &Arc<State>, ticket: NewTicket) -> u64 {
    let now = state.settings.clock.now();
    let fields = field_values(state, &ticket.fields);
    let opened = state.change(|desk| {
        let requester = desk.customer(&ticket.name, &ticket.email, now);
        if let Some(user) = desk.users.get_mut(&requester) {
            user.locale = ticket.locale;
            user.time_zone = ticket.time_zone;
        }
        let (text, uploads) = (ticket.body, ticket.attachments);
        let opening = Opening {
            id: None,
            subject: ticket.subject,
            requester,
            author: requester,
            channel: ticket.channel,
            comment: NewComment { text, format: ticket.format, public: true, uploads, automatic: false },
            fields,
            tags: ticket.tags,
        };
        Ok(desk.open(opening, now))
    });
    opened.expect("opening a ticket is never refused").ticket
}

pub(in crate::sandbox) fn reply(
    state: &Arc<State>,
    id: u64,
    body: &str,
    uploads: Vec<Upload>,
) -> Result<u64, Refusal> {
    let comment = NewComment { text: body.to_owned(), public: true, uploads, ..NewComment::default() };
    reply_with(state, id, comment)
}

fn reply_with(state: &Arc<State>, id: u64, comment: NewComment) -> Result<u64, Refusal> {
    let (requester, channel, subject) = {
        let desk = lock(&state.desk);
        let record = desk.ticket(id)?;
        (record.requester, record.channel.clone(), record.subject.clone())
    };
    let edit = Edit { comment: Some(comment.clone()), ..Edit::default() };
    match edit_as(state, id, requester, &channel, edit) {
        Ok(()) => Ok(id),
        Err(Refusal::Closed) => Ok(follow_up(state, &subject, requester, comment)),
        Err(refusal) => Err(refusal),
    }
}

pub(in crate::sandbox) fn edit_as(
    state: &Arc<State>,
    id: u64,
    author: u64,
    channel: &str,
    edit: Edit,
) -> Result<(), Refusal> {
    let now = state.settings.clock.now();
    state.change(|desk| desk.edit(id, author, channel, edit, now)).map(drop)
}

pub(in crate::sandbox) fn field_values(state: &State, fields: &BTreeMap<String, Value>) -> Vec<(u64, Value)> {
    let ids = &state.settings.field_ids;
    fields.iter().filter_map(|(key, value)| Some((*ids.get(key)?, value.clone()))).collect()
}

fn follow_up(state: &Arc<State>, subject: &str, requester: u64, comment: NewComment) -> u64 {
    let now = state.settings.clock.now();
    let opening = Opening {
        id: None,
        subject: format!("Re: {subject}"),
        requester,
        author: requester,
        channel: "closed_ticket".to_owned(),
        comment,
        fields: Vec::new(),
        tags: Vec::new(),
    };
    let opened = state.change(|desk| Ok(desk.open(opening, now)));
    opened.expect("opening a ticket is never refused").ticket
}
