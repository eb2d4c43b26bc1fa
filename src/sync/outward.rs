//! What goes out: a site's own entries that the other has not acknowledged, and its notes.
//!
//! Everything above the last acknowledgement is offered on every carrier, night after night. What
//! lies there already under the same label, and is whole, is not written again.

use std::collections::BTreeSet;

use crate::domain::entry::Entry;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::domain::site::Relation;
use crate::store::Store;
use crate::store::far;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::ledger::LogState;
use crate::store::view::sites;
use crate::store::view::sites::Peer;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::KeyPair;
use crate::sync::carrier::Label;
use crate::sync::carrier::NoteKind;
use crate::sync::carrier::Route;
use crate::sync::dice::Dice;
use crate::sync::error::SyncError;
use crate::sync::identity::Identity;
use crate::sync::note;
use crate::sync::note::Note;
use crate::sync::segment;
use crate::sync::segment::Fault;

/// What was laid out for one site on one carrier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Entries in segments that were written now.
    pub entries: u64,
    /// Segments written now.
    pub segments: u64,
    /// Bytes written now.
    pub bytes: u64,
    /// Those of the segments written now that lay there damaged.
    pub again: u64,
    /// Entries that lie there and are not acknowledged yet, those written now included.
    pub waiting: u64,
}

impl Sent {
    /// Adds what was written besides.
    pub(crate) fn add(&mut self, other: Sent) {
        self.entries += other.entries;
        self.segments += other.segments;
        self.bytes += other.bytes;
        self.again += other.again;
    }
}

/// Why a site gets nothing whose card was taken by a program that did not look at the key to seal to.
pub const UNSEALABLE: &str = "nothing can be sealed to the key on its card";

/// Why the work on one carrier ended.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The carrier failed; the next night offers everything again.
    #[error(transparent)]
    Carrier(#[from] CarrierError),
    /// Nothing can be sealed for the other site; what is for others goes on.
    #[error("{UNSEALABLE}")]
    Unsealable,
    /// This site's own trouble.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

impl From<crate::store::StoreError> for Stopped {
    fn from(error: crate::store::StoreError) -> Stopped {
        Stopped::Sync(error.into())
    }
}

/// Returns whether a log of this site is for another.
pub fn is_for(audience: &str, peer: &Peer) -> bool {
    match peer.relation {
        Relation::Parent => audience == "up" || audience.starts_with("up/"),
        Relation::Child => audience == down(peer.card.org),
    }
}

/// Returns the audience of the log that goes down to a child.
pub fn down(child: Org) -> String {
    format!("down:{child}")
}

/// Returns how far each log that this site wrote for a peer is acknowledged: number and log. A log that
/// came back ends where it ended then: what is behind its last common entry here was told again. Logs
/// it did not write and got back ([`crate::sync::lost`]) are not offered again.
///
/// # Errors
/// The store's own error.
pub fn unsent(store: &Store, peer: &Peer) -> Result<Vec<(Head, u64)>, SyncError> {
    let acks = far::acks(store.db(), peer.card.org, peer.card.signing())?;
    let back = back(store)?;
    let mut found = Vec::new();
    for mut head in ledger::heads(store.db())? {
        let back = back.iter().find(|log| log.log == head.log);
        let told_again = back.is_none() && head.state == LogState::Forked;
        if !is_for(&head.audience, peer) || told_again {
            continue;
        }
        if let Some(back) = back {
            (head.seq, head.hash) = (back.seq, back.hash);
        }
        let acked = acks.iter().find(|ack| ack.log == head.log);
        let acked = acked.map_or(0, |ack| ack.seq).min(head.seq);
        if head.seq > acked {
            found.push((head, acked));
        }
    }
    Ok(found)
}

/// Returns this site's own logs that came back whole.
fn back(store: &Store) -> Result<Vec<FarLog>, SyncError> {
    let Some(own) = sites::own(store.db())? else {
        return Ok(Vec::new());
    };
    let mut logs = far::logs(store.db(), own.org)?;
    logs.retain(|log| log.returned);
    Ok(logs)
}

/// Returns entries of one of this site's own logs from a number on, up to a segment's fill: as they
/// were written here, and behind the last common entry as they came back.
///
/// # Errors
/// The store's own error.
pub fn run_of(store: &Store, head: &Head, from: u64) -> Result<Vec<Entry>, SyncError> {
    let limits = (segment::MOST_ENTRIES, segment::MOST_BYTES);
    let back = back(store)?.into_iter().find(|log| log.log == head.log);
    let mut run = match &back {
        Some(back) if from > back.base => ledger::far_run_of(store.db(), back.fno, from, limits)?,
        _ => ledger::run_of(store.db(), head.lno, from, limits)?,
    };
    // Other posts go on writing: what came after the head was read goes out next time.
    let last = match &back {
        Some(back) if from <= back.base => back.base,
        _ => head.seq,
    };
    run.retain(|entry| entry.envelope.seq <= last);
    Ok(run)
}

/// Returns whether the key one seals to a peer with was revoked: nothing goes to whoever has it.
fn is_shut(store: &Store, peer: &Peer) -> Result<bool, SyncError> {
    let (org, key) = (peer.card.org, peer.card.sealing);
    let revoked = sites::revoked(store.db())?;
    Ok(revoked.iter().any(|r| (r.org, r.key) == (org, key)))
}

/// Lays out what a peer has not acknowledged; nothing while its key is revoked.
///
/// # Errors
/// [`Stopped`].
pub fn offer(
    store: &Store,
    me: &Identity,
    peer: &Peer,
    carrier: &mut dyn Carrier,
    dice: &mut Dice,
) -> Result<Sent, Stopped> {
    if is_shut(store, peer)? {
        return Ok(Sent::default());
    }
    let route = Route {
        from: me.own.org,
        to: peer.card.org,
    };
    let there: BTreeSet<Label> = carrier.list(route)?.into_iter().collect();
    let mut out = Outbox {
        me,
        to: peer.card.sealing,
        route,
        there,
        carrier,
        dice,
        sent: Sent::default(),
    };
    for (head, acked) in unsent(store, peer)? {
        let mut prev = match acked {
            0 => Hash::ZERO,
            seq => run_of(store, &head, seq)?
                .first()
                .map_or(Hash::ZERO, |entry| entry.hash),
        };
        let mut from = acked + 1;
        while from <= head.seq {
            let run = run_of(store, &head, from)?;
            let Some(last) = run.last() else { break };
            let (next, end) = (last.envelope.seq + 1, last.hash);
            out.segment(head.log, prev, &run)?;
            (from, prev) = (next, end);
        }
    }
    Ok(out.sent)
}

/// Lays a site's own logs out for it again, each from behind an entry on: its store was put back or
/// copied.
///
/// # Errors
/// [`Stopped`].
pub fn give_back(
    store: &Store,
    me: &Identity,
    peer: &Peer,
    rests: &[(FarLog, (u64, Hash))],
    carrier: &mut dyn Carrier,
    dice: &mut Dice,
) -> Result<Sent, Stopped> {
    if rests.is_empty() || is_shut(store, peer)? {
        return Ok(Sent::default());
    }
    let route = Route {
        from: me.own.org,
        to: peer.card.org,
    };
    let there = carrier.list(route)?.into_iter().collect();
    let mut out = Outbox {
        me,
        to: peer.card.sealing,
        route,
        there,
        carrier,
        dice,
        sent: Sent::default(),
    };
    for (log, (last, hash)) in rests {
        let (mut from, mut prev) = (last + 1, *hash);
        loop {
            let limits = (segment::MOST_ENTRIES, segment::MOST_BYTES);
            let run = ledger::far_run_of(store.db(), log.fno, from, limits)?;
            let Some(last) = run.last() else { break };
            let (next, end) = (last.envelope.seq + 1, last.hash);
            out.segment(log.log, prev, &run)?;
            (from, prev) = (next, end);
        }
    }
    Ok(out.sent)
}

struct Outbox<'a> {
    me: &'a Identity,
    to: PublicKey,
    route: Route,
    there: BTreeSet<Label>,
    carrier: &'a mut dyn Carrier,
    dice: &'a mut Dice,
    sent: Sent,
}

impl Outbox<'_> {
    fn segment(&mut self, log: LogId, prev: Hash, run: &[Entry]) -> Result<(), Stopped> {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            return Ok(());
        };
        self.sent.waiting += run.len() as u64;
        let label = Label::Segment {
            log,
            from: first.envelope.seq,
            to: last.envelope.seq,
            end: last.hash,
            keys: KeyPair {
                by: PublicKey(self.me.signing.verifying_key().to_bytes()).short(),
                to: self.to.short(),
            },
        };
        if self.there.contains(&label) {
            if self.carrier.is_whole(self.route, &label)? {
                return Ok(());
            }
            self.sent.again += 1;
        }
        let draft = segment::Draft {
            org: self.me.own.org,
            log,
            prev,
            entries: run,
        };
        let bytes =
            segment::make(&draft, &self.me.signing, &[self.to], self.dice).map_err(|fault| {
                match fault {
                    Fault::Sealed => Stopped::Unsealable,
                    fault => SyncError::from(fault).into(),
                }
            })?;
        self.carrier.put(self.route, &label, &bytes)?;
        self.sent.entries += run.len() as u64;
        self.sent.segments += 1;
        self.sent.bytes += bytes.len() as u64;
        Ok(())
    }
}

/// So many of the newest notes of a kind are tried, as some may be damaged.
pub(crate) const TRIED: usize = 5;

/// Returns the newest note of a kind that lies whole on a route under a key.
///
/// # Errors
/// [`CarrierError`].
pub fn newest_note(
    carrier: &mut dyn Carrier,
    route: Route,
    (wanted, key): (NoteKind, PublicKey),
) -> Result<Option<Note>, CarrierError> {
    let labels = carrier.list(route)?;
    let newest = labels.iter().rev().filter(
        |label| matches!(label, Label::Note { kind, by, .. } if (*kind, *by) == (wanted, key.short())),
    );
    for label in newest.take(TRIED) {
        let Some(bytes) = carrier.get(route, label)? else {
            continue;
        };
        match note::read(&bytes, &[key]) {
            Ok((note, _)) if (note.from, note.to) == (route.from, route.to) => {
                return Ok(Some(note));
            }
            _ => {}
        }
    }
    Ok(None)
}
