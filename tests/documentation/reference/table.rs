//! Words as Markdown has them in tables, paragraphs and links.

/// On one line, with nothing that ends a cell.
pub fn cell(text: &str) -> String {
    paragraph(text).replace('|', "\\|")
}

/// On one line; angle brackets outside of code are no markup.
pub fn paragraph(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let parts = text.split('`').enumerate();
    let parts: Vec<String> = parts
        .map(|(at, part)| if at % 2 == 1 { part.to_owned() } else { part.replace('<', "&lt;") })
        .collect();
    parts.join("`")
}

/// What GitHub calls a heading.
pub fn slug(heading: &str) -> String {
    let text = heading.trim().to_lowercase().replace(' ', "-");
    text.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect()
}
