//! Why a candidate was not taken for an item, in words.

use crate::checklist::model::Checklists;
use crate::cli::explain::mark::label;
use crate::cli::report_text::{quoted, source};
use crate::reading::quoted::Voice;
use crate::report::Source;
use crate::ticket::Author;
use crate::verdict::explain::candidate::Candidate;
use crate::verdict::explain::candidate::refusal::Refusal;

/// The candidate with its place and the reason.
pub fn nearest(candidate: &Candidate, checklists: &Checklists) -> String {
    let Candidate { evidence, why, read_as } = candidate;
    let is_file = matches!(evidence.source, Source::Attachment(..));
    let reason = match why {
        Refusal::CutOff => "only a part of it stands there".to_owned(),
        Refusal::NothingBehind => "a label of it, with nothing behind".to_owned(),
        Refusal::NotIt => "a label of it, but what follows is not what is needed".to_owned(),
        Refusal::Start { needs } => format!("it does not begin with {}", needs.join(" or ")),
        Refusal::NotTheirs { voice } => format!("it stands in {}, which is not read", place(*voice)),
        Refusal::NothingSaysSo if is_file => {
            "neither its name nor words about it say that it is this".to_owned()
        }
        Refusal::NothingSaysSo => "nothing beside it says that it is this".to_owned(),
        Refusal::Supposed => "it is only supposed".to_owned(),
        Refusal::RuledOut => "words beside it say that it is not meant".to_owned(),
        Refusal::Other { words, item } => {
            let what = item.as_ref().map_or("something else".to_owned(), |item| label(item, checklists));
            format!("{} beside it says that it is {what}", quoted(words))
        }
        Refusal::ByAnother { author } => format!("{} wrote it, not the customer", writer(*author)),
        Refusal::Today => "it is the day of the message itself".to_owned(),
        Refusal::Taken if is_file => "it fits".to_owned(),
        Refusal::Future => "it lies ahead".to_owned(),
        Refusal::Taken => "its shape is right".to_owned(),
        Refusal::Digits { has, needs: (min, max) } if min == max => {
            format!("it has {has} digits, not {min}")
        }
        Refusal::Digits { has, needs: (min, max) } => format!("it has {has} digits, not {min} to {max}"),
        Refusal::Empty => "the file is empty or did not upload".to_owned(),
        Refusal::OtherKind => "a file of another kind".to_owned(),
        Refusal::NamedElse => "its name says that it is something else".to_owned(),
        Refusal::Decoration => "a logo or a signature's picture".to_owned(),
    };
    // That it is what it was read as is said by the reason already.
    let is_said = matches!(why, Refusal::Other { item, .. } if item.is_some() && item == read_as);
    let taken = match read_as {
        Some(_) if is_said => ", and so it was read".to_owned(),
        Some(item) if *why == Refusal::Taken => format!(", but it was read as {}", label(item, checklists)),
        Some(item) => format!(", and it was read as {}", label(item, checklists)),
        None => String::new(),
    };
    format!("{} ({}): {reason}{taken}", quoted(&evidence.quote), source(&evidence.source))
}

fn writer(author: Author) -> &'static str {
    match author {
        Author::Customer => "the customer",
        Author::Agent => "an agent",
        Author::Bot => "a bot",
    }
}

fn place(voice: Voice) -> &'static str {
    match voice {
        Voice::Own => "the customer's own words",
        Voice::Quoted => "quoted history",
        Voice::Forwarded => "a forwarded mail",
        Voice::Signature => "a signature",
        Voice::Notice => "a notice or footer",
        Voice::Doubtful => "what may be an answer",
    }
}
