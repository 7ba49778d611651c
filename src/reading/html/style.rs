//! What an inline style says about reading: hidden, preformatted, in a colour of its own.

const STYLE_BYTES_MAX: usize = 2_000;
/// Between the strongest and the weakest of red, green and blue, of 255: less is grey.
const SATURATION_MIN: u8 = 70;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub hidden: bool,
    pub preformatted: bool,
    pub coloured: bool,
    pub without_bullets: bool,
    /// A width or height of at most 2 pixels.
    pub tiny: bool,
}

/// Reads a `style` attribute.
pub fn parse(style: &str) -> Style {
    let mut read = Style::default();
    for declaration in style[..style.floor_char_boundary(STYLE_BYTES_MAX)].split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
        let value = value.trim_end_matches("!important").trim_end();
        match name.as_str() {
            "display" => read.hidden |= value == "none",
            "visibility" => read.hidden |= value == "hidden" || value == "collapse",
            "mso-hide" => read.hidden |= value == "all",
            "font-size" | "opacity" => read.hidden |= number(value) == Some(0.0),
            "white-space" => read.preformatted |= value.starts_with("pre") || value == "break-spaces",
            "color" | "background" | "background-color" => read.coloured |= is_colour(value),
            "list-style" | "list-style-type" => read.without_bullets |= value.starts_with("none"),
            "width" | "height" => read.tiny |= number(value).is_some_and(|pixels| pixels <= 2.0),
            _ => {}
        }
    }
    read
}

/// A colour that someone chose to stand out: not black, white or grey.
pub fn is_colour(value: &str) -> bool {
    let value = value.trim();
    if let Some(digits) = value.strip_prefix('#') {
        return channels(digits).is_some_and(saturated);
    }
    if let Some(arguments) = value.strip_prefix("rgb").and_then(|rest| rest.split_once('(')) {
        let mut parts = arguments.1.split([',', ' ', '/', ')']).filter(|part| !part.is_empty());
        let mut next = || parts.next().and_then(|part| part.parse::<f32>().ok()).map(|part| part as u8);
        return matches!((next(), next(), next()), (Some(red), Some(green), Some(blue)) if saturated([red, green, blue]));
    }
    [
        "red",
        "darkred",
        "crimson",
        "firebrick",
        "blue",
        "darkblue",
        "mediumblue",
        "navy",
        "royalblue",
        "dodgerblue",
        "green",
        "darkgreen",
        "limegreen",
        "lime",
        "purple",
        "orange",
        "orangered",
        "darkorange",
        "magenta",
        "fuchsia",
        "deeppink",
        "hotpink",
        "pink",
        "violet",
        "indigo",
        "teal",
        "maroon",
        "brown",
        "yellow",
        "aqua",
        "cyan",
        "turquoise",
    ]
    .iter()
    .any(|name| value.eq_ignore_ascii_case(name))
}

/// Whether a `width` or `height` attribute is that of a tracking pixel.
pub fn is_tiny(value: &str) -> bool {
    number(value).is_some_and(|pixels| pixels <= 2.0)
}

/// A number with or without a unit; percentages and other units count by their number.
pub fn number(value: &str) -> Option<f32> {
    let value = value.trim();
    let end = value.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(value.len());
    value[..end].parse().ok()
}

fn channels(digits: &str) -> Option<[u8; 3]> {
    let digit = |index: usize| digits.as_bytes().get(index).and_then(|byte| char::from(*byte).to_digit(16));
    let pair = |high: usize, low: usize| Some((digit(high)? * 16 + digit(low)?) as u8);
    match digits.len() {
        3 | 4 => Some([pair(0, 0)?, pair(1, 1)?, pair(2, 2)?]),
        6 | 8 => Some([pair(0, 1)?, pair(2, 3)?, pair(4, 5)?]),
        _ => None,
    }
}

fn saturated([red, green, blue]: [u8; 3]) -> bool {
    red.max(green).max(blue) - red.min(green).min(blue) >= SATURATION_MIN
}
