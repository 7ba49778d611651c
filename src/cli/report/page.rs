//! The period as a page to hand round: one file, no scripts, nothing fetched, and no words of the tickets.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::cli::backtest::chart::{Bar, part, shares};
use crate::cli::backtest::number::{number, percent};
use crate::cli::backtest::page::environment;
use crate::cli::backtest::text::{VERDICTS, agreeing};
use crate::cli::report::tally::Period;
use crate::cli::report::text;
use crate::cli::report_text::shown;

/// Items that are drawn, the most frequent first.
const ITEMS_MAX: usize = 20;

#[derive(Serialize)]
struct Page {
    head: String,
    ready: String,
    ready_at_once: String,
    agree: Option<String>,
    verdicts: [&'static str; 7],
    by_verdict: Vec<Bar>,
    by_item: Vec<Bar>,
    rounds: Vec<Vec<String>>,
    said: String,
    comments: Vec<Vec<String>>,
    silent: Vec<Vec<String>>,
    tag: Option<String>,
    agreement: Option<Vec<Vec<String>>>,
    by_category: Vec<Vec<String>>,
    afterwards: String,
}

/// # Errors
///
/// None that are known: the template is part of the program.
pub fn render(period: &Period) -> Result<String, minijinja::Error> {
    let mut environment = environment()?;
    environment.add_template("page.html", include_str!("page.html"))?;
    let all = &period.all;
    let agreement = all.agreement.as_ref();
    let page = Page {
        head: text::head(period),
        ready: percent(all.of(VERDICTS[0]), all.checked),
        ready_at_once: percent(all.ready_at_once, all.first_contacts),
        agree: agreement.map(|agreement| percent(agreement.agreeing(), agreement.tickets())),
        verdicts: VERDICTS.map(|verdict| verdict.name()),
        by_verdict: by_verdict(period),
        by_item: by_item(period),
        rounds: text::rounds(period),
        said: text::said(all),
        comments: text::comments(period),
        silent: text::silent(all),
        tag: period.escalated_tag.as_deref().map(shown),
        agreement: agreement.map(agreeing),
        by_category: text::agreement_by_category(period),
        afterwards: text::afterwards(all),
    };
    environment.get_template("page.html")?.render(Value::from(Serde(page)))
}

fn by_verdict(period: &Period) -> Vec<Bar> {
    let bars = text::by_name(period).map(|(label, figures)| Bar {
        label,
        role: "",
        segments: shares(|verdict| figures.of(verdict), figures.tickets),
        note: number(figures.tickets),
    });
    bars.collect()
}

fn by_item(period: &Period) -> Vec<Bar> {
    let missing = period.all.most_missing();
    let most = missing.first().map_or(0, |(_, count)| *count);
    let bars = missing.into_iter().take(ITEMS_MAX).map(|(item, count)| Bar {
        label: shown(item),
        role: "",
        segments: vec![part(count, most, "now")],
        note: format!("{} ({})", number(count), percent(count, period.all.checked)),
    });
    bars.collect()
}
