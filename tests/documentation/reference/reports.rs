//! The page of tickets from files and of reports.

use preflight::report::Report;
use preflight::ticket::Ticket;
use schemars::schema_for;

use super::schema::{given, sections, written};

const INTRODUCTION: &str = "
The fields of a ticket, as `preflight check`, `preflight demo --once` and `preflight backtest` read it, and of the report that
`preflight check --format json` prints. Examples and the places that evidence points to: [Tickets and reports as
JSON](../json.md). A report has one field more, `missing`: the names of the items that the customer is asked for.
";

const TITLES: [(&str, &str); 16] = [
    ("Message", "A message"),
    ("Attachment", "An attachment"),
    ("Requester", "The requester"),
    ("Author", "Who writes"),
    ("Format", "Formats"),
    ("ItemReport", "An item's report"),
    ("CategoryReading", "How the category was read"),
    ("Conflict", "A conflict"),
    ("Evidence", "Evidence"),
    ("Source", "Sources"),
    ("State", "States"),
    ("Problem", "A problem"),
    ("Verdict", "Verdicts"),
    ("ProblemKind", "Kinds of problem"),
    ("Said", "What was said instead"),
    ("SaidKind", "Promise and refusal"),
];

pub fn page() -> String {
    let ticket = schema_for!(Ticket);
    let report = schema_for!(Report);
    let sections = [
        sections(ticket.as_value(), "A ticket", written(&TITLES)),
        sections(report.as_value(), "A report", given(&TITLES)),
    ];
    super::page("Tickets and reports", INTRODUCTION, &sections.concat())
}
