//! Logs of this site's own that it knows nothing of, or not all: begun after the backup it was put back
//! from, or by another machine that goes on from a copy. Whoever read them knows of them, and gives
//! them back.

use rusqlite::Connection;

use crate::domain::entry::Hash;
use crate::domain::event::Event;
use crate::domain::site::LogCard;
use crate::domain::site::LogName;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::site::goes_down;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::far;
use crate::store::far::Ack;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::ledger::LogState;
use crate::store::view;
use crate::store::view::sites;
use crate::store::view::sites::Peer;
use crate::sync::carrier::NoteKind;
use crate::sync::error::SyncError;
use crate::sync::note::Mark;
use crate::sync::outward;

/// So many logs that are not known here are waited for at once: an untrue note fills no disk.
const MOST: usize = 64;
/// No site begins anew so often: a count beyond is untrue, and would leave no room for the next.
const MOST_EPOCHS: u32 = 1 << 20;

/// Makes room for a log that the parent acknowledges and this site does not know; returns whether it
/// did. What it is shows when its first entry is here.
///
/// # Errors
/// The store's own error.
pub(crate) fn expect(
    db: &Connection,
    own: Org,
    peer: &Peer,
    mark: &Mark,
) -> Result<bool, StoreError> {
    let waiting = far::logs(db, own)?.into_iter().filter(|log| !log.returned);
    // A site's parent has all it sends up. What a child says it had may be its own invention.
    let parent = (peer.relation == Relation::Parent).then_some(peer.card.signing());
    let Some(key) = parent.flatten().filter(|_| waiting.count() < MOST) else {
        return Ok(false);
    };
    let card = LogCard {
        log: mark.log,
        audience: String::new(),
        epoch: 0,
        key,
    };
    far::await_return(db, own, &card, (0, Hash::ZERO))?;
    Ok(true)
}

/// Returns the logs of this site that it did not write and that it has or waits for, and those of its
/// own that came back: another machine may go on with any of them.
///
/// # Errors
/// The store's own error.
pub(crate) fn all(store: &Store, own: Org) -> Result<Vec<FarLog>, StoreError> {
    let heads = ledger::heads(store.db())?;
    let mut logs = far::logs(store.db(), own)?;
    logs.retain(|log| log.returned || !heads.iter().any(|head| head.log == log.log));
    Ok(logs)
}

/// Returns where each of them ends here that a site has more of, by its last word: what that does not
/// name the site knows no more.
///
/// # Errors
/// The store's own error.
pub(crate) fn wanted(store: &Store, own: Org, peer: &Peer) -> Result<Vec<Mark>, SyncError> {
    let logs = all(store, own)?;
    if logs.is_empty() {
        return Ok(Vec::new());
    }
    let mut acks = far::kept_acks_of(store.db(), peer.card.org)?;
    let Some(signer) = peer.card.signing() else {
        return Ok(Vec::new());
    };
    let kind = NoteKind::Ack.word();
    let last = far::last_note(store.db(), peer.card.org, kind, signer)?;
    acks.retain(|ack| (ack.signer, ack.no) == (signer, last));
    let more = |log: &FarLog| {
        is_from(log, peer) && acks.iter().any(|a| a.log == log.log && a.seq > log.seq)
    };
    Ok(logs
        .into_iter()
        .filter(more)
        .map(|log| Mark {
            log: LogName(log.log),
            seq: log.seq,
            hash: log.hash,
        })
        .collect())
}

/// Returns whether a log of this site's own may come back from a peer: it was written for it. Of one
/// whose readers are not known yet, only the parent can be one.
pub(crate) fn is_from(log: &FarLog, peer: &Peer) -> bool {
    match log.audience.as_str() {
        "" => peer.relation == Relation::Parent,
        audience => outward::is_for(audience, peer),
    }
}

/// Puts those in their place that came whole, or further than they are folded; returns how many
/// entries came.
///
/// # Errors
/// The store's own error.
pub(crate) fn settle(store: &mut Store, own: Org, peers: &[Peer]) -> Result<u64, SyncError> {
    let mut came = 0;
    let mut found = Vec::new();
    for log in all(store, own)? {
        let had = far::folded(store.db(), log.fno)?;
        let known = match log.returned {
            true => Some((log.audience.clone(), None)),
            false => beginning(store, &log)?.map(|(audience, epoch)| (audience, Some(epoch))),
        };
        let Some((audience, epoch)) = known.filter(|_| log.seq > had) else {
            continue;
        };
        let mut whole = false;
        for peer in peers.iter().filter(|p| outward::is_for(&audience, p)) {
            let acks = far::acks(store.db(), peer.card.org, peer.card.signing())?;
            let ack = |ack: &Ack| ack.log == log.log && log.seq >= ack.seq;
            whole |= acks.iter().any(ack);
        }
        if whole {
            came += log.seq - had.max(log.base);
            found.push((log.fno, epoch.map(|epoch| (audience, epoch))));
        }
    }
    if found.is_empty() {
        return Ok(0);
    }
    store.write(|writer| {
        for (fno, new) in &found {
            match new {
                Some((audience, epoch)) => far::set_found(writer.db(), *fno, audience, *epoch)?,
                None => far::set_returned(writer.db(), *fno)?,
            }
        }
        view::refold(writer.db())
    })?;
    Ok(came)
}

/// Returns the logs that are written here and had ended, with another begun behind them: this store is
/// from before that, or another machine goes on from a copy. Then they must begin anew.
///
/// # Errors
/// The store's own error.
pub(crate) fn passed(store: &Store) -> Result<Vec<Head>, SyncError> {
    let Some(own) = sites::own(store.db())? else {
        return Ok(Vec::new());
    };
    let mut heads = ledger::heads(store.db())?;
    heads.retain(|head| head.state == LogState::Active);
    let mut found = Vec::new();
    for log in all(store, own.org)?.iter().filter(|log| log.returned) {
        let Some(Event::SiteRenewed(e)) = first(store.db(), log)? else {
            continue;
        };
        let ended = |head: &&Head| {
            head.audience == log.audience
                && e.after.as_ref().is_some_and(|end| end.log.0 == head.log)
        };
        found.extend(heads.iter().find(ended).cloned());
    }
    Ok(found)
}

/// Returns the highest count of beginnings anew in what came back from the parent: new logs must have a
/// higher one, as printed numbers bear its mark. A child has only the log down to it, and its word
/// changes no number.
///
/// # Errors
/// The store's own error.
pub(crate) fn last_epoch(db: &Connection, own: Org) -> Result<u32, SyncError> {
    let mut last = 0;
    let mut logs = far::logs(db, own)?;
    logs.retain(|log| !goes_down(&log.audience));
    for log in logs {
        if let Some(Event::SiteRenewed(e)) = first(db, &log)?
            && e.epoch <= MOST_EPOCHS
        {
            last = last.max(e.epoch);
        }
    }
    Ok(last)
}

fn first(db: &Connection, log: &FarLog) -> Result<Option<Event>, SyncError> {
    let run = ledger::far_run_of(db, log.fno, 1, (1, usize::MAX))?;
    let first = run.first().filter(|entry| entry.envelope.seq == 1);
    Ok(first.and_then(|entry| {
        let body = entry.body.as_deref().unwrap_or_default();
        Event::decode(entry.envelope.kind, body).ok().flatten()
    }))
}

/// Reads from the first entry of a log for whom it is and after how many beginnings anew it began: it
/// is from before what was begun anew since, whatever its own count.
fn beginning(store: &Store, log: &FarLog) -> Result<Option<(String, u32)>, SyncError> {
    let before = closed_epoch(store)?;
    Ok(match first(store.db(), log)? {
        Some(Event::SiteRenewed(e)) => e.after.map(|end| (end.audience, e.epoch.min(before))),
        Some(Event::LogOpened(e)) => Some((e.audience, before)),
        _ => None,
    })
}

fn closed_epoch(store: &Store) -> Result<u32, StoreError> {
    let heads = ledger::heads(store.db())?;
    let closed = heads
        .iter()
        .filter(|head| head.state != LogState::Active && !goes_down(&head.audience));
    Ok(closed.map(|head| head.epoch).max().unwrap_or(1))
}
