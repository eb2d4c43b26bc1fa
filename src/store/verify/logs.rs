//! The table of logs, the heads and the list of migrations: what no chain of entries covers.

use rusqlite::Connection;

use crate::domain::site::Org;
use crate::store::Audience;
use crate::store::error::StoreError;
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

/// One log of each audience, of the first epoch and active, with its head; heads of no other.
/// No verb of this version closes a log or begins another, so whatever differs was put there.
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
    for audience in Audience::ALL {
        let mine = rows.iter().filter(|row| row.audience == audience.word());
        let (all, active) = mine.fold((0, 0), |(all, active), row| {
            (all + 1, active + usize::from(row.state == "active"))
        });
        if (all, active) != (1, 1) {
            let what = format!("there are {all} logs, {active} of them active, instead of one");
            found.add("logs", Some(audience.word()), None, what);
        }
    }
    for row in &rows {
        let name = Some(row.audience.as_str());
        let ours = Audience::ALL.iter().any(|a| a.word() == row.audience);
        if !ours && !is_for_a_child(&row.audience) {
            let what = format!("the log {} does not belong here", row.lno);
            found.add("logs", name, None, what);
        }
        if row.epoch != 1 {
            let what = format!("its epoch is said to be {}; it is 1", row.epoch);
            found.add("logs", name, None, what);
        }
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

/// Whether an audience is that of a log that goes down to another site.
fn is_for_a_child(audience: &str) -> bool {
    audience
        .strip_prefix("down:")
        .is_some_and(|org| org.parse::<Org>().is_ok())
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
