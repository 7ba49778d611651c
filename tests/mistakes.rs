//! Every kind of mistake in the checklists' files, and what is said of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use preflight::checklist::load::{load, read_all};
use preflight::yaml::diagnostic::{Diagnostic, SourceFile, render_all};
use preflight::yaml::mistake::Mistake;

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

/// What is said of each of these mistakes, made alone, under the kinds that they are.
fn told(path: &str, mistakes: &[(&str, &str, &str)]) -> String {
    let mut text = String::new();
    for (title, from, to) in mistakes {
        text.push_str(&heard(title, &read_all(&with(path, &[(from, to)]), &[]).1));
    }
    text
}

fn heard(title: &str, said: &[Diagnostic]) -> String {
    assert!(!said.is_empty(), "{title}: it is taken for right");
    let mut kinds: Vec<&str> = said.iter().map(|one| one.mistake.name()).collect();
    kinds.dedup();
    format!("## {title}: {}\n\n{}\n", kinds.join(", "), render_all(said, false))
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
            ("a number that is none", "words_min: 1", "words_min: .nan"),
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
fn items_and_lists_that_are_of_no_use() {
    let mut text = told(
        ITEMS,
        &[
            (
                "a choice without choices",
                "        choices:\n          yes: {label: [\"yes\"], text: [brought it back]}\n          no: {label: [\"no\"], text: [still have it]}",
                "        choices: {}",
            ),
            ("a beginning longer than the number", "starts_with: [\"21\"]", "starts_with: [\"21345678901\"]"),
            ("digits from none", "digits: [8, 10]", "digits: [0, 10]"),
            ("an empty label", "label: {en: Book title}", "label: {en: \"\"}"),
            (
                "a value for what takes none",
                "find_it: {en: On the back",
                "shown_by: [{sentence_with: card_words, quoted: card_words}]\n    find_it: {en: On the back",
            ),
            ("a name of a list in a corner", "near: [due_words]", "near: [due_words]\n        today: todays"),
            ("an item beside itself", "near: [due_words]", "near: [due_words]\n        beside: [due_date]"),
            (
                "an item that is not there",
                "near: [due_words]",
                "near: [due_words]\n        not_after: [today]",
            ),
            (
                "an example that is no such number",
                "    labels: [card number",
                "    examples: [\"no. 2112345678\", \"3112345678\"]\n    labels: [card number",
            ),
            (
                "a pattern that no example needs",
                "near: [card_words]}}",
                "near: [card_words], patterns: ['\\bLB\\d{6}\\b']}}\n    examples: [no. 2112345678]",
            ),
            (
                "a pattern in the text that no example needs",
                "    shown_by:",
                "    examples: [a book named Emma]\n    shown_by:",
            ),
            (
                "an item on no checklist",
                "  due_date:",
                "  shelf: {label: {en: Shelf}, kind: {text: {}}}\n  due_date:",
            ),
        ],
    );
    text.push_str(&told(
        PHRASES,
        &[
            ("a list that nothing uses", "  due_words:", "  novels: {any: [novel]}\n  due_words:"),
            (
                "a list of the program's own, misspelt",
                "  due_words:",
                "  promisses: {any: [will send]}\n  due_words:",
            ),
            (
                "a pattern of a list that no example needs",
                "patterns: ['\\bdue back\\b']",
                "patterns: ['\\bdue back\\b'], examples: [It was due in May.]",
            ),
        ],
    ));
    insta::assert_snapshot!(text);
}

#[test]
fn conditions_that_cannot_hold() {
    let when = |title, condition| (title, "  - {item: book_title, required: always}\n", condition);
    insta::assert_snapshot!(told(
        FINE,
        &[
            when(
                "given and not given",
                "  - {item: book_title, required: {when: {all: [{present: due_date}, {missing: due_date}]}}}\n"
            ),
            when(
                "two answers at once",
                "  - {item: book_title, required: {when: {all: [{mentions: due_words}, {equals: {item: returned, value: \"yes\"}}, {equals: {item: returned, value: \"no\"}}]}}}\n"
            ),
            when(
                "no answer that is left",
                "  - {item: book_title, required: {when: {all: [{present: returned}, {not: {equals: {item: returned, value: \"yes\"}}}, {not: {equals: {item: returned, value: \"no\"}}}]}}}\n"
            ),
            when(
                "a part that never holds",
                "  - {item: book_title, required: {when: {any: [{mentions: due_words}, {all: [{attached: pdf}, {not: {attached: any}}]}]}}}\n"
            ),
            when(
                "a part that always holds",
                "  - {item: book_title, required: {when: {all: [{mentions: due_words}, {any: [{missing: returned}, {present: returned}]}]}}}\n"
            ),
            when(
                "whatever the ticket says",
                "  - {item: book_title, required: {when: {any: [{mentions: due_words}, {not: {mentions: due_words}}]}}}\n"
            ),
            when(
                "unless, whatever the ticket says",
                "  - {item: book_title, required: {unless: {any: [{missing: returned}, {present: returned}]}}}\n"
            ),
            when(
                "unless, and it never holds",
                "  - {item: book_title, required: {unless: {counts: {item: returned, at_least: 2}}}}\n"
            ),
            when(
                "once it is given",
                "  - {item: book_title, required: {when: {all: [{present: book_title}, {mentions: due_words}]}}}\n"
            ),
            when(
                "a doubt about what is there",
                "  - {item: book_title, required: always, doubt_when: {present: book_title}}\n"
            ),
            when(
                "more values than there can be",
                "  - {item: book_title, required: {when: {counts: {item: returned, at_least: 2}}}}\n"
            ),
            when(
                "at least none",
                "  - {item: book_title, required: {when: {counts: {item: due_date, at_least: 0}}}}\n"
            ),
            when(
                "a quantity that is a number of something else",
                "  - {item: book_title, required: {when: {quantity: {of: due_words, at_least: 100000}}}}\n"
            ),
            when("a file that is present", "  - {item: book_title, required: {when: {present: receipt}}}\n"),
            when(
                "a day that is no day",
                "  - {item: book_title, required: {when: {equals: {item: due_date, value: Monday}}}}\n"
            ),
            when("an empty list", "  - {item: book_title, required: {when: {any: []}}}\n"),
            (
                "a category that nothing settles",
                "  examples:",
                "  settled_by: {all: [{mentions: due_words}, {not: {mentions: due_words}}]}\n  examples:"
            ),
        ],
    ));
}

#[test]
fn gates_that_lead_nowhere() {
    let second = "  - name: a_day_to_book_it\n    when: {equals: {item: returned, value: \"yes\"}}\n    verdict: waiting";
    insta::assert_snapshot!(told(
        FINE,
        &[
            (
                "a gate that never closes",
                "when: {equals: {item: returned, value: \"no\"}}\n    verdict",
                "when: {all: [{present: returned}, {missing: returned}]}\n    verdict"
            ),
            (
                "a gate that always closes",
                "when: {equals: {item: returned, value: \"no\"}}\n    verdict",
                "when: {any: [{present: returned}, {missing: returned}]}\n    verdict"
            ),
            (
                "a gate that no answer opens",
                "when: {equals: {item: returned, value: \"no\"}}\n    verdict",
                "when: {mentions: due_words}\n    verdict"
            ),
            (
                "a gate behind one that is closed before",
                second,
                "  - name: a_day_to_book_it\n    when: {all: [{equals: {item: returned, value: \"no\"}}, {mentions: due_words}]}\n    verdict: waiting"
            ),
            ("a name that is no identifier", "name: a_day_to_book_it", "name: a day"),
            (
                "waiting from what nobody asks for",
                "  - item: due_date\n    required:\n      unless: {equals: {item: returned, value: \"no\"}}",
                "  - item: due_date\n    required: never"
            ),
            ("waiting for no time", "hours: 24", "hours: 0"),
        ],
    ));
}

#[test]
fn items_that_cannot_be_told_apart() {
    let twin = |changes: &str| {
        let mut files = with(
            FINE,
            &[("  - {item: book_title", "  - {item: old_card, required: always}\n  - {item: book_title")],
        );
        files[0].text.push_str(changes);
        heard("twins", &read_all(&files, &[]).1)
    };
    let mut text = twin(
        "  old_card:\n    label: {en: Old card}\n    kind: {id: {digits: [6, 9], taken_unlabelled: 1}}\n",
    );
    text.push_str(&twin("  old_card:\n    label: {en: Old card}\n    kind: {text: {}}\n    shown_by:\n      - pattern: 'called \"(?P<value>[^\"]{2,80})\"'\n"));
    text.push_str(&told(
        FINE,
        &[
            ("two that answer each other", "  - {item: card_number, required: always}\n  - {item: book_title, required: always}", "  - {item: card_number, required: always, answered_by: [book_title]}\n  - {item: book_title, required: always, answered_by: [card_number]}"),
            ("three that answer each other", "  - {item: card_number, required: always}\n  - {item: book_title, required: always}\n  - item: returned", "  - {item: card_number, required: always, answered_by: [book_title]}\n  - {item: book_title, required: always, answered_by: [returned]}\n  - item: returned\n    answered_by: [card_number]"),
        ],
    ));
    insta::assert_snapshot!(text);
    let same = "  - {item: card_number, required: always, same_as: [book_title], answered_by: [book_title]}\n  - {item: book_title, required: always, answered_by: [card_number]}";
    let said = read_all(
        &with(
            FINE,
            &[("  - {item: card_number, required: always}\n  - {item: book_title, required: always}", same)],
        ),
        &[],
    )
    .1;
    assert_eq!(said, [], "two names of one thing may answer each other");
}

#[test]
fn categories_that_claim_the_same() {
    insta::assert_snapshot!(told(
        OTHER,
        &[
            (
                "a sign of two",
                "always: unclear",
                "always: unclear\nrecognise:\n  signs:\n    - {weight: 3, any: [a loan, Fine]}"
            ),
            ("a field of two", "always: unclear", "always: unclear\nrecognise:\n  field: [Fines]"),
        ],
    ));
}

#[test]
fn tests_that_cannot_pass() {
    insta::assert_snapshot!(told(
        FINE,
        &[
            ("no time", "    verdict: incomplete\n", "    at: yesterday\n    verdict: incomplete\n"),
            ("ready, and something is missing", "    verdict: incomplete\n", "    verdict: ready\n"),
            ("incomplete, and nothing is missing", "missing: [card_number]", "missing: []"),
            ("a verdict that no gate has", "    verdict: incomplete\n", "    verdict: not_needed\n"),
            ("a value that there is not", "missing: [card_number]", "values: {returned: maybe}"),
            (
                "a value of another kind",
                "missing: [card_number]",
                "values: {due_date: 28.2.2026, receipt: \"x.png\"}"
            ),
        ],
    ));
}

#[test]
fn what_was_learned_and_is_of_no_use() {
    let learned = |title: &str, text: &str| {
        let mut files = sample();
        files.push(SourceFile { path: "learned.json".into(), text: text.into() });
        heard(title, &read_all(&files, &[]).1)
    };
    let weights = "A".repeat(343) + "=";
    let weights = weights.replacen("A=", "==", 1);
    let fine = format!(
        r#"{{"tickets": 3, "categories": ["loan"], "bits": 8, "step": 0.1, "strength": 1.0, "weights": "{weights}"}}"#
    );
    let text = learned("cut off", &fine[..40]) + &learned("of other categories", &fine);
    insta::assert_snapshot!(text);
}

#[test]
fn a_file_that_is_not_yaml_hides_nothing_in_the_others() {
    let mut files = with(FINE, &[("verdict: blocked", "verdict: bloked")]);
    files[0].text = "items: [\n".into();
    files[1].text.push_str("extra: 1\n");
    insta::assert_snapshot!(heard("three files", &read_all(&files, &[]).1));
}

#[test]
fn files_that_are_not_there() {
    insta::assert_snapshot!(heard("nothing", &read_all(&[], &[]).1));
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

/// The kinds that the snapshots show: they stand in their headings.
#[test]
fn each_kind_of_mistake_is_shown_in_a_snapshot() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let mut shown = BTreeSet::new();
    for entry in fs::read_dir(dir).expect("the snapshots are in the repository") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a snapshot");
        let headings = text.lines().filter_map(|line| line.strip_prefix("## ")?.rsplit_once(": "));
        shown
            .extend(headings.flat_map(|(_, kinds)| kinds.split(", ").map(str::to_owned).collect::<Vec<_>>()));
    }
    // No file can bring it about: it is for what all the checks before it have missed.
    let never = [Mistake::Unusable];
    let missing: Vec<&str> = Mistake::ALL
        .iter()
        .filter(|kind| !never.contains(kind))
        .map(|kind| kind.name())
        .filter(|name| !shown.contains(*name))
        .collect();
    assert!(missing.is_empty(), "no snapshot shows {}", missing.join(", "));
}
