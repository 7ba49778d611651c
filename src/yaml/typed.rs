//! From a tree to a type, so that a file is parsed once for the places of its values and for the values themselves. Only for trees that
//! `shape` has found to be of the type, which also holds the length of lists.

use std::collections::BTreeSet;

use serde::de::value::{Error, MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::yaml::tree::{Entry, Node, Tree};

/// # Errors
///
/// The tree is not of this type, has a key twice, or does not tell all that the text does: it knows no tags, and a bare number that is
/// meant as text has lost how it was written. Where in it is not told.
pub fn from_tree<T: DeserializeOwned>(tree: &Tree, text: &str) -> Result<T, Error> {
    if may_have_tags(text) {
        return Err(Error::custom("there may be tags"));
    }
    if has_doubles(tree) {
        return Err(Error::custom("a key stands twice"));
    }
    T::deserialize(Typed(tree))
}

/// A tag stands where a value begins. Words such as `look !here` are taken for one, which does no harm.
fn may_have_tags(text: &str) -> bool {
    let begins = |before: &str| before.ends_with([' ', '\t', '\n', '\r', '[', '{', ',']) || before.is_empty();
    text.match_indices('!').any(|(at, _)| begins(&text[..at]))
}

fn has_doubles(tree: &Tree) -> bool {
    match &tree.node {
        Node::List(items) => items.iter().any(has_doubles),
        Node::Map(entries) => {
            let mut seen = BTreeSet::new();
            entries.iter().any(|entry| !seen.insert(entry.key.as_str()) || has_doubles(&entry.value))
        }
        Node::Null | Node::Bool(_) | Node::Integer(_) | Node::Float(_) | Node::Text(_) => false,
    }
}

#[derive(Clone, Copy)]
struct Typed<'a>(&'a Tree);

impl<'a> Typed<'a> {
    fn map(entries: &'a [Entry]) -> MapDeserializer<'a, impl Iterator<Item = (&'a str, Self)>, Error> {
        MapDeserializer::new(entries.iter().map(|entry| (entry.key.as_str(), Self(&entry.value))))
    }
}

impl<'de> IntoDeserializer<'de> for Typed<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Typed<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0.node {
            Node::Null => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(*value),
            Node::Integer(value) => match (u64::try_from(*value), i64::try_from(*value)) {
                (Ok(value), _) => visitor.visit_u64(value),
                (Err(_), Ok(value)) => visitor.visit_i64(value),
                (Err(_), Err(_)) => visitor.visit_i128(*value),
            },
            Node::Float(value) => visitor.visit_f64(*value),
            Node::Text(text) => visitor.visit_borrowed_str(text),
            Node::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().map(Self))),
            Node::Map(entries) => visitor.visit_map(Self::map(entries)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0.node {
            Node::Null => visitor.visit_none(),
            Node::Bool(_)
            | Node::Integer(_)
            | Node::Float(_)
            | Node::Text(_)
            | Node::List(_)
            | Node::Map(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.0.node {
            Node::Map(entries) if entries.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(Self::map(entries)))
            }
            Node::Text(text) => text.as_str().into_deserializer().deserialize_enum(name, variants, visitor),
            Node::Null | Node::Bool(_) | Node::Integer(_) | Node::Float(_) | Node::List(_) | Node::Map(_) => {
                self.deserialize_any(visitor)
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use serde::Deserialize;
    use serde_json::Value;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "they are compared as they are shown")]
    #[serde(rename_all = "snake_case")]
    enum Choice {
        Plain,
        Number(u8),
        Named { name: Option<String> },
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "they are compared as they are shown")]
    #[serde(untagged)]
    enum OneOrMore {
        One(String),
        More(Vec<String>),
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "they are compared as they are shown")]
    struct Wrapped(f64);

    /// Whether the tree tells it; what it tells is what the text tells.
    fn is_told<T: DeserializeOwned + Debug>(text: &str) -> bool {
        let tree: Tree = serde_saphyr::from_str_with_options(
            text,
            serde_saphyr::options! {duplicate_keys: serde_saphyr::DuplicateKeyPolicy::PassThrough},
        )
        .expect("YAML");
        let parsed: Option<T> = serde_saphyr::from_str(text).ok();
        let typed: Option<T> = from_tree(&tree, text).ok();
        assert!(
            typed.is_none() || format!("{typed:?}") == format!("{parsed:?}"),
            "{text}: {typed:?}, {parsed:?}"
        );
        typed.is_some()
    }

    #[test]
    fn a_tree_tells_what_its_text_tells() {
        assert!(is_told::<Vec<Choice>>(
            "[plain, {number: 7}, {named: {name: x}}, {named: {name: null}}, {named: {}}]"
        ));
        assert!(is_told::<Vec<OneOrMore>>("[x, [v, w], [], \"7\"]"));
        assert!(is_told::<Vec<Wrapped>>("[1, -2, 3.5]"));
        assert!(is_told::<BTreeMap<String, Option<i64>>>("{a: 1, b: ~, c: -9, 2024: 5}"));
        assert!(is_told::<BTreeMap<String, Value>>("{a: [1, true, {b: null}], c: x}"));
        assert!(is_told::<(u8, String)>("[1, a! b]"));
    }

    #[test]
    fn what_a_tree_can_not_tell_is_left_to_the_text() {
        assert!(!is_told::<BTreeMap<String, u32>>("a: [1, 2]"), "another type");
        assert!(!is_told::<Vec<String>>("[1099, 007]"), "numbers that are meant as text");
        assert!(!is_told::<BTreeMap<String, Value>>("a: {b: 1, b: 2}"), "a key that stands twice");
        assert!(!is_told::<Vec<Choice>>("[!wrong plain]"), "a tag");
    }
}
