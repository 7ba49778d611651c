//! Files that tickets are read from, and standard input under the name `-`.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::cli::console::{Console, Failure};
use crate::cli::input::TICKET_BYTES_MAX;
use crate::config::files::reason;

/// The whole of it, within the limit for a ticket.
///
/// # Errors
///
/// It can't be read, or is too long.
pub fn read(path: &Path, console: &mut Console<'_>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let limit = TICKET_BYTES_MAX as u64 + 1;
    let read = if is_standard_input(path) {
        (&mut *console.input).take(limit).read_to_end(&mut bytes)
    } else {
        open(path)?.take(limit).read_to_end(&mut bytes)
    };
    read.map_err(|error| unreadable(path, &error))?;
    if bytes.len() > TICKET_BYTES_MAX {
        let message = format!("{}: it has more than {TICKET_BYTES_MAX} bytes", path.display());
        return Err(Failure::Message(message));
    }
    Ok(bytes)
}

/// A file to read from, which is no directory.
pub fn open(path: &Path) -> Result<File, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    // A directory can be opened and not be read.
    match file.metadata() {
        Ok(metadata) if metadata.is_dir() => Err(unreadable(path, &ErrorKind::IsADirectory.into())),
        Ok(_) | Err(_) => Ok(file),
    }
}

pub fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Message(format!("{}: {}", path.display(), reason(error)))
}
