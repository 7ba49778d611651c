//! Writes text with its blanks in order: what separates words and lines waits until something follows it.

use crate::reading::html::{Region, RegionKind, Rendition};

/// Later regions aren't recorded: a mail that people wrote has some hundreds.
const REGIONS_MAX: usize = 50_000;
const BLANKS_MAX: usize = 120;
const NOT_YET: usize = usize::MAX;

/// A place in the list of regions.
#[derive(Clone, Copy)]
pub struct RegionId(usize);

#[derive(Default)]
pub struct Writer {
    text: String,
    regions: Vec<Region>,
    /// Regions that begin with the next letter.
    waiting: Vec<usize>,
    newlines: usize,
    tabs: usize,
    blanks: usize,
    /// A no-break blank stands on the line: it makes an otherwise empty paragraph a blank line.
    held_open: bool,
    /// Nothing was written in the table cell yet, so line ends in it don't count.
    cell_is_fresh: bool,
    row_has_text: bool,
    marker: Option<String>,
}

impl Writer {
    /// For a text of about so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ..Self::default() }
    }

    /// A letter of running text: runs of blanks become one.
    pub fn flowing(&mut self, letter: char) {
        match letter {
            '\u{a0}' if self.at_line_start() => self.held_open = true,
            // Columns pasted from a sheet; the tabs of indented source come after its line ends.
            '\t' if self.blanks == 0 && !self.at_line_start() => self.tabs = 1,
            _ if letter.is_whitespace() => self.blanks = 1,
            _ if is_invisible(letter) => {}
            _ => self.letter(letter),
        }
    }

    /// A letter of text whose blanks and line ends count.
    pub fn preformatted(&mut self, letter: char) {
        match letter {
            '\n' => self.line_break(),
            '\r' => {}
            '\t' => self.tabs = (self.tabs + 1).min(BLANKS_MAX),
            _ if letter.is_whitespace() => self.blanks = (self.blanks + 1).min(BLANKS_MAX),
            _ if is_invisible(letter) => {}
            _ => self.letter(letter),
        }
    }

    /// Printed ASCII letters in a row, of either kind of text, with single blanks between them.
    pub fn printed(&mut self, letters: &str) {
        let mut rest = letters.chars();
        if let Some(first) = rest.next() {
            self.letter(first);
            self.text.push_str(rest.as_str());
        }
    }

    /// Ends the line, if there is anything on it.
    pub fn boundary(&mut self) {
        if self.cell_is_fresh {
            return;
        }
        let wanted = if self.held_open { 2 } else { 1 };
        self.held_open = false;
        self.newlines = self.newlines.max(wanted);
        (self.tabs, self.blanks) = (0, 0);
    }

    /// Ends the line in any case; two make a blank line.
    pub fn line_break(&mut self) {
        if self.cell_is_fresh {
            return;
        }
        self.held_open = false;
        self.newlines = (self.newlines + 1).min(2);
        (self.tabs, self.blanks) = (0, 0);
    }

    /// Begins a table row, whose line it is alone.
    pub fn row(&mut self) {
        self.end_row();
        (self.cell_is_fresh, self.row_has_text) = (true, false);
    }

    /// Ends a table row, with the tabs of empty cells at its end.
    pub fn end_row(&mut self) {
        self.cell_is_fresh = false;
        self.tabs = 0;
        self.boundary();
    }

    /// The border of two cells of a row: takes back the line end of a paragraph within the first.
    pub fn cell(&mut self) {
        if self.row_has_text {
            self.newlines = 0;
        }
        (self.blanks, self.held_open, self.cell_is_fresh) = (0, false, true);
        self.tabs = (self.tabs + 1).min(BLANKS_MAX);
    }

    /// `- ` or `3. `, written if the list item has text.
    pub fn list_marker(&mut self, marker: String) {
        self.marker = Some(marker);
    }

    pub fn no_list_marker(&mut self) {
        self.marker = None;
    }

    pub fn open_region(&mut self, kind: RegionKind) -> Option<RegionId> {
        if self.regions.len() >= REGIONS_MAX {
            return None;
        }
        self.regions.push(Region { range: NOT_YET..NOT_YET, kind });
        self.waiting.push(self.regions.len() - 1);
        Some(RegionId(self.regions.len() - 1))
    }

    /// A region without any text vanishes.
    pub fn close_region(&mut self, RegionId(index): RegionId) {
        self.waiting.retain(|waiting| *waiting != index);
        if self.regions[index].range.start != NOT_YET {
            self.regions[index].range.end = self.text.len();
        }
    }

    /// A picture stands on the line that text would go to now.
    pub fn image(&mut self, kind: RegionKind) {
        if self.regions.len() >= REGIONS_MAX {
            return;
        }
        if self.newlines > 0 && !self.text.is_empty() {
            if !self.text.ends_with('\n') {
                self.text.push('\n');
            }
            self.newlines = 0;
        }
        self.write_tabs();
        (self.cell_is_fresh, self.row_has_text) = (false, true);
        let place = self.text.len();
        self.regions.push(Region { range: place..place, kind });
    }

    pub fn finish(mut self) -> Rendition {
        self.text.truncate(self.text.trim_end().len());
        let length = self.text.len();
        self.regions.retain(|region| region.range.start != NOT_YET);
        for region in &mut self.regions {
            region.range.start = region.range.start.min(length);
            region.range.end = region.range.end.min(length);
        }
        self.regions.sort_by_key(|region| (region.range.start, std::cmp::Reverse(region.range.end)));
        Rendition { text: self.text, regions: self.regions }
    }

    fn at_line_start(&self) -> bool {
        self.newlines > 0 || self.text.is_empty() || self.text.ends_with('\n')
    }

    fn letter(&mut self, letter: char) {
        if letter == '\0' {
            return;
        }
        self.write_newlines();
        if self.tabs > 0 {
            self.write_tabs();
        } else if self.blanks > 0 && !self.text.is_empty() && !self.text.ends_with(['\n', '\t']) {
            self.text.extend(std::iter::repeat_n(' ', self.blanks));
        }
        (self.blanks, self.held_open) = (0, false);
        (self.cell_is_fresh, self.row_has_text) = (false, true);
        for index in self.waiting.drain(..) {
            self.regions[index].range.start = self.text.len();
        }
        if let Some(marker) = self.marker.take() {
            self.text.push_str(&marker);
        }
        self.text.push(letter);
    }

    fn write_newlines(&mut self) {
        if self.newlines > 0 && !self.text.is_empty() {
            let present = self.text.bytes().rev().take(2).take_while(|byte| *byte == b'\n').count();
            let wanted = (self.newlines + present).min(2);
            self.text.extend(std::iter::repeat_n('\n', wanted - present));
        }
        self.newlines = 0;
    }

    fn write_tabs(&mut self) {
        self.text.extend(std::iter::repeat_n('\t', self.tabs));
        self.tabs = 0;
    }
}

/// How many bytes of the text from here on are printed ASCII letters and single blanks between them.
pub fn printed_run(text: &str) -> usize {
    let bytes = text.as_bytes();
    let printed = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_graphic);
    let mut end = 0;
    while printed(end) || end > 0 && bytes.get(end) == Some(&b' ') && printed(end - 1) && printed(end + 1) {
        end += 1;
    }
    end
}

/// Zero-width and direction marks, soft hyphens, control characters.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffc}')
        || letter.is_control()
}
