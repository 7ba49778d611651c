//! The checklists that are shipped test themselves: each category has small tickets of its kind, and each of them yields
//! what it must.

use preflight::app::build::rules;
use preflight::config::load::load;
use preflight::verdict::trial::differences;

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
