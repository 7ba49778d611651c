//! Holds a file against the JSON Schema of the type that it is read into, and tells every mistake at once.
//!
//! The schema comes from the types themselves, so this knows none of them. It understands what schemars makes of structs,
//! maps, lists, pairs, optional values and externally tagged enums, and lets everything else pass: the type has the
//! last word when it is read.

use schemars::Schema;
use serde_json::Value;

use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::scalar::{self, Wrong, described, kind_of, own_place};
use crate::yaml::schema::{Variants, optional, schema_type, variants};
use crate::yaml::suggest;
use crate::yaml::tree::{Entry, Node, Place, Tree};

/// All mistakes of the file's shape, in the order of the file.
pub fn check(file: &SourceFile, tree: &Tree, schema: &Schema) -> Vec<Diagnostic> {
    let mut walk = Walk { file, root: schema.as_value(), found: Vec::new() };
    let start = Place { line: 1, column: 1, length: 1 };
    walk.value(schema.as_value(), tree, if tree.place.line == 0 { start } else { tree.place });
    walk.found.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    walk.found
}

struct Walk<'a> {
    file: &'a SourceFile,
    root: &'a Value,
    found: Vec<Diagnostic>,
}

impl<'a> Walk<'a> {
    /// `place` is where to point to when the value itself has none of its own: the key that it stands under.
    fn value(&mut self, schema: &'a Value, tree: &Tree, place: Place) {
        let schema = self.resolve(schema);
        if let Some(inner) = optional(schema) {
            if !matches!(tree.node, Node::Null) {
                self.value(inner, tree, place);
            }
            return;
        }
        if schema["x-secret"] == true && !matches!(tree.node, Node::Map(_)) {
            return self.secret(own_place(tree, place));
        }
        if let Some(variants) = variants(schema) {
            return self.choice(&variants, tree, place);
        }
        match schema_type(schema) {
            Some("object") => self.object(schema, tree, place),
            Some("array") => self.array(schema, tree, place),
            Some("string") => self.scalar(scalar::text(tree), tree, place),
            Some("integer") => self.scalar(scalar::integer(schema, tree), tree, place),
            Some("number") => self.scalar(scalar::number(tree), tree, place),
            Some("boolean") => self.scalar(scalar::boolean(tree), tree, place),
            Some(_) | None => {}
        }
    }

    fn object(&mut self, schema: &'a Value, tree: &Tree, place: Place) {
        let Node::Map(entries) = &tree.node else {
            return self.wrong_kind("fields (`name: value` on lines of their own)", schema, tree, place);
        };
        self.duplicates(entries);
        let fields = schema["properties"].as_object();
        let names = || fields.into_iter().flat_map(|fields| fields.keys().map(String::as_str));
        for entry in entries {
            let known = fields.and_then(|fields| fields.get(&entry.key));
            match (known, &schema["additionalProperties"]) {
                (Some(known), _) => self.value(known, &entry.value, entry.key_place),
                (None, Value::Bool(false)) => {
                    let help = suggest::help(&entry.key, names());
                    self.say(
                        Mistake::UnknownField,
                        entry.key_place,
                        format!("unknown field `{}`", entry.key),
                        help,
                    );
                }
                (None, Value::Object(_)) => {
                    self.key(schema, entry);
                    self.value(&schema["additionalProperties"], &entry.value, entry.key_place);
                }
                (None, _) => {}
            }
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !entries.iter().any(|entry| entry.key == name) {
                let help = self.describe(&schema["properties"][name]);
                self.say(Mistake::FieldMissing, place, format!("the field `{name}` is missing"), help);
            }
        }
    }

    /// The key of a map whose keys are choices.
    fn key(&mut self, schema: &'a Value, entry: &Entry) {
        let names = &schema["propertyNames"];
        if names.is_object()
            && let Some(variants) = variants(self.resolve(names))
            && !variants.names.contains(&entry.key.as_str())
        {
            let help = suggest::help(&entry.key, variants.names.iter().copied());
            self.say(Mistake::UnknownName, entry.key_place, format!("unknown name `{}`", entry.key), help);
        }
    }

    fn duplicates(&mut self, entries: &[Entry]) {
        for (at, entry) in entries.iter().enumerate() {
            if let Some(first) = entries[..at].iter().find(|earlier| earlier.key == entry.key) {
                let help =
                    format!("it stands in line {} already; only one of them can hold", first.key_place.line);
                self.say(
                    Mistake::KeyTwice,
                    entry.key_place,
                    format!("`{}` stands here twice", entry.key),
                    Some(help),
                );
            }
        }
    }

    fn array(&mut self, schema: &'a Value, tree: &Tree, place: Place) {
        let Node::List(items) = &tree.node else {
            return self.wrong_kind("a list (`[a, b]`, or lines that begin with `- `)", schema, tree, place);
        };
        let heads = schema["prefixItems"].as_array().map_or(&[][..], Vec::as_slice);
        if !heads.is_empty() && items.len() != heads.len() {
            let message = format!("{} values are needed here, and there are {}", heads.len(), items.len());
            let help = self.describe(schema);
            return self.say(Mistake::WrongLength, place, message, help);
        }
        for (at, item) in items.iter().enumerate() {
            let inner = heads.get(at).unwrap_or(&schema["items"]);
            self.value(inner, item, item.place);
        }
    }

    fn choice(&mut self, variants: &Variants<'a>, tree: &Tree, place: Place) {
        let all = || variants.names.iter().copied().chain(variants.tagged.iter().map(|(name, _)| *name));
        let find =
            |name: &str| variants.tagged.iter().find(|(tag, _)| *tag == name).map(|(_, schema)| *schema);
        match &tree.node {
            Node::Text(name) if variants.names.contains(&name.as_str()) => {}
            Node::Text(name) => match find(name) {
                Some(schema) => {
                    let value = if self.may_be_empty(schema) { "{}" } else { "..." };
                    let help = Some(format!("write `{name}: {value}`"));
                    self.say(Mistake::NeedsValue, tree.place, format!("`{name}` needs a value"), help);
                }
                None => self.say(
                    Mistake::UnknownName,
                    tree.place,
                    format!("unknown `{name}`"),
                    suggest::help(name, all()),
                ),
            },
            Node::Map(entries) => {
                let [entry] = entries.as_slice() else {
                    let help = "give each a `- ` of its own in a list, or join them by `all` or `any` where these are known";
                    let message = format!("one of these is needed here, and there are {}", entries.len());
                    return self.say(Mistake::SeveralForOne, place, message, Some(help.to_owned()));
                };
                match find(&entry.key) {
                    Some(schema) => self.value(schema, &entry.value, entry.key_place),
                    None if variants.names.contains(&entry.key.as_str()) => {
                        let help = Some(format!("write `{}` without the colon", entry.key));
                        self.say(
                            Mistake::TakesNoValue,
                            entry.key_place,
                            format!("`{}` takes no value", entry.key),
                            help,
                        );
                    }
                    None => {
                        let help = suggest::help(&entry.key, all());
                        self.say(
                            Mistake::UnknownName,
                            entry.key_place,
                            format!("unknown `{}`", entry.key),
                            help,
                        );
                    }
                }
            }
            Node::Null | Node::Bool(_) | Node::Integer(_) | Node::Float(_) | Node::List(_) => {
                let names: Vec<&str> = all().collect();
                let message =
                    format!("one of {} is needed here, not {}", suggest::list(&names), kind_of(&tree.node));
                self.say(Mistake::WrongType, own_place(tree, place), message, None);
            }
        }
    }

    /// A place that names where a secret is kept: what stands here instead may be the secret, and is not shown.
    fn secret(&mut self, place: Place) {
        let help =
            "name an environment variable, `{env: NAME}`, or a file that holds nothing else, `{file: PATH}`";
        let message = "a secret must not stand in this file";
        let mut diagnostic =
            Diagnostic::at(Mistake::SecretInFile, self.file, place, message, Some(help.to_owned()));
        diagnostic.snippet = None;
        self.found.push(diagnostic);
    }

    fn scalar(&mut self, wrong: Option<Wrong>, tree: &Tree, place: Place) {
        if let Some((mistake, message, help)) = wrong {
            self.say(mistake, own_place(tree, place), message, help);
        }
    }

    fn wrong_kind(&mut self, wanted: &str, schema: &'a Value, tree: &Tree, place: Place) {
        let help = match tree.node {
            Node::Null if self.may_be_empty(schema) => {
                Some("leave the line out, or write `{}` after it".to_owned())
            }
            Node::Null if schema_type(schema) == Some("array") => {
                Some("write `[]` for an empty list".to_owned())
            }
            Node::Null
            | Node::Bool(_)
            | Node::Integer(_)
            | Node::Float(_)
            | Node::Text(_)
            | Node::List(_)
            | Node::Map(_) => self.describe(schema),
        };
        self.say(
            Mistake::WrongType,
            own_place(tree, place),
            format!("{wanted} is needed here, not {}", kind_of(&tree.node)),
            help,
        );
    }

    /// Whether `{}` is a value of the schema.
    fn may_be_empty(&self, schema: &'a Value) -> bool {
        let schema = self.resolve(schema);
        schema_type(schema) == Some("object") && schema["required"].as_array().is_none_or(Vec::is_empty)
    }

    fn describe(&self, schema: &'a Value) -> Option<String> {
        described(schema).or_else(|| described(self.resolve(schema)))
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let target = schema["$ref"].as_str().and_then(|target| self.root.pointer(target.strip_prefix('#')?));
        target.unwrap_or(schema)
    }

    fn say(&mut self, mistake: Mistake, place: Place, message: String, help: Option<String>) {
        self.found.push(Diagnostic::at(mistake, self.file, place, message, help));
    }
}
