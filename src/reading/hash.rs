//! Maps for words of texts, hashed fast. Their keys come from the configuration, so no customer can choose them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

pub type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<Fast>>;
pub type FastSet<K> = HashSet<K, BuildHasherDefault<Fast>>;

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

    use super::{Fast, FastSet};

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
