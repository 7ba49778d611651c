//! The words behind an "if" as a condition, as far as they can be understood.

use crate::cli::config::import::words::{name, telling, words};

/// An item that stands on the checklist already.
pub struct Known {
    pub item: String,
    pub label: String,
    pub choices: Vec<String>,
}

/// A condition as it is written.
pub struct Found {
    pub yaml: String,
    /// The condition that must not hold, where it is said so: "if yes" is not "no".
    pub unless: Option<String>,
    /// New lists of phrases.
    pub lists: Vec<(String, Vec<String>)>,
    pub doubt: Option<String>,
}

const MANY: [&str; 7] = ["many", "several", "multiple", "bulk", "lots", "dozens", "hundreds"];
const TIMES: [&str; 10] =
    ["minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months"];
/// From so many on, if an article does not say how many "many" are.
const MANY_MIN: u32 = 10;
/// Letters that two forms of one word share: "appeal" and "appealed".
const STEM_BYTES_MIN: usize = 5;

/// `title` is the category's: its words are said by every ticket of it.
pub fn of(text: &str, title: &str, known: &[Known]) -> Found {
    let all = words(text);
    let content = telling(text);
    if let Some(item) = answered(&all, &content, known) {
        let no = format!("{{equals: {{item: {item}, value: \"no\"}}}}");
        return Found {
            yaml: format!("{{equals: {{item: {item}, value: \"yes\"}}}}"),
            unless: Some(no),
            lists: Vec::new(),
            doubt: Some(format!("was taken for the answer to `{item}`: asked for unless that is no")),
        };
    }
    if let Some((item, choice)) = chosen(&content, known) {
        let doubt = Some(format!("was taken for `{item}` being `{choice}`"));
        return Found {
            yaml: format!("{{equals: {{item: {item}, value: {choice}}}}}"),
            unless: None,
            lists: Vec::new(),
            doubt,
        };
    }
    // "Older than 3 days" counts nothing that the customer names.
    let is_time = all.iter().any(|word| TIMES.contains(&word.as_str()));
    let number =
        all.iter().find_map(|word| word.parse::<u32>().ok()).filter(|number| *number > 0 && !is_time);
    let is_many = all.iter().any(|word| MANY.contains(&word.as_str()))
        || all
            .windows(2)
            .any(|two| ["large", "great", "high"].contains(&two[0].as_str()) && two[1] == "number");
    if number.is_some() || is_many {
        return counted(&all, &content, number);
    }
    let content = telling_apart(content, title);
    let phrases = phrases(&content);
    let list = format!("about_{}", name(&content.join(" ")));
    let is_denied = all.iter().any(|word| ["not", "no", "never", "isnt", "hasnt"].contains(&word.as_str()));
    let mind = if is_denied { ", and mind that it says `not`" } else { "" };
    let doubt = format!("became words to look for, `{list}`: fill them in{mind}");
    Found {
        yaml: format!("{{mentions: {list}}}"),
        unless: None,
        lists: vec![(list, phrases)],
        doubt: Some(doubt),
    }
}

/// The question with yes and no that it is about: "if yes", or a word of the question.
fn answered<'k>(all: &[String], content: &[String], known: &'k [Known]) -> Option<&'k str> {
    let is_question = |known: &&Known| known.choices.iter().any(|choice| choice == "yes");
    let mut questions = known.iter().rev().filter(is_question);
    if matches!(all.first().map(String::as_str), Some("yes" | "so")) {
        return questions.next().map(|known| known.item.as_str());
    }
    let is_named = |known: &&Known| {
        let label = telling(&known.label);
        !content.is_empty() && content.iter().all(|word| label.iter().any(|other| is_one(word, other)))
    };
    questions.find(is_named).map(|known| known.item.as_str())
}

/// The item one of whose choices is named.
fn chosen<'k>(content: &[String], known: &'k [Known]) -> Option<(&'k str, &'k str)> {
    known.iter().rev().find_map(|known| {
        let is_named = |choice: &&String| {
            *choice != "yes" && *choice != "no" && content.iter().any(|word| word == *choice)
        };
        known.choices.iter().find(is_named).map(|choice| (known.item.as_str(), choice.as_str()))
    })
}

/// "More than 20 visitors", "a large number of orders": a quantity before the words.
fn counted(all: &[String], content: &[String], number: Option<u32>) -> Found {
    let more = all.windows(2).any(|two| two[0] == "more" && two[1] == "than");
    let at_least = number.map_or(MANY_MIN, |number| number.saturating_add(u32::from(more)));
    let empty = ["large", "great", "high", "number", "issue", "affected", "problem"];
    let things: Vec<String> = content
        .iter()
        .filter(|word| {
            !empty.contains(&word.as_str()) && !MANY.contains(&word.as_str()) && word.parse::<u32>().is_err()
        })
        .cloned()
        .collect();
    let list = format!("{}_counted", name(&things.join(" ")));
    let quantity = format!("{{quantity: {{of: {list}, at_least: {at_least}}}}}");
    let mut lists = vec![(list.clone(), phrases(&things))];
    let yaml = if number.is_some() {
        quantity
    } else {
        lists.push(("many_words".to_owned(), MANY.iter().map(|word| (*word).to_owned()).collect()));
        format!("{{any: [{{mentions: many_words}}, {quantity}]}}")
    };
    let doubt = match number {
        Some(_) => format!("became {at_least} or more of `{list}`: look at the words"),
        None => format!("does not say how many: {at_least} or more of `{list}`, or a word of `many_words`"),
    };
    Found { yaml, unless: None, lists, doubt: Some(doubt) }
}

/// Without the words of the category and those that go with anything, if others are left.
fn telling_apart(content: Vec<String>, title: &str) -> Vec<String> {
    const ANYTHING: [&str; 9] =
        ["affected", "shown", "issue", "problem", "needed", "involved", "concerned", "relevant", "involves"];
    let title = telling(title);
    let says =
        |word: &&String| !ANYTHING.contains(&word.as_str()) && !title.iter().any(|other| is_one(word, other));
    let kept: Vec<String> = content.iter().filter(says).cloned().collect();
    if kept.is_empty() { content } else { kept }
}

/// Each word with any ending.
fn phrases(content: &[String]) -> Vec<String> {
    if content.is_empty() {
        return vec!["todo".to_owned()];
    }
    let open = |word: &String| {
        let stem = word.strip_suffix('s').filter(|stem| stem.len() >= 4 && !stem.ends_with('s'));
        if word.len() >= 4 { format!("{}*", stem.unwrap_or(word)) } else { word.clone() }
    };
    content.iter().map(open).collect()
}

fn is_one(word: &str, other: &str) -> bool {
    let (word, other) = (word.as_bytes(), other.as_bytes());
    word == other
        || word.len() >= STEM_BYTES_MIN
            && other.len() >= STEM_BYTES_MIN
            && word[..STEM_BYTES_MIN] == other[..STEM_BYTES_MIN]
}
