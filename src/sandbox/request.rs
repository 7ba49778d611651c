//! The log's entry for a request that came to the API.

use crate::sandbox::fault::Op;

/// One request to the API, for tests to count.
#[derive(Clone, Debug)]
pub struct RequestEntry {
    pub method: String,
    /// With its query.
    pub path: String,
    pub op: Option<Op>,
    /// None when no answer was given.
    pub status: Option<u16>,
}
