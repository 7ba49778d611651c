//! The period as text for a person.

use std::io::{self, Write};

use crate::checklist::model::Verdict;
use crate::cli::backtest::number::{counted, number, percent};
use crate::cli::backtest::table;
use crate::cli::backtest::text::{VERDICTS, agreeing};
use crate::cli::escape::line;
use crate::cli::report::tally::{Figures, Period, most};
use crate::cli::report_text::shown;

/// Items that are listed, the most frequent first.
const ITEMS_MAX: usize = 15;
/// Items that are named within a row.
const ITEMS_IN_ROW_MAX: usize = 3;
/// More rounds than these are counted together.
const ROUNDS_MAX: u32 = 4;

/// Write all of it.
///
/// # Errors
///
/// The output can't be written.
pub fn write(out: &mut dyn Write, period: &Period) -> io::Result<()> {
    writeln!(out, "{}", head(period))?;
    let all = &period.all;
    if all.tickets == 0 {
        return Ok(());
    }
    writeln!(out, "\n== By category and verdict, as each ticket was found last\n")?;
    table::write(out, &categories(period))?;
    if all.ever_ready() > 0 {
        writeln!(out, "\n== {}\n", rounds_head(all))?;
        table::write(out, &rounds(period))?;
    }
    if !all.missing.is_empty() {
        writeln!(
            out,
            "\n== Missing or wrong at some time, of {} not ignored\n",
            counted(all.checked, "ticket")
        )?;
        let rows = all.most_missing().into_iter().take(ITEMS_MAX);
        let rows = rows.map(|(item, count)| vec![shown(item), number(count), percent(count, all.checked)]);
        table::write(out, &rows.collect::<Vec<_>>())?;
    }
    writeln!(out, "\n== {}", said(all))?;
    if all.comments_written + all.comments_withheld > 0 {
        writeln!(out)?;
        table::write(out, &comments(period))?;
    }
    if !all.silent.is_empty() {
        writeln!(out, "\nTickets in which less was said than could be, by the reason\n")?;
        table::write(out, &silent(all))?;
    }
    writeln!(out, "\n== What agents made of it\n")?;
    if let Some((tag, agreement)) = period.escalated_tag.as_deref().zip(all.agreement.as_ref()) {
        writeln!(out, "`ready` and the tag `{}`\n", shown(tag))?;
        table::write(out, &agreeing(agreement))?;
        writeln!(out)?;
        table::write(out, &agreement_by_category(period))?;
        writeln!(out)?;
    }
    writeln!(out, "{}", afterwards(all))
}

/// How much there was, when, and by which checklists.
pub fn head(period: &Period) -> String {
    let all = &period.all;
    let time = format!("from {} up to {}", period.since, period.until);
    if all.tickets == 0 {
        return format!("Nothing was checked {time}.");
    }
    let versions =
        period.checklists.iter().map(|(hash, tickets)| format!("{} ({})", line(hash), number(*tickets)));
    let versions: Vec<_> = versions.collect();
    format!(
        "{} checked {time}, {} in all; by the checklists {}",
        counted(all.tickets, "ticket"),
        passes(all.passes),
        versions.join(", ")
    )
}

fn passes(count: u64) -> String {
    format!("{} {}", number(count), if count == 1 { "pass" } else { "passes" })
}

/// The categories by name, and all together last.
pub fn by_name(period: &Period) -> impl Iterator<Item = (String, &Figures)> {
    let of_one = period
        .categories
        .iter()
        .map(|(name, figures)| (if name.is_empty() { "(none)".to_owned() } else { shown(name) }, figures));
    of_one.chain([("all".to_owned(), &period.all)])
}

fn categories(period: &Period) -> Vec<Vec<String>> {
    let columns: Vec<Verdict> = VERDICTS.into_iter().filter(|verdict| period.all.of(*verdict) > 0).collect();
    let mut rows = vec![vec!["category".to_owned(), "tickets".to_owned()]];
    rows[0].extend(columns.iter().map(|verdict| verdict.name().to_owned()));
    rows[0].push("complete at first contact".to_owned());
    for (name, figures) in by_name(period) {
        let mut row = vec![name, number(figures.tickets)];
        row.extend(columns.iter().map(|verdict| number(figures.of(*verdict))));
        row.push(percent(figures.ready_at_once, figures.first_contacts));
        rows.push(row);
    }
    rows
}

fn rounds_head(all: &Figures) -> String {
    format!(
        "{} were complete at some time, and it took the customer so many turns",
        counted(all.ever_ready(), "ticket")
    )
}

/// By category: in how many rounds its tickets became complete.
pub fn rounds(period: &Period) -> Vec<Vec<String>> {
    let mut rows = vec![vec!["category".to_owned()]];
    rows[0].extend((1..ROUNDS_MAX).map(|round| round.to_string()));
    rows[0].push(format!("{ROUNDS_MAX} or more"));
    for (name, figures) in by_name(period).filter(|(_, figures)| figures.ever_ready() > 0) {
        let in_round = |round: u32| figures.ready_in_round.get(&round).copied().unwrap_or(0);
        let mut row = vec![name];
        row.extend((1..ROUNDS_MAX).map(|round| number(in_round(round))));
        row.push(number(figures.ready_in_round.range(ROUNDS_MAX..).map(|(_, count)| count).sum()));
        rows.push(row);
    }
    rows
}

/// Whether and how much was said.
pub fn said(all: &Figures) -> String {
    let to_customers = |count| format!("{} to customers", counted(count, "comment"));
    let written = to_customers(all.comments_written);
    match (all.comments_written, all.comments_withheld) {
        (0, 0) => "No comment to a customer was called for".into(),
        (1, 0) => format!("{written} was written, and none was withheld"),
        (_, 0) => format!("{written} were written, and none was withheld"),
        (0, withheld) => format!("Nothing was said; {} would have been written", to_customers(withheld)),
        (_, withheld) => format!("{written} written; {} more would have been", number(withheld)),
    }
}

/// By category: what was written and what would have been.
pub fn comments(period: &Period) -> Vec<Vec<String>> {
    let head = ["category", "written", "withheld", "the withheld ones ask most often for"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (name, figures) in by_name(period) {
        if figures.comments_written + figures.comments_withheld > 0 {
            let asked = figures.most_asked_in_withheld().into_iter().take(ITEMS_IN_ROW_MAX);
            let asked = asked.map(|(item, count)| format!("{} ({})", shown(item), number(count)));
            let asked = asked.collect::<Vec<_>>().join(", ");
            rows.push(vec![name, number(figures.comments_written), number(figures.comments_withheld), asked]);
        }
    }
    rows
}

pub fn silent(all: &Figures) -> Vec<Vec<String>> {
    let counts = all.silent.iter().map(|(why, count)| ((*why).replace('_', " "), *count)).collect();
    most(&counts).into_iter().map(|(why, count)| vec![why.to_owned(), number(count)]).collect()
}

pub fn agreement_by_category(period: &Period) -> Vec<Vec<String>> {
    let head = ["category", "tickets", "they agree in", "ready, not escalated", "escalated, not ready"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (name, figures) in by_name(period) {
        let Some(agreement) = &figures.agreement else { continue };
        rows.push(vec![
            name,
            number(agreement.tickets()),
            percent(agreement.agreeing(), agreement.tickets()),
            number(agreement.ready_only.count),
            number(agreement.escalated_only.count),
        ]);
    }
    rows
}

/// What became of the tickets that were found ready.
pub fn afterwards(all: &Figures) -> String {
    let ready = &all.ready;
    if ready.tickets == 0 {
        return "No ticket was found ready.".into();
    }
    format!(
        "Of {} found ready, {} solved when last read; {} opened again in between.",
        counted(ready.tickets, "ticket"),
        were(ready.solved),
        were(ready.reopened)
    )
}

fn were(count: u64) -> String {
    format!("{} {}", number(count), if count == 1 { "was" } else { "were" })
}
