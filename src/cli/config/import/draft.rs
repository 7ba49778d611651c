//! From an article to the files of a draft, and to the list of what it does not say.

use indexmap::IndexMap;

use crate::checklist::load::{CHECKLISTS_DIR, ITEMS_PATH, PHRASES_PATH};
use crate::cli::config::import::condition::{self, Known};
use crate::cli::config::import::kind::{Guess, guess};
use crate::cli::config::import::outline::{Outline, Section};
use crate::cli::config::import::stock::Stock;
use crate::cli::config::import::wish::{Needed, Wish};
use crate::cli::config::import::words::{list, name, quoted, telling, words};
use crate::yaml::diagnostic::SourceFile;

/// Words of a heading that are no part of a category's name.
const NO_NAME: [&str; 10] = [
    "issue",
    "issues",
    "problem",
    "problems",
    "ticket",
    "tickets",
    "request",
    "requests",
    "instructions",
    "escalation",
];

/// An address is no words: it shows by its form.
const LINK: &str = "    shown_by:\n      - pattern: '(?P<value>https?://[^\\s<>\"]{3,300})'\n";

/// What an article comes to.
#[derive(Default)]
pub struct Draft {
    pub files: Vec<SourceFile>,
    /// What it could not decide, each with the article's line.
    pub questions: Vec<(usize, String)>,
    /// Items of the configuration that are used again, with the line that asked first.
    pub reused: Vec<(usize, String)>,
    pub items: usize,
}

/// The draft as it grows.
struct Desk<'a> {
    stock: &'a Stock,
    /// New items, as they are written.
    items: IndexMap<String, String>,
    /// The choices of each item that has some.
    choices: IndexMap<String, Vec<String>>,
    /// New lists of phrases, with the line that they come from.
    lists: IndexMap<String, (usize, Vec<String>)>,
    /// Lists of the configuration that a condition names.
    old_lists: Vec<String>,
    draft: Draft,
}

pub fn draft(outline: &Outline, stock: &Stock, article: &str) -> Draft {
    let mut desk = Desk {
        stock,
        items: IndexMap::new(),
        choices: IndexMap::new(),
        lists: IndexMap::new(),
        old_lists: Vec::new(),
        draft: Draft::default(),
    };
    let signs = signs(&outline.sections, &mut desk.draft.questions);
    for (section, signs) in outline.sections.iter().zip(signs) {
        desk.section(section, &outline.common, &signs, article);
    }
    for (line, text) in &outline.left {
        desk.ask(*line, format!("this belongs to no category and was left out: {}", shortened(text)));
    }
    desk.finish(article)
}

impl Desk<'_> {
    fn ask(&mut self, line: usize, what: String) {
        self.draft.questions.push((line, what));
    }

    fn section(&mut self, section: &Section, common: &[Wish], signs: &[String], article: &str) {
        let category = category_name(&section.title);
        let path = format!("{CHECKLISTS_DIR}{category}.yaml");
        if self.draft.files.iter().any(|file| file.path == path) {
            self.ask(
                section.line,
                format!("there is a category `{category}` already, and this one was left out"),
            );
            return;
        }
        if self.stock.has_category(&category) {
            self.ask(
                section.line,
                format!("the configuration has a category `{category}` already: compare the two"),
            );
        }
        let wishes: Vec<&Wish> = common.iter().chain(&section.wishes).collect();
        let mut known: Vec<Known> = Vec::new();
        let mut entries = String::new();
        for wish in wishes {
            let Some(item) = self.item(wish) else { continue };
            if known.iter().any(|one| one.item == item) {
                self.ask(wish.line, format!("`{item}` is on this list twice"));
                continue;
            }
            let required = self.required(&item, &section.title, wish, &known);
            entries.push_str(&format!("  # line {}: {}\n", wish.line, one_line(&wish.source)));
            entries.push_str(&format!("  - {{item: {item}, required: {required}}}\n"));
            let choices = self.choices.get(&item).cloned().unwrap_or_else(|| self.stock.choices(&item));
            known.push(Known { item, label: wish.label.clone(), choices });
        }
        let mut text = format!("# A draft from {article}, line {}.\n", section.line);
        text.push_str("# TODO: say in a sentence what tickets of this kind are about.\n");
        text.push_str(&format!(
            "category: {category}\nlabel: {{en: {}}}\nrecognise:\n",
            quoted(&section.title)
        ));
        text.push_str(
            "  # TODO: words that speak for it; 1 is a hint, 3 a good sign, 6 settles it.\n  signs:\n",
        );
        let title = words(&section.title).join(" ");
        text.push_str(&format!("    - {{weight: 4, any: {}}}\n", list(&[title])));
        if !signs.is_empty() {
            text.push_str(&format!("    - {{weight: 3, any: {}}}\n", list(signs)));
        }
        text.push_str(
            "  # TODO: two or three sentences as customers write them.\n  # examples:\n  #   - \"...\"\n",
        );
        self.notes(section, &mut text);
        text.push_str(if entries.is_empty() { "items: []\n" } else { "items:\n" });
        text.push_str(&entries);
        text.push_str("\n# TODO: tickets as customers write them, with what they must come to.\n# tests:\n");
        text.push_str("#   - name: everything is there\n#     text: |\n#       ...\n#     verdict: ready\n#     missing: []\n");
        self.draft.files.push(SourceFile { path, text });
    }

    /// Paragraphs stay as comments; one that speaks of waiting, or of something to do first, may be a gate.
    fn notes(&mut self, section: &Section, text: &mut String) {
        for (line, note) in &section.notes {
            text.push_str(&format!("# line {line}: {}\n", one_line(note)));
            let all = words(note);
            let has = |known: &[&str]| all.iter().any(|word| known.contains(&word.as_str()));
            let waits = has(&["wait", "after", "within"]) && has(&["hours", "hour", "days", "day"]);
            let before = has(&["first", "before", "until"])
                && has(&["must", "please", "need", "have", "cannot", "only"]);
            if waits || before {
                text.push_str("# TODO: is this a gate? Something that has to be done before (blocked), or waited for (waiting):\n");
                text.push_str("# gates:\n#   - name: do_it_first\n#     when: {equals: {item: AN_ITEM, value: \"no\"}}\n#     verdict: blocked\n");
                if waits {
                    let number =
                        all.iter().find_map(|word| word.parse::<u32>().ok()).filter(|number| *number < 1_000);
                    let hours = number.unwrap_or(24) * if has(&["days", "day"]) { 24 } else { 1 };
                    text.push_str(&format!(
                        "#   - name: wait_for_it\n#     when: {{present: A_DATE}}\n#     verdict: waiting\n#     wait: {{hours: {hours}, from: A_DATE}}\n"
                    ));
                }
            }
            if waits || before {
                self.ask(*line, format!("perhaps a gate: {}", shortened(note)));
            }
        }
    }

    /// The item's name; a new one is written down.
    fn item(&mut self, wish: &Wish) -> Option<String> {
        if telling(&wish.label).is_empty() && words(&wish.label).is_empty() {
            self.ask(wish.line, format!("nothing to ask for was found in: {}", shortened(&wish.source)));
            return None;
        }
        if let Some(found) = self.stock.called(&wish.label) {
            let found = found.to_owned();
            if !self.draft.reused.iter().any(|(_, item)| *item == found) {
                self.draft.reused.push((wish.line, found.clone()));
            }
            return Some(found);
        }
        let mut item = name(&wish.label);
        // Another thing may go by the name already.
        while self.stock.item(&item).is_some() {
            item.push_str("_new");
        }
        if self.items.contains_key(&item) {
            return Some(item);
        }
        let Guess { yaml, doubt } = guess(wish);
        let mut text = format!("  # line {}: {}\n", wish.line, one_line(&wish.source));
        if let Some(doubt) = doubt {
            text.push_str(&format!("  # TODO: {doubt}.\n"));
            self.ask(wish.line, format!("`{item}`: {doubt}"));
        }
        for remark in &wish.remarks {
            if words(remark).iter().any(|word| word == "same") {
                self.ask(
                    wish.line,
                    format!("`{item}`: {remark}; perhaps `same_as` or `answered_by` another item"),
                );
            }
        }
        text.push_str(&format!("  {item}:\n    label: {{en: {}}}\n", quoted(&wish.label)));
        if let Some(place) = &wish.find_it {
            text.push_str(&format!("    find_it: {{en: {}}}\n", quoted(place)));
        }
        text.push_str(&format!("    kind: {yaml}\n"));
        let is_link =
            words(&wish.label).iter().any(|word| ["url", "urls", "link", "links"].contains(&word.as_str()));
        if is_link && yaml.starts_with("{text:") {
            text.push_str(LINK);
        }
        if yaml.starts_with("{id:")
            && !wish.examples.is_empty()
            && wish.digits.is_none_or(|n| fits(&wish.examples, n))
        {
            text.push_str(&format!("    examples: {}\n", list(&wish.examples)));
        }
        if yaml.starts_with("{choice:") {
            let is_question = wish.choices.is_empty();
            let of = |choice: &String| match choice.to_lowercase() {
                word if word == "yes" || word == "no" => word,
                _ => name(choice),
            };
            let choices = if is_question {
                vec!["yes".to_owned(), "no".to_owned()]
            } else {
                wish.choices.iter().map(of).collect()
            };
            self.choices.insert(item.clone(), choices);
        }
        self.items.insert(item.clone(), text);
        Some(item)
    }

    fn required(&mut self, item: &str, title: &str, wish: &Wish, known: &[Known]) -> String {
        match &wish.needed {
            Needed::Always => "always".to_owned(),
            Needed::Optional => {
                self.ask(
                    wish.line,
                    format!("`{item}` is optional, so it is kept and never asked for (`never`)"),
                );
                "never".to_owned()
            }
            Needed::Unsaid(words) => {
                let list = self.list(wish.line, &format!("{item}_words"), vec![phrase(&wish.label)]);
                self.ask(
                    wish.line,
                    format!("`{item}`: \"{words}\" does not say when; fill in `{list}` in {PHRASES_PATH}"),
                );
                format!("{{when: {{mentions: {list}}}}}")
            }
            Needed::If { words, unless } => {
                let found = condition::of(words, title, known);
                for (list, phrases) in found.lists {
                    self.list(wish.line, &list, phrases);
                }
                if let Some(doubt) = found.doubt {
                    self.ask(wish.line, format!("`{item}`: \"{words}\" {doubt}"));
                }
                match (unless, found.unless) {
                    (false, None) | (true, Some(_)) => format!("{{when: {}}}", found.yaml),
                    (true, None) => format!("{{unless: {}}}", found.yaml),
                    (false, Some(turned)) => format!("{{unless: {turned}}}"),
                }
            }
        }
    }

    fn list(&mut self, line: usize, name: &str, phrases: Vec<String>) -> String {
        if self.stock.has_list(name) {
            self.old_lists.push(name.to_owned());
        } else {
            self.lists.entry(name.to_owned()).or_insert((line, phrases));
        }
        name.to_owned()
    }

    fn finish(mut self, article: &str) -> Draft {
        let reused: Vec<String> = self.draft.reused.iter().map(|(_, item)| item.clone()).collect();
        let (old_items, old_lists) = self.stock.copied(reused, std::mem::take(&mut self.old_lists));
        let kept = |text: &str| match text {
            "" => String::new(),
            text => format!(
                "\n  # ---- As they stand in the configuration, so that this folder can be checked by itself ----\n\n{text}"
            ),
        };
        let new_items: String = self.items.values().map(|item| format!("\n{item}")).collect();
        let mut items =
            format!("# A draft from {article}: the new items go into your {ITEMS_PATH}.\nitems:\n");
        if new_items.is_empty() && old_items.is_empty() {
            items = items.replace("items:\n", "items: {}\n");
        }
        items.push_str(&new_items);
        items.push_str(&kept(&old_items));
        let new_lists: String = self
            .lists
            .iter()
            .map(|(name, (line, phrases))| {
                format!("\n  # line {line}. TODO: all the words that customers have for it; a `*` stands for any ending.\n  {name}: {{any: {}}}\n", list(phrases))
            })
            .collect();
        let mut lists =
            format!("# A draft from {article}: the new lists go into your {PHRASES_PATH}.\nphrases:\n");
        if new_lists.is_empty() && old_lists.is_empty() {
            lists = lists.replace("phrases:\n", "phrases: {}\n");
        }
        lists.push_str(&new_lists);
        lists.push_str(&kept(&old_lists));
        self.draft.items = self.items.len();
        self.draft.files.push(SourceFile { path: ITEMS_PATH.to_owned(), text: schema("items", "", items) });
        self.draft
            .files
            .push(SourceFile { path: PHRASES_PATH.to_owned(), text: schema("phrases", "", lists) });
        for file in self.draft.files.iter_mut().filter(|file| file.path.starts_with(CHECKLISTS_DIR)) {
            file.text = schema("checklist", "../", std::mem::take(&mut file.text));
        }
        self.draft.questions.sort();
        self.draft.questions.dedup();
        self.draft
    }
}

/// Editors complete and check with it, where the folder `schema` stands beside.
fn schema(name: &str, up: &str, text: String) -> String {
    format!("# yaml-language-server: $schema={up}schema/{name}.json\n{text}")
}

/// What the titles say in parentheses, for each section; what two of them say tells neither.
fn signs(sections: &[Section], questions: &mut Vec<(usize, String)>) -> Vec<Vec<String>> {
    let phrase = |text: &String| words(text).join(" ");
    let count = |wanted: &String| {
        sections.iter().filter(|section| section.about.iter().any(|about| phrase(about) == *wanted)).count()
    };
    let mut all = Vec::new();
    for section in sections {
        let mut own: Vec<String> = Vec::new();
        for about in section.about.iter().map(phrase).filter(|about| !about.is_empty()) {
            if count(&about) > 1 {
                questions.push((
                    section.line,
                    format!("\"{about}\" stands at several categories and tells none of them"),
                ));
            } else if !own.contains(&about) {
                own.push(about);
            }
        }
        all.push(own);
    }
    all
}

/// The telling words of a label, or all, as a phrase to look for.
fn phrase(label: &str) -> String {
    let kept = telling(label);
    (if kept.is_empty() { words(label) } else { kept }).join(" ")
}

fn category_name(title: &str) -> String {
    let kept: Vec<String> =
        words(title).into_iter().filter(|word| !NO_NAME.contains(&word.as_str())).collect();
    if telling(&kept.join(" ")).is_empty() { name(title) } else { name(&kept.join(" ")) }
}

fn fits(examples: &[String], digits: u8) -> bool {
    examples.iter().all(|example| example.chars().filter(char::is_ascii_digit).count() == usize::from(digits))
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

fn shortened(text: &str) -> String {
    const CHARACTERS_MAX: usize = 90;
    let text = one_line(text);
    if text.chars().count() <= CHARACTERS_MAX {
        return format!("\"{text}\"");
    }
    format!("\"{} ...\"", text.chars().take(CHARACTERS_MAX).collect::<String>().trim_end())
}
