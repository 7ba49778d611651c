//! "Did you mean ...?": the known word that a mistaken one is nearest to.

use strsim::damerau_levenshtein;

/// Words that a help text lists at most.
const LISTED_MAX: usize = 12;

/// The known word that a slip of the finger or two would turn into this one.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let word = plain(word);
    known
        .into_iter()
        .map(|candidate| (damerau_levenshtein(&word, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| {
            let letters = word.chars().count().max(candidate.chars().count());
            *distance <= (letters / 3).max(1)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The help for an unknown word: the nearest known one, else the known ones if they are few.
pub fn help<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(near) = nearest(word, known.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    match known.len() {
        0 => None,
        1..=LISTED_MAX => Some(format!("known here: {}", list(&known))),
        _ => {
            Some(format!("known here: {} and {} more", list(&known[..LISTED_MAX]), known.len() - LISTED_MAX))
        }
    }
}

/// `a`, `b`, `c`.
pub fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{help, nearest};

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let known = ["labels", "label", "kind", "order_number"];
        assert_eq!(nearest("lables", known), Some("labels"));
        assert_eq!(nearest("order-numbr", known), Some("order_number"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
    }

    #[test]
    fn the_known_words_are_listed_when_none_is_near() {
        assert_eq!(help("colour", ["kind", "label"]).as_deref(), Some("known here: `kind`, `label`"));
        assert_eq!(help("colour", []), None);
    }
}
