//! Pages of lists: how many rows, and where the next page begins. What a cursor is made of is nobody's business but ours; its
//! pattern is told, so that whatever fits it is a place in the list.

use jiff::Timestamp;
use utoipa::IntoParams;

use crate::http::api::query::{Parameters, number as whole};
use crate::store::archive::{PageOf, Place};

/// Rows of a page.
const ROWS_MAX: u32 = 200;
const ROWS_USUAL: u32 = 50;
/// Bytes of a cursor.
const CURSOR_BYTES_MAX: usize = 1_024;
/// Digits of a time: as many as the year 5138 has.
const DIGITS_MAX: usize = 14;

/// Which page of a list that is ordered by time.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParameters {
    /// Rows of a page; 50 if it is not said.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[param(
        value_type = String,
        required = false,
        max_length = 1024,
        pattern = "^[0-9]{1,14}\\.[A-Za-z0-9_-]+\\.([0-9a-f][0-9a-f])+$"
    )]
    pub cursor: Option<String>,
}

/// Which page of a list that is ordered by number.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NumberedPageParameters {
    /// Rows of a page; 50 if it is not said.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[param(value_type = String, required = false, pattern = "^[0-9]{1,14}$")]
    pub cursor: Option<String>,
}

/// The page that these parameters ask for. `read` makes a place of a cursor.
pub fn page<P>(parameters: &mut Parameters, read: impl FnOnce(&str) -> Option<P>) -> PageOf<P> {
    let rows = parameters.take("limit", whole(1, ROWS_MAX)).unwrap_or(ROWS_USUAL);
    let after = parameters.take("cursor", |cursor| {
        let place = (cursor.len() <= CURSOR_BYTES_MAX).then(|| read(cursor)).flatten();
        place.ok_or_else(|| "`next` of the page before is needed".to_owned())
    });
    PageOf { after, rows }
}

pub fn number(cursor: &str) -> Option<u64> {
    let is_plain = cursor.len() <= DIGITS_MAX && cursor.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| cursor.parse().ok()).flatten()
}

pub fn place(cursor: &str) -> Option<Place> {
    let mut parts = cursor.splitn(3, '.');
    let at = i64::try_from(number(parts.next()?)?).ok()?;
    let (helpdesk, id) = (parts.next()?, hex::decode(parts.next()?).ok()?);
    Some(Place {
        at: Timestamp::from_millisecond(at).ok()?,
        helpdesk: helpdesk.to_owned(),
        id: String::from_utf8_lossy(&id).into_owned(),
    })
}

/// The cursor of a place. Names of helpdesks are plain.
pub fn of_place(place: &Place) -> String {
    let Place { at, helpdesk, id } = place;
    format!("{}.{helpdesk}.{}", at.as_millisecond().max(0), hex::encode(id))
}

#[cfg(test)]
mod tests {
    use super::{of_place, place};
    use crate::store::archive::Place;

    #[test]
    fn a_place_comes_back_from_its_cursor() {
        let at = "2026-03-03T15:04:05.678Z".parse().expect("a time");
        let wanted = Place { at, helpdesk: "main".into(), id: "a.b ü".into() };
        assert_eq!(place(&of_place(&wanted)), Some(wanted));
        for nonsense in
            ["", "7", "7.main", "7.main.xyz", "x.main.61", "+7.main.61", "999999999999999.main.61"]
        {
            assert_eq!(place(nonsense), None, "{nonsense}");
        }
    }
}
