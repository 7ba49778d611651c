//! Whose ticket it is, without telling who that is.

use sha2::{Digest, Sha256};

/// Hexadecimal digits of a requester's hash.
const DIGITS: usize = 32;

/// The same for all tickets of one requester in one helpdesk; none where the helpdesk does not tell who it is.
pub fn hash(helpdesk: &str, requester: &str) -> Option<String> {
    if requester.is_empty() {
        return None;
    }
    let mut hash = hex::encode(Sha256::digest(format!("{}:{helpdesk}:{requester}", helpdesk.len())));
    hash.truncate(DIGITS);
    Some(hash)
}
