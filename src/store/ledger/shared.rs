//! What the ledger holds about shared cases, and the logs that go down to other sites.

use rusqlite::Connection;
use rusqlite::Row;
use uuid::Uuid;

use crate::domain::entry::ActorNo;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::domain::event::LogOpened;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::Writer;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::ledger::COLUMNS;
use crate::store::ledger::FAR_COLUMNS;
use crate::store::ledger::Stored;
use crate::store::ledger::stored;
use crate::store::view;

/// How much may still be read of what a site said about something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Left {
    /// Entries.
    pub(crate) entries: usize,
    /// Bytes of their bodies.
    pub(crate) bytes: usize,
}

impl Left {
    fn take(&mut self, body: usize) -> bool {
        let left = (self.entries.checked_sub(1), self.bytes.checked_sub(body));
        match left {
            (Some(entries), Some(bytes)) => *self = Left { entries, bytes },
            // What follows something that is left out is left out too.
            _ => self.entries = 0,
        }
        left.0.is_some() && left.1.is_some()
    }
}

/// What was found about something, and whether that is all there is.
pub(crate) struct About<T> {
    pub(crate) found: Vec<T>,
    pub(crate) whole: bool,
}

impl<T> Default for About<T> {
    fn default() -> About<T> {
        About {
            found: Vec::new(),
            whole: true,
        }
    }
}

impl<T> About<T> {
    fn read(
        &mut self,
        db: &Connection,
        sql: &str,
        values: impl rusqlite::Params,
        left: &mut Left,
        map: impl Fn(&Row<'_>) -> rusqlite::Result<(T, u32)>,
    ) -> Result<(), StoreError> {
        let mut statement = db.prepare_cached(sql).attempt("be read")?;
        let mut rows = statement.query(values).attempt("be read")?;
        while let Some(row) = rows.next().attempt("be read")? {
            let (one, body) = map(row).attempt("be read")?;
            if !left.take(body as usize) {
                self.whole = false;
                return Ok(());
            }
            self.found.push(one);
        }
        Ok(())
    }
}

/// Reads this site's entries about something, with their logs; `which` narrows them as an index does.
pub(crate) fn about(
    db: &Connection,
    entity: Uuid,
    which: &'static str,
    mut most: Left,
) -> Result<About<(LogId, Stored)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT log_id FROM logs WHERE logs.lno = entries.lno) FROM entries
         WHERE entity = ?1 AND {which} ORDER BY lno, seq"
    );
    let mut all = About::default();
    all.read(db, &sql, [entity.as_bytes()], &mut most, |row| {
        let stored = stored(row)?;
        let body = stored.envelope.body_len;
        Ok(((LogId(row.get(13)?), stored), body))
    })?;
    Ok(all)
}

/// Reads the received entries about something, with their logs and whose those are, of each site so
/// many. Logs of this site's own only once they came back whole: before that nobody stands for what is
/// in them. What `first` names among the first entries of any log is always found: logs only grow, so
/// that nothing written later hides it.
pub(crate) fn far_about(
    db: &Connection,
    own: Option<Org>,
    (entity, which, first): (Uuid, &'static str, &'static str),
    most: Left,
) -> Result<About<(LogId, i64, Stored)>, StoreError> {
    let entity = entity.as_bytes();
    let columns = format!(
        "{FAR_COLUMNS}, (SELECT log_id FROM far_logs l WHERE l.fno = far.fno),
             (SELECT org FROM far_logs l WHERE l.fno = far.fno)"
    );
    let one = |row: &Row<'_>| {
        let stored = stored(row)?;
        let body = stored.envelope.body_len;
        Ok(((LogId(row.get(13)?), row.get(14)?, stored), body))
    };
    let own = own.map(Org::code);
    let known = format!(
        "SELECT {columns} FROM far_entries far
         WHERE entity = ?1 AND {which} AND NOT EXISTS (SELECT 1 FROM far_logs l
             WHERE l.fno = far.fno AND l.org = ?2 AND l.state <> 'returned')
         ORDER BY fno, seq"
    );
    let mut all = About::default();
    all.read(db, &known, (entity, own), &mut { most }, one)?;
    if all.whole {
        return Ok(all);
    }
    // One site said so much that the others' words would be left out: each has its share.
    let logs = "SELECT org, fno FROM far_logs WHERE org IS NOT ?1 OR state = 'returned'
         ORDER BY org, fno";
    let logs: Vec<(i64, i64)> = view::rows(db, "be read", logs, [own], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let of_log = format!(
        "SELECT {columns} FROM far_entries far
         WHERE entity = ?1 AND {which} AND fno = ?2 ORDER BY seq LIMIT ?3"
    );
    let firsts = format!("SELECT * FROM ({of_log}) WHERE {first} AND body_len <= ?4 ORDER BY seq");
    all.found.clear();
    for logs in logs.chunk_by(|a, b| a.0 == b.0) {
        let (mut some, mut left) = (most, most);
        for (_, fno) in logs {
            let begun = (entity, fno, most.entries as i64);
            let short = (entity, fno, most.entries as i64, most.bytes as i64);
            all.read(db, &firsts, short, &mut some, one)?;
            all.read(db, &of_log, begun, &mut left, one)?;
        }
    }
    Ok(all)
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
