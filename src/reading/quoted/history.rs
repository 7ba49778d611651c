//! What earlier messages said, so that a copy of them is known however a mail client wraps and indents it.

use crate::reading::hash::FastSet;

/// Words in a row that must agree.
const GRAM: usize = 3;

/// Who builds texts so that their hashes collide spoils only their own ticket.
type Hashes = FastSet<u64>;

/// The words of earlier messages, as hashes.
#[derive(Debug, Default)]
pub struct History {
    /// Whole lines of agents and bots.
    lines: Hashes,
    /// Those of them after which an answer may be typed: labels, questions, points of a list.
    labels: Hashes,
    grams: Hashes,
    own_lines: Hashes,
    own_grams: Hashes,
}

impl History {
    /// Add a message: the customer's own, or an agent's or a bot's.
    pub fn add(&mut self, text: &str, own: bool) {
        let (lines, known) =
            if own { (&mut self.own_lines, &mut self.own_grams) } else { (&mut self.lines, &mut self.grams) };
        let mut all = Vec::with_capacity(text.len() / 5);
        for line in text.lines() {
            let start = all.len();
            words_of_line(line, &mut all);
            let hash = whole(&all[start..]);
            lines.insert(hash);
            if !own && asks(line) {
                self.labels.insert(hash);
            }
        }
        known.extend(grams(&all));
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

fn holds(words: &[u64], lines: &Hashes, grams: &Hashes) -> bool {
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

/// The words of a line as hashes, without case, punctuation and its bullet.
fn words(line: &str) -> Vec<u64> {
    let mut words = Vec::new();
    line.lines().for_each(|line| words_of_line(line, &mut words));
    words
}

fn words_of_line(line: &str, words: &mut Vec<u64>) {
    let mut hash = None;
    for letter in without_bullet(line).chars() {
        if letter.is_ascii_alphanumeric() {
            hash = Some(mix(hash.unwrap_or(SEED), u64::from(letter.to_ascii_lowercase())));
        } else if letter.is_ascii() {
            if letter != '\'' {
                words.extend(hash.take());
            }
        } else {
            for letter in letter.to_lowercase() {
                if letter.is_alphanumeric() {
                    hash = Some(mix(hash.unwrap_or(SEED), u64::from(letter)));
                } else if letter != '\u{2019}' {
                    words.extend(hash.take());
                }
            }
        }
    }
    words.extend(hash);
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
