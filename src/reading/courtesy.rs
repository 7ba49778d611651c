//! Messages that only thank, greet or confirm: they give nothing, and are no answer.

use crate::reading::passage::Document;
use crate::reading::vocabulary::Vocabulary;
use crate::report::Source;
use crate::ticket::{Author, Ticket};

/// The list of phrases that are courtesies.
const LIST: &str = "courtesies";
/// Words beside the courtesies: a name, "so", "everyone".
const OTHER_WORDS_MAX: usize = 2;

/// The messages of the customer, counted from 0, in which nothing but courtesies stands.
pub fn only(ticket: &Ticket, document: &Document, vocabulary: &Vocabulary) -> Vec<usize> {
    let Some(list) = vocabulary.list(LIST) else { return Vec::new() };
    let mut found = Vec::new();
    for passage in &document.passages {
        let Source::Message(index) = passage.source else { continue };
        let has_files = ticket.messages.get(index).is_none_or(|message| !message.attachments.is_empty());
        if passage.author != Author::Customer || has_files {
            continue;
        }
        let own = (0..passage.words.len()).filter(|word| passage.own(passage.words.range(*word).start));
        let (mut words, mut digits) = (0, false);
        for word in own {
            words += 1;
            digits |= passage.text[passage.words.range(word)].bytes().any(|byte| byte.is_ascii_digit());
        }
        let polite = covered(passage.mentions(list).map(|place| passage.words.within(place.clone())));
        let asks = passage.text.contains(['?', '？']);
        if !digits && !asks && polite > 0 && words <= polite + OTHER_WORDS_MAX {
            found.push(index);
        }
    }
    found
}

/// The messages, counted from 0, in which a machine answered in the customer's place.
pub fn automatic(document: &Document) -> Vec<usize> {
    let automatic = document.passages.iter().filter(|passage| passage.automatic);
    automatic
        .filter_map(|passage| match passage.source {
            Source::Message(index) => Some(index),
            Source::Subject | Source::Field(_) | Source::Tag(_) | Source::Attachment(..) => None,
        })
        .collect()
}

/// How many words the places hold, each word once.
fn covered(places: impl Iterator<Item = std::ops::Range<usize>>) -> usize {
    let mut end = 0;
    places.fold(0, |count, place| {
        let start = place.start.max(end);
        end = end.max(place.end);
        count + place.end.saturating_sub(start)
    })
}
