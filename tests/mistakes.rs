//! Every kind of mistake in the checklists' files, and what is said of it.

use std::fs;
use std::path::Path;

use preflight::checklist::load::load;
use preflight::yaml::diagnostic::{SourceFile, render_all};

const ITEMS: &str = "items.yaml";
const PHRASES: &str = "phrases.yaml";
const FINE: &str = "checklists/fine.yaml";
const OTHER: &str = "checklists/other.yaml";

/// The sample configuration, which has no mistakes.
fn sample() -> Vec<SourceFile> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/config");
    [ITEMS, PHRASES, FINE, OTHER]
        .map(|path| SourceFile {
            path: path.to_owned(),
            text: fs::read_to_string(dir.join(path)).expect("the sample files are in the repository"),
        })
        .to_vec()
}

/// The sample with each `from` made `to` in a file.
fn with(path: &str, changes: &[(&str, &str)]) -> Vec<SourceFile> {
    let mut files = sample();
    let file = files.iter_mut().find(|file| file.path == path).expect("a file of the sample");
    for (from, to) in changes {
        assert!(file.text.contains(from), "the sample says {from:?}");
        file.text = file.text.replacen(from, to, 1);
    }
    files
}

/// What is said of each of these mistakes, made alone.
fn told(path: &str, mistakes: &[(&str, &str, &str)]) -> String {
    let mut text = String::new();
    for (title, from, to) in mistakes {
        let said = load(&with(path, &[(from, to)])).expect_err(title);
        text.push_str(&format!("## {title}\n\n{}\n", render_all(&said, false)));
    }
    text
}

#[test]
fn the_sample_is_in_order() {
    let checklists = load(&sample()).unwrap_or_else(|said| panic!("{}", render_all(&said, false)));
    assert_eq!(checklists.categories.keys().collect::<Vec<_>>(), ["fine", "other"]);
    assert_eq!(checklists.items.len(), 5);
    assert_eq!(checklists.version.len(), 12);
}

#[test]
fn the_version_follows_the_content_and_not_the_order() {
    let version = |files: &[SourceFile]| load(files).expect("no mistakes").version;
    let mut turned = sample();
    turned.reverse();
    assert_eq!(version(&sample()), version(&turned));
    assert_ne!(version(&sample()), version(&with(PHRASES, &[("overdue", "past due")])));
}

#[test]
fn what_is_not_yaml() {
    insta::assert_snapshot!(told(
        ITEMS,
        &[
            ("a tab", "    kind: {text", "\tkind: {text"),
            ("a bracket left open", "labels: [title, book]", "labels: [title, book"),
            (
                "text with a colon",
                "find_it: {en: On the back of your library card}",
                "find_it: {en: a}\n    labels: see: here"
            ),
            ("a field twice", "    labels: [title, book]", "    labels: [title, book]\n    labels: [name]"),
        ],
    ));
}

#[test]
fn what_has_the_wrong_shape() {
    insta::assert_snapshot!(told(
        ITEMS,
        &[
            ("a field misspelt", "    labels: [card number", "    lables: [card number"),
            ("a field unheard of", "    labels: [card number", "    colour: [card number"),
            ("a field left out", "    kind: {text: {words_min: 1}}\n", ""),
            ("a kind misspelt", "kind: {id: {", "kind: {idd: {"),
            ("a kind without its value", "kind: {text: {words_min: 1}}", "kind: text"),
            ("two kinds", "kind: {text: {words_min: 1}}", "kind: {text: {}, email: {}}"),
            ("text for a list", "labels: [title, book]", "labels: title"),
            ("a list for text", "label: {en: Book title}", "label: {en: [Book, title]}"),
            ("fields for text", "label: {en: Book title}", "label: {en: {Book: title}}"),
            ("nothing for text", "label: {en: Book title}", "label: {en: }"),
            ("a truth value for text", "labels: [title, book]", "labels: [title, true]"),
            ("a word for a truth value", "taken_unnamed: true", "taken_unnamed: yes"),
            ("text for a number", "words_min: 1", "words_min: one"),
            ("a number out of range", "words_min: 1", "words_min: 300"),
            ("three for a pair", "digits: [8, 10]", "digits: [8, 9, 10]"),
        ],
    ));
}

#[test]
fn items_that_make_no_sense() {
    insta::assert_snapshot!(told(
        ITEMS,
        &[
            ("no English", "label: {en: Book title}", "label: {es: Título}"),
            ("a name that is no identifier", "  due_date:", "  Due-Date:"),
            ("digits turned round", "digits: [8, 10]", "digits: [10, 8]"),
            ("letters in the beginning", "starts_with: [\"21\"]", "starts_with: [\"LB\"]"),
            ("a list of phrases misspelt", "near: [card_words]", "near: [card_word]"),
            ("a list of phrases unheard of", "sentence_with: book_words", "sentence_with: novels"),
            ("a pattern without a value", "(?P<value>[^\"]{2,80})", "([^\"]{2,80})"),
            ("a pattern that does not compile", "(?P<value>[^\"]{2,80})", "(?P<value>[^\"]{2,80}"),
            ("a pattern that looks behind", "called \"", "(?<=called )\""),
            ("a choice that nothing says", "{label: [\"no\"], text: [still have it]}", "{}"),
            ("a star within a word", "text: [still have it]", "text: [st*ll have it]"),
        ],
    ));
}

#[test]
fn phrases_that_make_no_sense() {
    insta::assert_snapshot!(told(
        PHRASES,
        &[
            ("an empty list", "card_words: {any: [library card, card]}", "card_words: {any: []}"),
            ("a blank phrase", "any: [the book, a book]", "any: [the book, \"\"]"),
            ("a pattern that matches nothing", "\\bdue back\\b", "(due)?"),
            ("a list that is used and not there", "  due_words:", "  due_word:"),
        ],
    ));
}

#[test]
fn checklists_that_make_no_sense() {
    insta::assert_snapshot!(told(
        FINE,
        &[
            (
                "an item misspelt",
                "{item: card_number, required: always}",
                "{item: card_numbr, required: always}"
            ),
            ("an item twice", "{item: book_title, required", "{item: card_number, required"),
            (
                "required misspelt",
                "{item: card_number, required: always}",
                "{item: card_number, required: allways}"
            ),
            (
                "required as a truth value",
                "{item: card_number, required: always}",
                "{item: card_number, required: true}"
            ),
            ("a condition unheard of", "{mentions: due_words}", "{mention: due_words}"),
            (
                "a condition on a list of phrases that is not there",
                "{mentions: due_words}",
                "{mentions: due}"
            ),
            (
                "a condition on an item that is not on the list",
                "  - {item: book_title, required: always}\n",
                "  - {item: book_title, required: {when: {present: receit}}}\n"
            ),
            (
                "a choice that there is not",
                "unless: {equals: {item: returned, value: \"no\"}}",
                "unless: {equals: {item: returned, value: nope}}"
            ),
            (
                "an item answered by itself",
                "{item: card_number, required: always}",
                "{item: card_number, required: always, answered_by: [card_number]}"
            ),
            ("waiting without a time", "    wait: {hours: 24, from: due_date}\n", ""),
            ("a time without waiting", "verdict: waiting", "verdict: blocked"),
            ("waiting from something that is no date", "from: due_date", "from: book_title"),
            ("always, with items", "items:\n", "always: unclear\nitems:\n"),
            ("a sign that weighs nothing", "weight: 3", "weight: 0"),
            (
                "a category told by its items",
                "  examples:",
                "  otherwise: {any: [{mentions: due_words}, {present: due_date}]}\n  examples:",
            ),
            ("a verdict misspelt", "verdict: blocked", "verdict: block"),
            ("a test of an item that is not on the list", "missing: [card_number]", "missing: [card]"),
            ("a category twice", "category: fine", "category: other"),
        ],
    ));
}

#[test]
fn files_that_are_not_there() {
    let said = load(&[]).expect_err("nothing to read");
    insta::assert_snapshot!(render_all(&said, false));
}

#[test]
fn all_mistakes_in_all_files_are_told_at_once() {
    let mut files =
        with(ITEMS, &[("lables", "lables")].map(|_| ("    labels: [title", "    lables: [title")));
    files[2].text = files[2].text.replace("verdict: blocked", "verdict: bloked");
    files[1].text.push_str("extra: 1\n");
    let said = load(&files).expect_err("three mistakes");
    insta::assert_snapshot!(said.iter().map(|diagnostic| format!("{diagnostic}\n")).collect::<String>());
}
