//! The result as a page to hand round: one file, no scripts, nothing fetched, and no words of the tickets.

use minijinja::value::{Serde, Value};
use minijinja::{Environment, HtmlEscape};
use serde::Serialize;

use crate::cli::backtest::chart::{self, Bar};
use crate::cli::backtest::number::{number, percent};
use crate::cli::backtest::result::{Differences, Outcomes, Tried};
use crate::cli::backtest::text::{self, VERDICTS};
use crate::cli::escape::line;
use crate::cli::report_text::shown;

#[derive(Serialize)]
struct Page {
    head: String,
    configurations: Vec<Configuration>,
    verdicts: [&'static str; 7],
    by_verdict: Vec<Bar>,
    by_item: Vec<Bar>,
    tag: Option<String>,
    differences: Option<Table>,
}

#[derive(Serialize)]
struct Configuration {
    role: &'static str,
    name: String,
    checklists: String,
    ready: String,
    ready_at_once: String,
    agreement: Option<Vec<Vec<String>>>,
    accuracy: Option<Vec<Vec<String>>>,
}

#[derive(Serialize)]
struct Table {
    tickets: String,
    share: String,
    kinds: Vec<Row>,
    listed: Vec<Row>,
    more: Option<String>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    parts: Vec<String>,
    tickets: String,
}

/// # Errors
///
/// None that are known: the template is part of the program.
pub fn render(outcomes: &Outcomes) -> Result<String, minijinja::Error> {
    let mut environment = environment()?;
    environment.add_template("page.html", include_str!("page.html"))?;
    let page = Page {
        head: text::head(outcomes),
        configurations: chart::roles(outcomes).into_iter().map(configuration).collect(),
        verdicts: VERDICTS.map(|verdict| verdict.name()),
        by_verdict: chart::verdicts(outcomes),
        by_item: chart::items(outcomes),
        tag: outcomes.escalated_tag.as_deref().map(shown),
        differences: outcomes.differences.as_ref().map(|some| table(some, outcomes.tickets)),
    };
    environment.get_template("page.html")?.render(Value::from(Serde(page)))
}

/// What every page is made with.
///
/// # Errors
///
/// None that are known: the template is part of the program.
pub fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_filter("code", code);
    environment.add_template("look.html", include_str!("look.html"))?;
    Ok(environment)
}

fn configuration((role, tried): (&'static str, &Tried)) -> Configuration {
    let (tally, all) = (&tried.tally, &tried.tally.all);
    Configuration {
        role,
        name: line(&tried.name).into_owned(),
        checklists: tried.checklists.clone(),
        ready: percent(all.of(VERDICTS[0]), all.checked),
        ready_at_once: percent(all.ready_at_once, all.checked),
        agreement: tally.agreement.as_ref().map(text::agreeing),
        accuracy: tally.accuracy.as_ref().map(text::accuracy),
    }
}

fn table(differences: &Differences, tickets: u64) -> Table {
    let kinds = differences.counted().into_iter().map(|one| Row {
        name: number(one.tickets.count),
        parts: vec![line(&one.kind.told()).into_owned()],
        tickets: text::ids(one.tickets),
    });
    let listed = differences.listed.iter().map(|difference| Row {
        name: shown(&difference.id),
        parts: difference.kinds().map(|kind| line(&kind.told()).into_owned()).collect(),
        tickets: String::new(),
    });
    let more = differences.tickets - differences.listed.len() as u64;
    Table {
        tickets: number(differences.tickets),
        share: percent(differences.tickets, tickets),
        kinds: kinds.collect(),
        listed: listed.collect(),
        more: (more > 0).then(|| number(more)),
    }
}

/// What stands in backticks becomes code; all of it is escaped.
fn code(text: &str) -> Value {
    let mut html = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = HtmlEscape(part);
        html.push_str(&if at % 2 == 1 { format!("<code>{part}</code>") } else { part.to_string() });
    }
    Value::from_safe_string(html)
}
