//! The model of a checklist, as it stands in `config/items.yaml`, `config/phrases.yaml` and `config/checklists/*.yaml`.
//!
//! The types say what the files may say; `load` reads them with located errors. Nothing here knows a certain company's
//! categories or items.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::condition::Condition;
use crate::checklist::kind::{Kind, Showing};
use crate::checklist::learned::Learned;

/// Everything that decides what a ticket must contain.
#[derive(Clone, Debug, Default)]
pub struct Checklists {
    pub items: IndexMap<String, Item>,
    pub phrases: IndexMap<String, Phrases>,
    /// By category, in the order of the file names.
    pub categories: IndexMap<String, Checklist>,
    /// What was learned from labelled tickets about telling categories, if anything.
    pub learned: Option<Learned>,
    /// Content hash of all the files that it was read from, 12 hexadecimal digits.
    pub version: String,
}

/// A text in several languages, by BCP 47 primary tag (`en`, `es`); `en` is the fallback.
pub type Texts = BTreeMap<String, String>;

/// `items.yaml`: items by identifier, shared by all checklists.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemsFile {
    pub items: IndexMap<String, Item>,
}

/// `phrases.yaml`: named lists of phrases that conditions and items refer to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhrasesFile {
    pub phrases: IndexMap<String, Phrases>,
}

/// A named list of phrases. A phrase is words that follow each other, whatever their case, accents and spacing; a `*` at
/// the end of a word stands for any ending.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    pub any: Vec<String>,
    /// A mention within these phrases does not count ("no error" within a list of errors).
    #[serde(default)]
    pub except: Vec<String>,
    /// A mention does not count where a phrase of the list `denials` stands right by it ("nothing has been sold").
    #[serde(default)]
    pub deniable: bool,
    /// A mention does not count, in conditions, where a phrase of the list `earlier` stands in its sentence.
    #[serde(default)]
    pub current: bool,
    /// Regular expressions, for what words alone can't say. They see lower-case text.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// Texts as customers write them, to try the patterns with: each pattern must match one of them.
    #[serde(default)]
    pub examples: Vec<String>,
}

/// One fact that a ticket may contain.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What comments call it.
    pub label: Texts,
    /// Where the customer finds it.
    #[serde(default)]
    pub find_it: Texts,
    pub kind: Kind,
    /// What customers call it, in any language and spelling; a near miss of a longer word is understood.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Ways in which a value shows in running text, tried in this order.
    #[serde(default)]
    pub shown_by: Vec<Showing>,
    /// Values as customers write them, with words around if need be: each must be read as this kind, and each pattern must
    /// match one of them.
    #[serde(default)]
    pub examples: Vec<String>,
}

/// `checklists/*.yaml`: what one category must contain.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    pub category: String,
    pub label: Texts,
    #[serde(default)]
    pub recognise: Recognise,
    /// What tickets of this category come to, whatever they contain: for the categories that have no checklist.
    #[serde(default)]
    pub always: Option<Verdict>,
    #[serde(default)]
    pub items: Vec<Entry>,
    #[serde(default)]
    pub gates: Vec<Gate>,
    #[serde(default)]
    pub tests: Vec<Test>,
}

/// How a ticket's category is told.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    /// Values of the category field that mean this category, besides its identifier.
    #[serde(default)]
    pub field: Vec<String>,
    /// Phrases with what each weighs; 1 is a hint, 3 is a good sign, 6 settles it.
    #[serde(default)]
    pub signs: Vec<Sign>,
    /// Texts of tickets of this category.
    #[serde(default)]
    pub examples: Vec<String>,
    /// Taken at once where this holds, whatever the signs say; only a category field goes before it.
    #[serde(default)]
    pub settled_by: Option<Condition>,
    /// Taken where no category's signs are enough and this holds; the first such category goes first.
    #[serde(default)]
    pub otherwise: Option<Condition>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    pub weight: f32,
    pub any: Vec<String>,
}

/// An item on a checklist.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub item: String,
    pub required: Required,
    /// Items of the same checklist that answer this one as well.
    #[serde(default)]
    pub answered_by: Vec<String>,
    /// Items of the same checklist that must have the same value; another value is pointed out.
    #[serde(default)]
    pub same_as: Vec<String>,
    /// Where the item was not found although this holds, an agent looks before the customer is asked.
    #[serde(default)]
    pub doubt_when: Option<Condition>,
    /// "n/a", "none" and the like answer it: not applicable. Only for items under a condition.
    #[serde(default = "yes")]
    pub may_be_declined: bool,
}

/// When an item is asked for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    Always,
    /// Kept when given, never asked for.
    Never,
    When(Condition),
    Unless(Condition),
}

/// A rule that comes before the checklist.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    pub name: String,
    pub when: Condition,
    pub verdict: Verdict,
    /// The gate opens by itself this long after a date in the ticket.
    #[serde(default)]
    pub wait: Option<Wait>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    pub hours: u32,
    /// The item that holds the date; a day without a time counts from its end.
    pub from: String,
}

/// What a check comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Blocked,
    NotNeeded,
    Waiting,
    Incomplete,
    Ready,
    Unclear,
    Ignored,
}

impl Verdict {
    pub const ALL: [Verdict; 7] = [
        Verdict::Blocked,
        Verdict::NotNeeded,
        Verdict::Waiting,
        Verdict::Incomplete,
        Verdict::Ready,
        Verdict::Unclear,
        Verdict::Ignored,
    ];

    /// The name as files and JSON have it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Blocked => "blocked",
            Verdict::NotNeeded => "not_needed",
            Verdict::Waiting => "waiting",
            Verdict::Incomplete => "incomplete",
            Verdict::Ready => "ready",
            Verdict::Unclear => "unclear",
            Verdict::Ignored => "ignored",
        }
    }
}

/// A small ticket with what it must yield; `config test` runs it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub name: String,
    #[serde(default)]
    pub subject: String,
    pub text: String,
    #[serde(default)]
    pub attachments: Vec<String>,
    /// When it was written and checked, RFC 3339.
    #[serde(default)]
    pub at: Option<String>,
    pub verdict: Verdict,
    #[serde(default)]
    pub missing: Option<Vec<String>>,
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

impl Checklist {
    /// A checklist that asks for nothing yet.
    pub fn named(category: &str) -> Self {
        Self {
            category: category.to_owned(),
            label: Texts::new(),
            recognise: Recognise::default(),
            always: None,
            items: Vec::new(),
            gates: Vec::new(),
            tests: Vec::new(),
        }
    }

    pub fn entry(&self, item: &str) -> Option<&Entry> {
        self.items.iter().find(|entry| entry.item == item)
    }
}

/// The text in the language asked for, else in English, else in any.
pub fn text_in<'a>(texts: &'a Texts, language: &str) -> &'a str {
    texts
        .get(language)
        .or_else(|| texts.get("en"))
        .or_else(|| texts.values().next())
        .map_or("", String::as_str)
}

fn yes() -> bool {
    true
}
