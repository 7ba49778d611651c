//! What earlier messages said, so that a copy of them is known however a mail client wraps and indents it.

use std::collections::HashSet;

/// Words in a row that must agree.
const GRAM: usize = 3;

/// The words of earlier messages, as hashes.
#[derive(Debug, Default)]
pub struct History {
    /// Whole lines of agents and bots.
    lines: HashSet<u64>,
    /// Those of them after which an answer may be typed: labels, questions, points of a list.
    labels: HashSet<u64>,
    grams: HashSet<u64>,
    own_lines: HashSet<u64>,
    own_grams: HashSet<u64>,
}

impl History {
    pub fn new(earlier: &[&str], earlier_own: &[&str]) -> Self {
        let mut history = History::default();
        for text in earlier {
            history.grams.extend(grams(&words(text)));
            for line in text.lines() {
                let hash = whole(&words(line));
                history.lines.insert(hash);
                if asks(line) {
                    history.labels.insert(hash);
                }
            }
        }
        for text in earlier_own {
            history.own_grams.extend(grams(&words(text)));
            history.own_lines.extend(text.lines().map(|line| whole(&words(line))));
        }
        history
    }

    /// Whether any agent or bot wrote before.
    pub fn is_known(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Whether an agent or bot said this.
    pub fn holds(&self, line: &str) -> bool {
        holds(&words(line), &self.lines, &self.grams)
    }

    /// Whether the customer said this in an earlier message.
    pub fn holds_own(&self, line: &str) -> bool {
        holds(&words(line), &self.own_lines, &self.own_grams)
    }

    /// Whether the line is exactly a label, a question or a point of a list that an agent or bot wrote.
    pub fn is_label(&self, line: &str) -> bool {
        self.labels.contains(&whole(&words(line)))
    }

    /// Whether the line begins with such a label and goes on with words of its own.
    pub fn is_filled_label(&self, line: &str) -> bool {
        let words = words(line);
        let mut hash = SEED;
        words.iter().enumerate().any(|(index, word)| {
            hash = mix(hash, *word);
            index + 1 < words.len() && self.labels.contains(&hash)
        })
    }
}

fn holds(words: &[u64], lines: &HashSet<u64>, grams: &HashSet<u64>) -> bool {
    match words.len() {
        0 => true,
        1..GRAM => lines.contains(&whole(words)),
        _ => words.windows(GRAM).all(|gram| grams.contains(&whole(gram))),
    }
}

fn grams(words: &[u64]) -> impl Iterator<Item = u64> {
    words.windows(GRAM).map(whole)
}

/// Whether a line of a message waits for an answer behind it.
fn asks(line: &str) -> bool {
    let line = line.trim();
    line.ends_with([':', '?', '-', '\u{2013}', '=', ')', '\u{2026}', '_'])
        || line.ends_with("..")
        || without_bullet(line).len() < line.len()
}

/// The line without `- `, `2. `, `( )` and the like before it.
pub fn without_bullet(line: &str) -> &str {
    let line = line.trim_start();
    let rest = line
        .trim_start_matches(['-', '*', '\u{2022}', '\u{b7}', '\u{2022}', '\u{25e6}', '\u{2610}', '\u{2611}']);
    if rest.len() < line.len() {
        return rest.trim_start();
    }
    for checkbox in ["( )", "[ ]", "(x)", "[x]", "()", "[]"] {
        if let Some(rest) = line.strip_prefix(checkbox) {
            return rest.trim_start();
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line[digits..].strip_prefix(['.', ')']) {
        Some(rest) if (1..=2).contains(&digits) && rest.starts_with(' ') => rest.trim_start(),
        _ => line,
    }
}

/// The words of a text as hashes, without case, punctuation and the bullet of each line.
fn words(text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    for line in text.lines() {
        let mut hash = None;
        for letter in without_bullet(line).chars().flat_map(char::to_lowercase) {
            if letter.is_alphanumeric() {
                hash = Some(mix(hash.unwrap_or(SEED), u64::from(letter)));
            } else if !matches!(letter, '\'' | '\u{2019}') {
                words.extend(hash.take());
            }
        }
        words.extend(hash);
    }
    words
}

fn whole(words: &[u64]) -> u64 {
    words.iter().fold(SEED, |hash, word| mix(hash, *word))
}

/// FNV-1a over eight bytes at a time.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash ^ value).wrapping_mul(0x0000_0100_0000_01b3);
    mixed ^ mixed >> 29
}
