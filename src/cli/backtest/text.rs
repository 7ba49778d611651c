//! The result as text for a person.

use std::io::{self, Write};

use crate::checklist::model::Verdict;
use crate::cli::backtest::agreement::Agreement;
use crate::cli::backtest::difference::Difference;
use crate::cli::backtest::few::Few;
use crate::cli::backtest::number::{counted, number, percent};
use crate::cli::backtest::result::{Differences, Outcomes, Tried};
use crate::cli::backtest::score::Figures;
use crate::cli::backtest::table;
use crate::cli::escape::line;
use crate::cli::report_text::shown;

/// Items that are listed, the most frequent first.
const ITEMS_MAX: usize = 15;
/// Tickets that are listed with what is other.
const TICKETS_MAX: usize = 50;
/// The verdicts in the order of the columns.
pub const VERDICTS: [Verdict; 7] = [
    Verdict::Ready,
    Verdict::Incomplete,
    Verdict::Blocked,
    Verdict::Waiting,
    Verdict::NotNeeded,
    Verdict::Unclear,
    Verdict::Ignored,
];

/// Write all of it.
///
/// # Errors
///
/// The output can't be written.
pub fn write(out: &mut dyn Write, outcomes: &Outcomes) -> io::Result<()> {
    writeln!(out, "{}", head(outcomes))?;
    for tried in [Some(&outcomes.config), outcomes.against.as_ref()].into_iter().flatten() {
        writeln!(out, "\n== By {} (checklists {})\n", line(&tried.name), tried.checklists)?;
        write_tried(out, tried, outcomes.escalated_tag.as_deref())?;
    }
    if let (Some(differences), Some(against)) = (&outcomes.differences, &outcomes.against) {
        let (now, was) = (line(&outcomes.config.name), line(&against.name));
        writeln!(out, "\n== What {now} would do otherwise than {was}\n")?;
        write_differences(out, differences, outcomes.tickets)?;
    }
    Ok(())
}

/// How many tickets there were, and which.
pub fn head(outcomes: &Outcomes) -> String {
    let how = if outcomes.first_contact { "before anyone had answered" } else { "at its end" };
    let mut text = format!("{}, each as it stood {how}", counted(outcomes.tickets, "ticket"));
    if let Some(since) = outcomes.since {
        let too_old = number(outcomes.too_old);
        text.push_str(&format!("; {too_old} from before {since} left out"));
    }
    if outcomes.unreadable > 0 {
        text.push_str(&format!("; {} could not be read", counted(outcomes.unreadable, "line")));
    }
    text
}

fn write_tried(out: &mut dyn Write, tried: &Tried, tag: Option<&str>) -> io::Result<()> {
    let tally = &tried.tally;
    table::write(out, &categories(tried))?;
    let (asked, checked) = (tally.most_asked(), tally.all.checked);
    if !asked.is_empty() {
        writeln!(out, "\nAsked for most often, of {} not ignored\n", counted(checked, "ticket"))?;
        let rows = asked.iter().take(ITEMS_MAX);
        let rows = rows.map(|(item, count)| vec![shown(item), number(*count), percent(*count, checked)]);
        table::write(out, &rows.collect::<Vec<_>>())?;
    }
    if let (Some(tag), Some(agreement)) = (tag, &tally.agreement) {
        writeln!(out, "\n`ready` and the tag `{}`\n", shown(tag))?;
        table::write(out, &agreeing(agreement))?;
    }
    if let Some(figures) = &tally.accuracy {
        writeln!(out, "\nAccuracy, over {}\n", counted(figures.tickets.into(), "labelled ticket"))?;
        table::write(out, &accuracy(figures))?;
    }
    Ok(())
}

fn categories(tried: &Tried) -> Vec<Vec<String>> {
    let all = &tried.tally.all;
    let columns: Vec<Verdict> = VERDICTS.into_iter().filter(|verdict| all.of(*verdict) > 0).collect();
    let mut rows = vec![vec!["category".to_owned(), "tickets".to_owned()]];
    rows[0].extend(columns.iter().map(|verdict| verdict.name().to_owned()));
    rows[0].push("complete at first contact".to_owned());
    let of_one = tried.tally.categories.iter().map(|(name, counts)| (name.as_str(), counts));
    for (name, counts) in of_one.chain([("all", all)]) {
        let name = if name.is_empty() { "(none)".to_owned() } else { shown(name) };
        let mut row = vec![name, number(counts.tickets)];
        row.extend(columns.iter().map(|verdict| number(counts.of(*verdict))));
        row.push(percent(counts.ready_at_once, counts.checked));
        rows.push(row);
    }
    rows
}

/// The four cells, and the share that agrees.
pub fn agreeing(agreement: &Agreement) -> Vec<Vec<String>> {
    let row = |name: &str, count, rest: String| vec![name.to_owned(), number(count), rest];
    let share = percent(agreement.agreeing(), agreement.tickets());
    vec![
        row("ready and escalated", agreement.ready_and_escalated, String::new()),
        row("neither", agreement.neither, String::new()),
        row("ready, not escalated", agreement.ready_only.count, ids(&agreement.ready_only)),
        row("escalated, not ready", agreement.escalated_only.count, ids(&agreement.escalated_only)),
        row("they agree in", agreement.agreeing(), share),
    ]
}

pub fn accuracy(figures: &Figures) -> Vec<Vec<String>> {
    let shares = figures.shares().map(|(name, share)| {
        let of = format!("{} of {}", number(share.part.into()), number(share.whole.into()));
        vec![name.to_owned(), percent(share.part.into(), share.whole.into()), of]
    });
    let counts =
        [("ready though it was not", figures.false_ready), ("spoke where silence was due", figures.spoke)];
    let counts = counts.map(|(name, count)| vec![name.to_owned(), number(count.into())]);
    shares.into_iter().chain(counts).collect()
}

fn write_differences(out: &mut dyn Write, differences: &Differences, tickets: u64) -> io::Result<()> {
    let (some, share) = (number(differences.tickets), percent(differences.tickets, tickets));
    writeln!(out, "{some} of {} tickets ({share})", number(tickets))?;
    if differences.tickets == 0 {
        return Ok(());
    }
    writeln!(out)?;
    let rows = differences.counted().into_iter().map(|one| {
        vec![
            String::new(),
            number(one.tickets.count),
            format!("{}: {}", line(&one.kind.told()), ids(one.tickets)),
        ]
    });
    table::write(out, &rows.collect::<Vec<_>>())?;
    writeln!(out, "\nTicket by ticket\n")?;
    for difference in differences.listed.iter().take(TICKETS_MAX) {
        writeln!(out, "  {}: {}", shown(&difference.id), told(difference).join("; "))?;
    }
    let more = differences.tickets - differences.listed.len().min(TICKETS_MAX) as u64;
    if more > 0 {
        writeln!(out, "  and {} more, which --format json lists", number(more))?;
    }
    Ok(())
}

/// All that is other in the ticket, with the values that are read.
pub fn told(difference: &Difference) -> Vec<String> {
    let read = difference.read_otherwise.iter().map(|read| {
        format!("`{}` {} → {}", shown(&read.item), shown(&read.change.was), shown(&read.change.now))
    });
    difference.told_without_words().into_iter().map(|part| line(&part).into_owned()).chain(read).collect()
}

/// The names that are kept, and how many there are besides.
pub fn ids(few: &Few) -> String {
    let mut text = few.ids.iter().map(|id| shown(id)).collect::<Vec<_>>().join(", ");
    if few.more() > 0 {
        text.push_str(&format!(" and {} more", number(few.more())));
    }
    text
}
