//! Example tickets of a category: a ticket that shares their telling words is likely of the same kind.

use std::collections::BTreeSet;

use crate::checklist::model::Checklists;
use crate::reading::lexicon::{Lexicon, UNKNOWN};
use crate::reading::passage::{Document, voice_counts};
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
    /// By the number of a word in the lexicon: its own one, `UNKNOWN` if no example has it.
    numbers: Vec<u32>,
    /// By word: how telling it is, the rarer among the examples the more.
    telling: Vec<f32>,
}

struct Example {
    category: usize,
    /// In alphabetical order, so that sums of fractions come out the same each time.
    words: Vec<usize>,
    /// What all its words tell.
    whole: f32,
}

impl Examples {
    pub fn of<M: Copy + PartialEq>(checklists: &Checklists, lexicon: &mut Lexicon<M>) -> Self {
        let texts: Vec<(usize, BTreeSet<String>)> = checklists
            .categories
            .values()
            .enumerate()
            .flat_map(|(category, checklist)| {
                let texts = checklist.recognise.examples.iter();
                texts.map(move |text| (category, words_of(&Words::of(text))))
            })
            .collect();
        let mut numbers: Vec<u32> = Vec::new();
        let mut counts: Vec<f32> = Vec::new();
        for word in texts.iter().flat_map(|(_, words)| words) {
            let known = lexicon.number(word) as usize;
            numbers.resize(numbers.len().max(known + 1), UNKNOWN);
            if numbers[known] == UNKNOWN {
                numbers[known] = counts.len() as u32;
                counts.push(0.0);
            }
            counts[numbers[known] as usize] += 1.0;
        }
        let all = texts.len() as f32;
        let telling: Vec<f32> = counts.into_iter().map(|count| (1.0 + all / count).ln()).collect();
        let examples = texts
            .into_iter()
            .map(|(category, text)| {
                let words: Vec<usize> =
                    text.iter().map(|word| numbers[lexicon.number(word) as usize] as usize).collect();
                let whole = words.iter().map(|word| telling[*word]).sum();
                Example { category, words, whole }
            })
            .collect();
        Self { examples, numbers, telling }
    }

    /// What the examples say for each category that has any: by its closest one.
    pub fn weigh(&self, document: &Document) -> Vec<(usize, f32)> {
        if self.examples.is_empty() {
            return Vec::new();
        }
        let said = self.said(document);
        let mut best: Vec<(usize, f32)> = Vec::new();
        for example in &self.examples {
            let shared: f32 = example.words.iter().map(|word| said[*word]).sum();
            let share = if example.whole > 0.0 { shared / example.whole } else { 0.0 };
            let weight = WEIGHT * (share - SHARE_MIN).max(0.0) / (1.0 - SHARE_MIN);
            match best.last_mut() {
                Some((category, most)) if *category == example.category => *most = most.max(weight),
                _ => best.push((example.category, weight)),
            }
        }
        best
    }

    /// By word: how telling it is if the customer said it, else nothing.
    fn said(&self, document: &Document) -> Vec<f32> {
        let mut said = vec![0.0; self.telling.len()];
        for (_, passage) in document.own() {
            for line in passage.lines.iter().filter(|line| voice_counts(line.voice)) {
                let known = passage.numbers[passage.words.within(line.range.clone())].iter();
                for number in known.filter_map(|word| self.numbers.get(*word as usize)) {
                    if let Some(telling) = self.telling.get(*number as usize) {
                        said[*number as usize] = *telling;
                    }
                }
            }
        }
        said
    }
}

fn words_of(words: &Words) -> BTreeSet<String> {
    words.iter().filter(|word| word.len() >= WORD_BYTES_MIN).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::Examples;
    use crate::checklist::model::{Checklist, Checklists};
    use crate::reading::lexicon::Lexicon;

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
        let mut lexicon = Lexicon::<u8>::default();
        let checklists = checklists(&[("parcels", "my parcel got lost"), ("bills", "my bill got lost")]);
        let examples = Examples::of(&checklists, &mut lexicon);
        let mut telling =
            |word: &str| examples.telling[examples.numbers[lexicon.number(word) as usize] as usize];
        assert!(telling("parcel") > telling("lost"));
    }
}
