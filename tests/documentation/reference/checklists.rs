//! The page of `items.yaml`, `phrases.yaml` and `checklists/*.yaml`.

use preflight::checklist::condition::Condition;
use preflight::checklist::kind::{Kind, Showing};
use preflight::checklist::model::{
    Checklist, Entry, Gate, ItemsFile, Phrases, PhrasesFile, Required, Sign, Test,
};
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::schema::{sections, written};

const INTRODUCTION: &str = "
Every word that the files of a checklist can have. What they are for, and how they work together, is told in
[The checklists](../../config/README.md). A phrase is words that follow each other, whatever their case and accents; a star at the
end of a word stands for any ending. A \"named list\" is a list of phrases in `phrases.yaml`, by its name.
";

const TITLES: [(&str, &str); 32] = [
    ("Item", "An item"),
    ("Kind", "Kinds of item"),
    ("IdShape", "Kind `id`"),
    ("CodeShape", "Kind `code`"),
    ("TextShape", "Kind `text`"),
    ("DateShape", "Kinds `date` and `date_time`"),
    ("TimeShape", "Kind `time`"),
    ("NumberShape", "Kind `number`"),
    ("ChoiceShape", "Kind `choice`"),
    ("Words", "A choice"),
    ("Told", "`told` of a choice"),
    ("EmailShape", "Kind `email`"),
    ("NameShape", "Kind `name`"),
    ("FileShape", "Kinds `screenshot`, `sheet` and `document`"),
    ("Showing", "Ways in which a value shows"),
    ("AfterShape", "Shown by `after`"),
    ("NounShape", "Shown by `noun`"),
    ("StoryShape", "Shown by `story`"),
    ("Phrases", "A list of phrases"),
    ("Recognise", "How a category is recognised"),
    ("Sign", "A sign"),
    ("Entry", "An item on a checklist"),
    ("Required", "When an item is asked for"),
    ("Gate", "A gate"),
    ("Wait", "How a gate waits"),
    ("Condition", "Conditions"),
    ("Equals", "Condition `equals`"),
    ("Counts", "Condition `counts`"),
    ("Quantity", "Condition `quantity`"),
    ("AttachedKind", "Condition `attached`"),
    ("Verdict", "Verdicts"),
    ("Test", "A test"),
];

pub fn page() -> String {
    let items = schema_for!(ItemsFile);
    let phrases = schema_for!(PhrasesFile);
    let checklist = schema_for!(Checklist);
    let sections = [
        sections(items.as_value(), "The file `items.yaml`", written(&TITLES)),
        sections(phrases.as_value(), "The file `phrases.yaml`", written(&TITLES)),
        sections(checklist.as_value(), "A file in `checklists/`", written(&TITLES)),
    ];
    super::page("Checklists", INTRODUCTION, &sections.concat())
}

/// All examples of a type and of its choices.
fn examples<T: JsonSchema>() -> Vec<Value> {
    let schema = schema_for!(T).to_value();
    let of_choices = schema["oneOf"].as_array().into_iter().flatten();
    let all = of_choices.chain([&schema]).filter_map(|schema| schema["examples"].as_array());
    all.flatten().cloned().collect()
}

fn reads<T: JsonSchema + DeserializeOwned>() {
    let examples = examples::<T>();
    assert!(!examples.is_empty(), "{} has no example", T::schema_name());
    for example in examples {
        if let Err(error) = serde_json::from_value::<T>(example.clone()) {
            panic!("{}: {example}: {error}", T::schema_name());
        }
    }
}

#[test]
fn every_example_is_read_and_every_choice_has_one() {
    reads::<Kind>();
    reads::<Showing>();
    reads::<Condition>();
    reads::<Required>();
    reads::<Phrases>();
    reads::<Sign>();
    reads::<Entry>();
    reads::<Gate>();
    reads::<Test>();
    reads::<preflight::reply::policy::Reminder>();
    for schema in [schema_for!(Kind), schema_for!(Showing), schema_for!(Condition), schema_for!(Required)] {
        for choice in schema.as_value()["oneOf"].as_array().expect("it has choices") {
            assert!(choice["examples"].is_array() && choice["description"].is_string(), "{choice}");
        }
    }
}
