//! The table `visits`, and the periods that each change of state closes.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

use crate::domain::event::Event;
use crate::domain::event::SlipResult;
use crate::domain::event::TicketIssued;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Entrance;
use crate::domain::visit::Place;
use crate::domain::visit::PriorityKind;
use crate::domain::visit::Target;
use crate::domain::visit::Visit;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::odd;
use crate::store::view::parse_day;
use crate::store::view::periods;
use crate::store::view::rows;
use crate::store::view::run;
use crate::store::view::windows;

const WHAT: &str = "keep a visit";

/// Begins a visit.
pub(crate) fn issue(db: &Connection, at: &At, e: &TicketIssued) -> Result<(), StoreError> {
    let (entrance, booked) = match e.entrance {
        Entrance::WalkIn => ("walk_in", None),
        Entrance::Appointment { at } => ("appointment", Some(at.0)),
        Entrance::Quick => ("quick", None),
    };
    run(
        db,
        WHAT,
        "INSERT INTO visits (id, band, count, day, entrance, booked, centre, matter, state, since,
                             issued, place, priority)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'issuing', ?9, ?9, ?10, ?11)
         ON CONFLICT DO NOTHING",
        rusqlite::params![
            e.visit.0,
            e.no.map(|no| no.band.to_string()),
            e.no.map(|no| no.count),
            e.day.to_string(),
            entrance,
            booked,
            e.centre.word(),
            e.matter,
            at.wall.0,
            Place::of_arrival(at.wall).0,
            e.priority.map(PriorityKind::word),
        ],
    )
    .map(drop)
}

/// Folds an event that changes a visit.
pub(crate) fn apply(db: &Connection, at: &At, event: &Event) -> Result<(), StoreError> {
    match event {
        Event::TicketSlip(e) => match e.result {
            SlipResult::Failed => Ok(()),
            SlipResult::Printed | SlipResult::NoPaper => {
                change(db, at, e.visit, VisitState::Waiting, "state = state", ())
            }
        },
        Event::TicketCalled(e) => change(
            db,
            at,
            e.visit,
            VisitState::Called,
            "calls = CASE WHEN window IS ?4 THEN calls + 1 ELSE 1 END,
             last_called = ?3, window = ?4, staff = ?5, parked_until = NULL",
            (e.window.0, e.staff.0),
        ),
        Event::TicketRecalled(e) => run(
            db,
            WHAT,
            "UPDATE visits SET calls = calls + 1, last_called = ?2 WHERE id = ?1",
            (e.visit.0, at.wall.0),
        )
        .map(drop),
        Event::TicketMissed(e) => change(
            db,
            at,
            e.visit,
            VisitState::Missed,
            "window = NULL, staff = NULL",
            (),
        ),
        Event::TicketRejoined(e) => change(
            db,
            at,
            e.visit,
            VisitState::Waiting,
            "place = ?4, rejoined = 1, returned = 0, calls = 0",
            (e.place.0,),
        ),
        Event::ServiceStarted(e) => change(
            db,
            at,
            e.visit,
            VisitState::Serving,
            "window = ?4, staff = ?5, calls = 0, returned = 0, parked_until = NULL",
            (e.window.0, e.staff.0),
        ),
        Event::TicketParked(e) => change(
            db,
            at,
            e.visit,
            VisitState::Parked,
            "parked_until = ?4, calls = 0",
            (e.until.0,),
        ),
        Event::TicketResumed(e) => change(
            db,
            at,
            e.visit,
            VisitState::Waiting,
            "target_window = window, returned = 1, calls = 0, parked_until = NULL, window = NULL,
             staff = NULL",
            (),
        ),
        Event::TicketTransferred(e) => {
            let target = match e.target {
                Target::Centre(_) => None,
                Target::Window(no) => Some(no.0),
            };
            change(
                db,
                at,
                e.visit,
                VisitState::Waiting,
                "target_window = ?4, centre = ?5, place = ?6, come_back = ?7, returned = ?8,
                 rejoined = 0, calls = 0, last_called = NULL, parked_until = NULL,
                 window = NULL, staff = NULL",
                (
                    target,
                    e.centre.word(),
                    e.place.0,
                    e.come_back.map(|no| no.0),
                    e.returned,
                ),
            )
        }
        Event::TicketPutBack(e) => change(
            db,
            at,
            e.visit,
            VisitState::Waiting,
            "window = NULL, staff = NULL",
            (),
        ),
        Event::TicketPrioritised(e) => run(
            db,
            WHAT,
            "UPDATE visits SET priority = ?2,
                 rejoined = CASE WHEN ?2 IS NULL THEN rejoined ELSE 0 END WHERE id = ?1",
            (e.visit.0, e.priority.map(PriorityKind::word)),
        )
        .map(drop),
        Event::VisitEnded(e) => end(db, at, e.visit, e.end, e.accuracy),
        _ => Ok(()),
    }
}

fn end(
    db: &Connection,
    at: &At,
    visit: VisitId,
    end: VisitEnd,
    accuracy: Accuracy,
) -> Result<(), StoreError> {
    let Some(window) = close_period(db, at, visit, accuracy)? else {
        return Ok(());
    };
    run(
        db,
        WHAT,
        "UPDATE visits SET state = 'ended', end = ?2, accuracy = ?3, since = max(since, ?4),
             ended = max(since, ?4), periods = periods + 1 WHERE id = ?1",
        (visit.0, end.word(), accuracy_word(accuracy), at.wall.0),
    )?;
    free(db, window, at.wall)
}

/// Closes the visit's period, enters a state and sets further columns; `?1` is the visit, `?2` the
/// state, `?3` the time, and `more` holds `?4` and on.
fn change(
    db: &Connection,
    at: &At,
    visit: VisitId,
    state: VisitState,
    set: &str,
    more: impl MoreParams,
) -> Result<(), StoreError> {
    let Some(left) = close_period(db, at, visit, Accuracy::Exact)? else {
        return Ok(());
    };
    let sql = format!(
        "UPDATE visits SET {set}, state = ?2, since = max(since, ?3), periods = periods + 1
         WHERE id = ?1"
    );
    let mut values: Vec<rusqlite::types::Value> = vec![
        visit.0.as_bytes().to_vec().into(),
        state.word().to_owned().into(),
        at.wall.0.into(),
    ];
    values.extend(more.values());
    run(db, WHAT, &sql, rusqlite::params_from_iter(values))?;
    match state {
        VisitState::Called | VisitState::Serving => Ok(()),
        _ => free(db, left, at.wall),
    }
}

fn free(db: &Connection, window: Option<i64>, at: UtcMs) -> Result<(), StoreError> {
    match window {
        Some(no) => windows::freed(db, no, at),
        None => Ok(()),
    }
}

/// Writes the period that ends now; returns the window the visit was at, or `None` at all when the
/// visit is unknown or over.
fn close_period(
    db: &Connection,
    at: &At,
    visit: VisitId,
    accuracy: Accuracy,
) -> Result<Option<Option<i64>>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT periods, day, state, centre, window, staff, since FROM visits
             WHERE id = ?1 AND ended IS NULL",
        )
        .and_then(|mut statement| {
            statement
                .query_row([visit.0], |row| {
                    Ok(periods::Period {
                        n: row.get(0)?,
                        day: row.get(1)?,
                        state: row.get(2)?,
                        centre: row.get(3)?,
                        window: row.get(4)?,
                        staff: row.get(5)?,
                        start: row.get(6)?,
                    })
                })
                .optional()
        })
        .attempt(WHAT)?;
    let Some(period) = found else {
        return Ok(None);
    };
    // A clock set back between the two would make the span negative: it is kept as empty and
    // left out of averages.
    let accuracy = if at.wall.0 < period.start {
        Accuracy::Inaccurate
    } else {
        accuracy
    };
    periods::close(db, visit, &period, at.wall, accuracy_word(accuracy))?;
    Ok(Some(period.window))
}

pub(crate) fn accuracy_word(accuracy: Accuracy) -> &'static str {
    match accuracy {
        Accuracy::Exact => "exact",
        Accuracy::Inaccurate => "inaccurate",
    }
}

/// The values of `?4` and on.
trait MoreParams {
    fn values(self) -> Vec<rusqlite::types::Value>;
}

impl MoreParams for () {
    fn values(self) -> Vec<rusqlite::types::Value> {
        Vec::new()
    }
}

macro_rules! more_params {
    ($($name:ident . $i:tt),+) => {
        impl<$($name: Into<rusqlite::types::Value>),+> MoreParams for ($($name,)+) {
            fn values(self) -> Vec<rusqlite::types::Value> {
                vec![$(self.$i.into()),+]
            }
        }
    };
}

more_params!(A.0);
more_params!(A.0, B.1);

impl MoreParams for (Option<u16>, &str, i64, Option<u16>, bool) {
    fn values(self) -> Vec<rusqlite::types::Value> {
        vec![
            self.0.into(),
            self.1.to_owned().into(),
            self.2.into(),
            self.3.into(),
            self.4.into(),
        ]
    }
}

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

/// Finds a number of a day.
///
/// # Errors
/// The store's own error.
pub fn find_ticket(
    db: &Connection,
    day: NaiveDate,
    no: TicketNo,
) -> Result<Option<Found>, StoreError> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS}, end, ended FROM visits WHERE day = ?1 AND band = ?2 AND count = ?3"
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

/// Returns the last number given in a band on a day, 0 before the first.
///
/// # Errors
/// The store's own error.
pub fn last_number(db: &Connection, day: NaiveDate, band: char) -> Result<u32, StoreError> {
    db.prepare_cached(
        "SELECT coalesce(max(count), 0) FROM visits WHERE day = ?1 AND band = ?2 AND band IS NOT NULL",
    )
    .and_then(|mut statement| {
        statement.query_row((day.to_string(), band.to_string()), |row| row.get(0))
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
