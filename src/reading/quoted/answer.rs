//! Finds answers that were typed into quoted text, so that they aren't thrown away with it.

use std::collections::HashSet;

use crate::reading::quoted::history::{History, without_bullet};
use crate::reading::quoted::split::Row;
use crate::reading::quoted::{Line, Voice};

const LABEL_WORDS_MAX: usize = 8;
const VALUE_BYTES_MAX: usize = 240;
/// A number that is nobody's telephone.
const ID_DIGITS_MIN: usize = 12;

/// The writer's own text says that the answers stand in what is quoted.
pub fn is_hinted(rows: &[Row<'_>], lines: &[Line]) -> bool {
    const HINTS: [&str; 22] = [
        "below",
        "in red",
        "in blue",
        "in green",
        "in bold",
        "inline",
        "in line",
        "typed in",
        "filled in",
        "underneath",
        "see answers",
        "my answers",
        "abajo",
        "en rojo",
        "en azul",
        "abaixo",
        "em vermelho",
        "ci-dessous",
        "en rouge",
        "unten",
        "in rot",
        "qui sotto",
    ];
    rows.iter().zip(lines).filter(|(_, line)| line.voice == Voice::Own && line.depth == 0).any(|(row, _)| {
        let lower = row.text.to_lowercase();
        HINTS.iter().any(|hint| lower.contains(hint))
    })
}

/// Gives answers in quoted lines their voice; `headers` are the indices of reply headers, which hold none.
pub fn rescue(
    rows: &[Row<'_>],
    lines: &mut [Line],
    headers: &HashSet<usize>,
    history: &History,
    hinted: bool,
) {
    let mut after_label = false;
    let mut answered = false;
    for (index, (row, line)) in rows.iter().zip(lines).enumerate() {
        if row.is_blank() {
            continue;
        }
        if line.voice == Voice::Quoted && !headers.contains(&index) {
            line.voice = judge(row, history, hinted, after_label, answered);
            answered |= line.voice != Voice::Quoted;
        }
        after_label = history.is_label(row.text);
    }
}

fn judge(row: &Row<'_>, history: &History, hinted: bool, after_label: bool, answered: bool) -> Voice {
    let text = row.text;
    if history.holds(text) || history.is_label(text) || history.holds_own(text) || is_address(text) {
        return Voice::Quoted;
    }
    let filled = has_value(text);
    if history.is_filled_label(text) || row.coloured || after_label && text.chars().any(char::is_alphanumeric)
    {
        return Voice::Own;
    }
    if filled && hinted && !history.is_known() {
        return Voice::Own;
    }
    // Below a filled form that has no marks, the writer may have gone on in their own words.
    let goes_on =
        answered && row.level() == 0 && !filled && text.split_whitespace().count() >= LABEL_WORDS_MAX;
    if filled || has_long_number(text) || goes_on { Voice::Doubtful } else { Voice::Quoted }
}

/// `label: value` with something real behind the colon.
pub fn has_value(text: &str) -> bool {
    let Some((label, value)) = without_bullet(text).split_once([':', '\t', '=']) else { return false };
    let value = value.trim();
    let label_fits =
        label.chars().any(char::is_alphabetic) && label.split_whitespace().count() <= LABEL_WORDS_MAX;
    // "https://..." and "10:30" are no labels.
    label_fits
        && !value.starts_with("//")
        && !label.ends_with(|letter: char| letter.is_ascii_digit())
        && value.len() <= VALUE_BYTES_MAX
        && value.chars().any(char::is_alphanumeric)
        && !(value.starts_with('(') && value.ends_with(')'))
}

pub fn has_long_number(text: &str) -> bool {
    let mut digits = 0;
    for letter in text.chars() {
        match letter {
            '0'..='9' => digits += 1,
            ' ' | '-' if digits > 0 => {}
            _ => digits = 0,
        }
        if digits >= ID_DIGITS_MIN {
            return true;
        }
    }
    false
}

/// An address line of a quoted mail, or one of a signature.
fn is_address(text: &str) -> bool {
    let Some((label, _)) = text.split_once(':') else { return false };
    let label = label.trim().trim_matches('*').to_lowercase();
    matches!(
        label.as_str(),
        "from"
            | "to"
            | "cc"
            | "sent"
            | "subject"
            | "reply-to"
            | "de"
            | "para"
            | "von"
            | "an"
            | "gesendet"
            | "betreff"
            | "asunto"
            | "assunto"
            | "objet"
            | "à"
            | "enviado"
            | "envoyé"
            | "tel"
            | "phone"
            | "fax"
            | "web"
            | "website"
            | "mobile"
            | "office"
            | "http"
            | "https"
    )
}
