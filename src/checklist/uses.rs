//! What names what: the lists of phrases and the other items that an item or a condition speaks of.

use crate::checklist::condition::Condition;
use crate::checklist::kind::{ChoiceShape, DateShape, Kind, NumberShape, Showing};
use crate::checklist::model::Item;
use crate::yaml::path::Path;

/// The lists of phrases that the program itself looks for, whatever else there is.
pub const OWN_LISTS: [&str; 29] = [
    "absences",
    "auto_replies",
    "bare_answers",
    "both",
    "buttons",
    "confirmations",
    "corrections",
    "courtesies",
    "cut_off",
    "days_later",
    "declines",
    "decorations",
    "denials",
    "earlier",
    "in_signature",
    "negations",
    "next_day",
    "not_meant",
    "on_it_too",
    "picture_links",
    "pictures",
    "placeholders",
    "promises",
    "refusals",
    "same",
    "same_day",
    "screenshots",
    "suppositions",
    "the_other",
];

/// A name that stands for something in another place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use<'a> {
    List(&'a str),
    Item(&'a str),
}

/// Takes each name with the way to it.
pub type Take<'t> = &'t mut dyn FnMut(&Path<'_>, Use<'_>);

/// All names that an item speaks of; `path` leads to the item.
pub fn of_item(path: &Path<'_>, item: &Item, take: Take<'_>) {
    of_kind(&path.key("kind"), &item.kind, take);
    for (at, showing) in item.shown_by.iter().enumerate() {
        of_showing(&path.key("shown_by").index(at), showing, take);
    }
}

/// All names that a condition speaks of.
pub fn of_condition(path: &Path<'_>, condition: &Condition, take: Take<'_>) {
    match condition {
        Condition::Any(inner) => each(&path.key("any"), inner, take),
        Condition::All(inner) => each(&path.key("all"), inner, take),
        Condition::Not(inner) => of_condition(&path.key("not"), inner, take),
        Condition::Mentions(list) => take(&path.key("mentions"), Use::List(list)),
        Condition::Present(item) => take(&path.key("present"), Use::Item(item)),
        Condition::Missing(item) => take(&path.key("missing"), Use::Item(item)),
        Condition::Equals(equals) => take(&path.key("equals").key("item"), Use::Item(&equals.item)),
        Condition::Counts(counts) => take(&path.key("counts").key("item"), Use::Item(&counts.item)),
        Condition::Quantity(quantity) => take(&path.key("quantity").key("of"), Use::List(&quantity.of)),
        Condition::Attached(_) => {}
    }
}

fn each(path: &Path<'_>, conditions: &[Condition], take: Take<'_>) {
    for (at, condition) in conditions.iter().enumerate() {
        of_condition(&path.index(at), condition, take);
    }
}

fn of_kind(path: &Path<'_>, kind: &Kind, take: Take<'_>) {
    match kind {
        Kind::Id(shape) => {
            let path = path.key("id");
            lists(&path.key("near"), &shape.near, take);
            items(&path.key("beside"), &shape.beside, take);
            list(&path.key("or_in_sheet"), shape.or_in_sheet.as_deref(), take);
        }
        Kind::Text(shape) => {
            let path = path.key("text");
            list(&path.key("answered_with"), shape.answered_with.as_deref(), take);
            lists(&path.key("not_with"), &shape.not_with, take);
            lists(&path.key("best_with"), &shape.best_with, take);
        }
        Kind::Date(shape) => of_date(&path.key("date"), shape, take),
        Kind::DateTime(shape) => of_date(&path.key("date_time"), shape, take),
        Kind::Time(shape) => {
            let path = path.key("time");
            lists(&path.key("near"), &shape.near, take);
            lists(&path.key("not_near"), &shape.not_near, take);
        }
        Kind::Number(shape) => of_number(&path.key("number"), shape, take),
        Kind::Choice(shape) => of_choice(&path.key("choice"), shape, take),
        Kind::Name(shape) => lists(&path.key("name").key("not_with"), &shape.not_with, take),
        Kind::Code(_) | Kind::Email(_) | Kind::Screenshot(_) | Kind::Sheet(_) | Kind::Document(_) => {}
    }
}

fn of_date(path: &Path<'_>, shape: &DateShape, take: Take<'_>) {
    lists(&path.key("near"), &shape.near, take);
    lists(&path.key("not_near"), &shape.not_near, take);
    list(&path.key("today"), shape.today.as_deref(), take);
    items(&path.key("beside"), &shape.beside, take);
    items(&path.key("not_after"), &shape.not_after, take);
}

fn of_number(path: &Path<'_>, shape: &NumberShape, take: Take<'_>) {
    lists(&path.key("near"), &shape.near, take);
    list(&path.key("told_by"), shape.told_by.as_deref(), take);
    list(&path.key("not_behind"), shape.not_behind.as_deref(), take);
    lists(&path.key("not_before"), &shape.not_before, take);
}

fn of_choice(path: &Path<'_>, shape: &ChoiceShape, take: Take<'_>) {
    for (choice, words) in &shape.choices {
        let choices = path.key("choices");
        let here = choices.key(choice);
        for (at, told) in words.told.iter().enumerate() {
            lists(&here.key("told").index(at).key("of"), &told.of, take);
        }
        items(&here.key("items"), &words.items, take);
    }
    lists(&path.key("near"), &shape.near, take);
    lists(&path.key("not_near"), &shape.not_near, take);
    lists(&path.key("not_behind"), &shape.not_behind, take);
    lists(&path.key("not_before"), &shape.not_before, take);
}

fn of_showing(path: &Path<'_>, showing: &Showing, take: Take<'_>) {
    match showing {
        Showing::Pattern(_) => {}
        Showing::ClauseWith(name) => take(&path.key("clause_with"), Use::List(name)),
        Showing::SentenceWith(name) => take(&path.key("sentence_with"), Use::List(name)),
        Showing::Quoted(name) => take(&path.key("quoted"), Use::List(name)),
        Showing::QuotedWith(name) => take(&path.key("quoted_with"), Use::List(name)),
        Showing::After(shape) => {
            let path = path.key("after");
            take(&path.key("phrase"), Use::List(&shape.phrase));
            list(&path.key("behind"), shape.behind.as_deref(), take);
            list(&path.key("until"), shape.until.as_deref(), take);
            list(&path.key("having"), shape.having.as_deref(), take);
        }
        Showing::Noun(shape) => {
            let path = path.key("noun");
            take(&path.key("last"), Use::List(&shape.last));
            take(&path.key("first"), Use::List(&shape.first));
        }
        Showing::Story(shape) => {
            let path = path.key("story");
            lists(&path.key("leave_out"), &shape.leave_out, take);
            lists(&path.key("heavier"), &shape.heavier, take);
            lists(&path.key("lighter"), &shape.lighter, take);
        }
    }
}

fn list(path: &Path<'_>, name: Option<&str>, take: Take<'_>) {
    if let Some(name) = name {
        take(path, Use::List(name));
    }
}

fn lists(path: &Path<'_>, names: &[String], take: Take<'_>) {
    names.iter().enumerate().for_each(|(at, name)| take(&path.index(at), Use::List(name)));
}

fn items(path: &Path<'_>, names: &[String], take: Take<'_>) {
    names.iter().enumerate().for_each(|(at, name)| take(&path.index(at), Use::Item(name)));
}
