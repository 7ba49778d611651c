//! Longer tickets and larger configurations, made from those that there are.

use preflight::checklist::kind::Kind;
use preflight::checklist::model::Checklists;
use preflight::ticket::Ticket;

const TIMES: usize = 10;

pub fn ten_times_the_text(ticket: &Ticket) -> Ticket {
    let mut ticket = ticket.clone();
    for message in &mut ticket.messages {
        message.body = [message.body.as_str(); TIMES].join("\n\n");
    }
    ticket
}

/// The checklists with nine copies of each item and category, found by the same words or by words of their own.
pub fn ten_times_the_checklists(mut checklists: Checklists, own_words: bool) -> Checklists {
    let (items, categories) = (checklists.items.clone(), checklists.categories.clone());
    for copy in 1..TIMES {
        let name = |name: &str| format!("{name}_{copy}");
        let word = |phrase: &mut String| {
            if own_words {
                *phrase = format!("copy{copy} {phrase}");
            }
        };
        for (item, spec) in &items {
            let mut spec = spec.clone();
            spec.labels.iter_mut().chain(spec.label.values_mut()).for_each(word);
            match &mut spec.kind {
                Kind::Choice(shape) => {
                    for words in shape.choices.values_mut() {
                        words.label.iter_mut().chain(&mut words.text).for_each(word);
                    }
                }
                Kind::Screenshot(shape) | Kind::Sheet(shape) | Kind::Document(shape) => {
                    shape.names.iter_mut().chain(&mut shape.not_names).for_each(word);
                }
                Kind::Id(_)
                | Kind::Code(_)
                | Kind::Text(_)
                | Kind::Date(_)
                | Kind::DateTime(_)
                | Kind::Time(_)
                | Kind::Number(_)
                | Kind::Email(_)
                | Kind::Name(_) => {}
            }
            checklists.items.insert(name(item), spec);
        }
        for (category, checklist) in &categories {
            let mut checklist = checklist.clone();
            checklist.category = name(category);
            for entry in &mut checklist.items {
                entry.item = name(&entry.item);
                entry.answered_by.iter_mut().chain(&mut entry.same_as).for_each(|item| *item = name(item));
            }
            for sign in &mut checklist.recognise.signs {
                sign.any.iter_mut().for_each(word);
            }
            checklists.categories.insert(name(category), checklist);
        }
    }
    checklists
}
