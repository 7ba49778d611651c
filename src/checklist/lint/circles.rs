//! Items that answer each other in a circle without being the same thing.

use crate::checklist::lint::note::Note;
use crate::checklist::model::{Checklist, Entry};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;

/// Two names of one number may answer each other, if `same_as` says so: whichever is given, the other is known.
pub fn check(note: &mut Note<'_>, path: &Path<'_>, checklist: &Checklist) {
    let mut told: Vec<&str> = Vec::new();
    for (at, entry) in checklist.items.iter().enumerate() {
        if told.contains(&entry.item.as_str()) {
            continue;
        }
        let Some(circle) = circle(checklist, entry) else { continue };
        told.extend(circle.iter().map(|entry| entry.item.as_str()));
        if circle.len() == 2 && are_same(circle[0], circle[1]) {
            continue;
        }
        let names: Vec<String> =
            circle.iter().chain([&entry]).map(|entry| format!("`{}`", entry.item)).collect();
        let message = format!("these items answer each other in a circle: {}", names.join(" <- "));
        let help =
            "any one of them would do for all; if two are the same thing, say so by `same_as`".to_owned();
        note.say(Mistake::AnsweredInCircle, &path.index(at).key_only("answered_by"), message, help);
    }
}

/// The shortest way from an item by `answered_by` back to it; the item goes first.
fn circle<'a>(checklist: &'a Checklist, start: &'a Entry) -> Option<Vec<&'a Entry>> {
    let mut ways = vec![vec![start]];
    let mut seen = vec![start.item.as_str()];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = way.last()?;
            for name in last.answered_by.iter().filter(|name| **name != last.item) {
                if *name == start.item {
                    return Some(way);
                }
                if let Some(next) = checklist.entry(name).filter(|next| !seen.contains(&next.item.as_str())) {
                    seen.push(&next.item);
                    longer.push(way.iter().copied().chain([next]).collect());
                }
            }
        }
        ways = longer;
    }
    None
}

fn are_same(one: &Entry, other: &Entry) -> bool {
    one.same_as.contains(&other.item) || other.same_as.contains(&one.item)
}
