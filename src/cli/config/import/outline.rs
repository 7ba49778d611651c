//! The order of an article: which of its headings are categories, and what each of them asks for.

use crate::cli::config::import::article::{Block, BlockKind};
use crate::cli::config::import::wish::Wish;
use crate::cli::config::import::words::{telling, words};

#[derive(Debug, Default)]
pub struct Outline {
    pub title: String,
    /// What is asked for in every ticket.
    pub common: Vec<Wish>,
    pub sections: Vec<Section>,
    /// What stands under no category: its line and text.
    pub left: Vec<(usize, String)>,
}

#[derive(Debug)]
pub struct Section {
    pub line: usize,
    pub title: String,
    /// What stands in parentheses behind the title, taken apart: what tickets of this kind are about.
    pub about: Vec<String>,
    pub wishes: Vec<Wish>,
    /// Paragraphs, each with its line.
    pub notes: Vec<(usize, String)>,
}

/// Words of headings that stand over what is asked for, and name no category.
const OVER_LISTS: [&str; 34] = [
    "required",
    "information",
    "info",
    "include",
    "provide",
    "send",
    "details",
    "screenshots",
    "screenshot",
    "attachments",
    "attach",
    "needed",
    "need",
    "documents",
    "files",
    "what",
    "following",
    "please",
    "checklist",
    "items",
    "fields",
    "must",
    "should",
    "contain",
    "data",
    "also",
    "additional",
    "have",
    "ready",
    "first",
    "table",
    "list",
    "necessary",
    "photos",
];
const EVERY: [&str; 6] = ["every", "always", "all", "each", "any", "general"];
const TICKETS: [&str; 11] = [
    "ticket",
    "tickets",
    "request",
    "requests",
    "include",
    "case",
    "cases",
    "information",
    "required",
    "inquiries",
    "escalation",
];
/// Words of a file's kind that stand over several files.
const FILES: [(&str, &str); 6] = [
    ("screenshots", "Screenshot"),
    ("screenshot", "Screenshot"),
    ("photos", "Photo"),
    ("pictures", "Picture"),
    ("documents", "Document"),
    ("images", "Image"),
];

/// Where the walk through the article is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Under {
    Nothing,
    Common,
    Section,
}

pub fn read(blocks: &[Block]) -> Outline {
    let title_at = title(blocks);
    let level = category_level(blocks, title_at);
    let mut outline = Outline {
        title: title_at.map(|at| blocks[at].text.clone()).unwrap_or_default(),
        ..Outline::default()
    };
    let mut under = Under::Nothing;
    if level.is_none() {
        let first = blocks.first().map_or(1, |block| block.line);
        let name = if outline.title.is_empty() { "Imported" } else { &outline.title };
        outline.sections.push(section(first, name));
        under = Under::Section;
    }
    let mut table = Vec::new();
    let mut group = None;
    let mut at = 0;
    while at < blocks.len() {
        let block = &blocks[at];
        let is_row = matches!(block.kind, BlockKind::Row { .. });
        if !is_row {
            table.clear();
        }
        match block.kind {
            BlockKind::Heading(_) if Some(at) == title_at => {}
            BlockKind::Heading(here) if level.is_none_or(|level| here > level) => {
                group = file_word(&block.text)
            }
            BlockKind::Heading(here) => {
                group = None;
                under = if is_common(&block.text) {
                    Under::Common
                } else if owns_entries(blocks, at, here) && !stands_over_lists(&block.text) {
                    outline.sections.push(section(block.line, &block.text));
                    Under::Section
                } else {
                    outline.left.push((block.line, block.text.clone()));
                    Under::Nothing
                };
            }
            BlockKind::Paragraph => match (under, outline.sections.last_mut()) {
                (Under::Section, Some(section)) => section.notes.push((block.line, block.text.clone())),
                (_, _) => outline.left.push((block.line, block.text.clone())),
            },
            BlockKind::Row { is_header } => {
                let cells: Vec<&str> = block.text.split_terminator('\t').collect();
                if is_header || table.is_empty() && is_heading(&cells) {
                    table = columns(&cells);
                } else {
                    let wish = of_row(block.line, &cells, &table);
                    take(&mut outline, under, vec![wish], block);
                }
            }
            BlockKind::Entry(depth) => {
                let end = at + 1 + blocks[at + 1..].iter().take_while(|next| is_within(next, depth)).count();
                take(&mut outline, under, of_entry(&blocks[at..end], group), block);
                at = end;
                continue;
            }
        }
        at += 1;
    }
    outline
}

fn take(outline: &mut Outline, under: Under, wishes: Vec<Wish>, block: &Block) {
    match (under, outline.sections.last_mut()) {
        (Under::Common, _) => outline.common.extend(wishes),
        (Under::Section, Some(section)) => section.wishes.extend(wishes),
        (_, _) => outline.left.push((block.line, block.text.trim().replace('\t', " | "))),
    }
}

/// The heading over everything: the first one, if no other is as high.
fn title(blocks: &[Block]) -> Option<usize> {
    let level = |block: &Block| match block.kind {
        BlockKind::Heading(level) => Some(level),
        BlockKind::Entry(_) | BlockKind::Paragraph | BlockKind::Row { .. } => None,
    };
    let (at, highest) = blocks.iter().enumerate().find_map(|(at, block)| Some((at, level(block)?)))?;
    let is_alone = blocks[at + 1..].iter().filter_map(level).all(|other| other > highest);
    let has_others = blocks[at + 1..].iter().any(|block| level(block).is_some());
    (is_alone && has_others).then_some(at)
}

/// The level of the headings that are categories: the highest at which several have lists under them.
fn category_level(blocks: &[Block], title: Option<usize>) -> Option<u8> {
    let count = |wanted: u8| {
        let is_one = |(at, block): &(usize, &Block)| {
            block.kind == BlockKind::Heading(wanted)
                && Some(*at) != title
                && owns_entries(blocks, *at, wanted)
                && !stands_over_lists(&block.text)
                && !is_common(&block.text)
        };
        blocks.iter().enumerate().filter(is_one).count()
    };
    (1..=6).find(|level| count(*level) >= 2).or_else(|| (1..=6).find(|level| count(*level) == 1))
}

fn owns_entries(blocks: &[Block], at: usize, level: u8) -> bool {
    blocks[at + 1..]
        .iter()
        .take_while(|block| !matches!(block.kind, BlockKind::Heading(other) if other <= level))
        .any(|block| matches!(block.kind, BlockKind::Entry(_) | BlockKind::Row { .. }))
}

fn stands_over_lists(title: &str) -> bool {
    telling(title).iter().all(|word| OVER_LISTS.contains(&word.as_str()))
}

fn is_common(title: &str) -> bool {
    let words = words(title);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    has(&EVERY) && (has(&TICKETS) || words.len() <= 2)
}

fn section(line: usize, title: &str) -> Section {
    let (name, about) = match title.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.trim_end_matches([')', ' ', ':'])),
        None => (title.trim_end_matches(':'), ""),
    };
    // A title of marks alone names nothing.
    let name = if words(name).is_empty() { "Imported" } else { name };
    let about = about.split([',', ';']).flat_map(|part| part.split(" or ")).map(|part| {
        part.trim()
            .trim_start_matches("or ")
            .trim_start_matches("and ")
            .trim_end_matches(['.', '…'])
            .trim()
            .to_owned()
    });
    let about = about.filter(|part| !part.is_empty() && part != "etc").collect();
    Section { line, title: name.to_owned(), about, wishes: Vec::new(), notes: Vec::new() }
}

fn is_within(block: &Block, depth: usize) -> bool {
    matches!(block.kind, BlockKind::Entry(inner) if inner > depth)
}

/// An entry and those below it.
fn of_entry(blocks: &[Block], group: Option<&'static str>) -> Vec<Wish> {
    let Some((first, below)) = blocks.split_first() else { return Vec::new() };
    let mut wish = Wish::parse(first.line, &first.text);
    let inner: Vec<&Block> = below.iter().collect();
    if inner.is_empty() {
        return vec![grouped(wish, group)];
    }
    if stands_over_lists(&wish.label) {
        let group = file_word(&first.text).or(group);
        return inner.iter().map(|block| grouped(Wish::parse(block.line, &block.text), group)).collect();
    }
    let are_choices = first.text.ends_with(':')
        && (2..=8).contains(&inner.len())
        && inner.iter().all(|block| block.text.split(' ').count() <= 2 && !block.text.contains(['(', '?']));
    if are_choices {
        wish.choices = inner.iter().map(|block| block.text.clone()).collect();
        return vec![wish];
    }
    let below = inner.iter().map(|block| grouped(Wish::parse(block.line, &block.text), group));
    std::iter::once(grouped(wish, group)).chain(below).collect()
}

/// "Screenshots:" over "The page" asks for a screenshot of the page.
fn grouped(mut wish: Wish, group: Option<&'static str>) -> Wish {
    if let Some(group) = group
        && file_word(&wish.label).is_none()
        && !wish.label.to_lowercase().contains(&group.to_lowercase())
    {
        wish.label = format!("{group}: {}", wish.label);
    }
    wish
}

fn file_word(text: &str) -> Option<&'static str> {
    let words = words(text);
    FILES.iter().find(|(word, _)| words.iter().any(|one| one == word)).map(|(_, name)| *name)
}

/// What a column of a table holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Label,
    Needed,
    Place,
    Other,
}

fn column(cell: &str) -> Column {
    let words = words(cell);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    if has(&["required", "when", "mandatory", "necessary", "optional"]) {
        Column::Needed
    } else if has(&["where", "find", "location", "found"]) {
        Column::Place
    } else {
        Column::Other
    }
}

fn is_heading(cells: &[&str]) -> bool {
    cells.iter().any(|cell| column(cell) != Column::Other)
}

fn columns(cells: &[&str]) -> Vec<Column> {
    let mut columns: Vec<Column> = cells.iter().map(|cell| column(cell)).collect();
    if let Some(label) = columns.iter_mut().find(|column| **column == Column::Other) {
        *label = Column::Label;
    }
    columns
}

fn of_row(line: usize, cells: &[&str], columns: &[Column]) -> Wish {
    let at = columns.iter().position(|column| *column == Column::Label).unwrap_or(0);
    let mut wish = Wish::parse(line, cells.get(at).copied().unwrap_or_default());
    wish.source = cells.join(" | ").trim_end_matches([' ', '|']).to_owned();
    for (index, cell) in cells.iter().enumerate().filter(|(index, cell)| *index != at && !cell.is_empty()) {
        match columns.get(index) {
            Some(Column::Needed) => wish.needed_in_cell(cell),
            Some(Column::Place) => wish.find_it = Some((*cell).to_owned()),
            Some(Column::Label | Column::Other) | None => wish.remarks.push((*cell).to_owned()),
        }
    }
    wish
}
