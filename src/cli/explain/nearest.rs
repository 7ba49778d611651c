//! Why a candidate was not taken for an item, in words.

use crate::checklist::model::Checklists;
use crate::cli::explain::mark::label;
use crate::cli::report_text::{quoted, source};
use crate::reading::quoted::Voice;
use crate::verdict::explain::candidate::{Candidate, Refusal};

/// The candidate with its place and the reason.
pub fn nearest(candidate: &Candidate, checklists: &Checklists) -> String {
    let Candidate { evidence, why, read_as } = candidate;
    let reason = match why {
        Refusal::CutOff => "only a part of it stands there".to_owned(),
        Refusal::NothingBehind => "a label of it, with nothing behind".to_owned(),
        Refusal::NotIt => "a label of it, but what follows is not what is needed".to_owned(),
        Refusal::Start { needs } => format!("it does not begin with {}", needs.join(" or ")),
        Refusal::NotTheirs { voice } => format!("it stands in {}, which is not read", place(*voice)),
        Refusal::NothingSaysSo => "nothing beside it says that it is this".to_owned(),
        Refusal::Future => "it lies ahead".to_owned(),
        Refusal::Taken => "its shape is right".to_owned(),
        Refusal::Digits { has, needs: (min, max) } if min == max => {
            format!("it has {has} digits, not {min}")
        }
        Refusal::Digits { has, needs: (min, max) } => format!("it has {has} digits, not {min} to {max}"),
        Refusal::Empty => "the file is empty or did not upload".to_owned(),
        Refusal::OtherKind => "a file of another kind".to_owned(),
        Refusal::Decoration => "a logo, a signature's picture, or the same file again".to_owned(),
    };
    let taken = read_as.as_ref().map(|item| {
        let joint = if *why == Refusal::Taken { "but" } else { "and" };
        format!(", {joint} it was read as {}", label(item, checklists))
    });
    let taken = taken.unwrap_or_default();
    format!("{} ({}): {reason}{taken}", quoted(&evidence.quote), source(&evidence.source))
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
