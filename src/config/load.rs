//! Reads a whole configuration, and tells every mistake in it at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::checklist;
use crate::checklist::load::CHECKLISTS_DIR;
use crate::checklist::model::Checklists;
use crate::config::account::{self, Open, Refusal, Whole, accounts};
use crate::config::environment::{self, Lookup};
use crate::config::examples::{self, Example};
use crate::config::files::{Folder, Part, REPLIES_DIR, SETTINGS_PATH, part, read_dir, read_file, reason};
use crate::config::rules::AccountRules;
use crate::config::settings::Settings;
use crate::config::{embedded, lint};
use crate::reply::render::{Replies, TemplateError};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::read::read;
use crate::yaml::tree::Place;

/// Everything that the program is told.
#[derive(Clone, Debug)]
pub struct Config {
    pub settings: Settings,
    pub checklists: Checklists,
    /// Reply templates: the path below `replies/`, such as `en/incomplete.html.j2`, and the text. Sorted by path.
    pub replies: Vec<(String, String)>,
    pub examples: Vec<Example>,
    /// By helpdesk, where one does not go by the rules above.
    pub accounts: BTreeMap<String, AccountRules>,
    pub origin: Origin,
    /// What is hardly meant as it stands, and can be used all the same.
    pub warnings: Vec<Diagnostic>,
}

/// Where the settings come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// They are compiled in: fine for trying out, but nobody's account.
    Shipped,
    File(PathBuf),
}

/// What tickets are held against and answered by, but for policy and reading.
#[derive(Clone, Debug)]
pub struct Book {
    pub checklists: Checklists,
    /// Of a checklist that can't be read the name is not known, and every mention of it would be a mistake.
    pub all_known: bool,
    pub replies: Vec<(String, String)>,
    pub examples: Vec<Example>,
}

/// Read a directory, or a settings file and the directory that it stands in; without a path, what is compiled in.
///
/// A directory may leave out whole parts: where it has no checklists, no reply templates or no examples, those
/// that are compiled in are used; and where an account's directory has none, those of all others.
///
/// # Errors
///
/// All mistakes in all files, under paths that lead from the working directory.
pub fn load(path: Option<&Path>, lookup: Lookup<'_>) -> Result<Config, Vec<Diagnostic>> {
    let Some(path) = path else {
        return from_files(embedded::files(), Origin::Shipped, lookup);
    };
    let metadata = std::fs::metadata(path).map_err(|error| {
        let help = "`preflight config init DIR` writes a configuration to start from".to_owned();
        vec![Diagnostic::of_file(Mistake::NoSuchFile, path.display().to_string(), reason(&error), Some(help))]
    })?;
    let dir = if metadata.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let settings = (!metadata.is_dir()).then_some(path);
    let mut config = read_all(dir, settings)
        .and_then(|(files, found, origin)| {
            assemble(files, found, origin, lookup, &|rules| account::open(dir, rules))
        })
        .map_err(|found| under(dir, settings, found))?;
    config.warnings = under(dir, settings, config.warnings);
    Ok(config)
}

/// Read a configuration from its files. Knows no file system, and so no directories of accounts.
///
/// # Errors
///
/// All mistakes in all files.
pub fn from_files(
    given: Vec<SourceFile>,
    origin: Origin,
    lookup: Lookup<'_>,
) -> Result<Config, Vec<Diagnostic>> {
    assemble(given, Vec::new(), origin, lookup, &|_| Err(Refusal::absent()))
}

/// `found` tells of files that are there and could not be read.
fn assemble(
    given: Vec<SourceFile>,
    mut found: Vec<Diagnostic>,
    origin: Origin,
    lookup: Lookup<'_>,
    open: Open<'_>,
) -> Result<Config, Vec<Diagnostic>> {
    let unreadable: Vec<String> =
        found.iter().filter(|one| one.is_error()).map(|one| one.file.clone()).collect();
    let has_own_replies = given.iter().any(|file| part(&file.path) == Some(Part::Replies));
    let files = completed(given, &unreadable, &embedded::files());
    let (book, mut of_book) = book(&files, &unreadable, has_own_replies);
    let Some(file) = files.iter().find(|file| file.path == SETTINGS_PATH) else {
        found.append(&mut of_book);
        if found.is_empty() {
            let message = "there is no such file";
            found.push(Diagnostic::of_file(Mistake::NoSuchFile, SETTINGS_PATH, message, None));
        }
        return Err(found);
    };
    let reading = read::<Settings>(file);
    found.extend(reading.diagnostics);
    let (accounts, of_accounts) = accounts(file, &reading.tree, open);
    let mut settings = reading.value;
    if let Some(settings) = &mut settings {
        let own = accounts.iter().map(|account| (account.helpdesk(), account.own_policy())).collect();
        let of_file = lint::check(file, &reading.tree, settings, &own);
        found.extend(environment::apply(settings, lookup));
        // What is only wrong with the environment on top comes from there.
        for later in lint::check(file, &reading.tree, settings, &own) {
            if !of_file.contains(&later) {
                found.push(Diagnostic::of_file(later.mistake, environment::PLACE, later.message, later.help));
            }
        }
        found.extend(of_file);
    }
    found.append(&mut of_book);
    if let Some(settings) = &settings {
        if book.all_known && !book.checklists.categories.is_empty() {
            found.extend(lint::categories(file, &reading.tree, &settings.policy, &book.checklists));
        }
        found.extend(lint::replies::notes(file, &reading.tree, &settings.policy, &book.replies));
    }
    found.extend(of_accounts);
    let whole = Whole {
        files: &files,
        unreadable: &unreadable,
        book: &book,
        found: &found.clone(),
        file,
        tree: &reading.tree,
        settings: settings.as_ref(),
    };
    let mut own = BTreeMap::new();
    for account in &accounts {
        let (rules, of_rules) = account.assemble(&whole);
        // Several accounts may go by the same directory.
        found.extend(of_rules.into_iter().filter(|one| !found.contains(one)).collect::<Vec<_>>());
        own.extend(rules.map(|rules| (account.helpdesk().to_owned(), rules)));
    }
    match settings {
        Some(settings) if !found.iter().any(Diagnostic::is_error) => {
            let Book { checklists, replies, examples, all_known: _ } = book;
            Ok(Config { settings, checklists, replies, examples, accounts: own, origin, warnings: found })
        }
        Some(_) | None => Err(found),
    }
}

/// What the files say besides the settings, and what is wrong with it. `speaks` tells whether the replies are written for
/// these checklists.
pub fn book(files: &[SourceFile], unreadable: &[String], speaks: bool) -> (Book, Vec<Diagnostic>) {
    let (checklists, mut found) = checklist::load::read_all(files, unreadable);
    let all_known = !found.iter().any(|one| one.is_error() && one.file.starts_with(CHECKLISTS_DIR));
    let replies = self::replies(files);
    // Those that are compiled in were tried by the tests; doing it again would take a good part of each start.
    if replies != self::replies(&embedded::files())
        && let Err(errors) = Replies::new(replies.clone())
    {
        found.extend(errors.iter().map(|error| of_template(files, error)));
    }
    if all_known {
        found.extend(lint::replies::check(files, &checklists, speaks));
    }
    let mut examples = Vec::new();
    for file in in_part(files, Part::Examples) {
        match examples::parse(file) {
            Ok(example) => examples.push(example),
            Err(diagnostic) => found.push(diagnostic),
        }
    }
    (Book { checklists, all_known, replies, examples }, found)
}

/// The reply templates among the files, each with its path below `replies/`.
fn replies(files: &[SourceFile]) -> Vec<(String, String)> {
    in_part(files, Part::Replies)
        .map(|file| (file.path[REPLIES_DIR.len()..].to_owned(), file.text.clone()))
        .collect()
}

fn in_part(files: &[SourceFile], wanted: Part) -> impl Iterator<Item = &SourceFile> {
    files.iter().filter(move |file| part(&file.path) == Some(wanted))
}

/// A mistake in a template: the whole line is marked, as no column is known.
fn of_template(files: &[SourceFile], error: &TemplateError) -> Diagnostic {
    let path = format!("{REPLIES_DIR}{}", error.file);
    let file = files.iter().find(|file| file.path == path);
    let line = error.line.and_then(|line| Some((line, file?.text.lines().nth(line.checked_sub(1)?)?)));
    match (file, line) {
        (Some(file), Some((line, text))) => {
            let indent = text.chars().take_while(|letter| letter.is_whitespace()).count();
            let place = Place { line, column: indent + 1, length: text.trim().len() };
            Diagnostic::at(error.mistake, file, place, &error.what, error.help.clone())
        }
        (_, _) => Diagnostic::of_file(error.mistake, path, &error.what, error.help.clone()),
    }
}

/// The files with those of the `stock` for each part that is not there at all.
pub fn completed(mut files: Vec<SourceFile>, unreadable: &[String], stock: &[SourceFile]) -> Vec<SourceFile> {
    for wanted in [Part::Settings, Part::Checklists, Part::Replies, Part::Examples] {
        let mut paths = files.iter().map(|file| &file.path).chain(unreadable);
        if !paths.any(|path| part(path) == Some(wanted)) {
            files.extend(stock.iter().filter(|file| part(&file.path) == Some(wanted)).cloned());
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The directory's files and what is wrong with others; a settings file of another name stands in for `preflight.yaml`.
fn read_all(
    dir: &Path,
    settings: Option<&Path>,
) -> Result<(Vec<SourceFile>, Vec<Diagnostic>, Origin), Vec<Diagnostic>> {
    let (mut files, mut found) = read_dir(dir, Folder::Whole);
    if found.iter().any(|one| one.mistake == Mistake::TooManyFiles) {
        // Which of them were left out says nothing.
        return Err(found);
    }
    let mut origin = Origin::File(dir.join(SETTINGS_PATH));
    if let Some(path) = settings {
        files.retain(|file| file.path != SETTINGS_PATH);
        found.retain(|one| one.file != SETTINGS_PATH);
        match read_file(path, SETTINGS_PATH) {
            Ok(file) => files.push(file),
            Err(diagnostic) => found.push(diagnostic),
        }
        origin = Origin::File(path.to_owned());
    } else if !files.iter().any(|file| file.path == SETTINGS_PATH) {
        origin = Origin::Shipped;
    }
    if files.is_empty() && !found.iter().any(Diagnostic::is_error) {
        let help = format!("it should have `{SETTINGS_PATH}`; `preflight config init DIR` writes one");
        let message = "this directory holds no configuration";
        found.push(Diagnostic::of_file(Mistake::NoConfiguration, "", message, Some(help)));
        return Err(found);
    }
    Ok((files, found, origin))
}

/// The mistakes under paths that can be opened from where the user stands.
fn under(dir: &Path, settings: Option<&Path>, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for diagnostic in &mut found {
        let path = match (diagnostic.file.as_str(), settings) {
            (SETTINGS_PATH, Some(path)) => path.to_owned(),
            (environment::PLACE, _) => continue,
            (file, _) => dir.join(file),
        };
        diagnostic.file = path.display().to_string();
    }
    found
}
