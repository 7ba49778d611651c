//! Finds answers that were typed into quoted text, so that they aren't thrown away with it.

use std::collections::HashSet;

use crate::reading::quoted::history::{History, without_bullet};
use crate::reading::quoted::split::Row;
use crate::reading::quoted::{Line, Voice, notice};

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
    let all_coloured = is_all_coloured(rows, lines);
    let last_known = rows.iter().rposition(|row| !row.is_blank() && history.holds(row.text));
    let mut before: Option<&Row<'_>> = None;
    let mut answered = false;
    for (index, (row, line)) in rows.iter().zip(lines).enumerate() {
        if row.is_blank() {
            continue;
        }
        if line.voice == Voice::Quoted && !headers.contains(&index) {
            let place = Place {
                after_label: before.is_some_and(|before| history.is_label(before.text)),
                below_history: answered || last_known.is_some_and(|last| last < index),
                coloured: row.coloured && !(row.wholly && all_coloured),
                hinted,
            };
            line.voice = judge(row, history, place);
            answered |= line.voice != Voice::Quoted;
        }
        before = Some(row);
    }
}

/// What the surroundings of a quoted line say for its being an answer.
#[derive(Clone, Copy)]
struct Place {
    after_label: bool,
    /// Below everything that is known, or below an answer.
    below_history: bool,
    coloured: bool,
    hinted: bool,
}

fn judge(row: &Row<'_>, history: &History, place: Place) -> Voice {
    let text = row.text;
    if history.holds(text) || history.is_label(text) || history.holds_own(text) || is_address(text) {
        return Voice::Quoted;
    }
    let filled = has_value(text);
    let typed = place.coloured || place.after_label || filled && place.hinted && !history.is_known();
    if history.is_filled_label(text) || typed && text.chars().any(char::is_alphanumeric) {
        return Voice::Own;
    }
    // Below a form without quote marks, the writer may have gone on in their own words.
    let sentence = text.split_whitespace().count() >= LABEL_WORDS_MAX && !notice::is_notice(text);
    let goes_on = place.below_history && row.level() == 0 && sentence;
    if filled || has_long_number(text) || goes_on { Voice::Doubtful } else { Voice::Quoted }
}

/// Someone wrote the whole quoted mail in a colour, so the colour says nothing.
fn is_all_coloured(rows: &[Row<'_>], lines: &[Line]) -> bool {
    let quoted = || {
        rows.iter()
            .zip(lines)
            .filter(|(row, line)| line.voice == Voice::Quoted && !row.is_blank())
            .map(|(row, _)| row)
    };
    quoted().filter(|row| row.wholly).count() * 2 > quoted().count()
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
