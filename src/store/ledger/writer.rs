//! Writing to the ledger: entries, heads, and logs that begin and end.

use std::path::Path;

use rusqlite::Connection;
use uuid::Uuid;

use crate::domain::custody::MOST_BASE;
use crate::domain::entry::ActorNo;
use crate::domain::entry::EntryRef;
use crate::domain::entry::Envelope;
use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::domain::event::LogOpened;
use crate::domain::event::SiteOpened;
use crate::domain::time::UtcMs;
use crate::store::Birth;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::ledger::Appended;
use crate::store::ledger::Audience;
use crate::store::ledger::COLUMNS;
use crate::store::ledger::Head;
use crate::store::ledger::KIND_VERSION;
use crate::store::ledger::LogState;
use crate::store::view;

/// One write in progress.
#[derive(Debug)]
pub struct Writer<'a> {
    db: &'a Connection,
    dir: &'a Path,
    heads: Vec<Head>,
    latest: Hlc,
    changed: Vec<i64>,
    touched: Vec<Uuid>,
}

impl<'a> Writer<'a> {
    /// Begins a write; what is appended comes after all that is here and all that was heard.
    pub(crate) fn new(
        db: &'a Connection,
        dir: &'a Path,
        heads: Vec<Head>,
        heard: Hlc,
    ) -> Writer<'a> {
        let latest = heads.iter().map(|head| head.hlc).fold(heard, Hlc::max);
        Writer {
            db,
            dir,
            heads,
            latest,
            changed: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Returns the connection, inside the write.
    pub fn db(&self) -> &'a Connection {
        self.db
    }

    /// Returns the store's folder.
    pub(crate) fn dir(&self) -> &'a Path {
        self.dir
    }

    /// Returns where each log ends, within the write.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// Returns whether anything was appended.
    pub(crate) fn has_written(&self) -> bool {
        !self.changed.is_empty()
    }

    /// Returns whether something was appended about what a later program wrote about and this one
    /// must not change.
    ///
    /// # Errors
    /// The store's own error.
    pub(crate) fn touches_held(&self) -> Result<bool, StoreError> {
        for entity in &self.touched {
            if view::held::is_held(self.db, *entity)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Appends an entry and folds it into the views.
    ///
    /// # Errors
    /// The store's own error; nothing is kept then, the whole write is undone.
    pub fn append(
        &mut self,
        audience: Audience,
        entity: Uuid,
        actor: ActorNo,
        wall: UtcMs,
        event: &Event,
    ) -> Result<Appended, StoreError> {
        self.append_to(audience.word(), entity, actor, wall, event)
    }

    /// Appends an entry to the newest log of an audience, by its word.
    ///
    /// # Errors
    /// As [`Writer::append`]; [`StoreError::BadEntry`] when there is no such log.
    pub fn append_to(
        &mut self,
        audience: &str,
        entity: Uuid,
        actor: ActorNo,
        wall: UtcMs,
        event: &Event,
    ) -> Result<Appended, StoreError> {
        self.append_on(audience, entity, actor, wall, event, &[])
    }

    /// Appends an entry that builds on others, at most [`MOST_BASE`], to the newest log of an
    /// audience.
    ///
    /// # Errors
    /// As [`Writer::append_to`]; [`StoreError::BadEntry`] when it builds on too many.
    pub fn append_on(
        &mut self,
        audience: &str,
        entity: Uuid,
        actor: ActorNo,
        wall: UtcMs,
        event: &Event,
        base: &[EntryRef],
    ) -> Result<Appended, StoreError> {
        let bad = |why: String| StoreError::BadEntry {
            log: 0,
            seq: 0,
            why,
        };
        let body = event.body().map_err(|error| bad(error.to_string()))?;
        if base.len() > MOST_BASE {
            return Err(bad("it builds on too many".into()));
        }
        let head = self
            .heads
            .iter_mut()
            .rfind(|head| head.audience == audience)
            .ok_or_else(|| bad(format!("there is no log {audience}")))?;
        let hlc = self.latest.next(wall);
        let envelope = Envelope {
            kind: event.kind(),
            kind_version: KIND_VERSION,
            seq: head.seq + 1,
            hlc,
            wall,
            actor,
            entity,
            base: base.to_vec(),
            body_len: u32::try_from(body.len()).map_err(|_| bad("body too long".into()))?,
        };
        let body_hash = Hash::of(&body);
        let hash = envelope.chain(&head.hash, &body_hash);
        insert(self.db, head.lno, &envelope, &body, &body_hash, &hash)?;
        head.seq = envelope.seq;
        head.hash = hash;
        head.hlc = hlc;
        self.latest = hlc;
        if !self.changed.contains(&head.lno) {
            self.changed.push(head.lno);
        }
        if !entity.is_nil() && self.touched.last() != Some(&entity) {
            self.touched.push(entity);
        }
        let at = view::At {
            wall,
            actor,
            seq: envelope.seq,
            hash,
        };
        view::apply(self.db, &at, event)?;
        if let Some(case) = view::shared::case_in(event.kind(), entity) {
            view::shared::refold(self.db, case)?;
        }
        if let Event::SitePlaced(_) = event {
            view::shared::refold_all(self.db, self.db)?;
        }
        Ok(Appended {
            seq: envelope.seq,
            hash,
        })
    }

    /// Makes the site's logs with their first entries.
    pub(crate) fn open_logs(&mut self, birth: &Birth) -> Result<(), StoreError> {
        for audience in Audience::ALL {
            self.open_log(&birth.code, audience.word(), 1, birth.at, &birth.nonce)?;
        }
        let site = Event::from(SiteOpened {
            name: birth.name.clone(),
            code: birth.code.clone(),
            trial: birth.trial,
        });
        let log = Event::from(LogOpened {
            audience: Audience::Pad.word().to_owned(),
        });
        for (audience, event) in [(Audience::Up, site), (Audience::Pad, log)] {
            self.append(audience, Uuid::nil(), ActorNo::SYSTEM, birth.at, &event)?;
        }
        Ok(())
    }

    /// Makes an empty log.
    ///
    /// # Errors
    /// The store's own error, as when the audience has a log of that epoch.
    pub fn open_log(
        &mut self,
        site: &str,
        audience: &str,
        epoch: u32,
        born: UtcMs,
        nonce: &[u8; 16],
    ) -> Result<(), StoreError> {
        let log = LogId::of(site, audience, epoch, born, nonce);
        self.db
            .execute(
                "INSERT INTO logs (log_id, audience, epoch, born_ms, state)
                 VALUES (?1, ?2, ?3, ?4, 'active')",
                (log.0, audience, epoch, born.0),
            )
            .attempt("be made")?;
        self.heads.push(Head {
            lno: self.db.last_insert_rowid(),
            log,
            audience: audience.to_owned(),
            born,
            epoch,
            state: LogState::Active,
            seq: 0,
            hash: Hash::ZERO,
            hlc: Hlc::default(),
        });
        Ok(())
    }

    /// Ends a log and makes a new one for its audience.
    ///
    /// # Errors
    /// The store's own error.
    pub fn begin_after(
        &mut self,
        site: &str,
        old: &Head,
        epoch: u32,
        born: UtcMs,
        nonce: &[u8; 16],
    ) -> Result<(), StoreError> {
        self.set_state(old.lno, LogState::Closed)?;
        self.open_log(site, &old.audience, epoch, born, nonce)
    }

    /// Notes whether a log is still written.
    ///
    /// # Errors
    /// The store's own error.
    pub fn set_state(&mut self, lno: i64, state: LogState) -> Result<(), StoreError> {
        view::run(
            self.db,
            "keep the state of a log",
            "UPDATE logs SET state = ?2 WHERE lno = ?1",
            (lno, state.word()),
        )?;
        for head in self.heads.iter_mut().filter(|head| head.lno == lno) {
            head.state = state;
        }
        Ok(())
    }

    /// Returns the number of the last note to another site; 0 before the first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn last_note(&self) -> Result<i64, StoreError> {
        let sql = "SELECT v FROM meta WHERE k = 'notes'";
        let last: Option<String> =
            view::rows(self.db, "number a note", sql, [], |row| row.get(0))?.pop();
        Ok(last.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// Notes the number of the last note to another site.
    ///
    /// # Errors
    /// The store's own error.
    pub fn set_last_note(&self, no: i64) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO meta (k, v) VALUES ('notes', ?1) ON CONFLICT (k) DO UPDATE SET v = ?1";
        view::run(self.db, "number a note", sql, [no.to_string()]).map(drop)
    }

    /// Writes the heads; returns them when anything was appended.
    pub(crate) fn finish(self) -> Result<Option<Vec<Head>>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached(
                "INSERT INTO heads (lno, seq, hash, hlc) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (lno) DO UPDATE SET seq = ?2, hash = ?3, hlc = ?4",
            )
            .attempt("keep the end of a log")?;
        for head in self
            .heads
            .iter()
            .filter(|head| self.changed.contains(&head.lno))
        {
            statement
                .execute((head.lno, head.seq as i64, head.hash.0, head.hlc.0 as i64))
                .attempt("keep the end of a log")?;
        }
        drop(statement);
        Ok((!self.changed.is_empty()).then_some(self.heads))
    }
}

fn insert(
    db: &Connection,
    lno: i64,
    envelope: &Envelope,
    body: &[u8],
    body_hash: &Hash,
    hash: &Hash,
) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "INSERT INTO entries ({COLUMNS}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)"
    ))
    .and_then(|mut statement| {
        let hashes = (body_hash, hash);
        ledger::put(&mut statement, lno, (envelope, Some(body)), hashes)
    })
    .attempt("append an entry")
}
