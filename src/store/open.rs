//! Opening a store: the folder, the library, the schema.

use std::fs::File;
use std::fs::OpenOptions;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::OptionalExtension;

use crate::domain::entry::Hash;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view;

/// The live file's name within the store's folder.
pub const DB_FILE: &str = "yizhan.db";
/// The file whose lock every writer holds.
pub const GATE_FILE: &str = "gate";
/// The file that keeps the last entries written, outside the database.
pub const HIGHWATER_FILE: &str = "highwater";

/// The oldest SQLite without the WAL-reset bug, which loses commits of concurrent writers.
///
/// Source: SQLite release notes, fixed in 3.51.3.
const OLDEST_SQLITE: i32 = 3_051_003;

/// The ledger's migrations in order. Texts are never edited; their hashes are kept in the store.
pub(crate) const MIGRATIONS: [&str; 8] = [
    include_str!("sql/0001_ledger.sql"),
    include_str!("sql/0002_sites.sql"),
    include_str!("sql/0003_shared.sql"),
    include_str!("sql/0004_acks.sql"),
    include_str!("sql/0005_names.sql"),
    include_str!("sql/0006_service.sql"),
    include_str!("sql/0007_jobs.sql"),
    include_str!("sql/0008_problems.sql"),
];

/// Refuses an SQLite that can lose commits.
///
/// # Errors
/// [`StoreError::OldSqlite`].
pub fn assert_sqlite() -> Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite {
            found: rusqlite::version(),
            wanted: "3.51.3",
        });
    }
    Ok(())
}

/// Names a file system on which several processes cannot share a WAL; `None` for local ones.
///
/// Source: magic numbers of linux/magic.h and statfs(2).
pub fn network_kind(magic: u64) -> Option<&'static str> {
    Some(match magic & 0xFFFF_FFFF {
        0x6969 => "NFS",
        0x517B => "SMB",
        0xFF53_4D42 => "CIFS",
        0xFE53_4D42 => "SMB2",
        0x6573_5546 => "FUSE",
        0x0102_1997 => "9p",
        0x5346_414F => "AFS",
        0x7375_7245 => "Coda",
        0x00C3_6400 => "Ceph",
        0x0BD0_0BD0 => "Lustre",
        0x0116_1970 => "GFS2",
        0x7461_636F => "OCFS2",
        0x786F_4256 => "VirtualBox shared",
        _ => return None,
    })
}

/// Refuses a folder on a network or user-space file system.
///
/// # Errors
/// [`StoreError::NotLocal`], or [`StoreError::Io`] when the folder cannot be asked.
pub fn assert_local(dir: &Path) -> Result<(), StoreError> {
    let stat = rustix::fs::statfs(dir).map_err(|errno| StoreError::Io {
        what: "look at",
        path: dir.to_owned(),
        source: errno.into(),
    })?;
    match network_kind(stat.f_type as u64) {
        Some(kind) => Err(StoreError::NotLocal {
            path: dir.to_owned(),
            kind,
        }),
        None => Ok(()),
    }
}

/// Opens the gate file, made if missing.
pub(crate) fn gate(dir: &Path) -> Result<File, StoreError> {
    side_file(dir, GATE_FILE)
}

pub(crate) fn side_file(dir: &Path, name: &str) -> Result<File, StoreError> {
    let path = dir.join(name);
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|source| StoreError::Io {
            what: "open",
            path,
            source,
        })
}

/// Opens the database file with the settings every connection has. With `recursive_triggers` even
/// `INSERT OR REPLACE` cannot take an entry away.
pub(crate) fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let db = Connection::open_with_flags(path, flags).attempt("be opened")?;
    db.busy_timeout(Duration::from_secs(10))
        .attempt("be set up")?;
    if !flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
        db.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA recursive_triggers = ON;
             PRAGMA wal_autocheckpoint = 1000;
             PRAGMA journal_size_limit = 67108864;",
        )
        .attempt("be set up")?;
    }
    db.set_prepared_statement_cache_capacity(128);
    Ok(db)
}

/// Says whether what points at a row must find it; outside of a transaction.
pub(crate) fn set_foreign_keys(db: &Connection, on: bool) -> Result<(), StoreError> {
    db.pragma_update(None, "foreign_keys", on)
        .attempt("be set up")
}

/// Returns the database file of a store's folder.
///
/// # Errors
/// [`StoreError::NotThere`].
pub fn existing(dir: &Path) -> Result<PathBuf, StoreError> {
    let path = dir.join(DB_FILE);
    if path.is_file() {
        Ok(path)
    } else {
        Err(StoreError::NotThere {
            path: dir.to_owned(),
        })
    }
}

/// Opens the store of a folder only to look at it, in whatever state it is: one snapshot of it.
///
/// # Errors
/// [`StoreError::NotThere`], or when it cannot be read at all.
pub fn reader(dir: &Path) -> Result<Connection, StoreError> {
    assert_sqlite()?;
    let db = connect(&existing(dir)?, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.execute_batch("BEGIN").attempt("be read")?;
    Ok(db)
}

/// Brings the ledger's schema up to this version, and the views to this version's text.
/// Returns whether the views must be folded again.
pub(crate) fn migrate(db: &Connection) -> Result<bool, StoreError> {
    db.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (step INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
         CREATE TABLE IF NOT EXISTS meta (k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT;",
    )
    .attempt("be prepared")?;
    check_migrations(db)?;
    let done: i64 = db
        .query_row("SELECT coalesce(max(step), 0) FROM migrations", [], |row| {
            row.get(0)
        })
        .attempt("be read")?;
    for (i, text) in MIGRATIONS.iter().enumerate().skip(done as usize) {
        db.execute_batch(text).attempt("be brought up to date")?;
        db.execute(
            "INSERT INTO migrations (step, hash) VALUES (?1, ?2)",
            (i as i64 + 1, Hash::of(text.as_bytes()).to_string()),
        )
        .attempt("be brought up to date")?;
    }
    let have: Option<String> = db
        .query_row("SELECT v FROM meta WHERE k = 'views'", [], |row| row.get(0))
        .optional()
        .attempt("be read")?;
    Ok(have.as_deref() != Some(view::fingerprint().as_str()))
}

/// Refuses a store whose migrations are not this program's.
///
/// # Errors
/// [`StoreError::TooNew`] or [`StoreError::MigrationChanged`].
pub(crate) fn check_migrations(db: &Connection) -> Result<(), StoreError> {
    let mut statement = db
        .prepare("SELECT step, hash FROM migrations ORDER BY step")
        .attempt("be read")?;
    let rows = statement
        .query_map([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })
        .attempt("be read")?;
    for row in rows {
        let (step, hash) = row.attempt("be read")?;
        let text = usize::try_from(step - 1)
            .ok()
            .and_then(|i| MIGRATIONS.get(i))
            .ok_or(StoreError::TooNew {
                found: step,
                known: MIGRATIONS.len() as i64,
            })?;
        if Hash::of(text.as_bytes()).to_string() != hash {
            return Err(StoreError::MigrationChanged { step });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linked_sqlite_is_one_that_keeps_commits() {
        assert_sqlite().unwrap();
    }

    #[test]
    fn a_network_file_system_is_named() {
        assert_eq!(network_kind(0x6969), Some("NFS"));
        assert_eq!(network_kind(0xFFFF_FFFF_FF53_4D42), Some("CIFS"));
        assert_eq!(network_kind(0x6573_5546), Some("FUSE"));
        assert_eq!(network_kind(0xEF53), None);
        assert_eq!(network_kind(0x0102_1994), None);
    }
}
