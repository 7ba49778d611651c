//! The page of the environment's variables.

use std::fmt::Write;

use preflight::config::environment::VARIABLES;

const INTRODUCTION: &str = "
What the program looks at beside its command line and its files. A variable that is empty counts as not set.
";

/// What others have named.
const OTHERS: [(&str, &str); 2] = [
    ("RUST_LOG", "`log.level`, where `PREFLIGHT_LOG` is not set"),
    ("NO_COLOR", "if it is set, no colours are shown"),
];

const SECRETS: &str = "
Secrets have the names that `preflight.yaml` gives them, such as `ZENDESK_CLIENT_SECRET` for
`client_secret: {env: ZENDESK_CLIENT_SECRET}`. A misspelt name that begins with `PREFLIGHT_` is pointed out by
`preflight config check`.
";

pub fn page() -> String {
    let mut table = String::from("\n| variable | what it stands for |\n|---|---|\n");
    for (name, what) in VARIABLES.into_iter().chain(OTHERS) {
        // The name of a setting.
        let what = if what.contains(' ') { what.to_owned() } else { format!("`{what}`") };
        let _ = writeln!(table, "| `{name}` | {what} |");
    }
    super::page("Environment", INTRODUCTION, &format!("{table}{SECRETS}"))
}
