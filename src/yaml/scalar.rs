//! Single values: whether what stands there is what is needed, and what to say if not.

use serde_json::Value;

use crate::yaml::mistake::Mistake;
use crate::yaml::schema::{bound, format_max};
use crate::yaml::tree::{Node, Place, Tree};

/// What is wrong, and what is meant.
pub type Wrong = (Mistake, String, Option<String>);

pub fn text(tree: &Tree) -> Option<Wrong> {
    match &tree.node {
        // Numbers are taken as the text that they are written as.
        Node::Text(_) | Node::Integer(_) | Node::Float(_) => None,
        Node::Null => {
            let help = "write the text, in quotes if the word `null` or `~` is meant; `\"\"` is an empty one";
            Some((
                Mistake::WrongType,
                "text is needed here, and there is nothing".into(),
                Some(help.to_owned()),
            ))
        }
        Node::Bool(value) => {
            let help = format!("put it into quotes if the word is meant: \"{value}\"");
            Some((
                Mistake::WrongType,
                format!("text is needed here, and YAML reads `{value}` as yes/no"),
                Some(help),
            ))
        }
        Node::List(_) | Node::Map(_) => {
            let help = "text with `: ` in it, or with `[` or `{` at its start, must stand in quotes";
            Some((
                Mistake::WrongType,
                format!("text is needed here, not {}", kind_of(&tree.node)),
                Some(help.to_owned()),
            ))
        }
    }
}

pub fn integer(schema: &Value, tree: &Tree) -> Option<Wrong> {
    let Node::Integer(value) = tree.node else {
        return Some((
            Mistake::WrongType,
            format!("a whole number is needed here, not {}", kind_of(&tree.node)),
            described(schema),
        ));
    };
    let min = bound(&schema["minimum"]).unwrap_or(i128::MIN);
    let max = bound(&schema["maximum"]).or(format_max(schema)).unwrap_or(i128::MAX);
    let within = (min..=max).contains(&value);
    (!within).then(|| (Mistake::OutOfRange, format!("{value} is out of range: {min} to {max}"), None))
}

pub fn number(tree: &Tree) -> Option<Wrong> {
    match tree.node {
        Node::Integer(_) | Node::Float(_) => None,
        Node::Null | Node::Bool(_) | Node::Text(_) | Node::List(_) | Node::Map(_) => {
            Some((Mistake::WrongType, format!("a number is needed here, not {}", kind_of(&tree.node)), None))
        }
    }
}

pub fn boolean(tree: &Tree) -> Option<Wrong> {
    let meant = match &tree.node {
        Node::Bool(_) => return None,
        Node::Text(word) => match word.to_lowercase().as_str() {
            "yes" | "on" | "y" => Some("true"),
            "no" | "off" | "n" => Some("false"),
            _ => None,
        },
        Node::Null | Node::Integer(_) | Node::Float(_) | Node::List(_) | Node::Map(_) => None,
    };
    let message = format!("`true` or `false` is needed here, not {}", kind_of(&tree.node));
    Some((Mistake::WrongType, message, meant.map(|word| format!("write `{word}`"))))
}

/// The first sentence of what the types say of it.
pub fn described(schema: &Value) -> Option<String> {
    let text = schema["description"].as_str()?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(text.split(". ").next().unwrap_or(&text).trim_end_matches('.').to_owned())
}

/// Where to point to: the value, or the key of one that goes over several lines or is not there.
pub fn own_place(tree: &Tree, key: Place) -> Place {
    match tree.node {
        Node::Null | Node::List(_) | Node::Map(_) => key,
        Node::Bool(_) | Node::Integer(_) | Node::Float(_) | Node::Text(_) => tree.place,
    }
}

/// What stands there, in words.
pub fn kind_of(node: &Node) -> String {
    match node {
        Node::Null => "nothing".into(),
        Node::Bool(value) => format!("`{value}`"),
        Node::Integer(value) => format!("the number {value}"),
        Node::Float(value) => format!("the number {value}"),
        Node::Text(text) if text.chars().count() <= 30 => format!("the text `{text}`"),
        Node::Text(_) => "text".into(),
        Node::List(_) => "a list".into(),
        Node::Map(_) => "fields".into(),
    }
}
