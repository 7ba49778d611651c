//! Expressions with what no text can match them without, so that most texts are never searched for most of them.
//!
//! `\berror\s+(?:says|reads)\b` needs "error" and one of "says" and "reads". All such cues of all expressions are looked
//! for in one pass over a text, with where they stand: those that an expression begins with are where it can match.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use memchr::memchr2_iter;
use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Hir, HirKind, Look};

use crate::reading::pattern::Pattern;

/// Shorter cues stand in every text.
const CUE_BYTES_MIN: usize = 2;
/// More cues for one part of an expression say too little to be looked for.
const CUES_OF_PART_MAX: usize = 128;

/// An expression with its cues.
#[derive(Clone, Debug)]
pub struct Cued {
    pattern: Pattern,
    /// The same for all that are written alike.
    pub number: usize,
    /// One of each of these must stand in the text, by their numbers.
    needs: Vec<Vec<u32>>,
    begins: Option<Begins>,
}

/// With what each match begins.
#[derive(Clone, Debug)]
struct Begins {
    /// One of these cues.
    cues: Vec<u32>,
    /// Or a word with one of these letters.
    letters: Vec<u8>,
    /// Before them no word goes on.
    at_word: bool,
}

/// Gathers the cues of all expressions.
#[derive(Debug, Default)]
pub struct CuesBuilder {
    numbers: BTreeMap<String, u32>,
    patterns: BTreeMap<String, usize>,
}

/// All cues, made ready.
#[derive(Debug, Default)]
pub struct Cues {
    automaton: Option<AhoCorasick>,
    /// How many expressions there are.
    pub patterns: usize,
}

/// Which cues stand in a text, and where.
#[derive(Debug)]
pub struct Present {
    /// By the cues' numbers: the last of its places, or `NOWHERE`. None if it can't be told.
    last: Option<Vec<u32>>,
    places: Vec<Place>,
}

/// Where a cue stands, with the place of the same cue before.
#[derive(Debug)]
struct Place {
    start: u32,
    before: u32,
}

const NOWHERE: u32 = u32::MAX;

impl CuesBuilder {
    /// # Errors
    ///
    /// It is no regular expression.
    pub fn add(&mut self, text: &str) -> Result<Cued, Box<regex_syntax::Error>> {
        let (pattern, whole) = Pattern::new(text)?;
        let mut parts = Vec::new();
        // Without the flag for any case, so that each cue is one text; they are looked for in any case.
        // (`\(?i` is no flag but an optional bracket.)
        let plain = if text.contains(r"\(?i") || !text.contains("(?i") {
            Some(whole)
        } else {
            regex_syntax::parse(&text.replace("(?i)", "").replace("(?i:", "(?:")).ok()
        };
        let mut first = None;
        if let Some(hir) = plain {
            needed(&hir, &mut parts);
            first = beginning(&hir).and_then(|(part, at_word)| Some((openings(part, at_word)?, at_word)));
        }
        let mut number = |cue| {
            let next = self.numbers.len() as u32;
            *self.numbers.entry(cue).or_insert(next)
        };
        let needs = parts.into_iter().map(|cues| cues.into_iter().map(&mut number).collect()).collect();
        let begins = first.map(|(Openings { cues, letters }, at_word)| Begins {
            cues: cues.into_iter().map(number).collect(),
            letters,
            at_word,
        });
        let next = self.patterns.len();
        let number = *self.patterns.entry(text.to_owned()).or_insert(next);
        Ok(Cued { pattern, number, needs, begins })
    }

    pub fn build(self) -> Cues {
        let mut cues: Vec<(String, u32)> = self.numbers.into_iter().collect();
        cues.sort_by_key(|(_, number)| *number);
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(cues.iter().map(|(cue, _)| cue));
        Cues { automaton: automaton.ok(), patterns: self.patterns.len() }
    }
}

impl Cues {
    pub fn of(&self, text: &str) -> Present {
        // The only letters beyond ASCII that any case of an ASCII letter has: ſ, K, and İ in lower case.
        let odd = |c: char| matches!(c, '\u{17f}' | '\u{212a}' | '\u{130}');
        let Some(automaton) = self.automaton.as_ref().filter(|_| text.is_ascii() || !text.contains(odd))
        else {
            return Present { last: None, places: Vec::new() };
        };
        let mut last = vec![NOWHERE; automaton.patterns_len()];
        let mut places = Vec::with_capacity(text.len() / 8);
        for found in automaton.find_overlapping_iter(text) {
            let last = &mut last[found.pattern().as_usize()];
            places.push(Place { start: found.start() as u32, before: *last });
            *last = places.len() as u32 - 1;
        }
        Present { last: Some(last), places }
    }
}

impl Cued {
    /// False only if the expression surely matches nothing in the text.
    pub fn may_match(&self, present: &Present) -> bool {
        let Some(last) = &present.last else { return true };
        self.needs.iter().all(|cues| cues.iter().any(|cue| last[*cue as usize] != NOWHERE))
    }

    /// What the expression shows as values in the text or the beginning of a text, whose cues these are.
    pub fn values(&self, text: &str, present: &Present, values_max: usize) -> Vec<Range<usize>> {
        let by_starts = self.begins.as_ref().zip(present.last.as_ref()).and_then(|(begins, last)| {
            self.pattern.values_from(text, || begins.starts(text, last, &present.places))
        });
        match by_starts {
            Some(mut values) => {
                values.truncate(values_max);
                values
            }
            None => self.pattern.values(text, values_max),
        }
    }

    /// The first match.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.pattern.find(text)
    }

    /// The first matches, at most so many.
    pub fn find_all(&self, text: &str, matches_max: usize) -> Vec<Range<usize>> {
        self.pattern.find_all(text, matches_max)
    }
}

impl Begins {
    /// Where a match may begin, in order.
    fn starts(&self, text: &str, last: &[u32], places: &[Place]) -> Vec<u32> {
        let bytes = text.as_bytes();
        let mut starts = Vec::new();
        let begins_word = |at: &usize| at.checked_sub(1).is_none_or(|before| !is_of_word(bytes[before]));
        for letter in &self.letters {
            let places = memchr2_iter(*letter, letter.to_ascii_uppercase(), bytes);
            starts.extend(places.filter(begins_word).map(|at| at as u32));
        }
        for cue in &self.cues {
            let mut at = last[*cue as usize];
            while let Some(Place { start, before }) = places.get(at as usize) {
                let word = |at: usize| bytes.get(at).is_some_and(|c| is_of_word(*c));
                let goes_on = self.at_word && *start > 0 && {
                    let start = *start as usize;
                    word(start - 1) && word(start)
                };
                if !goes_on {
                    starts.push(*start);
                }
                at = *before;
            }
        }
        starts.sort_unstable();
        starts.dedup();
        starts
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The part that each match begins with, and whether a word must begin there.
fn beginning(hir: &Hir) -> Option<(&Hir, bool)> {
    match hir.kind() {
        HirKind::Concat(hirs) => {
            let first = hirs.iter().position(|hir| !matches!(hir.kind(), HirKind::Look(_)))?;
            let at_word =
                hirs[..first].iter().any(|hir| matches!(hir.kind(), HirKind::Look(Look::WordUnicode)));
            let (part, inner) = beginning(&hirs[first])?;
            Some((part, at_word || inner))
        }
        HirKind::Capture(capture) => beginning(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => beginning(&repetition.sub),
        HirKind::Literal(_) | HirKind::Alternation(_) | HirKind::Class(_) => Some((hir, false)),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// What each part of the expression that can't be left out begins with, in lower case.
fn needed(hir: &Hir, parts: &mut Vec<Vec<String>>) {
    match hir.kind() {
        HirKind::Concat(hirs) => {
            // Neighbours that are plain text are one literal already; other parts stand for themselves.
            hirs.iter().for_each(|hir| needed(hir, parts));
        }
        HirKind::Capture(capture) => needed(&capture.sub, parts),
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub, parts),
        HirKind::Literal(_) | HirKind::Alternation(_) | HirKind::Class(_) => parts.extend(begins(hir)),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => {}
    }
}

/// The texts with which every match of the part begins, if they are few and long enough to say something.
fn begins(hir: &Hir) -> Option<Vec<String>> {
    let openings = openings(hir, false)?;
    (!openings.cues.is_empty()).then_some(openings.cues)
}

/// With what a match begins: cues, or single letters in lower case.
struct Openings {
    cues: Vec<String>,
    letters: Vec<u8>,
}

/// The same, where at the beginning of a word single letters say enough, too.
fn openings(hir: &Hir, at_word: bool) -> Option<Openings> {
    let mut extractor = Extractor::new();
    extractor.limit_total(CUES_OF_PART_MAX);
    let texts = extractor.extract(hir);
    let mut openings = Openings { cues: Vec::new(), letters: Vec::new() };
    for text in texts.literals()? {
        let text = text.as_bytes();
        match cue(text) {
            Some(cue) => openings.cues.push(cue),
            None => {
                let letter = text.first().filter(|letter| at_word && letter.is_ascii_alphabetic())?;
                openings.letters.push(letter.to_ascii_lowercase());
            }
        }
    }
    openings.cues.sort();
    openings.cues.dedup();
    openings.letters.sort_unstable();
    openings.letters.dedup();
    Some(openings)
}

/// What can be looked for of a text: its first letters as far as they are ASCII, or its first mark.
fn cue(text: &[u8]) -> Option<String> {
    // A literal may end within a letter.
    let text = text.utf8_chunks().next()?.valid();
    let first = text.chars().next()?;
    if !first.is_alphanumeric() && !first.is_whitespace() {
        return Some(first.to_string());
    }
    let ascii: String = text.chars().take_while(char::is_ascii).map(|c| c.to_ascii_lowercase()).collect();
    (ascii.len() >= CUE_BYTES_MIN).then_some(ascii)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, proptest};
    use regex::Regex;

    use super::CuesBuilder;

    const PATTERNS: [&str; 6] = [
        r"(?i)\berror\s+(?:says?|reads)\b",
        r"(?i)\b(?:infracci[oó]n|violations?)\b[^.\n]{0,60}?(?:for|because of)\s+(?P<value>\w+)",
        r"\b(?:TBA|GM)\d{2,4}\b",
        r"(?:no )?\d+",
        r"(?i:kiss)|ask",
        r#"["“](?P<value>[A-Z]\w*)["”]"#,
    ];

    #[test]
    fn a_text_without_the_cues_is_not_searched() {
        let mut builder = CuesBuilder::default();
        let cued = PATTERNS.map(|pattern| builder.add(pattern).expect("it is valid"));
        let cues = builder.build();
        let may = |text: &str| cued.each_ref().map(|cued| cued.may_match(&cues.of(text)));
        assert_eq!(may("nothing of it"), [false, false, false, true, false, false]);
        assert_eq!(may("ERROR: it says VIOLATION for tba12"), [true, true, true, true, false, false]);
        assert_eq!(may("ma\u{17f}\u{212a}"), [true; 6]);
    }

    proptest! {
        #[test]
        fn what_matches_has_its_cues(
            words in prop::collection::vec("error|SAYS|reads|Infracción|violation|for|x|TBA123|GM1|kiss|ſ|\u{212a}iss|aſk|7|“A”|\"x| ", 0..8)
        ) {
            let mut builder = CuesBuilder::default();
            let cued = PATTERNS.map(|pattern| builder.add(pattern).expect("it is valid"));
            let cues = builder.build();
            let text = words.join(" ");
            for (pattern, cued) in PATTERNS.iter().zip(&cued) {
                let matches = Regex::new(pattern).expect("it is valid").is_match(&text);
                assert!(!matches || cued.may_match(&cues.of(&text)), "{pattern} in {text}");
            }
        }
    }
}
