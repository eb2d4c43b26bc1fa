//! What the figures of a hall are made of, item by item, as the domain sums them.

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use crate::domain::ids::TicketNo;
use crate::domain::measure::Indicator;
use crate::domain::measure::Measured;
use crate::store::error::StoreError;
use crate::store::ledger::Trace;
use crate::store::view::parse_day;
use crate::store::view::rows;

/// One thing a figure is made of, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What its entries are about; none where nothing is known to be.
    pub trace: Option<Trace>,
    /// What people call it: a ticket, a case number; of a rating the matter.
    pub about: String,
    /// The local day it counts for.
    pub day: NaiveDate,
    /// The centre's word; empty where there is none.
    pub centre: String,
    /// The window, where there is one.
    pub window: Option<u16>,
    /// Whether it holds, and what it amounts to.
    pub measured: Measured,
}

/// Every statement yields: entity, about, day, centre, window, holds, amount; `?1` and `?2` are the
/// first and the last local day, `?3` the day as of which it is judged; of late cases `?4` the cause.
fn sql(indicator: Indicator) -> Option<&'static str> {
    Some(match indicator {
        Indicator::Visits => {
            "SELECT id, band || ':' || count, day, centre, window, 1, 0 FROM visits
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL ORDER BY day, issued, id"
        }
        Indicator::Served => {
            "SELECT id, band || ':' || count, day, centre, window, end = 'served', 0 FROM visits
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND end IS NOT NULL
             ORDER BY day, issued, id"
        }
        // The time until the slip is out belongs to the wait that follows it.
        Indicator::Wait => {
            "SELECT p.visit, v.band || ':' || v.count, p.day, p.centre, p.window,
                 p.accuracy = 'exact',
                 (p.end - p.start + ifnull((SELECT i.end - i.start FROM periods i
                     WHERE i.day = p.day AND i.visit = p.visit AND i.n = p.n - 1
                         AND i.state = 'issuing'), 0)) / 1000
             FROM periods p JOIN visits v ON v.id = p.visit
             WHERE p.day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND p.state = 'waiting'
             ORDER BY p.day, p.start, p.visit, p.n"
        }
        Indicator::Service => {
            "SELECT p.visit, v.band || ':' || v.count, p.day, p.centre, p.window,
                 p.accuracy = 'exact', (p.end - p.start) / 1000
             FROM periods p JOIN visits v ON v.id = p.visit
             WHERE p.day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND p.state = 'serving'
             ORDER BY p.day, p.start, p.visit, p.n"
        }
        Indicator::Accepted => {
            "SELECT id, number, day, centre, NULL, 1, 0 FROM cases
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND state <> 'received'
                 AND (due IS NOT NULL OR stage = 'done') ORDER BY day, n"
        }
        Indicator::OnTheSpot => {
            "SELECT id, number, day, centre, NULL, due IS NULL, 0 FROM cases
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND state <> 'received'
                 AND (due IS NOT NULL OR stage = 'done') ORDER BY day, n"
        }
        Indicator::Ended => {
            "SELECT id, number, done_day, centre, NULL, 1, 0 FROM cases
             WHERE done_day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL ORDER BY done_day, n"
        }
        // Withdrawn or lapsed by its day it was neither kept nor broken; a clock that stands still
        // breaks nothing.
        Indicator::OnTime => {
            "SELECT id, number, due, centre, NULL,
                 stage IN ('done', 'refused') AND done_day <= due, 0 FROM cases
             WHERE due BETWEEN ?1 AND ?2
                 AND (stage IN ('done', 'refused') OR (due < ?3 AND state <> 'paused'
                     AND (done_day IS NULL OR done_day > due)))
             ORDER BY due, n"
        }
        // Neither done nor refused by its day, as said above; on whom it waited when it first was late,
        // or, where no night judged it, waits now.
        Indicator::LateResident
        | Indicator::LateOtherOffice
        | Indicator::LateLeader
        | Indicator::LateUs => {
            "WITH red AS (SELECT case_id, min(day), cause FROM judged
                 WHERE lamp = 'red' AND delivery = 0 AND day >= ?1 GROUP BY case_id)
             SELECT c.id, c.number, c.due, c.centre, NULL, 1, 0
             FROM cases c LEFT JOIN red r ON r.case_id = c.id
             WHERE c.due BETWEEN ?1 AND ?2 AND CASE WHEN c.stage IN ('done', 'refused')
                 THEN c.done_day > c.due
                 ELSE c.due < ?3 AND c.state <> 'paused'
                     AND (c.done_day IS NULL OR c.done_day > c.due) END
                 AND ifnull(r.cause, c.cause) = ?4
             ORDER BY c.due, c.n"
        }
        Indicator::FirstTime => {
            "SELECT c.id, c.number, c.day, c.centre, NULL,
                 c.trips <= 1 AND NOT EXISTS (SELECT 1 FROM case_files f,
                     json_each(f.body, '$.history') h
                     WHERE f.id = c.id AND json_extract(h.value, '$.kind') = 'case.returned'), 0
             FROM cases c WHERE c.day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL
                 AND c.state <> 'received' AND (c.due IS NOT NULL OR c.stage = 'done')
             ORDER BY c.day, c.n"
        }
        Indicator::Trips => {
            "SELECT id, number, day, centre, NULL, 1, trips FROM cases
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND state <> 'received'
                 AND (due IS NOT NULL OR stage = 'done') ORDER BY day, n"
        }
        Indicator::Again => {
            "SELECT id, number, day, centre, NULL, trips >= 2, 0 FROM cases
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND state <> 'received'
                 AND (due IS NOT NULL OR stage = 'done') ORDER BY day, n"
        }
        Indicator::Notices => {
            "SELECT ifnull(case_id, visit), number, day, '', NULL, 1, 0 FROM notices
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL ORDER BY day, number"
        }
        Indicator::Noes => {
            "SELECT case_id, number, day, '', window, 1, 0 FROM noes
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL ORDER BY day, number"
        }
        Indicator::Hards => {
            "SELECT id, number, day, '', window, ended IS NOT NULL, 0 FROM hards
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL ORDER BY day, number"
        }
        Indicator::Rated => {
            "SELECT errand, matter_name, day, centre, window, 1, 0 FROM ratings
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND state = 'given' AND excluded = 0
             ORDER BY day, window, matter_name"
        }
        Indicator::Good => {
            "SELECT errand, matter_name, day, centre, window, level >= 3, 0 FROM ratings
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND state = 'given' AND excluded = 0
             ORDER BY day, window, matter_name, level"
        }
        Indicator::Answered => {
            "SELECT errand, matter_name, day, centre, window, state = 'given', 0 FROM ratings
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND state <> 'invited' AND excluded = 0
             ORDER BY day, window, matter_name, state"
        }
        Indicator::Unrated => {
            "SELECT errand, matter_name, day, centre, window, 1, 0 FROM ratings
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND state = 'timeout'
             ORDER BY day, window, matter_name"
        }
        Indicator::Excluded => {
            "SELECT errand, matter_name, day, centre, window, 1, 0 FROM ratings
             WHERE day BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL AND excluded = 1
             ORDER BY day, window, matter_name"
        }
        Indicator::Contacted
        | Indicator::CalledBack
        | Indicator::Solved
        | Indicator::Content
        | Indicator::Reopened
        | Indicator::Explained
        | Indicator::Problems
        | Indicator::ProblemsSolved
        | Indicator::ProblemsExplained
        | Indicator::ProblemsOpen
        | Indicator::Replied => return None,
    })
}

/// Loads what a figure is made of from one local day to another, both included, judged as of a third.
/// Of a figure of follow-ups or of registered problems there is nothing here: the domain folds those.
///
/// # Errors
/// The store's own error.
pub fn items(
    db: &Connection,
    indicator: Indicator,
    (from, to, as_of): (NaiveDate, NaiveDate, NaiveDate),
) -> Result<Vec<Item>, StoreError> {
    let Some(sql) = sql(indicator) else {
        return Ok(Vec::new());
    };
    let mut asked: Vec<String> = [from, to, as_of].map(|day| day.to_string()).into();
    asked.extend(indicator.cause().map(|cause| cause.word().to_owned()));
    let asked = rusqlite::params_from_iter(asked);
    rows(db, "read what a figure is made of", sql, asked, |row| {
        let entity: Option<Uuid> = row.get(0)?;
        let about: Option<String> = row.get(1)?;
        Ok(Item {
            trace: entity.map(|entity| match indicator.is_of_ratings() {
                true => Trace::Rating(entity),
                false => Trace::About(entity),
            }),
            about: about.map(ticket).unwrap_or_default(),
            day: parse_day(2, &row.get::<_, String>(2)?)?,
            centre: row.get(3)?,
            window: row.get(4)?,
            measured: Measured {
                holds: row.get(5)?,
                amount: row.get(6)?,
            },
        })
    })
}

/// Writes `B:23` as people read it; anything else stays as it is.
fn ticket(about: String) -> String {
    let number = about.split_once(':').and_then(|(band, count)| {
        let band = band.chars().next().filter(|_| band.chars().count() == 1)?;
        let count = count.parse().ok()?;
        Some(TicketNo { band, count }.to_string())
    });
    number.unwrap_or(about)
}
