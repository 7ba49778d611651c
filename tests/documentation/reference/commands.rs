//! The page of the command line, from clap's own description of it.

use std::fmt::Write;

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory};
use preflight::cli::arguments::Arguments;

use super::table::cell;

const INTRODUCTION: &str = "
What `--help` says, of all commands. [The commands](../commands.md) tells what each is for. Each also takes `--help`.
";

pub fn page() -> String {
    let mut program = Arguments::command().disable_help_subcommand(true);
    program.build();
    let mut text = String::new();
    for command in program.get_subcommands().filter(|command| !command.is_hide_set()) {
        section(&mut text, command);
    }
    super::page("Commands", INTRODUCTION, &text)
}

fn section(text: &mut String, command: &Command) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let _ = write!(text, "\n## `{name}`\n\n{}.\n", plain(command.get_about()).trim_end_matches('.'));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = write!(text, "\n```text\n{usage}\n```\n");
    let arguments: Vec<&Arg> = command
        .get_arguments()
        .filter(|one| one.get_id() != "help" && one.get_id() != "version" && !one.is_hide_set())
        .collect();
    if !arguments.is_empty() {
        let _ = write!(text, "\n| argument | default | what it is |\n|---|---|---|\n");
        for argument in arguments {
            row(text, argument);
        }
    }
    if let Some(more) = command.get_after_help() {
        let _ = write!(text, "\n{}\n", more.to_string().replace('<', "&lt;"));
    }
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help" && !inner.is_hide_set())
    {
        section(text, inner);
    }
}

fn row(text: &mut String, argument: &Arg) {
    let takes_value = argument.get_action().takes_values();
    let values = argument.get_value_names().filter(|_| takes_value).unwrap_or_default();
    let values: Vec<&str> = values.iter().map(clap::builder::Str::as_str).collect();
    let name = match argument.get_long() {
        Some(long) => format!("--{long} {}", values.join(" ")),
        None => values.join(" "),
    };
    let mut meaning = cell(&plain(argument.get_help()));
    for value in argument.get_possible_values().iter().filter(|_| takes_value) {
        let help = value.get_help().map(|help| format!(": {}", plain(Some(help)))).unwrap_or_default();
        let _ = write!(meaning, "; `{}`{help}", value.get_name());
    }
    let defaults: Vec<String> =
        argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
    let default = if takes_value && !defaults.is_empty() { defaults.join(" ") } else { "–".to_owned() };
    let _ = writeln!(text, "| `{}` | {default} | {meaning} |", name.trim());
}

fn plain(text: Option<&StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}
