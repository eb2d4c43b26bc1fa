//! Logs of this site's own that it knows nothing of, or not all: begun after the backup it was put back
//! from, or by another machine that goes on from a copy. Whoever read them knows of them, and gives
//! them back.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::domain::site::LogCard;
use crate::domain::site::LogName;
use crate::domain::site::Org;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::far;
use crate::store::far::Ack;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::ledger::LogState;
use crate::store::view;
use crate::store::view::sites;
use crate::store::view::sites::Peer;
use crate::sync::error::SyncError;
use crate::sync::note::Mark;
use crate::sync::outward;

/// How far each of them is here.
pub(crate) type Lengths = BTreeMap<LogId, u64>;

/// Makes room for a log that another site acknowledges and this one does not know. What it is shows
/// when its first entry is here.
///
/// # Errors
/// The store's own error.
pub(crate) fn expect(
    db: &Connection,
    own: Org,
    peer: &Peer,
    mark: &Mark,
) -> Result<(), StoreError> {
    let Some(key) = peer.card.signing() else {
        return Ok(());
    };
    let card = LogCard {
        log: mark.log,
        audience: String::new(),
        epoch: 0,
        key,
    };
    far::await_return(db, own, &card, (0, Hash::ZERO))
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

/// Returns how far they are here now.
///
/// # Errors
/// The store's own error.
pub(crate) fn lengths(store: &Store, own: Org) -> Result<Lengths, StoreError> {
    Ok(all(store, own)?.iter().map(|l| (l.log, l.seq)).collect())
}

/// Returns where each of them ends here that a site has more of, by its last word: what that does not
/// name the site knows no more.
///
/// # Errors
/// The store's own error.
pub(crate) fn wanted(store: &Store, own: Org, peer: &Peer) -> Result<Vec<Mark>, SyncError> {
    let mut acks = far::kept_acks(store.db())?;
    acks.retain(|ack| (ack.org, Some(ack.signer)) == (peer.card.org, peer.card.signing()));
    let last = acks.iter().map(|ack| ack.no).max();
    acks.retain(|ack| Some(ack.no) == last);
    let more = |log: &FarLog| acks.iter().any(|a| a.log == log.log && a.seq > log.seq);
    let logs = all(store, own)?.into_iter().filter(more);
    Ok(logs
        .map(|log| Mark {
            log: LogName(log.log),
            seq: log.seq,
            hash: log.hash,
        })
        .collect())
}

/// Puts those in their place that came whole, or further than before; returns how many entries came.
///
/// # Errors
/// The store's own error.
pub(crate) fn settle(
    store: &mut Store,
    own: Org,
    peers: &[Peer],
    before: &Lengths,
) -> Result<u64, SyncError> {
    let mut came = 0;
    for log in all(store, own)? {
        let had = before.get(&log.log).copied().unwrap_or(0);
        let known = match log.returned {
            true => Some((log.audience.clone(), None)),
            false => beginning(store, &log)?.map(|(audience, epoch)| (audience, Some(epoch))),
        };
        let Some((audience, epoch)) = known else {
            continue;
        };
        let mut whole = false;
        for peer in peers.iter().filter(|p| outward::is_for(&audience, p)) {
            let acks = far::acks(store.db(), peer.card.org, peer.card.signing())?;
            let ack = |ack: &Ack| ack.log == log.log && log.seq >= ack.seq;
            whole |= acks.iter().any(ack);
        }
        if !whole || (log.returned && log.seq <= had) {
            continue;
        }
        store.write(|writer| {
            if let Some(epoch) = epoch {
                far::set_found(writer.db(), log.fno, &audience, epoch)?;
            }
            view::refold(writer.db())
        })?;
        came += log.seq - if log.returned { had } else { 0 };
    }
    Ok(came)
}

/// Returns whether a log that is written here had ended, and another began behind it: this store is
/// from before that, or another machine goes on from a copy. Then it must begin anew.
///
/// # Errors
/// The store's own error.
pub(crate) fn is_passed(store: &Store) -> Result<bool, SyncError> {
    let Some(own) = sites::own(store.db())? else {
        return Ok(false);
    };
    let mut heads = ledger::heads(store.db())?;
    heads.retain(|head| head.state == LogState::Active);
    for log in all(store, own.org)? {
        if let Some(Event::SiteRenewed(e)) = first(store, &log)?
            && e.after
                .is_some_and(|end| heads.iter().any(|head| head.log == end.log.0))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn first(store: &Store, log: &FarLog) -> Result<Option<Event>, SyncError> {
    let run = ledger::far_run_of(store.db(), log.fno, 1, (1, usize::MAX))?;
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
    Ok(match first(store, log)? {
        Some(Event::SiteRenewed(e)) => e.after.map(|end| (end.audience, e.epoch.min(before))),
        Some(Event::LogOpened(e)) => Some((e.audience, before)),
        _ => None,
    })
}

fn closed_epoch(store: &Store) -> Result<u32, StoreError> {
    let heads = ledger::heads(store.db())?;
    let closed = heads.iter().filter(|head| head.state != LogState::Active);
    Ok(closed.map(|head| head.epoch).max().unwrap_or(1))
}
