//! All phrases of the checklists in one trie over words, so that one walk over a text finds them all.

use crate::reading::hash::{FastMap, WordMap};
use crate::reading::words::Words;

/// Built once; each phrase carries a meaning of the builder's choice.
#[derive(Clone, Debug)]
pub struct Lexicon<M> {
    words: WordMap<u32>,
    /// Word stems of phrases such as `appeal*` by their first two letters, the shortest first.
    stems: Vec<Vec<(Box<str>, u32)>>,
    stem_count: u32,
    /// By the number of a word or stem: the node that it leads to from the beginning, or 0.
    roots: Vec<u32>,
    /// Onwards from all other nodes.
    edges: FastMap<(u32, u32), u32>,
    meanings: Vec<Vec<M>>,
}

/// A phrase that was found: the words `first..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<M> {
    pub meaning: M,
    pub first: usize,
    pub end: usize,
}

impl<M> Default for Lexicon<M> {
    fn default() -> Self {
        Self {
            words: WordMap::default(),
            stems: vec![Vec::new(); 32 * 32],
            stem_count: 0,
            roots: Vec::new(),
            edges: FastMap::default(),
            meanings: vec![Vec::new()],
        }
    }
}

impl<M: Copy + PartialEq> Lexicon<M> {
    pub fn add(&mut self, phrase: &str, meaning: M) {
        let mut node = 0;
        for (stem, word) in phrase_words(phrase) {
            let next_id = self.words.count() as u32 + self.stem_count;
            let id = if stem { self.stem(&word, next_id) } else { *self.words.or_insert(&word, next_id) };
            let fresh = self.meanings.len() as u32;
            node = if node == 0 {
                self.roots.resize(self.roots.len().max(id as usize + 1), 0);
                let root = &mut self.roots[id as usize];
                *root = if *root == 0 { fresh } else { *root };
                *root
            } else {
                *self.edges.entry((node, id)).or_insert(fresh)
            };
            if node == fresh {
                self.meanings.push(Vec::new());
            }
        }
        if node != 0 && !self.meanings[node as usize].contains(&meaning) {
            self.meanings[node as usize].push(meaning);
        }
    }

    /// The stem's number: the given one if it is new.
    fn stem(&mut self, stem: &str, next_id: u32) -> u32 {
        let first = alike(stem.as_bytes());
        // A single letter begins words with any second one.
        let all = if stem.len() == 1 { first..first + 32 } else { first..first + 1 };
        if let Some((_, id)) = self.stems[first].iter().find(|(known, _)| **known == *stem) {
            return *id;
        }
        for alike in &mut self.stems[all] {
            let place = alike.partition_point(|(known, _)| known.len() <= stem.len());
            alike.insert(place, (stem.into(), next_id));
        }
        self.stem_count += 1;
        next_id
    }

    /// Every phrase that stands in the text, those within others too, in the order of their first words.
    pub fn find(&self, words: &Words) -> Vec<Hit<M>> {
        let mut ids: Vec<u32> = Vec::with_capacity(words.len());
        let mut starts = Vec::with_capacity(words.len() + 1);
        for index in 0..words.len() {
            starts.push(ids.len());
            self.ids(words.folded(index), &mut ids);
            if let Some(possessor) = words.possessor(index) {
                self.ids(possessor, &mut ids);
            }
        }
        starts.push(ids.len());
        let of = |index: usize| &ids[starts[index]..starts[index + 1]];
        let mut hits = Vec::with_capacity(words.len());
        let mut nodes: Vec<u32> = Vec::new();
        let mut next: Vec<u32> = Vec::new();
        for first in 0..words.len() {
            nodes.clear();
            let roots = of(first).iter().filter_map(|id| self.roots.get(*id as usize));
            nodes.extend(roots.filter(|root| **root != 0));
            let mut end = first + 1;
            while !nodes.is_empty() {
                for &node in &nodes {
                    for &meaning in &self.meanings[node as usize] {
                        hits.push(Hit { meaning, first, end });
                    }
                }
                if end >= words.len() || of(end).is_empty() || !words.joined(end) {
                    break;
                }
                next.clear();
                for &node in &nodes {
                    next.extend(of(end).iter().filter_map(|id| self.edges.get(&(node, *id))));
                }
                std::mem::swap(&mut nodes, &mut next);
                end += 1;
            }
        }
        hits
    }

    fn ids(&self, word: &str, out: &mut Vec<u32>) {
        if let Some(&id) = self.words.get(word) {
            out.push(id);
        }
        let begins = self.stems[alike(word.as_bytes())].iter();
        out.extend(begins.filter(|(stem, _)| word.starts_with(&**stem)).map(|(_, id)| *id));
    }
}

/// The place of a word or stem among those that begin with letters like its first two.
fn alike(word: &[u8]) -> usize {
    let bits = |at: usize| word.get(at).map_or(0, |byte| usize::from(byte & 31));
    bits(0) * 32 + bits(1)
}

/// The words of a phrase, each with whether it is a stem (`appeal*`).
fn phrase_words(phrase: &str) -> Vec<(bool, String)> {
    let words = Words::of(phrase);
    (0..words.len())
        .map(|index| (phrase[words.range(index).end..].starts_with('*'), words.folded(index).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Hit, Lexicon};
    use crate::reading::words::Words;

    fn lexicon(phrases: &[&str]) -> Lexicon<usize> {
        let mut lexicon = Lexicon::default();
        for (meaning, phrase) in phrases.iter().enumerate() {
            lexicon.add(phrase, meaning);
        }
        lexicon
    }

    #[test]
    fn finds_phrases_within_phrases() {
        let hits = lexicon(&["order id", "shop order id"]).find(&Words::of("The Shop order-ID is 5"));
        assert_eq!(hits, [Hit { meaning: 1, first: 1, end: 4 }, Hit { meaning: 0, first: 2, end: 4 }]);
    }

    #[test]
    fn a_star_stands_for_any_ending() {
        let hits = lexicon(&["appeal* denied"]).find(&Words::of("appeals denied, appeal, denied"));
        assert_eq!(hits, [Hit { meaning: 0, first: 0, end: 2 }]);
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(lexicon(&["devolución"]).find(&Words::of("DEVOLUCION")).len(), 1);
    }
}
