//! `preflight recheck`: tickets are looked at again, whatever is known of them.

use anyhow::anyhow;
use jiff::Timestamp;

use crate::app::build;
use crate::cli::arguments::RecheckArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::escape::line;
use crate::cli::{runtime, store};
use crate::config::load::Config;
use crate::helpdesk::{Delivery, Helpdesk, HelpdeskError};
use crate::service::recheck;
use crate::store::{NewDelivery, TicketKey};

pub fn run(arguments: &RecheckArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (config, store) = store::open(&arguments.config, console)?;
    let runtime = runtime::new()?;
    let keys = match &arguments.tag {
        Some(tag) => runtime.block_on(tagged(tag, arguments, &config, console))?,
        None => {
            let keys = arguments.tickets.iter().map(|ticket| store::key(&config, ticket));
            keys.collect::<Result<Vec<_>, _>>()?
        }
    };
    let now = Timestamp::now();
    let count = keys.len();
    for (number, ticket) in keys.into_iter().enumerate() {
        let Delivery { key, event, .. } = recheck::delivery(ticket.id.clone(), now, number);
        let delivery = NewDelivery { ticket, key, event, received_at: now, trace: None };
        runtime.block_on(store.accept(delivery)).map_err(|error| Failure::of(error.into()))?;
    }
    match (count, &arguments.tag) {
        (0, Some(tag)) => {
            writeln!(console.out, "No ticket bears the tag {}.", line(tag))?;
            return Ok(Exit::Findings);
        }
        (1, _) => writeln!(console.out, "1 ticket is looked at again.")?,
        (count, _) => writeln!(console.out, "{count} tickets are looked at again.")?,
    }
    Ok(Exit::Fine)
}

async fn tagged(
    tag: &str,
    arguments: &RecheckArguments,
    config: &Config,
    console: &mut Console<'_>,
) -> Result<Vec<TicketKey>, Failure> {
    let name = store::helpdesk(config, arguments.helpdesk.as_deref())?;
    runtime::install_tls();
    let helpdesks = build::helpdesks(config, console.lookup).map_err(Failure::of)?;
    let helpdesk =
        helpdesks.get(&name).ok_or_else(|| Failure::Message("there is no such helpdesk".into()))?;
    let limit = arguments.limit as usize;
    let (ids, more) = search(helpdesk.as_ref(), tag, limit).await.map_err(|error| {
        Failure::of(anyhow!(error).context(format!("tickets with the tag {tag} can't be searched for")))
    })?;
    if more {
        writeln!(
            console.err,
            "There are more than {limit} tickets with this tag; the first {limit} are taken. --limit raises that."
        )?;
    }
    Ok(ids.into_iter().map(|id| TicketKey { helpdesk: name.clone(), id }).collect())
}

/// Up to `limit` of them, and whether there are more.
async fn search(
    helpdesk: &dyn Helpdesk,
    tag: &str,
    limit: usize,
) -> Result<(Vec<String>, bool), HelpdeskError> {
    let (mut ids, mut cursor) = (Vec::new(), None);
    loop {
        let Some(page) = helpdesk.tagged(tag, cursor.as_deref()).await? else {
            return Err(HelpdeskError::Refused { detail: "this helpdesk can't be searched for tags".into() });
        };
        ids.extend(page.ticket_ids);
        cursor = page.cursor;
        if ids.len() > limit || cursor.is_none() {
            let more = ids.len() > limit;
            ids.truncate(limit);
            return Ok((ids, more));
        }
    }
}
