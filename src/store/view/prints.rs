//! The table `prints`: every print of every paper, with what became of it.

use rusqlite::Connection;

use crate::domain::event::PaperPrinted;
use crate::domain::event::SlipResult;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::rows;
use crate::store::view::run;

/// One print.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Print {
    /// Which paper.
    pub paper: String,
    /// 1 for the first print.
    pub copy: u32,
    /// What became of it: printed, no_paper or failed.
    pub result: String,
}

/// Keeps a print.
pub(crate) fn keep(db: &Connection, at: &At, e: &PaperPrinted) -> Result<(), StoreError> {
    let result = match e.result {
        SlipResult::Printed => "printed",
        SlipResult::NoPaper => "no_paper",
        SlipResult::Failed => "failed",
    };
    run(
        db,
        "keep a print",
        "INSERT INTO prints (about, paper, copy, result, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        (&e.about, &e.paper, e.copy, result, at.wall.0),
    )
    .map(drop)
}

/// Loads the prints about a number, in order.
///
/// # Errors
/// The store's own error.
pub fn about(db: &Connection, about: &str) -> Result<Vec<Print>, StoreError> {
    rows(
        db,
        "read the prints",
        "SELECT paper, copy, result FROM prints WHERE about = ?1 ORDER BY paper, copy",
        [about],
        |row| {
            Ok(Print {
                paper: row.get(0)?,
                copy: row.get(1)?,
                result: row.get(2)?,
            })
        },
    )
}
