//! What still comes under a key that was revoked: nothing of it is taken, and some of it is kept as
//! evidence.

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::store::Store;
use crate::store::far;
use crate::store::far::Evidence;
use crate::store::view::sites;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::Label;
use crate::sync::carrier::Route;
use crate::sync::error::SyncError;
use crate::sync::exchange::Site;
use crate::sync::inward::Inbox;
use crate::sync::inward::Received;
use crate::sync::note;
use crate::sync::outward::Stopped;
use crate::sync::segment;
use crate::sync::segment::Fault;

/// So much under one revoked key is kept: more proves nothing more, and evidence is never deleted.
const MOST: u32 = 8;
/// Behind so much no note is kept, so that there is room for what entries it signed.
const MOST_NOTES: u32 = 4;

/// Keeps some of the segments a revoked key signed as evidence and takes nothing from them; what was
/// read from the site before is not looked at again. What only bears the key's name is nobody's word.
///
/// # Errors
/// [`Stopped`].
pub(crate) fn refuse(
    store: &mut Store,
    inbox: &Inbox<'_>,
    carrier: &mut dyn Carrier,
    labels: &[Label],
    received: &mut Received,
) -> Result<(), Stopped> {
    let from = inbox.route.from;
    let mut revoked = sites::revoked(store.db())?;
    revoked.retain(|r| r.org == from);
    if revoked.is_empty() {
        return Ok(());
    }
    let logs = far::logs(store.db(), from)?;
    for label in labels {
        let Label::Segment {
            log,
            from: first,
            to,
            end,
            keys,
        } = *label
        else {
            continue;
        };
        let known = logs.iter().find(|l| l.log == log).map_or(0, |l| l.seq);
        let Some(key) = revoked.iter().map(|r| r.key).find(|k| k.short() == keys.by) else {
            continue;
        };
        if to <= known || far::is_convicted(store.db(), log, first, end)? {
            continue;
        }
        if far::kept_of_revoked(store.db(), from, key)? >= MOST {
            continue;
        }
        let Some(raw) = carrier.get(inbox.route, label)? else {
            continue;
        };
        if segment::signer_of(label, &raw) != Some(key) {
            continue;
        }
        let found = Evidence {
            org: from,
            log,
            seq: first,
            why: "revoked",
            mine: Some(Hash(key.0)),
            theirs: Some(end),
            raw: &raw,
        };
        let now = inbox.now;
        store.write(|writer| far::convict(writer.db(), &found, now).map(drop))?;
        received.damaged.push((*label, Fault::Signature));
    }
    Ok(())
}

/// Keeps some of the notes that a revoked key signed as evidence: not those that were read before it
/// was revoked, nor what only bears its name.
///
/// # Errors
/// The store's own error.
pub(crate) fn keep_note(
    site: &mut Site<'_>,
    route: Route,
    label: &Label,
    bytes: &[u8],
) -> Result<(), SyncError> {
    let Label::Note { kind, by, no } = *label else {
        return Ok(());
    };
    let db = site.store.db();
    let revoked = sites::revoked(db)?;
    let named = |r: &&sites::Revoked| r.org == route.from && r.key.short() == by;
    let Some(key) = revoked.iter().find(named).map(|r| r.key) else {
        return Ok(());
    };
    let signed = note::read(bytes, &[key]).is_ok_and(|(note, _)| {
        (note.from, note.to, note.no, note.says.kind()) == (route.from, route.to, no, kind)
    });
    let before = far::last_note(db, route.from, kind.word(), key)? >= no;
    let enough = far::kept_of_revoked(db, route.from, key)? >= MOST_NOTES;
    if !signed || before || enough {
        return Ok(());
    }
    let found = Evidence {
        org: route.from,
        log: LogId([0; 16]),
        seq: no,
        why: "revoked",
        mine: Some(Hash(key.0)),
        theirs: Some(Hash::of(bytes)),
        raw: bytes,
    };
    let at = site.around.now;
    site.store
        .write(|writer| far::convict(writer.db(), &found, at).map(drop))?;
    Ok(())
}
