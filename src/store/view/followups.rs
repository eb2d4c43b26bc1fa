//! The table `followups`: what was done about each bad rating.

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Params;

use crate::domain::close_lock::CloseLock;
use crate::domain::close_lock::Whom;
use crate::domain::event::Event;
use crate::domain::event::RatingGiven;
use crate::domain::followup::Followup;
use crate::domain::followup::Profile;
use crate::domain::followup::Terms;
use crate::domain::ids::ErrandId;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::case_files::bad;
use crate::store::view::parse_day;
use crate::store::view::ratings;
use crate::store::view::rows;
use crate::store::view::run;

const WHAT: &str = "keep a follow-up";
const LOOK: &str = "read the follow-ups";

/// Opens the order of a bad rating, which is kept already. One that a version before gave has the
/// receipt as its number, with a dot so that no later number is counted on from it, and the limits of
/// the default profile.
pub(crate) fn open(db: &Connection, at: &At, e: &RatingGiven) -> Result<(), StoreError> {
    let row = db
        .prepare_cached(
            "SELECT window, staff, matter_name, day,
                 coalesce(
                     (SELECT c.person FROM cases c WHERE c.errand = r.errand
                      ORDER BY c.number LIMIT 1),
                     (SELECT c.person FROM errands e JOIN errands o ON o.visit = e.visit
                      JOIN cases c ON c.errand = o.id WHERE e.id = r.errand
                      ORDER BY c.number LIMIT 1),
                     (SELECT n.person FROM errands e JOIN notices n ON n.day = e.day
                      WHERE e.id = r.errand AND n.visit = e.visit ORDER BY n.number LIMIT 1))
             FROM ratings r WHERE errand = ?1",
        )
        .and_then(|mut statement| {
            statement.query_row([e.errand.0], |row| {
                let day: NaiveDate = parse_day(3, &row.get::<_, String>(3)?)?;
                let terms = e.followup.clone().unwrap_or_else(|| Terms {
                    number: ratings::receipt(at).replace('-', "."),
                    day,
                    profile: Profile::default(),
                });
                let person = row.get::<_, Option<_>>(4)?.map(PersonId);
                let whom = match person {
                    Some(_) => Whom::Named,
                    None => Whom::Nobody,
                };
                Ok(Followup {
                    errand: e.errand,
                    lock: CloseLock::new(whom, terms.day),
                    terms,
                    window: WindowNo(row.get(0)?),
                    staff: StaffNo(row.get(1)?),
                    matter_name: row.get(2)?,
                    level: e.level,
                    reasons: e.reasons.clone(),
                    remark: e.remark.clone(),
                    person,
                    contacted: None,
                    tries: 0,
                    until: None,
                    end: None,
                    appeal: None,
                    flags: 0,
                })
            })
        })
        .attempt(WHAT)?;
    keep(db, &row)
}

/// Folds an event into an order, and into the rating whether it is still in the score.
pub(crate) fn fold(db: &Connection, event: &Event) -> Result<(), StoreError> {
    let Some(errand) = event.followed_up() else {
        return Ok(());
    };
    let Some(mut order) = load(db, errand)? else {
        return Ok(());
    };
    order.apply(event);
    keep(db, &order)?;
    run(
        db,
        WHAT,
        "UPDATE ratings SET excluded = ?2 WHERE errand = ?1",
        (errand.0, order.is_excluded()),
    )
    .map(drop)
}

fn keep(db: &Connection, order: &Followup) -> Result<(), StoreError> {
    let body = serde_json::to_string(order).map_err(|error| bad(&error))?;
    run(
        db,
        WHAT,
        "INSERT INTO followups (errand, number, day, staff, round, step, end, ending, excluded, waits,
             body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (errand) DO UPDATE SET round = ?5, step = ?6, end = ?7, ending = ?8,
             excluded = ?9, waits = ?10, body = ?11",
        rusqlite::params![
            order.errand.0,
            order.terms.number,
            order.terms.day.to_string(),
            order.staff.0,
            order.lock.round_no() as i64,
            order.step().map(|step| step.word()),
            order.end.map(|end| end.word()),
            order.lock.ending().map(|ending| ending.word()),
            order.is_excluded(),
            order.waits(),
            body,
        ],
    )
    .map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Followup> {
    let body: String = row.get(0)?;
    serde_json::from_str(&body).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })
}

fn select(db: &Connection, rest: &str, by: impl Params) -> Result<Vec<Followup>, StoreError> {
    let sql = format!("SELECT body FROM followups {rest}");
    rows(db, LOOK, &sql, by, read)
}

/// Loads the order of an errand.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection, errand: ErrandId) -> Result<Option<Followup>, StoreError> {
    db.prepare_cached("SELECT body FROM followups WHERE errand = ?1")
        .and_then(|mut statement| statement.query_row([errand.0], read).optional())
        .attempt(LOOK)
}

/// Finds an order by its number.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Option<Followup>, StoreError> {
    let found = select(db, "WHERE number = ?1 ORDER BY errand DESC", [number])?;
    Ok(found.into_iter().next())
}

/// Loads the orders that go on, and those that are closed while an appeal or the resident waits, the
/// oldest first.
///
/// # Errors
/// The store's own error.
pub fn waiting(db: &Connection) -> Result<Vec<Followup>, StoreError> {
    select(db, "WHERE waits = 1 ORDER BY day, number", [])
}

/// Loads the orders of the ratings of some local days, the oldest first.
///
/// # Errors
/// The store's own error.
pub fn between(
    db: &Connection,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Followup>, StoreError> {
    select(
        db,
        "WHERE day BETWEEN ?1 AND ?2 ORDER BY day, number",
        [from.to_string(), to.to_string()],
    )
}
