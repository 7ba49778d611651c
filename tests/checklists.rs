//! The checklists that are shipped test themselves: each category has small tickets of its kind, and each of them yields
//! what it must. And checklists are drafted from articles, as those were by hand.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use preflight::app::build::rules;
use preflight::checklist::model::{Item, Required};
use preflight::config::load::{Config, load};
use preflight::verdict::trial::differences;
use preflight::yaml::diagnostic::render_all;
use tempfile::TempDir;

/// The least number of tests that a category is shipped with.
const TESTS_MIN: usize = 8;

#[test]
fn each_shipped_category_has_tests_and_each_of_them_is_as_it_should_be() {
    let config = load(None, &|_| None).expect("what is compiled in is in order");
    let rules = rules(&config).expect("the shipped checklists and templates can be used");
    let mut failures = Vec::new();
    for (category, checklist) in &config.checklists.categories {
        let count = checklist.tests.len();
        if count < TESTS_MIN {
            failures.push(format!("{category}: it has {count} tests, not {TESTS_MIN} or more"));
        }
        for test in &checklist.tests {
            let found = differences(&rules.checker, checklist, test);
            if !found.is_empty() {
                failures.push(format!("{category}: {}\n  {}", test.name, found.join("\n  ")));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

const ARTICLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/articles");

/// What `config import` says of an article, and the folder that it wrote.
fn imported(article: &str, config: Option<&str>) -> (String, TempDir) {
    let dir = tempfile::tempdir().expect("a directory for the test");
    let mut command = Command::cargo_bin("preflight").expect("cargo builds it for the test");
    command.env_remove("PREFLIGHT_CONFIG").args(["config", "import"]).arg(format!("{ARTICLES}/{article}"));
    if let Some(config) = config {
        command.args(["--config", config]);
    }
    let output = command.arg("--out").arg(dir.path()).output().expect("it starts");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    let out = String::from_utf8_lossy(&output.stdout).replace(&dir.path().display().to_string(), "DIR");
    (out, dir)
}

/// The draft passes the check without a warning.
fn checked(dir: &Path) -> Config {
    let config = load(Some(dir), &|_| None).unwrap_or_else(|said| panic!("{}", render_all(&said, false)));
    assert!(config.warnings.is_empty(), "{}", render_all(&config.warnings, false));
    config
}

#[test]
fn a_plain_article_of_another_world_becomes_a_draft() {
    let (out, dir) = imported("hosting.txt", None);
    let config = checked(dir.path());
    assert_eq!(
        config.checklists.categories.keys().collect::<Vec<_>>(),
        ["e_mail", "transfer_domain", "website_down_slow"]
    );
    let file = |path: &str| fs::read_to_string(dir.path().join(path)).expect("it was written");
    insta::assert_snapshot!(
        [
            out,
            file("checklists/website_down_slow.yaml"),
            file("checklists/e_mail.yaml"),
            file("items.yaml"),
            file("phrases.yaml")
        ]
        .join("\n================\n")
    );
}

/// The article that the shipped checklists come from, in the form of a help centre's page: how much of them a draft has.
#[test]
fn a_draft_has_what_the_shipped_checklists_have() {
    let (_, dir) = imported("escalation.html", None);
    let draft = checked(dir.path()).checklists;
    // Of the same article with the shipped items at hand: which of them each entry of the draft is.
    let (_, dir) = imported("escalation.html", Some(concat!(env!("CARGO_MANIFEST_DIR"), "/config")));
    let named = checked(dir.path()).checklists;
    let shipped = load(None, &|_| None).expect("what is compiled in is in order").checklists;
    let (mut asked, mut found, mut kinds, mut required) = (0, 0, 0, 0);
    let mut other = Vec::new();
    for (category, checklist) in
        shipped.categories.iter().filter(|(_, checklist)| !checklist.items.is_empty())
    {
        let is_it = |name: &&String| name.trim_end_matches('s') == category.trim_end_matches('s');
        let name = draft.categories.keys().find(is_it).unwrap_or_else(|| panic!("{category} is drafted"));
        let (drafted, names) = (&draft.categories[name].items, &named.categories[name].items);
        for entry in &checklist.items {
            asked += 1;
            let item = &shipped.items[&entry.item];
            let twin = names.iter().position(|one| one.item == entry.item).map(|at| &drafted[at]);
            let Some(twin) = twin else {
                other.push(format!("{category}: {} is missing", entry.item));
                continue;
            };
            found += 1;
            let kind =
                |item: &Item| format!("{:?}", item.kind).split('(').next().unwrap_or_default().to_owned();
            let (is, must_be) = (kind(&draft.items[&twin.item]), kind(item));
            kinds += usize::from(is == must_be);
            if is != must_be {
                other.push(format!("{category}: {} is {is}, not {must_be}", entry.item));
            }
            // Lists of phrases and items have names of their own; what counts is on what it hangs.
            let hangs = |required: &Required| {
                let text = format!("{required:?}");
                ["Always", "Never", "Unless(Equals", "When(Equals", "When(Mentions", "When(Any([Mentions"]
                    .into_iter()
                    .find(|start| text.starts_with(start))
                    .unwrap_or("something else")
            };
            let (is, must_be) = (hangs(&twin.required), hangs(&entry.required));
            required += usize::from(is == must_be);
            if is != must_be {
                other.push(format!("{category}: {} is asked for {is}, not {must_be}", entry.item));
            }
        }
    }
    insta::assert_snapshot!(format!(
        "{found} of {asked} items, {kinds} of the right kind, {required} asked for on the right ground\n{}",
        other.join("\n")
    ));
}

#[test]
fn items_of_the_configuration_are_used_again() {
    let (out, dir) = imported("escalation.html", Some(concat!(env!("CARGO_MANIFEST_DIR"), "/config")));
    checked(dir.path());
    assert!(out.contains("0 new items, 39 used again"), "{out}");
    assert!(out.contains("the configuration has a category `orders` already"), "{out}");
}

#[test]
fn an_article_in_markdown_keeps_what_it_says_of_each_thing() {
    let (out, dir) = imported("bank.md", None);
    checked(dir.path());
    let items = fs::read_to_string(dir.path().join("items.yaml")).expect("it was written");
    insta::assert_snapshot!([out, items].join("\n================\n"));
}
