//! The table `staff`.

use rusqlite::Connection;

use crate::domain::event::Event;
use crate::domain::event::StaffRole;
use crate::domain::ids::StaffNo;
use crate::domain::live::Away;
use crate::domain::live::Staff;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::view::odd;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;

/// Folds an event about staff.
pub(crate) fn apply(db: &Connection, event: &Event) -> Result<(), StoreError> {
    const WHAT: &str = "keep a member of staff";
    match event {
        Event::StaffSaved(e) => run(
            db,
            WHAT,
            "INSERT INTO staff (no, name, role) VALUES (?1, ?2, ?3)
             ON CONFLICT (no) DO UPDATE SET name = ?2, role = ?3",
            (e.staff.0, &e.name, e.role.word()),
        )?,
        Event::StaffPosted(e) => run(
            db,
            WHAT,
            "UPDATE staff SET posted = ?2, away_place = NULL, away_until = NULL WHERE no = ?1",
            (e.staff.0, e.day.to_string()),
        )?,
        Event::StaffUnposted(e) => run(
            db,
            WHAT,
            "UPDATE staff SET posted = NULL, away_place = NULL, away_until = NULL WHERE no = ?1",
            [e.staff.0],
        )?,
        Event::StaffAway(e) => run(
            db,
            WHAT,
            "UPDATE staff SET away_place = ?2, away_until = ?3 WHERE no = ?1",
            (e.staff.0, &e.place, e.until.0),
        )?,
        Event::StaffBack(e) => run(
            db,
            WHAT,
            "UPDATE staff SET away_place = NULL, away_until = NULL WHERE no = ?1",
            [e.staff.0],
        )?,
        _ => 0,
    };
    Ok(())
}

/// Loads all staff by number.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection) -> Result<Vec<Staff>, StoreError> {
    rows(
        db,
        "read the staff",
        "SELECT no, name, role, posted, away_place, away_until FROM staff ORDER BY no",
        [],
        |row| {
            let role: String = row.get(2)?;
            let posted: Option<String> = row.get(3)?;
            let place: Option<String> = row.get(4)?;
            let until: Option<i64> = row.get(5)?;
            Ok(Staff {
                no: StaffNo(row.get(0)?),
                name: row.get(1)?,
                role: role.parse::<StaffRole>().map_err(|_| odd(2, &role))?,
                posted: posted.map(|day| parse_day(3, &day)).transpose()?,
                away: place.zip(until).map(|(place, until)| Away {
                    place,
                    until: UtcMs(until),
                }),
            })
        },
    )
}
