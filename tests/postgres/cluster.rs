//! A PostgreSQL of the tests' own, from the binaries that the machine has: in a temporary folder, as a user without rights,
//! and gone with the process that started it. Each test gets a database of its own.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tokio_postgres::NoTls;

/// Nothing about a server takes longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Whom the server belongs to where root runs the tests; it refuses to be root's.
const USER: &str = "nobody";
const USER_ID: u32 = 65_534;
/// What is committed is in the kernel's hands, which is all that a killed process needs.
const SETTINGS: &str = "
    listen_addresses = '127.0.0.1'
    unix_socket_directories = ''
    fsync = off
    shared_buffers = 32MB
    max_connections = 150
    max_wal_senders = 4
    wal_level = replica
    max_wal_size = 256MB
    log_min_messages = warning
";

/// One server. It ends, and its folder goes, when the handle is dropped or the process ends, however that comes.
pub struct Cluster {
    pub bin: PathBuf,
    pub folder: PathBuf,
    pub port: u16,
    pub supervisor: Option<(Child, ChildStdin)>,
}

/// The server that the tests of one binary share. None where the machine has no PostgreSQL, which CI must.
#[expect(clippy::print_stderr, reason = "who runs the tests is to know what was left out")]
pub fn shared() -> Option<&'static Cluster> {
    static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
    SHARED
        .get_or_init(|| {
            let Some(bin) = binaries() else {
                assert!(
                    std::env::var_os("CI").is_none(),
                    "CI needs PostgreSQL's binaries: apt install postgresql"
                );
                eprintln!("LEFT OUT: there are no binaries of PostgreSQL here (apt install postgresql)");
                return None;
            };
            Some(Cluster::start(bin))
        })
        .as_ref()
}

/// The newest version in Debian's places, or what the path has.
pub fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    versions.sort();
    let on_path = std::env::var_os("PATH").into_iter().flat_map(|path| {
        std::env::split_paths(&path).filter(|folder| folder.join("initdb").exists()).collect::<Vec<_>>()
    });
    versions.pop().map(|(_, bin)| bin).or_else(|| on_path.into_iter().next())
}

impl Cluster {
    pub fn start(bin: PathBuf) -> Self {
        Self::start_with(bin, "", &[])
    }

    /// The same with more settings, and with these files among its data, which it alone may read.
    pub fn start_with(bin: PathBuf, settings: &str, files: &[(&str, &str)]) -> Self {
        let mut cluster = Self::at_rest(bin);
        let data = cluster.data();
        cluster.run(
            "initdb",
            &["-N", "-A", "trust", "-U", "preflight", "-E", "UTF8", "--locale=C", "-D", &data],
        );
        let file = format!("{data}/postgresql.conf");
        let settings = fs::read_to_string(&file).expect("initdb wrote it") + SETTINGS + settings;
        fs::write(file, settings).expect("it can be written");
        for (name, text) in files {
            let path = Path::new(&data).join(name);
            fs::write(&path, text).expect("it can be written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("it is ours");
            if is_root() {
                chown(&path, Some(USER_ID), Some(USER_ID)).expect("it is ours to give");
            }
        }
        cluster.go();
        cluster
    }

    /// A folder and a port, and nothing in it yet.
    pub fn at_rest(bin: PathBuf) -> Self {
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::Builder::new()
            .prefix("preflight-postgres-")
            .tempdir_in(place)
            .expect("a folder")
            .keep();
        if is_root() {
            chown(&folder, Some(USER_ID), Some(USER_ID)).expect("it is ours to give");
        }
        let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = free.local_addr().expect("it is bound").port();
        Self { bin, folder, port, supervisor: None }
    }

    pub fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    /// Start the server, and wait until it takes connections. The shell that looks after it ends it once this process holds
    /// the pipe no more.
    pub fn go(&mut self) {
        const LOOK_AFTER: &str = r#"
            "$@" >>"$LOG" 2>&1 & server=$!
            cat >/dev/null
            kill -QUIT $server 2>/dev/null
            wait $server
            [ -z "$(cat "$FOLDER/keep" 2>/dev/null)" ] && rm -rf "$FOLDER"
            "#;
        let mut shell = self.as_user("sh");
        shell
            .args(["-c", LOOK_AFTER, "sh"])
            .arg(self.bin.join("postgres"))
            .args(["-D", &self.data(), "-p", &self.port.to_string()])
            .env("FOLDER", &self.folder)
            .env("LOG", self.folder.join("log.txt"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut child = shell.spawn().expect("there is a shell");
        let pipe = child.stdin.take().expect("it was asked for");
        self.supervisor = Some((child, pipe));
        self.until_it_answers();
    }

    fn until_it_answers(&self) {
        let begun = Instant::now();
        let is_ready = || {
            let asked = self
                .as_user(self.bin.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p"])
                .arg(self.port.to_string())
                .status();
            TcpStream::connect(("127.0.0.1", self.port)).is_ok() && asked.is_ok_and(|status| status.success())
        };
        while !is_ready() {
            let log = fs::read_to_string(self.folder.join("log.txt")).unwrap_or_default();
            assert!(begun.elapsed() < PATIENCE, "PostgreSQL does not start: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Run one of PostgreSQL's programs to its end.
    pub fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.as_user(self.bin.join(program)).args(arguments).output().expect("it is there");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {told}");
    }

    pub fn as_user(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", USER, "--regid", "nogroup", "--clear-groups", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder).env("LC_ALL", "C");
        command
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://preflight@127.0.0.1:{}/{database}", self.port)
    }

    /// A new, empty database.
    pub async fn database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        self.execute("postgres", &format!("CREATE DATABASE {name}")).await;
        self.url(&name)
    }

    pub async fn execute(&self, database: &str, sql: &str) {
        let (client, connection) =
            tokio_postgres::connect(&self.url(database), NoTls).await.expect("the server answers");
        let connection = tokio::spawn(connection);
        client.batch_execute(sql).await.expect("it is done");
        drop(client);
        connection.await.expect("it ends").expect("it ends well");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some((mut child, pipe)) = self.supervisor.take() {
            drop(pipe);
            let _ = child.wait();
        }
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0)
}
