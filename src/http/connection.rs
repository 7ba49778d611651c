//! The time that a connection has: one that does not get on with its request or its answer is cut off.
//!
//! actix-web alone leaves gaps that a client could hold a connection in for ever: it times the first head of a connection
//! and no later one, it reads on for as long as a body in chunks comes that nobody asked for, and it waits for a client
//! that does not take its answers.

use std::any::Any;
use std::io;
use std::net::{self, Shutdown};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::rt::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use crate::http::limits::Limits;

/// Belongs to a connection and ends with it.
struct Timer {
    cut_at: Arc<Mutex<Instant>>,
    limits: Limits,
    /// Gone with the connection, of which the task that watches the time learns by it.
    _open: oneshot::Sender<()>,
}

impl Timer {
    fn set(&self, time: Duration) {
        *self.cut_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + time;
    }
}

/// Give a new connection its time. Without a second handle (there may be no more file descriptors) there is no timer, and
/// actix-web's own limits remain.
pub fn opened(connection: &dyn Any, extensions: &mut Extensions, limits: Limits) {
    let handle = connection.downcast_ref().and_then(|stream| second_handle(stream).ok());
    if let Some(handle) = handle {
        let cut_at = Arc::new(Mutex::new(Instant::now() + limits.head_max + limits.close_max));
        let (open, closed) = oneshot::channel();
        tokio::spawn(cut_in_time(handle, Arc::clone(&cut_at), limits, closed));
        extensions.insert(Timer { cut_at, limits, _open: open });
    }
}

/// Around each request: its head has come, so that it has its own time; after the answer the next one has.
pub async fn time(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if let Some(timer) = request.conn_data::<Timer>() {
        timer.set(timer.limits.request_max);
    }
    let response = next.call(request).await?;
    if let Some(timer) = response.request().conn_data::<Timer>() {
        timer.set(until_next(timer.limits));
    }
    Ok(response)
}

/// From an answer to the end of the next request's head.
fn until_next(limits: Limits) -> Duration {
    limits.idle_max + limits.head_max + limits.close_max
}

/// A busy connection moves the time with each request, so it does not wake this task but is looked at now and then: often enough
/// that none of the times that it may have been given in between is over by then.
async fn cut_in_time(
    connection: net::TcpStream,
    cut_at: Arc<Mutex<Instant>>,
    limits: Limits,
    mut closed: oneshot::Receiver<()>,
) {
    let look_after = limits.request_max.min(until_next(limits));
    loop {
        let cut_at = *cut_at.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if cut_at <= now {
            tracing::debug!("a connection that did not get on was cut off");
            // An error says that it is closed already.
            let _ = connection.shutdown(Shutdown::Both);
            return;
        }
        tokio::select! {
            biased;
            // The connection has ended by itself.
            _ = &mut closed => return,
            () = sleep_until(cut_at.min(now + look_after)) => {}
        }
    }
}

fn second_handle(stream: &TcpStream) -> io::Result<net::TcpStream> {
    Ok(stream.as_fd().try_clone_to_owned()?.into())
}
