//! What Preflight sees of the simulated helpdesk, with gates between all that happens and faults by the weather.

use actix_web::http::header::HeaderMap;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use preflight::helpdesk::{
    Changes, Headroom, Helpdesk, HelpdeskError, Receipt, Received, Refusal, Revision, Snapshot,
};
use preflight::reply::write::Write;

use crate::desk::{Desk, Late};
use crate::fault::{Call, Fault};
use crate::ledger::Reading;

/// A request under way. If nobody waits for it any more it may still arrive.
struct UnderWay<'a> {
    desk: &'a Desk,
    late: Option<Late>,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let Some(late) = self.late.take() else { return };
        if self.desk.stage.chance(self.desk.weather.late) {
            self.desk.state().late.push(late);
        }
    }
}

impl Desk {
    async fn call(&self, call: Call) -> Option<Fault> {
        self.stage.gate().await;
        let fault = self.weather.strikes(&self.stage, call)?;
        if fault == Fault::RateLimited {
            let mut state = self.state();
            state.pause_until = state.now + SignedDuration::from_secs(30);
        }
        Some(fault)
    }

    async fn fails<T>(&self, fault: Fault) -> Result<T, HelpdeskError> {
        self.stage.gate().await;
        Err(fault.error())
    }

    /// Tags alone: not by a key, and on this revision.
    fn update_tags(&self, id: &str, write: &Write, on: &Revision) -> Result<Receipt, HelpdeskError> {
        if self.look(id)?.revision != *on {
            return Err(HelpdeskError::Conflict);
        }
        let revision = self.tags(id, &write.add_tags, &write.remove_tags)?;
        Ok(Receipt { id: format!("tags:{}", write.key), revision, at: None })
    }

    async fn apply_tags(&self, id: &str, write: &Write, on: &Revision) -> Result<Receipt, HelpdeskError> {
        let fault = self.call(Call::Apply).await;
        match fault {
            Some(fault @ (Fault::LostHalfway | Fault::LostAfter)) => {
                self.update_tags(id, write, on)?;
                self.fails(fault).await
            }
            Some(fault) => self.fails(fault).await,
            None => {
                let receipt = self.update_tags(id, write, on)?;
                self.stage.gate().await;
                Ok(receipt)
            }
        }
    }

    fn late(&self, id: &str, write: &Write, on: &Revision, reading: &Reading) -> Late {
        Late { ticket: id.into(), write: write.clone(), revision: on.clone(), reading: reading.clone() }
    }
}

#[async_trait]
impl Helpdesk for Desk {
    fn name(&self) -> &str {
        "acme"
    }

    fn receive(&self, _headers: &HeaderMap, _body: &[u8], _now: Timestamp) -> Result<Received, Refusal> {
        Err(Refusal::Unverified)
    }

    async fn fetch(&self, id: &str) -> Result<Snapshot, HelpdeskError> {
        self.ledger.fetch_begins();
        if let Some(fault) = self.call(Call::Fetch).await {
            return self.fails(fault).await;
        }
        let read = self.look(id);
        self.ledger.reads(self.state().tickets.get(id).map_or(0, |entry| entry.people));
        self.stage.say(format!("fetch {id}: {:?}", read.as_ref().map(|read| &read.revision.0)));
        self.stage.gate().await;
        read
    }

    /// Comment and tags take two requests, as Zendesk's do, and people may come between them.
    async fn apply(&self, id: &str, write: &Write, on: &Revision) -> Result<Receipt, HelpdeskError> {
        if write.is_tags_only() {
            return self.apply_tags(id, write, on).await;
        }
        let reading = self.ledger.reading();
        let mut under_way = UnderWay { desk: self, late: Some(self.late(id, write, on, &reading)) };
        let fault = self.call(Call::Apply).await;
        if let Some(fault @ Fault::LostBefore) = fault {
            drop(under_way);
            return self.fails(fault).await;
        }
        under_way.late = None;
        let fault = match fault {
            None | Some(Fault::LostHalfway | Fault::LostAfter) => fault,
            Some(fault) => return self.fails(fault).await,
        };
        let made = self.update(id, write, on, &reading)?;
        self.stage.gate().await;
        if fault == Some(Fault::LostHalfway) {
            return self.fails(Fault::LostHalfway).await;
        }
        let revision = self.tags(id, &write.add_tags, &write.remove_tags)?;
        self.stage.gate().await;
        match fault {
            Some(fault) => Err(fault.error()),
            None => Ok(Receipt { revision, ..made }),
        }
    }

    async fn ensure_tags(
        &self,
        id: &str,
        add: &[String],
        remove: &[String],
    ) -> Result<Revision, HelpdeskError> {
        let fault = self.call(Call::Tags).await;
        // Tags are bound to no revision. Such a pass is ended within seconds by its worker, which looks after the lease by
        // real time; here it would go on for days.
        if self.ledger.has_lost_lease() {
            return self.fails(Fault::Unavailable).await;
        }
        match fault {
            Some(fault @ Fault::LostAfter) => {
                self.tags(id, add, remove)?;
                self.fails(fault).await
            }
            Some(fault) => self.fails(fault).await,
            None => {
                let revision = self.tags(id, add, remove)?;
                self.stage.gate().await;
                Ok(revision)
            }
        }
    }

    async fn find_write(&self, id: &str, key: &str) -> Result<Option<Receipt>, HelpdeskError> {
        if let Some(fault) = self.call(Call::Find).await {
            return self.fails(fault).await;
        }
        let found = self.state().known(id)?.made.get(key).cloned();
        self.stage.say(format!("find {} in {id}: {}", &key[..6], found.is_some()));
        self.stage.gate().await;
        Ok(found)
    }

    async fn changes(&self, cursor: Option<&str>, _now: Timestamp) -> Result<Option<Changes>, HelpdeskError> {
        if let Some(fault) = self.call(Call::Changes).await {
            return self.fails(fault).await;
        }
        let changes = self.changed_since(cursor);
        let listed: Vec<&str> = changes.tickets.iter().map(|change| change.ticket_id.as_str()).collect();
        self.stage.say(format!("changes since {cursor:?}: {listed:?}"));
        self.stage.gate().await;
        Ok(Some(changes))
    }

    fn headroom(&self) -> Headroom {
        let state = self.state();
        let pause = state.pause_until.duration_since(state.now).as_secs();
        Headroom { pause_secs: u64::try_from(pause).unwrap_or(0), ..Headroom::default() }
    }
}
