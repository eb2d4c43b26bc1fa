//! The table `bookings`: booked times with a matter and a named clerk.

use rusqlite::Connection;
use rusqlite::Row;

use crate::domain::event::BookingEnd;
use crate::domain::event::BookingEnded;
use crate::domain::event::BookingMade;
use crate::domain::ids::BookingId;
use crate::domain::ids::StaffNo;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "keep a booking";

/// A booked time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// The booking.
    pub id: BookingId,
    /// Its code for people.
    pub number: String,
    /// When.
    pub at: UtcMs,
    /// The matter's code.
    pub matter: String,
    /// Who will serve.
    pub staff: StaffNo,
    /// The resident.
    pub name: String,
    /// The phone.
    pub phone: String,
    /// How it ended: the word of an end.
    pub end: Option<String>,
}

/// Keeps a booking. Its day of making is the prefix of its number's day.
pub(crate) fn make(db: &Connection, at: &At, e: &BookingMade) -> Result<(), StoreError> {
    let _ = at;
    let made: String = e.number.chars().skip(1).take_while(|c| *c != '-').collect();
    run(
        db,
        WHAT,
        "INSERT INTO bookings (id, number, day, at, matter, staff, name, phone, made)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        rusqlite::params![
            e.booking.0,
            e.number,
            e.day.to_string(),
            e.at.0,
            e.matter,
            e.staff.0,
            e.name,
            e.phone,
            made,
        ],
    )
    .map(drop)
}

/// Notes how a booking ended.
pub(crate) fn end(db: &Connection, e: &BookingEnded) -> Result<(), StoreError> {
    let word = match e.end {
        BookingEnd::Kept => "kept",
        BookingEnd::CalledOff => "called_off",
        BookingEnd::Missed => "missed",
    };
    run(
        db,
        WHAT,
        "UPDATE bookings SET end = ?2, visit = ?3, reason = ?4 WHERE id = ?1 AND end IS NULL",
        (e.booking.0, word, e.visit.map(|visit| visit.0), &e.reason),
    )
    .map(drop)
}

const COLUMNS: &str = "id, number, at, matter, staff, name, phone, end";

fn booking(row: &Row<'_>) -> rusqlite::Result<Booking> {
    Ok(Booking {
        id: BookingId(row.get(0)?),
        number: row.get(1)?,
        at: UtcMs(row.get(2)?),
        matter: row.get(3)?,
        staff: StaffNo(row.get(4)?),
        name: row.get(5)?,
        phone: row.get(6)?,
        end: row.get(7)?,
    })
}

/// Loads the bookings between two instants, the first included, the last not.
///
/// # Errors
/// The store's own error.
pub fn between(db: &Connection, from: UtcMs, to: UtcMs) -> Result<Vec<Booking>, StoreError> {
    rows(
        db,
        "read the bookings",
        &format!("SELECT {COLUMNS} FROM bookings WHERE at >= ?1 AND at < ?2 ORDER BY at, number"),
        (from.0, to.0),
        booking,
    )
}

/// Finds a booking by its code; of two with one code the one that waits, else the later.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Option<Booking>, StoreError> {
    let found = rows(
        db,
        "read a booking",
        &format!(
            "SELECT {COLUMNS} FROM bookings WHERE number = ?1 ORDER BY end IS NOT NULL, id DESC"
        ),
        [number],
        booking,
    )?;
    Ok(found.into_iter().next())
}
