//! Numbers that their shape alone gave to an item: which of two items of one shape each more likely is.

use crate::checklist::kind::IdShape;
use crate::reading::find::id::fits;
use crate::reading::find::{Doubt, Found, How};
use crate::reading::vocabulary::ItemId;

/// A number that was taken by its shape alone goes to the next item of that shape, where the first has its own already.
pub fn next_in_rank(items: &[(ItemId, &IdShape)], found: &mut Found) {
    let mut ranked: Vec<&(ItemId, &IdShape)> =
        items.iter().filter(|(_, shape)| shape.taken_unlabelled.is_some()).collect();
    ranked.sort_by_key(|(_, shape)| shape.taken_unlabelled);
    for index in 0..found.findings.len() {
        let finding = &found.findings[index];
        if finding.how != How::Shape {
            continue;
        }
        let owned = |item: ItemId| {
            found.findings.iter().any(|other| {
                other.item == item
                    && other.value != finding.value
                    && (other.how > How::Shape
                        || usual(items, item, &other.value) && !usual(items, item, &finding.value))
            })
        };
        let repeated =
            found.findings.iter().any(|other| other.how > How::Shape && other.value == finding.value);
        if !owned(finding.item) || repeated {
            continue;
        }
        let next = ranked.iter().find(|(item, shape)| {
            !shape.starts_with.is_empty()
                && *item != finding.item
                && fits(shape, &finding.value)
                && !owned(*item)
        });
        if let Some((item, _)) = next {
            found.findings[index].item = *item;
        }
    }
}

/// A number that its shape alone gave to one item may as well be another's, unless it begins as most of the first do.
pub fn doubt(items: &[(ItemId, &IdShape)], found: &mut Found) {
    let known = |item: ItemId| found.findings.iter().any(|finding| finding.item == item);
    let doubts: Vec<Doubt> = found
        .findings
        .iter()
        .filter(|finding| finding.how == How::Shape)
        .filter(|finding| {
            let telling = items
                .iter()
                .any(|(item, shape)| *item == finding.item && !shape.often_starts_with.is_empty());
            telling && !usual(items, finding.item, &finding.value)
        })
        .flat_map(|finding| {
            items
                .iter()
                .filter(|(item, shape)| {
                    *item != finding.item
                        && !shape.starts_with.is_empty()
                        && fits(shape, &finding.value)
                        && !known(*item)
                })
                .map(|(item, _)| Doubt {
                    item: *item,
                    passage: finding.passage,
                    range: finding.range.clone(),
                })
        })
        .collect();
    found.doubts.extend(doubts);
}

/// The number begins as most of this item's do.
fn usual(items: &[(ItemId, &IdShape)], item: ItemId, value: &str) -> bool {
    items.iter().any(|(other, shape)| {
        *other == item && shape.often_starts_with.iter().any(|start| value.starts_with(start))
    })
}
