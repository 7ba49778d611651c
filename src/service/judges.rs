//! The judges that passes go by, each account's own where it has one, and their change while the service runs.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::service::judge::Judge;
use crate::yaml::diagnostic::Diagnostic;

/// A pass that has begun goes on with the judge that it began with.
pub struct Judges {
    state: RwLock<State>,
}

/// The judges of one configuration.
#[derive(Clone)]
pub struct Panel {
    everyones: Seat,
    /// By helpdesk.
    own: BTreeMap<String, Seat>,
}

/// A judge and the content hash of its checklists.
#[derive(Clone)]
struct Seat {
    judge: Arc<dyn Judge>,
    version: String,
}

struct State {
    panel: Panel,
    refused: Option<Arc<[Diagnostic]>>,
}

/// Which configuration the service goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The content hash of its checklists.
    pub version: String,
    /// Those of the helpdesks that have rules of their own.
    pub own: BTreeMap<String, String>,
    /// The mistakes of the configuration on disk, if it has any: it was refused, and the one before it holds.
    pub refused: Option<Arc<[Diagnostic]>>,
}

impl Panel {
    pub fn of(judge: Arc<dyn Judge>, version: &str) -> Self {
        Self { everyones: Seat { judge, version: version.to_owned() }, own: BTreeMap::new() }
    }

    /// With one that this helpdesk has for itself.
    #[must_use]
    pub fn with(mut self, helpdesk: &str, judge: Arc<dyn Judge>, version: &str) -> Self {
        self.own.insert(helpdesk.to_owned(), Seat { judge, version: version.to_owned() });
        self
    }

    fn seat(&self, helpdesk: &str) -> &Seat {
        self.own.get(helpdesk).unwrap_or(&self.everyones)
    }
}

impl Judges {
    pub fn of(panel: Panel) -> Self {
        Self { state: RwLock::new(State { panel, refused: None }) }
    }

    /// The judge of those who have none of their own.
    pub fn everyones(&self) -> Arc<dyn Judge> {
        Arc::clone(&self.read().panel.everyones.judge)
    }

    /// The judge of a helpdesk's tickets.
    pub fn judge(&self, helpdesk: &str) -> Arc<dyn Judge> {
        Arc::clone(&self.read().panel.seat(helpdesk).judge)
    }

    pub fn standing(&self) -> Standing {
        let state = self.read();
        let own = state.panel.own.iter().map(|(name, seat)| (name.clone(), seat.version.clone()));
        Standing {
            version: state.panel.everyones.version.clone(),
            own: own.collect(),
            refused: state.refused.clone(),
        }
    }

    /// All of them at once. A helpdesk that the new configuration does not know, and that is served until the next start all the
    /// same, keeps the judge that it had.
    pub fn change<'a>(&self, mut panel: Panel, unknown: impl Iterator<Item = &'a String>) {
        let mut state = self.write();
        for helpdesk in unknown {
            let seat = state.panel.seat(helpdesk).clone();
            panel.own.insert(helpdesk.clone(), seat);
        }
        *state = State { panel, refused: None };
    }

    /// The configuration on disk has mistakes.
    pub fn refuse(&self, mistakes: &[Diagnostic]) {
        self.write().refused = Some(mistakes.into());
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standing {
    /// The content hash of the checklists that a helpdesk's tickets are held against.
    pub fn version(&self, helpdesk: &str) -> &str {
        self.own.get(helpdesk).unwrap_or(&self.version)
    }

    /// All content hashes, as replicas compare them.
    pub fn versions(&self) -> String {
        let own = self.own.iter().filter(|(_, version)| **version != self.version);
        let own = own.map(|(helpdesk, version)| format!("{helpdesk}={version}"));
        std::iter::once(self.version.clone()).chain(own).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::Standing;

    #[test]
    fn a_helpdesk_without_rules_of_its_own_goes_by_everyones() {
        let standing = Standing {
            version: "aaaa".into(),
            own: [("eu".to_owned(), "bbbb".to_owned()), ("old".to_owned(), "aaaa".to_owned())].into(),
            refused: None,
        };
        assert_eq!((standing.version("eu"), standing.version("us")), ("bbbb", "aaaa"));
        assert_eq!(standing.versions(), "aaaa eu=bbbb");
        assert_eq!(Standing { version: "aaaa".into(), ..Standing::default() }.versions(), "aaaa");
    }
}
