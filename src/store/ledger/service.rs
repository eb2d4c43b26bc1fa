//! What the ledger and what was received say about service days.

use rusqlite::Connection;

use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::service::Service;
use crate::domain::service::Told;
use crate::domain::site::Org;
use crate::store::error::StoreError;
use crate::store::ledger::COLUMNS;
use crate::store::ledger::FAR_COLUMNS;
use crate::store::ledger::Stored;
use crate::store::ledger::stored;
use crate::store::view;

/// Which entries may say something; to the letter as in the indexes, else they are not used.
const ABOUT: &str = "(kind = 8 OR kind = 11 OR (kind >= 200 AND kind <= 209))";
/// Somebody was posted as on duty.
const POSTED: Kind = Kind(11);

/// Reads what was said about service days, here and by other sites. What one of them
/// says is about that site alone.
///
/// # Errors
/// The store's own error; nothing that another site said is one.
pub fn service(db: &Connection, own: Org) -> Result<Service, StoreError> {
    let mine = format!("SELECT {COLUMNS} FROM entries INDEXED BY entries_service WHERE {ABOUT}");
    let mine = view::rows(db, "read the service days", &mine, [], stored)?;
    let mine = mine.iter().filter_map(|stored| told(own, stored));
    // Of this site's own only what came back: before that nobody stands for it.
    let far = format!(
        "SELECT {FAR_COLUMNS}, (SELECT org FROM far_logs l WHERE l.fno = far.fno)
         FROM far_entries far INDEXED BY far_entries_service WHERE {ABOUT}
         AND NOT EXISTS (SELECT 1 FROM far_logs l
             WHERE l.fno = far.fno AND l.org = ?1 AND l.state <> 'returned')"
    );
    let far = view::rows(db, "read the service days", &far, [own.code()], |row| {
        Ok((Org::new(row.get(13)?), stored(row)?))
    })?;
    let far = far.iter().filter_map(|(org, stored)| told((*org)?, stored));
    Ok(Service::fold(mine.chain(far)))
}

/// Reads what one entry says; one that was told again says it as it did. What cannot be read, and what
/// is about something else, says nothing.
fn told(org: Org, stored: &Stored) -> Option<Told> {
    let read = |kind: Kind, body: &[u8]| match kind {
        _ if kind == POSTED || Kind::SERVICE.contains(&kind.0) => {
            Event::decode(kind, body).ok().flatten()
        }
        _ => None,
    };
    let (envelope, body) = match stored.event() {
        Ok(Some(Event::EntryRehomed(again))) => again.told()?,
        _ => (stored.envelope.clone(), stored.body.clone()?),
    };
    Some(Told {
        org,
        hlc: envelope.hlc,
        wall: envelope.wall,
        event: read(envelope.kind, &body)?,
    })
}
