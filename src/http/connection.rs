//! The time that a connection has: one that does not get on with its request or its answer is cut off.
//!
//! actix-web alone leaves gaps that a client could hold a connection in for ever: it times the first head of a connection
//! and no later one, it reads on for as long as a body in chunks comes that nobody asked for, and it waits for a client
//! that does not take its answers.

use std::any::Any;
use std::io;
use std::net::{self, Shutdown};
use std::os::fd::AsFd;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::rt::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::http::limits::Limits;

/// Belongs to a connection and ends with it.
struct Timer {
    cut_at: watch::Sender<Instant>,
    limits: Limits,
}

/// Give a new connection its time. Without a second handle (there may be no more file descriptors) there is no timer, and
/// actix-web's own limits remain.
pub fn opened(connection: &dyn Any, extensions: &mut Extensions, limits: Limits) {
    let handle = connection.downcast_ref().and_then(|stream| second_handle(stream).ok());
    if let Some(handle) = handle {
        let (cut_at, moved) = watch::channel(Instant::now() + limits.head_max + limits.close_max);
        tokio::spawn(cut_in_time(handle, moved));
        extensions.insert(Timer { cut_at, limits });
    }
}

/// Around each request: its head has come, so that it has its own time; after the answer the next one has.
pub async fn time(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if let Some(timer) = request.conn_data::<Timer>() {
        timer.cut_at.send_replace(Instant::now() + timer.limits.request_max);
    }
    let response = next.call(request).await?;
    if let Some(timer) = response.request().conn_data::<Timer>() {
        let Limits { idle_max, head_max, close_max, .. } = timer.limits;
        timer.cut_at.send_replace(Instant::now() + idle_max + head_max + close_max);
    }
    Ok(response)
}

async fn cut_in_time(connection: net::TcpStream, mut moved: watch::Receiver<Instant>) {
    loop {
        let cut_at = *moved.borrow_and_update();
        tokio::select! {
            biased;
            changed = moved.changed() => {
                if changed.is_err() {
                    // The connection has ended by itself.
                    return;
                }
            }
            () = sleep_until(cut_at) => {
                tracing::debug!("a connection that did not get on was cut off");
                // An error says that it is closed already.
                let _ = connection.shutdown(Shutdown::Both);
                return;
            }
        }
    }
}

fn second_handle(stream: &TcpStream) -> io::Result<net::TcpStream> {
    Ok(stream.as_fd().try_clone_to_owned()?.into())
}
