//! Once an hour each log of the site notes where the others stand: who rewrites one of them must
//! rewrite them all.

use uuid::Uuid;

use crate::domain::entry::ActorNo;
use crate::domain::event::Event;
use crate::domain::event::LogAnchored;
use crate::domain::site::LogName;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::Writer;
use crate::store::error::StoreError;
use crate::store::ledger::Head;
use crate::store::ledger::LogState;
use crate::store::view::anchors;

/// How old an anchor grows before the next, milliseconds.
const HOUR: u64 = 3_600_000;

/// Returns the audience of the log that notes where a log stands.
pub fn keeper_of(audience: &str) -> &'static str {
    match audience == Audience::Up.word() {
        true => Audience::Pad.word(),
        false => Audience::Up.word(),
    }
}

impl Writer<'_> {
    /// Notes in each log where those stand that went on since they were last noted, an hour ago or
    /// longer; only in a write that appends something else, so that an idle hall writes nothing.
    ///
    /// # Errors
    /// The store's own error.
    pub fn cross_anchor(&mut self, now: UtcMs) -> Result<(), StoreError> {
        if !self.has_written() {
            return Ok(());
        }
        let last = anchors::last(self.db())?;
        let is_due = |head: &Head| {
            let before = last.iter().find(|anchor| anchor.audience == head.audience);
            let (at, went_on) = match before {
                Some(anchor) => (anchor.at, (anchor.log, anchor.seq) != (head.log, head.seq)),
                // The entries a log begins with need no other's word: its name is made of them.
                None => (head.born, head.seq > 1),
            };
            head.state == LogState::Active && went_on && now.0.abs_diff(at.0) >= HOUR
        };
        let mut due: Vec<Head> = self.heads().iter().filter(|h| is_due(h)).cloned().collect();
        // The pads' log comes last: the entry that notes it is the day's head, and stands for all.
        due.sort_by_key(|head| head.audience == Audience::Pad.word());
        for head in due {
            let anchored = Event::from(LogAnchored {
                log: LogName(head.log),
                audience: head.audience.clone(),
                seq: head.seq,
                hash: head.hash.to_string(),
            });
            let keeper = keeper_of(&head.audience);
            self.append_to(keeper, Uuid::nil(), ActorNo::SYSTEM, now, &anchored)?;
        }
        Ok(())
    }
}
