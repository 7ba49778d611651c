//! A ticket as pieces of words: each word, and each run of four characters in it, as the number of a bucket.
//!
//! Pieces of words, unlike words, are shared by their forms and misspellings, and by languages that are alike. Only numbers
//! of buckets are kept, so that no word of a ticket that was learned from stands in the weights.

use crate::reading::passage::{Document, voice_counts};
use crate::report::Source;

/// Bytes of a run. Characters that take several bytes are cut, which does no harm: the same word is cut alike.
const RUN_BYTES: usize = 4;
/// Longer words are rare.
const SHORT_BYTES_MAX: usize = 30;
/// The most words of a ticket that are looked at.
const WORDS_MAX: usize = 600;
/// The longest number that its length is told of.
const DIGITS_MAX: usize = 20;

/// Where a word stands, which says how much it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Subject,
    First,
    Later,
}

impl Place {
    pub fn value(self) -> f32 {
        match self {
            Self::Subject => 1.5,
            Self::First => 1.0,
            Self::Later => 0.5,
        }
    }
}

/// The buckets that a ticket's pieces fall into, each once, at the place where it counts most.
pub struct Pieces {
    buckets: [Vec<u32>; 3],
}

impl Pieces {
    pub fn of(document: &Document, bits: u32) -> Self {
        let mut seen = vec![0_u64; 1 << bits >> 6];
        let mut buckets: [Vec<u32>; 3] = [64, 1024, 256].map(Vec::with_capacity);
        each_word(document, |index, place, word| {
            let folded = document.passages[index].words.folded(word);
            pieces_of(folded, bits, &mut |bucket| {
                let (at, bit) = ((bucket >> 6) as usize, 1 << (bucket & 63));
                if seen[at] & bit == 0 {
                    seen[at] |= bit;
                    buckets[place as usize].push(bucket);
                }
            });
        });
        Self { buckets }
    }

    pub fn by_place(&self) -> impl Iterator<Item = (Place, &[u32])> {
        [Place::Subject, Place::First, Place::Later].into_iter().zip(self.buckets.iter().map(Vec::as_slice))
    }

    /// The length of the ticket as a vector; never 0.
    pub fn norm(&self) -> f32 {
        let squares = self.by_place().map(|(place, buckets)| place.value().powi(2) * buckets.len() as f32);
        squares.sum::<f32>().sqrt().max(1.0)
    }
}

/// The customer's words with where they stand: the subject first, then the messages in their order.
pub fn each_word(document: &Document, mut take: impl FnMut(usize, Place, usize)) {
    let mut left = WORDS_MAX;
    let mut place = Place::First;
    for (index, passage) in document.own() {
        let here = if passage.source == Source::Subject { Place::Subject } else { place };
        for line in passage.lines.iter().filter(|line| voice_counts(line.voice)) {
            for word in passage.words.within(line.range.clone()).take(left) {
                left -= 1;
                take(index, here, word);
            }
        }
        if here == Place::First {
            place = Place::Later;
        }
    }
}

/// The buckets of one folded word. A number is told by its length alone.
pub fn pieces_of(word: &str, bits: u32, take: &mut impl FnMut(u32)) {
    let bytes = word.as_bytes();
    if bytes.iter().all(u8::is_ascii_digit) {
        take(bucket(&[b'#', bytes.len().min(DIGITS_MAX) as u8], bits));
        return;
    }
    take(bucket(bytes, bits));
    if bytes.len() + 2 <= RUN_BYTES {
        return;
    }
    // The word's begin and end are part of its first and last run.
    let mut short = [b'>'; SHORT_BYTES_MAX + 2];
    let long;
    let ended = if bytes.len() <= SHORT_BYTES_MAX {
        short[0] = b'<';
        short[1..=bytes.len()].copy_from_slice(bytes);
        &short[..bytes.len() + 2]
    } else {
        long = [b"<", bytes, b">"].concat();
        &long
    };
    for run in ended.array_windows::<RUN_BYTES>() {
        let [first, second, third, fourth] = *run;
        take(bucket(&[b'~', first, second, third, fourth], bits));
    }
}

/// FNV-1a, folded to so many bits.
fn bucket(bytes: &[u8], bits: u32) -> u32 {
    let hash =
        bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    (hash ^ hash >> bits) & ((1 << bits) - 1)
}

#[cfg(test)]
mod tests {
    use super::pieces_of;

    fn pieces(word: &str) -> Vec<u32> {
        let mut pieces = Vec::new();
        pieces_of(word, 14, &mut |bucket| pieces.push(bucket));
        pieces
    }

    #[test]
    fn forms_of_a_word_share_pieces() {
        let (one, other) = (pieces("cancelled"), pieces("canceling"));
        assert!(one.iter().filter(|piece| other.contains(piece)).count() >= 4);
        assert!(one.iter().all(|piece| *piece < 1 << 14));
    }

    #[test]
    fn short_words_and_numbers_are_single_pieces() {
        assert_eq!(pieces("cs").len(), 1);
        assert_eq!(pieces("tag").len(), 3, "the word, and a run from its begin and one to its end");
        assert_eq!(pieces("12345"), pieces("99999"));
        assert_ne!(pieces("12345"), pieces("1234"));
        assert!(!pieces("é字").is_empty());
    }
}
