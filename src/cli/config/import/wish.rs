//! One thing that an article asks for, as its line says it: what it is, when it is needed, where it is found.

use std::collections::BTreeSet;

use crate::cli::config::import::article::squeezed;
use crate::cli::config::import::words::name;

/// When it is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needed {
    Always,
    /// "Optional".
    Optional,
    /// "If applicable": the article does not say when.
    Unsaid(String),
    /// The words after "if", and whether it is "unless".
    If {
        words: String,
        unless: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub line: usize,
    /// As the article has it.
    pub source: String,
    pub label: String,
    pub needed: Needed,
    pub find_it: Option<String>,
    /// What it can be, if the article says so.
    pub choices: Vec<String>,
    pub examples: Vec<String>,
    pub digits: Option<u8>,
    /// What else the article says of it.
    pub remarks: Vec<String>,
}

const OPTIONAL: [&str; 7] = [
    "optional",
    "not required",
    "not mandatory",
    "nice to have",
    "if available",
    "if you have",
    "if possible",
];
const UNSAID: [&str; 10] = [
    "if applicable",
    "where applicable",
    "when applicable",
    "as applicable",
    "if relevant",
    "if any",
    "if needed",
    "if required",
    "if there is one",
    "if one is",
];
const IF: [&str; 12] = [
    "only if ",
    "only when ",
    "only for ",
    "needed for ",
    "required for ",
    "if ",
    "when ",
    "whenever ",
    "where ",
    "in case of ",
    "in case ",
    "for ",
];
const ALWAYS: [&str; 5] = ["always", "required", "mandatory", "yes", "must"];
const PLACES: [&str; 13] = [
    "found ",
    "you find ",
    "located ",
    "see ",
    "shown ",
    "listed ",
    "under ",
    "in ",
    "on ",
    "at ",
    "from ",
    "available ",
    "you can find ",
];
const EXAMPLES: [&str; 4] = ["e.g. ", "eg. ", "for example ", "example: "];

impl Wish {
    pub fn parse(line: usize, source: &str) -> Self {
        let mut wish = Self {
            line,
            source: source.to_owned(),
            label: String::new(),
            needed: Needed::Always,
            find_it: None,
            choices: Vec::new(),
            examples: Vec::new(),
            digits: None,
            remarks: Vec::new(),
        };
        let mut label = source.to_owned();
        while let Some((before, inner, after)) = parenthesis(&label) {
            wish.aside(&inner);
            label = squeezed(&format!("{before} {after}"));
        }
        let label = wish.colon(&label);
        let label = wish.clauses(&label);
        wish.label = capital(label.trim_end_matches([':', ';', ',', '.', '-', '–', ' ', '*']).trim());
        wish
    }

    /// Takes the cell of a column that says when it is needed.
    pub fn needed_in_cell(&mut self, cell: &str) {
        let lower = cell.to_lowercase();
        if ["no", "n"].contains(&lower.as_str()) {
            self.needed = Needed::Optional;
        } else if let Some(needed) = needed(cell) {
            self.needed = needed;
        } else if !cell.is_empty() {
            self.remarks.push(cell.to_owned());
        }
    }

    /// What stands in parentheses.
    fn aside(&mut self, inner: &str) {
        let choices = alternatives(inner);
        if !choices.is_empty() {
            self.choices = choices;
        } else if let Some(needed) = needed(inner) {
            self.needed = needed;
        } else {
            inner.split(", ").for_each(|part| self.part(part));
        }
    }

    fn part(&mut self, part: &str) {
        let lower = part.to_lowercase();
        let digits =
            lower.split_once(" digit").or(lower.split_once("-digit")).and_then(|(n, _)| n.parse().ok());
        if let Some(digits) = digits {
            self.digits = Some(digits);
        } else if let Some(start) = EXAMPLES.iter().find(|start| lower.starts_with(**start)) {
            self.examples.push(part[start.len()..].trim().to_owned());
        } else if let Some(needed) = needed(part) {
            self.needed = needed;
        } else if PLACES.iter().any(|start| lower.starts_with(start)) {
            self.find_it = Some(capital(part));
        } else {
            self.remarks.push(part.to_owned());
        }
    }

    /// "Status: open, closed or lost" has its choices behind the colon.
    fn colon(&mut self, text: &str) -> String {
        let Some((label, rest)) = text.split_once(": ") else { return text.to_owned() };
        let choices = alternatives(rest);
        if choices.is_empty() {
            return text.to_owned();
        }
        self.choices = choices;
        label.to_owned()
    }

    /// Clauses behind the label: ", if one is shown", ", such as ...". A question keeps its words.
    fn clauses(&mut self, text: &str) -> String {
        if text.ends_with('?') {
            return text.to_owned();
        }
        let mut parts = text.split(", ");
        let mut label = parts.next().unwrap_or_default().to_owned();
        let mut aside = false;
        for part in parts {
            let lower = part.to_lowercase();
            let begins = ["such as ", "like ", "including ", "as a ", "as an ", "with "];
            if let Some(needed) = needed(part) {
                self.needed = needed;
            } else if aside || begins.iter().any(|start| lower.starts_with(start)) {
                // "Such as a, b or c" goes on to the end.
                aside = true;
                self.remarks.push(part.to_owned());
            } else {
                label = format!("{label}, {part}");
            }
        }
        for mark in [" if ", " when ", " unless "] {
            if let Some((before, after)) = label.split_once(mark)
                && let Some(needed) = needed(&format!("{}{after}", mark.trim_start()))
            {
                self.needed = needed;
                return before.to_owned();
            }
        }
        label
    }
}

/// When something is needed, if these words say so.
pub fn needed(text: &str) -> Option<Needed> {
    let text = squeezed(text);
    let lower = text.trim_end_matches('.').to_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    if begins(&OPTIONAL) {
        return Some(Needed::Optional);
    }
    if begins(&UNSAID) {
        return Some(Needed::Unsaid(text));
    }
    if ALWAYS.contains(&lower.as_str()) {
        return Some(Needed::Always);
    }
    if let Some(words) = lower.strip_prefix("unless ") {
        return Some(Needed::If { words: words.to_owned(), unless: true });
    }
    let start = IF.iter().find(|start| lower.starts_with(**start))?;
    let words = lower[start.len()..].to_owned();
    Some(Needed::If { words, unless: false })
}

/// "Pending, denied or approved", "yes/no": the alternatives, if the text is nothing else.
fn alternatives(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let has_or = lower.contains(" or ") || lower.contains('/');
    if !has_or || needed(text).is_some() || text.contains("://") {
        return Vec::new();
    }
    let plain = text.replace('/', ",").replace(" or ", ",").replace(" OR ", ",").replace(" and ", ",");
    let parts: Vec<String> = plain.split(',').map(squeezed).filter(|part| !part.is_empty()).collect();
    let names: BTreeSet<String> = parts.iter().map(|part| name(part)).collect();
    let are_short = parts.iter().all(|part| part.split(' ').count() <= 3);
    let of_words = parts.iter().all(|part| part.chars().any(char::is_alphabetic));
    if are_short && of_words && names.len() == parts.len() && (2..=8).contains(&parts.len()) {
        parts
    } else {
        Vec::new()
    }
}

fn parenthesis(text: &str) -> Option<(&str, String, &str)> {
    let start = text.find('(')?;
    let end = start + text[start..].find(')')?;
    Some((&text[..start], text[start + 1..end].trim().to_owned(), &text[end + 1..]))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Needed, Wish};

    #[test]
    fn a_line_is_taken_apart() {
        let wish = Wish::parse(1, "Parcel ID (12 digits, on the label, e.g. 123456789012)");
        assert_eq!((wish.label.as_str(), wish.digits), ("Parcel ID", Some(12)));
        assert_eq!(
            (wish.find_it.as_deref(), wish.examples),
            (Some("On the label"), vec!["123456789012".to_owned()])
        );
        let wish = Wish::parse(1, "State: sent, lost or returned (if applicable)");
        assert_eq!((wish.label.as_str(), wish.choices.len()), ("State", 3));
        assert_eq!(wish.needed, Needed::Unsaid("if applicable".into()));
        let wish = Wish::parse(1, "Photo of the box, if it is damaged");
        assert_eq!(wish.label, "Photo of the box");
        assert_eq!(wish.needed, Needed::If { words: "it is damaged".into(), unless: false });
        let wish = Wish::parse(1, "Since when is it so? (date and time)");
        assert_eq!((wish.label.as_str(), wish.needed), ("Since when is it so?", Needed::Always));
    }
}
