//! Splits a rendition into lines, and says for each what marks and markup it stands in.

use crate::reading::html::{Region, RegionKind, Rendition};

/// A line before anyone asked whose it is.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Without quote marks and blanks around.
    pub text: &'a str,
    pub start: usize,
    /// The same, but with the tabs of empty cells before it: columns count.
    pub cells_start: usize,
    /// The number of `>` before it.
    pub marks: u8,
    /// How many marked quotes it stands in, and where the innermost ends.
    pub quotes: u8,
    pub quote_end: usize,
    /// How many unmarked block quotes it stands in, and where the innermost ends.
    pub indents: u8,
    pub indent_end: usize,
    /// The end of the thread container it stands in, and whether quotes of their own follow in there.
    pub thread: Option<Thread>,
    pub signature: bool,
    /// Some of it stands in a colour of its own; `wholly` from its first letter.
    pub coloured: bool,
    pub wholly: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thread {
    pub end: usize,
    pub has_quotes: bool,
}

impl Row<'_> {
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    pub fn level(&self) -> u8 {
        self.marks.saturating_add(self.quotes)
    }
}

pub fn rows(rendition: &Rendition) -> Vec<Row<'_>> {
    let threads = threads(&rendition.regions);
    let mut regions = rendition.regions.iter().enumerate().peekable();
    let mut active: Vec<usize> = Vec::new();
    let mut rows = Vec::new();
    let mut start = 0;
    for raw in rendition.text.split('\n') {
        let end = start + raw.len();
        let mut row = bare(raw, start);
        while let Some((index, _)) = regions.next_if(|(_, region)| region.range.start <= end) {
            active.push(index);
        }
        active.retain(|index| rendition.regions[*index].range.end > start);
        let first_letter = row.start;
        for index in &active {
            let Region { range, kind } = &rendition.regions[*index];
            let covers = range.start <= first_letter && range.end >= row.start + row.text.len();
            match kind {
                RegionKind::Quote if covers => {
                    row.quotes = row.quotes.saturating_add(1);
                    row.quote_end = range.end;
                }
                RegionKind::Indented if covers => {
                    row.indents = row.indents.saturating_add(1);
                    row.indent_end = range.end;
                }
                RegionKind::Thread if covers => {
                    row.thread = Some(Thread { end: range.end, has_quotes: threads[*index] });
                }
                RegionKind::Signature if covers => row.signature = true,
                RegionKind::Coloured if !range.is_empty() => {
                    row.coloured = true;
                    row.wholly |= range.start <= first_letter;
                }
                RegionKind::Quote
                | RegionKind::Indented
                | RegionKind::Thread
                | RegionKind::Signature
                | RegionKind::Coloured
                | RegionKind::Bold
                | RegionKind::Link { .. }
                | RegionKind::Image { .. } => {}
            }
        }
        rows.push(row);
        start = end + 1;
    }
    rows
}

/// For each region, whether it is a thread container with a quote within.
fn threads(regions: &[Region]) -> Vec<bool> {
    let mut with_quotes = vec![false; regions.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, region) in regions.iter().enumerate() {
        open.retain(|outer| regions[*outer].range.end > region.range.start);
        if matches!(region.kind, RegionKind::Quote | RegionKind::Indented) {
            open.iter().for_each(|outer| with_quotes[*outer] = true);
        }
        if region.kind == RegionKind::Thread {
            open.push(index);
        }
    }
    with_quotes
}

/// A line without its `>` marks and the blanks around.
fn bare(raw: &str, start: usize) -> Row<'_> {
    let mut rest = raw.trim_start();
    let mut marks = 0_u8;
    // "> > text", ">> text", ">text"; an arrow ("->") begins with something else.
    while let Some(after) = rest.strip_prefix('>') {
        marks = marks.saturating_add(1);
        rest = after.trim_start();
    }
    let tabs = if marks == 0 { raw.trim_start_matches(' ').len() - rest.len() } else { 0 };
    let start = start + (raw.len() - rest.len());
    let (quotes, quote_end, indents, indent_end) = (0, 0, 0, 0);
    let text = rest.trim_end();
    Row {
        text,
        start,
        cells_start: start - tabs,
        marks,
        quotes,
        quote_end,
        indents,
        indent_end,
        thread: None,
        signature: false,
        coloured: false,
        wholly: false,
    }
}
