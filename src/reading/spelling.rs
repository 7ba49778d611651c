//! Labels that are spelt wrongly: the nearest of all that are known, if one is near enough.

use crate::reading::vocabulary::ItemId;

/// How alike a label and its misspelling must be, 0 to 1.
const LIKENESS_MIN: f64 = 0.74;
/// Shorter labels turn into one another by one letter.
const LABEL_BYTES_MIN: usize = 4;

/// All labels as folded text, the shortest first.
#[derive(Debug, Default)]
pub struct Spellings(Vec<Spelling>);

#[derive(Debug)]
struct Spelling {
    text: String,
    chars: usize,
    letters: Letters,
    /// The items that customers call by this label.
    items: Vec<ItemId>,
}

impl Spellings {
    pub fn of(labels: Vec<(String, ItemId)>) -> Self {
        let mut spellings: Vec<Spelling> = Vec::new();
        let mut labels = labels;
        labels.sort_by(|a, b| (a.0.len(), a).cmp(&(b.0.len(), b)));
        for (text, item) in labels {
            match spellings.last_mut() {
                Some(last) if last.text == text => last.items.push(item),
                _ => spellings.push(Spelling {
                    chars: text.chars().count(),
                    letters: Letters::of(&text),
                    text,
                    items: vec![item],
                }),
            }
        }
        Self(spellings)
    }

    /// Whether the folded text is a label of the item.
    pub fn has(&self, text: &str, item: ItemId) -> bool {
        let found =
            self.0.binary_search_by(|known| (known.text.len(), known.text.as_str()).cmp(&(text.len(), text)));
        found.is_ok_and(|at| self.0[at].items.contains(&item))
    }

    /// The items of the labels that the folded text is most alike, in order.
    pub fn nearest(&self, text: &str) -> Vec<ItemId> {
        let (chars, letters) = (text.chars().count(), Letters::of(text));
        let first = self.0.partition_point(|label| label.text.len() < text.len() && !comparable(label, text));
        let mut best = LIKENESS_MIN;
        let mut items = Vec::new();
        for label in self.0[first..].iter().filter(|label| label.text.len() >= LABEL_BYTES_MIN) {
            if !comparable(label, text) {
                break;
            }
            let longest = chars.max(label.chars);
            // No spelling is more alike than its letters are, and those are counted in no time.
            if 1.0 - letters.distance(&label.letters) as f64 / (longest as f64) < best {
                continue;
            }
            let likeness = strsim::normalized_damerau_levenshtein(text, &label.text);
            if likeness > best {
                items.clear();
            }
            if likeness >= best {
                best = likeness;
                items.extend(&label.items);
            }
        }
        items.sort_unstable();
        items.dedup();
        items
    }
}

/// Whether a text is neither much longer nor much shorter than the label.
fn comparable(label: &Spelling, text: &str) -> bool {
    label.text.len().abs_diff(text.len()) * 3 <= label.text.len()
}

/// How often each letter stands in a text, whatever the order.
#[derive(Debug)]
struct Letters([u8; 32]);

impl Letters {
    fn of(text: &str) -> Self {
        let mut counts = [0_u8; 32];
        for c in text.chars() {
            let count = &mut counts[c as usize % 32];
            *count = count.saturating_add(1);
        }
        Self(counts)
    }

    /// At most as many edits as lead from one text to the other.
    fn distance(&self, other: &Self) -> u32 {
        let (mut more, mut less) = (0, 0);
        for (a, b) in self.0.iter().zip(&other.0) {
            more += u32::from(a.saturating_sub(*b));
            less += u32::from(b.saturating_sub(*a));
        }
        more.max(less)
    }
}

#[cfg(test)]
mod tests {
    use super::{Letters, Spellings};
    use proptest::prelude::proptest;

    #[test]
    fn the_nearest_label_wins_with_all_its_items() {
        let labels = [("order id", 1), ("order number", 2), ("order id", 7), ("sku", 3)];
        let spellings = Spellings::of(labels.map(|(text, item)| (text.to_owned(), item)).to_vec());
        assert_eq!(spellings.nearest("ordre id"), [1, 7]);
        assert_eq!(spellings.nearest("oder nunber"), [2]);
        assert!(spellings.nearest("something else").is_empty());
        assert!(spellings.has("sku", 3) && !spellings.has("sku", 1));
    }

    proptest! {
        #[test]
        fn letters_never_differ_more_than_the_texts(a in "[a-dé ]{0,12}", b in "[a-dé ]{0,12}") {
            let edits = strsim::damerau_levenshtein(&a, &b);
            assert!(Letters::of(&a).distance(&Letters::of(&b)) as usize <= edits);
        }
    }
}
