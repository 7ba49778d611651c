//! Words of an article as names and phrases.

/// Words that say nothing by themselves.
const EMPTY: [&str; 62] = [
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "is", "are", "was", "were",
    "be", "been", "has", "have", "had", "it", "its", "this", "that", "these", "those", "you", "your", "we",
    "our", "us", "i", "my", "they", "their", "and", "or", "if", "when", "there", "one", "any", "only",
    "more", "than", "about", "do", "does", "did", "as", "not", "no", "will", "would", "can", "could", "etc",
    "which", "who", "then", "per",
];

/// Words that YAML reads as yes or no, or as nothing.
const OTHER: [&str; 10] = ["yes", "no", "true", "false", "null", "on", "off", "y", "n", "none"];

/// Longest name of an item, a list or a category.
const NAME_BYTES_MAX: usize = 40;

/// The words in small letters, without marks.
pub fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace(['\'', '’'], "");
    lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The words that say something.
pub fn telling(text: &str) -> Vec<String> {
    words(text).into_iter().filter(|word| !EMPTY.contains(&word.as_str())).collect()
}

/// An identifier: small letters, digits and `_`, a letter first.
pub fn name(text: &str) -> String {
    // "Not received" is another thing than "received".
    let says = |word: &String| !EMPTY.contains(&word.as_str()) || ["no", "not"].contains(&word.as_str());
    let kept: Vec<String> = words(text).into_iter().filter(says).collect();
    let kept = if kept.is_empty() { words(text) } else { kept };
    let mut name = String::new();
    for word in kept {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if !word.is_empty() && name.len() + word.len() < NAME_BYTES_MAX {
            if !name.is_empty() {
                name.push('_');
            }
            name.push_str(&word);
        }
    }
    if !name.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        name.insert_str(0, "x_");
    }
    // YAML would read these as something else.
    if OTHER.contains(&name.as_str()) {
        name.insert_str(0, "x_");
    }
    name.trim_end_matches('_').to_owned()
}

/// A text for YAML: as it is where that is safe, else in quotes.
pub fn quoted(text: &str) -> String {
    let first = text.starts_with(|letter: char| letter.is_alphabetic());
    let plain = text.chars().all(|letter| letter.is_alphanumeric() || " _-.()".contains(letter));
    if first && plain && !text.ends_with(' ') && !OTHER.contains(&text.to_lowercase().as_str()) {
        text.to_owned()
    } else {
        serde_json::Value::String(text.to_owned()).to_string()
    }
}

/// Texts as a list in one line.
pub fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}
