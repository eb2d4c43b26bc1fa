//! What can go wrong with the store, and what to do about it.

use std::path::PathBuf;

use rusqlite::ErrorCode;
use thiserror::Error;

/// An error of the store. Exit code 4 at the command line.
#[derive(Debug, Error)]
pub enum StoreError {
    /// SQLite failed.
    #[error("the store could not {what}: {source}")]
    Sqlite {
        /// What was attempted.
        what: &'static str,
        /// SQLite's own error.
        source: rusqlite::Error,
    },
    /// A file failed.
    #[error("could not {what} {}: {source}", path.display())]
    Io {
        /// What was attempted.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// There is no store in the folder.
    #[error("there is no store in {}; make one with: yizhan init --store DIR", path.display())]
    NotThere {
        /// The folder.
        path: PathBuf,
    },
    /// There is a store already.
    #[error("{} already holds a store; choose another folder", path.display())]
    AlreadyThere {
        /// The folder.
        path: PathBuf,
    },
    /// The folder lies on a network or user-space file system.
    #[error(
        "{} lies on a {kind} file system, where a store would lose data; choose a folder on a local disk",
        path.display()
    )]
    NotLocal {
        /// The folder.
        path: PathBuf,
        /// The file system.
        kind: &'static str,
    },
    /// The SQLite library is one that can lose commits.
    #[error(
        "SQLite {found} can lose commits when several programs write; {wanted} or newer is needed"
    )]
    OldSqlite {
        /// The version linked.
        found: &'static str,
        /// The oldest safe version.
        wanted: &'static str,
    },
    /// The store was made by a later version.
    #[error(
        "the store was written by a newer yizhan (step {found}, this one knows {known}); upgrade this one"
    )]
    TooNew {
        /// The store's migration.
        found: i64,
        /// The last one known.
        known: i64,
    },
    /// A migration in the store is not the one this program has.
    #[error(
        "step {step} of the store was made from another text than this program's; do not use it, restore a backup"
    )]
    MigrationChanged {
        /// The migration.
        step: i64,
    },
    /// An entry of the ledger cannot be read.
    #[error("entry {seq} of log {log} cannot be read: {why}; run: yizhan verify")]
    BadEntry {
        /// The log's number in this store.
        log: i64,
        /// The entry.
        seq: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A value in a view is not one the program writes.
    #[error(
        "the table {table} holds {value:?}, which the program never writes; run: yizhan rebuild"
    )]
    BadView {
        /// The table.
        table: &'static str,
        /// The value.
        value: String,
    },
    /// The ledger is behind the mark kept beside it.
    #[error(
        "the ledger ends at entry {found} of log {log}, but entry {wanted} was already written: it was cut or an old copy was put back; run: yizhan verify"
    )]
    BehindHighWater {
        /// The log.
        log: String,
        /// The last entry there is.
        found: u64,
        /// The last entry there was.
        wanted: u64,
    },
    /// The ledger is not the one the mark beside it was written for.
    #[error(
        "entry {seq} of log {log} is not the one that was written here: the store's file was replaced or rewritten; run: yizhan verify"
    )]
    NotAsMarked {
        /// The log.
        log: String,
        /// The entry.
        seq: u64,
    },
    /// The marks beside the database are gone.
    #[error(
        "the marks beside the store are gone, without which a cut ledger would not show; run: yizhan verify, then yizhan rebuild to write them anew"
    )]
    MarksMissing,
    /// A statement would change something.
    #[error("only reading is allowed here: {0}")]
    NotReadOnly(String),
    /// A ballot box is gone.
    #[error(
        "the ballot box {} is gone, and with it the ballots in it: nothing can be counted; a leader can have everybody vote anew",
        path.display()
    )]
    BoxMissing {
        /// The file.
        path: PathBuf,
    },
    /// A ballot box is not as the program left it.
    #[error(
        "the ballot box {} is damaged or was changed by something else: nothing can be counted; a leader can have everybody vote anew",
        path.display()
    )]
    BoxDamaged {
        /// The file.
        path: PathBuf,
    },
    /// A backup is not sound.
    #[error("the backup {} is not sound: {why}; use another one", path.display())]
    BadBackup {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: BackupFault,
    },
}

impl StoreError {
    /// Returns whether the error is a query's own, not the store's.
    pub fn is_of_query(&self) -> bool {
        let sound = |source: &rusqlite::Error| {
            !matches!(
                source.sqlite_error_code(),
                Some(
                    ErrorCode::DatabaseCorrupt
                        | ErrorCode::NotADatabase
                        | ErrorCode::SystemIoFailure
                )
            )
        };
        match self {
            StoreError::Sqlite {
                what: "read that query" | "answer that query",
                source,
            } => sound(source),
            _ => false,
        }
    }

    /// Returns the word that names the error; scripts and sentences go by it.
    pub fn code(&self) -> &'static str {
        match self {
            _ if self.is_of_query() => "query_wrong",
            StoreError::Sqlite { .. } => "store_sqlite",
            StoreError::Io { source, .. } if source.kind() == std::io::ErrorKind::AlreadyExists => {
                "file_there"
            }
            StoreError::Io { .. } => "store_file",
            StoreError::NotThere { .. } => "store_missing",
            StoreError::AlreadyThere { .. } => "store_there",
            StoreError::NotLocal { .. } => "store_not_local",
            StoreError::OldSqlite { .. } => "store_old_sqlite",
            StoreError::TooNew { .. } => "store_too_new",
            StoreError::MigrationChanged { .. } => "store_migration",
            StoreError::BadEntry { .. } => "store_entry",
            StoreError::BadView { .. } => "store_view",
            StoreError::BehindHighWater { .. } => "store_behind",
            StoreError::NotAsMarked { .. } => "store_replaced",
            StoreError::MarksMissing => "store_unmarked",
            StoreError::NotReadOnly(_) => "query_writes",
            StoreError::BadBackup { .. } => "backup_bad",
            StoreError::BoxMissing { .. } => "box_missing",
            StoreError::BoxDamaged { .. } => "box_damaged",
        }
    }
}

/// What is wrong with a backup.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BackupFault {
    /// There is no file of that name.
    #[error("there is no such file")]
    Missing,
    /// The file is none that a hall's store was backed up into.
    #[error("it is not a store: {0}")]
    NoStore(String),
    /// The store in it fails its check.
    #[error("{0}")]
    Unsound(String),
}

/// Adds what was attempted to an SQLite error.
pub(crate) trait Attempt<T> {
    /// Names the attempt.
    fn attempt(self, what: &'static str) -> Result<T, StoreError>;
}

impl<T> Attempt<T> for rusqlite::Result<T> {
    fn attempt(self, what: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Sqlite { what, source })
    }
}
