//! The table of logs, the heads and the list of migrations: what no chain of entries covers.

use rusqlite::Connection;

use crate::domain::event::Event;
use crate::domain::site::goes_down;
use crate::store::Audience;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::open;
use crate::store::verify::Findings;
use crate::store::view;

struct Row {
    lno: i64,
    audience: String,
    epoch: i64,
    state: String,
    has_head: bool,
}

/// For each audience one active log, that of the last epoch, and a head for every log. Before it
/// come those that ended when the site began anew, each of a later epoch than the one before.
pub(super) fn check(db: &Connection, found: &mut Findings) -> Result<(), StoreError> {
    let rows = view::rows(
        db,
        "be read",
        "SELECT l.lno, l.audience, l.epoch, l.state, h.lno IS NOT NULL
         FROM logs l LEFT JOIN heads h ON h.lno = l.lno ORDER BY l.lno",
        [],
        |row| {
            Ok(Row {
                lno: row.get(0)?,
                audience: row.get(1)?,
                epoch: row.get(2)?,
                state: row.get(3)?,
                has_head: row.get(4)?,
            })
        },
    )?;
    let mut audiences: Vec<&str> = rows.iter().map(|row| row.audience.as_str()).collect();
    audiences.extend(Audience::ALL.map(Audience::word));
    audiences.sort_unstable();
    audiences.dedup();
    for audience in audiences {
        let mine: Vec<&Row> = rows.iter().filter(|row| row.audience == audience).collect();
        let active = mine.iter().filter(|row| row.state == "active").count();
        if active != 1 {
            let all = mine.len();
            let what = format!("there are {all} logs, {active} of them active, instead of one");
            found.add("logs", Some(audience), None, what);
        }
        // A log that goes down to a child begins with the child, in whatever epoch that is, and may
        // begin anew alone.
        let down = goes_down(audience);
        if !down && !Audience::ALL.iter().any(|a| a.word() == audience) {
            let what = format!("the log {} does not belong here", mine[0].lno);
            found.add("logs", Some(audience), None, what);
        }
        let mut least = 1;
        for row in &mine {
            // A log that began anew says so in its first entry.
            let epoch = match renewed(db, row.lno)? {
                Some(epoch) => epoch.max(least),
                None if down && least == 1 => row.epoch,
                None => least,
            };
            if row.epoch != epoch {
                let what = format!("its epoch is said to be {}; it is {epoch}", row.epoch);
                found.add("logs", Some(audience), None, what);
            }
            least = epoch.saturating_add(1);
        }
        if mine.last().is_some_and(|row| row.state != "active") && active > 0 {
            let what = "a log that had ended is said to be active".to_owned();
            found.add("logs", Some(audience), None, what);
        }
    }
    for row in &rows {
        let name = Some(row.audience.as_str());
        if !row.has_head {
            let what = "the log has no head".to_owned();
            found.add("count", name, None, what);
        }
    }
    let strays = view::rows(
        db,
        "be read",
        "SELECT lno FROM heads WHERE lno NOT IN (SELECT lno FROM logs)",
        [],
        |row| row.get::<_, i64>(0),
    )?;
    for lno in strays {
        let what = format!("a head belongs to a log {lno} that is gone");
        found.add("count", None, None, what);
    }
    Ok(())
}

/// Every migration of this program must be noted as done; their hashes are checked elsewhere.
pub(super) fn migrations(db: &Connection, found: &mut Findings) -> Result<(), StoreError> {
    let noted = view::rows(db, "be read", "SELECT step FROM migrations", [], |row| {
        row.get::<_, i64>(0)
    })?;
    for step in 1..=open::MIGRATIONS.len() as i64 {
        if !noted.contains(&step) {
            let what = format!("migration {step} is not noted as done");
            found.add("schema", None, None, what);
        }
    }
    Ok(())
}

/// Returns the count of beginnings anew in the first entry of a log; `None` for one that did not begin
/// anew.
fn renewed(db: &Connection, lno: i64) -> Result<Option<i64>, StoreError> {
    let first = ledger::entry(db, lno, 1)?;
    Ok(first.and_then(|entry| {
        let body = entry.body.as_deref().unwrap_or_default();
        match Event::decode(entry.envelope.kind, body) {
            Ok(Some(Event::SiteRenewed(e))) => Some(i64::from(e.epoch)),
            _ => None,
        }
    }))
}
