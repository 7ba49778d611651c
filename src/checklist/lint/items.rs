//! Mistakes in `items.yaml`.

use crate::checklist::kind::{ChoiceShape, FileShape, IdShape, Kind, Showing};
use crate::checklist::lint::names::Names;
use crate::checklist::lint::note::Note;
use crate::checklist::lint::patterns;
use crate::checklist::lint::value;
use crate::checklist::model::{Item, ItemsFile};
use crate::checklist::uses::{self, Use};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;
use crate::yaml::tree::Tree;

pub fn check(file: &SourceFile, tree: &Tree, value: &ItemsFile, names: &Names<'_>) -> Vec<Diagnostic> {
    let mut note = Note::new(file, tree, names);
    let root = Path::ROOT.key("items");
    for (name, item) in &value.items {
        note.identifier(&root.key_only(name), name);
        check_item(&mut note, &root.key(name), name, item);
    }
    note.found
}

fn check_item(note: &mut Note<'_>, path: &Path<'_>, name: &str, item: &Item) {
    note.texts(&path.key("label"), &item.label);
    if !item.find_it.is_empty() {
        note.texts(&path.key("find_it"), &item.find_it);
    }
    for (at, label) in item.labels.iter().enumerate() {
        if label.trim().is_empty() {
            note.say(Mistake::EmptyPhrase, &path.key("labels").index(at), "the label is empty", None);
        }
    }
    check_kind(note, &path.key("kind"), item);
    examples(note, path, item);
    for (at, showing) in item.shown_by.iter().enumerate() {
        if let Showing::Pattern(pattern) = showing {
            let path = path.key("shown_by");
            patterns::with_value(note, &path.index(at).key("pattern"), pattern, &item.examples);
        }
    }
    uses::of_item(path, item, &mut |path, named| match named {
        Use::List(list) => note.phrase_list(path, list),
        Use::Item(other) if other == name => {
            let help = "name another item".to_owned();
            note.say(Mistake::NamesItself, path, format!("`{name}` is the item itself"), help);
        }
        Use::Item(other) => note.item(path, other),
    });
}

fn check_kind(note: &mut Note<'_>, path: &Path<'_>, item: &Item) {
    match &item.kind {
        Kind::Id(shape) => check_id(note, &path.key("id"), shape, &item.examples),
        Kind::Code(shape) => range(note, &path.key("code").key("length"), shape.length),
        Kind::Choice(shape) => check_choice(note, &path.key("choice"), shape),
        Kind::Screenshot(shape) => check_file(note, &path.key("screenshot"), shape),
        Kind::Sheet(shape) => check_file(note, &path.key("sheet"), shape),
        Kind::Document(shape) => check_file(note, &path.key("document"), shape),
        Kind::Text(_)
        | Kind::Name(_)
        | Kind::Email(_)
        | Kind::Date(_)
        | Kind::DateTime(_)
        | Kind::Time(_)
        | Kind::Number(_) => {}
    }
}

fn check_id(note: &mut Note<'_>, path: &Path<'_>, shape: &IdShape, examples: &[String]) {
    let digits = path.key("digits");
    range(note, &digits, shape.digits);
    let (_, most) = shape.digits;
    for (at, start) in shape.starts_with.iter().enumerate() {
        let starts_with = path.key("starts_with");
        let here = starts_with.index(at);
        if start.is_empty() || !start.chars().all(|digit| digit.is_ascii_digit()) {
            let help = "`starts_with` holds digits; forms with letters belong under `patterns`".to_owned();
            note.say(Mistake::StartNoDigits, &here, format!("`{start}` is not made of digits"), help);
        } else if start.len() > usize::from(most) {
            let message = format!("`{start}` is longer than the {most} digits that it can have");
            note.say(Mistake::StartTooLong, &here, message, None);
        }
    }
    patterns::check_all(note, &path.key("patterns"), &shape.patterns, examples);
}

fn check_choice(note: &mut Note<'_>, path: &Path<'_>, shape: &ChoiceShape) {
    let choices = path.key("choices");
    if shape.choices.is_empty() {
        note.say(Mistake::NoChoices, &choices, "there is nothing to choose from", None);
    }
    for (choice, words) in &shape.choices {
        let here = choices.key(choice);
        if words.label.is_empty() && words.text.is_empty() && words.items.is_empty() {
            let help = "give it words under `label` or `text`, or items that say it".to_owned();
            note.say(
                Mistake::ChoiceUnsaid,
                &choices.key_only(choice),
                format!("nothing says `{choice}`"),
                help,
            );
        }
        note.phrases(&here.key("label"), &words.label);
        note.phrases(&here.key("text"), &words.text);
        note.phrases(&here.key("close"), &words.close);
    }
    if let Some(together) = &shape.together {
        let known: Vec<&str> = shape.choices.keys().map(String::as_str).collect();
        note.known(Mistake::UnknownChoice, &path.key("together"), "choice", together, &known);
    }
}

/// Of numbers it is known here how they are read; of other kinds only whether the patterns find something.
fn examples(note: &mut Note<'_>, path: &Path<'_>, item: &Item) {
    let Kind::Id(shape) = &item.kind else { return };
    for (at, example) in item.examples.iter().enumerate() {
        if !value::shows_id(shape, example) {
            let (least, most) = shape.digits;
            let help = format!("{least} to {most} digits are needed, or one of `patterns`");
            let message = format!("there is no such value in `{example}`");
            note.say(Mistake::ExampleUnread, &path.key("examples").index(at), message, help);
        }
    }
}

fn check_file(note: &mut Note<'_>, path: &Path<'_>, shape: &FileShape) {
    note.phrases(&path.key("names"), &shape.names);
    note.phrases(&path.key("not_names"), &shape.not_names);
}

fn range(note: &mut Note<'_>, path: &Path<'_>, (least, most): (u8, u8)) {
    if least == 0 {
        note.say(Mistake::RangeFromZero, path, "the fewest must be at least 1", None);
    }
    if least > most {
        let help = format!("the smaller number goes first: `[{most}, {least}]`");
        note.say(Mistake::RangeTurned, path, format!("{least} to {most} leaves nothing"), help);
    }
}
