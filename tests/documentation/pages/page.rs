//! A page as the test sees it: its commands in their order, what they are said to show, and what the page needs.

use std::fs;
use std::path::{Path, PathBuf};

/// Languages under which commands would escape the test.
const OTHER_NAMES: [&str; 4] = ["bash", "shell", "console", "shell-session"];

pub struct Page {
    /// Within the project.
    pub path: String,
    pub blocks: Vec<Block>,
    pub needs: Needs,
}

/// A fenced block of commands.
pub struct Block {
    pub line: usize,
    pub text: String,
    pub kind: Kind,
    /// What stands in a `text` block right behind it.
    pub shows: Option<String>,
}

pub enum Kind {
    /// Every command ends with 0, and the last one with this.
    Run { status: i32 },
    /// It can't be run here, for this reason.
    NoRun { reason: String },
}

/// What must be there before the first command; `<!-- with: ... -->` on the page.
#[derive(Default)]
pub struct Needs {
    /// The shipped configuration in /etc/preflight.
    pub configuration: bool,
    /// An account that is set up, a running service, and ticket 4711, which it has answered.
    pub service: bool,
    /// Ticket 4712, which was set aside.
    pub parked: bool,
    /// The token of docs/api.md in its file and in the settings.
    pub api: bool,
}

/// All pages whose commands are run: the README, the security page, and everything in `docs/` and `config/`.
pub fn all() -> Vec<Page> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = ["README.md", "SECURITY.md"].map(PathBuf::from).into();
    let mut folders: Vec<PathBuf> = ["docs", "config"].map(PathBuf::from).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).expect("a folder") {
            let path = folder.join(entry.expect("an entry").file_name());
            if root.join(&path).is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let page = |path: PathBuf| {
        let text = fs::read_to_string(root.join(&path)).expect("a text");
        Page::parse(path.to_str().expect("a plain name"), &text)
    };
    paths.into_iter().map(page).collect()
}

impl Page {
    pub fn parse(path: &str, markdown: &str) -> Self {
        let mut page = Self { path: path.to_owned(), blocks: Vec::new(), needs: Needs::default() };
        let mut lines = markdown.lines().enumerate();
        // The commands that a block of text right here would be the output of.
        let mut is_behind = false;
        while let Some((at, line)) = lines.next() {
            let trimmed = line.trim_start();
            if let Some(needs) = trimmed.strip_prefix("<!-- with: ") {
                page.need(needs.trim_end_matches("-->"));
            }
            let Some(info) = trimmed.strip_prefix("```") else {
                is_behind &= trimmed.is_empty();
                continue;
            };
            let indent = line.len() - trimmed.len();
            let inner: Vec<&str> = lines
                .by_ref()
                .map(|(_, line)| line.get(indent..).unwrap_or(""))
                .take_while(|line| !line.starts_with("```"))
                .collect();
            let text = inner.join("\n") + "\n";
            let (language, more) = info.split_once(' ').unwrap_or((info, ""));
            let here = format!("{path}:{}", at + 1);
            assert!(!OTHER_NAMES.contains(&language), "{here}: commands stand in blocks of `sh`");
            match language {
                "sh" => {
                    page.blocks.push(Block { line: at + 1, text, kind: Kind::of(more, &here), shows: None })
                }
                "text" if is_behind => {
                    page.blocks.last_mut().expect("it stands behind one").shows = Some(text);
                }
                _ => {}
            }
            is_behind = language == "sh";
        }
        page
    }

    fn need(&mut self, list: &str) {
        for one in list.split(',') {
            match one.trim() {
                "configuration" => self.needs.configuration = true,
                "service" => self.needs.service = true,
                "a ticket set aside" => {
                    self.needs.service = true;
                    self.needs.parked = true;
                }
                "the API" => {
                    self.needs.service = true;
                    self.needs.api = true;
                }
                other => panic!("{}: nobody knows how to give it {other:?}", self.path),
            }
        }
    }
}

impl Kind {
    fn of(info: &str, here: &str) -> Self {
        if let Some(reason) = info.strip_prefix("no-run: ") {
            return Self::NoRun { reason: reason.to_owned() };
        }
        let status = match info.strip_prefix("exits ") {
            Some(status) => status.parse().unwrap_or_else(|_| panic!("{here}: {info:?}")),
            None => {
                assert!(
                    info.is_empty(),
                    "{here}: write `sh`, `sh exits 1` or `sh no-run: why`, not {info:?}"
                );
                0
            }
        };
        Self::Run { status }
    }
}

#[test]
fn a_page_is_its_commands_in_order_with_what_they_show() {
    let page = Page::parse(
        "x.md",
        "<!-- with: service -->\n1. Say\n\n   ```sh exits 1\n   one\n     two\n   ```\n\n```text\nout\n```\n\
         ```sh no-run: there is no Docker\nthree\n```\nand\n```text\nno output\n```\n",
    );
    assert!(page.needs.service && !page.needs.parked);
    let [first, second] = &page.blocks[..] else { panic!("there are two") };
    assert_eq!((first.line, first.text.as_str()), (4, "one\n  two\n"));
    assert!(matches!(first.kind, Kind::Run { status: 1 }));
    assert_eq!(first.shows.as_deref(), Some("out\n"));
    assert!(matches!(&second.kind, Kind::NoRun { reason } if reason == "there is no Docker"));
    assert_eq!(second.shows, None);
}
