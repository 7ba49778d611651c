//! A second server that follows the first, and takes its place.

use crate::cluster::Cluster;

impl Cluster {
    /// A streaming replica of this server. What is committed from now on is on both.
    pub async fn standby(&self) -> Cluster {
        let mut standby = Cluster::at_rest(self.bin.clone());
        let (from, data) = (self.port.to_string(), standby.data());
        standby.run(
            "pg_basebackup",
            &[
                "-h",
                "127.0.0.1",
                "-p",
                &from,
                "-U",
                "preflight",
                "-D",
                &data,
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
            ],
        );
        standby.go();
        self.execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'").await;
        self.execute("postgres", "SELECT pg_reload_conf()").await;
        standby
    }

    /// From now on it is the one that is written to.
    pub fn promote(&self) {
        self.run("pg_ctl", &["promote", "-w", "-D", &self.data()]);
    }
}
