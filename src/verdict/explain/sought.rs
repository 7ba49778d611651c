//! What was looked for where an item was not found, in the words of those who own the checklists.

use serde::Serialize;

use crate::checklist::kind::{Kind, Showing};
use crate::checklist::model::{Checklists, Item, text_in};
use crate::verdict::explain::trace::Phrases;

/// Labels, and words of a file's name, that are told.
const LABELS_MAX: usize = 8;

/// How a way begins that leads to something else.
const EXCEPT: &str = "but ";
const EXCEPT_WITH: &str = "but none with";

#[derive(Clone, Debug, Serialize)]
pub struct Sought {
    /// What it looks like: "a number of 17 to 20 digits that begins with 7".
    pub shape: String,
    /// What customers call it, the first few.
    pub labels: Vec<String>,
    /// How many labels it has.
    pub of: usize,
    /// How it shows besides behind a label, and beside what it is something else.
    pub ways: Vec<String>,
}

pub fn sought(item: &Item, checklists: &Checklists) -> Sought {
    let own = item.label.values().map(String::as_str);
    let labels: Vec<&str> = own.chain(item.labels.iter().map(String::as_str)).collect();
    let mut ways = Vec::new();
    let shape = shape(&item.kind, checklists, &mut ways);
    ways.extend(item.shown_by.iter().map(|showing| shown(showing, checklists)));
    // Several expressions say the same to those who read this.
    ways.dedup();
    // What it is not stands behind all that it can be.
    ways.sort_by_key(|way| way.starts_with(EXCEPT));
    Sought {
        shape,
        of: labels.len(),
        labels: labels.into_iter().take(LABELS_MAX).map(str::to_owned).collect(),
        ways,
    }
}

fn shape(kind: &Kind, checklists: &Checklists, ways: &mut Vec<String>) -> String {
    let label = |item: &String| match checklists.items.get(item) {
        Some(item) => text_in(&item.label, "en").to_owned(),
        None => item.clone(),
    };
    let mut near = |lists: &[String], what: &str| {
        ways.extend(lists.iter().map(|list| format!("{what} {}", some_of(list, checklists))));
    };
    let unlabelled = || "or without any label, where nothing else claims it".to_owned();
    match kind {
        Kind::Id(id) => {
            near(&id.near, "or beside");
            if !id.beside.is_empty() {
                let beside: Vec<String> = id.beside.iter().map(label).collect();
                ways.push(format!("or on the same line as {}", beside.join(" or ")));
            }
            ways.extend(id.taken_unlabelled.map(|_| unlabelled()));
            let starts = match id.starts_with.as_slice() {
                [] => String::new(),
                starts => format!(" that begins with {}", starts.join(" or ")),
            };
            let other = if id.patterns.is_empty() { "" } else { ", or a code of its own form" };
            format!("a number of {}{starts}{other}", span(id.digits, "digits"))
        }
        Kind::Code(code) => {
            ways.extend(code.taken_unlabelled.then(unlabelled));
            format!("a code of {}, with capitals, digits or dashes", span(code.length, "characters"))
        }
        Kind::Text(text) => {
            near(&text.not_with, EXCEPT_WITH);
            ways.extend(text.or_pictured.then(|| "or in a picture that the words say shows it".to_owned()));
            format!("words, {} or more", text.words_min.max(1))
        }
        Kind::Date(date) | Kind::DateTime(date) => {
            near(&date.near, "or in a sentence with");
            near(&date.not_near, "but not beside");
            ways.extend(date.not_after.iter().map(|other| format!("but not later than {}", label(other))));
            ways.extend(date.taken_unlabelled.then(unlabelled));
            "a day, written, named or relative (3/15, March 15th, last Friday), not in the future".to_owned()
        }
        Kind::Time(time) => {
            near(&time.near, "or in a sentence with");
            near(&time.not_near, "but not close to");
            ways.extend(time.taken_unlabelled.then(unlabelled));
            "a time of day".to_owned()
        }
        Kind::Number(number) => {
            near(&number.near, "or beside");
            near(&number.not_before, "but not right before");
            "a number, in digits or words".to_owned()
        }
        Kind::Choice(choice) => {
            near(&choice.near, "or in a sentence with");
            near(&choice.not_near, "but not in one with");
            near(&choice.not_behind, "but not right behind");
            near(&choice.not_before, "but not right before");
            let said = |(name, words): (&String, &crate::checklist::kind::Words)| {
                let words = words.text.iter().chain(&words.label);
                format!("{name} ({})", words.take(2).cloned().collect::<Vec<_>>().join(", "))
            };
            let choices: Vec<String> = choice.choices.iter().map(said).collect();
            format!("words that say one of: {}", choices.join("; "))
        }
        Kind::Email(email) => {
            ways.extend(
                email.taken_unlabelled.then(|| "or a lone address outside of the signature".to_owned()),
            );
            "an e-mail address, also spelt out".to_owned()
        }
        Kind::Name(name) => {
            near(&name.not_with, EXCEPT_WITH);
            ways.extend(name.handle.then(|| "or a lone @handle".to_owned()));
            "a name behind its label".to_owned()
        }
        Kind::Screenshot(file) | Kind::Sheet(file) | Kind::Document(file) => {
            let names: Vec<&str> = file.names.iter().take(LABELS_MAX).map(String::as_str).collect();
            if !names.is_empty() {
                ways.push(format!("by its name, or words about it, that say one of: {}", names.join(", ")));
            }
            if file.taken_unnamed {
                ways.push("or a fitting file of any name that nothing else claims".to_owned());
            }
            what_file(kind).to_owned()
        }
    }
}

/// What files answer items of this kind.
pub fn what_file(kind: &Kind) -> &'static str {
    match kind {
        Kind::Screenshot(_) => "a picture or a PDF, attached or linked",
        Kind::Sheet(_) => "a sheet of data, such as a CSV",
        Kind::Document(_) => "a picture, a PDF or a sheet, attached or linked",
        Kind::Id(_)
        | Kind::Code(_)
        | Kind::Text(_)
        | Kind::Date(_)
        | Kind::DateTime(_)
        | Kind::Time(_)
        | Kind::Number(_)
        | Kind::Choice(_)
        | Kind::Email(_)
        | Kind::Name(_) => "words",
    }
}

fn shown(showing: &Showing, checklists: &Checklists) -> String {
    match showing {
        Showing::Pattern(_) => "or in running text, in a form that the checklists describe".to_owned(),
        Showing::Quoted(list) => format!("or words in quotation marks with {}", some_of(list, checklists)),
        Showing::QuotedWith(list) => {
            format!("or words in quotation marks in a sentence with {}", some_of(list, checklists))
        }
        Showing::After(after) => {
            let having = after.having.as_ref().map(|list| format!(", with {}", some_of(list, checklists)));
            let behind =
                after.behind.as_ref().map(|list| format!(", behind words of {}", some_of(list, checklists)));
            format!(
                "or what follows {}{}{}",
                some_of(&after.phrase, checklists),
                having.unwrap_or_default(),
                behind.unwrap_or_default()
            )
        }
        Showing::Noun(noun) => format!("or a noun of {} with its words", some_of(&noun.last, checklists)),
        Showing::ClauseWith(list) => format!("or a clause with {}", some_of(list, checklists)),
        Showing::SentenceWith(list) => format!("or a sentence with {}", some_of(list, checklists)),
        Showing::Story(_) => "or the customer's account of what happened".to_owned(),
    }
}

/// "`late_words` (such as "late", "delay*")".
fn some_of(list: &str, checklists: &Checklists) -> String {
    let Phrases { such_as, of, .. } = Phrases::of(list, checklists);
    let more = of.saturating_sub(such_as.len());
    let such_as: Vec<String> = such_as.iter().map(|phrase| format!("\"{phrase}\"")).collect();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("`{list}` ({}{more})", such_as.join(", "))
}

fn span((min, max): (u8, u8), what: &str) -> String {
    if min == max { format!("{min} {what}") } else { format!("{min} to {max} {what}") }
}
