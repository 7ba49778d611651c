//! How far Preflight may speak in a ticket, and why not further.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::reply::conversation::Conversation;
use crate::reply::history::History;
use crate::reply::policy::{Manner, Mode, Policy};
use crate::report::Report;
use crate::ticket::Ticket;

/// What may be written into the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stance {
    pub comment: bool,
    pub note: bool,
    /// Tags, status, fields and the like.
    pub marks: bool,
    /// Why not everything.
    pub why: Option<Why>,
}

/// Why Preflight says less than it could.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// An agent's tag holds the ticket.
    Held,
    /// The mode is `off`.
    Off,
    /// The mode is `observe`, or the ticket is not in the share (`policy.tickets_percent`).
    Observed,
    /// The mode is `note`.
    NotesOnly,
    /// The ticket is solved.
    Solved,
    /// The helpdesk has suspended the requester.
    SuspendedRequester,
    /// The requester's address takes no answers.
    NoReplySender,
    /// The requester is a mailing list.
    MailingList,
    /// Since the last answer only machines have written.
    AutomaticMail,
    /// An agent wrote the first message.
    MadeByAgent,
    /// A program wrote the first message, or the channel is a system's.
    MadeBySystem,
    /// The customer was asked often enough.
    HandedOver,
    /// An agent has written to the customer.
    AgentAnswered,
    /// So many comments have been written in this ticket within a day.
    TicketLimit,
    /// So many comments have been written to this requester within a day.
    RequesterLimit,
}

impl Why {
    pub const ALL: [Why; 15] = [
        Why::Held,
        Why::Off,
        Why::Observed,
        Why::NotesOnly,
        Why::Solved,
        Why::SuspendedRequester,
        Why::NoReplySender,
        Why::MailingList,
        Why::AutomaticMail,
        Why::MadeByAgent,
        Why::MadeBySystem,
        Why::HandedOver,
        Why::AgentAnswered,
        Why::TicketLimit,
        Why::RequesterLimit,
    ];

    /// As logs and templates have it.
    pub fn name(self) -> &'static str {
        match self {
            Why::Held => "held",
            Why::Off => "off",
            Why::Observed => "observed",
            Why::NotesOnly => "notes_only",
            Why::Solved => "solved",
            Why::SuspendedRequester => "suspended_requester",
            Why::NoReplySender => "no_reply_sender",
            Why::MailingList => "mailing_list",
            Why::AutomaticMail => "automatic_mail",
            Why::MadeByAgent => "made_by_agent",
            Why::MadeBySystem => "made_by_system",
            Why::HandedOver => "handed_over",
            Why::AgentAnswered => "agent_answered",
            Why::TicketLimit => "ticket_limit",
            Why::RequesterLimit => "requester_limit",
        }
    }
}

impl Stance {
    const FREE: Self = Self { comment: true, note: true, marks: true, why: None };

    pub fn is_silent(self) -> bool {
        !(self.comment || self.note || self.marks)
    }

    /// Takes away what the other does not allow. The first reason stays.
    fn and(self, comment: bool, note: bool, marks: bool, why: Why) -> Self {
        Self {
            comment: self.comment && comment,
            note: self.note && note,
            marks: self.marks && marks,
            why: self.why.or(Some(why)),
        }
    }

    fn by_manner(self, manner: Manner, why: Why) -> Self {
        match manner {
            Manner::Leave => self.and(false, false, false, why),
            Manner::Note => self.and(false, true, true, why),
            Manner::Answer => self,
        }
    }
}

/// How far Preflight may speak here, by the ticket, the policy and what was said before.
pub fn stance(ticket: &Ticket, report: &Report, history: &History, policy: &Policy, solved: bool) -> Stance {
    let mut stance = Stance::FREE;
    if policy.agent_tags.is_held(ticket) || policy.agent_tags.is_skipped(ticket) {
        stance = stance.and(false, false, false, Why::Held);
    }
    let mode = mode(policy, ticket, report);
    stance = match mode {
        Mode::Off => stance.and(false, false, false, Why::Off),
        Mode::Observe => stance.and(false, false, false, Why::Observed),
        Mode::Note | Mode::Live => stance,
    };
    for (holds, manner, why) in exceptions(ticket, report, history, policy, solved) {
        if holds {
            stance = stance.by_manner(manner, why);
        }
    }
    if history.is_handed_over() {
        stance = stance.by_manner(Manner::Note, Why::HandedOver);
    }
    if let Some(why) = history.limit {
        stance = stance.by_manner(Manner::Note, why);
    }
    if mode == Mode::Note {
        stance = stance.and(false, true, false, Why::NotesOnly);
    }
    stance
}

fn exceptions(
    ticket: &Ticket,
    report: &Report,
    history: &History,
    policy: &Policy,
    solved: bool,
) -> [(bool, Manner, Why); 8] {
    let conversation = Conversation { ticket, report, history };
    let (to, senders) = (&policy.exceptions, &policy.senders);
    let by_system = conversation.is_made_by_system() || senders.is_system(ticket);
    [
        (solved, to.solved, Why::Solved),
        (ticket.requester.suspended, to.suspended_requester, Why::SuspendedRequester),
        (senders.is_mailing_list(ticket), to.mailing_list, Why::MailingList),
        (senders.takes_no_reply(ticket), to.no_reply_sender, Why::NoReplySender),
        (conversation.is_automatic(), to.automatic_mail, Why::AutomaticMail),
        (conversation.is_made_by_agent(), to.made_by_agent, Why::MadeByAgent),
        (by_system, to.made_by_system, Why::MadeBySystem),
        (conversation.agent_has_answered(), policy.after_agent, Why::AgentAnswered),
    ]
}

/// The category's mode, for the share of the tickets that it holds for.
fn mode(policy: &Policy, ticket: &Ticket, report: &Report) -> Mode {
    let mode = policy.mode(&report.category);
    match mode {
        Mode::Note | Mode::Live if share_of(&ticket.id) >= policy.tickets_percent => Mode::Observe,
        Mode::Off | Mode::Observe | Mode::Note | Mode::Live => mode,
    }
}

/// 0 to 99, evenly spread, always the same for one ticket.
fn share_of(ticket: &str) -> u8 {
    let hash = Sha256::digest(ticket.as_bytes());
    let number = u64::from_be_bytes(hash[..8].try_into().expect("a hash is longer than eight bytes"));
    u8::try_from(number % 100).expect("it is below 100")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_are_shared_out_evenly() {
        let share = (0..10_000).filter(|id| share_of(&id.to_string()) < 20).count();
        assert!((1_850..2_150).contains(&share), "{share}");
    }
}
