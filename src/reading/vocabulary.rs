//! The checklists made ready for reading: every phrase in one lexicon, every expression compiled, names as numbers.

use std::collections::HashSet;

use crate::checklist::kind::{Kind, Showing, Words};
use crate::checklist::model::Checklists;
use crate::reading::cue::{Cued, Cues, CuesBuilder};
use crate::reading::example::Examples;
use crate::reading::find::Lists;
use crate::reading::hash::FastMap;
use crate::reading::learned::Judge;
use crate::reading::lexicon::Lexicon;
use crate::reading::spelling::Spellings;

/// Built once from the checklists; used for every ticket.
pub struct Vocabulary {
    pub lexicon: Lexicon<Meaning>,
    lists: FastMap<String, ListId>,
    /// By list: whether a denial right by it takes a mention back.
    pub deniable: Vec<bool>,
    /// By list: whether a mention counts only of what is the matter now.
    pub current: Vec<bool>,
    /// By list: expressions that count as a mention.
    pub list_patterns: Vec<Vec<Cued>>,
    /// The cues of all expressions.
    pub cues: Cues,
    items: FastMap<String, ItemId>,
    pub specs: Vec<Spec>,
    /// All labels as folded text, for labels that are spelt wrongly.
    pub labels: Spellings,
    pub examples: Examples,
    pub judge: Judge,
    /// The lists that the program itself looks for.
    pub known: Lists,
}

pub type ListId = u16;
pub type ItemId = u16;

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It stands on this named list.
    List(ListId),
    /// A mention of the list within these words does not count.
    Except(ListId),
    /// It is what customers call this item.
    Label(ItemId),
    /// It says this choice of the item.
    Choice {
        item: ItemId,
        choice: u8,
        place: Where,
    },
    /// A file whose name or description has it is this item.
    File(ItemId),
    NotFile(ItemId),
    /// It speaks for this category, by its place in the checklists.
    Sign {
        category: u16,
        sign: u16,
    },
}

/// Where words say a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Only where the item's label stands beside them.
    Label,
    /// Only shortly behind a phrase that speaks of the item.
    Close,
    Anywhere,
}

/// What reading needs of an item beside the model.
pub struct Spec {
    pub name: String,
    pub kind: Kind,
    pub showings: Vec<Shown>,
    /// The item's own named lists, resolved: words that speak for it, and words that speak for something else.
    pub near: Vec<ListId>,
    pub not_near: Vec<ListId>,
    /// Of several texts, one that has a phrase of these goes first.
    pub best_with: Vec<ListId>,
    /// Phrases right behind which, and right before which, a choice is not meant.
    pub not_behind: Vec<ListId>,
    pub not_before: Vec<ListId>,
    /// Phrases that say a choice where they follow each other.
    pub told: Vec<ToldChoice>,
    /// The yes or no that this item's presence answers, or this item itself if it is such a question: items of one
    /// matter have the same.
    pub matter: Option<ItemId>,
    pub id_patterns: Vec<Cued>,
}

/// A choice that one phrase of each list says together: see `Told`.
pub struct ToldChoice {
    pub choice: u8,
    pub lists: Vec<ListId>,
    pub words_max: usize,
}

/// A way in which a value shows, resolved.
pub enum Shown {
    Pattern(Box<Cued>),
    Quoted(ListId),
    QuotedWith(ListId),
    After(AfterPhrase),
    ClauseWith(ListId),
    SentenceWith(ListId),
    Noun { last: ListId, first: ListId, edges: HashSet<String> },
    Story(Tale),
}

/// What follows a phrase: see `AfterShape`.
pub struct AfterPhrase {
    pub phrase: ListId,
    pub behind: Option<ListId>,
    pub until: Option<ListId>,
    pub having: Option<ListId>,
}

/// What happened: see `StoryShape`.
pub struct Tale {
    pub words_min: usize,
    pub leave_out: Vec<ListId>,
    pub heavier: Vec<ListId>,
    pub lighter: Vec<ListId>,
}

impl Vocabulary {
    /// Errors name the item or list; `load` has found all of them before, with their places.
    pub fn new(checklists: &Checklists) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let mut lexicon = Lexicon::default();
        let mut lists = FastMap::default();
        let mut list_patterns = Vec::new();
        let (mut deniable, mut current) = (Vec::new(), Vec::new());
        let mut cues = CuesBuilder::default();
        for (index, (name, phrases)) in checklists.phrases.iter().enumerate() {
            let id = index as ListId;
            lists.insert(name.clone(), id);
            phrases.any.iter().for_each(|phrase| lexicon.add(phrase, Meaning::List(id)));
            phrases.except.iter().for_each(|phrase| lexicon.add(phrase, Meaning::Except(id)));
            deniable.push(phrases.deniable);
            current.push(phrases.current);
            list_patterns.push(add_all(&phrases.patterns, name, &mut cues, &mut errors));
        }
        let mut items = FastMap::default();
        let mut specs = Vec::new();
        let mut labels = Vec::new();
        for (index, (name, item)) in checklists.items.iter().enumerate() {
            let id = index as ItemId;
            items.insert(name.clone(), id);
            for label in item.labels.iter().chain(item.label.values()) {
                lexicon.add(label, Meaning::Label(id));
                labels.push((crate::reading::words::folded(label), id));
            }
            let mut list = |name: &String| match lists.get(name) {
                Some(id) => Some(*id),
                None => {
                    errors.push(format!("there is no list of phrases named `{name}`"));
                    None
                }
            };
            let (near, not_near, patterns): (&[String], &[String], &[String]) = match &item.kind {
                Kind::Id(shape) => (&shape.near, &[], &shape.patterns),
                Kind::Date(shape) | Kind::DateTime(shape) => (&shape.near, &shape.not_near, &[]),
                Kind::Time(shape) => (&shape.near, &shape.not_near, &[]),
                Kind::Number(shape) => (&shape.near, &shape.not_before, &[]),
                Kind::Choice(shape) => (&shape.near, &shape.not_near, &[]),
                Kind::Text(shape) => (&[], &shape.not_with, &[]),
                Kind::Name(shape) => (&[], &shape.not_with, &[]),
                Kind::Code(_) | Kind::Email(_) | Kind::Screenshot(_) | Kind::Sheet(_) | Kind::Document(_) => {
                    (&[], &[], &[])
                }
            };
            let best_with: &[String] = match &item.kind {
                Kind::Text(shape) => &shape.best_with,
                _ => &[],
            };
            let best_with = best_with.iter().filter_map(&mut list).collect();
            let near = near.iter().filter_map(&mut list).collect();
            let not_near = not_near.iter().filter_map(&mut list).collect();
            let (not_behind, not_before): (&[String], &[String]) = match &item.kind {
                Kind::Choice(shape) => (&shape.not_behind, &shape.not_before),
                Kind::Number(shape) => (shape.not_behind.as_slice(), &[]),
                _ => (&[], &[]),
            };
            let not_behind = not_behind.iter().filter_map(&mut list).collect();
            let not_before = not_before.iter().filter_map(&mut list).collect();
            let told = match &item.kind {
                Kind::Choice(shape) => {
                    let of_choice = |(choice, words): (usize, &Words)| {
                        let told = words.told.iter().map(move |told| (choice as u8, told.clone()));
                        told.collect::<Vec<_>>()
                    };
                    shape.choices.values().enumerate().flat_map(of_choice).collect()
                }
                _ => Vec::new(),
            };
            let told = told
                .into_iter()
                .map(|(choice, told)| ToldChoice {
                    choice,
                    lists: told.of.iter().filter_map(&mut list).collect(),
                    words_max: usize::from(told.words_max),
                })
                .collect();
            let mut showings = Vec::new();
            let mut patterns_here = Vec::new();
            for showing in &item.shown_by {
                match showing {
                    Showing::Pattern(pattern) => match cues.add(pattern) {
                        Ok(cued) => showings.push(Shown::Pattern(Box::new(cued))),
                        Err(error) => patterns_here.push(format!("`{name}`: {error}")),
                    },
                    Showing::ClauseWith(name) => showings.extend(list(name).map(Shown::ClauseWith)),
                    Showing::SentenceWith(name) => showings.extend(list(name).map(Shown::SentenceWith)),
                    Showing::Quoted(name) => showings.extend(list(name).map(Shown::Quoted)),
                    Showing::QuotedWith(name) => showings.extend(list(name).map(Shown::QuotedWith)),
                    Showing::After(shape) => {
                        let behind = shape.behind.as_ref().and_then(&mut list);
                        let until = shape.until.as_ref().and_then(&mut list);
                        let having = shape.having.as_ref().and_then(&mut list);
                        showings.extend(
                            list(&shape.phrase)
                                .map(|phrase| Shown::After(AfterPhrase { phrase, behind, until, having })),
                        );
                    }
                    Showing::Noun(shape) => {
                        if let (Some(last), Some(first)) = (list(&shape.last), list(&shape.first)) {
                            let edges =
                                shape.edges.iter().map(|word| crate::reading::words::folded(word)).collect();
                            showings.push(Shown::Noun { last, first, edges });
                        }
                    }
                    Showing::Story(shape) => showings.push(Shown::Story(Tale {
                        words_min: usize::from(shape.words_min),
                        leave_out: shape.leave_out.iter().filter_map(&mut list).collect(),
                        heavier: shape.heavier.iter().filter_map(&mut list).collect(),
                        lighter: shape.lighter.iter().filter_map(&mut list).collect(),
                    })),
                }
            }
            errors.append(&mut patterns_here);
            let id_patterns = add_all(patterns, name, &mut cues, &mut errors);
            specs.push(Spec {
                name: name.clone(),
                kind: item.kind.clone(),
                showings,
                near,
                not_near,
                best_with,
                not_behind,
                not_before,
                told,
                matter: None,
                id_patterns,
            });
            add_kind(&mut lexicon, id, &item.kind);
        }
        find_matters(&mut specs, &items);
        for (category, checklist) in checklists.categories.values().enumerate() {
            for (sign, signs) in checklist.recognise.signs.iter().enumerate() {
                let meaning = Meaning::Sign { category: category as u16, sign: sign as u16 };
                signs.any.iter().for_each(|phrase| lexicon.add(phrase, meaning));
            }
        }
        if errors.is_empty() {
            let examples = Examples::of(checklists, &mut lexicon);
            let mut vocabulary = Self {
                lexicon,
                lists,
                list_patterns,
                deniable,
                current,
                cues: cues.build(),
                items,
                specs,
                labels: Spellings::of(labels),
                examples,
                judge: Judge::of(checklists),
                known: Lists::default(),
            };
            vocabulary.known = Lists::of(&vocabulary);
            Ok(vocabulary)
        } else {
            Err(errors)
        }
    }

    pub fn list(&self, name: &str) -> Option<ListId> {
        self.lists.get(name).copied()
    }

    pub fn item(&self, name: &str) -> Option<ItemId> {
        self.items.get(name).copied()
    }

    pub fn spec(&self, item: ItemId) -> &Spec {
        &self.specs[usize::from(item)]
    }
}

fn add_kind(lexicon: &mut Lexicon<Meaning>, item: ItemId, kind: &Kind) {
    match kind {
        Kind::Choice(shape) => {
            for (choice, words) in shape.choices.values().enumerate() {
                let choice = choice as u8;
                for (phrases, place) in [
                    (&words.label, Where::Label),
                    (&words.text, Where::Anywhere),
                    (&words.close, Where::Close),
                ] {
                    for phrase in phrases {
                        lexicon.add(phrase, Meaning::Choice { item, choice, place });
                    }
                }
            }
        }
        Kind::Screenshot(shape) | Kind::Sheet(shape) | Kind::Document(shape) => {
            shape.names.iter().for_each(|phrase| lexicon.add(phrase, Meaning::File(item)));
            shape.not_names.iter().for_each(|phrase| lexicon.add(phrase, Meaning::NotFile(item)));
        }
        Kind::Id(_)
        | Kind::Code(_)
        | Kind::Text(_)
        | Kind::Date(_)
        | Kind::DateTime(_)
        | Kind::Time(_)
        | Kind::Number(_)
        | Kind::Email(_)
        | Kind::Name(_) => {}
    }
}

/// A choice that other items say, such as whether there was a request, is one matter with them.
fn find_matters(specs: &mut [Spec], items: &FastMap<String, ItemId>) {
    for head in 0..specs.len() {
        let Kind::Choice(shape) = &specs[head].kind else { continue };
        let others: Vec<ItemId> = shape
            .choices
            .values()
            .flat_map(|words| &words.items)
            .filter_map(|name| items.get(name).copied())
            .collect();
        if others.is_empty() {
            continue;
        }
        for other in others.into_iter().map(usize::from).chain([head]) {
            specs[other].matter = Some(head as ItemId);
        }
    }
}

fn add_all(patterns: &[String], name: &str, cues: &mut CuesBuilder, errors: &mut Vec<String>) -> Vec<Cued> {
    let mut add =
        |pattern: &String| cues.add(pattern).map_err(|error| errors.push(format!("`{name}`: {error}"))).ok();
    patterns.iter().filter_map(&mut add).collect()
}
