//! The facts of a ticket for one checklist: for each item its value, or what stands in its place.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::tz::TimeZone;

use crate::checklist::kind::{ChoiceShape, Kind};
use crate::reading::field;
use crate::reading::find::{
    Answered, AnsweredKind, Finding, Found, How, Scene, choice, date, hour, id, number, text, token,
    words_between,
};
use crate::reading::label;
use crate::reading::passage::Document;
use crate::reading::vocabulary::{ItemId, Vocabulary};
use crate::report::{Evidence, Problem, Said, SaidKind};
use crate::ticket::{Author, Ticket};

/// How many words may stand between "I don't have" and what it is about.
const REFUSAL_WORDS_MAX: usize = 3;
/// How far its cue may stand from a day that counts because it is the latest, in words.
const REPEATED_WORDS_MAX: usize = 6;
/// A shorter phrase is one word, which can be said of anything.
const SETTLING_BYTES_MIN: usize = 10;
/// How many pieces of evidence are kept of one item.
const EVIDENCE_MAX: usize = 12;

/// What is known of one item.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    /// All values that were given, in order, each once.
    pub values: Vec<String>,
    pub evidence: Vec<Evidence>,
    pub how: Option<How>,
    pub problem: Option<Problem>,
    pub said: Option<Said>,
    /// "n/a": the customer says that it does not apply.
    pub declined: bool,
    /// Words that may be its value after all.
    pub doubt: Option<Evidence>,
}

impl Fact {
    pub fn given(&self) -> bool {
        !self.values.is_empty()
    }

    /// The one value, where there is one.
    pub fn value(&self) -> Option<&str> {
        match self.values.as_slice() {
            [value] => Some(value),
            _ => None,
        }
    }
}

pub type Facts = BTreeMap<ItemId, Fact>;

/// Look at the ticket with the eyes of one checklist.
pub fn scene<'a>(
    ticket: &Ticket,
    document: &'a Document,
    vocabulary: &'a Vocabulary,
    items: &'a [ItemId],
    zone: TimeZone,
) -> Scene<'a> {
    let labels = document
        .passages
        .iter()
        .enumerate()
        .map(|(index, passage)| match passage.author {
            Author::Customer => label::find(passage, document.question_before(index), vocabulary),
            Author::Agent | Author::Bot => Cow::Borrowed(&[][..]),
        })
        .collect();
    Scene {
        vocabulary,
        document,
        labels,
        items,
        zone,
        day_first: day_first(ticket),
        lists: vocabulary.known,
        dates: document.passages.iter().map(|_| OnceLock::new()).collect(),
    }
}

/// Read all items that are not files.
pub fn read(scene: &Scene, ticket: &Ticket) -> Facts {
    let mut found = Found::default();
    id::find(scene, &mut found);
    date::find(scene, &mut found);
    hour::find(scene, &mut found);
    number::find(scene, &mut found);
    choice::find(scene, &mut found);
    token::find(scene, &mut found);
    text::find(scene, &mut found);
    let mut facts: Facts = scene.items.iter().map(|&item| (item, resolve(scene, item, &found))).collect();
    put_in_order(scene, &mut found, &mut facts);
    for (&item, fact) in &mut facts {
        field::apply(scene, ticket, item, fact);
    }
    imply(scene, &mut facts);
    facts
}

/// Of all that was found for an item, what counts.
fn resolve(scene: &Scene, item: ItemId, found: &Found) -> Fact {
    let mut findings: Vec<&Finding> = found.findings.iter().filter(|finding| finding.item == item).collect();
    findings.sort_by_key(|finding| (finding.passage, finding.range.start));
    let findings = match scene.spec(item).kind {
        Kind::Id(_) | Kind::Code(_) | Kind::Name(_) => several(scene, findings),
        Kind::Email(_) => of_last_message(surest(corrected(scene, findings))),
        Kind::Number(_) => counted(surest(corrected(scene, findings))),
        Kind::Date(ref shape) | Kind::DateTime(ref shape) if shape.last_counts => {
            last_day(surest(corrected(scene, findings)))
        }
        Kind::Date(_) | Kind::DateTime(_) => latest(surest(corrected(scene, findings))),
        Kind::Time(_) => latest(surest(findings)),
        Kind::Choice(ref shape) => choice_of(shape, findings),
        Kind::Text(_) => text_of(findings),
        Kind::Screenshot(_) | Kind::Sheet(_) | Kind::Document(_) => Vec::new(),
    };
    let mut fact = Fact { how: findings.iter().map(|finding| finding.how).max(), ..Fact::default() };
    for finding in &findings {
        if !fact.values.contains(&finding.value) {
            fact.values.push(finding.value.clone());
        }
        if fact.evidence.len() < EVIDENCE_MAX {
            fact.evidence.push(evidence(scene, finding.passage, &finding.range));
        }
    }
    let refused = found
        .refused
        .iter()
        .filter(|refused| refused.item == item)
        .max_by_key(|r| (r.passage, r.range.start));
    fact.problem = refused.map(|refused| Problem {
        kind: refused.kind,
        evidence: evidence(scene, refused.passage, &refused.range),
    });
    let answered: Vec<&Answered> = found.answered.iter().filter(|answered| answered.item == item).collect();
    fact.declined = answered.iter().any(|answered| answered.kind == AnsweredKind::NotApplicable)
        || said_absent(scene, item);
    let doubt = found.doubts.iter().find(|doubt| doubt.item == item);
    fact.doubt = doubt.map(|doubt| evidence(scene, doubt.passage, &doubt.range));
    fact.said = answered.iter().rev().find_map(|answered| match answered.kind {
        AnsweredKind::Said(kind) => {
            Some(Said { kind, evidence: evidence(scene, answered.passage, &answered.range) })
        }
        AnsweredKind::NotApplicable => None,
    });
    // "There is none" of something that is needed in any case is a refusal.
    let refused = answered.iter().find(|answered| answered.kind == AnsweredKind::NotApplicable);
    let refused = refused.map(|answered| evidence(scene, answered.passage, &answered.range));
    if let (None, Some(evidence)) = (&fact.said, refused.or_else(|| refused_in_words(scene, item))) {
        fact.said = Some(Said { kind: SaidKind::Refusal, evidence });
    }
    fact
}

/// A day that can't be later than another one, and is: an earlier one that was found as well, else none.
fn put_in_order(scene: &Scene, found: &mut Found, facts: &mut Facts) {
    for &item in scene.items {
        let (Kind::Date(shape) | Kind::DateTime(shape)) = &scene.spec(item).kind else { continue };
        for other in shape.not_after.iter().filter_map(|name| scene.vocabulary.item(name)) {
            let day = |fact: &Fact| fact.value().and_then(|value| value.get(..10)).map(str::to_owned);
            let (Some(own), Some(other)) = (facts.get(&item), facts.get(&other)) else { continue };
            let told = own.how < Some(How::Labelled);
            let Some(bound) = day(other).filter(|bound| told && day(own).is_some_and(|own| own > *bound))
            else {
                continue;
            };
            found.findings.retain(|finding| {
                finding.item != item || finding.value.get(..10).is_none_or(|day| *day <= *bound)
            });
            let fact = resolve(scene, item, found);
            facts.insert(item, fact);
        }
    }
}

/// "I don't have a receipt number", "there is no receipt number": told in a sentence, right before the label.
fn refused_in_words(scene: &Scene, item: ItemId) -> Option<Evidence> {
    scene.own().find_map(|(_, passage, labels)| {
        let label = labels.iter().filter(|label| label.items.contains(&item)).find(|label| {
            let said = |cue: Range<usize>| {
                cue.end <= label.place.start
                    && words_between(passage, &cue, &label.place) <= REFUSAL_WORDS_MAX
            };
            passage.surely_counts(label.place.start)
                && (scene.absent(passage, label)
                    || scene.lists.refusals.is_some_and(|list| passage.mentions(list).any(said)))
        })?;
        Some(passage.evidence(passage.sentence_at(label.place.start)))
    })
}

/// "There is no tracking number": the customer says that it does not exist.
fn said_absent(scene: &Scene, item: ItemId) -> bool {
    scene.own().any(|(_, passage, labels)| {
        labels.iter().any(|label| {
            label.items.contains(&item)
                && passage.surely_counts(label.place.start)
                && scene.absent(passage, label)
        })
    })
}

fn surest(findings: Vec<&Finding>) -> Vec<&Finding> {
    let Some(best) = findings.iter().map(|finding| finding.how).max() else { return findings };
    let sure = best >= How::Near;
    findings
        .into_iter()
        .filter(|finding| if sure { finding.how >= How::Near } else { finding.how == best })
        .collect()
}

/// Values of which there can be several: all of them, but for those that the customer corrected.
fn several<'a>(scene: &Scene, findings: Vec<&'a Finding>) -> Vec<&'a Finding> {
    surest(corrected(scene, findings))
}

/// "Sorry, wrong number, it is ...": what stands before is taken back, in earlier messages and in this one.
fn corrected<'a>(scene: &Scene, findings: Vec<&'a Finding>) -> Vec<&'a Finding> {
    let Some(list) = scene.lists.corrections else { return findings };
    let Some(last) = findings.last() else { return findings };
    let passage = scene.passage(last.passage);
    let Some(first) = passage.mentions(list).next() else { return findings };
    // In the message itself the latest correction counts that a value follows.
    let within =
        passage.mentions(list).take_while(|said| said.end <= last.range.start).last().unwrap_or(first);
    let is_before = |finding: &Finding| finding.passage < last.passage || finding.range.end <= within.start;
    if findings.iter().all(|finding| is_before(finding)) {
        return findings;
    }
    findings.into_iter().filter(|finding| !is_before(finding)).collect()
}

/// Counts of one thing: in a form or table there may be several; told in sentences the latest message's closest counts.
fn counted(findings: Vec<&Finding>) -> Vec<&Finding> {
    let last = findings.last().map(|finding| finding.passage);
    let labelled = findings.iter().all(|finding| finding.how == How::Labelled);
    let of_last = findings.into_iter().filter(|finding| Some(finding.passage) == last).collect();
    if labelled { of_last } else { latest(of_last) }
}

fn of_last_message(findings: Vec<&Finding>) -> Vec<&Finding> {
    let last = findings.last().map(|finding| finding.passage);
    findings.into_iter().filter(|finding| Some(finding.passage) == last).collect()
}

/// Of the days that are told with certainty in the last message the latest one.
fn last_day(findings: Vec<&Finding>) -> Vec<&Finding> {
    let Some(last) = findings.last().map(|finding| finding.passage) else { return findings };
    let mut days: Vec<&Finding> = findings.iter().copied().filter(|f| f.passage == last).collect();
    if days.iter().any(|finding| finding.how == How::Labelled) {
        return latest(findings);
    }
    days.retain(|finding| finding.distance <= REPEATED_WORDS_MAX);
    let day = days.into_iter().max_by(|a, b| a.value.cmp(&b.value));
    day.map_or_else(|| latest(findings), |day| vec![day])
}

fn latest(findings: Vec<&Finding>) -> Vec<&Finding> {
    let Some(&last) = findings.last() else { return findings };
    // Within the last message that has any, what stands beside a label goes before what is told in a sentence.
    let best = findings
        .iter()
        .filter(|finding| finding.passage == last.passage)
        .max_by_key(|finding| (finding.how, std::cmp::Reverse(finding.distance), finding.range.start));
    best.map(|finding| vec![*finding]).unwrap_or_default()
}

/// The latest word, beside a label or not; what the neighbourhood does not speak of only where nothing else is said.
fn choice_of<'a>(shape: &ChoiceShape, findings: Vec<&'a Finding>) -> Vec<&'a Finding> {
    let told = findings.iter().rev().find(|finding| finding.how >= How::Told).map(|finding| finding.passage);
    // "They overturned it!" in a later message needs no word of what it was about.
    let settles = |finding: &Finding| {
        finding.range.len() >= SETTLING_BYTES_MIN
            && told < Some(finding.passage)
            && shape.choices.get(&finding.value).is_some_and(|words| words.settles)
    };
    let findings: Vec<&Finding> = findings
        .into_iter()
        .filter(|finding| told.is_none() || finding.how >= How::Told || settles(finding))
        .collect();
    let together =
        findings.iter().rev().find(|finding| Some(&finding.value) == shape.together.as_ref()).copied();
    match together {
        Some(all)
            if !findings.iter().any(|finding| finding.how == How::Labelled && finding.value != all.value) =>
        {
            vec![all]
        }
        _ => last_word(shape, findings),
    }
}

/// The last choice of the last message. What ends the matter isn't taken back by a sentence that does not speak of it:
/// "They denied it. I wrote to them and there was no answer."
fn last_word<'a>(shape: &ChoiceShape, findings: Vec<&'a Finding>) -> Vec<&'a Finding> {
    let Some(last) = findings.last().map(|finding| finding.passage) else { return findings };
    let how = findings.iter().filter(|finding| finding.passage == last).map(|finding| finding.how).max();
    let settles = |finding: &Finding| shape.choices.get(&finding.value).is_some_and(|words| words.settles);
    let mut said = findings.into_iter().filter(|f| f.passage == last && Some(f.how) == how);
    let Some(mut word) = said.next() else { return Vec::new() };
    for next in said {
        if !settles(word) || settles(next) || next.distance == 0 {
            word = next;
        }
    }
    vec![word]
}

/// What stands beside a label goes first, whenever it was written; of several the last. Of what sentences tell the one
/// that most speaks for.
fn text_of(findings: Vec<&Finding>) -> Vec<&Finding> {
    let surest = findings.iter().map(|finding| finding.how).max();
    let labelled = findings.iter().copied().rfind(|finding| {
        finding.how >= How::Near && (finding.how >= How::Labelled || surest < Some(How::Labelled))
    });
    let told = || findings.iter().copied().min_by_key(|finding| finding.distance);
    labelled.or_else(told).into_iter().collect()
}

/// A choice that other facts say: an appeal's date says that there was an appeal.
fn imply(scene: &Scene, facts: &mut Facts) {
    for &item in scene.items {
        let Kind::Choice(shape) = &scene.spec(item).kind else { continue };
        if facts.get(&item).is_some_and(Fact::given) {
            continue;
        }
        for (name, words) in &shape.choices {
            let by = words.items.iter().filter_map(|other| scene.vocabulary.item(other)).find_map(|other| {
                facts.get(&other).filter(|fact| fact.given()).map(|fact| fact.evidence.clone())
            });
            if let Some(evidence) = by {
                facts.insert(
                    item,
                    Fact { values: vec![name.clone()], evidence, how: Some(How::Told), ..Fact::default() },
                );
                break;
            }
        }
    }
}

fn evidence(scene: &Scene, passage: usize, range: &Range<usize>) -> Evidence {
    scene.passage(passage).evidence(range.clone())
}

/// Whether the customer's language region writes 3/4 for the third of April.
fn day_first(ticket: &Ticket) -> bool {
    match ticket.locale.as_deref() {
        None => false,
        // Of the languages of Canada only English writes the month first.
        Some(locale) if locale.starts_with("fr") => true,
        Some(locale) => {
            let mut parts = locale.split(['-', '_']);
            let language = parts.next().unwrap_or_default();
            match parts.next_back() {
                Some(region) => !matches!(
                    region.to_ascii_uppercase().as_str(),
                    "US" | "PH" | "CA" | "CN" | "JP" | "KR" | "TW"
                ),
                None => !matches!(language, "en" | "zh" | "ja" | "ko"),
            }
        }
    }
}

/// What the customer promised or refused anywhere, for items that have no field of their own.
pub fn spoken(scene: &Scene) -> Option<Said> {
    let lists = [(scene.lists.promises, SaidKind::Promise), (scene.lists.refusals, SaidKind::Refusal)];
    lists.into_iter().find_map(|(list, kind)| {
        let list = list?;
        let pictures = scene.lists.screenshots?;
        scene.own().find_map(|(_, passage, _)| {
            let sentence = passage.sentences.iter().find(|sentence| {
                passage.mentions_within(list, sentence).is_some()
                    && passage.mentions_within(pictures, sentence).is_some()
            })?;
            Some(Said { kind, evidence: passage.evidence(sentence.clone()) })
        })
    })
}
