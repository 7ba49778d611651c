//! Mistakes in `items.yaml`.

use crate::checklist::kind::{ChoiceShape, FileShape, IdShape, Kind, Showing};
use crate::checklist::lint::names::Names;
use crate::checklist::lint::note::Note;
use crate::checklist::lint::patterns;
use crate::checklist::model::{Item, ItemsFile};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
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
            note.say(&path.key("labels").index(at), "the label is empty", None);
        }
    }
    check_kind(note, &path.key("kind"), name, &item.kind);
    for (at, showing) in item.shown_by.iter().enumerate() {
        let shown_by = path.key("shown_by");
        let here = shown_by.index(at);
        match showing {
            Showing::Pattern(pattern) => patterns::with_value(note, &here.key("pattern"), pattern),
            Showing::ClauseWith(list) => note.phrase_list(&here.key("clause_with"), list),
            Showing::SentenceWith(list) => note.phrase_list(&here.key("sentence_with"), list),
            Showing::Quoted(list) => note.phrase_list(&here.key("quoted"), list),
            Showing::QuotedWith(list) => note.phrase_list(&here.key("quoted_with"), list),
            Showing::After(shape) => {
                let here = here.key("after");
                note.phrase_list(&here.key("phrase"), &shape.phrase);
                shape.behind.iter().for_each(|list| note.phrase_list(&here.key("behind"), list));
                shape.until.iter().for_each(|list| note.phrase_list(&here.key("until"), list));
                shape.having.iter().for_each(|list| note.phrase_list(&here.key("having"), list));
            }
            Showing::Noun(shape) => {
                let here = here.key("noun");
                note.phrase_list(&here.key("last"), &shape.last);
                note.phrase_list(&here.key("first"), &shape.first);
            }
            Showing::Story(shape) => {
                let here = here.key("story");
                note.phrase_lists(&here.key("leave_out"), &shape.leave_out);
                note.phrase_lists(&here.key("heavier"), &shape.heavier);
                note.phrase_lists(&here.key("lighter"), &shape.lighter);
            }
        }
    }
}

fn check_kind(note: &mut Note<'_>, path: &Path<'_>, name: &str, kind: &Kind) {
    match kind {
        Kind::Id(shape) => check_id(note, &path.key("id"), shape),
        Kind::Code(shape) => range(note, &path.key("code").key("length"), shape.length),
        Kind::Text(shape) => {
            note.phrase_lists(&path.key("text").key("not_with"), &shape.not_with);
            note.phrase_lists(&path.key("text").key("best_with"), &shape.best_with);
        }
        Kind::Name(shape) => note.phrase_lists(&path.key("name").key("not_with"), &shape.not_with),
        Kind::Email(_) => {}
        Kind::Date(shape) => {
            note.phrase_lists(&path.key("date").key("near"), &shape.near);
            note.phrase_lists(&path.key("date").key("not_near"), &shape.not_near);
            check_order(note, &path.key("date").key("not_after"), name, &shape.not_after);
        }
        Kind::DateTime(shape) => {
            note.phrase_lists(&path.key("date_time").key("near"), &shape.near);
            note.phrase_lists(&path.key("date_time").key("not_near"), &shape.not_near);
            check_order(note, &path.key("date_time").key("not_after"), name, &shape.not_after);
        }
        Kind::Time(shape) => {
            note.phrase_lists(&path.key("time").key("near"), &shape.near);
            note.phrase_lists(&path.key("time").key("not_near"), &shape.not_near);
        }
        Kind::Number(shape) => note.phrase_lists(&path.key("number").key("near"), &shape.near),
        Kind::Choice(shape) => check_choice(note, &path.key("choice"), name, shape),
        Kind::Screenshot(shape) => check_file(note, &path.key("screenshot"), shape),
        Kind::Sheet(shape) => check_file(note, &path.key("sheet"), shape),
        Kind::Document(shape) => check_file(note, &path.key("document"), shape),
    }
}

fn check_id(note: &mut Note<'_>, path: &Path<'_>, shape: &IdShape) {
    let digits = path.key("digits");
    range(note, &digits, shape.digits);
    let (_, most) = shape.digits;
    for (at, start) in shape.starts_with.iter().enumerate() {
        let starts_with = path.key("starts_with");
        let here = starts_with.index(at);
        if start.is_empty() || !start.chars().all(|digit| digit.is_ascii_digit()) {
            let help = "`starts_with` holds digits; forms with letters belong under `patterns`".to_owned();
            note.say(&here, format!("`{start}` is not made of digits"), help);
        } else if start.len() > usize::from(most) {
            note.say(&here, format!("`{start}` is longer than the {most} digits that it can have"), None);
        }
    }
    patterns::check_all(note, &path.key("patterns"), &shape.patterns);
    note.phrase_lists(&path.key("near"), &shape.near);
}

fn check_choice(note: &mut Note<'_>, path: &Path<'_>, name: &str, shape: &ChoiceShape) {
    let choices = path.key("choices");
    if shape.choices.is_empty() {
        note.say(&choices, "there is nothing to choose from", None);
    }
    for (choice, words) in &shape.choices {
        let here = choices.key(choice);
        if words.label.is_empty() && words.text.is_empty() && words.items.is_empty() {
            let help = "give it words under `label` or `text`, or items that say it".to_owned();
            note.say(&choices.key_only(choice), format!("nothing says `{choice}`"), help);
        }
        note.phrases(&here.key("label"), &words.label);
        note.phrases(&here.key("text"), &words.text);
        note.phrases(&here.key("close"), &words.close);
        for (at, told) in words.told.iter().enumerate() {
            note.phrase_lists(&here.key("told").index(at).key("of"), &told.of);
        }
        for (at, item) in words.items.iter().enumerate() {
            let items = here.key("items");
            note.item(&items.index(at), item);
            if item == name {
                note.say(&items.index(at), "the item can't say its own choice", None);
            }
        }
    }
    if let Some(together) = &shape.together {
        let known: Vec<&str> = shape.choices.keys().map(String::as_str).collect();
        note.known(&path.key("together"), "choice", together, &known);
    }
    note.phrase_lists(&path.key("near"), &shape.near);
    note.phrase_lists(&path.key("not_behind"), &shape.not_behind);
    note.phrase_lists(&path.key("not_before"), &shape.not_before);
}

fn check_order(note: &mut Note<'_>, path: &Path<'_>, name: &str, others: &[String]) {
    for (at, item) in others.iter().enumerate() {
        note.item(&path.index(at), item);
        if item == name {
            note.say(&path.index(at), "the item can't come before itself", None);
        }
    }
}

fn check_file(note: &mut Note<'_>, path: &Path<'_>, shape: &FileShape) {
    note.phrases(&path.key("names"), &shape.names);
    note.phrases(&path.key("not_names"), &shape.not_names);
}

fn range(note: &mut Note<'_>, path: &Path<'_>, (least, most): (u8, u8)) {
    if least == 0 {
        note.say(path, "the fewest must be at least 1", None);
    }
    if least > most {
        let help = format!("the smaller number goes first: `[{most}, {least}]`");
        note.say(path, format!("{least} to {most} leaves nothing"), help);
    }
}
