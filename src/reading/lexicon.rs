//! All phrases of the checklists in one trie over words, so that one walk over a text finds them all.

use crate::reading::hash::{FastMap, WordMap};
use crate::reading::words::Words;

/// Built once; each phrase carries a meaning of the builder's choice.
#[derive(Clone, Debug)]
pub struct Lexicon<M> {
    words: WordMap<u32>,
    /// Word stems of phrases such as `appeal*` by their first two letters, the shortest first.
    stems: Vec<Vec<Stem>>,
    stem_count: u32,
    /// By the number of a word or stem: the node that it leads to from the beginning, or 0.
    roots: Vec<u32>,
    /// Onwards from all other nodes.
    edges: FastMap<(u32, u32), u32>,
    nodes: Vec<Node>,
    /// Those of one node in a row, with room for more up to the next power of two.
    meanings: Vec<M>,
}

/// The end of a phrase or of a part of one.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// A bit for each number of a word that leads onwards, as far as 64 bits tell them apart.
    onwards: u64,
    /// The place of its first meaning, and how many it has.
    meaning: u32,
    meanings: u32,
}

impl Node {
    fn meanings(self) -> std::ops::Range<usize> {
        self.meaning as usize..(self.meaning + self.meanings) as usize
    }
}

/// The number of words that no phrase has.
pub const UNKNOWN: u32 = u32::MAX;

/// The beginning of words. Its first eight bytes are compared at once; most have no more.
#[derive(Clone, Debug)]
struct Stem {
    head: u64,
    mask: u64,
    text: Box<str>,
    id: u32,
}

impl Stem {
    fn of(text: &str, id: u32) -> Self {
        let mask = u64::MAX.checked_shr(64 - 8 * text.len().min(HEAD_BYTES) as u32).unwrap_or_default();
        Self { head: head(text.as_bytes()), mask, text: text.into(), id }
    }

    /// Whether the word with this head begins with it.
    fn begins(&self, word: &str, head: u64) -> bool {
        head & self.mask == self.head && (self.text.len() <= HEAD_BYTES || word.starts_with(&*self.text))
    }
}

const HEAD_BYTES: usize = 8;

/// The first eight bytes of a word, with zeros behind a shorter one.
fn head(word: &[u8]) -> u64 {
    match (word.first_chunk(), word.first_chunk::<4>(), word.last_chunk::<4>()) {
        (Some(head), ..) => u64::from_le_bytes(*head),
        (None, Some(first), Some(last)) => {
            let last = u64::from(u32::from_le_bytes(*last));
            u64::from(u32::from_le_bytes(*first)) | last << (8 * (word.len() - 4))
        }
        (None, ..) => word.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte)),
    }
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
            nodes: vec![Node::default()],
            meanings: Vec::new(),
        }
    }
}

impl<M: Copy + PartialEq> Lexicon<M> {
    pub fn add(&mut self, phrase: &str, meaning: M) {
        let mut node = 0;
        for (stem, word) in phrase_words(phrase) {
            let next_id = self.words.count() as u32 + self.stem_count;
            let id = if stem { self.stem(&word, next_id) } else { *self.words.or_insert(&word, next_id) };
            let fresh = self.nodes.len() as u32;
            node = if node == 0 {
                self.roots.resize(self.roots.len().max(id as usize + 1), 0);
                let root = &mut self.roots[id as usize];
                *root = if *root == 0 { fresh } else { *root };
                *root
            } else {
                self.nodes[node as usize].onwards |= bit(id);
                *self.edges.entry((node, id)).or_insert(fresh)
            };
            if node == fresh {
                self.nodes.push(Node::default());
            }
        }
        if node != 0 {
            self.mean(node, meaning);
        }
    }

    /// Gives the node one meaning more, behind those that it has, if it has not got it.
    fn mean(&mut self, node: u32, meaning: M) {
        let node = &mut self.nodes[node as usize];
        let known = node.meanings();
        if self.meanings[known.clone()].contains(&meaning) {
            return;
        }
        if known.is_empty() || known.len().is_power_of_two() {
            // There is no room: they all go to the end.
            node.meaning = self.meanings.len() as u32;
            self.meanings.extend_from_within(known.clone());
            let room = node.meaning as usize + (2 * known.len()).max(1);
            self.meanings.resize(room, meaning);
        } else {
            self.meanings[known.end] = meaning;
        }
        node.meanings += 1;
    }

    /// The stem's number: the given one if it is new.
    fn stem(&mut self, stem: &str, next_id: u32) -> u32 {
        let first = alike(stem.as_bytes());
        // A single letter begins words with any second one.
        let all = if stem.len() == 1 { first..first + 32 } else { first..first + 1 };
        if let Some(known) = self.stems[first].iter().find(|known| *known.text == *stem) {
            return known.id;
        }
        for alike in &mut self.stems[all] {
            let place = alike.partition_point(|known| known.text.len() <= stem.len());
            alike.insert(place, Stem::of(stem, next_id));
        }
        self.stem_count += 1;
        next_id
    }

    /// The number of a word, which need not be one of a phrase.
    pub fn number(&mut self, word: &str) -> u32 {
        let next_id = self.words.count() as u32 + self.stem_count;
        *self.words.or_insert(word, next_id)
    }

    /// Every phrase that stands in the text, those within others too, in the order of their first words.
    pub fn find(&self, words: &Words) -> Vec<Hit<M>> {
        self.read(words).0
    }

    /// The same with the number of each word, `UNKNOWN` for most.
    pub fn read(&self, words: &Words) -> (Vec<Hit<M>>, Vec<u32>) {
        let mut numbers = Vec::with_capacity(words.len());
        let mut ids: Vec<u32> = Vec::with_capacity(2 * words.len());
        let mut starts = Vec::with_capacity(words.len() + 1);
        for index in 0..words.len() {
            starts.push(ids.len());
            numbers.push(self.ids(words.folded(index), &mut ids));
            if let Some(possessor) = words.possessor(index) {
                self.ids(possessor, &mut ids);
            }
        }
        starts.push(ids.len());
        let of = |index: usize| &ids[starts[index]..starts[index + 1]];
        let mut hits = Vec::with_capacity(2 * words.len());
        let mut nodes: Vec<u32> = Vec::new();
        let mut next: Vec<u32> = Vec::new();
        for first in 0..words.len() {
            nodes.clear();
            let roots = of(first).iter().filter_map(|id| self.roots.get(*id as usize));
            nodes.extend(roots.filter(|root| **root != 0));
            let mut end = first + 1;
            while !nodes.is_empty() {
                for &node in &nodes {
                    let meanings = &self.meanings[self.nodes[node as usize].meanings()];
                    hits.extend(meanings.iter().map(|&meaning| Hit { meaning, first, end }));
                }
                if end >= words.len() || of(end).is_empty() || !words.joined(end) {
                    break;
                }
                next.clear();
                let bits = of(end).iter().fold(0, |bits, id| bits | bit(*id));
                for &node in nodes.iter().filter(|node| self.nodes[**node as usize].onwards & bits != 0) {
                    next.extend(of(end).iter().filter_map(|id| self.edges.get(&(node, *id))));
                }
                std::mem::swap(&mut nodes, &mut next);
                end += 1;
            }
        }
        (hits, numbers)
    }

    /// The word's own number, and for `out` also those of the stems that it begins with.
    fn ids(&self, word: &str, out: &mut Vec<u32>) -> u32 {
        let number = self.words.get(word).copied();
        out.extend(number);
        let begins = self.stems[alike(word.as_bytes())].iter();
        let head = head(word.as_bytes());
        out.extend(begins.filter(|stem| stem.begins(word, head)).map(|stem| stem.id));
        number.unwrap_or(UNKNOWN)
    }
}

fn bit(id: u32) -> u64 {
    1 << (id % 64)
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
