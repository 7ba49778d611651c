//! The blocks of an article in plain text or Markdown.

use crate::cli::config::import::article::{Block, BlockKind, squeezed};

/// Words of a line that may be a heading by standing alone.
const TITLE_WORDS_MAX: usize = 8;

pub fn read(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks: Vec<Block> = Vec::new();
    let mut goes_on = false;
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).map_or("", |line| line.trim());
        let block = |kind, text: &str| Block { line: at + 1, kind, text: squeezed(text) };
        let trimmed = line.trim();
        if trimmed.is_empty() || is_rule(trimmed) {
            goes_on = false;
        } else if let Some((level, title)) = heading(trimmed, next) {
            blocks.push(block(BlockKind::Heading(level), title));
            goes_on = false;
        } else if trimmed.starts_with('|') {
            goes_on = false;
            if !trimmed.chars().all(|letter| "|-: ".contains(letter)) {
                let is_header = next.starts_with('|') && next.chars().all(|letter| "|-: ".contains(letter));
                let cells = trimmed.trim_matches('|').split('|').map(|cell| squeezed(&plain(cell)) + "\t");
                let text = cells.collect();
                blocks.push(Block { line: at + 1, kind: BlockKind::Row { is_header }, text });
            }
        } else if let Some(entry) = entry(trimmed) {
            let indent = line.len() - line.trim_start().len();
            blocks.push(block(BlockKind::Entry(indent), &plain(entry)));
            goes_on = true;
        } else {
            match blocks.last_mut().filter(|_| goes_on) {
                Some(last) => last.text = squeezed(&format!("{} {}", last.text, plain(trimmed))),
                None => blocks.push(block(BlockKind::Paragraph, &plain(trimmed))),
            }
            goes_on = true;
        }
    }
    leads(&mut blocks);
    levels(&mut blocks);
    blocks
}

/// `# Title`, a line with a line under it, `**Title**`, or a line in capitals.
fn heading<'a>(line: &'a str, next: &str) -> Option<(u8, &'a str)> {
    let marks = line.len() - line.trim_start_matches('#').len();
    if (1..=6).contains(&marks) && line[marks..].starts_with(' ') {
        return Some((u8::try_from(marks).ok()?, line[marks..].trim_matches([' ', '#'])));
    }
    let is_under = |mark: char| next.len() >= 3 && next.chars().all(|letter| letter == mark);
    if is_under('=') || is_under('-') {
        return Some((if is_under('=') { 1 } else { 2 }, line));
    }
    let is_short = line.split_whitespace().count() <= TITLE_WORDS_MAX;
    if let Some(title) = line.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) {
        return is_short.then_some((6, title));
    }
    let has_letters = line.chars().filter(|letter| letter.is_alphabetic()).count() > 3;
    (is_short && has_letters && !line.contains(char::is_lowercase) && entry(line).is_none())
        .then_some((5, line))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3
        && (line.chars().all(|letter| letter == '-') || line.chars().all(|letter| "=*_".contains(letter)))
}

/// What follows the mark of an entry: `- `, `* `, `1. `, `a) `.
fn entry(line: &str) -> Option<&str> {
    for mark in ["- ", "* ", "+ ", "• ", "– ", "o "] {
        if let Some(rest) = line.strip_prefix(mark) {
            return Some(rest.trim_start_matches("[ ] "));
        }
    }
    let number = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let length = if number > 0 {
        number
    } else {
        usize::from(line.starts_with(|letter: char| letter.is_ascii_lowercase()))
    };
    let rest = &line[length..];
    let has_mark =
        length > 0 && length <= 3 && (rest.starts_with(") ") || number > 0 && rest.starts_with(". "));
    has_mark.then(|| rest[2..].trim_start())
}

/// Without the marks of bold and code, and with a link's words alone.
fn plain(text: &str) -> String {
    let mut text = text.replace("**", "").replace("__", "").replace('`', "");
    while let Some(start) = text.find("](") {
        let Some(end) = text[start..].find(')').map(|end| start + end) else { break };
        let Some(open) = text[..start].rfind('[') else { break };
        text = format!("{}{}{}", &text[..open], &text[open + 1..start], &text[end + 1..]);
    }
    text
}

/// A short paragraph that ends in a colon and leads to a list is a heading below all others.
fn leads(blocks: &mut [Block]) {
    for at in 1..blocks.len() {
        let follows = matches!(blocks[at].kind, BlockKind::Entry(_) | BlockKind::Row { .. });
        let before = &mut blocks[at - 1];
        let is_short = before.text.split(' ').count() <= TITLE_WORDS_MAX;
        if follows && before.kind == BlockKind::Paragraph && is_short && before.text.ends_with(':') {
            before.kind = BlockKind::Heading(6);
            before.text = before.text.trim_end_matches(':').to_owned();
        }
    }
}

/// Indents become depths: 0, 1, 2 within each list.
fn levels(blocks: &mut [Block]) {
    let mut indents: Vec<usize> = Vec::new();
    for block in blocks {
        match &mut block.kind {
            BlockKind::Entry(indent) => {
                indents.retain(|outer| *outer < *indent);
                indents.push(*indent);
                *indent = indents.len() - 1;
            }
            BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Row { .. } => indents.clear(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::cli::config::import::article::BlockKind;

    #[test]
    fn headings_lists_and_tables_are_told_by_how_they_are_written() {
        let text = "# A\n\nB\n---\nwords\nmore\n* one\n  goes on\n  - two\n3) three\n\nFor it:\n- x\n\n| a | b |\n|---|---|\n| c | **d** |\n";
        let blocks = read(text);
        let told: Vec<(usize, &BlockKind, &str)> =
            blocks.iter().map(|block| (block.line, &block.kind, block.text.as_str())).collect();
        assert_eq!(
            told,
            [
                (1, &BlockKind::Heading(1), "A"),
                (3, &BlockKind::Heading(2), "B"),
                (5, &BlockKind::Paragraph, "words more"),
                (7, &BlockKind::Entry(0), "one goes on"),
                (9, &BlockKind::Entry(1), "two"),
                (10, &BlockKind::Entry(0), "three"),
                (12, &BlockKind::Heading(6), "For it"),
                (13, &BlockKind::Entry(0), "x"),
                (15, &BlockKind::Row { is_header: true }, "a\tb\t"),
                (17, &BlockKind::Row { is_header: false }, "c\td\t"),
            ]
        );
    }
}
