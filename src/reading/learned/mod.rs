//! What labelled tickets taught about telling categories: a linear model over hashed pieces of words.

pub mod piece;
pub mod train;

use std::ops::Range;

use crate::checklist::learned::Learned;
use crate::checklist::model::Checklists;
use crate::reading::learned::piece::{Pieces, pieces_of};
use crate::reading::passage::Document;

/// What is less likely than this counts as if it were this likely: a model knows little of what it never saw.
const LIKELY_MIN: f32 = 0.02;
/// How many words are named that spoke for a category.
const TELLING_MAX: usize = 4;
/// What a word must add to a category's logarithm of likelihood to be named.
const TELLING_MIN: f32 = 0.08;

/// So many categories are summed up at a time.
const LANES: usize = 16;
/// So many weights can be summed up in 16 bits.
const SUMMED_MAX: usize = 256;

/// The model, made ready for the checklists in use.
#[derive(Default)]
pub struct Judge {
    learned: Learned,
    /// The weights by bucket, then by category, filled up with zeros to whole lanes.
    rows: Vec<[i8; LANES]>,
    /// By category of the model: its place in the checklists. Categories that are not there any more count for nothing.
    places: Vec<Option<usize>>,
}

impl Judge {
    pub fn of(checklists: &Checklists) -> Self {
        let Some(learned) = checklists.learned.clone() else { return Self::default() };
        let places = learned.categories.iter().map(|name| checklists.categories.get_index_of(name)).collect();
        let rows = (0..1 << learned.bits).flat_map(|bucket| learned.row(bucket).chunks(LANES));
        let rows = rows.map(|weights| std::array::from_fn(|at| weights.get(at).copied().unwrap_or_default()));
        Self { rows: rows.collect(), learned, places }
    }

    /// The sums of these buckets' weights by category, and some zeros behind them.
    fn sums(&self, buckets: &[u32]) -> Vec<i32> {
        let width = self.places.len().div_ceil(LANES);
        let mut sums = Vec::with_capacity(width * LANES);
        for column in 0..width {
            let mut all = [0_i32; LANES];
            for buckets in buckets.chunks(SUMMED_MAX) {
                let mut few = [0_i16; LANES];
                for bucket in buckets {
                    let row = &self.rows[*bucket as usize * width + column];
                    few.iter_mut().zip(row).for_each(|(sum, weight)| *sum += i16::from(*weight));
                }
                all.iter_mut().zip(few).for_each(|(sum, few)| *sum += i32::from(few));
            }
            sums.extend(all);
        }
        sums
    }

    fn knows_nothing(&self) -> bool {
        self.places.iter().all(Option::is_none)
    }

    /// What each category weighs, for it or against it: by how much likelier it is than if nothing were known.
    pub fn weigh(&self, document: &Document) -> Vec<(usize, f32)> {
        if self.knows_nothing() {
            return Vec::new();
        }
        let pieces = Pieces::of(document, self.learned.bits);
        let mut weighted = vec![0.0_f32; self.places.len()];
        for (place, buckets) in pieces.by_place() {
            for (total, sum) in weighted.iter_mut().zip(self.sums(buckets)) {
                *total += place.value() * sum as f32;
            }
        }
        let scale = self.learned.step / pieces.norm();
        let likely = likelihoods(&weighted, scale);
        let known = likely.len() as f32;
        let gain = |likely: f32| self.learned.strength * (likely.max(LIKELY_MIN) * known).ln();
        self.places.iter().zip(likely).filter_map(|(place, likely)| Some(((*place)?, gain(likely)))).collect()
    }

    /// The words that spoke for the category loudest, with what each weighed: passages and bytes within them.
    pub fn telling(&self, document: &Document, category: usize) -> Vec<(f32, usize, Range<usize>)> {
        let Some(column) = self.places.iter().position(|place| *place == Some(category)) else {
            return Vec::new();
        };
        let norm = Pieces::of(document, self.learned.bits).norm();
        let mut words: Vec<(f32, usize, Range<usize>)> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        piece::each_word(document, |index, place, word| {
            let passage = &document.passages[index];
            let folded = passage.words.folded(word);
            let mut sum = 0;
            let mut add = |bucket: u32| {
                let row = self.learned.row(bucket);
                let mean = row.iter().map(|weight| i32::from(*weight)).sum::<i32>() / row.len() as i32;
                sum += i32::from(row[column]) - mean;
            };
            pieces_of(folded, self.learned.bits, &mut add);
            let told = place.value() * sum as f32 * self.learned.step / norm;
            if told >= TELLING_MIN && seen.insert(folded) {
                words.push((self.learned.strength * told, index, passage.words.range(word)));
            }
        });
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2.start).cmp(&(b.1, b.2.start))));
        words.truncate(TELLING_MAX);
        words
    }
}

/// From weights to likelihoods that come to 1.
fn likelihoods(weights: &[f32], scale: f32) -> Vec<f32> {
    let most = weights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised: Vec<f32> = weights.iter().map(|weight| ((weight - most) * scale).exp()).collect();
    let all: f32 = raised.iter().sum();
    raised.into_iter().map(|one| one / all).collect()
}
