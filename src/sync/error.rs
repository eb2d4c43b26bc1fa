//! What can go wrong between sites.

use std::path::PathBuf;

use crate::domain::site::Org;
use crate::store::StoreError;
use crate::sync::segment::Fault;

/// An exchange, or a step of it, that could not be done.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The store's own error.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key's file cannot be read or written.
    #[error("could not use {}: {source}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The site has no organisation code yet.
    #[error("this site has no organisation code; give it one with `yizhan site place`")]
    NotPlaced,
    /// A site that nobody enrolled.
    #[error("{0} is not enrolled here")]
    Stranger(Org),
    /// A segment could not be made.
    #[error("a segment could not be made: {0}")]
    Segment(#[from] Fault),
    /// A note could not be written.
    #[error("a note could not be written: {0}")]
    Note(#[from] serde_json::Error),
}

impl SyncError {
    /// Returns the word that names the error.
    pub fn code(&self) -> &'static str {
        match self {
            SyncError::Store(error) => error.code(),
            SyncError::Key { .. } => "key_file",
            SyncError::NotPlaced => "not_placed",
            SyncError::Stranger(_) => "not_enrolled",
            SyncError::Segment(_) | SyncError::Note(_) => "not_made",
        }
    }
}
