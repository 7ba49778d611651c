//! Why the ticket's category is what it is: what each word weighs, and what comes next.

use std::ops::Range;

use serde::Serialize;

use crate::checklist::model::Checklists;
use crate::reading::category::{self, WEIGHT_MIN, Weight};
use crate::reading::passage::Document;
use crate::reading::vocabulary::Vocabulary;
use crate::report::{Evidence, Report};
use crate::verdict::condition::Holds;
use crate::verdict::explain::trace::{Trace, trace};

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
    /// For `settled` and `otherwise`: the condition of the category that was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Trace>,
}

/// What the category was told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// An agent's tag.
    Tag,
    /// The helpdesk's field.
    Field,
    /// A condition that settles it, whatever the signs say.
    Settled,
    /// What speaks for it.
    Signs,
    /// No category's signs were enough or sure enough, and its condition for that case held.
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
    /// What its example tickets add.
    pub examples: f32,
    /// What labelled tickets taught adds, or takes away, all words together.
    pub learned: f32,
    /// The words that speak for it by what labelled tickets taught, the loudest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taught: Vec<Sign>,
}

/// Words with what they add.
#[derive(Clone, Debug, Serialize)]
pub struct Sign {
    pub weight: f32,
    #[serde(flatten)]
    pub evidence: Evidence,
}

pub fn recognition(
    by: Way,
    report: &Report,
    document: &Document,
    checklists: &Checklists,
    vocabulary: &Vocabulary,
) -> Recognition {
    let weights = match by {
        Way::Tag | Way::Field => Vec::new(),
        Way::Settled | Way::Signs | Way::Otherwise | Way::Nothing => {
            category::weigh(document, checklists, vocabulary)
        }
    };
    let heaviest = category::ranked(&weights).into_iter().filter(|&index| weights[index].total > 0.0);
    let categories = heaviest.take(CATEGORIES_MAX).filter_map(|index| {
        let (name, _) = checklists.categories.get_index(index)?;
        let taught = vocabulary.judge.telling(document, index);
        Some(weighed(name, &weights[index], taught, document))
    });
    let recognise = checklists.categories.get(&report.category).map(|checklist| &checklist.recognise);
    let condition = match by {
        Way::Settled => recognise.and_then(|recognise| recognise.settled_by.as_ref()),
        Way::Otherwise => recognise.and_then(|recognise| recognise.otherwise.as_ref()),
        Way::Tag | Way::Field | Way::Signs | Way::Nothing => None,
    };
    let holds = Holds::over_words(document, vocabulary);
    Recognition {
        by,
        weight_min: WEIGHT_MIN,
        categories: categories.collect(),
        condition: condition.map(|condition| trace(condition, &holds, checklists)),
    }
}

fn weighed(
    name: &str,
    weight: &Weight,
    taught: Vec<(f32, usize, Range<usize>)>,
    document: &Document,
) -> Weighed {
    let sign = |(weight, passage, range): (f32, usize, Range<usize>)| Sign {
        weight,
        evidence: document.passages[passage].evidence(range),
    };
    Weighed {
        category: name.to_owned(),
        weight: weight.total,
        words: weight.strongest(WORDS_MAX).into_iter().map(sign).collect(),
        labels: weight.labels,
        examples: weight.examples,
        learned: weight.learned,
        taught: taught.into_iter().map(sign).collect(),
    }
}
