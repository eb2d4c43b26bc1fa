//! The table `windows`.

use rusqlite::Connection;

use crate::domain::event::Event;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::live::Window;
use crate::domain::live::WindowState;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::odd;
use crate::store::view::rows;
use crate::store::view::run;

/// Folds an event about a window.
pub(crate) fn apply(db: &Connection, at: &At, event: &Event) -> Result<(), StoreError> {
    const WHAT: &str = "keep a window";
    match event {
        Event::WindowSaved(e) => {
            let centres: Vec<&str> = e.centres.iter().map(|c| c.word()).collect();
            run(
                db,
                WHAT,
                "INSERT INTO windows (no, centres, regular, stand_in, state, since)
                 VALUES (?1, ?2, ?3, ?4, 'closed', ?5)
                 ON CONFLICT (no) DO UPDATE SET centres = ?2, regular = ?3, stand_in = ?4",
                (
                    e.window.0,
                    centres.join(","),
                    e.regular.map(|s| s.0),
                    e.stand_in.map(|s| s.0),
                    at.wall.0,
                ),
            )?
        }
        Event::WindowOpened(e) => run(
            db,
            WHAT,
            "UPDATE windows SET state = 'open', staff = ?2, stands_in = ?3, since = ?4,
                 pause_reason = '', pause_until = NULL WHERE no = ?1",
            (e.window.0, e.staff.0, e.stands_in, at.wall.0),
        )?,
        Event::WindowPaused(e) => run(
            db,
            WHAT,
            "UPDATE windows SET state = 'paused', pause_reason = ?2, pause_until = ?3, since = ?4
             WHERE no = ?1",
            (
                e.window.0,
                &e.reason,
                e.until.map(|until| until.0),
                at.wall.0,
            ),
        )?,
        Event::WindowResumed(e) => run(
            db,
            WHAT,
            "UPDATE windows SET state = 'open', pause_reason = '', pause_until = NULL, since = ?2
             WHERE no = ?1",
            (e.window.0, at.wall.0),
        )?,
        Event::WindowClosed(e) => run(
            db,
            WHAT,
            "UPDATE windows SET state = 'closed', pause_reason = '', pause_until = NULL,
                 staff = NULL, stands_in = 0, since = ?2 WHERE no = ?1",
            (e.window.0, at.wall.0),
        )?,
        _ => 0,
    };
    Ok(())
}

/// Notes that a window's last visit has left it.
pub(crate) fn freed(db: &Connection, window: i64, at: UtcMs) -> Result<(), StoreError> {
    run(
        db,
        "keep a window",
        "UPDATE windows SET since = ?2 WHERE no = ?1 AND state = 'open'",
        (window, at.0),
    )
    .map(drop)
}

/// Loads all windows by number.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection) -> Result<Vec<Window>, StoreError> {
    rows(
        db,
        "read the windows",
        "SELECT no, centres, regular, stand_in, state, pause_reason, pause_until, staff,
                stands_in, since FROM windows ORDER BY no",
        [],
        |row| {
            let centres: String = row.get(1)?;
            let state: String = row.get(4)?;
            let staff = |column| row.get::<_, Option<u32>>(column).map(|no| no.map(StaffNo));
            Ok(Window {
                no: WindowNo(row.get(0)?),
                centres: centres
                    .split(',')
                    .filter(|word| !word.is_empty())
                    .map(|word| word.parse::<Centre>().map_err(|_| odd(1, word)))
                    .collect::<rusqlite::Result<_>>()?,
                regular: staff(2)?,
                stand_in: staff(3)?,
                state: match state.as_str() {
                    "closed" => WindowState::Closed,
                    "open" => WindowState::Open,
                    "paused" => WindowState::Paused {
                        reason: row.get(5)?,
                        until: row.get::<_, Option<i64>>(6)?.map(UtcMs),
                    },
                    other => return Err(odd(4, other)),
                },
                staff: staff(7)?,
                stands_in: row.get(8)?,
                since: UtcMs(row.get(9)?),
            })
        },
    )
}
