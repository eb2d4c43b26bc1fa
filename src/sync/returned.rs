//! What was lost and comes back: a store that was put back from a backup, or copied.
//!
//! The parent keeps a child's log as it received it. A child that has less asks for the rest; a
//! child that has other entries under the same numbers asks from the last common one on, and tells
//! its own again, byte for byte, in its new log. Nothing is thrown away on either side.

use std::collections::BTreeMap;

use crate::domain::entry::ActorNo;
use crate::domain::entry::Entry;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::event::EntryRehomed;
use crate::domain::event::Event;
use crate::domain::site::LogCard;
use crate::domain::site::LogName;
use crate::store::Store;
use crate::store::far;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::view;
use crate::store::view::sites::Peer;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::Label;
use crate::sync::error::SyncError;
use crate::sync::exchange::Site;
use crate::sync::exchange::claims;
use crate::sync::exchange::claims_of;
use crate::sync::exchange::own_hash;
use crate::sync::identity::Identity;
use crate::sync::inward;
use crate::sync::inward::Inbox;
use crate::sync::note::Mark;
use crate::sync::outward;
use crate::sync::outward::Sent;
use crate::sync::outward::Stopped;
use crate::sync::segment;

/// A [`ladder`] has no more marks of a log, as each step down it is twice as long as the one before.
const MOST_MARKS: usize = 64;

/// What came back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Back {
    /// Entries that were not here.
    pub(crate) returned: u64,
    /// Entries told again in the new log.
    pub(crate) rehomed: u64,
}

/// Returns entries of a log of this site's, the last first, ever further apart: one of them is the
/// last that both sides have, or close behind it.
pub(crate) fn ladder(store: &Store, lno: i64, last: u64) -> Result<Vec<Mark>, SyncError> {
    let head = ledger::heads(store.db())?
        .into_iter()
        .find(|h| h.lno == lno);
    let Some(head) = head else {
        return Ok(Vec::new());
    };
    let mut marks = Vec::new();
    let (mut seq, mut step) = (last.min(head.seq), 1);
    while seq > 0 {
        if let Some(hash) = own_hash(store, lno, seq)? {
            let log = LogName(head.log);
            marks.push(Mark { log, seq, hash });
        }
        seq = seq.saturating_sub(step);
        step *= 2;
    }
    Ok(marks)
}

/// Lays a site's own logs out for it, each once, from behind the first of its marks that is known here.
///
/// # Errors
/// [`Stopped`].
pub(crate) fn give_back(
    site: &mut Site<'_>,
    me: &Identity,
    peer: &Peer,
    ladder: &[Mark],
    carrier: &mut dyn Carrier,
) -> Result<Sent, Stopped> {
    let mut wanted: BTreeMap<LogId, Vec<&Mark>> = BTreeMap::new();
    for mark in ladder {
        let marks = wanted.entry(mark.log.0).or_default();
        if marks.len() < MOST_MARKS {
            marks.push(mark);
        }
    }
    let mut rests = Vec::new();
    for log in far::logs(site.store.db(), peer.card.org)? {
        let Some(marks) = wanted.get(&log.log) else {
            continue;
        };
        let common = last_common(site.store, &log, marks)?;
        if common.0 < log.seq {
            rests.push((log, common));
        }
    }
    outward::give_back(site.store, me, peer, &rests, carrier, site.around.dice)
}

/// Returns the first of the marks that names an entry which is here; the beginning where none does.
fn last_common(store: &Store, log: &FarLog, marks: &[&Mark]) -> Result<(u64, Hash), SyncError> {
    for mark in marks {
        let known = match mark.seq == log.seq {
            true => Some(log.hash),
            false => far::hash_at(store.db(), log.fno, mark.seq)?,
        };
        if known == Some(mark.hash) {
            return Ok((mark.seq, mark.hash));
        }
    }
    Ok((0, Hash::ZERO))
}

/// Makes room for logs of this site's own that come back on a route: behind the last entry that is
/// known to be the same on both sides, as a whole segment shows.
///
/// # Errors
/// [`Stopped`].
pub(crate) fn make_room(
    store: &mut Store,
    me: &Identity,
    (peer, inbox): (&Peer, &Inbox<'_>),
    carrier: &mut dyn Carrier,
    labels: &[Label],
) -> Result<(), Stopped> {
    let Some(key) = peer.card.signing() else {
        return Ok(());
    };
    let own = me.own.org;
    for (head, _, _, _) in claims_of(store, peer)? {
        let rooms = far::logs(store.db(), own)?;
        let room = rooms.into_iter().find(|room| room.log == head.log);
        let Some(common) = common(store, inbox, &head, carrier, labels, room.as_ref())? else {
            continue;
        };
        let card = LogCard {
            log: LogName(head.log),
            audience: head.audience.clone(),
            epoch: head.epoch,
            key,
        };
        match room {
            None => store.write(|writer| far::await_return(writer.db(), own, &card, common))?,
            Some(room) => fill(store, inbox, &head, &room, common.0)?,
        }
    }
    Ok(())
}

/// Returns the last entry of this site's before a segment that brings one of its logs back: the
/// segment follows from it, so that both sides have everything up to it. `None` where there is no such
/// segment, or a room it fits into.
fn common(
    store: &Store,
    inbox: &Inbox<'_>,
    head: &Head,
    carrier: &mut dyn Carrier,
    labels: &[Label],
    room: Option<&FarLog>,
) -> Result<Option<(u64, Hash)>, Stopped> {
    let mut coming: Vec<(u64, &Label)> = labels
        .iter()
        .filter(|label| inward::is_ours(inbox, label))
        .filter_map(|label| match label {
            Label::Segment { log, from, .. } if *log == head.log => Some((*from, label)),
            _ => None,
        })
        .filter(|(from, _)| *from <= head.seq + 1)
        .collect();
    let fits = |room: &FarLog| coming.iter().any(|(from, _)| *from <= room.seq + 1);
    if room.is_some_and(|room| room.returned || (room.seq > room.base && fits(room))) {
        return Ok(None);
    }
    coming.sort_unstable_by_key(|(from, _)| std::cmp::Reverse(*from));
    for (from, label) in coming {
        let Some(bytes) = carrier.get(inbox.route, label)? else {
            continue;
        };
        // Damage is told where the segment is read for what is in it.
        let Ok((manifest, _)) = inward::open(inbox, head.log, label, &bytes) else {
            continue;
        };
        if own_hash(store, head.lno, from - 1)? == Some(manifest.prev) {
            return Ok(Some((from - 1, manifest.prev)));
        }
    }
    Ok(None)
}

/// Brings a room that was made for an earlier return up to an entry that both sides have, from this
/// site's own log: what comes now begins behind it.
fn fill(
    store: &mut Store,
    inbox: &Inbox<'_>,
    head: &Head,
    room: &FarLog,
    to: u64,
) -> Result<(), SyncError> {
    if own_hash(store, head.lno, room.seq)? != Some(room.hash) {
        return Ok(());
    }
    let mut from = room.seq + 1;
    while from <= to {
        let limits = (segment::MOST_ENTRIES, segment::MOST_BYTES);
        let mut run = ledger::run_of(store.db(), head.lno, from, limits)?;
        run.retain(|entry| entry.envelope.seq <= to);
        let Some(last) = run.last() else { break };
        from = last.envelope.seq + 1;
        store.write(|writer| far::keep(writer.db(), room.fno, &run, inbox.now))?;
    }
    Ok(())
}

/// Puts what came back whole in its place: tells this site's own other entries again, and folds the
/// views from everything.
///
/// # Errors
/// The store's own error.
pub(crate) fn settle(site: &mut Site<'_>, me: &Identity) -> Result<Back, SyncError> {
    let mut back = Back::default();
    for (head, _, ack, _) in claims(site.store)? {
        let own = far::logs(site.store.db(), me.own.org)?;
        let Some(log) = own.iter().find(|log| log.log == head.log && !log.returned) else {
            continue;
        };
        if log.seq < ack.seq {
            continue;
        }
        let now = site.around.now;
        let other = different(site.store, head.lno, log.fno, log.base, head.seq)?;
        site.store.write(|writer| {
            for entry in &other {
                let event = Event::from(EntryRehomed::of(head.log, entry));
                // For the same readers as before, and for no others.
                let entity = entry.envelope.entity;
                writer.append_to(&head.audience, entity, ActorNo::SYSTEM, now, &event)?;
            }
            far::set_returned(writer.db(), log.fno)?;
            view::refold(writer.db())
        })?;
        back.returned += log.seq - log.base;
        back.rehomed += other.len() as u64;
    }
    Ok(back)
}

/// Returns this store's entries behind a number that the other side knows otherwise or not at all.
fn different(
    store: &Store,
    lno: i64,
    fno: i64,
    base: u64,
    last: u64,
) -> Result<Vec<Entry>, SyncError> {
    let mut other = Vec::new();
    let mut from = base + 1;
    while from <= last {
        let limits = (segment::MOST_ENTRIES, segment::MOST_BYTES);
        let run = ledger::run_of(store.db(), lno, from, limits)?;
        let Some(end) = run.last() else { break };
        from = end.envelope.seq + 1;
        for entry in run {
            if far::hash_at(store.db(), fno, entry.envelope.seq)? != Some(entry.hash) {
                other.push(entry);
            }
        }
    }
    Ok(other)
}
