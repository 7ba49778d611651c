//! Senders that are no people: addresses that take no answers, mailing lists, other systems.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ticket::Ticket;

/// How senders that are no people are told. In an address `*` stands for anything; a list here replaces the default.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Senders {
    /// Addresses that take no answers.
    pub no_reply: Vec<String>,
    /// Addresses of mailing lists.
    pub mailing_lists: Vec<String>,
    /// Channels by which other systems open tickets, as the helpdesk calls them.
    pub system_channels: Vec<String>,
}

impl Default for Senders {
    fn default() -> Self {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            no_reply: owned(&[
                "no-reply*@*",
                "noreply*@*",
                "no_reply*@*",
                "*-noreply@*",
                "*-no-reply@*",
                "donotreply*@*",
                "do-not-reply*@*",
                "do_not_reply*@*",
                "mailer-daemon@*",
                "postmaster@*",
                "bounce*@*",
            ]),
            mailing_lists: owned(&[
                "*@lists.*",
                "*@googlegroups.com",
                "newsletter*@*",
                "news@*",
                "*-bounces@*",
                "*-request@*",
            ]),
            system_channels: owned(&["sample_ticket", "monitor_event", "rule", "system"]),
        }
    }
}

impl Senders {
    pub fn takes_no_reply(&self, ticket: &Ticket) -> bool {
        is_any(&self.no_reply, ticket)
    }

    pub fn is_mailing_list(&self, ticket: &Ticket) -> bool {
        is_any(&self.mailing_lists, ticket)
    }

    pub fn is_system(&self, ticket: &Ticket) -> bool {
        self.system_channels.iter().any(|channel| channel.eq_ignore_ascii_case(&ticket.channel))
    }
}

fn is_any(patterns: &[String], ticket: &Ticket) -> bool {
    let Some(address) = &ticket.requester.address else { return false };
    let address = address.trim().to_lowercase();
    patterns.iter().any(|pattern| matches(&pattern.to_lowercase(), &address))
}

/// Whether the text is the pattern, in which `*` stands for any run of characters. The parts between are looked for from
/// left to right, the last at the end: linear in the text for each part.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::Requester;

    fn from(address: &str) -> Ticket {
        let requester = Requester { address: Some(address.into()), ..Requester::default() };
        Ticket { requester, ..Ticket::default() }
    }

    #[test]
    fn machines_are_told_by_their_address() {
        let senders = Senders::default();
        for address in [
            "no-reply@shop.example",
            "NoReply+1@x.example",
            "orders-noreply@x.example",
            "MAILER-DAEMON@mx.example",
            "bounces+7@x.example",
        ] {
            assert!(senders.takes_no_reply(&from(address)), "{address}");
        }
        for address in ["noreen@shop.example", "reply@x.example", "anna.bouncer@x.example", ""] {
            assert!(!senders.takes_no_reply(&from(address)), "{address}");
        }
        assert!(senders.is_mailing_list(&from("sellers@lists.shop.example")));
        assert!(!senders.is_mailing_list(&from("lists@shop.example")));
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, expected) in [
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*c", "acd", false),
            ("*", "", true),
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("*a*a*", "a", false),
            ("*a*a*", "xaxa", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
