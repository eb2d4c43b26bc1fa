//! A site's logs: begun, ended, and begun anew.

use uuid::Uuid;

use crate::domain::entry::ActorNo;
use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::domain::event::LogOpened;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::Writer;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::ledger::Head;
use crate::store::ledger::LogState;
use crate::store::view;

impl Writer<'_> {
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

    /// Ends logs and makes a new one for the audience of each.
    ///
    /// # Errors
    /// The store's own error.
    pub fn begin_epoch(
        &mut self,
        site: &str,
        ended: &[Head],
        epoch: u32,
        born: UtcMs,
        nonce: &[u8; 16],
    ) -> Result<(), StoreError> {
        for old in ended {
            self.set_state(old.lno, LogState::Closed)?;
            self.open_log(site, &old.audience, epoch, born, nonce)?;
        }
        Ok(())
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
        if self.heads.iter().any(|head| head.audience == audience) {
            return Ok(audience);
        }
        let up = self
            .heads
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
