//! Why the ticket's category is what it is: what each word weighs, and what comes next.

use serde::Serialize;

use crate::checklist::model::Checklists;
use crate::reading::category::{self, WEIGHT_MIN, Weight};
use crate::reading::passage::Document;
use crate::reading::vocabulary::Vocabulary;
use crate::verdict::condition::Holds;
use crate::verdict::explain::trace::{Trace, trace};
use crate::verdict::report::{Evidence, Report};

/// The heaviest categories that are told.
const CATEGORIES_MAX: usize = 3;
/// Words of one category that are told.
const WORDS_MAX: usize = 8;

#[derive(Clone, Debug, Serialize)]
pub struct Recognition {
    pub by: Way,
    /// What a category must weigh to be taken.
    pub weight_min: f32,
    /// The heaviest first; none where the field decided.
    pub categories: Vec<Weighed>,
    /// For `otherwise`: the condition of the category that was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Trace>,
}

/// What the category was told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The helpdesk's field.
    Field,
    /// Words that speak for it.
    Signs,
    /// No category's signs were enough, and its condition for that case held.
    Otherwise,
    /// Nothing.
    Nothing,
}

#[derive(Clone, Debug, Serialize)]
pub struct Weighed {
    pub category: String,
    pub weight: f32,
    /// The heaviest first.
    pub words: Vec<Sign>,
    /// What labels and numbers of items add that it asks for.
    pub labels: f32,
}

/// Words with what they add.
#[derive(Clone, Debug, Serialize)]
pub struct Sign {
    pub weight: f32,
    #[serde(flatten)]
    pub evidence: Evidence,
}

pub fn recognition(
    report: &Report,
    document: &Document,
    checklists: &Checklists,
    vocabulary: &Vocabulary,
) -> Recognition {
    if report.category_reading.by_field {
        let (by, categories) = (Way::Field, Vec::new());
        return Recognition { by, weight_min: WEIGHT_MIN, categories, otherwise: None };
    }
    let weights = category::weigh(document, checklists, vocabulary);
    let heaviest = category::ranked(&weights);
    let enough = heaviest.first().is_some_and(|&index| weights[index].total >= WEIGHT_MIN);
    let by = match (enough, report.category.is_empty()) {
        (true, _) => Way::Signs,
        (false, false) => Way::Otherwise,
        (false, true) => Way::Nothing,
    };
    let categories = heaviest.iter().filter(|&&index| weights[index].total > 0.0).take(CATEGORIES_MAX);
    let named = |&index: &usize| {
        let (name, _) = checklists.categories.get_index(index)?;
        Some(weighed(name, &weights[index], document))
    };
    let otherwise = checklists
        .categories
        .get(&report.category)
        .filter(|_| by == Way::Otherwise)
        .and_then(|checklist| checklist.recognise.otherwise.as_ref());
    let otherwise =
        otherwise.map(|condition| trace(condition, &Holds::over_words(document, vocabulary), checklists));
    Recognition { by, weight_min: WEIGHT_MIN, categories: categories.filter_map(named).collect(), otherwise }
}

fn weighed(name: &str, weight: &Weight, document: &Document) -> Weighed {
    let words = weight.signs.iter().take(WORDS_MAX);
    let words = words.map(|(weight, passage, range)| Sign {
        weight: *weight,
        evidence: document.passages[*passage].evidence(range.clone()),
    });
    Weighed { category: name.to_owned(), weight: weight.total, words: words.collect(), labels: weight.labels }
}
