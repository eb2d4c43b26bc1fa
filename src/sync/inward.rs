//! What comes in: each segment is checked whole, and kept in one transaction or not at all.

use std::collections::BTreeSet;

use crate::domain::entry::Entry;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::site::Card;
use crate::domain::site::PublicKey;
use crate::domain::time::UtcMs;
use crate::store::Store;
use crate::store::far;
use crate::store::far::Evidence;
use crate::store::far::FarLog;
use crate::store::view::sites;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::Label;
use crate::sync::carrier::Route;
use crate::sync::error::SyncError;
use crate::sync::outward::Stopped;
use crate::sync::segment::Fault;
use crate::sync::segment::Manifest;
use crate::sync::segment::Parts;
use crate::sync::segment::Reader;

/// What was read from one site on one carrier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Entries that are new here.
    pub entries: u64,
    /// Segments they came in.
    pub segments: u64,
    /// Segments that are damaged or not what they claim to be, with the reason.
    pub damaged: Vec<(Label, Fault)>,
    /// Segments of a later form: they stay where they lie until this program is upgraded.
    pub later: Vec<Label>,
    /// Logs that wait for an entry that is not on the carrier, with its number.
    pub waiting: Vec<(LogId, u64)>,
    /// Logs with two different entries under one number, with that number.
    pub forked: Vec<(LogId, u64)>,
}

impl Received {
    fn refused(&mut self, label: Label, fault: Fault) {
        match fault {
            Fault::Later(_) => self.later.push(label),
            fault => self.damaged.push((label, fault)),
        }
    }
}

/// Where segments are read from, and with what.
#[derive(Debug)]
pub struct Inbox<'a> {
    /// From whom to whom.
    pub route: Route,
    /// The keys that may sign.
    pub signers: &'a [PublicKey],
    /// The secret that opens.
    pub reader: Reader<'a>,
    /// The time of receipt.
    pub now: UtcMs,
}

/// Reads all segments of a log that bring it further, and looks at those that contradict it.
///
/// # Errors
/// [`Stopped`].
pub fn take_in(
    store: &mut Store,
    inbox: &Inbox<'_>,
    log: &FarLog,
    carrier: &mut dyn Carrier,
    labels: &[Label],
    received: &mut Received,
) -> Result<(), Stopped> {
    let mut log = log.clone();
    let ours: Vec<Label> = labels
        .iter()
        .copied()
        .filter(|l| is_ours(inbox, l))
        .collect();
    let labels = ours.as_slice();
    let mut tried = BTreeSet::new();
    while let Some(label) = next(labels, &log, &tried) {
        tried.insert(label);
        let Some(bytes) = carrier.get(inbox.route, &label)? else {
            continue;
        };
        match check(store, inbox, &log, &label, &bytes)? {
            Checked::New(entries) => {
                store.write(|writer| far::keep(writer.db(), log.fno, &entries, inbox.now))?;
                if let Some(last) = entries.last() {
                    (log.seq, log.hash) = (last.envelope.seq, last.hash);
                }
                received.entries += entries.len() as u64;
                received.segments += 1;
            }
            Checked::Known => {}
            Checked::Bad(fault) => received.refused(label, fault),
            Checked::Fork { seq, mine, theirs } => {
                convict(store, inbox, &log, (seq, mine, theirs), &bytes)?;
                received.forked.push((log.log, seq));
            }
        }
    }
    for label in labels {
        look_back(store, inbox, &log, label, carrier, received)?;
    }
    let further = |label: &Label| matches!(label, Label::Segment { log: l, to, .. } if *l == log.log && *to > log.seq);
    if labels.iter().any(|l| further(l) && !tried.contains(l)) {
        received.waiting.push((log.log, log.seq + 1));
    }
    Ok(())
}

/// Returns whether a label says that a segment is sealed for this site by a key it believes.
pub(crate) fn is_ours(inbox: &Inbox<'_>, label: &Label) -> bool {
    match label {
        Label::Segment { keys, .. } => {
            let readers = [inbox.reader.secret.public().short(), 0];
            readers.contains(&keys.to) && inbox.signers.iter().any(|k| k.short() == keys.by)
        }
        Label::Note { .. } => false,
    }
}

/// Returns the segment that brings a log furthest and begins no later than its next entry.
fn next(labels: &[Label], log: &FarLog, tried: &BTreeSet<Label>) -> Option<Label> {
    labels
        .iter()
        .filter(|label| match label {
            Label::Segment {
                log: l, from, to, ..
            } => *l == log.log && *from <= log.seq + 1 && *to > log.seq,
            Label::Note { .. } => false,
        })
        .filter(|label| !tried.contains(*label))
        .max_by_key(|label| match label {
            Label::Segment { to, .. } => *to,
            Label::Note { .. } => 0,
        })
        .copied()
}

enum Checked {
    New(Vec<Entry>),
    Known,
    Bad(Fault),
    Fork { seq: u64, mine: Hash, theirs: Hash },
}

fn check(
    store: &Store,
    inbox: &Inbox<'_>,
    log: &FarLog,
    label: &Label,
    bytes: &[u8],
) -> Result<Checked, SyncError> {
    let (manifest, entries) = match open(inbox, log.log, label, bytes) {
        Ok(opened) => opened,
        Err(fault) => return Ok(Checked::Bad(fault)),
    };
    // Whatever both sides have must be the same, entry by entry; the entry before the first too.
    let mut known = vec![(manifest.from - 1, manifest.prev)];
    known.extend(entries.iter().map(|entry| (entry.envelope.seq, entry.hash)));
    for (seq, theirs) in known {
        let mine = match seq {
            seq if seq == log.seq => Some(log.hash),
            seq if seq > log.seq => None,
            seq => far::hash_at(store.db(), log.fno, seq)?,
        };
        if let Some(mine) = mine.filter(|mine| *mine != theirs) {
            return Ok(Checked::Fork { seq, mine, theirs });
        }
    }
    let new: Vec<Entry> = entries
        .into_iter()
        .filter(|entry| entry.envelope.seq > log.seq)
        .collect();
    Ok(match new.is_empty() {
        true => Checked::Known,
        false => Checked::New(new),
    })
}

/// Opens a segment that must be what its label says, of this log, and signed by its site.
pub(crate) fn open(
    inbox: &Inbox<'_>,
    log: LogId,
    label: &Label,
    bytes: &[u8],
) -> Result<(Manifest, Vec<Entry>), Fault> {
    let parts = Parts::split(bytes)?;
    let manifest = match parts.manifest() {
        // Of a later form nothing is known but whose it is; without that it is damage.
        Err(Fault::Later(_)) if !parts.are_signed_by(inbox.signers) => {
            return Err(Fault::Signature);
        }
        manifest => manifest?,
    };
    if manifest.label() != *label || manifest.log != log {
        return Err(Fault::Records);
    }
    if !inbox.signers.contains(&manifest.signer) {
        return Err(Fault::Signature);
    }
    let entries = parts.open(&manifest, &manifest.signer, &inbox.reader)?;
    Ok((manifest, entries))
}

/// Looks at a segment that ends where this log already went on: it must end with the same hash.
fn look_back(
    store: &mut Store,
    inbox: &Inbox<'_>,
    log: &FarLog,
    label: &Label,
    carrier: &mut dyn Carrier,
    received: &mut Received,
) -> Result<(), Stopped> {
    let Label::Segment {
        log: l, to, end, ..
    } = label
    else {
        return Ok(());
    };
    if *l != log.log || *to > log.seq {
        return Ok(());
    }
    let mine = match *to == log.seq {
        true => Some(log.hash),
        false => far::hash_at(store.db(), log.fno, *to)?,
    };
    let known = far::is_convicted(store.db(), log.log, *to, *end)?;
    if mine.is_none_or(|mine| mine == *end) || known {
        return Ok(());
    }
    let Some(bytes) = carrier.get(inbox.route, label)? else {
        return Ok(());
    };
    match check(store, inbox, log, label, &bytes)? {
        Checked::Fork { .. } => {
            let mine = mine.unwrap_or(Hash::ZERO);
            convict(store, inbox, log, (*to, mine, *end), &bytes)?;
            received.forked.push((log.log, *to));
        }
        Checked::Bad(fault) => received.refused(*label, fault),
        Checked::New(_) | Checked::Known => {}
    }
    Ok(())
}

fn convict(
    store: &mut Store,
    inbox: &Inbox<'_>,
    log: &FarLog,
    (seq, mine, theirs): (u64, Hash, Hash),
    raw: &[u8],
) -> Result<(), SyncError> {
    let found = Evidence {
        org: inbox.route.from,
        log: log.log,
        seq,
        why: "fork",
        mine: Some(mine),
        theirs: Some(theirs),
        raw,
    };
    let now = inbox.now;
    store.write(|writer| far::convict(writer.db(), &found, now).map(drop))?;
    Ok(())
}

/// Returns the keys of a site that may sign what it sends: those of its logs and of its card.
///
/// # Errors
/// The store's own error.
pub fn signers(store: &Store, peer: &Card) -> Result<Vec<PublicKey>, SyncError> {
    let (believed, revoked): (Vec<FarLog>, Vec<FarLog>) = far::logs(store.db(), peer.org)?
        .into_iter()
        .partition(|log| log.believed);
    let mut keys: Vec<PublicKey> = believed.iter().map(|log| log.key).collect();
    keys.extend(peer.logs.iter().map(|log| log.key));
    keys.sort_unstable();
    keys.dedup();
    let named = sites::revoked(store.db())?;
    keys.retain(|key| !revoked.iter().any(|log| log.key == *key));
    keys.retain(|key| !named.iter().any(|r| (r.org, r.key) == (peer.org, *key)));
    Ok(keys)
}
