//! The look-ups in the table `visits`.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::domain::visit::Entrance;
use crate::domain::visit::Place;
use crate::domain::visit::Target;
use crate::domain::visit::Visit;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::odd;
use crate::store::view::parse_day;
use crate::store::view::rows;

const COLUMNS: &str =
    "id, band, count, day, entrance, booked, centre, target_window, matter, state,
     since, issued, place, priority, calls, last_called, window, staff, parked_until, come_back,
     returned, rejoined";

fn visit(row: &Row<'_>) -> rusqlite::Result<Visit> {
    let word = |column: usize| row.get::<_, String>(column);
    let centre: Centre = word(6)?.parse().map_err(|_| odd(6, "centre"))?;
    let window = |column: usize| row.get::<_, Option<u16>>(column).map(|no| no.map(WindowNo));
    let band: Option<String> = row.get(1)?;
    let count: Option<u32> = row.get(2)?;
    let booked: Option<i64> = row.get(5)?;
    let entrance = word(4)?;
    let state = word(9)?;
    let priority: Option<String> = row.get(13)?;
    Ok(Visit {
        id: VisitId(row.get(0)?),
        no: band
            .as_deref()
            .and_then(|band| band.chars().next())
            .zip(count)
            .map(|(band, count)| TicketNo { band, count }),
        day: parse_day(3, &word(3)?)?,
        entrance: match (entrance.as_str(), booked) {
            ("appointment", Some(at)) => Entrance::Appointment { at: UtcMs(at) },
            ("quick", _) => Entrance::Quick,
            _ => Entrance::WalkIn,
        },
        centre,
        target: window(7)?.map_or(Target::Centre(centre), Target::Window),
        matter: row.get(8)?,
        state: VisitState::from_word(&state).ok_or_else(|| odd(9, &state))?,
        since: UtcMs(row.get(10)?),
        issued_at: UtcMs(row.get(11)?),
        place: Place(row.get(12)?),
        priority: priority
            .map(|kind| kind.parse().map_err(|_| odd(13, &kind)))
            .transpose()?,
        calls: row.get(14)?,
        last_called: row.get::<_, Option<i64>>(15)?.map(UtcMs),
        window: window(16)?,
        staff: row.get::<_, Option<u32>>(17)?.map(StaffNo),
        parked_until: row.get::<_, Option<i64>>(18)?.map(UtcMs),
        come_back: window(19)?,
        returned: row.get(20)?,
        rejoined: row.get(21)?,
    })
}

/// Loads the visits that are not over.
///
/// # Errors
/// The store's own error.
pub fn load_live(db: &Connection) -> Result<Vec<Visit>, StoreError> {
    let mut live = rows(
        db,
        "read the visits",
        &format!("SELECT {COLUMNS} FROM visits WHERE ended IS NULL"),
        [],
        visit,
    )?;
    live.sort_by_key(|visit| (visit.day, visit.issued_at, visit.id));
    Ok(live)
}

/// How a visit stands or ended, for look-ups of any day.
#[derive(Debug, Clone)]
pub struct Found {
    /// The visit.
    pub visit: Visit,
    /// How it ended, if it is over.
    pub end: Option<VisitEnd>,
    /// When it ended.
    pub ended: Option<UtcMs>,
}

/// Finds a number of a day; of two with one number the one that waits still, else the later.
///
/// # Errors
/// The store's own error.
pub fn find_ticket(
    db: &Connection,
    day: NaiveDate,
    no: TicketNo,
) -> Result<Option<Found>, StoreError> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS}, end, ended FROM visits WHERE day = ?1 AND band = ?2 AND count = ?3
         ORDER BY end IS NOT NULL, id DESC LIMIT 1"
    ))
    .and_then(|mut statement| {
        statement
            .query_row((day.to_string(), no.band.to_string(), no.count), |row| {
                let end: Option<String> = row.get(22)?;
                Ok(Found {
                    visit: visit(row)?,
                    end: end.as_deref().and_then(VisitEnd::from_word),
                    ended: row.get::<_, Option<i64>>(23)?.map(UtcMs),
                })
            })
            .optional()
    })
    .attempt("read a visit")
}

/// Returns the last number given in a band on a day that is within bounds, both included; `None`
/// before the first.
///
/// # Errors
/// The store's own error.
pub fn last_number(
    db: &Connection,
    day: NaiveDate,
    band: char,
    (from, to): (u32, u32),
) -> Result<Option<u32>, StoreError> {
    db.prepare_cached(
        "SELECT max(count) FROM visits WHERE day = ?1 AND band = ?2 AND count BETWEEN ?3 AND ?4
             AND band IS NOT NULL",
    )
    .and_then(|mut statement| {
        statement.query_row((day.to_string(), band.to_string(), from, to), |row| {
            row.get(0)
        })
    })
    .attempt("read the last number")
}

/// Counts the visits of a day by how they ended; `None` for those not over.
///
/// # Errors
/// The store's own error.
pub fn ends_of_day(
    db: &Connection,
    day: NaiveDate,
) -> Result<Vec<(Option<VisitEnd>, u64)>, StoreError> {
    rows(
        db,
        "count the visits",
        "SELECT end, count(*) FROM visits WHERE day = ?1 GROUP BY end",
        [day.to_string()],
        |row| {
            let end: Option<String> = row.get(0)?;
            Ok((
                end.as_deref().and_then(VisitEnd::from_word),
                row.get::<_, i64>(1)? as u64,
            ))
        },
    )
}

/// Returns when the visits of a day came, for charts.
///
/// # Errors
/// The store's own error.
pub fn arrivals_of_day(db: &Connection, day: NaiveDate) -> Result<Vec<UtcMs>, StoreError> {
    rows(
        db,
        "read the visits",
        "SELECT issued FROM visits WHERE day = ?1",
        [day.to_string()],
        |row| row.get(0).map(UtcMs),
    )
}

/// A call: number, window, when, and where the visit stands if it is not over.
pub type LastCall = (String, WindowNo, UtcMs, Option<VisitState>);

/// Returns the last calls of a day, the latest first.
///
/// # Errors
/// The store's own error.
pub fn last_calls(
    db: &Connection,
    day: NaiveDate,
    limit: usize,
) -> Result<Vec<LastCall>, StoreError> {
    let found = rows(
        db,
        "read the calls",
        "SELECT v.band, v.count, coalesce(v.window, p.window), v.last_called, v.state
         FROM (SELECT * FROM visits WHERE day = ?1 AND last_called IS NOT NULL
               ORDER BY last_called DESC LIMIT ?2) v
         LEFT JOIN periods p ON p.day = v.day AND p.visit = v.id AND p.n =
             (SELECT max(n) FROM periods
              WHERE day = v.day AND visit = v.id AND window IS NOT NULL)
         ORDER BY v.last_called DESC",
        (day.to_string(), limit as i64),
        |row| {
            let band: Option<String> = row.get(0)?;
            let count: Option<u32> = row.get(1)?;
            let window: Option<u16> = row.get(2)?;
            let state: String = row.get(4)?;
            let no = band.and_then(|band| band.chars().next()).zip(count);
            Ok(no.zip(window).map(|((band, count), window)| {
                (
                    TicketNo { band, count }.to_string(),
                    WindowNo(window),
                    row.get::<_, i64>(3).map(UtcMs).unwrap_or_default(),
                    VisitState::from_word(&state).filter(|state| *state != VisitState::Ended),
                )
            }))
        },
    )?;
    Ok(found.into_iter().flatten().collect())
}
