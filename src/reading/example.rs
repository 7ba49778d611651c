//! Example tickets of a category: a ticket that shares their telling words is likely of the same kind.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::checklist::model::Checklists;
use crate::reading::passage::Document;
use crate::reading::words::Words;

/// Words of fewer letters say nothing of a category.
const WORD_BYTES_MIN: usize = 3;
/// What the best example of a category weighs if the ticket has all its words.
const WEIGHT: f32 = 4.0;
/// Less than this share of an example's words in common is chance.
const SHARE_MIN: f32 = 0.45;

/// The examples of all categories, made ready: each as its words with what they tell.
#[derive(Default)]
pub struct Examples {
    examples: Vec<Example>,
    /// How telling a word is: the rarer among the examples the more.
    telling: HashMap<String, f32>,
}

struct Example {
    category: usize,
    /// In order: the sum of what they tell must come out the same in every run.
    words: BTreeSet<String>,
}

impl Examples {
    pub fn of(checklists: &Checklists) -> Self {
        let examples: Vec<Example> = checklists
            .categories
            .values()
            .enumerate()
            .flat_map(|(category, checklist)| {
                let texts = checklist.recognise.examples.iter();
                texts.map(move |text| Example { category, words: words_of(&Words::of(text)) })
            })
            .collect();
        let mut counts: HashMap<String, f32> = HashMap::new();
        for word in examples.iter().flat_map(|example| &example.words) {
            *counts.entry(word.clone()).or_default() += 1.0;
        }
        let all = examples.len() as f32;
        let telling = counts.into_iter().map(|(word, count)| (word, (1.0 + all / count).ln())).collect();
        Self { examples, telling }
    }

    /// What the examples say for each category that has any: by its closest one.
    pub fn weigh(&self, document: &Document) -> Vec<(usize, f32)> {
        if self.examples.is_empty() {
            return Vec::new();
        }
        let mut said: HashSet<&str> = HashSet::new();
        for (_, passage) in document.own() {
            let counts = |index: &usize| passage.counts(passage.words.range(*index).start);
            said.extend((0..passage.words.len()).filter(counts).map(|index| passage.words.folded(index)));
        }
        let told = |word: &String| self.telling.get(word).copied().unwrap_or_default();
        let mut best: Vec<(usize, f32)> = Vec::new();
        for example in &self.examples {
            let whole: f32 = example.words.iter().map(told).sum();
            let shared: f32 =
                example.words.iter().filter(|word| said.contains(word.as_str())).map(told).sum();
            let share = if whole > 0.0 { shared / whole } else { 0.0 };
            let weight = WEIGHT * (share - SHARE_MIN).max(0.0) / (1.0 - SHARE_MIN);
            match best.last_mut() {
                Some((category, most)) if *category == example.category => *most = most.max(weight),
                _ => best.push((example.category, weight)),
            }
        }
        best
    }
}

fn words_of(words: &Words) -> BTreeSet<String> {
    words.iter().filter(|word| word.len() >= WORD_BYTES_MIN).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::Examples;
    use crate::checklist::model::{Checklist, Checklists};

    fn checklists(examples: &[(&str, &str)]) -> Checklists {
        let mut checklists = Checklists::default();
        for (category, example) in examples {
            let mut checklist = Checklist::named(category);
            checklist.recognise.examples.push((*example).to_owned());
            checklists.categories.insert((*category).to_owned(), checklist);
        }
        checklists
    }

    #[test]
    fn words_that_all_examples_share_tell_little() {
        let examples =
            Examples::of(&checklists(&[("parcels", "my parcel got lost"), ("bills", "my bill got lost")]));
        assert!(examples.telling["parcel"] > examples.telling["lost"]);
    }
}
