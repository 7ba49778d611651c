//! `preflight config schema`: the JSON Schema of each file, for editors that complete and check.

use schemars::schema_for;

use crate::checklist::model::{Checklist, ItemsFile, PhrasesFile};
use crate::cli::arguments::SchemaName;
use crate::cli::console::{Console, Exit, Failure};
use crate::config::rules::RulesFile;
use crate::config::settings::Settings;

pub fn run(name: SchemaName, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let schema = match name {
        SchemaName::Settings => schema_for!(Settings),
        SchemaName::Rules => schema_for!(RulesFile),
        SchemaName::Items => schema_for!(ItemsFile),
        SchemaName::Phrases => schema_for!(PhrasesFile),
        SchemaName::Checklist => schema_for!(Checklist),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|error| Failure::Message(error.to_string()))?;
    writeln!(console.out, "{text}")?;
    Ok(Exit::Fine)
}
