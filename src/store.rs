//! The hall's store: one SQLite file with the ledger and the views folded from it.
//!
//! Every write goes through [`Store::write`]: the gate (a lock on a side file, so that writers
//! queue instead of racing for SQLite's own lock), `BEGIN IMMEDIATE`, the entries, the views, the
//! heads, `COMMIT` with one fsync. Only then is the work said to be done. The store decides
//! nothing: what may happen is the domain's, what does happen is the verbs'.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::path::PathBuf;

use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::Transaction;
use rusqlite::TransactionBehavior;

use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::time::UtcMs;

pub mod asked;
pub mod boxes;
pub mod error;
pub mod far;
pub mod ledger;
pub mod maintenance;
pub mod open;
pub mod verify;
pub mod view;

use error::Attempt;
pub use error::StoreError;
pub use ledger::Appended;
pub use ledger::Audience;
pub use ledger::Writer;

/// What a store is made with.
#[derive(Debug, Clone)]
pub struct Birth {
    /// The hall's name.
    pub name: String,
    /// The short code in case numbers.
    pub code: String,
    /// Whether times may be given by hand.
    pub trial: bool,
    /// When it is made.
    pub at: UtcMs,
    /// Random bytes that keep its logs apart from all others.
    pub nonce: [u8; 16],
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    dir: PathBuf,
    gate: File,
    highwater: File,
}

/// Holds the gate until dropped.
struct Gate<'a>(&'a File);

impl<'a> Gate<'a> {
    fn lock(file: &'a File, dir: &Path) -> Result<Gate<'a>, StoreError> {
        file.lock().map_err(|source| StoreError::Io {
            what: "lock",
            path: dir.join(open::GATE_FILE),
            source,
        })?;
        Ok(Gate(file))
    }
}

impl Drop for Gate<'_> {
    fn drop(&mut self) {
        // The lock also ends with the file; there is nothing to do about a failed unlock.
        let _ = self.0.unlock();
    }
}

impl Store {
    /// Makes a store in a folder, which is made if missing.
    ///
    /// # Errors
    /// [`StoreError::AlreadyThere`] when one is there; [`StoreError::NotLocal`] on a network disk.
    pub fn create(dir: &Path, birth: &Birth) -> Result<Store, StoreError> {
        open::assert_sqlite()?;
        std::fs::create_dir_all(dir).map_err(|source| StoreError::Io {
            what: "make the folder",
            path: dir.to_owned(),
            source,
        })?;
        open::assert_local(dir)?;
        let path = dir.join(open::DB_FILE);
        if path.exists() {
            return Err(StoreError::AlreadyThere {
                path: dir.to_owned(),
            });
        }
        let mut store = Store::connect(dir, &path)?;
        store.prepare(true)?;
        store.write(|writer| writer.open_logs(birth))?;
        Ok(store)
    }

    /// Opens the store of a folder for posts and verbs.
    ///
    /// # Errors
    /// [`StoreError::NotThere`], [`StoreError::NotLocal`], [`StoreError::MigrationChanged`],
    /// [`StoreError::TooNew`] or [`StoreError::BehindHighWater`].
    pub fn open(dir: &Path) -> Result<Store, StoreError> {
        open::assert_sqlite()?;
        let path = open::existing(dir)?;
        open::assert_local(dir)?;
        let mut store = Store::connect(dir, &path)?;
        store.prepare(false)?;
        Ok(store)
    }

    fn connect(dir: &Path, path: &Path) -> Result<Store, StoreError> {
        Ok(Store {
            db: open::connect(path, OpenFlags::default())?,
            dir: dir.to_owned(),
            gate: open::gate(dir)?,
            highwater: open::side_file(dir, open::HIGHWATER_FILE)?,
        })
    }

    fn prepare(&mut self, new: bool) -> Result<(), StoreError> {
        let _gate = Gate::lock(&self.gate, &self.dir)?;
        // A migration may put another table in the place of one that others point at.
        open::set_foreign_keys(&self.db, false)?;
        let tx = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)
            .attempt("be prepared")?;
        let stale = open::migrate(&tx)?;
        if stale {
            view::refold(&tx)?;
        }
        tx.commit().attempt("be prepared")?;
        open::set_foreign_keys(&self.db, true)?;
        if !new {
            self.check_marks(false)?;
        }
        Ok(())
    }

    /// Runs one write: gate, transaction, `work`, heads, commit. An error of `work` changes nothing.
    ///
    /// # Errors
    /// Whatever `work` returns, or the store's own error.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let gate = Gate::lock(&self.gate, &self.dir)?;
        let tx = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)
            .attempt("begin to write")?;
        // A ledger that was replaced must not be written on: the next mark would hide it.
        let heads = self.check_marks(true)?;
        let known = heads.len();
        let mut writer = Writer::new(&tx, &self.dir, heads, far::heard_time(&tx)?);
        let done = work(&mut writer)?;
        let changed = writer.finish()?;
        if let Some(new) = changed.as_ref().and_then(|heads| heads.get(known..)) {
            self.mark_new(new)?;
        }
        tx.commit().attempt("keep what was done")?;
        // What was committed is done: a mark that cannot be written now is only behind.
        if let Some(heads) = changed
            && let Err(error) = self.mark_highwater(&heads)
        {
            tracing::warn!(%error, "the mark beside the store could not be written");
        }
        drop(gate);
        Ok(done)
    }

    /// Does something beside the ledger while nobody writes to it: the gate is held, nothing is
    /// appended, and no time is kept.
    ///
    /// # Errors
    /// Whatever `work` returns, or the store's own error.
    pub(crate) fn gated<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection, &Path) -> Result<T, E>,
    ) -> Result<T, E> {
        let _gate = Gate::lock(&self.gate, &self.dir)?;
        work(&self.db, &self.dir)
    }

    /// Shreds the ballot boxes in which nobody votes: those that were counted or given up, and those
    /// of a voting that was never kept.
    ///
    /// # Errors
    /// The store's own error; what could not be shredded is tried again the next time.
    pub fn sweep_boxes(&self) -> Result<(), StoreError> {
        if boxes::is_empty(&self.dir) {
            return Ok(());
        }
        // Whoever makes a box holds the gate until its voting is kept.
        self.gated(|db, dir| boxes::sweep(dir, &view::meetings::boxes(db)?))
    }

    /// Returns the connection for reading.
    pub fn db(&self) -> &Connection {
        &self.db
    }

    /// Returns the connection, for tests that listen to its statements.
    #[cfg(test)]
    pub(crate) fn db_mut(&mut self) -> &mut Connection {
        &mut self.db
    }

    /// Returns the store's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns a number that changes when another process has written.
    ///
    /// # Errors
    /// The store's own error.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.db
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .attempt("be read")
    }

    /// Returns the logical time of the last entry of all logs.
    ///
    /// # Errors
    /// The store's own error.
    pub fn latest(&self) -> Result<Hlc, StoreError> {
        let heads = ledger::heads(&self.db)?;
        Ok(heads.iter().map(|head| head.hlc).max().unwrap_or_default())
    }

    /// Returns the number of the next note to other sites: it only grows, whatever the clock does,
    /// and passes the last one that is still to be found of those a store had given before it was
    /// put back.
    ///
    /// # Errors
    /// The store's own error.
    pub fn next_note(&mut self, found: u64, now: UtcMs) -> Result<u64, StoreError> {
        self.write(|writer| {
            let found = i64::try_from(found).unwrap_or(0);
            let next = writer.last_note()?.max(found).saturating_add(1).max(now.0);
            writer.set_last_note(next)?;
            Ok(next.max(0) as u64)
        })
    }

    /// Folds the views again from the ledger.
    ///
    /// # Errors
    /// [`StoreError::BadEntry`] when an entry cannot be read.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        let _gate = Gate::lock(&self.gate, &self.dir)?;
        let tx = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)
            .attempt("be rebuilt")?;
        self.check_marks(false)?;
        view::refold(&tx)?;
        tx.commit().attempt("be rebuilt")?;
        self.mark_highwater(&ledger::heads(&self.db)?)
    }

    /// Writes the last entry of each log beside the database, so that a cut ledger shows.
    /// It follows the commit and is not synced: it may be behind after a power cut, never ahead.
    fn mark_highwater(&self, heads: &[ledger::Head]) -> Result<(), StoreError> {
        self.highwater
            .write_all_at(marks_of(heads).as_bytes(), 0)
            .map_err(|source| StoreError::Io {
                what: "write",
                path: self.dir.join(open::HIGHWATER_FILE),
                source,
            })
    }

    /// Gives logs that are about to begin a mark at zero: a power cut right after the commit must
    /// not look like marks that somebody took away.
    fn mark_new(&self, logs: &[ledger::Head]) -> Result<(), StoreError> {
        if logs.is_empty() {
            return Ok(());
        }
        let path = || self.dir.join(open::HIGHWATER_FILE);
        let failed = |what| {
            move |source| StoreError::Io {
                what,
                path: path(),
                source,
            }
        };
        let mut marks = std::fs::read(path()).map_err(failed("read"))?;
        for log in logs {
            let empty = ledger::Head {
                seq: 0,
                hash: Hash::ZERO,
                ..log.clone()
            };
            marks.extend(marks_of(&[empty]).bytes());
        }
        self.highwater
            .write_all_at(&marks, 0)
            .map_err(failed("write"))
    }

    /// Returns whether the marks are those of these very heads, as they are after every write.
    fn stands_as_marked(&self, heads: &[ledger::Head]) -> bool {
        std::fs::read(self.dir.join(open::HIGHWATER_FILE))
            .is_ok_and(|found| found == marks_of(heads).as_bytes())
    }

    /// Compares the marks with the ledger: it must hold the very entries that were written here.
    /// `all` asks for a mark of every log, as there is one after the first write. Returns the heads.
    fn check_marks(&self, all: bool) -> Result<Vec<ledger::Head>, StoreError> {
        let heads = ledger::heads(&self.db)?;
        if self.stands_as_marked(&heads) {
            return Ok(heads);
        }
        let marks = read_highwater(&self.dir)?;
        let unmarked = |head: &ledger::Head| head.seq > 0 && !marks.iter().any(|m| m.0 == head.log);
        if all && heads.iter().any(unmarked) {
            return Err(StoreError::MarksMissing);
        }
        // A log with a mark at zero was about to begin; whether it did, the ledger says.
        for (log, seq, hash) in marks.iter().filter(|mark| mark.1 > 0) {
            let head = heads.iter().find(|head| head.log == *log);
            let found = head.map_or(0, |head| head.seq);
            if found < *seq {
                return Err(StoreError::BehindHighWater {
                    log: log.to_string(),
                    found,
                    wanted: *seq,
                });
            }
            let as_marked = match head {
                Some(head) if head.seq == *seq => head.hash.to_string() == *hash,
                Some(head) => ledger::entry(&self.db, head.lno, *seq)?
                    .is_some_and(|entry| entry.hash.to_string() == *hash),
                None => false,
            };
            if !as_marked {
                return Err(StoreError::NotAsMarked {
                    log: log.to_string(),
                    seq: *seq,
                });
            }
        }
        Ok(heads)
    }

    /// Opens a store whose file was just put in place by a restore, and marks where it ends.
    pub(crate) fn adopt(dir: &Path) -> Result<Store, StoreError> {
        let mut store = Store::connect(dir, &open::existing(dir)?)?;
        store.prepare(true)?;
        store.mark_highwater(&ledger::heads(&store.db)?)?;
        Ok(store)
    }

    /// Moves the write-ahead log into the database file and empties it, where nobody reads just now.
    ///
    /// # Errors
    /// The store's own error; somebody reading is none.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .attempt("be tidied")
    }
}

/// Returns the marks of some heads: a line each with log, number and hash.
fn marks_of(heads: &[ledger::Head]) -> String {
    let mut text = String::with_capacity(heads.len() * 120);
    for head in heads {
        text.push_str(&format!("{} {:>20} {}\n", head.log, head.seq, head.hash));
    }
    text
}

/// Reads the marks kept beside the database: log, number, hash. A torn line is passed over.
pub(crate) fn read_highwater(dir: &Path) -> Result<Vec<(LogId, u64, String)>, StoreError> {
    let path = dir.join(open::HIGHWATER_FILE);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(StoreError::Io {
                what: "read",
                path,
                source,
            });
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    Ok(text
        .lines()
        .filter_map(|line| {
            let mut words = line.split_ascii_whitespace();
            let log = words.next()?.parse().ok()?;
            let seq = words.next()?.parse().ok()?;
            let hash = words.next().filter(|hash| hash.len() == 64)?;
            Some((log, seq, hash.to_owned()))
        })
        .collect())
}
