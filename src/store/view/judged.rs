//! The table `judged`: the lamps as they stood at each night close.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::case_file::Judged;
use crate::domain::deadline::Cause;
use crate::domain::deadline::Lamp;
use crate::domain::event::DayJudged;
use crate::domain::ids::CaseId;
use crate::domain::ids::StaffNo;
use crate::store::error::StoreError;
use crate::store::view::odd;
use crate::store::view::rows;
use crate::store::view::run;

/// Keeps the lamps of a day; those kept first stay.
pub(crate) fn keep(db: &Connection, e: &DayJudged) -> Result<(), StoreError> {
    let day = e.day.to_string();
    for lamp in &e.lamps {
        run(
            db,
            "keep the lamps",
            "INSERT INTO judged (day, case_id, number, lamp, cause, staff, delivery)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            rusqlite::params![
                day,
                lamp.case.0,
                lamp.number,
                if lamp.lamp == Lamp::Red {
                    "red"
                } else {
                    "amber"
                },
                lamp.cause.word(),
                lamp.staff.map(|staff| staff.0),
                lamp.delivery,
            ],
        )?;
    }
    Ok(())
}

/// Loads the lamps of a day as they were judged that day.
///
/// # Errors
/// The store's own error.
pub fn of_day(db: &Connection, day: NaiveDate) -> Result<Vec<Judged>, StoreError> {
    rows(
        db,
        "read the lamps",
        "SELECT case_id, number, lamp, cause, staff, delivery FROM judged WHERE day = ?1
         ORDER BY number",
        [day.to_string()],
        |row| {
            let lamp: String = row.get(2)?;
            let cause: String = row.get(3)?;
            Ok(Judged {
                case: CaseId(row.get(0)?),
                number: row.get(1)?,
                lamp: if lamp == "red" {
                    Lamp::Red
                } else {
                    Lamp::Amber
                },
                cause: cause.parse::<Cause>().map_err(|_| odd(3, &cause))?,
                staff: row.get::<_, Option<u32>>(4)?.map(StaffNo),
                delivery: row.get(5)?,
            })
        },
    )
}
