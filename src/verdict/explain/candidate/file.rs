//! The customer's files, each with why it is not an item.

use std::collections::BTreeSet;

use crate::reading::attachment::{File, suits};
use crate::reading::vocabulary::ItemId;
use crate::report::{Evidence, Source};
use crate::ticket::Author;
use crate::verdict::explain::candidate::Candidate;
use crate::verdict::explain::candidate::refusal::Refusal;
use crate::verdict::explain::inquiry::Inquiry;

pub fn candidates(inquiry: &Inquiry, item: ItemId) -> Vec<Candidate> {
    let mut seen: BTreeSet<(&str, u64)> = BTreeSet::new();
    let mut found = Vec::new();
    for (at, message) in inquiry.ticket.messages.iter().enumerate() {
        if message.author != Author::Customer {
            continue;
        }
        for (index, attachment) in message.attachments.iter().enumerate() {
            if !seen.insert((&attachment.file_name, attachment.size)) {
                // The same file came before.
                continue;
            }
            let evidence = Evidence {
                source: Source::Attachment(at, index),
                range: 0..attachment.file_name.len(),
                quote: attachment.file_name.clone(),
            };
            let file = inquiry.files.iter().find(|file| file.message == at && file.index == index);
            let why = match file {
                None => Some(Refusal::Decoration),
                Some(file) => refused(inquiry, item, file),
            };
            found.push(inquiry.candidate(evidence, why));
        }
    }
    // Links stand in the text.
    let linked = inquiry.files.iter().filter(|file| matches!(file.evidence.source, Source::Message(_)));
    found.extend(linked.map(|file| inquiry.candidate(file.evidence.clone(), refused(inquiry, item, file))));
    found
}

fn refused(inquiry: &Inquiry, item: ItemId, file: &File) -> Option<Refusal> {
    if file.empty {
        Some(Refusal::Empty)
    } else if !suits(inquiry.scene, item, file.kind) {
        Some(Refusal::OtherKind)
    } else {
        file.is_named_else(item).then_some(Refusal::NamedElse)
    }
}
