//! `preflight config test`: the tests that stand in the checklists, each account's own among them.

use std::path::Path;

use crate::app::build;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::escape::line;
use crate::config::load::Config;
use crate::verdict::trial::differences;

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

/// Run them all, tell those that fail, and count the rest.
pub fn run(
    path: Option<&Path>,
    category: Option<&str>,
    helpdesk: Option<&str>,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let config = console.config_of(path, helpdesk)?;
    // Whose each is: nobody's in particular, or the one's who is asked for.
    let mut all = vec![(None, config.clone())];
    if helpdesk.is_none() {
        let own = config.accounts.iter().filter(|(_, own)| own.has_own_checklists);
        all.extend(own.map(|(name, _)| (Some(name.as_str()), config.of(name))));
    }
    if let Some(name) = category {
        all.retain(|(_, config)| config.checklists.categories.contains_key(name));
        if all.is_empty() {
            let known: Vec<&str> = config.checklists.categories.keys().map(String::as_str).collect();
            let message = format!("there is no category `{name}`; the checklists have {}", known.join(", "));
            return Err(Failure::Message(message));
        }
    }
    let mut tally = Tally::default();
    for (helpdesk, config) in &all {
        tests(config, *helpdesk, category, &mut tally, console)?;
    }
    writeln!(console.out, "{} as they should be, {} not.", tally.passed, tally.failed)?;
    Ok(if tally.failed == 0 { Exit::Fine } else { Exit::Findings })
}

fn tests(
    config: &Config,
    helpdesk: Option<&str>,
    category: Option<&str>,
    tally: &mut Tally,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let rules = build::rules(config).map_err(Failure::of)?;
    let whose = helpdesk.map(|name| format!("{name}: ")).unwrap_or_default();
    for (name, checklist) in &config.checklists.categories {
        if category.is_some_and(|wanted| wanted != name) {
            continue;
        }
        for test in &checklist.tests {
            let found = differences(&rules.checker, checklist, test);
            if found.is_empty() {
                tally.passed += 1;
                continue;
            }
            tally.failed += 1;
            writeln!(console.out, "{whose}{}: {}", line(name), line(&test.name))?;
            for difference in found {
                writeln!(console.out, "  {}", line(&difference))?;
            }
        }
        if checklist.tests.is_empty() {
            writeln!(console.out, "note: {whose}{} has no tests", line(name))?;
        }
    }
    Ok(())
}
