//! What the logs of other sites say about the problems that are registered there.

use rusqlite::Connection;

use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::entry::unhex;
use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::problem;
use crate::domain::problem::Problem;
use crate::domain::receipt::Receipt;
use crate::domain::site::Org;
use crate::store::error::StoreError;
use crate::store::far;
use crate::store::ledger::FAR_COLUMNS;
use crate::store::ledger::Stored;
use crate::store::ledger::stored;
use crate::store::view;

const LOOK: &str = "read the problems of a site";
/// Which entries may say something; to the letter as in the index, else it is not used.
const ABOUT: &str = "(kind = 8 OR (kind >= 240 AND kind <= 249))";

/// Reads the problems of another site as its own log tells them, in the order in which they were
/// registered: the text is the one that was typed there, and nothing is left out.
///
/// Source: rule A12 of the hall: the county sees what the villages wrote.
///
/// # Errors
/// The store's own error; nothing that the other site said is one.
pub fn problems(db: &Connection, org: Org) -> Result<Vec<Problem>, StoreError> {
    let sql = format!("SELECT {FAR_COLUMNS} FROM far_entries WHERE {ABOUT} AND fno = ?1");
    let mut found = Vec::new();
    for log in far::logs(db, org)? {
        let rows = view::rows(db, LOOK, &sql, [log.fno], stored)?;
        found.extend(rows.iter().filter_map(told));
    }
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let told = found.into_iter().map(|(_, entry, event)| (entry, event));
    Ok(problem::fold(told))
}

/// Reads what one entry says, with its code; one that was told again says it as it did. What cannot be
/// read, and what is about something else, says nothing.
fn told(stored: &Stored) -> Option<(Hlc, String, Event)> {
    let about = |kind: Kind| Kind::PROBLEMS.contains(&kind.0);
    let (envelope, body, hash) = match stored.event() {
        Ok(Some(Event::EntryRehomed(again))) => {
            let (envelope, body) = again.told()?;
            (envelope, body, Hash(unhex(&again.hash)?))
        }
        _ => (stored.envelope.clone(), stored.body.clone()?, stored.hash),
    };
    let event = Some(envelope.kind).filter(|kind| about(*kind));
    let event = Event::decode(event?, &body).ok().flatten()?;
    let entry = Receipt::of(envelope.seq, &hash).to_string();
    Some((envelope.hlc, entry, event))
}
