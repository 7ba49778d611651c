//! The findings for a person, one a line with its mark, or for a program.

use serde_json::json;

use crate::cli::console::{Console, Failure};
use crate::cli::doctor::finding::{Finding, Mark};
use crate::cli::escape;

pub fn text(findings: &[Finding], console: &mut Console<'_>) -> Result<(), Failure> {
    let width = findings.iter().map(|finding| finding.check.len()).max().unwrap_or_default();
    let mut helpdesk = None;
    for finding in findings {
        if finding.helpdesk != helpdesk {
            helpdesk.clone_from(&finding.helpdesk);
            writeln!(console.out, "\n{}", helpdesk.as_deref().unwrap_or("the service"))?;
        }
        let (mark, what) = (mark(finding.mark, console.page.colours), escape::line(&finding.what));
        writeln!(console.out, "{mark} {:width$}  {what}", finding.check)?;
        if let Some(mend) = &finding.mend {
            writeln!(console.out, "  {:width$}  → {}", "", escape::line(mend))?;
        }
    }
    let count = |mark| findings.iter().filter(|finding| finding.mark == mark).count();
    let (fine, warnings) = (count(Mark::Fine), count(Mark::Warning));
    writeln!(console.out, "\n{fine} fine, {warnings} doubtful, {} wrong.", count(Mark::Wrong))?;
    Ok(())
}

pub fn json(findings: &[Finding], console: &mut Console<'_>) -> Result<(), Failure> {
    let worst = findings.iter().map(|finding| finding.mark).max().unwrap_or(Mark::Fine);
    let object = json!({"status": worst, "findings": findings});
    writeln!(console.out, "{}", escape::json(format!("{object:#}")))?;
    Ok(())
}

fn mark(mark: Mark, colours: bool) -> String {
    let (sign, colour) = match mark {
        Mark::Fine => ('✓', 32),
        Mark::Warning => ('!', 33),
        Mark::Wrong => ('✗', 31),
    };
    if colours { format!("\u{1b}[{colour}m{sign}\u{1b}[0m") } else { sign.to_string() }
}
