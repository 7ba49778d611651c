//! What the tickets of an account are held against and answered by, where it is not the same as for all others.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::checklist::model::Checklists;
use crate::config::examples::Example;
use crate::config::load::Config;
use crate::config::settings::{Reading, Settings};
use crate::reply::policy::Policy;
use crate::yaml::tree::Tree;

/// `rules.yaml`: the policy and the reading of an account that has its own. What is left out is as in `preflight.yaml`; what
/// is given stands for the whole of its like there.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RulesFile {
    /// How far Preflight goes, what each verdict writes, and for whom.
    pub policy: Option<Policy>,
    /// What helps to read tickets.
    pub reading: Option<Reading>,
}

/// The rules of an account that has its own, with everyone's in place of what it leaves out.
#[derive(Clone, Debug)]
pub struct AccountRules {
    /// As the settings name it.
    pub dir: PathBuf,
    pub policy: Policy,
    pub reading: Reading,
    pub checklists: Checklists,
    /// Whether they stand in its directory.
    pub has_own_checklists: bool,
    /// As in the configuration.
    pub replies: Vec<(String, String)>,
    pub examples: Vec<Example>,
}

/// Everyone's settings with those of an account's own over them that its file names.
pub fn over<T: Clone + Serialize + DeserializeOwned>(all: &T, own: Option<&T>, named: Option<&Tree>) -> T {
    let (Some(own), Some(named)) = (own, named) else { return all.clone() };
    let value = |settings: &T| serde_json::to_value(settings).expect("settings are plain data");
    let (mut merged, mut own) = (value(all), value(own));
    for key in named.keys() {
        merged[key] = own[key].take();
    }
    // Each setting was read as such, and numbers that are none are refused where they are read: it comes back.
    serde_json::from_value(merged).unwrap_or_else(|_| all.clone())
}

impl Config {
    /// As it is for the tickets of this helpdesk.
    #[must_use]
    pub fn of(&self, helpdesk: &str) -> Config {
        let Some(own) = self.accounts.get(helpdesk) else { return self.clone() };
        let own = own.clone();
        Config {
            settings: Settings { policy: own.policy, reading: own.reading, ..self.settings.clone() },
            checklists: own.checklists,
            replies: own.replies,
            examples: own.examples,
            accounts: BTreeMap::new(),
            origin: self.origin.clone(),
            warnings: self.warnings.clone(),
        }
    }
}
