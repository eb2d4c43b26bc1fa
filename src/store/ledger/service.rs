//! What the ledger and what was received say about service days.

use rusqlite::Connection;

use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::service::Service;
use crate::domain::service::Told;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::store::error::StoreError;
use crate::store::far;
use crate::store::ledger::COLUMNS;
use crate::store::ledger::FAR_COLUMNS;
use crate::store::ledger::Stored;
use crate::store::ledger::heads;
use crate::store::ledger::stored;
use crate::store::view;

/// Which entries may say something; to the letter as in the indexes, else they are not used.
const ABOUT: &str = "(kind = 8 OR kind = 11 OR (kind >= 200 AND kind <= 209))";
/// Somebody was posted as on duty.
const POSTED: Kind = Kind(11);
const LOOK: &str = "read the service days";

/// Reads what was said about service days since an instant, here and by other sites, all plans, and
/// what each log said first: since then a village is asked for its days. What a site says is about that
/// site alone.
///
/// # Errors
/// The store's own error; nothing that another site said is one.
pub fn service(db: &Connection, own: Org, since: UtcMs) -> Result<Service, StoreError> {
    let mut found = Vec::new();
    for head in heads(db)? {
        let said = said("entries", "lno", COLUMNS);
        let rows = view::rows(db, LOOK, &said, (head.lno, since.0), stored)?;
        found.extend(rows.iter().filter_map(|stored| told(own, stored)));
    }
    for org in far::orgs(db)? {
        for log in far::logs(db, org)? {
            // Of this site's own only what came back: before that nobody stands for it.
            if org == own && !log.returned {
                continue;
            }
            let said = said("far_entries", "fno", FAR_COLUMNS);
            let rows = view::rows(db, LOOK, &said, (log.fno, since.0), stored)?;
            found.extend(rows.iter().filter_map(|stored| told(org, stored)));
        }
    }
    Ok(Service::fold(found))
}

/// The entries of one log, each part by its index: those since an instant, the plans, and the first of
/// who came and of who could not.
fn said(table: &str, log: &str, columns: &str) -> String {
    let of = format!("SELECT {columns} FROM {table} WHERE {ABOUT} AND {log} = ?1");
    let first =
        |kind: u16| format!("SELECT * FROM ({of} AND kind = {kind} ORDER BY wall_ms LIMIT 1)");
    format!(
        "{of} AND kind IN (8, 11, 201, 202, 203) AND wall_ms >= ?2 UNION ALL {of} AND kind = 200
         UNION ALL {} UNION ALL {}",
        first(201),
        first(203),
    )
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
