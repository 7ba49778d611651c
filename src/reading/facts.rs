//! The facts of a ticket for one checklist: for each item its value, or what stands in its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::tz::TimeZone;

use crate::checklist::kind::Kind;
use crate::reading::field;
use crate::reading::find::{
    Answered, AnsweredKind, Finding, Found, How, Lists, Scene, choice, date, id, number, text, token,
    words_between,
};
use crate::reading::label;
use crate::reading::passage::Document;
use crate::reading::vocabulary::{ItemId, Vocabulary};
use crate::report::{Evidence, Problem, Said, SaidKind};
use crate::ticket::{Author, Ticket};

/// How many words may stand between "I don't have" and what it is about.
const REFUSAL_WORDS_MAX: usize = 3;
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
            Author::Agent | Author::Bot => Vec::new(),
        })
        .collect();
    Scene {
        vocabulary,
        document,
        labels,
        items,
        zone,
        day_first: day_first(ticket),
        lists: Lists::of(vocabulary),
        dates: document.passages.iter().map(|_| OnceLock::new()).collect(),
    }
}

/// Read all items that are not files.
pub fn read(scene: &Scene, ticket: &Ticket) -> Facts {
    let mut found = Found::default();
    id::find(scene, &mut found);
    date::find(scene, &mut found);
    number::find(scene, &mut found);
    choice::find(scene, &mut found);
    token::find(scene, &mut found);
    text::find(scene, &mut found);
    let mut facts: Facts = scene.items.iter().map(|&item| (item, resolve(scene, item, &found))).collect();
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
        Kind::Id(_) | Kind::Code(_) | Kind::Name(_) | Kind::Email(_) => several(scene, findings),
        Kind::Number(_) => several(scene, findings),
        Kind::Date(_) | Kind::DateTime(_) | Kind::Time(_) => latest(surest(findings)),
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
fn choice_of<'a>(
    shape: &crate::checklist::kind::ChoiceShape,
    findings: Vec<&'a Finding>,
) -> Vec<&'a Finding> {
    let told = findings.iter().any(|finding| finding.how >= How::Told);
    let findings: Vec<&Finding> =
        findings.into_iter().filter(|finding| !told || finding.how >= How::Told).collect();
    let together =
        findings.iter().rev().find(|finding| Some(&finding.value) == shape.together.as_ref()).copied();
    match together {
        Some(all)
            if !findings.iter().any(|finding| finding.how == How::Labelled && finding.value != all.value) =>
        {
            vec![all]
        }
        _ => latest(findings),
    }
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
