//! Maps for words of texts, hashed fast. Their keys come from the configuration, so no customer can choose them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

pub type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<Fast>>;
pub type FastSet<K> = HashSet<K, BuildHasherDefault<Fast>>;

/// Words with what each stands for. Nearly all are short enough to stand in the map itself, so that a look-up neither
/// goes elsewhere nor compares letter by letter.
#[derive(Clone, Debug)]
pub struct WordMap<V> {
    short: FastMap<Short, V>,
    long: FastMap<Box<str>, V>,
}

/// A word of up to 16 bytes: its first and last ones, which may overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Short {
    first: u64,
    last: u64,
    bytes: u8,
}

impl Short {
    fn of(word: &str) -> Option<Self> {
        let word = word.as_bytes();
        let (first, last) = match word.len() {
            8..=16 => (u64::from_le_bytes(*word.first_chunk()?), u64::from_le_bytes(*word.last_chunk()?)),
            4..8 => {
                let (first, last) = (word.first_chunk()?, word.last_chunk()?);
                (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
            }
            1..4 => {
                let (first, last) = (word.first()?, word.last()?);
                (u64::from(*first), u64::from(word[word.len() / 2]) << 8 | u64::from(*last))
            }
            _ => return None,
        };
        Some(Self { first, last, bytes: word.len() as u8 })
    }
}

impl<V> Default for WordMap<V> {
    fn default() -> Self {
        Self { short: FastMap::default(), long: FastMap::default() }
    }
}

impl<V> WordMap<V> {
    pub fn get(&self, word: &str) -> Option<&V> {
        match Short::of(word) {
            Some(short) => self.short.get(&short),
            None => self.long.get(word),
        }
    }

    /// What the word stands for; the given value if it is new.
    pub fn or_insert(&mut self, word: &str, value: V) -> &mut V {
        match Short::of(word) {
            Some(short) => self.short.entry(short).or_insert(value),
            None => self.long.entry(word.into()).or_insert(value),
        }
    }

    /// How many words there are.
    pub fn count(&self) -> usize {
        self.short.len() + self.long.len()
    }
}

/// Multiplies and folds, eight bytes at a time.
#[derive(Default)]
pub struct Fast(u64);

/// An odd number without a pattern: the fraction of the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Fast {
    fn mix(&mut self, value: u64) {
        let wide = u128::from(self.0 ^ value ^ FACTOR) * u128::from(FACTOR);
        self.0 = wide as u64 ^ (wide >> 64) as u64;
    }
}

impl Hasher for Fast {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        chunks.iter().for_each(|chunk| self.mix(u64::from_le_bytes(*chunk)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.mix(u64::from_le_bytes(last));
    }

    fn write_u8(&mut self, value: u8) {
        self.mix(u64::from(value));
    }

    fn write_u16(&mut self, value: u16) {
        self.mix(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.mix(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, BuildHasherDefault};

    use proptest::prelude::proptest;

    use super::{Fast, FastSet, WordMap};

    proptest! {
        #[test]
        fn each_word_is_found_and_no_other(words in proptest::collection::hash_set("[ab é]{0,20}", 0..20)) {
            let mut map = WordMap::default();
            for (number, word) in words.iter().enumerate() {
                assert!(map.get(word).is_none());
                map.or_insert(word, number);
            }
            assert_eq!(map.count(), words.len());
            assert!(words.iter().enumerate().all(|(number, word)| map.get(word) == Some(&number)));
        }
    }

    #[test]
    fn words_that_are_nearly_the_same_hash_apart() {
        let build = BuildHasherDefault::<Fast>::default();
        let words: Vec<String> = (0..1000).map(|number| format!("word {number}")).collect();
        let hashes: FastSet<u64> = words.iter().map(|word| build.hash_one(word)).collect();
        let low: FastSet<u64> = hashes.iter().map(|hash| hash % 4096).collect();
        assert_eq!(hashes.len(), 1000);
        assert!(low.len() > 800, "{}", low.len());
    }
}
