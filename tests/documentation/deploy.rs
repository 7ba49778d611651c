//! The files in `deploy/` are what systemd, nginx and Caddy take, as far as these are here, and agree with the Dockerfile.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("it is part of the project")
}

/// Whether the program takes the file, and what it says; says so if there is no such program.
#[expect(clippy::print_stdout, reason = "what is not tried should be seen")]
fn takes(program: &str, arguments: &[&str]) {
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert!(output.status.success(), "{program} {arguments:?}: {told}");
        }
        Err(_) => println!("not tried: there is no {program} here"),
    }
}

#[test]
fn systemd_takes_the_unit() {
    let folder = tempfile::tempdir().expect("a folder");
    let unit = folder.path().join("preflight.service");
    // It looks whether the program is there.
    let told =
        text("deploy/preflight.service").replace("/usr/local/bin/preflight", env!("CARGO_BIN_EXE_preflight"));
    // A manual page that is not installed is a mistake to it, too.
    let told: Vec<&str> = told.lines().filter(|line| !line.starts_with("Documentation=")).collect();
    fs::write(&unit, told.join("\n")).expect("written");
    takes("systemd-analyze", &["verify", "--man=no", unit.to_str().expect("a plain path")]);
}

#[test]
fn nginx_takes_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    // Without the certificate, which is not here.
    let server = text("deploy/nginx.conf")
        .replace(" ssl;", ";")
        .replace(":443", ":18443")
        .replace("listen 443", "listen 18443");
    let server: Vec<&str> = server.lines().filter(|line| !line.trim_start().starts_with("ssl_")).collect();
    let whole = format!(
        "pid {0}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{1}\n}}\n",
        folder.path().display(),
        server.join("\n")
    );
    let file = folder.path().join("nginx.conf");
    fs::write(&file, whole).expect("written");
    takes("/usr/sbin/nginx", &["-t", "-q", "-c", file.to_str().expect("a plain path")]);
}

#[test]
fn caddy_takes_its_file() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/Caddyfile");
    takes("caddy", &["validate", "--adapter", "caddyfile", "--config", file.to_str().expect("a plain path")]);
}

#[test]
fn the_compose_file_goes_with_the_dockerfile() {
    let compose: Value = serde_saphyr::from_str(&text("deploy/compose.yaml")).expect("it is YAML");
    let service = &compose["services"]["preflight"];
    let dockerfile = text("Dockerfile");
    for mount in service["volumes"].as_array().expect("a list") {
        let within = mount.as_str().and_then(|mount| mount.split(':').nth(1)).expect("it says where");
        assert!(dockerfile.contains(within), "{within}");
    }
    let checked = dockerfile.lines().find(|line| line.starts_with("HEALTHCHECK")).expect("it has one");
    for (name, option) in
        [("interval", "--interval="), ("timeout", "--timeout="), ("start_period", "--start-period=")]
    {
        let value = service["healthcheck"][name].as_str().expect("it is said");
        assert!(checked.contains(&format!("{option}{value}")), "{name}");
    }
    for secret in service["secrets"].as_array().expect("a list").iter().filter_map(Value::as_str) {
        assert!(compose["secrets"][secret]["file"].is_string(), "{secret}");
    }
}
