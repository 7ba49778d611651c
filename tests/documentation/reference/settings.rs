//! The page of `preflight.yaml`.

use preflight::config::environment::VARIABLES;
use preflight::config::settings::Settings;
use schemars::schema_for;

use super::schema::{Notes, sections};

const INTRODUCTION: &str = "
`preflight.yaml` in the configuration's directory; `preflight config init DIR` writes one that shows every setting with its default
and what it is for. For a setting, the [environment](environment.md) goes before the file, and the file before the default. After
each change: `preflight config check DIR`.

A heading is the path to a setting: `policy.limits` means

```yaml
policy:
  limits:
    comments_per_ticket_per_day_max: 5
```

`rules.yaml` in the directory that an account's `rules` names has `policy` and `reading` as they are here: [Several
accounts](../accounts.md).

A secret never stands in the file itself: where one is needed write `{env: NAME}`, an environment variable, or `{file: PATH}`, a file
that holds nothing else.
";

pub fn page() -> String {
    let schema = schema_for!(Settings);
    let shipped = include_str!("../../../config/preflight.yaml");
    let notes = Notes {
        titles: &[("SecretSource", "A secret"), ("Verdict", "Verdicts")],
        // As in the file that `config init` writes.
        place: &|name| {
            shipped
                .find(&format!(" {name}:"))
                .or_else(|| shipped.find(&format!("\n{name}:")))
                .unwrap_or(usize::MAX)
        },
        is_written: true,
        remark: &|path| {
            let named = |(_, what): &&(&str, &str)| what.split(';').next() == Some(path);
            VARIABLES.iter().find(named).map(|(name, _)| format!("In the environment: `{name}`."))
        },
    };
    super::page("Settings", INTRODUCTION, &sections(schema.as_value(), "The file", notes))
}
