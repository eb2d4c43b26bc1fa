//! The table `case_files`: the whole file of a case, and the columns of `cases` that follow it.

use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::case_file::CaseFile;
use crate::domain::case_file::Holder;
use crate::domain::case_file::Stage;
use crate::domain::event::Event;
use crate::domain::ids::CaseId;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::cases::JOINT;
use crate::store::view::run;

const WHAT: &str = "keep a case";

/// Folds an event into the file of a case; a case nobody knows changes nothing.
pub(crate) fn fold(
    db: &Connection,
    at: &At,
    case: Option<CaseId>,
    event: &Event,
) -> Result<(), StoreError> {
    let Some(case) = case else {
        return Ok(());
    };
    let Some(mut file) = load(db, case)? else {
        return Ok(());
    };
    file.apply(at.wall, at.actor.0, event);
    keep(db, &file)
}

/// Loads the file of a case; none for a case done on the spot.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection, case: CaseId) -> Result<Option<CaseFile>, StoreError> {
    let body: Option<String> = db
        .prepare_cached("SELECT body FROM case_files WHERE id = ?1")
        .and_then(|mut statement| statement.query_row([case.0], |row| row.get(0)).optional())
        .attempt("read a case")?;
    body.map(|body| serde_json::from_str(&body).map_err(|error| bad(&error)))
        .transpose()
}

/// Keeps a file and the row of its case.
pub(crate) fn keep(db: &Connection, file: &CaseFile) -> Result<(), StoreError> {
    let body = serde_json::to_string(file).map_err(|error| bad(&error))?;
    run(
        db,
        WHAT,
        "INSERT INTO case_files (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = ?2",
        (file.case.0, body),
    )?;
    row(db, file)
}

/// Writes what lists show of a file into the row of its case.
pub(crate) fn row(db: &Connection, file: &CaseFile) -> Result<(), StoreError> {
    let promise = file.promise.as_ref();
    let deliver = file.to_deliver();
    let state = match file.stage {
        Stage::Received => "received",
        Stage::Paused => "paused",
        stage if stage.is_over() => "done",
        _ => "open",
    };
    let who = match &file.holder {
        Holder::Staff(staff) => staff.to_string(),
        Holder::Centre(centre) => centre.word().to_owned(),
        Holder::Office(office) => office.clone(),
        _ => String::new(),
    };
    run(
        db,
        WHAT,
        "UPDATE cases SET state = ?2, stage = ?3, holder = ?4, who = ?5, cause = ?6, answers = ?7,
             due = ?8, provisional = ?9, amber_from = ?10, done_day = ?11, papers = ?12,
             deferred = ?13, notice_due = ?14, trips = ?15, urgent = ?16, centre = ?17,
             limit_text = coalesce(?18, limit_text), missing = ?19, deliver_due = ?20,
             deliver_amber = ?21, deliver_provisional = ?22
         WHERE id = ?1",
        rusqlite::params![
            file.case.0,
            state,
            file.stage.word(),
            file.holder.word(),
            who,
            file.holder.cause().word(),
            file.answers().map(|staff| staff.0),
            promise.map(|p| p.due.to_string()),
            promise.is_some_and(|p| p.provisional),
            promise.map(|p| p.amber_from.to_string()),
            file.ended.map(|day| day.to_string()),
            file.papers.join(JOINT),
            file.deferred.as_ref().map(|d| d.until.to_string()),
            file.notice_due.map(|day| day.to_string()),
            file.trips().max(1),
            file.urgent,
            file.centre.word(),
            promise.map(|p| p.limit.to_string()),
            file.still_missing().join(JOINT),
            deliver.map(|p| p.due.to_string()),
            deliver.map(|p| p.amber_from.to_string()),
            deliver.is_some_and(|p| p.provisional),
        ],
    )
    .map(drop)
}

/// Says that a body cannot be read or written.
pub(crate) fn bad(error: &serde_json::Error) -> StoreError {
    StoreError::BadEntry {
        log: 0,
        seq: 0,
        why: error.to_string(),
    }
}
