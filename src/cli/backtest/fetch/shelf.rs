//! Where fetched tickets are kept: a file of lines as `--from` reads them, and beside it the list of what there is.
//!
//! Both are only ever added to, so that a run which is cut short anywhere loses at most its last line.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cli::backtest::fetch::listing::Listed;
use crate::cli::backtest::source::{Origin, Source};
use crate::cli::backtest::unwritable;
use crate::cli::console::Failure;
use crate::ticket::{Requester, Ticket};

/// Only for whoever runs the command.
const OWN: u32 = 0o600;

pub struct Shelf {
    tickets: File,
    /// None where nothing is kept.
    list: Option<File>,
    path: PathBuf,
    cursor: Option<String>,
    /// By number, in the state that was listed last.
    listed: HashMap<String, Listed>,
    /// In the order of the list.
    order: Vec<String>,
    /// The revisions of the tickets that are there.
    kept: HashMap<String, String>,
    /// Lines that a later one stands in for.
    outdated: u64,
}

/// The first line of a list.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    from: Origin,
    helpdesk: String,
    since: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Page {
    cursor: Option<String>,
    tickets: Vec<Listed>,
}

/// What is read of a line that is there.
#[derive(Deserialize)]
struct Kept {
    id: String,
    revision: String,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    revision: &'a str,
    ticket: &'a Ticket,
}

impl Shelf {
    /// A file without a name: what is in it is gone with the process.
    pub fn nameless() -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("preflight-backtest-{}", std::process::id()));
        let open = || {
            let mut options = OpenOptions::new();
            let file = options.read(true).append(true).create_new(true).mode(OWN).open(&path)?;
            fs::remove_file(&path)?;
            Ok(file)
        };
        let tickets = open().map_err(|error: io::Error| unwritable(&path, &error))?;
        Ok(Self::empty(tickets, path))
    }

    /// What an earlier run left, to go on from; or nothing yet.
    pub fn open(
        path: &Path,
        from: Origin,
        helpdesk: &str,
        since: Option<Timestamp>,
    ) -> Result<Self, Failure> {
        let beside = list_path(path);
        if path.exists() && !beside.exists() {
            return Err(Failure::Message(format!(
                "{} is there already and is not from an earlier run; name another file with --resume",
                path.display()
            )));
        }
        let tickets = private(path).map_err(|error| unwritable(path, &error))?;
        let list = private(&beside).map_err(|error| unwritable(&beside, &error))?;
        let mut shelf = Self::empty(tickets, path.to_owned());
        shelf.list = Some(list);
        shelf.read_tickets().map_err(|error| unwritable(path, &error))?;
        let head = Head { from, helpdesk: helpdesk.to_owned(), since };
        shelf.read_list(&head).map_err(|error| unwritable(&beside, &error))??;
        Ok(shelf)
    }

    fn empty(tickets: File, path: PathBuf) -> Self {
        Self {
            tickets,
            list: None,
            path,
            cursor: None,
            listed: HashMap::new(),
            order: Vec::new(),
            kept: HashMap::new(),
            outdated: 0,
        }
    }

    /// Where the list goes on.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    pub fn listed(&self) -> u64 {
        self.order.len() as u64
    }

    /// Add a page to the list.
    pub fn list(&mut self, tickets: Vec<Listed>, cursor: Option<&str>) -> Result<(), Failure> {
        let page = Page { cursor: cursor.map(str::to_owned), tickets };
        if let Some(list) = &mut self.list {
            append(list, &page).map_err(|error| unwritable(&list_path(&self.path), &error))?;
        }
        self.take(page);
        Ok(())
    }

    /// What is not there yet, or has changed since.
    pub fn wanted(&self, since: Option<Timestamp>) -> Vec<Listed> {
        let listed = self.order.iter().filter_map(|id| self.listed.get(id));
        let is_old = |listed: &Listed| since.zip(listed.created_at).is_some_and(|(since, at)| at < since);
        let has = |listed: &Listed| self.kept.get(&listed.id) == Some(&listed.revision);
        listed.filter(|listed| !is_old(listed) && !has(listed)).cloned().collect()
    }

    /// Keep a ticket. The requester is left out: nothing here is decided by who they are.
    pub fn put(&mut self, listed: &Listed, ticket: Ticket) -> Result<(), Failure> {
        let ticket = Ticket { requester: Requester::default(), ..ticket };
        let line = Line { id: &listed.id, revision: &listed.revision, ticket: &ticket };
        append(&mut self.tickets, &line).map_err(|error| unwritable(&self.path, &error))?;
        let before = self.kept.insert(listed.id.clone(), listed.revision.clone());
        self.outdated += u64::from(before.is_some());
        Ok(())
    }

    /// What the failure leaves behind.
    pub fn told_with(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Message(message) if self.list.is_some() => Failure::Message(format!(
                "{message}\nWhat was fetched is kept in {}: say the same again to go on",
                self.path.display()
            )),
            other => other,
        }
    }

    /// The tickets as lines to be read.
    pub fn into_source(mut self, name: &str) -> Result<Source, Failure> {
        if self.outdated > 0 && self.list.is_some() {
            self.compact().map_err(|error| unwritable(&self.path, &error))?;
        }
        self.tickets.rewind().map_err(|error| unwritable(&self.path, &error))?;
        Ok(Source::of_file(name.to_owned(), self.tickets))
    }

    fn take(&mut self, page: Page) {
        self.cursor = page.cursor.or(self.cursor.take());
        for listed in page.tickets {
            if !self.listed.contains_key(&listed.id) {
                self.order.push(listed.id.clone());
            }
            self.listed.insert(listed.id.clone(), listed);
        }
    }

    fn read_tickets(&mut self) -> io::Result<()> {
        let mut whole = 0;
        for line in BufReader::new(&self.tickets).split_inclusive() {
            let line = line?;
            let Some(kept) =
                line.strip_suffix(b"\n").and_then(|line| serde_json::from_slice::<Kept>(line).ok())
            else {
                break;
            };
            whole += line.len() as u64;
            self.outdated += u64::from(self.kept.insert(kept.id, kept.revision).is_some());
        }
        // A line that was cut short goes; the next one is written in its place.
        self.tickets.set_len(whole)
    }

    /// Go on with the list if it is of the same; begin it anew if it does not go back as far.
    fn read_list(&mut self, head: &Head) -> io::Result<Result<(), Failure>> {
        let Some(mut list) = self.list.take() else { return Ok(Ok(())) };
        let mut text = String::new();
        list.read_to_string(&mut text)?;
        let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let there: Option<Head> = lines.next().and_then(|line| serde_json::from_str(line).ok());
        if let Some(there) = &there
            && (there.from != head.from || there.helpdesk != head.helpdesk)
        {
            let message =
                format!("{} is of another helpdesk; name another file with --resume", self.path.display());
            return Ok(Err(Failure::Message(message)));
        }
        // What the store knows is listed anew each time.
        let goes_on = there.is_some_and(|there| head.from == Origin::Zendesk && there.since <= head.since);
        let mut whole = text.find('\n').map_or(0, |end| end + 1);
        if goes_on {
            for line in lines {
                let Ok(page) = serde_json::from_str(line) else { break };
                whole += line.len();
                self.take(page);
            }
            list.set_len(whole as u64)?;
        } else {
            list.set_len(0)?;
            append(&mut list, head)?;
        }
        self.list = Some(list);
        Ok(Ok(()))
    }

    /// Leave out the lines that a later one stands in for.
    fn compact(&mut self) -> io::Result<()> {
        let path = self.path.with_extension("jsonl.new");
        let new = OpenOptions::new().write(true).create(true).truncate(true).mode(OWN).open(&path)?;
        let mut out = BufWriter::new(new);
        self.tickets.rewind()?;
        let mut seen: HashMap<String, u64> = HashMap::new();
        for line in BufReader::new(&self.tickets).split_inclusive() {
            if let Ok(kept) = serde_json::from_slice::<Kept>(&line?) {
                *seen.entry(kept.id).or_default() += 1;
            }
        }
        self.tickets.rewind()?;
        for line in BufReader::new(&self.tickets).split_inclusive() {
            let line = line?;
            let Ok(kept) = serde_json::from_slice::<Kept>(&line) else { continue };
            let left = seen.entry(kept.id).or_default();
            *left = left.saturating_sub(1);
            if *left == 0 {
                out.write_all(&line)?;
            }
        }
        out.flush()?;
        fs::rename(&path, &self.path)?;
        self.tickets = private(&self.path)?;
        self.outdated = 0;
        Ok(())
    }
}

/// Lines with their ends, so that one that was cut short can be told.
trait Lines: BufRead + Sized {
    fn split_inclusive(mut self) -> impl Iterator<Item = io::Result<Vec<u8>>> {
        std::iter::from_fn(move || {
            let mut line = Vec::new();
            match self.read_until(b'\n', &mut line) {
                Ok(0) => None,
                Ok(_) => Some(Ok(line)),
                Err(error) => Some(Err(error)),
            }
        })
    }
}

impl<R: BufRead> Lines for R {}

fn list_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".list");
    name.into()
}

/// A file to read and to add to, which is made if it is not there. One that others may read is refused.
fn private(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(OWN).open(path)?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        return Err(io::Error::new(ErrorKind::PermissionDenied, "others may read it; chmod 600"));
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// One line, in one write.
fn append(file: &mut File, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    file.write_all(&line)
}
