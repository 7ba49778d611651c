//! A client that speaks to the service byte by byte, as no well-behaved one does.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Nothing that a test waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Peer {
    stream: TcpStream,
}

impl Peer {
    pub async fn connect(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.expect("connected") }
    }

    /// The service may have closed the connection already.
    pub async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref()).await;
    }

    /// What the service sends until it closes the connection.
    pub async fn hear_all(&mut self) -> String {
        let mut bytes = Vec::new();
        let heard = tokio::time::timeout(PATIENCE, self.stream.read_to_end(&mut bytes)).await;
        assert!(heard.is_ok(), "the connection stays open: {}", String::from_utf8_lossy(&bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// What the service sends up to these words.
    pub async fn hear(&mut self, words: &str) -> String {
        let mut text = String::new();
        let hearing = async {
            let mut bytes = [0; 4_096];
            while !text.contains(words) {
                match self.stream.read(&mut bytes).await {
                    Ok(0) | Err(_) => return,
                    Ok(count) => text.push_str(&String::from_utf8_lossy(&bytes[..count])),
                }
            }
        };
        let heard = tokio::time::timeout(PATIENCE, hearing).await;
        assert!(heard.is_ok() && text.contains(words), "{words}: {text}");
        text
    }

    /// Says the same again and again, a little at a time, and takes no answer, until the service has had enough.
    pub async fn drone(&mut self, bytes: &[u8], pause: Duration) {
        let droning = async {
            while self.stream.write_all(bytes).await.is_ok() {
                tokio::time::sleep(pause).await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, droning).await.is_ok(), "the connection stays open");
    }
}
