//! Mistakes between the replies and what they speak of: gates, languages.

use std::collections::{BTreeMap, BTreeSet};

use crate::checklist::model::{Checklists, Texts};
use crate::config::files::REPLIES_DIR;
use crate::reply::policy::Policy;
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;
use crate::yaml::suggest;
use crate::yaml::tree::Tree;

/// The words of a gate that has none of its own.
const OTHER_GATE: &str = "other";
const GATES_DIR: &str = "/gates/";
const ENDING: &str = ".html.j2";

/// Words for gates that no checklist has, gates that have words in one language only, and labels in a language that no
/// reply is written in. Replies that are compiled in (`is_own` is false) speak of gates that others have.
pub fn check(files: &[SourceFile], checklists: &Checklists, is_own: bool) -> Vec<Diagnostic> {
    let gates: BTreeSet<&str> = checklists
        .categories
        .values()
        .flat_map(|checklist| checklist.gates.iter().map(|gate| gate.name.as_str()))
        .collect();
    let mut languages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut found = Vec::new();
    for path in files.iter().filter_map(|file| file.path.strip_prefix(REPLIES_DIR)) {
        let Some((language, _)) = path.split_once('/').filter(|_| path.ends_with(ENDING)) else { continue };
        let words = languages.entry(language).or_default();
        let gate = path.split_once(GATES_DIR).and_then(|(_, file)| file.strip_suffix(ENDING));
        let Some(gate) = gate.filter(|gate| *gate != OTHER_GATE) else { continue };
        words.insert(gate);
        if is_own && !gates.contains(gate) {
            let help = suggest::help(gate, gates.iter().copied());
            let message = format!("no checklist has a gate `{gate}`: these words are never said");
            found.push(Diagnostic::of_file(
                Mistake::GateWords,
                format!("{REPLIES_DIR}{path}"),
                message,
                help,
            ));
        }
    }
    for gate in gates.iter().filter(|_| is_own) {
        found.extend(in_some_languages(gate, &languages));
    }
    found.extend(unspoken(checklists, &languages));
    found
}

/// The language of the notes must be one that there are templates in.
pub fn notes(
    file: &SourceFile,
    tree: &Tree,
    policy: &Policy,
    replies: &[(String, String)],
) -> Vec<Diagnostic> {
    let Some(language) = &policy.notes_in else { return Vec::new() };
    let languages: BTreeSet<&str> =
        replies.iter().filter_map(|(path, _)| Some(path.split_once('/')?.0)).collect();
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if languages.contains(primary.as_str()) {
        return Vec::new();
    }
    let place = tree.place_of(&Path::ROOT.key("policy").key("notes_in"));
    let message = format!("there are no replies in `{language}`");
    let help = format!("there are replies in {}", suggest::list(&languages.into_iter().collect::<Vec<_>>()));
    vec![Diagnostic::at(Mistake::NotesWithoutReplies, file, place, message, Some(help))]
}

fn in_some_languages(gate: &str, languages: &BTreeMap<&str, BTreeSet<&str>>) -> Option<Diagnostic> {
    let has =
        |(language, words): (&&str, &BTreeSet<&str>)| words.contains(gate).then(|| (*language).to_owned());
    let with: Vec<String> = languages.iter().filter_map(has).collect();
    let without: Vec<&str> =
        languages.iter().filter(|(_, words)| !words.contains(gate)).map(|(language, _)| *language).collect();
    if with.is_empty() || without.is_empty() {
        return None;
    }
    let path = format!("{REPLIES_DIR}{}{GATES_DIR}{gate}{ENDING}", without[0]);
    let message = format!("the gate `{gate}` has words in `{}` and none here", with.join("`, `"));
    let help = format!("without the file, `{OTHER_GATE}{ENDING}` speaks for it");
    Some(Diagnostic::of_file(Mistake::GateWords, path, message, Some(help)))
}

/// Languages that labels are given in, and no reply is written in.
fn unspoken(checklists: &Checklists, languages: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<Diagnostic> {
    let items = checklists.items.iter().flat_map(|(name, item)| {
        [(name, &item.label), (name, &item.find_it)].into_iter().filter(|(_, texts)| !texts.is_empty())
    });
    let categories = checklists.categories.iter().map(|(name, checklist)| (name, &checklist.label));
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let all: Vec<(&String, &Texts)> = items.chain(categories).collect();
    for (name, texts) in &all {
        for language in texts.keys().filter(|language| !languages.contains_key(language.as_str())) {
            first.entry(language).or_insert(name);
        }
    }
    let told = first.into_iter().map(|(language, name)| {
        let message =
            format!("there are texts in `{language}`, such as that of `{name}`, and no replies in it");
        let help = "a language needs all templates: copy those of `en` and translate them".to_owned();
        Diagnostic::of_file(
            Mistake::LanguageWithoutReplies,
            format!("{REPLIES_DIR}{language}/"),
            message,
            Some(help),
        )
    });
    told.collect()
}
