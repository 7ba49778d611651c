//! A way between two that can be cut and healed, or that leads to whichever of several is there.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Dropping it ends all connections.
pub struct Proxy {
    pub address: SocketAddr,
    ends: Arc<Mutex<Vec<SocketAddr>>>,
    /// Whether it is cut; whoever is on the way then is cut off.
    cut: watch::Sender<bool>,
}

impl Proxy {
    /// To the next of these that takes connections.
    pub async fn start(listener: std::net::TcpListener, ends: Vec<SocketAddr>) -> Self {
        listener.set_nonblocking(true).expect("it is ours");
        let listener = TcpListener::from_std(listener).expect("a runtime is there");
        let address = listener.local_addr().expect("it is bound");
        let (cut, is_cut) = watch::channel(false);
        let ends = Arc::new(Mutex::new(ends));
        tokio::spawn(serve(listener, Arc::clone(&ends), is_cut));
        Self { address, ends, cut }
    }

    pub fn cut(&self) {
        self.cut.send_replace(true);
    }

    pub fn heal(&self) {
        self.cut.send_replace(false);
    }

    /// New connections lead there from now on.
    pub fn lead_to(&self, end: SocketAddr) {
        *self.ends.lock().expect("nobody panics with it") = vec![end];
    }
}

async fn serve(listener: TcpListener, ends: Arc<Mutex<Vec<SocketAddr>>>, is_cut: watch::Receiver<bool>) {
    let mut ended = is_cut.clone();
    let turn = Arc::new(AtomicUsize::new(0));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = gone(&mut ended) => return,
        };
        let Ok((mut client, _)) = accepted else { return };
        let ends = ends.lock().expect("nobody panics with it").clone();
        let (turn, mut cut) = (Arc::clone(&turn), is_cut.clone());
        tokio::spawn(async move {
            if *cut.borrow() {
                return;
            }
            let first = turn.fetch_add(1, Ordering::Relaxed);
            for number in 0..ends.len() {
                if let Ok(mut server) = TcpStream::connect(ends[(first + number) % ends.len()]).await {
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        _ = cut.wait_for(|is_cut| *is_cut) => {}
                    }
                    return;
                }
            }
        });
    }
}

/// When the proxy was dropped.
async fn gone(cut: &mut watch::Receiver<bool>) {
    while cut.changed().await.is_ok() {}
}
