//! Texts that the customer's sentences tell: quoted words, what follows a phrase, clauses, nouns with what belongs to them.

use std::collections::HashSet;
use std::ops::Range;

use crate::reading::passage::Passage;
use crate::reading::sentence::{clause, trimmed};
use crate::reading::vocabulary::{AfterPhrase, ListId};

/// So many words may stand between a phrase and the one that must stand before it.
const BEHIND_WORDS_MAX: usize = 16;
/// How many lines further the wording that a phrase announces may stand.
const NEXT_LINES_MAX: usize = 3;
/// A quotation that begins within so many words of what is told is a part of it.
const QUOTE_WORDS_MAX: usize = 3;
/// A passage tells much if it has this part of the words of the one that tells most.
const MUCH: usize = 2;
/// A noun's phrase has at most so many words before it, and as many behind it.
const BESIDE_WORDS_MAX: usize = 4;

/// Quotations in sentences that have a phrase of the list, in them or beside them.
pub fn quoted_with(passage: &Passage, list: ListId) -> Vec<Range<usize>> {
    let mut values = Vec::new();
    for quote in passage.quotes() {
        let sentence = passage.sentence_at(quote.start);
        if passage.mentions_within(list, &sentence).is_some() {
            values.push(quote.clone());
        }
    }
    values
}

/// Quotations that have a phrase of the list.
pub fn quoted(passage: &Passage, list: ListId) -> Vec<Range<usize>> {
    let quotes = passage.quotes().iter();
    quotes.filter(|quote| passage.mentions_within(list, quote).is_some()).cloned().collect()
}

/// What follows a phrase, to the end of its clause, or of the quotation that begins there.
pub fn after(passage: &Passage, shape: &AfterPhrase) -> Vec<Range<usize>> {
    let &AfterPhrase { phrase, behind, until, having } = shape;
    let mut values: Vec<Range<usize>> = Vec::new();
    for mention in passage.mentions(phrase) {
        let sentence = passage.sentence_at(mention.start);
        let ends = !passage.text[mention.end..sentence.end.max(mention.end)].contains(char::is_alphanumeric);
        if ends {
            // "It comes back with", and the wording stands on a line of its own.
            let next = next_line(passage, mention.end).filter(|_| behind.is_none() && until.is_none());
            values.extend(next);
            continue;
        }
        let stands_behind = |list: ListId| {
            passage
                .nearest_mention(list, &mention, &(sentence.start..mention.start))
                .is_some_and(|words| words <= BEHIND_WORDS_MAX)
        };
        if !behind.is_none_or(stands_behind) {
            continue;
        }
        let start = mention.end + leading_marks(&passage.text[mention.end..sentence.end]);
        let quote = passage.quotes()[passage.quotes().partition_point(|quote| quote.start < start)..]
            .first()
            .filter(|quote| {
                quote.end <= sentence.end && passage.words.within(start..quote.start).len() <= QUOTE_WORDS_MAX
            });
        let end = match quote {
            Some(quote) => quote.end,
            None => clause(&passage.text, &sentence, start.min(sentence.end)).end,
        };
        let turn = until.and_then(|list| passage.mentions_within(list, &(start..end.max(start))));
        let end = turn.filter(|turn| turn.start > start && quote.is_none()).map_or(end, |turn| turn.start);
        let value = trimmed(&passage.text, start..end.max(start));
        // Of "says" and "says that" the longer one counts.
        match values.last_mut() {
            Some(last) if last.end == value.end && last.start < value.start => *last = value,
            Some(last) if last.end == value.end => {}
            _ if value.is_empty() => {}
            _ => values.push(value),
        }
    }
    values.retain(|value| having.is_none_or(|list| passage.mentions_within(list, value).is_some()));
    values
}

/// The next line with words, if the text before it ends its own line.
fn next_line(passage: &Passage, from: usize) -> Option<Range<usize>> {
    let here = passage.line_at(from.saturating_sub(1))?;
    let is_empty = |range: &Range<usize>| !passage.text[range.clone()].contains(char::is_alphanumeric);
    if !is_empty(&(from.min(passage.lines[here].range.end)..passage.lines[here].range.end)) {
        return None;
    }
    let mut lines = passage.lines[here + 1..].iter().take(NEXT_LINES_MAX);
    let line = lines.find(|line| !is_empty(&line.range))?;
    Some(trimmed(&passage.text, line.range.clone()))
}

/// By sentence: the clauses that have a phrase of the list, from the first to the last, and how many phrases they have.
pub fn clauses_with(passage: &Passage, list: ListId) -> Vec<(Range<usize>, usize)> {
    let mut clauses: Vec<(Range<usize>, usize)> = Vec::new();
    let mut last_sentence = 0..0;
    for mention in passage.mentions(list) {
        let sentence = passage.sentence_at(mention.start);
        if sentence.is_empty() {
            continue;
        }
        match clauses.last_mut() {
            Some((range, count)) if sentence == last_sentence => {
                if mention.start >= range.end {
                    range.end = clause(&passage.text, &sentence, mention.start).end;
                }
                *count += 1;
            }
            _ => clauses.push((clause(&passage.text, &sentence, mention.start), 1)),
        }
        last_sentence = sentence;
    }
    clauses
}

/// Nouns with the words that belong to them; those of one word alone name nothing.
pub fn nouns(passage: &Passage, last: ListId, first: ListId, edges: &HashSet<String>) -> Vec<Range<usize>> {
    let before = passage.mentions(last).map(|noun| (noun, false));
    let behind = passage.mentions(first).map(|noun| (noun, true));
    let mut nouns: Vec<(Range<usize>, bool)> = before.chain(behind).collect();
    // A noun within a code is none: "SED-TEE-TAN".
    nouns.retain(|(noun, _)| !of_code(&passage.text, noun));
    nouns.sort_by_key(|(noun, _)| noun.start);
    let phrases = nouns.into_iter().map(|(noun, begins)| noun_phrase(passage, &noun, begins, edges));
    phrases.filter(|phrase| passage.words.within(phrase.clone()).len() >= 2).collect()
}

fn noun_phrase(
    passage: &Passage,
    noun: &Range<usize>,
    begins: bool,
    edges: &HashSet<String>,
) -> Range<usize> {
    let words = passage.words.within(noun.clone());
    let is_edge = |word: usize| edges.contains(passage.words.folded(word));
    let text_between =
        |a: usize, b: usize| &passage.text[passage.words.range(a).end..passage.words.range(b).start];
    let belongs = |a: usize, b: usize| {
        let between = text_between(a, b);
        between.chars().all(|c| matches!(c, ' ' | '-' | '/' | '\'' | '’' | '&' | '\u{a0}'))
            && !between.contains(" - ")
    };
    let named = |word: usize| {
        passage.text[passage.words.range(word)].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    };
    let (mut from, mut end) = (words.start, words.end);
    while !begins
        && from > 0
        && words.start - from < BESIDE_WORDS_MAX
        && belongs(from - 1, from)
        && !is_edge(from - 1)
    {
        from -= 1;
    }
    while end < passage.words.len()
        && end - words.end < BESIDE_WORDS_MAX
        && belongs(end - 1, end)
        && !is_edge(end)
    {
        // "the Henley in Rust": a small word belongs to the name that follows it.
        let joins = passage.words.range(end).len() <= 3
            && end + 1 < passage.words.len()
            && belongs(end, end + 1)
            && !is_edge(end + 1)
            && (begins || named(end + 1));
        if !(begins || named(end) || joins) {
            break;
        }
        end += if joins { 2 } else { 1 };
    }
    passage.words.range(from).start..passage.words.range(end - 1).end
}

/// A name beside these words that no phrase is known of: words with capitals within their sentence.
pub fn name_beside(passage: &Passage, place: &Range<usize>) -> Option<Range<usize>> {
    let sentence = passage.sentence_at(place.start);
    let here = passage.words.within(place.clone());
    let inside = passage.words.within(sentence);
    let from = here.start.saturating_sub(BESIDE_WORDS_MAX).max(inside.start + 1);
    let until = (here.end + BESIDE_WORDS_MAX).min(inside.end);
    let is_name = |word: usize| {
        let text = &passage.text[passage.words.range(word)];
        let known =
            passage.hits_over(&(word..word + 1)).iter().any(|hit| hit.first <= word && word < hit.end);
        text.starts_with(char::is_uppercase) && text.contains(char::is_lowercase) && !known
    };
    let word = (from..until).filter(|word| !here.contains(word)).find(|word| is_name(*word))?;
    passage.surely_counts(place.start).then(|| passage.words.range(word))
}

/// The word is joined to others by the marks that codes have.
fn of_code(text: &str, word: &Range<usize>) -> bool {
    let joins = |c: char| matches!(c, '-' | '/' | '_' | '.');
    let before = text[..word.start].ends_with(joins);
    let mut behind = text[word.end..].chars();
    let behind = behind.next().is_some_and(joins) && behind.next().is_some_and(char::is_alphanumeric);
    (before || behind) && !text[word.clone()].contains(char::is_lowercase)
}

/// The bytes of the blanks and marks that stand before what is told: "reason - expired".
fn leading_marks(text: &str) -> usize {
    let marks = |c: char| {
        c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '=' | '"' | '“' | '«' | '\'' | '‘' | '’')
    };
    text.len() - text.trim_start_matches(marks).len()
}

/// What the customer tells of what happened, from the first sentence that tells to the last: of all passages the first
/// one that tells much, compared with the others.
pub fn story<'a>(
    passages: impl Iterator<Item = (usize, &'a Passage)>,
    tells: impl Fn(usize, &Range<usize>) -> Option<usize>,
) -> Option<(usize, Range<usize>)> {
    let mut runs: Vec<(usize, usize, Range<usize>)> = Vec::new();
    for (index, passage) in passages {
        let telling = passage.sentences.iter().filter_map(|sentence| {
            let words = tells(index, sentence)?;
            Some((words, sentence.clone()))
        });
        let run = telling.reduce(|(sum, run), (words, sentence)| (sum + words, run.start..sentence.end));
        runs.extend(run.map(|(words, run)| (words, index, run)));
    }
    let most = runs.iter().map(|(words, _, _)| *words).max()?;
    runs.into_iter().find(|(words, _, _)| *words * MUCH >= most).map(|(_, index, run)| (index, run))
}
