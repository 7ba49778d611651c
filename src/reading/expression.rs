//! Expressions that show values, run only from where their matches can begin.
//!
//! A search for the leftmost match goes through the whole text and then back again, and counts on the way how much of
//! each repetition has passed. Where the beginnings are known (see `cue`), one try from each is enough.

use std::ops::Range;

use regex_automata::meta;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Capture, Class, ClassUnicode, Hir, HirKind, Repetition};

/// The group that holds the value.
const VALUE: &str = "value";

/// Beyond the longest match, for what an expression looks at but does not take.
const AHEAD_BYTES: usize = 8;

/// An expression made ready to be tried at single places.
#[derive(Clone, Debug)]
pub struct Expression {
    regex: meta::Regex,
    /// The group that is the value.
    group: usize,
    /// The longest match in bytes, if it has a limit.
    bytes_max: Option<usize>,
    run: Option<Run>,
}

/// A repeated class at the end of an expression (`[^.\n]{4,160}`). What it may take beyond the least is counted here,
/// character by character: as a part of the expression each count would be a state of its own.
#[derive(Clone, Debug)]
struct Run {
    class: ClassUnicode,
    /// The same for ASCII, as bits.
    ascii: u128,
    more: Option<u32>,
    /// Whether it ends the value.
    of_value: bool,
}

impl Expression {
    /// None if it has no value, or is too large.
    pub fn of(whole: &Hir, bytes_max: usize) -> Option<Self> {
        let (hir, run) = match without_run(whole, false) {
            Some((hir, run)) => (hir, Some(run)),
            None => (whole.clone(), None),
        };
        let config = meta::Config::new().nfa_size_limit(Some(bytes_max)).auto_prefilter(false);
        let regex = meta::Builder::new().configure(config).build_from_hir(&hir).ok()?;
        let group = regex.group_info().to_index(regex_automata::PatternID::ZERO, VALUE)?;
        let bytes_max = hir.properties().maximum_len();
        Some(Self { regex, group, bytes_max, run })
    }

    /// The values that the expression shows, tried from each of these places, in order; no two matches overlap.
    pub fn values(&self, text: &str, starts: &[u32]) -> Vec<Range<usize>> {
        let mut slots: Vec<Option<NonMaxUsize>> = vec![None; 2 * self.group + 2];
        let mut values = Vec::new();
        let mut reach = 0;
        for start in starts.iter().map(|start| *start as usize) {
            if start < reach || start > text.len() {
                continue;
            }
            let limit = self.bytes_max.map_or(text.len(), |most| start.saturating_add(most + AHEAD_BYTES));
            let limit = text.ceil_char_boundary(limit.min(text.len()));
            let input = Input::new(text).range(start..limit).anchored(Anchored::Yes);
            if self.regex.search_slots(&input, &mut slots).is_none() {
                continue;
            }
            let slot = |at: usize| slots[at].map(|slot| slot.get());
            let Some(mut end) = slot(1) else { continue };
            let value = slot(2 * self.group).zip(slot(2 * self.group + 1));
            let mut value = value.map(|(start, end)| start..end);
            if let Some(run) = &self.run {
                end = run.end(text, end);
                value = value.map(|value| if run.of_value { value.start..end } else { value });
            }
            reach = end;
            values.extend(value);
        }
        values
    }
}

impl Run {
    fn end(&self, text: &str, start: usize) -> usize {
        let most = self.more.map_or(usize::MAX, |more| more as usize);
        let fits = |c: &char| {
            if c.is_ascii() { self.ascii >> (*c as u32) & 1 == 1 } else { holds(&self.class, *c) }
        };
        start + text[start..].chars().take(most).take_while(fits).map(char::len_utf8).sum::<usize>()
    }
}

/// The expression with its last repetition cut to the least, if it ends in one that takes as much as it can.
fn without_run(hir: &Hir, of_value: bool) -> Option<(Hir, Run)> {
    match hir.kind() {
        HirKind::Concat(parts) => {
            let (last, before) = parts.split_last()?;
            let (last, run) = without_run(last, of_value)?;
            Some((Hir::concat(before.iter().cloned().chain([last]).collect()), run))
        }
        HirKind::Capture(capture) => {
            let of_value = of_value || capture.name.as_deref() == Some(VALUE);
            let (sub, run) = without_run(&capture.sub, of_value)?;
            let (index, name) = (capture.index, capture.name.clone());
            Some((Hir::capture(Capture { index, name, sub: Box::new(sub) }), run))
        }
        HirKind::Repetition(Repetition { min, max, greedy: true, sub }) => {
            let HirKind::Class(Class::Unicode(class)) = sub.kind() else { return None };
            let more = max.map(|max| max.saturating_sub(*min));
            let ascii = (0..128_u8).filter(|c| holds(class, char::from(*c)));
            let ascii = ascii.fold(0, |bits, c| bits | 1 << c);
            let run = Run { class: class.clone(), ascii, more, of_value };
            let least = Repetition { min: *min, max: Some(*min), greedy: true, sub: sub.clone() };
            Some((Hir::repetition(least), run))
        }
        _ => None,
    }
}

fn holds(class: &ClassUnicode, c: char) -> bool {
    let after = class.ranges().partition_point(|range| range.start() <= c);
    after.checked_sub(1).is_some_and(|at| c <= class.ranges()[at].end())
}
