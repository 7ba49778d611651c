//! Stub until the branch arrives.
use crate::reading::html::Rendition;
use std::ops::Range;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    Own,
    Quoted,
    Forwarded,
    Signature,
    Notice,
    Doubtful,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub range: Range<usize>,
    pub voice: Voice,
    pub depth: u8,
}
pub struct QuoteContext<'a> {
    pub subject: &'a str,
    pub earlier: &'a [&'a str],
    pub earlier_own: &'a [&'a str],
}
pub fn lines(r: &Rendition, _c: &QuoteContext) -> Vec<Line> {
    let mut out = Vec::new();
    let mut at = 0;
    for l in r.text.split('\n') {
        let q = l.starts_with('>');
        out.push(Line {
            range: at..at + l.len(),
            voice: if q { Voice::Quoted } else { Voice::Own },
            depth: 0,
        });
        at += l.len() + 1;
    }
    out
}
