//! What is looked up among the ratings: those of a month by window and clerk, and errands that are
//! still unrated.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

use crate::domain::ids::CaseId;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::rating::Tally;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::parse_day;
use crate::store::view::ratings::add;
use crate::store::view::rows;

/// The ratings of some days, of each window and of each who served.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tallies {
    /// Of each window.
    pub windows: BTreeMap<WindowNo, Tally>,
    /// Of each who served.
    pub staff: BTreeMap<StaffNo, Tally>,
}

/// Counts the ratings of errands of some local days.
///
/// # Errors
/// The store's own error.
pub fn tallies(db: &Connection, from: NaiveDate, to: NaiveDate) -> Result<Tallies, StoreError> {
    let counted = rows(
        db,
        "count the ratings",
        "SELECT window, staff, CASE excluded WHEN 1 THEN 'excluded' ELSE state END AS s,
             coalesce(level, 0) AS l, count(*)
         FROM ratings WHERE day BETWEEN ?1 AND ?2 GROUP BY window, staff, s, l",
        (from.to_string(), to.to_string()),
        |row| {
            let place = (WindowNo(row.get(0)?), StaffNo(row.get(1)?));
            let n = row.get::<_, i64>(4)? as u64;
            Ok((place, row.get::<_, String>(2)?, row.get(3)?, n))
        },
    )?;
    let mut tallies = Tallies::default();
    for ((window, staff), state, level, n) in counted {
        let of_window = tallies.windows.entry(window).or_default();
        add(of_window, state.clone(), level, n);
        add(tallies.staff.entry(staff).or_default(), state, level, n);
    }
    Ok(tallies)
}

/// An errand whose resident did not rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrated {
    /// The errand.
    pub errand: ErrandId,
    /// The window.
    pub window: WindowNo,
    /// Who served.
    pub staff: StaffNo,
    /// What for.
    pub matter_name: String,
    /// The local day.
    pub day: NaiveDate,
    /// How often somebody called about it.
    pub calls: u32,
    /// The number of the visit; none where it had none.
    pub ticket: Option<TicketNo>,
    /// The number of its case; none where it has none.
    pub case: Option<String>,
    /// Whether its case has a phone.
    pub phone: bool,
}

/// Loads the errands since a local day whose residents did not rate, the oldest first.
///
/// # Errors
/// The store's own error.
pub fn unrated(db: &Connection, since: NaiveDate) -> Result<Vec<Unrated>, StoreError> {
    rows(
        db,
        "read the ratings",
        "SELECT r.errand, r.window, r.staff, r.matter_name, r.day, r.calls, v.band, v.count,
             (SELECT c.number FROM cases c WHERE c.errand = r.errand ORDER BY c.number LIMIT 1),
             EXISTS (SELECT 1 FROM cases c WHERE c.errand = r.errand AND c.phone <> '')
         FROM ratings r LEFT JOIN errands e ON e.id = r.errand LEFT JOIN visits v ON v.id = e.visit
         WHERE r.day >= ?1 AND r.state = 'timeout' ORDER BY r.day, r.invited, r.errand",
        [since.to_string()],
        |row| {
            let band: Option<String> = row.get(6)?;
            let count: Option<u32> = row.get(7)?;
            let band = band.and_then(|band| band.chars().next());
            Ok(Unrated {
                errand: ErrandId(row.get(0)?),
                window: WindowNo(row.get(1)?),
                staff: StaffNo(row.get(2)?),
                matter_name: row.get(3)?,
                day: parse_day(4, &row.get::<_, String>(4)?)?,
                calls: row.get(5)?,
                ticket: band
                    .zip(count)
                    .map(|(band, count)| TicketNo { band, count }),
                case: row.get(8)?,
                phone: row.get(9)?,
            })
        },
    )
}

/// Loads the errands that were asked about of the visits that a number of some days means, each with
/// its visit. Without a letter the number alone is meant, as a number pad has none.
///
/// # Errors
/// The store's own error.
pub fn of_number(
    db: &Connection,
    (from, to): (NaiveDate, NaiveDate),
    (band, count): (Option<char>, u32),
) -> Result<Vec<(VisitId, ErrandId)>, StoreError> {
    rows(
        db,
        "read the ratings",
        "SELECT v.id, r.errand FROM visits v JOIN errands e ON e.visit = v.id
             JOIN ratings r ON r.errand = e.id
         WHERE v.day BETWEEN ?1 AND ?2 AND v.band IS NOT NULL AND (?3 IS NULL OR v.band = ?3)
             AND v.count = ?4
         ORDER BY v.day DESC, e.start, e.id",
        (
            from.to_string(),
            to.to_string(),
            band.map(|band| band.to_string()),
            count,
        ),
        |row| Ok((VisitId(row.get(0)?), ErrandId(row.get(1)?))),
    )
}

/// Returns the errand from which a case came.
///
/// # Errors
/// The store's own error.
pub fn of_case(db: &Connection, case: CaseId) -> Result<Option<ErrandId>, StoreError> {
    db.prepare_cached("SELECT errand FROM cases WHERE id = ?1")
        .and_then(|mut statement| {
            let read = |row: &Row<'_>| row.get(0).map(ErrandId);
            statement.query_row([case.0], read).optional()
        })
        .attempt("read a rating")
}

/// Returns whether a phone is on file by which the resident of an errand can be called.
///
/// # Errors
/// The store's own error.
pub fn has_phone(db: &Connection, errand: ErrandId) -> Result<bool, StoreError> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM cases WHERE errand = ?1 AND phone <> '')")
        .and_then(|mut statement| statement.query_row([errand.0], |row| row.get(0)))
        .attempt("read a rating")
}

/// Returns whether an errand was brought by a village, for somebody who was not there.
///
/// # Errors
/// The store's own error.
pub fn is_by_proxy(db: &Connection, errand: ErrandId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM cases c JOIN shared_cases s ON s.id = c.id
         WHERE c.errand = ?1 AND s.steps IS NOT NULL)";
    db.prepare_cached(sql)
        .and_then(|mut statement| statement.query_row([errand.0], |row| row.get(0)))
        .attempt("read a rating")
}
