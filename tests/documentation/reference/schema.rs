//! From a JSON Schema to Markdown: a section for each type, a row for each field, with type, unit, default and meaning.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

use preflight::yaml::schema::{Variants, optional, schema_type, variants};
use serde_json::Value;

use super::flow::flow;
use super::table::{cell, paragraph, slug};

/// Choices that are named wherever one of them may stand; of more the section's title tells.
const CHOICES_MAX: usize = 8;

/// What a page says that the schema does not know.
#[derive(Clone, Copy)]
pub struct Notes<'a> {
    /// What sections are called, by the type's name; otherwise by the first path that leads to them.
    pub titles: &'a [(&'a str, &'a str)],
    /// Where a field stands among those beside it.
    pub place: &'a dyn Fn(&str) -> usize,
    /// Whether the reader writes it, so that defaults count; otherwise they read it, and it counts what may be missing.
    pub is_written: bool,
    /// What is to be said of the field with this path besides.
    pub remark: &'a dyn Fn(&str) -> Option<String>,
}

/// For what is written in files, with its fields in the order of the alphabet.
pub fn written<'a>(titles: &'a [(&'a str, &'a str)]) -> Notes<'a> {
    Notes { titles, place: &|_| 0, is_written: true, remark: &|_| None }
}

/// For what the program gives.
pub fn given<'a>(titles: &'a [(&'a str, &'a str)]) -> Notes<'a> {
    Notes { is_written: false, ..written(titles) }
}

/// The types of one schema, walked from its root; each gets one section, however often it is used.
struct Walk<'a> {
    root: &'a Value,
    notes: Notes<'a>,
    /// What the present section leads to; it comes right behind it.
    found: Vec<(String, &'a Value)>,
    named: BTreeMap<&'a str, String>,
    text: String,
}

/// Sections for everything that the schema speaks of.
pub fn sections(root: &Value, title: &str, notes: Notes<'_>) -> String {
    let mut walk = Walk { root, notes, found: Vec::new(), named: BTreeMap::new(), text: String::new() };
    let mut waiting = VecDeque::from([(title.to_owned(), root)]);
    while let Some((title, schema)) = waiting.pop_front() {
        walk.section(&title, schema);
        for found in walk.found.drain(..).rev() {
            waiting.push_front(found);
        }
    }
    walk.text
}

impl<'a> Walk<'a> {
    fn section(&mut self, title: &str, schema: &'a Value) {
        let _ = write!(self.text, "\n## {title}\n\n");
        let description = schema["description"].as_str();
        if let Some(description) = description.filter(|text| text.trim_end_matches('.') != title) {
            let _ = write!(self.text, "{}\n\n", paragraph(description));
        }
        let path = if title.starts_with('`') { title.trim_matches('`') } else { "" };
        if let Some(variants) = variants(schema).filter(|_| schema["properties"].is_null()) {
            self.choices(schema, &variants, path);
        } else {
            self.fields(schema, path);
        }
        for example in schema["examples"].as_array().into_iter().flatten() {
            let _ = write!(self.text, "\n```yaml\n{}\n```\n", flow(example));
        }
    }

    /// The fields of a struct; those that must be given come first.
    fn fields(&mut self, schema: &'a Value, path: &str) {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let Some(fields) = schema["properties"].as_object() else { return };
        let mut fields: Vec<_> = fields.iter().collect();
        fields.sort_by_key(|(name, _)| (!required.contains(&name.as_str()), (self.notes.place)(name)));
        let default = if self.notes.is_written { "default" } else { "may be missing" };
        let _ = write!(self.text, "| name | type | {default} | what it is |\n|---|---|---|---|\n");
        for (name, field) in fields {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let kind = self.kind(field, &path);
            let is_required = required.contains(&name.as_str());
            let default = match (self.notes.is_written, is_required) {
                (true, true) => "must be given".to_owned(),
                (true, false) => self.default(field),
                (false, true) => "no".to_owned(),
                (false, false) => "yes".to_owned(),
            };
            let mut meaning = self.description(field);
            if let Some(example) = field["examples"][0].as_str() {
                let _ = write!(meaning, " For example `{}`.", flow(&example.into()));
            } else if !field["examples"][0].is_null() {
                let _ = write!(meaning, " For example `{}`.", flow(&field["examples"][0]));
            }
            if let Some(remark) = (self.notes.remark)(&path) {
                let _ = write!(meaning, " {remark}");
            }
            let unit = unit(name).map(|unit| format!(", {unit}")).unwrap_or_default();
            let _ = writeln!(self.text, "| `{name}` | {} | {} | {} |", kind + &unit, default, cell(&meaning));
        }
    }

    fn choices(&mut self, schema: &'a Value, variants: &Variants<'a>, path: &str) {
        let options: Vec<&Value> = schema["oneOf"].as_array().into_iter().flatten().collect();
        if options.is_empty() {
            let names: Vec<String> = variants.names.iter().map(|name| format!("`{name}`")).collect();
            let _ = writeln!(self.text, "One of {}.", names.join(", "));
            return;
        }
        let _ = write!(self.text, "| one of | with | what it is |\n|---|---|---|\n");
        for option in options {
            let mut meaning = cell(option["description"].as_str().unwrap_or_default());
            for example in option["examples"].as_array().into_iter().flatten() {
                let _ = write!(meaning, " For example `{}`.", flow(example));
            }
            let names = option["const"]
                .as_str()
                .into_iter()
                .chain(option["enum"].as_array().into_iter().flatten().filter_map(Value::as_str));
            for name in names {
                let _ = writeln!(self.text, "| `{name}` | – | {meaning} |");
            }
            for (name, value) in option["properties"].as_object().into_iter().flatten() {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                let kind = self.kind(value, &path);
                let _ = writeln!(self.text, "| `{name}` | {kind} | {meaning} |");
            }
        }
    }

    /// What may stand there, in words; a type with a section of its own is linked to it.
    fn kind(&mut self, schema: &'a Value, path: &str) -> String {
        if let Some(inner) = optional(schema) {
            return self.kind(inner, path);
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/")) {
            return self.linked(name, path);
        }
        if let Some(Variants { names, tagged }) = variants(schema).filter(|_| schema["type"] == "string") {
            assert!(tagged.is_empty(), "{path}");
            return names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        }
        match schema_type(schema) {
            Some("string") => "text".to_owned(),
            Some("integer") => "whole number".to_owned(),
            Some("number") => "number".to_owned(),
            Some("boolean") => "`true` or `false`".to_owned(),
            Some("array") => match schema["prefixItems"].as_array() {
                Some(items) => format!("list of {}: {}", items.len(), self.kind(&items[0], path)),
                None => format!("list: {}", self.kind(&schema["items"], path)),
            },
            Some("object") => self.map(schema, path),
            Some(_) | None => "anything".to_owned(),
        }
    }

    fn map(&mut self, schema: &'a Value, path: &str) -> String {
        let names = schema["properties"].as_object();
        match names.and_then(|names| Some((names, names.values().next()?))) {
            // A map whose keys are choices.
            Some((names, first)) => {
                let keys: Vec<String> = names.keys().map(|name| format!("`{name}`")).collect();
                format!("by {}: {}", keys.join(", "), self.kind(first, &format!("{path}.<name>")))
            }
            None if schema["additionalProperties"].is_object() => {
                format!("by name: {}", self.kind(&schema["additionalProperties"], &format!("{path}.<name>")))
            }
            None => "by name: anything".to_owned(),
        }
    }

    fn linked(&mut self, name: &'a str, path: &str) -> String {
        let schema = &self.root["$defs"][name];
        let is_told =
            schema["description"].is_string() || schema["oneOf"].is_array() || !schema["enum"].is_array();
        if !is_told {
            return self.kind(schema, path);
        }
        let title = self.named.get(name).cloned().unwrap_or_else(|| {
            let given = self.notes.titles.iter().find(|(of, _)| *of == name);
            let title = given.map_or_else(|| format!("`{path}`"), |(_, title)| (*title).to_owned());
            self.named.insert(name, title.clone());
            self.found.push((title.clone(), schema));
            title
        });
        let inner = match variants(schema).filter(|_| schema["properties"].is_null()) {
            Some(variants) if variants.names.len() + variants.tagged.len() <= CHOICES_MAX => {
                let names =
                    variants.names.iter().copied().chain(variants.tagged.iter().map(|(name, _)| *name));
                names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            }
            Some(_) | None => title.clone(),
        };
        format!("[{inner}](#{})", slug(&title))
    }

    fn default(&self, field: &Value) -> String {
        let of_type = field["$ref"].as_str().and_then(|target| self.root.pointer(target.strip_prefix('#')?));
        let is_struct = of_type.is_some_and(|schema| schema["properties"].is_object());
        match &field["default"] {
            _ if is_struct => "see there".to_owned(),
            Value::Null if schema_type(field) == Some("array") => "none".to_owned(),
            Value::Null => "–".to_owned(),
            Value::Array(items) if items.is_empty() => "none".to_owned(),
            Value::Object(fields) if fields.is_empty() => "none".to_owned(),
            Value::String(text) if text.is_empty() => "–".to_owned(),
            value @ (Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_)) => {
                format!("`{}`", cell(&flow(value)))
            }
        }
    }

    /// The field's own words, else those of its type.
    fn description(&self, field: &'a Value) -> String {
        let own = field["description"].as_str();
        let inner = optional(field).unwrap_or(field);
        let of_type = || {
            let target = inner["$ref"].as_str()?;
            self.root.pointer(target.strip_prefix('#')?)?["description"].as_str()
        };
        own.or_else(of_type).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The unit that a name tells.
fn unit(name: &str) -> Option<&'static str> {
    let units = [
        ("secs", "seconds"),
        ("millis", "milliseconds"),
        ("bytes", "bytes"),
        ("percent", "percent"),
        ("hours", "hours"),
        ("days", "days"),
    ];
    let is_in = |unit: &str| name.split('_').any(|word| word == unit);
    units.into_iter().find(|(short, _)| is_in(short)).map(|(_, unit)| unit)
}
