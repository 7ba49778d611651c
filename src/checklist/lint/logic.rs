//! Whether a condition can hold at all, for any ticket: a search through what its items, phrases and files can come to.
//!
//! Each thing that conditions speak of has few values that make a difference: a list of phrases is mentioned or not, an
//! item has none, one or so many values. A search that would take too long finds nothing wrong.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::checklist::condition::{AttachedKind, Condition};
use crate::checklist::kind::Kind;
use crate::checklist::model::Item;

/// A larger number before a phrase counts nothing: it is an identifier.
const QUANTITY_MAX: u32 = 9_999;
/// Steps of one search.
const STEPS_MAX: u32 = 50_000;

/// What a condition speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing<'a> {
    Mention(&'a str),
    Quantity(&'a str),
    Item(&'a str),
    Files,
}

/// What a thing comes to in one ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Come<'a> {
    /// Mentioned: 1; a quantity; how many values; or the kinds of files, as bits.
    number: u32,
    /// The item's one value, if a condition names it.
    value: Option<&'a str>,
}

/// Whether some ticket fulfils the condition.
pub fn can_hold(condition: &Condition, items: &IndexMap<String, Item>) -> bool {
    Search::over(&[condition], items, |_| false).find(|known| holds(condition, known, |pair| pair.0))
}

/// Whether every ticket fulfils it.
pub fn always_holds(condition: &Condition, items: &IndexMap<String, Item>) -> bool {
    !can_hold(&Condition::Not(Box::new(condition.clone())), items)
}

/// Whether a customer for whose ticket the condition holds can bring it to where it doesn't, by writing more: what was
/// said stays said and what was given stays given, but a value can be corrected.
pub fn can_be_left(condition: &Condition, items: &IndexMap<String, Item>) -> bool {
    Search::over(&[condition], items, |_| true).find(|known| {
        let before = holds(condition, known, |pair| pair.0)?;
        let after = holds(condition, known, |pair| pair.1);
        if before { after.map(|after| !after) } else { Some(false) }
    })
}

type Pair<'a> = (Come<'a>, Come<'a>);
type Known<'a> = [(Thing<'a>, Option<Pair<'a>>)];

struct Search<'a> {
    known: Vec<(Thing<'a>, Option<Pair<'a>>)>,
    domains: Vec<Vec<Pair<'a>>>,
    steps: u32,
}

impl<'a> Search<'a> {
    /// `moves` says whether a thing may come to something else later.
    fn over(
        conditions: &[&'a Condition],
        items: &'a IndexMap<String, Item>,
        moves: impl Fn(Thing<'a>) -> bool,
    ) -> Self {
        let mut things = BTreeSet::new();
        conditions.iter().for_each(|condition| collect(condition, &mut things));
        let domains = things
            .iter()
            .map(|thing| {
                let all = domain(*thing, conditions, items);
                let later = |from: Come<'a>| {
                    let moves = moves(*thing);
                    all.iter().filter(move |to| if moves { leads(*thing, from, **to) } else { from == **to })
                };
                all.iter().flat_map(|from| later(*from).map(|to| (*from, *to))).collect()
            })
            .collect();
        Self { known: things.into_iter().map(|thing| (thing, None)).collect(), domains, steps: 0 }
    }

    fn find(mut self, goal: impl Fn(&Known<'a>) -> Option<bool>) -> bool {
        self.from(0, &goal)
    }

    fn from(&mut self, at: usize, goal: &impl Fn(&Known<'a>) -> Option<bool>) -> bool {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return true;
        }
        if let Some(found) = goal(&self.known) {
            return found;
        }
        for index in 0..self.domains.get(at).map_or(0, Vec::len) {
            self.known[at].1 = Some(self.domains[at][index]);
            if self.from(at + 1, goal) {
                return true;
            }
        }
        if let Some(known) = self.known.get_mut(at) {
            known.1 = None;
        }
        false
    }
}

fn collect<'a>(condition: &'a Condition, things: &mut BTreeSet<Thing<'a>>) {
    match condition {
        Condition::Any(all) | Condition::All(all) => all.iter().for_each(|inner| collect(inner, things)),
        Condition::Not(inner) => collect(inner, things),
        Condition::Mentions(_)
        | Condition::Present(_)
        | Condition::Missing(_)
        | Condition::Equals(_)
        | Condition::Counts(_)
        | Condition::Quantity(_)
        | Condition::Attached(_) => {
            things.extend(thing_of(condition));
        }
    }
}

fn thing_of(condition: &Condition) -> Option<Thing<'_>> {
    match condition {
        Condition::Any(_) | Condition::All(_) | Condition::Not(_) => None,
        Condition::Mentions(list) => Some(Thing::Mention(list)),
        Condition::Present(item) | Condition::Missing(item) => Some(Thing::Item(item)),
        Condition::Equals(equals) => Some(Thing::Item(&equals.item)),
        Condition::Counts(counts) => Some(Thing::Item(&counts.item)),
        Condition::Quantity(quantity) => Some(Thing::Quantity(&quantity.of)),
        Condition::Attached(_) => Some(Thing::Files),
    }
}

/// All that a thing can come to, as far as these conditions tell it apart.
fn domain<'a>(
    thing: Thing<'a>,
    conditions: &[&'a Condition],
    items: &'a IndexMap<String, Item>,
) -> Vec<Come<'a>> {
    let number = |number| Come { number, value: None };
    match thing {
        Thing::Mention(_) => vec![number(0), number(1)],
        Thing::Files => (0..16).map(number).collect(),
        Thing::Quantity(_) => {
            let (counts, _) = told_apart(thing, conditions);
            [0].into_iter()
                .chain(counts.into_iter().filter(|count| *count <= QUANTITY_MAX))
                .map(number)
                .collect()
        }
        Thing::Item(name) => {
            let (counts, values) = told_apart(thing, conditions);
            let kind = items.get(name).map(|item| &item.kind);
            if kind.is_some_and(Kind::is_file) {
                return vec![number(0)];
            }
            let mut all = vec![number(0)];
            let choices = match kind {
                Some(Kind::Choice(shape)) => Some(&shape.choices),
                Some(_) | None => None,
            };
            let is_one = |value: &&str| choices.is_none_or(|choices| choices.contains_key(*value));
            let named: Vec<&str> = values.into_iter().filter(is_one).collect();
            if choices.is_none_or(|choices| choices.len() > named.len()) {
                all.push(number(1));
            }
            all.extend(named.into_iter().map(|value| Come { number: 1, value: Some(value) }));
            if choices.is_none() {
                all.extend(counts.into_iter().filter(|count| *count > 1).map(number));
            }
            all
        }
    }
}

/// The counts and the values at which the conditions tell a thing apart.
fn told_apart<'a>(thing: Thing<'a>, conditions: &[&'a Condition]) -> (BTreeSet<u32>, BTreeSet<&'a str>) {
    let (mut counts, mut values) = (BTreeSet::new(), BTreeSet::new());
    let mut rest = conditions.to_vec();
    while let Some(condition) = rest.pop() {
        match condition {
            Condition::Any(all) | Condition::All(all) => rest.extend(all),
            Condition::Not(inner) => rest.push(inner),
            Condition::Equals(equals) if thing_of(condition) == Some(thing) => {
                values.insert(equals.value.as_str());
            }
            Condition::Counts(of) if thing_of(condition) == Some(thing) => {
                counts.insert(of.at_least);
            }
            Condition::Quantity(of) if thing_of(condition) == Some(thing) => {
                counts.insert(of.at_least);
            }
            Condition::Equals(_)
            | Condition::Counts(_)
            | Condition::Quantity(_)
            | Condition::Mentions(_)
            | Condition::Present(_)
            | Condition::Missing(_)
            | Condition::Attached(_) => {}
        }
    }
    (counts, values)
}

/// Whether a ticket can come from the one to the other by what the customer writes.
fn leads(thing: Thing<'_>, from: Come<'_>, to: Come<'_>) -> bool {
    match thing {
        Thing::Mention(_) | Thing::Quantity(_) => from.number <= to.number,
        Thing::Files => from.number & to.number == from.number,
        Thing::Item(_) => from.number.min(1) <= to.number,
    }
}

/// None where it is not known yet.
fn holds<'a>(
    condition: &Condition,
    known: &Known<'a>,
    of: impl Fn(&Pair<'a>) -> Come<'a> + Copy,
) -> Option<bool> {
    let come = || {
        let thing = thing_of(condition)?;
        known.iter().find(|(known, _)| *known == thing)?.1.as_ref().map(of)
    };
    match condition {
        Condition::Any(all) => some(all.iter().map(|inner| holds(inner, known, of))),
        Condition::All(all) => {
            some(all.iter().map(|inner| holds(inner, known, of).map(|held| !held))).map(|held| !held)
        }
        Condition::Not(inner) => holds(inner, known, of).map(|held| !held),
        Condition::Mentions(_) | Condition::Present(_) => come().map(|come| come.number > 0),
        Condition::Missing(_) => come().map(|come| come.number == 0),
        Condition::Equals(equals) => come().map(|come| come.value == Some(equals.value.as_str())),
        Condition::Counts(counts) => come().map(|come| come.number >= counts.at_least),
        Condition::Quantity(quantity) => come().map(|come| come.number >= quantity.at_least),
        Condition::Attached(kind) => come().map(|come| come.number & bits(*kind) > 0),
    }
}

/// Whether one of them holds; unknown ones leave it open.
fn some(all: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(false);
    for held in all {
        match held {
            Some(true) => return Some(true),
            Some(false) => {}
            None => known = None,
        }
    }
    known
}

/// The kinds of files that count as this one; the highest bit stands for all others.
fn bits(kind: AttachedKind) -> u32 {
    match kind {
        AttachedKind::Image => 1,
        AttachedKind::Pdf => 2,
        AttachedKind::Sheet => 4,
        AttachedKind::Any => 15,
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;

    use super::{always_holds, can_be_left, can_hold};
    use crate::checklist::condition::Condition;
    use crate::checklist::model::{Item, ItemsFile};

    fn items() -> IndexMap<String, Item> {
        let file: ItemsFile = serde_saphyr::from_str(
            "items:
  answer: {label: {en: A}, kind: {choice: {choices: {\"yes\": {text: [so]}, \"no\": {text: [no]}}}}}
  number: {label: {en: N}, kind: {id: {digits: [2, 3]}}}
  picture: {label: {en: P}, kind: {screenshot: {}}}
",
        )
        .expect("items");
        file.items
    }

    fn condition(text: &str) -> Condition {
        serde_saphyr::from_str(text).expect("a condition")
    }

    #[test]
    fn a_contradiction_is_found_however_it_is_put() {
        for text in [
            "{all: [{present: number}, {missing: number}]}",
            "{all: [{equals: {item: answer, value: a}}, {present: answer}]}",
            "{all: [{equals: {item: answer, value: 'yes'}}, {equals: {item: answer, value: 'no'}}]}",
            "{all: [{present: answer}, {not: {equals: {item: answer, value: 'yes'}}}, {not: {equals: {item: answer, value: 'no'}}}]}",
            "{all: [{counts: {item: number, at_least: 3}}, {not: {counts: {item: number, at_least: 2}}}]}",
            "{counts: {item: answer, at_least: 2}}",
            "{present: picture}",
            "{quantity: {of: orders, at_least: 10000}}",
            "{all: [{attached: pdf}, {not: {attached: any}}]}",
            "{not: {any: [{mentions: words}, {not: {mentions: words}}]}}",
        ] {
            assert!(!can_hold(&condition(text), &items()), "{text}");
        }
    }

    #[test]
    fn what_can_hold_is_left_alone() {
        for text in [
            "{all: [{present: number}, {not: {counts: {item: number, at_least: 2}}}]}",
            "{all: [{equals: {item: number, value: '12'}}, {not: {equals: {item: number, value: '13'}}}]}",
            "{all: [{mentions: words}, {not: {mentions: others}}, {attached: any}, {not: {attached: image}}]}",
            "{all: [{quantity: {of: orders, at_least: 10}}, {not: {quantity: {of: orders, at_least: 20}}}]}",
        ] {
            assert!(can_hold(&condition(text), &items()), "{text}");
            assert!(!always_holds(&condition(text), &items()), "{text}");
        }
        assert!(always_holds(&condition("{any: [{missing: answer}, {present: answer}]}"), &items()));
    }

    #[test]
    fn a_value_can_be_corrected_and_a_word_not_taken_back() {
        for (text, left) in [
            ("{equals: {item: answer, value: 'no'}}", true),
            ("{missing: number}", true),
            ("{all: [{mentions: words}, {missing: number}]}", true),
            ("{mentions: words}", false),
            ("{present: number}", false),
            ("{attached: image}", false),
            ("{not: {mentions: words}}", true),
        ] {
            assert_eq!(can_be_left(&condition(text), &items()), left, "{text}");
        }
    }

    #[test]
    fn a_condition_over_very_many_things_is_given_up_on() {
        let many: Vec<String> =
            (0..40).map(|at| format!("{{any: [{{mentions: a{at}}}, {{mentions: b{at}}}]}}")).collect();
        let text =
            format!("{{all: [{}, {{not: {{mentions: a0}}}}, {{not: {{mentions: b0}}}}]}}", many.join(", "));
        // It can't hold, and nobody waits for it to be found out.
        can_hold(&condition(&text), &items());
    }
}
