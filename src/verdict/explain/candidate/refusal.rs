//! Why something that comes near to an item was not taken for it.

use std::ops::Range;

use serde::Serialize;

use crate::reading::find::{Scene, words_between};
use crate::reading::label::{Label, Strength};
use crate::reading::passage::{Passage, voice_counts};
use crate::reading::quoted::Voice;
use crate::reading::vocabulary::ItemId;
use crate::report::Source;
use crate::ticket::Author;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Refusal {
    /// Only a part of it stands there.
    CutOff,
    /// The item's label stands there, and nothing behind it.
    NothingBehind,
    /// The item's label stands there, but what stands behind it is not what is needed.
    NotIt,
    /// Nothing beside it says that it is this item.
    NothingSaysSo,
    /// "If I appealed": nothing of it has happened.
    Supposed,
    /// "Not the shop", "the shop is fine": words beside it say that it is not meant.
    RuledOut,
    /// Words beside it say that it is something else: an item, or none of the checklist's.
    Other {
        words: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        item: Option<String>,
    },
    /// Its shape is right, but the words there are not read as the customer's.
    NotTheirs { voice: Voice },
    /// Its shape is right, but the customer did not write it.
    ByAnother { author: Author },
    /// It begins with something else.
    Start { needs: Vec<String> },
    /// It lies ahead.
    Future,
    /// It is the day of the message itself.
    Today,
    /// It is another item's.
    Taken,
    /// It has too few or too many digits.
    Digits { has: usize, needs: (u8, u8) },
    /// Nothing is in the file.
    Empty,
    /// The file's name says that it is not this.
    NamedElse,
    /// A file of another kind.
    OtherKind,
    /// A logo or a signature's picture.
    Decoration,
}

impl Refusal {
    /// How far from the item a candidate is that was refused so; 0 is nearest.
    pub fn distance(&self) -> u8 {
        match self {
            Refusal::CutOff | Refusal::Empty => 0,
            Refusal::NothingBehind => 1,
            Refusal::NotIt => 2,
            Refusal::Supposed | Refusal::RuledOut => 3,
            Refusal::NothingSaysSo => 4,
            Refusal::Other { .. } | Refusal::NamedElse => 5,
            Refusal::NotTheirs { .. } => 6,
            Refusal::ByAnother { .. } => 7,
            Refusal::Start { .. } => 8,
            Refusal::Future | Refusal::Today => 9,
            Refusal::Taken => 10,
            Refusal::Digits { .. } => 11,
            Refusal::OtherKind => 12,
            Refusal::Decoration => 13,
        }
    }
}

/// The words at this byte are not read as the customer's.
pub fn not_theirs(passage: &Passage, byte: usize) -> Option<Refusal> {
    let counts = passage.source == Source::Subject || passage.voice(byte).is_none_or(voice_counts);
    passage.voice(byte).filter(|_| !counts).map(|voice| Refusal::NotTheirs { voice })
}

/// The field around these bytes is not the item's.
pub fn field_of_another(
    scene: &Scene,
    passage: &Passage,
    labels: &[Label],
    item: ItemId,
    range: &Range<usize>,
) -> Option<Refusal> {
    let around = |label: &&Label| {
        label.strength > Strength::Prose && label.region.start <= range.start && range.end <= label.region.end
    };
    let label = labels.iter().filter(around).max_by_key(|label| label.place.start)?;
    label_of_another(scene, passage, label, item)
}

/// The label is not the item's.
pub fn label_of_another(scene: &Scene, passage: &Passage, label: &Label, item: ItemId) -> Option<Refusal> {
    if label.items.contains(&item) {
        return None;
    }
    let other = label.items.iter().find(|other| scene.items.contains(other));
    Some(Refusal::Other {
        words: passage.text.get(label.place.clone())?.trim().to_owned(),
        item: other.map(|&other| scene.spec(other).name.clone()),
    })
}

/// The nearest words of the sentence that the item's lists name as words for something else.
pub fn speaks_of_another(
    scene: &Scene,
    passage: &Passage,
    item: ItemId,
    range: &Range<usize>,
) -> Option<Refusal> {
    let sentence = passage.sentence_at(range.start);
    let lists = &scene.spec(item).not_near;
    let cues = lists.iter().flat_map(|list| passage.mentions_in(*list, &sentence));
    let apart = cues.filter(|cue| cue.end <= range.start || range.end <= cue.start);
    let cue = apart.min_by_key(|cue| (words_between(passage, cue, range), cue.start))?;
    Some(Refusal::Other { words: passage.text[cue].to_owned(), item: None })
}
