//! The least that reading could cost: one pass of a multi-pattern automaton over the raw texts.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use preflight::checklist::kind::Kind;
use preflight::checklist::model::Checklists;
use preflight::ticket::Ticket;

pub struct Floor(AhoCorasick);

impl Floor {
    pub fn of(checklists: &Checklists) -> Self {
        let mut phrases: Vec<&str> = Vec::new();
        for list in checklists.phrases.values() {
            phrases.extend(list.any.iter().chain(&list.except).map(String::as_str));
        }
        for item in checklists.items.values() {
            phrases.extend(item.labels.iter().chain(item.label.values()).map(String::as_str));
            match &item.kind {
                Kind::Choice(shape) => {
                    for words in shape.choices.values() {
                        phrases.extend(words.label.iter().chain(&words.text).map(String::as_str));
                    }
                }
                Kind::Screenshot(shape) | Kind::Sheet(shape) | Kind::Document(shape) => {
                    phrases.extend(shape.names.iter().chain(&shape.not_names).map(String::as_str));
                }
                Kind::Id(_)
                | Kind::Code(_)
                | Kind::Text(_)
                | Kind::Date(_)
                | Kind::DateTime(_)
                | Kind::Time(_)
                | Kind::Number(_)
                | Kind::Email(_)
                | Kind::Name(_) => {}
            }
        }
        for checklist in checklists.categories.values() {
            for sign in &checklist.recognise.signs {
                phrases.extend(sign.any.iter().map(String::as_str));
            }
        }
        let phrases = phrases.into_iter().map(|phrase| phrase.trim_end_matches('*'));
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(phrases);
        Self(automaton.expect("the phrases fit into an automaton"))
    }

    /// How many phrases stand in the ticket, those within others too.
    pub fn scan(&self, ticket: &Ticket) -> usize {
        let count = |text: &str| self.0.find_overlapping_iter(text).count();
        count(&ticket.subject) + ticket.messages.iter().map(|message| count(&message.body)).sum::<usize>()
    }
}
