//! Where the demonstration listens: at the usual ports, at free ones where those are taken, or where it is told to.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener};

use anyhow::Context;

/// The helpdesk's page.
pub const PAGE: SocketAddr = loopback(8090);
/// The service.
pub const LISTEN: SocketAddr = loopback(8080);

pub struct Port {
    pub listener: TcpListener,
    /// The usual address, where it was taken.
    pub instead_of: Option<SocketAddr>,
}

impl Port {
    /// `option` names the option by which another address can be asked for.
    ///
    /// # Errors
    ///
    /// An address that was asked for can't be had. The usual one that is taken is no error.
    pub fn bind(asked: Option<SocketAddr>, usual: SocketAddr, option: &str) -> anyhow::Result<Self> {
        let address = asked.unwrap_or(usual);
        let (listener, instead_of) = match TcpListener::bind(address) {
            Err(error) if error.kind() == ErrorKind::AddrInUse && asked.is_none() => (free(), Some(usual)),
            result => (result, None),
        };
        let listener =
            listener.with_context(|| format!("can't listen on {address}; {option} names another address"))?;
        Ok(Self { listener, instead_of })
    }

    /// The address that was asked for, or any free port: where nobody has to type it.
    pub fn bind_any(asked: Option<SocketAddr>, option: &str) -> anyhow::Result<TcpListener> {
        let listener = asked.map_or_else(free, TcpListener::bind);
        listener.with_context(|| format!("can't listen; {option} names another address"))
    }
}

fn free() -> std::io::Result<TcpListener> {
    TcpListener::bind(loopback(0))
}

const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use super::Port;

    #[test]
    fn a_usual_port_that_is_taken_gives_way_and_one_that_was_asked_for_does_not() {
        let taken = Port::bind_any(None, "--page").expect("a port is free");
        let address = taken.local_addr().expect("it is bound");
        let port = Port::bind(None, address, "--page").expect("another one is free");
        assert_eq!(port.instead_of, Some(address));
        let refused = Port::bind(Some(address), address, "--page").err().expect("it is taken");
        assert!(refused.to_string().contains("--page"), "{refused}");
    }
}
