//! What another site acknowledges of this one's logs, and what it once acknowledged and does no more.

use crate::store::far;
use crate::store::far::Ack;
use crate::store::far::Evidence;
use crate::store::far::KeptAck;
use crate::store::far::Signed;
use crate::store::ledger;
use crate::store::view::sites;
use crate::store::view::sites::Peer;
use crate::sync::error::SyncError;
use crate::sync::exchange::Site;
use crate::sync::lost;
use crate::sync::note::Mark;
use crate::sync::notes::Heard;
use crate::sync::outward;

/// Keeps what a site acknowledges. Where a later note says less of a log than an earlier one, both
/// notes are kept for good: the site may honestly have been put back from a backup, and what it says
/// now counts, but what it said before stays provable.
///
/// # Errors
/// The store's own error.
pub(crate) fn keep(
    site: &mut Site<'_>,
    peer: &Peer,
    heads: &[Mark],
    by: &Signed<'_>,
) -> Result<Option<Heard>, SyncError> {
    let own = ledger::heads(site.store.db())?;
    let ours = |mark: &&Mark| {
        own.iter()
            .any(|h| h.log == mark.log.0 && outward::is_for(&h.audience, peer))
    };
    let kept = far::kept_acks_of(site.store.db(), by.org)?;
    site.store.write(|writer| {
        let mut less = 0;
        let me = sites::own(writer.db())?.ok_or(SyncError::NotPlaced)?.org;
        let rooms = far::logs(writer.db(), me)?;
        for mark in heads {
            let known = own.iter().any(|head| head.log == mark.log.0);
            let expected = rooms.iter().any(|log| log.log == mark.log.0);
            match known {
                true if !ours(&mark) => continue,
                true => {}
                false if expected => {}
                false if mark.seq > 0 && lost::expect(writer.db(), me, peer, mark)? => {}
                false => continue,
            }
            if let Some(before) = more(&kept, mark, by)
                && withdrawn(writer.db(), before, mark, by)?
            {
                less = before.seq.saturating_sub(mark.seq).saturating_add(less);
            }
            let (log, seq, hash) = (mark.log.0, mark.seq, mark.hash);
            far::acknowledge(writer.db(), &Ack { log, seq, hash }, by)?;
        }
        let no = by.no;
        Ok((less > 0).then_some(Heard::SaysLess { no, entries: less }))
    })
}

/// Returns the earlier word of the same site on a log that says most, if it says more than this one.
fn more<'k>(kept: &'k [KeptAck], mark: &Mark, by: &Signed<'_>) -> Option<&'k KeptAck> {
    let same = kept.iter().filter(|ack| {
        (ack.org, ack.log) == (by.org, mark.log.0) && ack.no < by.no && ack.seq > mark.seq
    });
    same.max_by_key(|ack| ack.seq)
}

/// Keeps both notes; returns whether the earlier one is new among the evidence.
fn withdrawn(
    db: &rusqlite::Connection,
    before: &KeptAck,
    mark: &Mark,
    by: &Signed<'_>,
) -> Result<bool, SyncError> {
    let found = |seq, theirs, raw| Evidence {
        org: by.org,
        log: before.log,
        seq,
        why: "withdrawn",
        mine: None,
        theirs: Some(theirs),
        raw,
    };
    let new = far::convict(db, &found(before.seq, before.hash, &before.note), by.at)?;
    if new {
        far::convict(db, &found(mark.seq, mark.hash, by.note), by.at)?;
    }
    Ok(new)
}
