//! The notes of an exchange: which are read, which are written, and what they change.

use crate::domain::entry::ActorNo;
use std::collections::BTreeSet;

use crate::domain::entry::Hash;
use crate::domain::event::Event;
use crate::domain::event::SiteEnrolled;
use crate::domain::event::Voucher;
use crate::domain::site::Card;
use crate::domain::site::LogName;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::domain::site::goes_down;
use crate::store::Audience;
use crate::store::far;
use crate::store::far::Evidence;
use crate::store::far::Signed;
use crate::store::ledger::LogState;
use crate::store::view::sites::Peer;
use crate::sync::acked;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::Label;
use crate::sync::carrier::NoteKind;
use crate::sync::carrier::Route;
use crate::sync::error::SyncError;
use crate::sync::exchange::Site;
use crate::sync::exchange::claims_of;
use crate::sync::identity::Identity;
use crate::sync::inward;
use crate::sync::lost;
use crate::sync::note;
use crate::sync::note::Mark;
use crate::sync::note::Note;
use crate::sync::note::Says;
use crate::sync::outward;
use crate::sync::outward::Stopped;
use crate::sync::outward::TRIED;
use crate::sync::returned;
use crate::sync::revoked;
use crate::sync::seal;
use uuid::Uuid;

/// What a note said that is worth a line in the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The other site began anew, and a key it had before says so.
    Renewed,
    /// The other site says it began anew, but no key known here signed that, or nothing can be
    /// sealed to the key it names: two people must enrol it again.
    Unvouched,
    /// The other site asks for its own entries back.
    Want(Vec<Mark>),
    /// The hub signed two different checkpoints under one number.
    TwoCheckpoints(u64),
    /// A checkpoint of this number does not bear out what the hub acknowledged before it.
    NotInCheckpoint(u64),
    /// The other site acknowledges less than it did.
    SaysLess {
        /// The number of the note that says so.
        no: u64,
        /// So many entries less, over all logs.
        entries: u64,
    },
    /// The other site's card names a log that is this site's, or that another site named before.
    NamesAnothers {
        /// The number of the note with that card.
        no: u64,
    },
    /// A child says it knows more or other of the log down to it than is here.
    KnowsOther {
        /// The last entry of it that is here.
        seq: u64,
    },
}

impl Heard {
    /// Returns the marks behind which the other site asks for its own entries.
    pub(crate) fn wanted(&self) -> &[Mark] {
        match self {
            Heard::Want(ladder) => ladder,
            _ => &[],
        }
    }
}

/// Reads what is new among the notes of a site on a carrier, and keeps what they say. What was
/// heard before the carrier failed is heard all the same.
///
/// # Errors
/// [`Stopped`].
pub(crate) fn read_all(
    site: &mut Site<'_>,
    me: &Identity,
    peer: &Peer,
    carrier: &mut dyn Carrier,
    (heard, told): (&mut Vec<Heard>, &mut Vec<Told>),
) -> Result<(), Stopped> {
    let route = Route {
        from: peer.card.org,
        to: me.own.org,
    };
    let labels = carrier.list(route)?;
    for kind in NoteKind::ALL {
        // A card brings keys that the notes behind it are signed with.
        let keys = inward::signers(site.store, &peer.card)?;
        for key in signing(&labels, kind) {
            let newest = labels.iter().rev().filter(
                |label| matches!(label, Label::Note { kind: k, by, .. } if (*k, *by) == (kind, key)),
            );
            let mut left = TRIED;
            for label in newest {
                if left == 0 {
                    break;
                }
                left -= 1;
                match read_one(site, me, peer, carrier, (label, &keys))? {
                    Read::Done(found) => {
                        heard.extend(found);
                        break;
                    }
                    Read::Unvouched(one) => {
                        told.push(one);
                        heard.push(Heard::Unvouched);
                        break;
                    }
                    Read::Stranger(one) => {
                        told.push(one);
                        if kind == NoteKind::Card {
                            heard.push(Heard::Unvouched);
                        }
                    }
                    Read::Damaged => {}
                    Read::Elsewhere => left += 1,
                }
            }
        }
    }
    heard.sort_by_key(|h| *h == Heard::Unvouched);
    heard.dedup();
    Ok(())
}

/// What is told once, as what two people are to do about it is then theirs to remember: who showed
/// a note that nobody vouches for, its kind, its key and its number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    org: Org,
    kind: &'static str,
    signer: PublicKey,
    no: u64,
}

/// The kind under which a card is kept that is known to be read, but is not the site's yet: where two
/// people vouch for the site later, the same note brings what the card they carry leaves out.
const UNVOUCHED: &str = "unvouched";

/// Notes what was told. Only at the end of an exchange, as the report of one that is cut off
/// reaches nobody.
///
/// # Errors
/// The store's own error.
pub(crate) fn tell_once(site: &mut Site<'_>, told: &[Told]) -> Result<(), SyncError> {
    if told.is_empty() {
        return Ok(());
    }
    let at = site.around.now;
    site.store.write(|writer| {
        for one in told {
            let by = Signed {
                org: one.org,
                signer: one.signer,
                no: one.no,
                at,
                note: &[],
            };
            far::note_read(writer.db(), one.kind, &by)?;
        }
        Ok(())
    })
}

/// Returns the keys that notes of a kind are said to be signed with.
fn signing(labels: &[Label], wanted: NoteKind) -> BTreeSet<u64> {
    let keys = labels.iter().filter_map(|label| match label {
        Label::Note { kind, by, .. } if *kind == wanted => Some(*by),
        _ => None,
    });
    keys.collect()
}

/// Stands for a key of which only the beginning is known.
fn stranger(short: u64) -> PublicKey {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&short.to_be_bytes());
    PublicKey(key)
}

enum Read {
    /// It was read, now or before.
    Done(Option<Heard>),
    /// It is a card under a key that is known here, and is not taken for the site's.
    Unvouched(Told),
    /// It is signed with a key that is not known here.
    Stranger(Told),
    /// It is a whole note of this site for another, laid where it does not belong.
    Elsewhere,
    /// It is no whole note of this site for this one.
    Damaged,
}

fn read_one(
    site: &mut Site<'_>,
    me: &Identity,
    peer: &Peer,
    carrier: &mut dyn Carrier,
    (label, keys): (&Label, &[PublicKey]),
) -> Result<Read, Stopped> {
    let route = Route {
        from: peer.card.org,
        to: me.own.org,
    };
    let Label::Note { kind, by, no } = *label else {
        return Ok(Read::Damaged);
    };
    let known = keys.iter().find(|key| key.short() == by);
    let key = known.copied().unwrap_or_else(|| stranger(by));
    let last = far::last_note(site.store.db(), route.from, kind.word(), key)?;
    // Another carrier may bear another checkpoint under the same number.
    let again = kind == NoteKind::Checkpoint && last == no && known.is_some();
    if last >= no && !again {
        return Ok(Read::Done(None));
    }
    let Some(bytes) = carrier.get(route, label)? else {
        return Ok(Read::Damaged);
    };
    match note::read(&bytes, keys) {
        Ok((note, signer)) if (note.from, note.to, note.no) == (route.from, route.to, no) => {
            let by = Signed {
                org: route.from,
                signer,
                no,
                at: site.around.now,
                note: &bytes,
            };
            let unvouched = Told {
                org: route.from,
                kind: UNVOUCHED,
                signer,
                no,
            };
            match keep(site, peer, &note.says, &by)? {
                Some(Heard::Unvouched) => {
                    let last = far::last_note(site.store.db(), route.from, UNVOUCHED, signer)?;
                    Ok(match last >= no {
                        true => Read::Done(None),
                        false => Read::Unvouched(unvouched),
                    })
                }
                heard => Ok(Read::Done(heard)),
            }
        }
        Ok((note, _)) if note.from == route.from && note.to != route.to => Ok(Read::Elsewhere),
        Ok(_) => Ok(Read::Damaged),
        Err(_) if known.is_none() => {
            revoked::keep_note(site, route, label, &bytes)?;
            Ok(Read::Stranger(Told {
                org: route.from,
                kind: kind.word(),
                signer: key,
                no,
            }))
        }
        Err(_) => Ok(Read::Damaged),
    }
}

fn keep(
    site: &mut Site<'_>,
    peer: &Peer,
    says: &Says,
    by: &Signed<'_>,
) -> Result<Option<Heard>, SyncError> {
    let heard = match says {
        Says::Card { card } => renewed(site, peer, card, by)?,
        Says::Ack { heads } => acked::keep(site, peer, heads, by)?,
        // It is asked for again each night until it is there; so it need not be kept.
        Says::Want { ladder } => Some(Heard::Want(ladder.clone())),
        Says::Checkpoint { root, leaves } => checkpoint(site, *root, leaves, by)?,
    };
    if heard != Some(Heard::Unvouched) {
        let kind = says.kind().word();
        site.store
            .write(|writer| far::note_read(writer.db(), kind, by))?;
    }
    Ok(heard)
}

fn renewed(
    site: &mut Site<'_>,
    peer: &Peer,
    card: &Card,
    by: &Signed<'_>,
) -> Result<Option<Heard>, SyncError> {
    if card.org != peer.card.org || *card == peer.card {
        return Ok(None);
    }
    if !card.holds(peer.card.signing()) {
        // Either it is from before the card that is known, or the site went another way from there:
        // then an old key alone, which a thief may have too, does not vouch for it.
        let old = peer.card.holds(card.signing());
        return Ok((!old).then_some(Heard::Unvouched));
    }
    if !seal::is_key(&card.sealing) {
        return Ok(Some(Heard::Unvouched));
    }
    let event = Event::from(SiteEnrolled {
        relation: peer.relation,
        card: card.clone(),
        voucher: Voucher::Key(by.signer),
    });
    let now = site.around.now;
    let found = Evidence {
        org: by.org,
        log: crate::domain::entry::LogId([0; 16]),
        seq: by.no,
        why: "named",
        mine: None,
        theirs: Some(Hash::of(by.note)),
        raw: by.note,
    };
    let strange = site.store.write(|writer| {
        let strange = far::introduce(writer.db(), card.org, &card.logs)?;
        if strange {
            far::convict(writer.db(), &found, now)?;
        }
        writer.append(Audience::Up, Uuid::nil(), ActorNo::SYSTEM, now, &event)?;
        Ok::<_, SyncError>(strange)
    })?;
    if strange {
        return Ok(Some(Heard::NamesAnothers { no: by.no }));
    }
    Ok((card.epoch() > peer.card.epoch()).then_some(Heard::Renewed))
}

fn checkpoint(
    site: &mut Site<'_>,
    root: Hash,
    leaves: &[String],
    by: &Signed<'_>,
) -> Result<Option<Heard>, SyncError> {
    if root_of(leaves) != root {
        return Ok(None);
    }
    let others = site
        .store
        .write(|writer| far::keep_checkpoint(writer.db(), root, by))?;
    for other in &others {
        let found = Evidence {
            org: by.org,
            log: crate::domain::entry::LogId([0; 16]),
            seq: by.no,
            why: "checkpoint",
            mine: Some(*other),
            theirs: Some(root),
            raw: by.note,
        };
        site.store
            .write(|writer| far::convict(writer.db(), &found, by.at).map(drop))?;
    }
    if !others.is_empty() {
        return Ok(Some(Heard::TwoCheckpoints(by.no)));
    }
    not_borne_out(site, root, leaves, by)
}

/// Looks for each log the hub acknowledged before: its leaf must be there, at the acknowledged
/// entry or a later one.
fn not_borne_out(
    site: &mut Site<'_>,
    root: Hash,
    leaves: &[String],
    by: &Signed<'_>,
) -> Result<Option<Heard>, SyncError> {
    let leaves: BTreeSet<&str> = leaves.iter().map(String::as_str).collect();
    let mut heard = None;
    for ack in far::acked_before(site.store.db(), by)? {
        let own = far::own_hashes(site.store.db(), ack.log, ack.seq)?;
        // What is not here, or is another entry here, is told where this site begins anew.
        if own.first() != Some(&(ack.seq, ack.hash)) {
            continue;
        }
        let borne_out = own.iter().any(|(seq, hash)| {
            let (log, seq, hash) = (LogName(ack.log), *seq, *hash);
            leaves.contains(leaf(&Mark { log, seq, hash }).as_str())
        });
        if borne_out {
            continue;
        }
        let found = Evidence {
            org: by.org,
            log: ack.log,
            seq: ack.seq,
            why: "left_out",
            mine: Some(ack.hash),
            theirs: Some(root),
            raw: by.note,
        };
        let new = site
            .store
            .write(|writer| far::convict(writer.db(), &found, by.at))?;
        if new {
            heard = Some(Heard::NotInCheckpoint(by.no));
        }
    }
    Ok(heard)
}

/// Returns the root over the leaves of a checkpoint: pair by pair, the last alone where it has none.
pub fn root_of(leaves: &[String]) -> Hash {
    let mut level: Vec<Hash> = leaves
        .iter()
        .map(|leaf| Hash::of(format!("leaf {leaf}").as_bytes()))
        .collect();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [a, b] => Hash::of(&[b"node".as_slice(), &a.0, &b.0].concat()),
                _ => pair.first().copied().unwrap_or(Hash::ZERO),
            })
            .collect();
    }
    level.first().copied().unwrap_or(Hash::ZERO)
}

/// Returns the leaf of a log that ends so.
pub fn leaf(mark: &Mark) -> String {
    let text = format!("{} {} {}", mark.log.0, mark.seq, mark.hash);
    Hash::of(text.as_bytes()).to_string()
}

/// Lays out the notes a site needs and does not have on this carrier; returns whether it asks for
/// anything back.
///
/// # Errors
/// [`Stopped`].
pub(crate) fn write_all(
    site: &mut Site<'_>,
    me: &Identity,
    peer: &Peer,
    carrier: &mut dyn Carrier,
) -> Result<bool, Stopped> {
    let card = card_for(me, peer);
    lay(site, me, peer, carrier, Says::Card { card })?;
    let heads: Vec<Mark> = far::logs(site.store.db(), peer.card.org)?
        .into_iter()
        .map(|log| Mark {
            log: LogName(log.log),
            seq: log.seq,
            hash: log.hash,
        })
        .collect();
    lay(site, me, peer, carrier, Says::Ack { heads })?;
    let mut ladder = lost::wanted(site.store, me.own.org, peer)?;
    for (head, _, ack, _) in claims_of(site.store, peer)? {
        let own = far::logs(site.store.db(), me.own.org)?;
        let back = own.iter().any(|log| log.log == head.log && log.returned);
        if back || head.state == LogState::Active {
            continue;
        }
        let marks = returned::ladder(site.store, head.lno, ack.seq)?;
        match marks.is_empty() {
            true => ladder.push(Mark {
                log: LogName(head.log),
                seq: 0,
                hash: Hash::ZERO,
            }),
            false => ladder.extend(marks),
        }
    }
    let asks = !ladder.is_empty();
    if asks {
        lay(site, me, peer, carrier, Says::Want { ladder })?;
    }
    Ok(asks)
}

/// Returns a site's card as a peer may see it: what goes to other sites is not its business. The
/// rest is as on the card it was introduced with, so that its fingerprint stays the same.
fn card_for(me: &Identity, peer: &Peer) -> Card {
    let mut card = me.card.clone();
    card.logs
        .retain(|log| !goes_down(&log.audience) || outward::is_for(&log.audience, peer));
    card
}

/// Lays a note out unless the newest of its kind there says the same.
fn lay(
    site: &mut Site<'_>,
    me: &Identity,
    peer: &Peer,
    carrier: &mut dyn Carrier,
    says: Says,
) -> Result<(), Stopped> {
    let route = Route {
        from: me.own.org,
        to: peer.card.org,
    };
    let signer = match &says {
        Says::Card { .. } => vouching(site, me)?,
        _ => me.signing.clone(),
    };
    let public = PublicKey(signer.verifying_key().to_bytes());
    let newest = outward::newest_note(carrier, route, (says.kind(), public))?;
    let same = newest.as_ref().is_some_and(|note| note.says == says);
    // A wish is repeated each night, as what answers it may be lost on the way.
    if same && says.kind() != NoteKind::Want {
        return Ok(());
    }
    // A store that was put back may not know of its last numbers; whoever read them reads no lower.
    let last = newest.map_or(0, |note| note.no);
    let no = site.store.next_note(last, site.around.now)?;
    let note = Note {
        from: route.from,
        to: route.to,
        no,
        at: site.around.now,
        says,
    };
    let bytes = note::write(&note, &signer).map_err(SyncError::from)?;
    let label = Label::Note {
        kind: note.says.kind(),
        by: public.short(),
        no,
    };
    carrier.put(route, &label, &bytes)?;
    Ok(())
}

/// Returns the oldest key that is still here: others are most likely to know it.
fn vouching(site: &Site<'_>, me: &Identity) -> Result<ed25519_dalek::SigningKey, SyncError> {
    for log in me.card.logs.iter().filter(|log| log.audience == "up") {
        if let Some(key) = site.around.keys.signing(log.log.0)? {
            return Ok(key);
        }
    }
    Ok(me.signing.clone())
}
