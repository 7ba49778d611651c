//! From a tree to a type: what a file says is parsed once, for the places of its values and for the values themselves.

use serde::de::value::{Error, MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::yaml::tree::{Entry, Node, Tree};

/// # Errors
///
/// The tree is not of this type. Where in it is not told.
pub fn from_tree<T: DeserializeOwned>(tree: &Tree) -> Result<T, Error> {
    T::deserialize(Typed(tree))
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

    use super::*;

    #[test]
    fn what_is_of_another_type_is_refused() {
        let tree: Tree = serde_saphyr::from_str("a: [1, 2]").expect("YAML");
        assert!(from_tree::<BTreeMap<String, u32>>(&tree).is_err());
        assert_eq!(from_tree(&tree), Ok(BTreeMap::from([("a".to_owned(), vec![1, 2])])));
    }
}
