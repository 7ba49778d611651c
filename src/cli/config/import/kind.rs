//! What kind of value something is, guessed from the words of its label.

use crate::cli::config::import::wish::Wish;
use crate::cli::config::import::words::{list, name, words};

/// Digits of a number whose length nobody has said.
const DIGITS: (u8, u8) = (4, 24);

/// A kind as it is written, and what is doubtful about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    pub yaml: String,
    pub doubt: Option<String>,
}

const PICTURES: [&str; 8] =
    ["screenshot", "screenshots", "screengrab", "picture", "photo", "photos", "image", "images"];
const SHEETS: [&str; 6] = ["csv", "spreadsheet", "excel", "xlsx", "sheet", "export"];
const DOCUMENTS: [&str; 15] = [
    "pdf",
    "document",
    "documents",
    "copy",
    "scan",
    "manifest",
    "certificate",
    "contract",
    "statement",
    "attachment",
    "letter",
    "proof",
    "receipt",
    "report",
    "file",
];
const NUMBERS: [&str; 12] = [
    "quantity",
    "amount",
    "count",
    "inventory",
    "stock",
    "total",
    "balance",
    "percentage",
    "price",
    "sum",
    "size",
    "units",
];
const CODES: [&str; 6] = ["sku", "code", "zip", "postcode", "voucher", "coupon"];
const IDS: [&str; 9] = ["digits", "id", "ids", "number", "no", "reference", "ref", "iban", "identifier"];
const PERSONS: [&str; 13] = [
    "account", "user", "full", "first", "last", "contact", "customer", "your", "owner", "profile", "company",
    "member", "holder",
];
const TEXTS: [&str; 17] = [
    "description",
    "details",
    "summary",
    "reason",
    "message",
    "steps",
    "type",
    "title",
    "name",
    "address",
    "url",
    "link",
    "page",
    "program",
    "version",
    "info",
    "information",
];

/// A value is of the kind that the last telling word of its label says, but a file is one wherever it is named.
pub fn guess(wish: &Wish) -> Guess {
    let label = words(&wish.label);
    let all = words(&format!("{} {}", wish.label, wish.remarks.join(" ")));
    let has = |known: &[&str]| all.iter().any(|word| known.contains(&word.as_str()));
    let sure = |yaml: String| Guess { yaml, doubt: None };
    let pair = |first: &str, second: &str| all.windows(2).any(|two| two[0] == first && two[1] == second);
    if !wish.choices.is_empty() {
        return choice(&wish.choices);
    }
    if has(&PICTURES) || pair("screen", "shot") {
        return sure(format!("{{screenshot: {{names: {}, taken_unnamed: true}}}}", names(&wish.label)));
    }
    if has(&SHEETS) {
        return sure(format!("{{sheet: {{names: {}, taken_unnamed: true}}}}", names(&wish.label)));
    }
    if has(&["date"]) && has(&["time"]) || has(&["timestamp"]) {
        return sure("{date_time: {}}".to_owned());
    }
    if wish.label.ends_with('?') {
        return question(&label);
    }
    if has(&["email", "mailbox"]) || pair("e", "mail") && !has(&["program", "client", "subject"]) {
        return sure("{email: {}}".to_owned());
    }
    let head = head(&label);
    if has(&["pdf"]) || head.iter().any(|word| DOCUMENTS.contains(&word.as_str())) {
        return sure(format!("{{document: {{names: {}, taken_unnamed: true}}}}", names(&wish.label)));
    }
    if pair("number", "of") || pair("how", "many") || pair("how", "much") {
        return sure("{number: {}}".to_owned());
    }
    by_last_word(wish, head, &label)
}

/// The words before those that only say more of it: "name as on the card".
fn head(label: &[String]) -> &[String] {
    const MORE: [&str; 10] = ["as", "on", "in", "at", "from", "for", "that", "which", "where", "you"];
    let end = label.iter().skip(1).position(|word| MORE.contains(&word.as_str()));
    &label[..end.map_or(label.len(), |end| end + 1)]
}

fn by_last_word(wish: &Wish, head: &[String], label: &[String]) -> Guess {
    let sure = |yaml: &str| Guess { yaml: yaml.to_owned(), doubt: None };
    for (at, word) in head.iter().enumerate().rev() {
        let word = word.as_str();
        let before = at.checked_sub(1).map_or("", |before| head[before].as_str());
        match word {
            "date" | "day" | "deadline" | "birthday" => return sure("{date: {}}"),
            "time"
                if ["create", "created", "creation", "update", "updated", "start", "end"]
                    .contains(&before) =>
            {
                let doubt =
                    "taken for a day with its time; `{time: {}}` is for a time of day alone".to_owned();
                return Guess { yaml: "{date_time: {}}".to_owned(), doubt: Some(doubt) };
            }
            "time" => return sure("{time: {}}"),
            "username" | "handle" | "nickname" => return sure("{name: {handle: true}}"),
            "name" if PERSONS.contains(&before) => return sure("{name: {}}"),
            "status" | "state" => {
                let doubt =
                    "the article does not say what it can be; as a `choice` it could be used in conditions";
                return Guess { yaml: "{text: {words_min: 1}}".to_owned(), doubt: Some(doubt.to_owned()) };
            }
            _ if CODES.contains(&word) => {
                let doubt = "how long is it? 2 to 20 characters were put in".to_owned();
                return Guess { yaml: "{code: {length: [2, 20]}}".to_owned(), doubt: Some(doubt) };
            }
            _ if IDS.contains(&word) => return id(wish),
            _ if NUMBERS.contains(&word) => return sure("{number: {}}"),
            _ if TEXTS.contains(&word) => return sure("{text: {words_min: 1}}"),
            _ => {}
        }
    }
    if matches!(label.last().map(String::as_str), Some("from" | "until" | "since" | "till")) {
        return Guess { yaml: "{date: {}}".to_owned(), doubt: Some("taken for a day".to_owned()) };
    }
    let doubt = "its words don't say what kind of value it is; taken for text".to_owned();
    Guess { yaml: "{text: {words_min: 1}}".to_owned(), doubt: Some(doubt) }
}

fn id(wish: &Wish) -> Guess {
    let of_examples = || {
        let lengths =
            wish.examples.iter().map(|example| example.chars().filter(char::is_ascii_digit).count());
        let (least, most) = (lengths.clone().min()?, lengths.max()?);
        let is_number = wish.examples.iter().all(|example| !example.contains(char::is_alphabetic));
        (is_number && least > 0)
            .then(|| Some((u8::try_from(least).ok()?, u8::try_from(most).ok()?)))
            .flatten()
    };
    let known = wish.digits.filter(|digits| *digits > 0).map(|digits| (digits, digits)).or_else(of_examples);
    let (least, most) = known.unwrap_or(DIGITS);
    let doubt = known.is_none().then(|| {
        format!("how many digits has it? {least} to {most} were put in; forms with letters belong under `patterns`")
    });
    Guess { yaml: format!("{{id: {{digits: [{least}, {most}]}}}}"), doubt }
}

/// A question is for yes or no if it begins like one.
fn question(label: &[String]) -> Guess {
    let asks = ["what", "which", "who", "where", "how", "why"];
    let first = label.first().map_or("", String::as_str);
    if first == "when" || first == "since" {
        return Guess { yaml: "{date_time: {}}".to_owned(), doubt: None };
    }
    if asks.contains(&first) {
        return Guess { yaml: "{text: {words_min: 1}}".to_owned(), doubt: None };
    }
    choice(&["Yes".to_owned(), "No".to_owned()])
}

fn choice(choices: &[String]) -> Guess {
    let said = |choice: &String| {
        let plain = words(choice).join(" ");
        // "Yes" and "no" say something only beside the question.
        if ["yes", "no"].contains(&plain.as_str()) {
            return format!("\"{plain}\": {{label: [\"{plain}\"]}}");
        }
        let phrases = list(std::slice::from_ref(&plain));
        format!("{}: {{label: {phrases}, text: {phrases}}}", name(&plain))
    };
    let choices: Vec<String> = choices.iter().map(said).collect();
    let doubt = "give each choice all the words that customers have for it".to_owned();
    Guess { yaml: format!("{{choice: {{choices: {{{}}}}}}}", choices.join(", ")), doubt: Some(doubt) }
}

/// The phrases that tell a file by its name, or by the words that speak of it.
fn names(label: &str) -> String {
    let kept: Vec<String> = words(label)
        .into_iter()
        .filter(|word| !PICTURES.contains(&word.as_str()) && !SHEETS.contains(&word.as_str()))
        .collect();
    let trimmed: Vec<String> = {
        let empty = ["of", "the", "a", "an", "from", "as", "in", "your"];
        let start = kept.iter().position(|word| !empty.contains(&word.as_str())).unwrap_or(kept.len());
        kept[start..].iter().take(4).cloned().collect()
    };
    let end = trimmed.iter().rposition(|word| !["of", "the", "a", "from", "in"].contains(&word.as_str()));
    match end {
        Some(end) => list(&[trimmed[..=end].join(" ")]),
        None => "[]".to_owned(),
    }
}
