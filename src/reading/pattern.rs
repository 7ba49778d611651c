//! A pattern of the configuration, made ready once a text needs it: a service that starts has hundreds of them, most
//! tickets need few, and each takes time and memory.

use std::ops::Range;
use std::sync::OnceLock;

use regex::{Match, Regex};
use regex_automata::meta;
use regex_syntax::hir::Hir;

use crate::checklist::lint::patterns::{READING_BYTES_MAX, compile};
use crate::reading::alphabet::{self, narrowed};
use crate::reading::expression::Expression;

/// The group that is the value.
const VALUE: &str = "value";

#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    /// For texts in the usual alphabet, and for all others.
    narrow: OnceLock<Option<meta::Regex>>,
    wide: OnceLock<Option<Regex>>,
    /// The same, to be tried at single places.
    narrow_there: OnceLock<Option<Expression>>,
    wide_there: OnceLock<Option<Expression>>,
}

impl Pattern {
    /// # Errors
    ///
    /// It is no regular expression. One that is too large, which `config check` refuses, matches nothing.
    pub fn new(text: &str) -> Result<(Self, Hir), Box<regex_syntax::Error>> {
        let hir = regex_syntax::parse(text).map_err(Box::new)?;
        let pattern = Self {
            text: text.to_owned(),
            narrow: OnceLock::new(),
            wide: OnceLock::new(),
            narrow_there: OnceLock::new(),
            wide_there: OnceLock::new(),
        };
        Ok((pattern, hir))
    }

    /// What it shows as values, at most so many.
    pub fn values(&self, text: &str, values_max: usize) -> Vec<Range<usize>> {
        match self.narrow_for(text) {
            Some(narrow) => {
                let values = narrow.captures_iter(text).filter_map(|found| found.get_group_by_name(VALUE));
                values.take(values_max).map(|value| value.range()).collect()
            }
            None => {
                let captures = self.wide().into_iter().flat_map(|wide| wide.captures_iter(text));
                let values = captures.filter_map(|captures| captures.name(VALUE));
                values.take(values_max).map(|value| value.range()).collect()
            }
        }
    }

    /// The same, tried from each of these places; none if that can't be done.
    pub fn values_from(&self, text: &str, starts: impl FnOnce() -> Vec<u32>) -> Option<Vec<Range<usize>>> {
        let there = if alphabet::writes(text) {
            self.narrow_there.get_or_init(|| Expression::of(&narrowed(&self.hir()?), READING_BYTES_MAX))
        } else {
            self.wide_there.get_or_init(|| Expression::of(&self.hir()?, READING_BYTES_MAX))
        };
        Some(there.as_ref()?.values(text, &starts()))
    }

    /// The first match.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        match self.narrow_for(text) {
            Some(narrow) => narrow.find(text).map(|found| found.range()),
            None => self.wide()?.find(text).map(|found| found.range()),
        }
    }

    /// The first matches, at most so many.
    pub fn find_all(&self, text: &str, matches_max: usize) -> Vec<Range<usize>> {
        match self.narrow_for(text) {
            Some(narrow) => narrow.find_iter(text).take(matches_max).map(|found| found.range()).collect(),
            None => {
                let found = self.wide().into_iter().flat_map(|wide| wide.find_iter(text));
                found.take(matches_max).map(|found: Match<'_>| found.range()).collect()
            }
        }
    }

    fn narrow_for(&self, text: &str) -> Option<&meta::Regex> {
        if !alphabet::writes(text) {
            return None;
        }
        let make = || {
            let config = meta::Config::new().nfa_size_limit(Some(READING_BYTES_MAX));
            meta::Builder::new().configure(config).build_from_hir(&narrowed(&self.hir()?)).ok()
        };
        self.narrow.get_or_init(make).as_ref()
    }

    fn wide(&self) -> Option<&Regex> {
        self.wide.get_or_init(|| compile(&self.text).ok()).as_ref()
    }

    /// It was parsed before; kept it would take more memory than what is made of it.
    fn hir(&self) -> Option<Hir> {
        regex_syntax::parse(&self.text).ok()
    }
}
