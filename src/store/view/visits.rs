//! The table `visits`, and the periods that each change of state closes.

use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::ToSql;
use rusqlite::params;

use crate::domain::event::Event;
use crate::domain::event::SlipResult;
use crate::domain::event::TicketIssued;
use crate::domain::event::TicketTransferred;
use crate::domain::ids::VisitId;
use crate::domain::time::UtcMs;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Entrance;
use crate::domain::visit::Place;
use crate::domain::visit::PriorityKind;
use crate::domain::visit::Target;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::periods;
use crate::store::view::run;
use crate::store::view::windows;

mod read;

pub use read::*;

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
        params![
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
                change(db, at, e.visit, VisitState::Waiting, "state = state", &[])
            }
        },
        Event::TicketCalled(e) => change(
            db,
            at,
            e.visit,
            VisitState::Called,
            "calls = CASE WHEN window IS ?4 THEN calls + 1 ELSE 1 END,
             last_called = ?3, window = ?4, staff = ?5, parked_until = NULL",
            params![e.window.0, e.staff.0],
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
            &[],
        ),
        Event::TicketRejoined(e) => change(
            db,
            at,
            e.visit,
            VisitState::Waiting,
            "place = ?4, rejoined = 1, returned = 0, calls = 0",
            params![e.place.0],
        ),
        Event::ServiceStarted(e) => change(
            db,
            at,
            e.visit,
            VisitState::Serving,
            "window = ?4, staff = ?5, calls = 0, returned = 0, parked_until = NULL",
            params![e.window.0, e.staff.0],
        ),
        Event::TicketParked(e) => change(
            db,
            at,
            e.visit,
            VisitState::Parked,
            "parked_until = ?4, calls = 0",
            params![e.until.0],
        ),
        Event::TicketResumed(e) => change(
            db,
            at,
            e.visit,
            VisitState::Waiting,
            "target_window = window, returned = 1, calls = 0, parked_until = NULL, window = NULL,
             staff = NULL",
            &[],
        ),
        Event::TicketTransferred(e) => transfer(db, at, e),
        Event::TicketPutBack(e) => change(
            db,
            at,
            e.visit,
            VisitState::Waiting,
            "window = NULL, staff = NULL",
            &[],
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

fn transfer(db: &Connection, at: &At, e: &TicketTransferred) -> Result<(), StoreError> {
    let target = match e.target {
        Target::Centre(_) => None,
        Target::Window(no) => Some(no.0),
    };
    let back = e.come_back.map(|no| no.0);
    change(
        db,
        at,
        e.visit,
        VisitState::Waiting,
        "target_window = ?4, centre = ?5, place = ?6, come_back = ?7, returned = ?8,
         rejoined = 0, calls = 0, last_called = NULL, parked_until = NULL,
         window = NULL, staff = NULL",
        params![target, e.centre.word(), e.place.0, back, e.returned],
    )
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
    more: &[&dyn ToSql],
) -> Result<(), StoreError> {
    let Some(left) = close_period(db, at, visit, Accuracy::Exact)? else {
        return Ok(());
    };
    let sql = format!(
        "UPDATE visits SET {set}, state = ?2, since = max(since, ?3), periods = periods + 1
         WHERE id = ?1"
    );
    let word = state.word();
    let mut values: Vec<&dyn ToSql> = vec![&visit.0, &word, &at.wall.0];
    values.extend_from_slice(more);
    run(db, WHAT, &sql, values.as_slice())?;
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
