//! `preflight deliveries`: what was received from the helpdesk, the latest first.

use crate::cli::arguments::past::DeliveriesArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::escape::line;
use crate::cli::{runtime, store};
use crate::store::archive::{DeliveryFilter, PAGE_ROWS_MAX, PageOf, Span};

pub fn run(arguments: &DeliveriesArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (config, store) = store::open(&arguments.config, console)?;
    let ticket = arguments.ticket.as_ref().map(|ticket| store::key(&config, ticket)).transpose()?;
    let filter = DeliveryFilter { ticket, span: Span { since: arguments.since, until: arguments.until } };
    let runtime = runtime::new()?;
    let mut left = arguments.limit;
    let mut after = None;
    while left > 0 {
        let page = PageOf { after, rows: left.min(PAGE_ROWS_MAX) };
        let page = runtime.block_on(store.deliveries(&filter, &page));
        let page = page.map_err(|error| Failure::of(error.into()))?;
        for delivery in &page.rows {
            let helpdesk = &delivery.ticket.helpdesk;
            writeln!(
                console.out,
                "{}  {}  {}  {}",
                delivery.received_at,
                line(&format!("{helpdesk}/{}", delivery.ticket.id)),
                line(&delivery.event),
                line(&format!("{helpdesk}/{}", delivery.key))
            )?;
        }
        left -= u32::try_from(page.rows.len()).unwrap_or(left).min(left);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if left == arguments.limit {
        writeln!(console.out, "Nothing was received.")?;
        return Ok(Exit::Findings);
    }
    Ok(Exit::Fine)
}
