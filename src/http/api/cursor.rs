//! Pages of lists: how many rows, and where the next page begins. A cursor is opaque to clients.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use utoipa::IntoParams;

use crate::http::api::query::{Parameters, number as whole};
use crate::store::archive::{PageOf, Place};

/// Rows of a page.
const ROWS_MAX: u32 = 200;
const ROWS_USUAL: u32 = 50;
/// Bytes of a cursor.
const CURSOR_BYTES_MAX: usize = 1_024;

/// Which page of a list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParameters {
    /// Rows of a page; 50 if it is not said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// The page that these parameters ask for. `read` makes a place of a cursor's text.
pub fn page<P>(parameters: &mut Parameters, read: impl FnOnce(&str) -> Option<P>) -> PageOf<P> {
    let rows = parameters.take("limit", whole(1, ROWS_MAX)).unwrap_or(ROWS_USUAL);
    let after = parameters.take("cursor", |cursor| {
        let text = (cursor.len() <= CURSOR_BYTES_MAX)
            .then(|| BASE64_URL_SAFE_NO_PAD.decode(cursor).ok())
            .flatten()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        text.and_then(|text| read(&text)).ok_or_else(|| "`next` of the page before is needed".to_owned())
    });
    PageOf { after, rows }
}

pub fn number(text: &str) -> Option<u64> {
    text.parse().ok()
}

pub fn of_number(number: u64) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(number.to_string())
}

/// No name of a helpdesk has a space in it.
pub fn place(text: &str) -> Option<Place> {
    let mut parts = text.splitn(3, ' ');
    let at = Timestamp::from_millisecond(parts.next()?.parse().ok()?).ok()?;
    Some(Place { at, helpdesk: parts.next()?.to_owned(), id: parts.next()?.to_owned() })
}

pub fn of_place(place: &Place) -> String {
    let Place { at, helpdesk, id } = place;
    BASE64_URL_SAFE_NO_PAD.encode(format!("{} {helpdesk} {id}", at.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    use super::{of_place, place};
    use crate::store::archive::Place;

    #[test]
    fn a_place_comes_back_from_its_cursor() {
        let at = "2026-03-03T15:04:05.678Z".parse().expect("a time");
        let wanted = Place { at, helpdesk: "main".into(), id: "a b c".into() };
        let text = BASE64_URL_SAFE_NO_PAD.decode(of_place(&wanted)).expect("our own");
        assert_eq!(place(&String::from_utf8(text).expect("a text")), Some(wanted));
        assert_eq!(place("nonsense"), None);
        assert_eq!(place("99999999999999999999 main 7"), None);
    }
}
