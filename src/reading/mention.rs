//! Where each named list is mentioned, looked up by list: asked hundreds of times for one text.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::reading::lexicon::Hit;
use crate::reading::vocabulary::{ListId, Meaning};
use crate::reading::words::Words;

/// The most mentions of one list in one text: who says "screenshot" more often than this says nothing new.
const MENTIONS_MAX: usize = 1_000;

/// The mentions of all lists, without those that the exceptions of their list cover.
#[derive(Debug, Default)]
pub struct Mentions {
    /// Bytes of the text, by list, in the order of the text.
    places: Vec<Range<usize>>,
    /// By list, in order: where its places begin. The places of a list end where the next one's begin.
    lists: Vec<(ListId, usize)>,
    /// The longest mention, in words.
    words_max: usize,
}

impl Mentions {
    /// The hits must be in the order of their first words; `counts` says whether a place is in words that count.
    /// It is asked in the order of the text.
    pub fn of(hits: &[Hit<Meaning>], words: &Words, mut counts: impl FnMut(usize) -> bool) -> Self {
        let covers = Covers::of(hits);
        // A list and the place of a hit, as one number.
        let mut listed: Vec<u64> = Vec::with_capacity(hits.len());
        listed.extend(hits.iter().zip(0_u64..).filter_map(|(hit, at)| match hit.meaning {
            Meaning::List(list) if !covers.covered(list, hit) && counts(words.range(hit.first).start) => {
                Some(u64::from(list) << 32 | at)
            }
            _ => None,
        }));
        listed.sort_unstable();
        let mut mentions = Mentions { places: Vec::with_capacity(listed.len()), ..Mentions::default() };
        for (list, at) in listed.into_iter().map(|listed| ((listed >> 32) as ListId, listed as u32 as usize))
        {
            let hit = &hits[at];
            let place = words.range(hit.first).start..words.range(hit.end - 1).end;
            match mentions.lists.last() {
                Some((last, start)) if *last == list => {
                    if mentions.places.len() - start >= MENTIONS_MAX {
                        continue;
                    }
                }
                _ => mentions.lists.push((list, mentions.places.len())),
            }
            mentions.words_max = mentions.words_max.max(hit.end - hit.first);
            mentions.places.push(place);
        }
        mentions
    }

    /// All mentions of the list, in order.
    pub fn list(&self, list: ListId) -> &[Range<usize>] {
        match self.lists.binary_search_by_key(&list, |(list, _)| *list) {
            Ok(at) => {
                let end = self.lists.get(at + 1).map_or(self.places.len(), |(_, start)| *start);
                &self.places[self.lists[at].1..end]
            }
            Err(_) => &[],
        }
    }

    /// The mentions of the list that stand within these bytes.
    pub fn within(&self, list: ListId, bytes: &Range<usize>) -> impl Iterator<Item = &Range<usize>> {
        let end = bytes.end;
        starting(self.list(list), bytes.start..end.max(bytes.start)).filter(move |place| place.end <= end)
    }

    /// The mentions of the list with at most so many words between them and these bytes, and perhaps some more.
    pub fn around(
        &self,
        list: ListId,
        bytes: &Range<usize>,
        reach: usize,
        words: &Words,
    ) -> impl Iterator<Item = &Range<usize>> {
        let all = self.list(list);
        let wide = if all.len() <= FEW { 0..usize::MAX } else { self.widened(bytes, reach, words) };
        starting(all, wide)
    }

    /// How many words stand between these bytes and the mention that is closest of those in the sentence.
    pub fn nearest(
        &self,
        list: ListId,
        bytes: &Range<usize>,
        sentence: &Range<usize>,
        words: &Words,
    ) -> Option<usize> {
        let all = self.list(list);
        let mut behind = starting(all, bytes.start..sentence.end.max(bytes.start))
            .filter(|place| place.start >= sentence.start && place.end <= sentence.end);
        let behind = behind.next().map(|place| words.within(bytes.end..place.start.max(bytes.end)).len());
        let first = all.partition_point(|place| place.start < sentence.start);
        let end = all.partition_point(|place| place.start < bytes.start).max(first);
        let mut before: Option<usize> = None;
        for place in all[first..end].iter().rev().filter(|place| place.end <= sentence.end) {
            let between = words.within(place.end.min(bytes.start)..bytes.start).len();
            // No mention is longer than the longest, so none that begins further away ends closer.
            if before.is_some_and(|least| between > least + self.words_max) {
                break;
            }
            before = Some(before.map_or(between, |least| least.min(between)));
        }
        before.into_iter().chain(behind).min()
    }

    fn widened(&self, bytes: &Range<usize>, reach: usize, words: &Words) -> Range<usize> {
        let byte = |word: usize| if word < words.len() { words.range(word).start } else { usize::MAX };
        let first = words.from(bytes.start).saturating_sub(reach + self.words_max + 1);
        byte(first)..byte(words.from(bytes.end) + reach + 1)
    }
}

/// So many mentions are looked through faster than searched by halves.
const FEW: usize = 4;

fn starting(places: &[Range<usize>], bytes: Range<usize>) -> impl Iterator<Item = &Range<usize>> {
    let first = if places.len() <= FEW {
        places.iter().take_while(|place| place.start < bytes.start).count()
    } else {
        places.partition_point(|place| place.start < bytes.start)
    };
    places[first..].iter().take_while(move |place| place.start < bytes.end)
}

/// By list: the exceptions as their first words with the furthest end of all up to there.
struct Covers(BTreeMap<ListId, Vec<(usize, usize)>>);

impl Covers {
    fn of(hits: &[Hit<Meaning>]) -> Self {
        let mut by_list: BTreeMap<ListId, Vec<(usize, usize)>> = BTreeMap::new();
        for hit in hits {
            let Meaning::Except(list) = hit.meaning else { continue };
            let ends = by_list.entry(list).or_default();
            let furthest = ends.last().map_or(hit.end, |(_, end)| hit.end.max(*end));
            ends.push((hit.first, furthest));
        }
        Self(by_list)
    }

    fn covered(&self, list: ListId, hit: &Hit<Meaning>) -> bool {
        let Some(ends) = self.0.get(&list) else { return false };
        let before = ends.partition_point(|(first, _)| *first <= hit.first);
        before.checked_sub(1).is_some_and(|last| ends[last].1 >= hit.end)
    }
}

#[cfg(test)]
mod tests {
    use super::Mentions;
    use crate::reading::lexicon::Lexicon;
    use crate::reading::vocabulary::Meaning;
    use crate::reading::words::Words;

    #[test]
    fn mentions_stand_by_list_and_place_without_exceptions() {
        let mut lexicon = Lexicon::default();
        for (phrase, meaning) in [
            ("error", Meaning::List(1)),
            ("no error", Meaning::Except(1)),
            ("error", Meaning::List(2)),
            ("shop", Meaning::List(0)),
        ] {
            lexicon.add(phrase, meaning);
        }
        let text = "error shop, no error shop error";
        let words = Words::of(text);
        let mentions = Mentions::of(&lexicon.find(&words), &words, |_| true);
        assert_eq!(mentions.list(1), [0..5, 26..31]);
        assert_eq!(mentions.list(2).len(), 3);
        assert_eq!(mentions.within(0, &(10..26)).count(), 1);
        assert!(mentions.list(7).is_empty());
        let mut near = mentions.around(1, &(21..25), 0, &words);
        assert!(near.any(|place| *place == (26..31)));
    }
}
