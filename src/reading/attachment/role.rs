//! What the words say of the files beside them: which role each has, in the order in which they are spoken of.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::checklist::kind::{FileShape, Kind};
use crate::reading::attachment::{File, FileKind, suits};
use crate::reading::find::Scene;
use crate::reading::label::Strength;
use crate::reading::passage::{Passage, voice_counts};
use crate::reading::sentence::clause;
use crate::reading::vocabulary::{ItemId, ListId, Meaning};
use crate::report::{Evidence, Source};

/// A message of so few words beside files speaks of nothing but the files.
const BRIEF_WORDS_MAX: usize = 8;
/// The most clauses of one sentence that are looked at.
const CLAUSES_MAX: usize = 40;

/// "The first is the shop, the second is the app": files in the order in which the message speaks of their roles.
pub fn by_words(
    scene: &Scene,
    files: &[File],
    items: &[(ItemId, &FileShape)],
    used: &mut [bool],
    given: &mut BTreeMap<ItemId, Vec<Evidence>>,
) {
    let messages: BTreeSet<usize> = files.iter().map(|file| file.message).collect();
    for &message in &messages {
        let mut roles = Vec::new();
        for (index, passage) in scene.document.own() {
            let Source::Message(at) = passage.source else { continue };
            // The words may come in the message itself or in the next ones ("the first is ours, the second is theirs").
            let next_with_files =
                files.iter().map(|file| file.message).filter(|other| *other > message).min();
            if at == message || (at > message && next_with_files.is_none_or(|next| at < next)) {
                roles.extend(spoken_roles(scene, index, passage, items, messages.contains(&at)));
            }
        }
        roles.retain(|role: &Role| !given.contains_key(&role.item));
        let count = files.iter().filter(|file| file.message == message && !file.empty).count();
        if roles.iter().map(|role| role.item).collect::<BTreeSet<_>>().len() > count {
            // There are fewer files than things spoken of: those that are surely files go first.
            roles.sort_by_key(|role| !role.sure);
        }
        let mut roles: Vec<ItemId> = roles.into_iter().map(|role| role.item).collect();
        roles.dedup();
        let open: Vec<usize> = (0..files.len())
            .filter(|&at| !used[at] && files[at].message == message && !files[at].empty)
            .collect();
        for &role in &roles {
            let free = open.iter().copied().find(|&at| {
                !used[at] && suits(scene, role, files[at].kind) && !files[at].not.contains(&role)
            });
            if let Some(at) = free {
                used[at] = true;
                given.entry(role).or_default().push(files[at].evidence.clone());
            }
        }
        if says_both(scene, message) {
            in_one(scene, files, message, items, &roles, used, given);
        }
        on_it_too(scene, files, message, items, given);
    }
}

/// "The second is the order, you can see the reason on it too": what a sentence says stands on a picture besides.
fn on_it_too(
    scene: &Scene,
    files: &[File],
    message: usize,
    items: &[(ItemId, &FileShape)],
    given: &mut BTreeMap<ItemId, Vec<Evidence>>,
) {
    let Some(list) = scene.vocabulary.list("on_it_too") else { return };
    let is_picture =
        |file: &&File| file.message == message && matches!(file.kind, FileKind::Picture | FileKind::Pdf);
    for (_, passage) in scene.document.own().filter(|(_, own)| own.source == Source::Message(message)) {
        for cue in passage.mentions(list).filter(|cue| passage.surely_counts(cue.start)) {
            let sentence = passage.sentence_at(cue.start);
            let words = passage.words.within(sentence.clone());
            let named = passage.hits_from(&words).iter().filter_map(|hit| match hit.meaning {
                Meaning::File(item) => Some(item),
                _ => None,
            });
            let named: BTreeSet<ItemId> =
                named.filter(|item| items.iter().any(|(other, _)| other == item)).collect();
            let last = files.iter().rfind(|file| is_picture(file) && !file.empty);
            let Some(picture) = last.filter(|_| !scene.says(passage, &sentence, scene.lists.promises)) else {
                continue;
            };
            for item in named {
                let kind = matches!(scene.spec(item).kind, Kind::Screenshot(_));
                if kind && !given.contains_key(&item) {
                    given.entry(item).or_default().push(picture.evidence.clone());
                }
            }
        }
    }
}

/// One picture that the words say shows several things: those that they name, or the next two.
fn in_one(
    scene: &Scene,
    files: &[File],
    message: usize,
    items: &[(ItemId, &FileShape)],
    roles: &[ItemId],
    used: &mut [bool],
    given: &mut BTreeMap<ItemId, Vec<Evidence>>,
) {
    let is_picture = |file: &File| matches!(file.kind, FileKind::Picture | FileKind::Pdf);
    let mut pictures = (0..files.len())
        .filter(|&at| files[at].message == message && !files[at].empty && is_picture(&files[at]));
    let (Some(only), None) = (pictures.next(), pictures.next()) else { return };
    let is_open = |item: ItemId, given: &BTreeMap<ItemId, Vec<Evidence>>| {
        matches!(scene.spec(item).kind, Kind::Screenshot(_)) && !given.contains_key(&item)
    };
    let shown: Vec<ItemId> = if roles.is_empty() {
        // What its name says it is, it is alone.
        let open = items.iter().map(|(item, _)| *item).filter(|item| !used[only] && is_open(*item, given));
        open.take(2).collect()
    } else {
        roles.iter().copied().filter(|role| is_open(*role, given)).collect()
    };
    for item in shown {
        used[only] = true;
        given.entry(item).or_default().push(files[only].evidence.clone());
    }
}

/// An item that the words about pictures speak of.
struct Role {
    item: ItemId,
    /// They surely speak of a file.
    sure: bool,
}

/// The items that sentences about pictures speak of, in order.
fn spoken_roles(
    scene: &Scene,
    index: usize,
    passage: &Passage,
    items: &[(ItemId, &FileShape)],
    has_files: bool,
) -> Vec<Role> {
    let Some(pictures) = scene.lists.pictures else { return Vec::new() };
    let mut roles = by_number(scene, index, passage, items, pictures);
    // Few words beside files speak of the files, unless they are an answer with a number.
    let own = passage.lines.iter().filter(|line| voice_counts(line.voice));
    let own: usize = own.map(|line| passage.words.within(line.range.clone()).len()).sum();
    let numbers = passage.ids().iter().any(|id| passage.counts(id.range.start));
    let brief = has_files && own <= BRIEF_WORDS_MAX && !numbers;
    for sentence in &passage.sentences {
        if !passage.counts(sentence.start) {
            continue;
        }
        for part in kept_parts(scene, passage, sentence) {
            if !brief && passage.mentions_within(pictures, &part).is_none() {
                continue;
            }
            let hits = passage.words.within(part);
            for hit in passage.hits_from(&hits) {
                if let Meaning::File(item) = hit.meaning
                    && items.iter().any(|(other, _)| *other == item)
                    && !roles.iter().any(|(_, other)| *other == item)
                {
                    roles.push((hit.first, item));
                }
            }
        }
    }
    roles.sort_unstable();
    let sure = |word: usize| {
        let sentence = passage.sentence_at(passage.words.range(word).start);
        scene.says(passage, &sentence, scene.lists.screenshots)
    };
    roles.into_iter().map(|(word, item)| Role { item, sure: sure(word) }).collect()
}

/// The sentence, or those of its clauses that neither promise nor refuse: "the first is attached, the other comes tonight".
fn kept_parts(scene: &Scene, passage: &Passage, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let is_kept = |part: &Range<usize>| {
        !scene.says(passage, part, scene.lists.promises) && !scene.says(passage, part, scene.lists.refusals)
    };
    if is_kept(sentence) {
        return vec![sentence.clone()];
    }
    let mut parts = Vec::new();
    let mut start = sentence.start;
    while start < sentence.end && parts.len() < CLAUSES_MAX {
        let part = clause(&passage.text, sentence, start);
        let end = part.end.max(start);
        parts.push(start..end);
        start = end + passage.text[end..].chars().next().map_or(1, char::len_utf8);
    }
    parts.retain(is_kept);
    parts
}

/// "6) attached": the number of a question says which file it is.
fn by_number(
    scene: &Scene,
    index: usize,
    passage: &Passage,
    items: &[(ItemId, &FileShape)],
    pictures: ListId,
) -> Vec<(usize, ItemId)> {
    let mut roles = Vec::new();
    for label in scene.labels[index].iter().filter(|label| label.strength == Strength::Field) {
        let files = label.items.iter().filter(|item| items.iter().any(|(other, _)| other == *item));
        let is_there = scene.says(passage, &label.region, Some(pictures))
            && !scene.says(passage, &label.region, scene.lists.promises)
            && !scene.says(passage, &label.region, scene.lists.refusals);
        if is_there {
            roles.extend(files.map(|item| (passage.words.from(label.place.start), *item)));
        }
    }
    roles
}

fn says_both(scene: &Scene, message: usize) -> bool {
    scene.vocabulary.list("both").is_some_and(|list| {
        scene.document.own().any(|(_, passage)| {
            passage.source == Source::Message(message) && passage.mentions(list).next().is_some()
        })
    })
}
