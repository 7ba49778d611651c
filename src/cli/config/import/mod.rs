//! `preflight config import`: drafts checklists from an article that tells customers what to send.

mod article;
mod condition;
mod draft;
mod html;
mod kind;
mod outline;
mod plain;
mod stock;
mod wish;
mod words;

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::checklist::load;
use crate::cli::config::import::article::ARTICLE_BYTES_MAX;
use crate::cli::config::import::draft::{Draft, draft};
use crate::cli::config::import::stock::Stock;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::escape::line;
use crate::config::environment;
use crate::config::files::reason;
use crate::yaml::diagnostic::{Diagnostic, SourceFile};

/// Where the article comes from, what it is for, and where the draft goes.
pub struct Import<'a> {
    /// `-` is standard input.
    pub article: &'a Path,
    pub config: Option<&'a Path>,
    pub out: Option<&'a Path>,
}

/// The files go into a folder, or to standard output one after the other; what could not be decided is told at the end,
/// beside the files, so that these can be piped.
pub fn run(import: &Import<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let text = read(import.article, console)?;
    let config = import.config.map(Path::to_owned).or_else(|| environment::config_path(console.lookup));
    let stock = config.as_deref().map(Stock::read).unwrap_or_default();
    let name = import.article.file_name().map_or("-".into(), |name| name.to_string_lossy());
    let name = if name == "-" { "standard input".to_owned() } else { line(&name).into_owned() };
    let outline = outline::read(&article::read(&text));
    let draft = draft(&outline, &stock, &name);
    if !draft.files.iter().any(|file| file.path.starts_with(load::CHECKLISTS_DIR)) {
        return Err(Failure::Message(format!(
            "{name}: no list was found in it; the things to send must stand in a list or a table, under a heading"
        )));
    }
    if let Some(dir) = import.out {
        write_all(dir, &draft.files)?;
        for file in &draft.files {
            writeln!(console.out, "{}", dir.join(&file.path).display())?;
        }
        tell(&draft, config.as_deref(), console.out)?;
        let dir = dir.display();
        writeln!(
            console.out,
            "\nNext: work through the list, look for TODO in the files, then\n  preflight config check {dir}"
        )?;
    } else {
        for file in &draft.files {
            writeln!(console.out, "# ==== {} ====\n{}", file.path, file.text)?;
        }
        tell(&draft, config.as_deref(), console.err)?;
    }
    Ok(Exit::Fine)
}

fn read(path: &Path, console: &mut Console<'_>) -> Result<String, Failure> {
    let told = |what: String| Failure::Message(format!("{}: {what}", path.display()));
    let mut bytes = Vec::new();
    let most = ARTICLE_BYTES_MAX as u64 + 1;
    if path.as_os_str() == "-" {
        console.input.take(most).read_to_end(&mut bytes)?;
    } else {
        let file = fs::File::open(path).map_err(|error| told(reason(&error)))?;
        file.take(most).read_to_end(&mut bytes).map_err(|error| told(reason(&error)))?;
    }
    if bytes.len() > ARTICLE_BYTES_MAX {
        return Err(told(format!("the article is longer than {ARTICLE_BYTES_MAX} bytes")));
    }
    let text = String::from_utf8(bytes).map_err(|_| told("it is not UTF-8; save it as UTF-8".to_owned()))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Nothing is overwritten.
fn write_all(dir: &Path, files: &[SourceFile]) -> Result<(), Failure> {
    let paths: Vec<PathBuf> = files.iter().map(|file| dir.join(&file.path)).collect();
    if let Some(path) = paths.iter().find(|path| fs::symlink_metadata(path).is_ok()) {
        let message = format!(
            "{} is there already, and nothing is ever overwritten; name another folder",
            path.display()
        );
        return Err(Failure::Message(message));
    }
    for (file, path) in files.iter().zip(&paths) {
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
            let mut target = OpenOptions::new().write(true).create_new(true).open(path)?;
            target.write_all(file.text.as_bytes())
        });
        written.map_err(|error| Failure::Message(format!("{}: {error}", path.display())))?;
    }
    Ok(())
}

fn tell(draft: &Draft, config: Option<&Path>, out: &mut dyn Write) -> Result<(), Failure> {
    let categories = draft.files.iter().filter(|file| file.path.starts_with(load::CHECKLISTS_DIR)).count();
    writeln!(
        out,
        "\n{categories} categories, {} new items, {} used again.",
        draft.items,
        draft.reused.len()
    )?;
    if let Some(config) = config.filter(|_| !draft.reused.is_empty()) {
        writeln!(out, "\nUsed again from {}:", config.display())?;
        for (at, item) in &draft.reused {
            writeln!(out, "  line {at:>4}  {item}")?;
        }
    }
    if !draft.questions.is_empty() {
        writeln!(out, "\nNot decided, by the article's lines:")?;
        for (at, question) in &draft.questions {
            writeln!(out, "  line {at:>4}  {}", line(question))?;
        }
    }
    let (_, found) = load::read_all(&draft.files, &[]);
    // What is drafted passes the check; if it does not, it is better told here than found out later.
    for mistake in found.iter().filter(|one| Diagnostic::is_error(one)) {
        writeln!(out, "  {}", line(&mistake.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop, proptest};

    use super::{Stock, article, draft, outline};
    use crate::checklist::load;
    use crate::yaml::diagnostic::Diagnostic;

    /// Pieces of articles, in any order.
    fn articles() -> impl Strategy<Value = String> {
        let pieces = vec![
            "\n",
            "\n\n",
            "# ",
            "## ",
            "- ",
            "  - ",
            "1. ",
            "| ",
            " |",
            "|---|",
            "===",
            "---",
            "<h2>",
            "</h2>",
            "<ul>",
            "<li>",
            "</li>",
            "<table><tr><td>",
            "</td></tr>",
            "<script>",
            "(",
            ")",
            "(if applicable)",
            "(optional)",
            "if ",
            "unless ",
            "yes/no",
            "a, b or c",
            ": ",
            "?",
            "\"",
            "'",
            "`",
            "**",
            "*",
            "#",
            "&",
            "{",
            "}",
            "[",
            "]",
            "\\",
            "\t",
            "Order",
            "number",
            "date",
            "Screenshots:",
            "e.g. 12 34",
            "(8 digits)",
            "more than 20 orders",
            "many",
            "not",
            "yes",
            "no",
            "null",
            "é",
            "订单",
            "\u{202e}",
            "\u{0}",
            "0",
            "99999999999",
            "e.g. ",
            "İ",
        ];
        prop::collection::vec(prop::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_an_article_says_its_draft_can_be_used(text in articles()) {
            let draft = draft(&outline::read(&article::read(&text)), &Stock::default(), "x");
            if draft.files.len() > 2 {
                let (_, found) = load::read_all(&draft.files, &[]);
                let wrong: Vec<String> = found.iter().filter(|one| Diagnostic::is_error(one)).map(ToString::to_string).collect();
                assert!(wrong.is_empty(), "{text:?}\n{wrong:?}\n{:#?}", draft.files);
            }
        }
    }
}
