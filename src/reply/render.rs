//! The templates of `config/replies/`, compiled, and what they make of a context.
//!
//! Two guards besides the cleaned context: every expression is escaped, whatever the template says (there is no
//! `safe`), and a template that would run for ever runs out of fuel.

use std::collections::BTreeSet;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde::Serialize;

use crate::checklist::model::Verdict;
use crate::reply::context::{AgentContext, CustomerContext};
use crate::reply::escape::write_html;
use crate::reply::names::Names;
use crate::reply::trial;
use crate::yaml::mistake::Mistake;

/// Steps that one template may take. A note with 30 items takes some 5,000.
const FUEL_MAX: u64 = 2_000_000;

/// The language that others fall back to.
const FALLBACK: &str = "en";

/// The name of the template for internal notes.
const NOTE: &str = "note.html.j2";

/// The name of the template for a further request after an earlier comment.
const UPDATE: &str = "update.html.j2";

/// The name of the template for a reminder.
const REMINDER: &str = "reminder.html.j2";

/// Filters of Jinja's that templates don't have: whatever they say, every expression is escaped.
pub const REMOVED_FILTERS: [&str; 4] = ["safe", "escape", "e", "tojson"];

/// The compiled templates of all languages.
#[derive(Clone, Debug)]
pub struct Replies {
    environment: Environment<'static>,
    languages: BTreeSet<String>,
}

/// What is wrong with a template, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {what}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct TemplateError {
    /// The path within `config/replies/`.
    pub file: String,
    pub line: Option<usize>,
    pub what: String,
    pub mistake: Mistake,
    /// What is meant.
    pub help: Option<String>,
}

impl Replies {
    /// Compiles the files, each with its path within `config/replies/` such as `en/incomplete.html.j2`, and tries each
    /// template with samples. Files that do not end in `.j2` are left alone.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, Vec<TemplateError>> {
        let (replies, names) = Self::compile(files)?;
        let errors = replies.try_all(&names);
        if errors.is_empty() { Ok(replies) } else { Err(errors) }
    }

    /// The same for files that were tried before: trying them all takes a good part of a start.
    pub fn of_tried(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, Vec<TemplateError>> {
        Self::compile(files).map(|(replies, _)| replies)
    }

    /// With the paths of the templates.
    fn compile(
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(Self, BTreeSet<String>), Vec<TemplateError>> {
        let mut environment = environment();
        let (mut languages, mut names, mut errors) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for (path, text) in files {
            if !path.ends_with(".j2") {
                continue;
            }
            if let Some((language, _)) = path.split_once('/') {
                languages.insert(language.to_owned());
            }
            names.insert(path.clone());
            if let Err(error) = environment.add_template_owned(path.clone(), text) {
                errors.push(located(&path, &error));
            }
        }
        languages.insert(FALLBACK.to_owned());
        for language in &languages {
            let needed = needed().map(|name| format!("{language}/{name}"));
            errors.extend(needed.filter(|path| !names.contains(path)).map(|file| TemplateError {
                file,
                line: None,
                what: "this template is missing: a language needs all of them".to_owned(),
                mistake: Mistake::TemplateMissing,
                help: None,
            }));
        }
        if errors.is_empty() { Ok((Self { environment, languages }, names)) } else { Err(errors) }
    }

    /// The language of the templates that speak to readers of `language`, a BCP 47 tag.
    pub fn language(&self, language: &str) -> &str {
        let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        self.languages.get(&primary).map_or(FALLBACK, String::as_str)
    }

    pub fn comment(&self, language: &str, context: &CustomerContext) -> Result<String, TemplateError> {
        let update = context.verdict == Verdict::Incomplete && context.previous.is_some();
        let name = if update { UPDATE.to_owned() } else { file_name(context.verdict) };
        self.render(&format!("{}/{name}", self.language(language)), context)
    }

    pub fn note(&self, language: &str, context: &AgentContext) -> Result<String, TemplateError> {
        self.render(&format!("{}/{NOTE}", self.language(language)), context)
    }

    pub fn reminder(&self, language: &str, context: &CustomerContext) -> Result<String, TemplateError> {
        self.render(&format!("{}/{REMINDER}", self.language(language)), context)
    }

    fn render(&self, path: &str, context: &impl Serialize) -> Result<String, TemplateError> {
        self.fill(path, Value::from(Serde(context))).map(|html| unwrap_lines(&html))
    }

    fn fill(&self, path: &str, context: Value) -> Result<String, TemplateError> {
        let template = self.environment.get_template(path).map_err(|error| located(path, &error))?;
        template.render(context).map_err(|error| located(path, &error))
    }

    fn try_all(&self, names: &BTreeSet<String>) -> Vec<TemplateError> {
        let known = Names::new();
        let mut errors: Vec<TemplateError> =
            names.iter().flat_map(|path| known.unknown(&self.environment, path, NOTE)).collect();
        let of_agents = values(&trial::agent_contexts(), |context| context.verdict);
        let of_customers = |gate| values(&trial::customer_contexts(gate), |context| context.verdict);
        let of_any_gate = of_customers(None);
        for path in names {
            let gate = path.rsplit_once("gates/").and_then(|(_, file)| file.strip_suffix(".html.j2"));
            let of_gate = gate.map(|gate| of_customers(Some(gate)));
            let contexts = match &of_gate {
                Some(of_gate) => of_gate,
                None if path.ends_with(NOTE) => &of_agents,
                None => &of_any_gate,
            };
            let only = only_verdict(path);
            let mut fitting = contexts.iter().filter(|(verdict, _)| only.is_none_or(|only| only == *verdict));
            let tried = fitting.find_map(|(_, context)| self.fill(path, context.clone()).err());
            // One that stands in a line with an unknown name comes from it, and shared words fail for each that uses them.
            let is_told = |error: &TemplateError| {
                errors.iter().any(|one| one.file == error.file && one.line == error.line)
            };
            errors.extend(tried.filter(|error| !is_told(error)));
        }
        errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        errors
    }
}

fn values<T: Serialize>(contexts: &[T], verdict: impl Fn(&T) -> Verdict) -> Vec<(Verdict, Value)> {
    contexts.iter().map(|context| (verdict(context), Value::from(Serde(context)))).collect()
}

/// The verdict that a template is for, if it is for one: it never meets another.
fn only_verdict(path: &str) -> Option<Verdict> {
    let (_, name) = path.split_once('/')?;
    let of_update = (name == UPDATE).then_some(Verdict::Incomplete);
    of_update.or_else(|| Verdict::ALL.into_iter().find(|verdict| name == file_name(*verdict)))
}

/// The templates that a language must have.
fn needed() -> impl Iterator<Item = String> {
    let verdicts = Verdict::ALL.into_iter().filter(|verdict| *verdict != Verdict::Ignored).map(file_name);
    verdicts.chain([UPDATE.to_owned(), REMINDER.to_owned(), NOTE.to_owned()])
}

fn file_name(verdict: Verdict) -> String {
    format!("{}.html.j2", verdict.name())
}

/// Undoes the line breaks that templates have for their authors, except in `pre`: some readers would show them. No
/// value holds a line break, so each is the template's.
fn unwrap_lines(html: &str) -> String {
    let (mut text, mut verbatim) = (String::with_capacity(html.len()), false);
    for line in html.lines().filter(|line| !line.trim().is_empty()) {
        if text.is_empty() || verbatim || text.ends_with('>') {
            text.push('\n');
            text.push_str(line);
        } else {
            text.push(' ');
            text.push_str(line.trim_start());
        }
        verbatim = (verbatim || line.contains("<pre>")) && !line.contains("</pre>");
    }
    text.trim_start().to_owned()
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL_MAX));
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    environment.set_syntax(syntax.build().expect("the usual delimiters do not clash"));
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_path_join_callback(|name, parent| {
        // Within a language: `words.html.j2` in `es/incomplete.html.j2` or `es/gates/x.html.j2` is the Spanish one.
        parent
            .split_once('/')
            .map_or_else(|| name.to_owned(), |(language, _)| format!("{language}/{name}"))
            .into()
    });
    for filter in REMOVED_FILTERS {
        environment.remove_filter(filter);
    }
    environment.set_formatter(|out, _, value| {
        // Safe is what macros and blocks of the templates themselves have made.
        if value.is_safe() {
            return out.write_str(value.as_str().unwrap_or_default()).map_err(minijinja::Error::from);
        }
        match value.kind() {
            ValueKind::None => Ok(()),
            _ => write_html(out, &value.to_string()).map_err(minijinja::Error::from),
        }
    });
    environment
}

fn located(path: &str, error: &minijinja::Error) -> TemplateError {
    // An error within an included file has that file's error as its cause.
    let mut inner = error;
    while let Some(cause) = std::error::Error::source(inner).and_then(|cause| cause.downcast_ref()) {
        inner = cause;
    }
    let what =
        inner.detail().map_or_else(|| inner.kind().to_string(), |more| format!("{}: {more}", inner.kind()));
    let mistake = match inner.kind() {
        ErrorKind::SyntaxError | ErrorKind::BadEscape => Mistake::TemplateInvalid,
        ErrorKind::UndefinedError
        | ErrorKind::UnknownFilter
        | ErrorKind::UnknownTest
        | ErrorKind::UnknownFunction => Mistake::TemplateName,
        _ => Mistake::TemplateFails,
    };
    TemplateError {
        file: inner.name().unwrap_or(path).to_owned(),
        line: inner.line(),
        what,
        mistake,
        help: None,
    }
}
