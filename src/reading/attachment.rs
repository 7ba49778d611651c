//! Which attached file is which: by its name, by the words that speak of it, and by order.

mod role;

use std::collections::{BTreeMap, BTreeSet};

use crate::checklist::condition::AttachedKind;
use crate::checklist::kind::{FileShape, Kind};
use crate::reading::attachment::role::by_words;
use crate::reading::find::Scene;
use crate::reading::lexicon::Hit;
use crate::reading::vocabulary::{ItemId, ListId, Meaning};
use crate::reading::words::Words;
use crate::report::{Evidence, Source};
use crate::ticket::{Attachment, Author, Ticket};

/// An inline picture smaller than this is a logo or an icon.
const INLINE_PICTURE_BYTES_MIN: u64 = 12 * 1024;

/// The most links of one text that may be pictures.
const LINKS_MAX: usize = 200;
const LINK_BYTES_MAX: usize = 2_048;

/// A file with the items that it answers.
#[derive(Clone, Debug)]
pub struct File {
    pub message: usize,
    pub index: usize,
    pub kind: FileKind,
    /// Nothing is in it, or its upload failed.
    pub empty: bool,
    pub evidence: Evidence,
    /// What its name says: items it is, and items it is not.
    named: BTreeSet<ItemId>,
    not: BTreeSet<ItemId>,
    /// Items whose label stands in its name.
    named_words: BTreeSet<ItemId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Picture,
    Pdf,
    Sheet,
    Video,
    Other,
}

impl File {
    /// Its name says that it is not this item.
    pub fn is_named_else(&self, item: ItemId) -> bool {
        self.not.contains(&item)
    }
}

/// The customer's files, without logos and signature pictures.
pub fn files(scene: &Scene, ticket: &Ticket) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let mut seen: BTreeSet<(&str, u64)> = BTreeSet::new();
    for (message_index, message) in ticket.messages.iter().enumerate() {
        if message.author != Author::Customer {
            continue;
        }
        for (index, attachment) in message.attachments.iter().enumerate() {
            let kind = kind(attachment);
            let hits = said(scene, &attachment.file_name);
            let source = Source::Attachment(message_index, index);
            let quote = attachment.file_name.clone();
            if is_decoration(scene, attachment, kind, &hits)
                || !seen.insert((&attachment.file_name, attachment.size))
            {
                continue;
            }
            let (named, not) = by_name(&hits);
            let named_words = labelled(&hits);
            files.push(File {
                message: message_index,
                index,
                kind,
                empty: attachment.size == 0,
                evidence: Evidence { source, range: 0..quote.len(), quote },
                named,
                not,
                named_words,
            });
        }
    }
    files.extend(linked(scene));
    files
}

/// Whether a file of this kind is there.
pub fn attached(files: &[File], kind: AttachedKind) -> bool {
    files.iter().filter(|file| !file.empty).any(|file| match kind {
        AttachedKind::Image => file.kind == FileKind::Picture,
        AttachedKind::Pdf => file.kind == FileKind::Pdf,
        AttachedKind::Sheet => file.kind == FileKind::Sheet,
        AttachedKind::Any => true,
    })
}

/// Give each file to the items that it answers; `asked` says which items of the checklist apply here.
pub fn assign(scene: &Scene, files: &[File], asked: &[ItemId]) -> BTreeMap<ItemId, Vec<Evidence>> {
    let mut given: BTreeMap<ItemId, Vec<Evidence>> = BTreeMap::new();
    let mut used = vec![false; files.len()];
    let items: Vec<(ItemId, &FileShape)> =
        scene.items.iter().filter_map(|&item| shape(scene, item)).collect();
    // What the name says counts, also for items that are not asked for.
    for (at, file) in files.iter().enumerate().filter(|(_, file)| !file.empty) {
        for &(item, _) in &items {
            if file.named.contains(&item) && !file.not.contains(&item) && suits(scene, item, file.kind) {
                given.entry(item).or_default().push(file.evidence.clone());
                used[at] = true;
            }
        }
    }
    by_words(scene, files, &items, &mut used, &mut given);
    // The others fill what is still open, in the order of the checklist.
    for &(item, shape) in items.iter().filter(|(item, _)| asked.contains(item)) {
        if given.contains_key(&item) || !shape.taken_unnamed {
            continue;
        }
        let free = files.iter().enumerate().position(|(at, file)| {
            !used[at] && !file.empty && suits(scene, item, file.kind) && !file.not.contains(&item)
        });
        if let Some(at) = free {
            used[at] = true;
            given.entry(item).or_default().push(files[at].evidence.clone());
        }
    }
    given
}

/// A picture that the words say shows the item, for items whose words may stand in a picture: "the pic is the error".
pub fn pictured(scene: &Scene, files: &[File], item: ItemId) -> Option<Evidence> {
    let pictures = scene.lists.pictures?;
    let file =
        files.iter().find(|file| !file.empty && matches!(file.kind, FileKind::Picture | FileKind::Pdf))?;
    let named = file.named_words.iter().any(|hit| *hit == item);
    (named || is_said_with(scene, item, pictures)).then(|| file.evidence.clone())
}

/// A sheet that the words say holds the item: "the numbers are in column F of the sheet".
pub fn listed(scene: &Scene, files: &[File], item: ItemId, sheets: ListId) -> Option<Evidence> {
    let file = files.iter().find(|file| !file.empty && file.kind == FileKind::Sheet)?;
    is_said_with(scene, item, sheets).then(|| file.evidence.clone())
}

/// A sentence has the item's label and a phrase of the list, and neither promises nor refuses.
fn is_said_with(scene: &Scene, item: ItemId, list: ListId) -> bool {
    scene.own().any(|(_, passage, labels)| {
        labels.iter().any(|label| {
            let sentence = passage.sentence_at(label.place.start);
            label.items.contains(&item)
                && passage.surely_counts(label.place.start)
                && passage.mentions_within(list, &sentence).is_some()
                && !scene.says(passage, &sentence, scene.lists.promises)
                && !scene.says(passage, &sentence, scene.lists.refusals)
        })
    })
}

/// Links to pictures count as pictures.
fn linked(scene: &Scene) -> Vec<File> {
    let Some(hosts) = scene.vocabulary.list("picture_links") else { return Vec::new() };
    let mut files = Vec::new();
    for (_, passage) in scene.document.own() {
        let Source::Message(message) = passage.source else { continue };
        for (start, _) in passage.text.match_indices("http").take(LINKS_MAX) {
            let reach = passage.text.floor_char_boundary(start + LINK_BYTES_MAX);
            let end = passage.text[start..reach].find(char::is_whitespace).map_or(reach, |at| start + at);
            let link = &passage.text[start..end];
            let lower = link.to_lowercase();
            let picture =
                [".png", ".jpg", ".jpeg", ".webp", ".heic"].iter().any(|ending| lower.contains(ending));
            let hosted = passage.mentions_within(hosts, &(start..end)).is_some();
            if passage.counts(start) && (picture || hosted) {
                let (named, not) = by_name(&said(scene, link));
                files.push(File {
                    message,
                    index: usize::MAX,
                    kind: FileKind::Picture,
                    empty: false,
                    evidence: passage.evidence(start..end),
                    named,
                    not,
                    named_words: BTreeSet::new(),
                });
            }
        }
    }
    files
}

fn shape<'a>(scene: &'a Scene, item: ItemId) -> Option<(ItemId, &'a FileShape)> {
    match &scene.spec(item).kind {
        Kind::Screenshot(shape) | Kind::Sheet(shape) | Kind::Document(shape) => Some((item, shape)),
        _ => None,
    }
}

/// Whether a file of this kind can be the item.
pub fn suits(scene: &Scene, item: ItemId, kind: FileKind) -> bool {
    match &scene.spec(item).kind {
        Kind::Screenshot(_) => matches!(kind, FileKind::Picture | FileKind::Pdf),
        Kind::Sheet(_) => kind == FileKind::Sheet,
        Kind::Document(_) => matches!(kind, FileKind::Picture | FileKind::Pdf | FileKind::Sheet),
        _ => false,
    }
}

/// The phrases of a file's name.
fn said(scene: &Scene, name: &str) -> Vec<Hit<Meaning>> {
    scene.vocabulary.lexicon.find(&Words::of(&spaced(name)))
}

fn by_name(hits: &[Hit<Meaning>]) -> (BTreeSet<ItemId>, BTreeSet<ItemId>) {
    // Of what a name says the longest phrases count: "return reason of the order" is the reason's picture.
    let mut named = BTreeSet::new();
    let mut not = BTreeSet::new();
    for hit in hits {
        match hit.meaning {
            Meaning::File(item) => {
                named.insert(item);
            }
            Meaning::NotFile(item) => {
                not.insert(item);
            }
            _ => {}
        }
    }
    named.retain(|item| !not.contains(item));
    (named, not)
}

/// The items whose label stands in a file's name.
fn labelled(hits: &[Hit<Meaning>]) -> BTreeSet<ItemId> {
    hits.iter()
        .filter_map(|hit| match hit.meaning {
            Meaning::Label(item) => Some(item),
            _ => None,
        })
        .collect()
}

/// "CSOrder_details-2.png" as words.
fn spaced(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut out = String::with_capacity(stem.len() + 8);
    let mut last = ' ';
    for c in stem.chars() {
        let boundary =
            (last.is_lowercase() && c.is_uppercase()) || (last.is_alphabetic() != c.is_alphabetic());
        if boundary {
            out.push(' ');
        }
        out.push(if matches!(c, '_' | '-' | '.' | '(' | ')') { ' ' } else { c });
        last = c;
    }
    out
}

fn kind(attachment: &Attachment) -> FileKind {
    let name = attachment.file_name.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let of = attachment.content_type.to_lowercase();
    if of.contains("csv")
        || of.contains("spreadsheet")
        || of.contains("excel")
        || ends(&[".csv", ".xlsx", ".xls", ".ods", ".tsv", ".numbers"])
    {
        FileKind::Sheet
    } else if of.contains("pdf") || ends(&[".pdf"]) {
        FileKind::Pdf
    } else if of.starts_with("image/")
        || ends(&[".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".heif", ".bmp", ".tif", ".tiff"])
    {
        FileKind::Picture
    } else if of.starts_with("video/") || ends(&[".mp4", ".mov", ".avi", ".webm"]) {
        FileKind::Video
    } else {
        FileKind::Other
    }
}

fn is_decoration(scene: &Scene, attachment: &Attachment, kind: FileKind, hits: &[Hit<Meaning>]) -> bool {
    let small = attachment.inline && attachment.size < INLINE_PICTURE_BYTES_MIN;
    let named = || {
        scene.lists.decorations.is_some_and(|list| hits.iter().any(|hit| hit.meaning == Meaning::List(list)))
    };
    kind == FileKind::Picture && attachment.size > 0 && (small || named())
}
