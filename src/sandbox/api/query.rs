//! A request's query, and the cursor pages that it asks for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::sandbox::api::answer::Answer;

/// Zendesk's page size where none is asked for, and the largest.
const PAGE_SIZE_MAX: usize = 100;

#[derive(Clone, Debug)]
pub struct Query {
    /// Scheme, host and path, for links to further pages.
    address: String,
    pairs: Vec<(String, String)>,
}

/// One page of a list, with what stands beside it in the answer.
pub struct Page<'a, T> {
    pub items: Vec<&'a T>,
    pub meta: Value,
    pub links: Value,
}

impl Query {
    pub fn parse(base: &str, path: &str, query: &str) -> Self {
        let address = format!("{base}{path}");
        let url = reqwest::Url::parse(&format!("{base}/?{query}"));
        let pairs = url.map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default();
        Self { address, pairs }
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    pub fn includes(&self, what: &str) -> bool {
        self.get("include").is_some_and(|list| list.split(',').any(|name| name.trim() == what))
    }

    pub fn is_true(&self, key: &str) -> bool {
        self.get(key) == Some("true")
    }

    /// Cuts the page out of the whole list, which is in its order already. A cursor names the last item before the
    /// page, so that items which are added meanwhile move nothing.
    pub fn page<'a, T>(&self, all: Vec<&'a T>, id: impl Fn(&T) -> u64) -> Result<Page<'a, T>, Answer> {
        let wrong =
            || Answer::listed(400, "InvalidPaginationParameter", "page[size] must be between 1 and 100");
        let size = match self.get("page[size]") {
            Some(text) => {
                text.parse().ok().filter(|size| (1..=PAGE_SIZE_MAX).contains(size)).ok_or_else(wrong)?
            }
            None => PAGE_SIZE_MAX,
        };
        let start = match self.get("page[after]") {
            Some(cursor) => {
                let unknown =
                    || Answer::listed(400, "InvalidPaginationParameter", "page[after] is not valid");
                let last = decode(cursor).ok_or_else(unknown)?;
                all.iter().position(|item| id(item) == last).ok_or_else(unknown)? + 1
            }
            None => 0,
        };
        let has_more = all.len() > start + size;
        let items: Vec<&T> = all.into_iter().skip(start).take(size).collect();
        let after = items.last().map(|item| encode(id(item)));
        let before = items.first().map(|item| encode(id(item)));
        Ok(Page {
            links: json!({
                "next": after.as_ref().map(|cursor| self.link("page[after]", cursor, size)),
                "prev": before.as_ref().map(|cursor| self.link("page[before]", cursor, size)),
            }),
            meta: json!({"has_more": has_more, "after_cursor": after, "before_cursor": before}),
            items,
        })
    }

    fn link(&self, key: &str, cursor: &str, size: usize) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| !name.starts_with("page["));
        let kept = kept.map(|(name, value)| (name.clone(), value.clone()));
        let own = [(key.to_owned(), cursor.to_owned()), ("page[size]".to_owned(), size.to_string())];
        let pairs: Vec<(String, String)> = kept.chain(own).collect();
        reqwest::Url::parse_with_params(&self.address, &pairs).map(String::from).unwrap_or_default()
    }
}

pub fn encode(id: u64) -> String {
    STANDARD.encode(format!("after:{id}"))
}

pub fn decode(cursor: &str) -> Option<u64> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("after:")?.parse().ok()
}
