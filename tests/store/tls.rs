//! TLS to a real server: it is known by its certificate, and nothing goes unencrypted where that is asked for.

use std::path::Path;

use preflight::store::StoreError;
use preflight::store::postgres::{PostgresStore, Target, Timekeeping};

use crate::cluster::{self, Cluster};
use crate::contract;

/// A certificate for `localhost`, whose issuer is `ca.pem`, and its key.
const CERTIFICATE: &str = include_str!("../data/tls/server.pem");
const KEY: &str = include_str!("../data/tls/server.key");
const ENCRYPTED: &str = "
    ssl = on
    ssl_cert_file = 'server.pem'
    ssl_key_file = 'server.key'
";

const ENCRYPTED_ALONE: &str = "hostssl all all all trust\n";

#[tokio::test]
async fn a_server_is_known_by_its_certificate() {
    // Says what is missing where there is no PostgreSQL.
    if cluster::shared().is_none() {
        return;
    }
    let files = [("server.pem", CERTIFICATE), ("server.key", KEY), ("pg_hba.conf", ENCRYPTED_ALONE)];
    let cluster = Cluster::start_with(cluster::binaries().expect("one was found"), ENCRYPTED, &files);
    let by_name = format!("postgres://preflight@localhost:{}/postgres", cluster.port);
    let by_number = cluster.url("postgres");
    let roots = |file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tls").join(file);
        format!("sslmode=verify-full&sslrootcert={}", path.display())
    };
    let store = open(&format!("{by_name}?{}", roots("ca.pem"))).await.expect("the certificate is for it");
    contract::a_store_that_works_says_so(&store).await;
    for (url, why) in [
        (format!("{by_name}?{}", roots("other.pem")), "UnknownIssuer"),
        (format!("{by_name}?sslmode=verify-full"), "UnknownIssuer"),
        (format!("{by_number}?{}", roots("ca.pem")), "not valid for name"),
        (format!("{by_name}?sslmode=disable"), "no encryption"),
    ] {
        let refused = open(&url).await.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains(why), "{url}: {refused}");
    }
}

async fn open(url: &str) -> Result<PostgresStore, StoreError> {
    let timekeeping = Timekeeping::Database;
    PostgresStore::open(&Target { url, password: None, connections_max: 2, timekeeping }).await
}
