//! What the ledger holds about shared cases, and the logs that go down to other sites.

use rusqlite::Connection;
use uuid::Uuid;

use crate::domain::entry::ActorNo;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::domain::event::LogOpened;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::Writer;
use crate::store::error::StoreError;
use crate::store::ledger::COLUMNS;
use crate::store::ledger::FAR_COLUMNS;
use crate::store::ledger::Stored;
use crate::store::ledger::stored;
use crate::store::view;

/// Reads this site's entries about something, with their logs; `which` narrows them as an index does.
pub(crate) fn about(
    db: &Connection,
    entity: Uuid,
    which: &'static str,
) -> Result<Vec<(LogId, Stored)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT log_id FROM logs WHERE logs.lno = entries.lno) FROM entries
         WHERE entity = ?1 AND {which}"
    );
    view::rows(db, "be read", &sql, [entity.as_bytes()], |row| {
        Ok((LogId(row.get(13)?), stored(row)?))
    })
}

/// Reads the received entries about something, with their logs and whose those are. Logs of this
/// site's own only once they came back whole: before that nobody stands for what is in them.
pub(crate) fn far_about(
    db: &Connection,
    own: Option<Org>,
    entity: Uuid,
    which: &'static str,
) -> Result<Vec<(LogId, i64, Stored)>, StoreError> {
    let sql = format!(
        "SELECT {FAR_COLUMNS}, (SELECT log_id FROM far_logs l WHERE l.fno = far_entries.fno),
             (SELECT org FROM far_logs l WHERE l.fno = far_entries.fno)
         FROM far_entries WHERE entity = ?1 AND {which} AND NOT EXISTS (
             SELECT 1 FROM far_logs l
             WHERE l.fno = far_entries.fno AND l.org = ?2 AND l.state <> 'returned')"
    );
    let values = (entity.as_bytes(), own.map(Org::code));
    view::rows(db, "be read", &sql, values, |row| {
        Ok((LogId(row.get(13)?), row.get(14)?, stored(row)?))
    })
}

impl Writer<'_> {
    /// Returns the audience of the log that goes down to a child; the log is begun at its first use.
    ///
    /// # Errors
    /// The store's own error.
    pub fn log_down(
        &mut self,
        own: Org,
        child: Org,
        born: UtcMs,
        nonce: &[u8; 16],
    ) -> Result<String, StoreError> {
        let audience = format!("down:{child}");
        if self.heads().iter().any(|head| head.audience == audience) {
            return Ok(audience);
        }
        let up = self
            .heads()
            .iter()
            .rfind(|head| head.audience == Audience::Up.word());
        let epoch = up.map_or(1, |head| head.epoch);
        self.open_log(&own.to_string(), &audience, epoch, born, nonce)?;
        let opened = Event::from(LogOpened {
            audience: audience.clone(),
        });
        self.append_to(&audience, Uuid::nil(), ActorNo::SYSTEM, born, &opened)?;
        Ok(audience)
    }
}
