//! What a command needs of the process before it may use the network.

use tokio::runtime::{Builder, Runtime};

use crate::cli::console::Failure;

/// The runtime of the service and the demonstration.
pub fn new() -> Result<Runtime, Failure> {
    Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Message(format!("the runtime can't be started: {error}")))
}

/// Choose the TLS implementation for the whole process; a second call changes nothing.
pub fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
