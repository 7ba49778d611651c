//! The judge that passes go by, and its change while the service runs.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::service::judge::Judge;
use crate::yaml::diagnostic::Diagnostic;

/// A pass that has begun goes on with the judge that it began with.
pub struct Judges {
    state: RwLock<State>,
}

struct State {
    judge: Arc<dyn Judge>,
    standing: Standing,
}

/// Which configuration the service goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The content hash of its checklists.
    pub version: String,
    /// The mistakes of the configuration on disk, if it has any: it was refused, and the one before it holds.
    pub refused: Option<Arc<[Diagnostic]>>,
}

impl Judges {
    pub fn of(judge: Arc<dyn Judge>, version: &str) -> Self {
        let standing = Standing { version: version.to_owned(), refused: None };
        Self { state: RwLock::new(State { judge, standing }) }
    }

    pub fn current(&self) -> Arc<dyn Judge> {
        Arc::clone(&self.read().judge)
    }

    pub fn standing(&self) -> Standing {
        self.read().standing.clone()
    }

    pub fn change(&self, judge: Arc<dyn Judge>, version: &str) {
        let standing = Standing { version: version.to_owned(), refused: None };
        *self.write() = State { judge, standing };
    }

    /// The configuration on disk has mistakes.
    pub fn refuse(&self, mistakes: &[Diagnostic]) {
        self.write().standing.refused = Some(mistakes.into());
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
