//! What a configuration of then decided about a ticket, from the history of its passes.

use crate::checklist::model::Checklists;
use crate::cli::backtest::difference::Difference;
use crate::cli::backtest::text::told;
use crate::cli::console::{Console, Failure};
use crate::cli::escape::line;
use crate::cli::report_text;
use crate::reply::history::PastWrite;
use crate::report::{Evidence, Report, Source};
use crate::store::archive::{Archive, PASSES_PER_TICKET_MAX, PageOf, PastPass};
use crate::store::{StoreError, TicketKey};
use crate::verdict::explain::Explanation;

/// The last pass by a configuration, and its report.
pub struct Version {
    pass: PastPass,
    report: Report,
}

/// The last pass by the checklists whose hash begins so; else all passes of the ticket.
pub async fn find(
    archive: &dyn Archive,
    ticket: &TicketKey,
    hash: &str,
) -> anyhow::Result<Result<Version, Vec<PastPass>>> {
    let passes = archive.passes(ticket, &PageOf::first(PASSES_PER_TICKET_MAX)).await?.rows;
    let Some(pass) = passes.iter().find(|pass| pass.checklists.starts_with(hash)) else {
        return Ok(Err(passes));
    };
    let found = archive.pass(ticket, pass.number).await?;
    let (pass, report) = found.ok_or_else(gone)?;
    Ok(Ok(Version { pass, report }))
}

fn gone() -> StoreError {
    StoreError::Unavailable { detail: "the pass was forgotten meanwhile".into() }
}

/// Which versions there are, where the one that was asked for is none of them.
pub fn list(
    ticket: &TicketKey,
    hash: &str,
    passes: &[PastPass],
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let name = format!("{}/{}", ticket.helpdesk, ticket.id);
    if passes.is_empty() {
        writeln!(console.out, "Nothing is remembered of what was decided about {}.", line(&name))?;
        return Ok(());
    }
    writeln!(
        console.out,
        "Nothing was decided about {} by checklists {}. There were decisions by:",
        line(&name),
        line(hash)
    )?;
    let mut seen: Vec<&str> = Vec::new();
    for pass in passes {
        if !seen.contains(&pass.checklists.as_str()) {
            seen.push(&pass.checklists);
            let verdict = pass.verdict.name();
            writeln!(console.out, "  {}  {} {verdict}", line(&pass.checklists), pass.last_at)?;
        }
    }
    Ok(())
}

/// The decision with its evidence, and what would be other today.
pub fn tell(
    version: &Version,
    today: &Explanation,
    checklists: &Checklists,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let Version { pass, report } = version;
    writeln!(console.out, "Decided {}, by the checklists {}:\n", pass.first_at, line(&pass.checklists))?;
    let is_wordless = *report == report.clone().without_words();
    let shown = if is_wordless { quoted(report.clone(), today) } else { report.clone() };
    report_text::write(console.out, &shown, checklists)?;
    writeln!(console.out)?;
    if is_wordless {
        writeln!(
            console.out,
            "The store keeps no words: those above stand in the ticket today, at the places of then."
        )?;
    }
    if pass.times > 1 {
        writeln!(console.out, "{} more times the same came out, last {}.", pass.times - 1, pass.last_at)?;
    }
    tell_decision(pass, console)?;
    let now = if is_wordless { today.report.clone().without_words() } else { today.report.clone() };
    match Difference::between(report, &now) {
        None => writeln!(console.out, "\nToday's configuration would decide the same.")?,
        Some(difference) => {
            writeln!(
                console.out,
                "\nBy today's configuration ({}) and today's ticket:",
                line(&now.checklists)
            )?;
            for part in told(&difference) {
                writeln!(console.out, "  {part}")?;
            }
        }
    }
    Ok(())
}

fn tell_decision(pass: &PastPass, console: &mut Console<'_>) -> Result<(), Failure> {
    let decision = &pass.decision;
    if let Some(why) = decision.why {
        writeln!(console.out, "The customer was not written to: {}.", why.name().replace('_', " "))?;
    }
    for (did, writes) in [("Written", &decision.written), ("Withheld", &decision.withheld)] {
        for write in writes {
            writeln!(console.out, "{did}: {}.", what(write))?;
        }
    }
    Ok(())
}

fn what(write: &PastWrite) -> String {
    let asked = write.told.iter().flat_map(|told| &told.asked).map(|asked| line(&asked.item).into_owned());
    let asked: Vec<String> = asked.collect();
    match (write.public, asked.is_empty()) {
        (true, true) => "a comment to the customer".into(),
        (true, false) => format!("a comment to the customer that asks for {}", asked.join(", ")),
        (false, _) => "a note to the agent, or tags".into(),
    }
}

/// Messages don't change; what stands at a place of then is what stood there.
fn quoted(mut report: Report, today: &Explanation) -> Report {
    for evidence in report.evidence_mut() {
        if let Some(words) = words(evidence, today) {
            evidence.quote = words;
        }
    }
    report
}

fn words(evidence: &Evidence, today: &Explanation) -> Option<String> {
    match evidence.source {
        Source::Message(_) | Source::Attachment(..) => {
            let text = today.texts.iter().find(|text| text.source == evidence.source)?;
            text.text.get(evidence.range.clone()).map(str::to_owned)
        }
        Source::Subject | Source::Field(_) | Source::Tag(_) => None,
    }
}
