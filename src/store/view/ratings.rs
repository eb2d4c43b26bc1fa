//! The table `ratings`.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

use crate::domain::event::RatingCalled;
use crate::domain::event::RatingGiven;
use crate::domain::event::RatingInvited;
use crate::domain::event::RatingTimeout;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::rating::Level;
use crate::domain::rating::Tally;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::followups;
use crate::store::view::forms;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;

mod look;

pub use look::Tallies;
pub use look::Unrated;
pub use look::has_phone;
pub use look::is_by_proxy;
pub use look::of_case;
pub use look::of_number;
pub use look::tallies;
pub use look::unrated;

const WHAT: &str = "keep a rating";

/// Notes that a resident is asked.
pub(crate) fn invite(db: &Connection, at: &At, e: &RatingInvited) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "INSERT INTO ratings (errand, window, staff, centre, matter_name, day, invited, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'invited') ON CONFLICT DO NOTHING",
        (
            e.errand.0,
            e.window.0,
            e.staff.0,
            e.centre.word(),
            &e.matter_name,
            e.day.to_string(),
            at.wall.0,
        ),
    )
    .map(drop)
}

/// Keeps a rating; the first one stands for ever. A bad one opens its order in the same breath.
pub(crate) fn give(db: &Connection, at: &At, e: &RatingGiven) -> Result<(), StoreError> {
    let kept = run(
        db,
        WHAT,
        "UPDATE ratings SET state = 'given', level = ?2, reasons = ?3, remark = ?4, done = ?5,
             receipt = ?6, channel = ?8 WHERE errand = ?1 AND (state = 'invited' OR (?7 AND state = 'timeout'))",
        (
            e.errand.0,
            e.level,
            e.reasons.join(","),
            &e.remark,
            at.wall.0,
            receipt(at),
            e.late.is_some(),
            e.channel.word(),
        ),
    )?;
    if kept > 0 && !e.paper.is_empty() {
        forms::count(db, &e.paper)?;
    }
    match kept > 0 && Level::of(e.level).is_some_and(Level::is_bad) {
        true => followups::open(db, at, e),
        false => Ok(()),
    }
}

/// Notes that nobody answered.
pub(crate) fn time_out(db: &Connection, at: &At, e: &RatingTimeout) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "UPDATE ratings SET state = 'timeout', done = ?2 WHERE errand = ?1 AND state = 'invited'",
        (e.errand.0, at.wall.0),
    )
    .map(drop)
}

/// Notes that somebody called about one that is unrated.
pub(crate) fn call(db: &Connection, e: &RatingCalled) -> Result<(), StoreError> {
    run(
        db,
        WHAT,
        "UPDATE ratings SET calls = calls + 1 WHERE errand = ?1",
        [e.errand.0],
    )
    .map(drop)
}

/// Returns the receipt code of an entry: its number in the pads' log and ten characters of its hash.
pub(crate) fn receipt(at: &At) -> String {
    let kept = crate::store::Appended {
        seq: at.seq,
        hash: at.hash,
    };
    kept.receipt()
}

/// A rating that is being asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The errand.
    pub errand: ErrandId,
    /// The window whose pad asks.
    pub window: WindowNo,
    /// Who served.
    pub staff: StaffNo,
    /// What for.
    pub matter_name: String,
    /// The local day.
    pub day: String,
    /// Since when.
    pub invited: UtcMs,
}

const OPEN: &str =
    "SELECT errand, window, staff, matter_name, day, invited FROM ratings WHERE state = 'invited'";

fn open(row: &Row<'_>) -> rusqlite::Result<Open> {
    Ok(Open {
        errand: ErrandId(row.get(0)?),
        window: WindowNo(row.get(1)?),
        staff: StaffNo(row.get(2)?),
        matter_name: row.get(3)?,
        day: row.get(4)?,
        invited: UtcMs(row.get(5)?),
    })
}

/// Finds the oldest rating a window's pad is to ask for.
///
/// # Errors
/// The store's own error.
pub fn open_at(db: &Connection, window: WindowNo) -> Result<Option<Open>, StoreError> {
    db.prepare_cached(&format!(
        "{OPEN} AND window = ?1 ORDER BY invited, errand LIMIT 1"
    ))
    .and_then(|mut statement| statement.query_row([window.0], open).optional())
    .attempt("read a rating")
}

/// Loads all ratings being asked for up to a local day.
///
/// # Errors
/// The store's own error.
pub fn open_until(db: &Connection, day: NaiveDate) -> Result<Vec<Open>, StoreError> {
    rows(
        db,
        "read the ratings",
        &format!("{OPEN} AND day <= ?1 ORDER BY invited, errand"),
        [day.to_string()],
        open,
    )
}

/// How the rating of an errand stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// `invited`, `given` or `timeout`.
    pub state: String,
    /// Who served.
    pub staff: StaffNo,
    /// When the resident was asked.
    pub invited: UtcMs,
    /// The local day of the errand.
    pub day: NaiveDate,
    /// When it was given or noted as unrated.
    pub done: Option<UtcMs>,
    /// The receipt code of a rating given.
    pub receipt: Option<String>,
}

/// Finds how the rating of an errand stands.
///
/// # Errors
/// The store's own error.
pub fn standing(db: &Connection, errand: ErrandId) -> Result<Option<Standing>, StoreError> {
    db.prepare_cached(
        "SELECT state, invited, receipt, day, done, staff FROM ratings WHERE errand = ?1",
    )
    .and_then(|mut statement| {
        statement
            .query_row([errand.0], |row| {
                Ok(Standing {
                    state: row.get(0)?,
                    staff: StaffNo(row.get(5)?),
                    invited: UtcMs(row.get(1)?),
                    receipt: row.get(2)?,
                    day: parse_day(3, &row.get::<_, String>(3)?)?,
                    done: row.get::<_, Option<i64>>(4)?.map(UtcMs),
                })
            })
            .optional()
    })
    .attempt("read a rating")
}

/// Counts the ratings of a day.
///
/// # Errors
/// The store's own error.
pub fn tally(db: &Connection, day: NaiveDate) -> Result<Tally, StoreError> {
    tally_of(db, (day, day))
}

/// Counts the ratings from one local day to another, both included.
///
/// # Errors
/// The store's own error.
pub fn tally_of(db: &Connection, (from, to): (NaiveDate, NaiveDate)) -> Result<Tally, StoreError> {
    let counted = rows(
        db,
        "count the ratings",
        "SELECT CASE excluded WHEN 1 THEN 'excluded' ELSE state END AS s, coalesce(level, 0), count(*)
         FROM ratings WHERE day BETWEEN ?1 AND ?2 GROUP BY s, level",
        (from.to_string(), to.to_string()),
        |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)? as u64)),
    )?;
    let mut tally = Tally::default();
    for (state, level, n) in counted {
        add(&mut tally, state, level, n);
    }
    Ok(tally)
}

fn add(tally: &mut Tally, state: String, level: u8, n: u64) {
    match state.as_str() {
        "given" => {
            if let Some(slot) = level
                .checked_sub(1)
                .and_then(|i| tally.by_level.get_mut(usize::from(i)))
            {
                *slot += n;
            }
        }
        "timeout" => tally.unrated += n,
        "excluded" => tally.excluded += n,
        _ => tally.open += n,
    }
}

/// A bad rating as a leader or clerk may see it: the reason, never who gave it (rule R6).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Bad {
    /// The window.
    pub window: WindowNo,
    /// What for.
    pub matter_name: String,
    /// 2 or 1.
    pub level: u8,
    /// Codes of the reasons.
    pub reasons: Vec<String>,
    /// What the resident wrote.
    pub remark: String,
    /// Whether it left the score after an appeal; it stays visible.
    pub excluded: bool,
}

/// Loads the bad ratings of a day.
///
/// # Errors
/// The store's own error.
pub fn bad_of_day(db: &Connection, day: NaiveDate) -> Result<Vec<Bad>, StoreError> {
    rows(
        db,
        "read the ratings",
        "SELECT window, matter_name, level, reasons, remark, excluded FROM ratings
         WHERE day = ?1 AND state = 'given' AND level <= 2 ORDER BY done",
        [day.to_string()],
        |row| {
            let reasons: String = row.get(3)?;
            Ok(Bad {
                window: WindowNo(row.get(0)?),
                matter_name: row.get(1)?,
                level: row.get(2)?,
                reasons: reasons
                    .split(',')
                    .filter(|r| !r.is_empty())
                    .map(ToOwned::to_owned)
                    .collect(),
                remark: row.get(4)?,
                excluded: row.get(5)?,
            })
        },
    )
}
