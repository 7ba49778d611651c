//! `preflight config test`: the tests that stand in the checklists.

use std::path::Path;

use crate::app::build;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::escape::line;
use crate::verdict::trial::differences;

/// Run them all, tell those that fail, and count the rest.
pub fn run(path: Option<&Path>, category: Option<&str>, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let config = console.config(path)?;
    let rules = build::rules(&config).map_err(Failure::of)?;
    let categories = &config.checklists.categories;
    if let Some(name) = category.filter(|name| !categories.contains_key(*name)) {
        let known: Vec<&str> = categories.keys().map(String::as_str).collect();
        let message = format!("there is no category `{name}`; the checklists have {}", known.join(", "));
        return Err(Failure::Message(message));
    }
    let (mut passed, mut failed) = (0, 0);
    for (name, checklist) in categories {
        if category.is_some_and(|wanted| wanted != name) {
            continue;
        }
        for test in &checklist.tests {
            let found = differences(&rules.checker, checklist, test);
            if found.is_empty() {
                passed += 1;
                continue;
            }
            failed += 1;
            writeln!(console.out, "{}: {}", line(name), line(&test.name))?;
            for difference in found {
                writeln!(console.out, "  {}", line(&difference))?;
            }
        }
        if checklist.tests.is_empty() {
            writeln!(console.out, "note: {} has no tests", line(name))?;
        }
    }
    writeln!(console.out, "{passed} as they should be, {failed} not.")?;
    Ok(if failed == 0 { Exit::Fine } else { Exit::Findings })
}
