//! A server that dies at once, as on a machine that loses its power with a disk that keeps what it was told to.

use std::fs;
use std::process::Command;

use crate::cluster::Cluster;

impl Cluster {
    /// SIGKILL for the server and all its processes; its folder stays, and `go` starts it anew.
    pub fn kill(&mut self) {
        let file = format!("{}/postmaster.pid", self.data());
        let server = fs::read_to_string(&file).expect("it runs").lines().next().map(str::to_owned);
        let server = server.expect("the first line is its number");
        fs::write(self.folder.join("keep"), "yes").expect("the folder takes it");
        // It stands still first, so that it neither starts others nor tidies up after them.
        signal("-STOP", &server);
        children(&server).iter().for_each(|child| signal("-KILL", child));
        signal("-KILL", &server);
        if let Some((mut shell, pipe)) = self.supervisor.take() {
            drop(pipe);
            shell.wait().expect("it is ours to wait for");
        }
        fs::remove_file(self.folder.join("keep")).expect("it is there");
        fs::remove_file(file).expect("the dead left it");
    }
}

fn signal(signal: &str, process: &str) {
    // One that has ended by itself meanwhile is none the worse.
    let _ = Command::new("kill").args([signal, process]).status();
}

fn children(of: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("Linux has it").flatten();
    let parent = |process: &str| -> Option<String> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // After the name, which stands in brackets: the state and the parent.
        stat.rsplit_once(')')?.1.split_whitespace().nth(1).map(str::to_owned)
    };
    processes
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|process| parent(process).as_deref() == Some(of))
        .collect()
}
