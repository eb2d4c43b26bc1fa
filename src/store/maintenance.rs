//! Backup, restore and reading with SQL: what a hall would otherwise need another tool for.

use std::fs::File;
use std::path::Path;
use std::path::PathBuf;

use rusqlite::Connection;
use rusqlite::ErrorCode;
use rusqlite::OpenFlags;
use rusqlite::backup::Backup;
use rusqlite::backup::StepResult;
use rusqlite::hooks::AuthAction;
use rusqlite::hooks::AuthContext;
use rusqlite::hooks::Authorization;
use rusqlite::types::ValueRef;

use crate::domain::entry::Hash;
use crate::store::Store;
use crate::store::error::Attempt;
use crate::store::error::BackupFault;
use crate::store::error::StoreError;
use crate::store::open;
use crate::store::verify;

fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Io { what, path, source }
}

/// Copies the live store into a file while posts go on working.
///
/// # Errors
/// [`StoreError::Io`] when the file exists or cannot be written; nothing half-done is left.
pub fn backup(dir: &Path, file: &Path) -> Result<u64, StoreError> {
    open::assert_sqlite()?;
    let from = open::connect(&open::existing(dir)?, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    if file.exists() {
        return Err(StoreError::Io {
            what: "write",
            path: file.to_owned(),
            source: std::io::Error::new(
                std::io::ErrorKind::AlreadyExists,
                "there is a file of that name; choose another",
            ),
        });
    }
    let part = beside(file, "part");
    let copied = copy(&from, &part);
    if copied.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    copied?;
    settle(&part, file)?;
    std::fs::metadata(file)
        .map(|meta| meta.len())
        .map_err(io("look at", file))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{ending}"));
    file.with_file_name(name)
}

fn copy(from: &Connection, to: &Path) -> Result<(), StoreError> {
    let mut into = Connection::open(to).attempt("be copied")?;
    // All pages in one step: it holds one snapshot, blocks no writer, and cannot be started over by
    // them for ever.
    let step = Backup::new(from, &mut into)
        .and_then(|backup| backup.step(-1))
        .attempt("be copied")?;
    if step != StepResult::Done {
        return Err(StoreError::Sqlite {
            what: "be copied while it was locked; try again",
            source: rusqlite::Error::InvalidQuery,
        });
    }
    // A copy of a WAL database is one too; a backup is one plain file.
    into.pragma_update(None, "journal_mode", "DELETE")
        .attempt("be copied")
}

/// Makes a finished file durable under its name.
fn settle(part: &Path, file: &Path) -> Result<(), StoreError> {
    File::open(part)
        .and_then(|f| f.sync_all())
        .map_err(io("keep", part))?;
    std::fs::rename(part, file).map_err(io("name", file))?;
    let folder = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(folder)
        .and_then(|f| f.sync_all())
        .map_err(io("keep", folder))
}

/// Puts a backup in place as the store of an empty folder, after verifying it.
///
/// # Errors
/// [`StoreError::AlreadyThere`], or [`StoreError::BadBackup`] naming what is wrong; the folder is
/// then as it was.
pub fn restore(file: &Path, dir: &Path) -> Result<verify::Report, StoreError> {
    open::assert_sqlite()?;
    let bad = |why: BackupFault| StoreError::BadBackup {
        path: file.to_owned(),
        why,
    };
    if !file.is_file() {
        return Err(bad(BackupFault::Missing));
    }
    std::fs::create_dir_all(dir).map_err(io("make the folder", dir))?;
    open::assert_local(dir)?;
    let target = dir.join(open::DB_FILE);
    // Leftovers of another store would be read as part of this one.
    let leftovers = ["yizhan.db-wal", "yizhan.db-shm", open::HIGHWATER_FILE];
    if target.exists() || leftovers.iter().any(|name| dir.join(name).exists()) {
        return Err(StoreError::AlreadyThere {
            path: dir.to_owned(),
        });
    }
    let check = dir.join(".restore");
    std::fs::create_dir_all(&check).map_err(io("make the folder", &check))?;
    let result = check_and_place(file, &check, &target);
    // Left behind at worst as a hidden folder.
    let _ = std::fs::remove_dir_all(&check);
    let report = result?.map_err(bad)?;
    drop(Store::adopt(dir)?);
    Ok(report)
}

type Checked = Result<verify::Report, BackupFault>;

fn check_and_place(file: &Path, check: &Path, target: &Path) -> Result<Checked, StoreError> {
    let part = check.join(open::DB_FILE);
    let from = match Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok(from) => from,
        Err(error) => return Ok(Err(BackupFault::NoStore(error.to_string()))),
    };
    let copied = copy(&from, &part);
    if let Err(StoreError::Sqlite { source, .. }) = &copied {
        return Ok(Err(BackupFault::NoStore(source.to_string())));
    }
    copied?;
    let report = match verify::verify_as(check, verify::Kind::Copy) {
        Ok(report) => report,
        // What is copied here can be read; what it says is then no store of this program.
        Err(error) => return Ok(Err(BackupFault::NoStore(error.to_string()))),
    };
    if let Some(problem) = report.problems.first() {
        return Ok(Err(BackupFault::Unsound(problem.what.clone())));
    }
    settle(&part, target)?;
    Ok(Ok(report))
}

/// The answer to a query: the columns and the rows as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows; `None` is NULL, blobs are hexadecimal.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Pragmas that only tell what tables there are.
const LOOKING: [&str; 5] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
];

/// Runs one SQL statement that only reads.
///
/// # Errors
/// [`StoreError::NotReadOnly`] for anything that could write, SQLite's error otherwise.
pub fn query(dir: &Path, sql: &str) -> Result<Answer, StoreError> {
    open::assert_sqlite()?;
    let mut db = open::connect(&open::existing(dir)?, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.pragma_update(None, "query_only", true)
        .attempt("be read")?;
    // SQLite asks before it compiles each part of a statement, so a comment or a WITH in front of
    // what writes, attaches or sets a pragma hides nothing.
    db.authorizer(Some(|context: AuthContext<'_>| match context.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Function { .. }
        | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Pragma { pragma_name, .. } if LOOKING.contains(&pragma_name) => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }))
    .attempt("be read")?;
    let only_reads = || {
        StoreError::NotReadOnly("the statement would change something; write a SELECT".to_owned())
    };
    let mut statement = db
        .prepare(sql)
        .map_err(|source| match source.sqlite_error_code() {
            Some(ErrorCode::AuthorizationForStatementDenied) => only_reads(),
            _ => StoreError::Sqlite {
                what: "read that query",
                source,
            },
        })?;
    if !statement.readonly() {
        return Err(only_reads());
    }
    if statement.column_count() == 0 {
        return Err(rusqlite::Error::InvalidQuery).attempt("read that query");
    }
    let columns: Vec<String> = statement.column_names().map(ToOwned::to_owned).collect();
    let width = columns.len();
    let mut rows = statement.query([]).attempt("answer that query")?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().attempt("answer that query")? {
        let mut line = Vec::with_capacity(width);
        for column in 0..width {
            line.push(text(row.get_ref(column).attempt("answer that query")?));
        }
        out.push(line);
    }
    Ok(Answer { columns, rows: out })
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(n) => Some(n.to_string()),
        ValueRef::Real(x) => Some(x.to_string()),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => match std::str::from_utf8(bytes) {
            // Bodies of entries are JSON kept as bytes, which a reader wants to see.
            Ok(json) if json.starts_with('{') => Some(json.to_owned()),
            _ => Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        },
    }
}

/// Returns the fingerprint of a file, for a note beside a backup.
///
/// # Errors
/// [`StoreError::Io`].
pub fn fingerprint(file: &Path) -> Result<Hash, StoreError> {
    std::fs::read(file)
        .map(|bytes| Hash::of(&bytes))
        .map_err(io("read", file))
}
