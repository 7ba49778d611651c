//! `learned.json`: what was learned from labelled tickets about telling categories, as weights of hashed pieces of words.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;

/// The weights of all pieces of words for all categories.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learned {
    pub categories: Vec<String>,
    /// Pieces of words are hashed into 2^bits buckets.
    pub bits: u32,
    /// What a step of a weight is worth.
    pub step: f32,
    /// How much it weighs beside the signs of the checklists.
    pub strength: f32,
    /// By bucket, then by category.
    pub weights: Vec<i8>,
    /// How many tickets it was learned from.
    pub tickets: usize,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    tickets: usize,
    categories: Vec<String>,
    bits: u32,
    step: f32,
    strength: f32,
    weights: String,
}

/// The fewest and the most bits of a hash.
const BITS: std::ops::RangeInclusive<u32> = 8..=16;

impl Learned {
    /// Read the file.
    ///
    /// # Errors
    ///
    /// It is not as `preflight learn` writes it.
    pub fn read(file: &SourceFile) -> Result<Self, Diagnostic> {
        let mistake = |what: String| {
            let help =
                "`preflight learn` writes it anew; without the file categories are told by their signs alone";
            Diagnostic::of_file(Mistake::LearnedInvalid, &file.path, what, Some(help.into()))
        };
        let read: File = serde_json::from_str(&file.text).map_err(|error| mistake(error.to_string()))?;
        let weights =
            STANDARD.decode(&read.weights).map_err(|error| mistake(format!("`weights`: {error}")))?;
        let File { tickets, categories, bits, step, strength, .. } = read;
        if !BITS.contains(&bits) {
            return Err(mistake(format!("`bits` is {bits}, and must be {} to {}", BITS.start(), BITS.end())));
        }
        if !(step.is_finite() && strength.is_finite() && step >= 0.0 && strength >= 0.0) {
            return Err(mistake("`step` and `strength` must be numbers of 0 or more".into()));
        }
        let expected = categories.len() << bits;
        if weights.len() != expected {
            return Err(mistake(format!("`weights` has {} bytes instead of {expected}", weights.len())));
        }
        let weights = weights.into_iter().map(u8::cast_signed).collect();
        Ok(Self { categories, bits, step, strength, weights, tickets })
    }

    /// The file's text.
    ///
    /// # Panics
    ///
    /// Never: numbers and texts can always be written as JSON.
    #[must_use]
    pub fn text(&self) -> String {
        let weights: Vec<u8> = self.weights.iter().map(|weight| weight.cast_unsigned()).collect();
        let file = File {
            tickets: self.tickets,
            categories: self.categories.clone(),
            bits: self.bits,
            step: self.step,
            strength: self.strength,
            weights: STANDARD.encode(weights),
        };
        let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The weights of a bucket, by category.
    #[must_use]
    pub fn row(&self, bucket: u32) -> &[i8] {
        let width = self.categories.len();
        let start = bucket as usize * width;
        &self.weights[start..start + width]
    }
}

#[cfg(test)]
mod tests {
    use super::Learned;
    use crate::yaml::diagnostic::SourceFile;

    fn file(text: String) -> SourceFile {
        SourceFile { path: "learned.json".into(), text }
    }

    fn small() -> Learned {
        let mut weights = vec![0; 512];
        weights[3] = -7;
        let categories = vec!["parcels".into(), "bills".into()];
        Learned { categories, bits: 8, step: 0.25, strength: 2.0, weights, tickets: 9 }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let learned = small();
        assert_eq!(Learned::read(&file(learned.text())), Ok(learned.clone()));
        assert_eq!(learned.row(1), [0, -7]);
    }

    #[test]
    fn a_file_that_was_cut_or_changed_is_refused() {
        let text = small().text();
        let changed = [
            ("\"bits\": 8", "\"bits\": 9", "`weights` has 512 bytes instead of 1024"),
            ("\"bits\": 8", "\"bits\": 60", "`bits` is 60"),
            ("\"step\": 0.25", "\"step\": -1.0", "`step` and `strength`"),
            ("\"weights\": \"", "\"weights\": \"!", "`weights`: "),
        ];
        for (from, to, expect) in changed {
            let diagnostic = Learned::read(&file(text.replace(from, to))).expect_err(to);
            assert!(diagnostic.message.contains(expect), "{to}: {}", diagnostic.message);
        }
        assert!(Learned::read(&file(text[..text.len() / 2].to_owned())).is_err());
    }
}
