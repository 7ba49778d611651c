//! Brings a ticket from a file into the helpdesk, with its whole history and the history's own times.

use jiff::Timestamp;

use crate::sandbox::Sandbox;
use crate::sandbox::desk::{Change, Desk, Opening, second};
use crate::sandbox::edit::{Edit, NewComment, Upload};
use crate::sandbox::people::field_values;
use crate::sandbox::record::Role;
use crate::sandbox::view::Staff;
use crate::ticket::{Author, Message, Ticket};

impl Sandbox {
    /// Keeps the ticket's own number where it is one and free. Tells the webhooks once, of the ticket as it stands in
    /// the end; of the history's steps they hear nothing.
    pub fn import(&self, ticket: &Ticket) -> u64 {
        let (staff, fields) = (self.state.staff, field_values(&self.state, &ticket.fields));
        let created_at = told(ticket.created_at, self.state.settings.clock.now());
        let imported = self.state.change(|desk| {
            let requester = requester(desk, ticket);
            let mut messages = ticket.messages.iter();
            let first = messages.next();
            let opening = Opening {
                id: ticket.id.parse().ok().filter(|id| *id > 0),
                subject: ticket.subject.clone(),
                requester,
                author: first.map_or(requester, |message| author(message, requester, staff)),
                channel: ticket.channel.clone(),
                comment: first.map_or_else(nothing_said, comment),
                fields,
                tags: ticket.tags.clone(),
            };
            let opened = desk.open(opening, first.map_or(created_at, |message| told(message.at, created_at)));
            let id = opened.ticket;
            if let Some(record) = desk.tickets.get_mut(&id) {
                record.created_at = second(created_at);
            }
            for message in messages {
                let edit = Edit { comment: Some(comment(message)), ..Edit::default() };
                let author = author(message, requester, staff);
                desk.edit(id, author, &ticket.channel, edit, told(message.at, created_at))?;
            }
            // The trigger on new tickets asks for the customer's hand, whoever wrote the first message.
            let mut audit = opened.audit;
            audit.author = requester;
            Ok(Change { ticket: id, created: true, audit })
        });
        imported.expect("a ticket that was just opened takes its history").ticket
    }
}

/// A time that the file doesn't give is the beginning of time to who reads it, and here the best guess.
fn told(at: Timestamp, otherwise: Timestamp) -> Timestamp {
    if at == Timestamp::UNIX_EPOCH { otherwise } else { at }
}

/// Each imported ticket has its own customer, since language and time zone are the ticket's in a file.
fn requester(desk: &mut Desk, ticket: &Ticket) -> u64 {
    let email = format!("customer-{}@customer.example", desk.users.len());
    let requester = desk.add_user("Imported Customer", &email, Role::EndUser, ticket.created_at);
    if let Some(user) = desk.users.get_mut(&requester) {
        user.locale.clone_from(&ticket.locale);
        user.time_zone.clone_from(&ticket.time_zone);
    }
    requester
}

fn author(message: &Message, requester: u64, staff: Staff) -> u64 {
    match message.author {
        Author::Customer => requester,
        Author::Agent => staff.agent,
        Author::Bot => staff.automation,
    }
}

fn comment(message: &Message) -> NewComment {
    NewComment {
        text: message.body.clone(),
        format: message.format,
        public: message.public,
        uploads: message.attachments.iter().map(Upload::from).collect(),
        automatic: message.automatic,
    }
}

fn nothing_said() -> NewComment {
    NewComment { public: true, ..NewComment::default() }
}
