//! Lists that come in pages: on from cursor to cursor, never by an address that an answer holds.

use serde::Deserialize;

use crate::helpdesk::HelpdeskError;

pub const PAGE_SIZE: &str = "100";

/// What a page says of the next. The links beside it are there even after the last page, and are not followed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Meta {
    has_more: Option<bool>,
    after_cursor: Option<String>,
}

impl Meta {
    /// The cursor of the next page, or none after the last. `current` is the cursor of the page that says so.
    pub fn next(self, current: Option<&str>) -> Result<Option<String>, HelpdeskError> {
        if self.has_more != Some(true) {
            return Ok(None);
        }
        let next = self.after_cursor.filter(|cursor| !cursor.is_empty() && Some(cursor.as_str()) != current);
        next.map(Some).ok_or_else(|| HelpdeskError::Unavailable { detail: "a page has no next one".into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(json: &str, current: Option<&str>) -> Result<Option<String>, HelpdeskError> {
        serde_json::from_str::<Meta>(json).expect("a meta object").next(current)
    }

    #[test]
    fn the_last_page_has_no_next_whatever_cursor_it_names() {
        assert_eq!(next(r#"{"has_more":false,"after_cursor":"a"}"#, None), Ok(None));
        assert_eq!(next("{}", None), Ok(None));
        assert_eq!(next(r#"{"has_more":true,"after_cursor":"b"}"#, Some("a")), Ok(Some("b".into())));
    }

    #[test]
    fn pages_do_not_go_round_in_circles() {
        assert!(next(r#"{"has_more":true,"after_cursor":"a"}"#, Some("a")).is_err());
        assert!(next(r#"{"has_more":true,"after_cursor":null}"#, None).is_err());
    }
}
