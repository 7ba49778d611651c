//! What a single tag says through its attributes: marks of mail clients, emphasis, pictures, form fields.

use html5ever::Attribute;
use html5ever::tokenizer::Tag;

use crate::reading::html::RegionKind;
use crate::reading::html::mail::{self, Mark, Marks};
use crate::reading::html::style::{self, Style};

const ADDRESS_BYTES_MAX: usize = 2_000;

pub fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|Attribute { name: found, .. }| &*found.local == name).map(|found| &*found.value)
}

/// Quoted history or a signature.
pub fn mark(tag: &Tag) -> Option<Mark> {
    let marks = Marks {
        id: attribute(tag, "id").unwrap_or_default(),
        class: attribute(tag, "class").unwrap_or_default(),
        cites: attribute(tag, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("cite")),
        smartmail: attribute(tag, "data-smartmail").unwrap_or_default(),
        name: attribute(tag, "name").unwrap_or_default(),
    };
    mail::mark(&tag.name, marks)
}

/// Bold, links and colours.
pub fn emphasis(tag: &Tag, style: Style) -> Vec<RegionKind> {
    let name: &str = &tag.name;
    let mut kinds = Vec::new();
    match name {
        "b" | "strong" => kinds.push(RegionKind::Bold),
        "a" => {
            if let Some(href) = attribute(tag, "href").filter(|href| href.len() > 1) {
                kinds.push(RegionKind::Link { href: shortened(href) });
            }
        }
        _ => {}
    }
    let font = name == "font" && attribute(tag, "color").is_some_and(style::is_colour);
    if !matches!(name, "a" | "body" | "table") && (style.coloured || font || name == "mark") {
        kinds.push(RegionKind::Coloured);
    }
    kinds
}

/// A picture, unless it is a tracking pixel.
pub fn picture(tag: &Tag, style: Style) -> Option<RegionKind> {
    let side = |name| attribute(tag, name).filter(|value| !value.contains('%'));
    if style.tiny || ["width", "height"].into_iter().any(|name| side(name).is_some_and(style::is_tiny)) {
        return None;
    }
    let pixels = |name| side(name).and_then(style::number).map(|pixels| pixels as u32);
    Some(RegionKind::Image {
        source: shortened(attribute(tag, "src").unwrap_or_default()),
        alt: shortened(attribute(tag, "alt").unwrap_or_default()),
        width: pixels("width"),
        height: pixels("height"),
    })
}

/// What a reader sees of an `<input>`.
pub fn shown_input(tag: &Tag) -> &str {
    let kind = attribute(tag, "type").unwrap_or("text").to_ascii_lowercase();
    match kind.as_str() {
        "checkbox" | "radio" if attribute(tag, "checked").is_some() => "[x]",
        "checkbox" | "radio" => "[ ]",
        "text" | "email" | "number" | "tel" | "date" | "time" | "datetime-local" | "url" => {
            attribute(tag, "value").unwrap_or_default()
        }
        _ => "",
    }
}

fn shortened(text: &str) -> String {
    text[..text.floor_char_boundary(ADDRESS_BYTES_MAX)].to_owned()
}
