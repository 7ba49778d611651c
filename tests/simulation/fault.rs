//! What can go wrong, as data: each run has its own weather.

use preflight::helpdesk::HelpdeskError;
use preflight::store::StoreError;

use crate::stage::Stage;

/// How often what goes wrong, as probabilities.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// Of each call to the helpdesk.
    pub helpdesk: f64,
    /// Of each call to the store.
    pub store: f64,
    /// Of the process, with each event.
    pub crash: f64,
    /// Of the process's clock, with each event.
    pub clock: f64,
    /// Of somebody to act, with each event, beside those who come by chance.
    pub crowd: f64,
    /// Of each webhook to be lost.
    pub lost: f64,
    /// Of each write whose answer is lost to reach the helpdesk later.
    pub late: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Fetch,
    Apply,
    Tags,
    Find,
    Changes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Unavailable,
    RateLimited,
    Unauthorized,
    Conflict,
    Refused,
    NotFound,
    /// It did not arrive, or not yet, and nobody knows.
    LostBefore,
    /// The comment is there, the tags are not, and nobody knows.
    LostHalfway,
    /// It is there, and nobody knows.
    LostAfter,
}

impl Weather {
    pub fn of(stage: &Stage) -> Self {
        let one = |of: [f64; 4]| of[stage.pick(4)];
        Self {
            helpdesk: one([0.0, 0.02, 0.1, 0.3]),
            store: one([0.0, 0.0, 0.01, 0.05]),
            crash: one([0.0, 0.002, 0.01, 0.03]),
            clock: one([0.0, 0.0, 0.0, 0.02]),
            crowd: one([0.0, 0.0, 0.1, 0.3]),
            lost: one([0.0, 0.1, 0.3, 1.0]),
            late: one([0.0, 0.3, 0.5, 1.0]),
        }
    }

    /// The fault of this call, if it has one.
    pub fn strikes(&self, stage: &Stage, call: Call) -> Option<Fault> {
        if !stage.chance(self.helpdesk) {
            return None;
        }
        let all = possible(call);
        let fault = all[stage.pick(all.len())];
        stage.say(format!("{call:?} meets {fault:?}"));
        Some(fault)
    }

    pub fn strikes_store(&self, stage: &Stage) -> Result<(), StoreError> {
        if stage.chance(self.store) {
            return Err(StoreError::Unavailable { detail: "disk full".into() });
        }
        Ok(())
    }
}

fn possible(call: Call) -> &'static [Fault] {
    use Fault::{
        Conflict, LostAfter, LostBefore, LostHalfway, NotFound, RateLimited, Refused, Unauthorized,
        Unavailable,
    };
    match call {
        Call::Fetch | Call::Find => &[Unavailable, RateLimited, Unauthorized, NotFound],
        Call::Changes => &[Unavailable, RateLimited, Unauthorized],
        Call::Apply => &[
            Unavailable,
            RateLimited,
            Conflict,
            Refused,
            NotFound,
            LostBefore,
            LostBefore,
            LostHalfway,
            LostHalfway,
            LostAfter,
            LostAfter,
        ],
        Call::Tags => &[Unavailable, RateLimited, Conflict, LostBefore, LostAfter],
    }
}

impl Fault {
    pub fn error(self) -> HelpdeskError {
        let detail = "as the seed wants it".to_owned();
        match self {
            Fault::Unavailable => HelpdeskError::Unavailable { detail },
            Fault::RateLimited => HelpdeskError::RateLimited { after_secs: 30 },
            Fault::Unauthorized => HelpdeskError::Unauthorized { detail },
            Fault::Conflict => HelpdeskError::Conflict,
            Fault::Refused => HelpdeskError::Refused { detail },
            Fault::NotFound => HelpdeskError::NotFound,
            Fault::LostBefore | Fault::LostHalfway | Fault::LostAfter => HelpdeskError::Unknown { detail },
        }
    }
}
