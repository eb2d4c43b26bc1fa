//! The tables `cases` and `case_grams`.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

use crate::domain::case_file::CaseFile;
use crate::domain::case_file::Stage;
use crate::domain::event::CaseAccepted;
use crate::domain::event::CaseReceived;
use crate::domain::event::Event;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::ids::ErrandId;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::case_files;
use crate::store::view::grams;
use crate::store::view::odd;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;

mod dates;

pub use dates::is_provisional;
pub use dates::provisional;
pub use dates::undelivered;

const WHAT: &str = "keep a case";
/// What joins lists within one column; a control character, which no list item holds.
pub(crate) const JOINT: &str = "\u{1f}";

/// Keeps an accepted case: a new one, or one whose papers were taken in before.
pub(crate) fn accept(db: &Connection, at: &At, e: &CaseAccepted) -> Result<(), StoreError> {
    let promise = e.promise.as_ref();
    let file = match case_files::load(db, e.case)? {
        Some(mut file) => {
            file.apply(at.wall, at.actor.0, &Event::CaseAccepted(e.clone()));
            file
        }
        None => CaseFile::begin(e, at.wall, at.actor.0),
    };
    let kept = run(
        db,
        WHAT,
        "INSERT INTO cases (id, number, matter, matter_name, centre, department, person, name,
             phone, errand, day, limit_text, state, stage, holder, cause, papers, missing,
             warnings, accepted, staff, matter_saved)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'open', '', '', '', '', ?13,
             ?14, ?15, ?16, (SELECT saved FROM matters WHERE code = ?3))
         ON CONFLICT (id) DO UPDATE SET errand = ?10, limit_text = ?12, missing = ?13,
             warnings = ?14, accepted = ?15, staff = ?16, matter_saved = excluded.matter_saved
         ON CONFLICT DO NOTHING",
        rusqlite::params![
            e.case.0,
            e.number,
            e.matter,
            e.matter_name,
            e.centre.word(),
            e.department,
            e.person.0,
            e.applicant.name,
            e.applicant.phone,
            e.errand.0,
            e.day.to_string(),
            promise.map(|p| p.limit.to_string()),
            e.missing.join(JOINT),
            e.warnings.join(JOINT),
            at.wall.0,
            at.actor.0,
        ],
    )?;
    if kept == 1 && file.history.len() == 1 {
        index_name(db, &e.applicant.name)?;
    }
    match promise {
        Some(_) => case_files::keep(db, &file),
        // Done while the resident waited: its row says all there is.
        None => case_files::row(db, &file),
    }
}

/// Keeps a case whose papers were only taken in.
pub(crate) fn receive(db: &Connection, at: &At, e: &CaseReceived) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "INSERT INTO cases (id, number, matter, matter_name, centre, person, name, phone, errand,
             day, state, stage, holder, cause, papers, missing, warnings, accepted, staff)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'received', '', '', '', '', '', ?11, ?12,
             ?13)
         ON CONFLICT DO NOTHING",
        rusqlite::params![
            e.case.0,
            e.number,
            e.matter,
            e.matter_name,
            e.centre.word(),
            e.person.0,
            e.applicant.name,
            e.applicant.phone,
            e.errand.0,
            e.day.to_string(),
            e.warnings.join(JOINT),
            at.wall.0,
            at.actor.0,
        ],
    )?;
    index_name(db, &e.applicant.name)?;
    case_files::keep(db, &CaseFile::receive(e, at.wall, at.actor.0))
}

fn index_name(db: &Connection, name: &str) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "INSERT INTO case_grams (rowid, grams) VALUES (?1, ?2)",
        (db.last_insert_rowid(), grams::cut(name, "")),
    )
    .map(drop)
}

/// Returns a case's matter and which version of it was in force when the case was accepted.
///
/// # Errors
/// The store's own error.
pub fn matter_of(
    db: &Connection,
    number: &str,
) -> Result<Option<(String, Option<u64>)>, StoreError> {
    let sql = format!("SELECT matter, matter_saved FROM cases c WHERE number = ?1 {FIRST}");
    db.prepare_cached(&sql)
        .and_then(|mut statement| {
            statement
                .query_row([number], |row| {
                    let saved: Option<i64> = row.get(1)?;
                    Ok((row.get(0)?, saved.map(|n| n as u64)))
                })
                .optional()
        })
        .attempt("read the matter of a case")
}

/// A case as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Its number for people.
    pub number: String,
    /// The matter's name when it was accepted.
    pub matter_name: String,
    /// The matter's code.
    pub matter: String,
    /// The centre.
    pub centre: Centre,
    /// The applicant's name.
    pub name: String,
    /// The local day of acceptance.
    pub day: NaiveDate,
    /// The last day; none when done on the spot.
    pub due: Option<NaiveDate>,
    /// The limit as written; none when done on the spot.
    pub limit: Option<String>,
    /// Whether the date is provisional.
    pub provisional: bool,
    /// The first amber day.
    pub amber_from: Option<NaiveDate>,
    /// Whether it is still open.
    pub open: bool,
    /// When it was done.
    pub done_day: Option<NaiveDate>,
    /// The papers handed in.
    pub papers: Vec<String>,
    /// The deferrable papers still missing.
    pub missing: Vec<String>,
    /// When it was accepted.
    pub accepted: UtcMs,
    /// Who accepted it; none is the program.
    pub staff: Option<StaffNo>,
    /// Where it stands.
    pub stage: Stage,
    /// The kind of its holder: staff, centre, office, leader, resident or nobody.
    pub holder: String,
    /// Which member of staff, centre or office holds it.
    pub who: String,
    /// On whom waiting counts: the word of a cause.
    pub cause: String,
    /// Who answers for it.
    pub answers: Option<StaffNo>,
    /// How often the applicant came.
    pub trips: u32,
    /// Why it is urgent; empty when it is not.
    pub urgent: String,
    /// Until when deferred papers are promised.
    pub deferred: Option<NaiveDate>,
    /// The person in the register.
    pub person: PersonId,
    /// The errand that led to it.
    pub errand: ErrandId,
    /// By when the result is still to be handed over; none when it is, or nothing is decided.
    pub deliver_due: Option<NaiveDate>,
    /// The first day on which that is amber.
    pub deliver_amber: Option<NaiveDate>,
}

/// Of cases with one number the one that goes on, else the later: a copied machine gave some twice.
pub(crate) const FIRST: &str = "ORDER BY c.done_day IS NOT NULL, c.id DESC LIMIT 1";

const COLUMNS: &str = "c.id, c.number, c.matter_name, c.matter, c.centre, c.name, c.day, c.due,
     c.limit_text, c.provisional, c.amber_from, c.state, c.done_day, c.papers, c.missing,
     c.accepted, c.staff, c.stage, c.holder, c.who, c.cause, c.answers, c.trips, c.urgent,
     c.deferred, c.person, c.errand, c.deliver_due, c.deliver_amber";

fn case(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    let day = |column: usize| -> rusqlite::Result<Option<NaiveDate>> {
        row.get::<_, Option<String>>(column)?
            .map(|text| parse_day(column, &text))
            .transpose()
    };
    let list = |column: usize| -> rusqlite::Result<Vec<String>> {
        let text: String = row.get(column)?;
        Ok(text
            .split(JOINT)
            .filter(|item| !item.is_empty())
            .map(ToOwned::to_owned)
            .collect())
    };
    let centre: String = row.get(4)?;
    let staff: u32 = row.get(16)?;
    Ok(CaseRow {
        id: CaseId(row.get(0)?),
        number: row.get(1)?,
        matter_name: row.get(2)?,
        matter: row.get(3)?,
        centre: centre.parse().map_err(|_| odd(4, &centre))?,
        name: row.get(5)?,
        day: day(6)?.ok_or_else(|| odd(6, ""))?,
        due: day(7)?,
        limit: row.get(8)?,
        provisional: row.get(9)?,
        amber_from: day(10)?,
        open: day(12)?.is_none(),
        done_day: day(12)?,
        papers: list(13)?,
        missing: list(14)?,
        accepted: UtcMs(row.get(15)?),
        staff: (staff != 0).then_some(StaffNo(staff)),
        stage: {
            let word: String = row.get(17)?;
            Stage::from_word(&word).ok_or_else(|| odd(17, &word))?
        },
        holder: row.get(18)?,
        who: row.get(19)?,
        cause: row.get(20)?,
        answers: row.get::<_, Option<u32>>(21)?.map(StaffNo),
        trips: row.get(22)?,
        urgent: row.get(23)?,
        deferred: day(24)?,
        person: PersonId(row.get(25)?),
        errand: ErrandId(row.get(26)?),
        deliver_due: day(27)?,
        deliver_amber: day(28)?,
    })
}

/// Finds a case by its number; of two with one number the one that goes on, else the later.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Option<CaseRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM cases c WHERE c.number = ?1");
    let found = rows(db, "read a case", &sql, [number], case)?;
    // As [`FIRST`] orders them; a sorter for what is one row nearly always costs more than the row.
    Ok(found.into_iter().max_by_key(|row| (row.open, row.id)))
}

/// Loads the cases a resident may mean by a number: those that bear it, and those of that day whose
/// number has letters before the same count, as a number pad has none.
///
/// # Errors
/// The store's own error.
pub fn meant(db: &Connection, number: &str) -> Result<Vec<CaseRow>, StoreError> {
    let Some((day, count)) = number.rsplit_once('-') else {
        return Ok(Vec::new());
    };
    // The sign after `-` ends the day's numbers in the index.
    let (from, to) = (format!("{day}-"), format!("{day}."));
    rows(
        db,
        "read cases",
        &format!(
            "SELECT {COLUMNS} FROM cases c WHERE c.number >= ?1 AND c.number < ?2
                 AND (c.number = ?3
                     OR ltrim(substr(c.number, length(?1) + 1), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') = ?4)
             ORDER BY c.number <> ?3, c.done_day IS NOT NULL, c.id DESC"
        ),
        (from, to, number, count),
        case,
    )
}

/// Returns the latest cases of one record of the register.
///
/// # Errors
/// The store's own error.
pub fn of_person(
    db: &Connection,
    person: PersonId,
    limit: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    rows(
        db,
        "read a person's cases",
        &format!("SELECT {COLUMNS} FROM cases c WHERE c.person = ?1 ORDER BY c.n DESC LIMIT ?2"),
        (person.0, limit as i64),
        case,
    )
}

/// Loads the received cases whose time for a notice was over before a day.
///
/// # Errors
/// The store's own error.
pub fn unnoticed(db: &Connection, day: NaiveDate) -> Result<Vec<CaseRow>, StoreError> {
    rows(
        db,
        "read the cases",
        &format!("SELECT {COLUMNS} FROM cases c WHERE c.notice_due < ?1 ORDER BY c.notice_due"),
        [day.to_string()],
        case,
    )
}

/// Loads the cases whose deferred papers were due before a day.
///
/// # Errors
/// The store's own error.
pub fn deferral_over(db: &Connection, day: NaiveDate) -> Result<Vec<CaseRow>, StoreError> {
    rows(
        db,
        "read the cases",
        &format!(
            "SELECT {COLUMNS} FROM cases c WHERE c.deferred < ?1 AND c.done_day IS NULL
             ORDER BY c.deferred"
        ),
        [day.to_string()],
        case,
    )
}

/// Loads what is not over and for which somebody answers, the most pressing first, and then the
/// decided cases whose result is still to be handed over.
///
/// # Errors
/// The store's own error.
pub fn of_staff(db: &Connection, staff: StaffNo) -> Result<Vec<CaseRow>, StoreError> {
    let mut found = rows(
        db,
        "read the cases",
        &format!(
            "SELECT {COLUMNS} FROM cases c WHERE c.answers = ?1 AND c.done_day IS NULL
             ORDER BY c.due"
        ),
        [staff.0],
        case,
    )?;
    found.extend(rows(
        db,
        "read the cases",
        &format!(
            "SELECT {COLUMNS} FROM cases c WHERE c.answers = ?1 AND c.deliver_due IS NOT NULL
             ORDER BY c.deliver_due"
        ),
        [staff.0],
        case,
    )?);
    Ok(found)
}

/// Loads the cases that began on a day, in order.
///
/// # Errors
/// The store's own error.
pub fn of_day(db: &Connection, day: NaiveDate) -> Result<Vec<CaseRow>, StoreError> {
    rows(
        db,
        "read the cases",
        &format!("SELECT {COLUMNS} FROM cases c WHERE c.day = ?1 ORDER BY c.n"),
        [day.to_string()],
        case,
    )
}

/// Loads every case there is, the first one first; only for a file that is to hold them all.
///
/// # Errors
/// The store's own error.
pub fn all(db: &Connection) -> Result<Vec<CaseRow>, StoreError> {
    rows(
        db,
        "read the cases",
        &format!("SELECT {COLUMNS} FROM cases c ORDER BY c.n"),
        [],
        case,
    )
}

/// Returns the number of a case.
///
/// # Errors
/// The store's own error.
pub fn number_of(db: &Connection, id: CaseId) -> Result<Option<String>, StoreError> {
    db.prepare_cached("SELECT number FROM cases WHERE id = ?1")
        .and_then(|mut statement| statement.query_row([id.0], |row| row.get(0)).optional())
        .attempt("read a case")
}

/// Returns the phone a case was accepted with; empty when none was given.
///
/// # Errors
/// The store's own error.
pub fn phone_of(db: &Connection, id: CaseId) -> Result<String, StoreError> {
    db.prepare_cached("SELECT phone FROM cases WHERE id = ?1")
        .and_then(|mut statement| statement.query_row([id.0], |row| row.get(0)).optional())
        .attempt("read a case")
        .map(Option::unwrap_or_default)
}

/// Loads what lies in a tray: `staff`, `centre`, `office`, `leader` or `resident`, and whose.
///
/// # Errors
/// The store's own error.
pub fn in_tray(db: &Connection, holder: &str, who: &str) -> Result<Vec<CaseRow>, StoreError> {
    rows(
        db,
        "read the cases",
        &format!(
            "SELECT {COLUMNS} FROM cases c WHERE c.holder = ?1 AND c.who = ?2
                 AND c.done_day IS NULL ORDER BY c.due"
        ),
        (holder, who),
        case,
    )
}

/// Searches cases by number (its beginning) or by name (any part), the latest first.
///
/// # Errors
/// The store's own error.
pub fn search(db: &Connection, text: &str, limit: usize) -> Result<Vec<CaseRow>, StoreError> {
    const WHAT: &str = "search the cases";
    let text = text.trim();
    if text.is_empty() {
        return rows(
            db,
            WHAT,
            &format!("SELECT {COLUMNS} FROM cases c ORDER BY c.n DESC LIMIT ?1"),
            [limit as i64],
            case,
        );
    }
    if text.is_ascii() && text.contains(|c: char| c.is_ascii_digit()) {
        let from = text.to_ascii_uppercase();
        return rows(
            db,
            WHAT,
            &format!(
                "SELECT {COLUMNS} FROM cases c WHERE c.number >= ?1 AND c.number < ?1 || '~'
                 ORDER BY c.number DESC LIMIT ?2"
            ),
            (from, limit as i64),
            case,
        );
    }
    let Some(query) = grams::query(text, "") else {
        return Ok(Vec::new());
    };
    let wanted = grams::squeezed(text);
    let found = rows(
        db,
        WHAT,
        &format!(
            "SELECT {COLUMNS} FROM (SELECT rowid FROM case_grams WHERE case_grams MATCH ?1
                ORDER BY rowid DESC LIMIT ?2) g JOIN cases c ON c.n = g.rowid ORDER BY c.n DESC"
        ),
        // Pairs may stand apart in a longer name: a few more are taken and looked at again.
        (query, limit as i64 * 2),
        case,
    )?;
    Ok(found
        .into_iter()
        .filter(|row| grams::squeezed(&row.name).contains(&wanted))
        .take(limit)
        .collect())
}

/// The lamps of the open cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Lamps {
    /// Within the limit.
    pub green: u64,
    /// Nearly at the limit.
    pub amber: u64,
    /// Over the limit.
    pub red: u64,
}

/// Counts the open cases by lamp as of a day.
///
/// # Errors
/// The store's own error.
pub fn lamps(db: &Connection, today: NaiveDate) -> Result<Lamps, StoreError> {
    db.prepare_cached(
        "SELECT coalesce(sum(due >= ?1 AND amber_from > ?1), 0),
                coalesce(sum(due >= ?1 AND amber_from <= ?1), 0),
                coalesce(sum(due < ?1), 0)
         FROM cases WHERE state = 'open'",
    )
    .and_then(|mut statement| {
        statement.query_row([today.to_string()], |row| {
            Ok(Lamps {
                green: row.get::<_, i64>(0)? as u64,
                amber: row.get::<_, i64>(1)? as u64,
                red: row.get::<_, i64>(2)? as u64,
            })
        })
    })
    .attempt("count the cases")
}

/// Loads the open cases that are amber or red, the most overdue first.
///
/// # Errors
/// The store's own error.
pub fn pressing(
    db: &Connection,
    today: NaiveDate,
    limit: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    rows(
        db,
        "read the cases",
        &format!(
            "SELECT {COLUMNS} FROM cases c WHERE c.state = 'open' AND c.amber_from <= ?1
             ORDER BY c.due, c.n LIMIT ?2"
        ),
        (today.to_string(), limit as i64),
        case,
    )
}

/// Counts the cases accepted on a day: (all, done on the spot).
///
/// # Errors
/// The store's own error.
pub fn count_of_day(db: &Connection, day: NaiveDate) -> Result<(u64, u64), StoreError> {
    db.prepare_cached("SELECT count(*), coalesce(sum(due IS NULL), 0) FROM cases WHERE day = ?1")
        .and_then(|mut statement| {
            statement.query_row([day.to_string()], |row| {
                Ok((row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64))
            })
        })
        .attempt("count the cases")
}
