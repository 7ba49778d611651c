//! Who has said what since: whose turn it is, and how often the customer has answered.

use jiff::{SignedDuration, Timestamp};

use crate::reply::history::History;
use crate::report::Report;
use crate::ticket::{Author, Message, Ticket};

/// Messages that follow each other within this time are one answer: pictures come one by one.
const ONE_ANSWER_SECS_MAX: i64 = 600;

#[derive(Clone, Copy)]
pub struct Conversation<'a> {
    pub ticket: &'a Ticket,
    pub report: &'a Report,
    pub history: &'a History,
}

impl<'a> Conversation<'a> {
    /// An agent has written to the customer. The first message is no answer.
    pub fn agent_has_answered(self) -> bool {
        let answers = self.ticket.messages.iter().skip(1);
        answers.into_iter().any(|message| message.author == Author::Agent && message.public)
    }

    pub fn is_made_by_agent(self) -> bool {
        self.first().is_some_and(|message| message.author == Author::Agent)
    }

    pub fn is_made_by_system(self) -> bool {
        self.first().is_some_and(|message| message.author == Author::Bot)
    }

    /// Since Preflight last wrote to the customer, only machines have answered.
    pub fn is_automatic(self) -> bool {
        let since = self.history.last_public_at();
        let mut new = self.messages_of_customer(since).peekable();
        new.peek().is_some() && new.all(|(index, message)| self.is_machine(index, message))
    }

    /// How often the customer has answered since being asked first, thanks and automatic messages aside.
    pub fn rounds(self) -> u32 {
        let Some(first) = self.history.first_asked_at() else { return 0 };
        let mut rounds = 0;
        let mut last: Option<Timestamp> = None;
        for (index, message) in self.messages_of_customer(Some(first)) {
            if self.is_machine(index, message) || self.report.courtesies.contains(&index) {
                continue;
            }
            let together = last.is_some_and(|last| {
                let pause = message.at.duration_since(last);
                pause <= SignedDuration::from_secs(ONE_ANSWER_SECS_MAX)
                    && !self.history.has_spoken_between(last, message.at)
            });
            rounds += u32::from(!together);
            last = Some(message.at);
        }
        rounds
    }

    /// How often the customer has had their say: messages up to the next public answer, whoever gave it, are one turn.
    /// Thanks and automatic messages are none, nor are messages from before the first word of the customer.
    pub fn turns(self) -> u32 {
        let mut turns = 0;
        let mut is_answered = true;
        for (index, message) in self.ticket.messages.iter().enumerate() {
            match message.author {
                Author::Customer => {
                    let is_mere_thanks = self.report.courtesies.contains(&index);
                    if is_answered && !self.is_machine(index, message) && !(turns > 0 && is_mere_thanks) {
                        turns += 1;
                        is_answered = false;
                    }
                }
                Author::Agent | Author::Bot => is_answered |= message.public && !message.automatic,
            }
        }
        turns
    }

    /// Whether anybody has written to the other side after this moment.
    pub fn has_gone_on_since(self, at: Timestamp) -> bool {
        let speaks = |message: &Message| match message.author {
            Author::Customer => true,
            Author::Agent => message.public,
            Author::Bot => false,
        };
        self.ticket.messages[self.first_after(at)..].iter().any(speaks)
    }

    /// The first message after what Preflight wrote at this moment. Helpdesks count seconds, so that within one second it
    /// is the order that tells.
    fn first_after(self, at: Timestamp) -> usize {
        let messages = &self.ticket.messages;
        let own = messages
            .iter()
            .rposition(|message| message.author == Author::Bot && message.at.as_second() == at.as_second());
        own.map_or_else(|| messages.partition_point(|message| message.at <= at), |own| own + 1)
    }

    fn is_machine(self, index: usize, message: &Message) -> bool {
        message.automatic || self.report.automatic.contains(&index)
    }

    fn first(self) -> Option<&'a Message> {
        self.ticket.messages.first()
    }

    fn messages_of_customer(self, after: Option<Timestamp>) -> impl Iterator<Item = (usize, &'a Message)> {
        let first = after.map_or(0, |after| self.first_after(after));
        let all = self.ticket.messages.iter().enumerate().skip(first);
        all.filter(|(_, message)| message.author == Author::Customer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Conversation;
    use crate::reply::history::History;

    fn turns(messages: Value, courtesies: Value) -> u32 {
        let ticket = serde_json::from_value(json!({"messages": messages})).expect("a ticket");
        let report = json!({"id": "", "category": "", "verdict": "ready", "wait_until": null, "items": {},
            "category_reading": {"confidence": 1.0}, "courtesies": courtesies, "language": "en", "time_zone": "UTC",
            "checked_at": "2026-03-02T10:00:00Z", "checklists": ""});
        let report = serde_json::from_value(report).expect("a report");
        Conversation { ticket: &ticket, report: &report, history: &History::default() }.turns()
    }

    #[test]
    fn a_turn_ends_with_a_public_answer_whoever_gives_it() {
        let says = |author: &str| json!({"author": author, "body": "words"});
        let note = json!({"author": "agent", "body": "words", "public": false});
        let machine = json!({"author": "bot", "body": "we have it", "automatic": true});
        let first = [says("customer"), note, machine, says("customer")];
        assert_eq!(turns(json!(first), json!([])), 1);
        let answered = [&first[..], &[says("bot")]].concat();
        assert_eq!(turns(json!(answered), json!([])), 1, "an answer alone is no turn");
        let more =
            [&answered[..], &[says("customer"), says("agent"), says("customer"), says("customer")]].concat();
        assert_eq!(turns(json!(more), json!([])), 3);
        assert_eq!(turns(json!(more), json!([5])), 2, "thanks are none");
        assert_eq!(turns(json!([says("agent"), says("customer")]), json!([])), 1, "an agent opened it");
    }
}
