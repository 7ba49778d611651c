//! Labels that are spelt wrongly: the nearest of all that are known, if one is near enough.

use crate::reading::vocabulary::ItemId;

/// How alike a label and its misspelling must be, 0 to 1.
const LIKENESS_MIN: f64 = 0.74;
/// More than what is lost in the last digits of a fraction.
const MARGIN: f64 = 1e-6;
/// Shorter labels turn into one another by one letter.
const LABEL_BYTES_MIN: usize = 4;

/// All labels as folded text, the shortest first.
#[derive(Debug, Default)]
pub struct Spellings {
    all: Vec<Spelling>,
    /// Of each how many characters it has, and which letters: seen first, and rules out nearly all.
    outlines: Vec<(u32, u32)>,
}

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
        let outlines = spellings.iter().map(|label| (label.chars as u32, label.letters.set)).collect();
        Self { all: spellings, outlines }
    }

    /// Whether the folded text is a label of the item.
    pub fn has(&self, text: &str, item: ItemId) -> bool {
        let found = self
            .all
            .binary_search_by(|known| (known.text.len(), known.text.as_str()).cmp(&(text.len(), text)));
        found.is_ok_and(|at| self.all[at].items.contains(&item))
    }

    /// The items of the labels that the folded text is most alike, in order.
    pub fn nearest(&self, text: &str) -> Vec<ItemId> {
        let (chars, letters) = (text.chars().count(), Letters::of(text));
        let short = |label: &Spelling| {
            label.text.len() < LABEL_BYTES_MIN || label.text.len() < text.len() && !comparable(label, text)
        };
        let first = self.all.partition_point(short);
        let end = first + self.all[first..].partition_point(|label| comparable(label, text));
        let mut best = LIKENESS_MIN;
        let mut items = Vec::new();
        for (label, outline) in self.all[first..end].iter().zip(&self.outlines[first..end]) {
            let longest = chars.max(outline.0 as usize);
            // Of those that only one has at least half are that one's.
            let differ = (letters.set ^ outline.1).count_ones();
            if f64::from(differ) > 2.0 * (1.0 - best) * longest as f64 + MARGIN {
                continue;
            }
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
struct Letters {
    counts: [u8; 32],
    sum: u32,
    /// Which of them there are, as bits.
    set: u32,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut counts = [0_u8; 32];
        for c in text.chars() {
            let count = &mut counts[c as usize % 32];
            *count = count.saturating_add(1);
        }
        let sum = counts.iter().map(|count| u32::from(*count)).sum();
        let set = (0..32).filter(|at| counts[*at] > 0).fold(0, |set, at| set | 1 << at);
        Self { counts, sum, set }
    }

    /// At most as many edits as lead from one text to the other.
    fn distance(&self, other: &Self) -> u32 {
        // One has so many letters more, and the other so many; the larger of the two.
        let differ: u32 = self.counts.iter().zip(&other.counts).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        (differ + self.sum.abs_diff(other.sum)) / 2
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
