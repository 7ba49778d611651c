//! The model of a checklist, as it stands in `config/items.yaml`, `config/phrases.yaml` and `config/checklists/*.yaml`.
//!
//! The types say what the files may say; `load` reads them with located errors. Nothing here knows a certain company's
//! categories or items.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    /// The items, by the names that checklists and conditions call them by: small letters, digits, `_`.
    pub items: IndexMap<String, Item>,
}

/// `phrases.yaml`: named lists of phrases that conditions and items refer to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhrasesFile {
    /// The lists, by the names that conditions and items call them by.
    pub phrases: IndexMap<String, Phrases>,
}

/// A named list of phrases. A phrase is words that follow each other, whatever their case, accents and spacing; a `*` at
/// the end of a word stands for any ending.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"any": ["broken", "scratch*", "dent*"], "except": ["not broken"]}]))]
pub struct Phrases {
    /// The phrases.
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
    /// What comments call it, by language; English is what others fall back to.
    #[schemars(extend("examples" = [{"en": "Order number", "es": "Número de pedido"}]))]
    pub label: Texts,
    /// Where the customer finds it, by language.
    #[serde(default)]
    pub find_it: Texts,
    /// What kind of value it is, such as `id`, `text` or `date`.
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
    /// The category's name: small letters, digits, `_`.
    pub category: String,
    /// What comments and notes call it, by language.
    pub label: Texts,
    /// How a ticket is told to be of this category.
    #[serde(default)]
    pub recognise: Recognise,
    /// What tickets of this category come to, whatever they contain: for the categories that have no checklist.
    #[serde(default)]
    pub always: Option<Verdict>,
    /// What is asked for, in the order of the comments.
    #[serde(default)]
    pub items: Vec<Entry>,
    /// What comes before the items: the first gate whose condition holds decides the verdict.
    #[serde(default)]
    pub gates: Vec<Gate>,
    /// Small tickets with what they must yield; `preflight config test` runs them.
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
#[schemars(extend("examples" = [{"weight": 6, "any": ["want to return", "send it back"]}]))]
pub struct Sign {
    /// How much such a phrase speaks for the category: 1 is a hint, 3 a good sign, 6 settles it.
    pub weight: f32,
    /// The phrases.
    pub any: Vec<String>,
}

/// An item on a checklist.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"item": "photo", "required": {"when": {"mentions": "damage"}}}]))]
pub struct Entry {
    /// The item's name in `items.yaml`.
    pub item: String,
    /// When it is asked for.
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
    /// In every ticket of the category.
    #[schemars(extend("examples" = ["always"]))]
    Always,
    /// Kept when given, never asked for.
    #[schemars(extend("examples" = ["never"]))]
    Never,
    /// If the condition holds.
    #[schemars(extend("examples" = [{"when": {"mentions": "damage"}}]))]
    When(Condition),
    /// Unless the condition holds.
    #[schemars(extend("examples" = [{"unless": {"present": "photo"}}]))]
    Unless(Condition),
}

/// A rule that comes before the checklist.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [
    {"name": "parcel_is_young", "when": {"not": {"mentions": "damage"}}, "verdict": "waiting",
     "wait": {"hours": 48, "from": "delivered_on"}},
]))]
pub struct Gate {
    /// Its name; the words for the customer stand in `replies/<language>/gates/<name>.html.j2`.
    pub name: String,
    /// The condition under which it decides.
    pub when: Condition,
    /// What the ticket then comes to.
    pub verdict: Verdict,
    /// The gate opens by itself this long after a date in the ticket.
    #[serde(default)]
    pub wait: Option<Wait>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// How long it waits.
    pub hours: u32,
    /// The item that holds the date; a day without a time counts from its end.
    pub from: String,
}

/// What a check comes to: `blocked` (something else must be done first), `not_needed` (there is nothing to pass on any more),
/// `waiting` (some time must pass; the ticket is looked at again by itself), `incomplete` (something is missing, or is there
/// and wrong), `ready` (everything is there), `unclear` (a person must decide) or `ignored` (none of our business).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, ToSchema,
)]
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
#[schemars(extend("examples" = [
    {"name": "a number that is too short", "text": "Order number 4412, it came broken", "verdict": "incomplete",
     "missing": ["order_number", "photo"]},
]))]
pub struct Test {
    /// What the test shows.
    pub name: String,
    /// The ticket's subject.
    #[serde(default)]
    pub subject: String,
    /// The one message of the ticket, from a customer whose language and time zone are not known.
    pub text: String,
    /// The names of its files; the ending says of what kind they are.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// When it is written and checked (RFC 3339); if left out 2026-03-03T15:00:00Z, a Tuesday.
    #[serde(default)]
    pub at: Option<String>,
    /// What it comes to.
    pub verdict: Verdict,
    /// The items that are asked for: all of them, `[]` for none; not compared if left out.
    #[serde(default)]
    pub missing: Option<Vec<String>>,
    /// Items and their values: days as `2026-02-28`, times as `19:30`, numbers in quotes.
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
