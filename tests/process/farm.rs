//! Three replicas of the program over one database, with a balancer before them, and a way to the database that can be cut.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::cluster::Cluster;
use crate::proxy::Proxy;
use crate::service::{CLIENT_SECRET, Site, WEBHOOK_SECRET, program};

const REPLICAS: usize = 3;

pub struct Farm {
    /// The helpdesk, and where its webhooks come in. It has no process of its own here.
    pub site: Site,
    pub database: Cluster,
    pub standby: Cluster,
    /// Before the database, for the first replica alone.
    pub way: Proxy,
    replicas: Vec<Replica>,
    name: String,
    _balancer: Proxy,
}

struct Replica {
    address: SocketAddr,
    folder: TempDir,
    process: Option<Child>,
}

impl Farm {
    pub async fn new(database: Cluster) -> Self {
        let site = Site::new();
        let url = database.database().await;
        let name = url.rsplit('/').next().expect("a name").to_owned();
        let standby = database.standby().await;
        let free = || TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let way = Proxy::start(free(), vec![at(database.port)]).await;
        let replicas: Vec<Replica> = (0..REPLICAS)
            .map(|number| {
                let address = free().local_addr().expect("it is bound");
                let hosts = match number {
                    0 => way.address.to_string(),
                    _ => format!("127.0.0.1:{},127.0.0.1:{}", database.port, standby.port),
                };
                let replica =
                    Replica { address, folder: tempfile::tempdir().expect("a folder"), process: None };
                replica.write_settings(&format!("postgres://preflight@{hosts}/{name}"), &site.sandbox.url());
                replica
            })
            .collect();
        let before = TcpListener::bind(site.address).expect("nobody has taken it");
        let balancer = Proxy::start(before, replicas.iter().map(|replica| replica.address).collect()).await;
        Self { site, database, standby, way, replicas, name, _balancer: balancer }
    }

    /// Start those that don't run, and wait until all take requests.
    pub async fn start(&mut self) {
        for replica in &mut self.replicas {
            if replica.process.is_none() {
                replica.process = Some(replica.command().spawn().expect("cargo has built it"));
            }
        }
        let addresses: Vec<SocketAddr> = self.replicas.iter().map(|replica| replica.address).collect();
        for address in addresses {
            self.until("all listen", async || TcpStream::connect(address).is_ok()).await;
        }
    }

    /// SIGKILL.
    pub fn kill(&mut self, number: usize) {
        if let Some(mut process) = self.replicas[number % REPLICAS].process.take() {
            process.kill().expect("it is ours to kill");
            process.wait().expect("it is ours to wait for");
        }
    }

    /// SIGTERM for all; their exit statuses.
    pub fn stop(&mut self) -> Vec<Option<i32>> {
        let mut statuses = Vec::new();
        for replica in &mut self.replicas {
            let mut process = replica.process.take().expect("it was started");
            let sent = Command::new("kill").args(["-TERM", &process.id().to_string()]).status();
            assert!(sent.is_ok_and(|status| status.success()));
            statuses.push(process.wait().expect("it is ours to wait for").code());
        }
        statuses
    }

    /// The standby takes the place of the database, which is dead.
    pub fn fail_over(&mut self) {
        self.database.kill();
        self.standby.promote();
        std::mem::swap(&mut self.database, &mut self.standby);
        self.way.lead_to(at(self.database.port));
    }

    /// How many tickets there are still to be looked at.
    pub async fn left(&self) -> i64 {
        self.count("due WHERE due_at_ms IS NOT NULL OR lease_until_ms IS NOT NULL").await
    }

    /// The rows of what can stand behind `FROM`.
    pub async fn count(&self, of: &str) -> i64 {
        let (client, connection) =
            tokio_postgres::connect(&self.database.url(&self.name), NoTls).await.expect("it answers");
        tokio::spawn(connection);
        client.query_one(&format!("SELECT count(*) FROM {of}"), &[]).await.expect("it answers").get(0)
    }

    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        self.site.until(&format!("{what}: {}", self.logs()), holds).await;
    }

    pub fn logs(&self) -> String {
        let logs = self.replicas.iter().map(|replica| {
            let log = fs::read_to_string(replica.folder.path().join("log.txt")).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            lines[lines.len().saturating_sub(30)..].join("\n")
        });
        logs.collect::<Vec<_>>().join("\n\n")
    }
}

impl Replica {
    fn write_settings(&self, store: &str, helpdesk: &str) {
        let settings = format!(
            "service: {{listen: \"{}\", stop_secs: 2, lease_secs: 5}}\n\
             policy: {{limits: {{comments_per_minute_max: 1000000}}}}\n\
             store: {{url: \"{store}\"}}\n\
             helpdesks:\n  main:\n    zendesk:\n      url: {helpdesk}\n      \
             auth: {{oauth: {{client_id: preflight, client_secret: {{env: TEST_CLIENT_SECRET}}}}}}\n      \
             webhook_secrets: [{{env: TEST_WEBHOOK_SECRET}}]\n",
            self.address,
        );
        fs::write(self.folder.path().join("preflight.yaml"), settings).expect("the folder takes it");
    }

    fn command(&self) -> Command {
        let path = self.folder.path().join("log.txt");
        let log = File::options().create(true).append(true).open(path).expect("the folder takes it");
        let mut command = Command::new(program());
        command
            .args(["serve", "--config"])
            .arg(self.folder.path())
            .env_clear()
            .env("TEST_CLIENT_SECRET", CLIENT_SECRET)
            .env("TEST_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log);
        command
    }
}

impl Drop for Farm {
    fn drop(&mut self) {
        (0..REPLICAS).for_each(|number| self.kill(number));
    }
}

fn at(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}
