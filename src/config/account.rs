//! The directories of accounts that have rules of their own: which the settings name, what is in them, and what is wrong
//! with it.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::checklist::load::CHECKLISTS_DIR;
use crate::config::files::{
    EXAMPLES_DIR, Folder, Part, REPLIES_DIR, RULES_PATH, SETTINGS_PATH, part, read_dir, read_file, reason,
};
use crate::config::fingerprint::directory;
use crate::config::lint;
use crate::config::load::{Book, book, completed};
use crate::config::rules::{AccountRules, RulesFile, over};
use crate::config::settings::Settings;
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path as Way;
use crate::yaml::read::{Reading, read};
use crate::yaml::tree::Tree;

/// The files of an account's directory, and what is wrong with others.
pub type Found = (Vec<SourceFile>, Vec<Diagnostic>);
/// Reads the directory that the settings name.
pub type Open<'a> = &'a dyn Fn(&Path) -> Result<Found, Refusal>;

/// Why a directory can't be an account's.
pub struct Refusal {
    mistake: Mistake,
    message: String,
    help: Option<String>,
}

/// An account's directory as it was read.
pub struct Account {
    helpdesk: String,
    dir: PathBuf,
    files: Vec<SourceFile>,
    /// The files that are there and could not be read.
    unreadable: Vec<String>,
    rules: Option<(SourceFile, Reading<RulesFile>)>,
}

/// The configuration as it is for all others.
pub struct Whole<'a> {
    pub files: &'a [SourceFile],
    pub unreadable: &'a [String],
    pub book: &'a Book,
    /// What is told of it already.
    pub found: &'a [Diagnostic],
    pub file: &'a SourceFile,
    pub tree: &'a Tree,
    /// None if they have mistakes.
    pub settings: Option<&'a Settings>,
}

/// The directories that the configuration at this path names, if its settings can be read.
#[must_use]
pub fn directories(path: &Path) -> Option<Vec<PathBuf>> {
    let dir = directory(path);
    let settings = if path.is_dir() { dir.join(SETTINGS_PATH) } else { path.to_owned() };
    let tree = read::<Settings>(&read_file(&settings, SETTINGS_PATH).ok()?).tree;
    Some(named(&tree).map(|(_, _, rules)| dir.join(rules)).collect())
}

/// Read the directory of an account of the configuration in `dir`.
pub fn open(dir: &Path, rules: &Path) -> Result<Found, Refusal> {
    let at = dir.join(rules);
    let (whole, own) = match (fs::canonicalize(dir), fs::canonicalize(&at)) {
        (Ok(whole), Ok(own)) if own.is_dir() => (whole, own),
        (_, Ok(_)) => return Err(Refusal::none("this is no directory".into())),
        (_, Err(error)) if error.kind() == ErrorKind::NotFound => return Err(Refusal::absent()),
        (_, Err(error)) => return Err(Refusal::none(reason(&error))),
    };
    if own == whole {
        return Err(Refusal::misplaced(
            "this is the directory of the settings themselves",
            "leave `rules` out: without it the account goes by the rules of this directory",
        ));
    }
    let parts = [CHECKLISTS_DIR, REPLIES_DIR, EXAMPLES_DIR];
    if parts.iter().any(|part| own.starts_with(whole.join(part))) {
        return Err(Refusal::misplaced(
            "it lies within a part of the configuration that is everyone's",
            "put it beside them, such as `accounts/NAME`",
        ));
    }
    let (files, found) = read_dir(&at, Folder::Account);
    if files.is_empty() && !found.iter().any(Diagnostic::is_error) {
        return Err(Refusal::none("this directory holds no rules".into()));
    }
    Ok((files, found))
}

/// Every account that names a directory of its own, and what is wrong with these.
pub fn accounts(file: &SourceFile, tree: &Tree, open: Open<'_>) -> (Vec<Account>, Vec<Diagnostic>) {
    let (mut accounts, mut found) = (Vec::new(), Vec::new());
    for (helpdesk, vendor, dir) in named(tree) {
        match open(Path::new(dir)) {
            Ok((files, of_files)) => {
                let (account, of_rules) = Account::of(helpdesk, dir, files, &of_files);
                let is_cut_off = of_files.iter().any(|one| one.mistake == Mistake::TooManyFiles);
                let of_account = of_files.into_iter().chain(of_rules).map(|one| account.under(one));
                found.extend(of_account.filter(|one| !found.contains(one)).collect::<Vec<_>>());
                // Which files were left out says nothing.
                if !is_cut_off {
                    accounts.push(account);
                }
            }
            Err(Refusal { mistake, message, help }) => {
                let helpdesks = Way::ROOT.key("helpdesks");
                let account = helpdesks.key(helpdesk);
                let settings = account.key(vendor);
                let place = tree.place_of(&settings.key("rules"));
                found.push(Diagnostic::at(mistake, file, place, message, help));
            }
        }
    }
    (accounts, found)
}

/// Helpdesk, vendor and directory.
fn named(settings: &Tree) -> impl Iterator<Item = (&str, &str, &str)> {
    let helpdesks = settings.get("helpdesks").map(Tree::entries).unwrap_or_default();
    helpdesks.iter().filter_map(|helpdesk| {
        let vendor = helpdesk.value.entries().first()?;
        Some((helpdesk.key.as_str(), vendor.key.as_str(), vendor.value.get("rules")?.text()?))
    })
}

impl Account {
    fn of(
        helpdesk: &str,
        dir: &str,
        mut files: Vec<SourceFile>,
        found: &[Diagnostic],
    ) -> (Self, Vec<Diagnostic>) {
        let at = files.iter().position(|file| file.path == RULES_PATH);
        let rules = at.map(|at| files.remove(at)).map(|file| (read::<RulesFile>(&file), file));
        let of_rules = rules.as_ref().map(|(reading, _)| reading.diagnostics.clone()).unwrap_or_default();
        let account = Self {
            helpdesk: helpdesk.to_owned(),
            dir: dir.into(),
            files,
            unreadable: found.iter().filter(|one| one.is_error()).map(|one| one.file.clone()).collect(),
            rules: rules.map(|(reading, file)| (file, reading)),
        };
        (account, of_rules)
    }

    pub fn helpdesk(&self) -> &str {
        &self.helpdesk
    }

    /// The settings of a policy that it has for itself, however wrong they may be.
    pub fn own_policy(&self) -> BTreeSet<&str> {
        self.named("policy").map(|policy| policy.keys().collect()).unwrap_or_default()
    }

    /// Its rules with everyone's in place of what it leaves out, and what is wrong with them.
    pub fn assemble(&self, whole: &Whole<'_>) -> (Option<AccountRules>, Vec<Diagnostic>) {
        let (book, mut found) = self.book(whole);
        if let (Some((file, reading)), Some(settings)) = (&self.rules, whole.settings)
            && let Some(rules) = &reading.value
        {
            let helpdesk = settings.helpdesks.get(&self.helpdesk).map(|one| (self.helpdesk.as_str(), one));
            let mut of_rules = lint::rules(file, &reading.tree, rules, helpdesk);
            if let Some(policy) = &rules.policy {
                if book.all_known && !book.checklists.categories.is_empty() {
                    of_rules.extend(lint::categories(file, &reading.tree, policy, &book.checklists));
                }
                of_rules.extend(lint::replies::notes(file, &reading.tree, policy, &book.replies));
            }
            found.extend(of_rules.into_iter().map(|one| self.under(one)));
        }
        let Some(settings) = whole.settings else { return (None, found) };
        if !self.own_policy().contains("notes_in") && self.has_own(Part::Replies) {
            let of_all = lint::replies::notes(whole.file, whole.tree, &settings.policy, &book.replies);
            found.extend(of_all.into_iter().map(|mut one| {
                one.message.push_str(&format!(" among those of `{}`", self.dir.display()));
                one
            }));
        }
        let own = self.rules.as_ref().and_then(|(_, reading)| reading.value.clone()).unwrap_or_default();
        let rules = AccountRules {
            dir: self.dir.clone(),
            policy: over(&settings.policy, own.policy.as_ref(), self.named("policy")),
            reading: over(&settings.reading, own.reading.as_ref(), self.named("reading")),
            checklists: book.checklists,
            has_own_checklists: self.has_own(Part::Checklists),
            replies: book.replies,
            examples: book.examples,
        };
        (Some(rules), found)
    }

    /// Checklists, replies and examples; what is wrong with everyone's is told already.
    fn book(&self, whole: &Whole<'_>) -> (Book, Vec<Diagnostic>) {
        if self.files.is_empty() && self.unreadable.is_empty() {
            return (whole.book.clone(), Vec::new());
        }
        let is_everyones = |path: &str| part(path).is_none_or(|part| !self.has_own(part));
        let others = whole.unreadable.iter().filter(|path| is_everyones(path)).cloned();
        let unreadable: Vec<String> = self.unreadable.iter().cloned().chain(others).collect();
        let files = completed(self.files.clone(), &unreadable, whole.files);
        let (book, found) = book(&files, &unreadable, self.has_own(Part::Replies));
        let is_there = |path: &str| whole.files.iter().any(|file| file.path == path);
        let found = found.into_iter().filter_map(|one| {
            if !is_everyones(&one.file) {
                return Some(self.under(one));
            }
            let one = if is_there(&one.file) { one } else { self.under(one) };
            (!whole.found.contains(&one)).then_some(one)
        });
        (book, found.collect())
    }

    /// What its `rules.yaml` has under this key.
    fn named(&self, key: &str) -> Option<&Tree> {
        self.rules.as_ref().and_then(|(_, reading)| reading.tree.get(key))
    }

    fn has_own(&self, wanted: Part) -> bool {
        let paths = self.files.iter().map(|file| &file.path).chain(&self.unreadable);
        paths.into_iter().any(|path| part(path) == Some(wanted))
    }

    /// Under a path from the configuration's directory.
    fn under(&self, mut found: Diagnostic) -> Diagnostic {
        found.file = self.dir.join(&found.file).display().to_string();
        found
    }
}

impl Refusal {
    /// Where no directories can be read.
    pub fn absent() -> Self {
        Self::none("there is no such directory".into())
    }

    fn none(message: String) -> Self {
        let help = format!(
            "it may have `{RULES_PATH}` with `policy` and `reading`, checklists with their items and phrases, \
             `{REPLIES_DIR}` and `{EXAMPLES_DIR}`; a relative path starts from the settings file's directory"
        );
        Self { mistake: Mistake::NoRules, message, help: Some(help) }
    }

    fn misplaced(message: &str, help: &str) -> Self {
        Self { mistake: Mistake::RulesMisplaced, message: message.into(), help: Some(help.into()) }
    }
}
