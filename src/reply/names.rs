//! The names that a template uses, in every branch, held against those that there are: what rendering with samples can't
//! reach.

use std::collections::BTreeSet;

use minijinja::{Environment, ErrorKind};
use serde::Serialize;
use serde_json::Value;

use crate::reply::render::TemplateError;
use crate::reply::trial;
use crate::yaml::mistake::Mistake;
use crate::yaml::suggest;

/// Filters and tests that templates most likely mean.
const FILTERS: [&str; 22] = [
    "attr",
    "capitalize",
    "default",
    "first",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "reject",
    "rejectattr",
    "replace",
    "round",
    "select",
    "selectattr",
    "sort",
    "title",
    "trim",
    "unique",
    "upper",
];
const TESTS: [&str; 10] = [
    "defined",
    "divisibleby",
    "endingwith",
    "even",
    "in",
    "none",
    "number",
    "odd",
    "startingwith",
    "undefined",
];

/// What the templates see: samples of all contexts as JSON.
pub struct Names {
    customer: Vec<Value>,
    agent: Vec<Value>,
}

/// A name and the line that it stands in.
struct Used<'a> {
    name: &'a str,
    line: usize,
}

impl Names {
    pub fn new() -> Self {
        Self { customer: samples(trial::customer_contexts(None)), agent: samples(trial::agent_contexts()) }
    }

    /// All names in the template that nothing has.
    pub fn unknown(&self, environment: &Environment<'_>, path: &str, note: &str) -> Vec<TemplateError> {
        let Ok(template) = environment.get_template(path) else { return Vec::new() };
        let text = template.source();
        // A file of shared words may be for both.
        let contexts: Vec<&Value> = match path {
            _ if path.ends_with(note) => self.agent.iter().collect(),
            _ => self.customer.iter().chain(&self.agent).collect(),
        };
        let globals: BTreeSet<String> = environment.globals().map(|(name, _)| name.to_owned()).collect();
        let error = |line, what: String, help| TemplateError {
            file: path.to_owned(),
            line: Some(line),
            what,
            mistake: Mistake::TemplateName,
            help,
        };
        let mut found = Vec::new();
        let mut paths: Vec<String> = template.undeclared_variables(true).into_iter().collect();
        paths.sort();
        for path in paths.iter().filter(|path| !globals.contains(path.as_str())) {
            if let Some((name, known)) = unknown_step(&contexts, path) {
                let help = suggest::help(name, known.iter().map(String::as_str));
                found.push(error(line_of(text, path), format!("nothing is named `{path}` here"), help));
            }
        }
        let is_unknown =
            |probe: String, kind| environment.render_str(&probe, ()).is_err_and(|error| error.kind() == kind);
        for filter in behind(text, "|") {
            if is_unknown(format!("{{{{ none|{} }}}}", filter.name), ErrorKind::UnknownFilter) {
                let help = suggest::help(filter.name, FILTERS);
                found.push(error(filter.line, format!("there is no filter `{}`", filter.name), help));
            }
        }
        for test in behind(text, "is") {
            if is_unknown(format!("{{{{ none is {} }}}}", test.name), ErrorKind::UnknownTest) {
                let help = suggest::help(test.name, TESTS);
                found.push(error(test.line, format!("there is no test `{}`", test.name), help));
            }
        }
        found
    }
}

fn samples(contexts: Vec<impl Serialize>) -> Vec<Value> {
    contexts.iter().filter_map(|context| serde_json::to_value(context).ok()).collect()
}

/// The step of a path such as `handed_over.rounds` that no context has, with the names that stand there instead.
fn unknown_step<'p>(contexts: &[&Value], path: &'p str) -> Option<(&'p str, BTreeSet<String>)> {
    let mut here: Vec<&Value> = contexts.to_vec();
    for step in path.split('.') {
        let maps: Vec<_> = here.iter().filter_map(|value| value.as_object()).collect();
        // Of lists, texts and what is never there nothing is said here: rendering the samples shows it.
        if maps.is_empty() {
            return None;
        }
        if !maps.iter().any(|map| map.contains_key(step)) {
            return Some((step, maps.iter().flat_map(|map| map.keys().cloned()).collect()));
        }
        here = maps.iter().filter_map(|map| map.get(step)).collect();
    }
    None
}

/// The first line in which the path stands within `{{ }}` or `{% %}`.
fn line_of(text: &str, path: &str) -> usize {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    let stands = |code: &str| {
        code.match_indices(path).any(|(at, _)| {
            !code[..at].ends_with(is_word)
                && !code[at + path.len()..].starts_with(|letter| is_word(letter) && letter != '.')
        })
    };
    codes(text).find(|(_, code)| stands(code)).map_or(1, |(line, _)| line)
}

/// The names right behind an operator: `| upper`, `is defined`, `is not defined`.
fn behind<'a>(text: &'a str, operator: &str) -> Vec<Used<'a>> {
    let mut used = Vec::new();
    for (line, code) in codes(text) {
        let mut last = "";
        for word in words(code) {
            if last == operator && word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
                if operator == "is" && word == "not" {
                    continue;
                }
                used.push(Used { name: word, line });
            }
            last = word;
        }
    }
    used
}

/// What stands within `{{ }}` and `{% %}`, line by line; comments are left out.
fn codes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut parts = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(start) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        line += rest[..start].matches('\n').count();
        let end = match &rest[start..start + 2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let inner = &rest[start + 2..];
        let length = inner.find(end).unwrap_or(inner.len());
        if end != "#}" {
            parts.extend(inner[..length].split('\n').enumerate().map(|(at, code)| (line + at, code)));
        }
        line += inner[..length].matches('\n').count();
        rest = inner.get(length + 2..).unwrap_or("");
    }
    parts.into_iter()
}

/// Names and operators of a piece of code; what stands in quotes is one word.
fn words(code: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            _ if first.is_alphanumeric() || first == '_' => {
                rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{behind, line_of};

    #[test]
    fn filters_and_tests_are_found_in_every_branch_and_not_in_words() {
        let text =
            "{# x | no #} a | b is c\n{% if a is not nice %}{{ x | loud('y | z') |\n  soft }}{% endif %}";
        let names = |operator| {
            behind(text, operator).iter().map(|used| (used.name.to_owned(), used.line)).collect::<Vec<_>>()
        };
        assert_eq!(names("|"), [("loud".to_owned(), 2)]);
        assert_eq!(names("is"), [("nice".to_owned(), 2)]);
        assert_eq!(line_of("{{ a.b }}\n{{ b }}", "b"), 2);
    }
}
