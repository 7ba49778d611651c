//! One connection: a request goes out, and its answer is read to the end.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;

use anyhow::bail;
use mio::net::TcpStream;

/// An answer is small; what is longer is none.
const ANSWER_BYTES_MAX: usize = 64 * 1_024;

pub struct Connection {
    pub stream: TcpStream,
    pub request: Vec<u8>,
    sent: usize,
    answer: Vec<u8>,
}

impl Connection {
    pub fn open(to: SocketAddr) -> anyhow::Result<Self> {
        let stream = std::net::TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let stream = TcpStream::from_std(stream);
        Ok(Self { stream, request: Vec::new(), sent: 0, answer: Vec::new() })
    }

    /// Whether all of the request is out.
    pub fn send(&mut self) -> anyhow::Result<bool> {
        while self.sent < self.request.len() {
            match self.stream.write(&self.request[self.sent..]) {
                Ok(bytes) => self.sent += bytes,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }

    /// The answer's status once it is there whole; the connection is ready for the next request then.
    pub fn receive(&mut self) -> anyhow::Result<Option<u16>> {
        let mut bytes = [0; 4_096];
        loop {
            match self.stream.read(&mut bytes) {
                Ok(0) => bail!("the server closed the connection"),
                Ok(count) => self.answer.extend_from_slice(&bytes[..count]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(error.into()),
            }
            if let Some(status) = status(&self.answer)? {
                self.answer.clear();
                self.sent = 0;
                return Ok(Some(status));
            }
        }
    }
}

/// None as long as a part is missing.
fn status(answer: &[u8]) -> anyhow::Result<Option<u16>> {
    if answer.len() > ANSWER_BYTES_MAX {
        bail!("an answer without end");
    }
    let Some(head) = answer.windows(4).position(|end| end == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&answer[..head])?;
    let Some(status) = text.get(9..12).and_then(|digits| digits.parse().ok()) else {
        bail!("no HTTP answer")
    };
    let body = &answer[head + 4..];
    let mut bytes = 0;
    for line in text.split("\r\n").skip(1) {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("content-length") {
            bytes = value.trim().parse()?;
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            return Ok(body.ends_with(b"0\r\n\r\n").then_some(status));
        }
    }
    Ok((body.len() >= bytes).then_some(status))
}
