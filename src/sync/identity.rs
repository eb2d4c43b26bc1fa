//! Who this site is: its place, its keys, and when it has to begin anew.
//!
//! A store that was copied, put back or moved must not go on writing under the same log: two
//! different entries would bear one number. So the logs are bound to keys that lie outside the
//! store and to the machine; where either is another, new logs begin that name the old ones' ends.

use ed25519_dalek::SigningKey;
use uuid::Uuid;

use crate::domain::entry::ActorNo;
use crate::domain::event::Event;
use crate::domain::event::LogEnd;
use crate::domain::event::RenewReason;
use crate::domain::event::SiteKeyed;
use crate::domain::event::SiteRenewed;
use crate::domain::site::Card;
use crate::domain::site::LogCard;
use crate::domain::site::LogName;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::domain::site::goes_down;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::Store;
use crate::store::Writer;
use crate::store::far;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::ledger::LogState;
use crate::store::view::sites;
use crate::store::view::sites::Own;
use crate::sync::dice::Dice;
use crate::sync::error::SyncError;
use crate::sync::keys::Keyring;
use crate::sync::lost;
use crate::sync::seal::Secret;

/// Numbers of notes that are left out when a site begins anew, ms: it may be a store that was put
/// back with the clock set back too, and others have read its notes under numbers of that time.
/// They pass whatever the clock can have shown in some thirty years.
const NOTES_LEFT_OUT: i64 = 1 << 40;

/// A site that can speak for itself.
#[derive(Debug)]
pub struct Identity {
    /// Its place in the tree.
    pub own: Own,
    /// The key of its newest log upwards, which signs everything it sends.
    pub signing: SigningKey,
    /// The secret it opens segments with.
    pub sealing: Secret,
    /// Its card.
    pub card: Card,
    /// Why it began anew just now, if it did.
    pub renewed: Option<RenewReason>,
}

/// What an identity is made of and in: keys, the machine, the time and randomness.
#[derive(Debug)]
pub struct Around<'a> {
    /// The keys beside the store.
    pub keys: &'a Keyring,
    /// What tells this machine from others.
    pub machine: &'a str,
    /// The time.
    pub now: UtcMs,
    /// Randomness.
    pub dice: &'a mut Dice,
}

/// Makes sure the site has its keys and speaks under its own logs; begins anew where it must.
///
/// # Errors
/// [`SyncError::NotPlaced`], or a key or the store that cannot be written.
pub fn ensure(store: &mut Store, around: &mut Around<'_>) -> Result<Identity, SyncError> {
    let own = sites::own(store.db())?.ok_or(SyncError::NotPlaced)?;
    let renewed = match why_anew(store, around)? {
        Some(reason) => Some(renew(store, around, reason)?),
        None => None,
    };
    if around.keys.machine()?.as_deref() != Some(around.machine) {
        around.keys.bind(around.machine)?;
    }
    complete(store, around)?;
    let heads = ledger::heads(store.db())?;
    let up = newest(&heads, Audience::Up.word()).ok_or(SyncError::NotPlaced)?;
    let signing = around.keys.make_signing(up.log, around.dice)?;
    let sealing = around.keys.make_sealing(around.dice)?;
    let card = card_of(store, &own, sealing.public())?;
    Ok(Identity {
        own,
        signing,
        sealing,
        card,
        renewed,
    })
}

fn log_card(head: &Head, key: PublicKey) -> LogCard {
    LogCard {
        log: LogName(head.log),
        audience: head.audience.clone(),
        epoch: head.epoch,
        key,
    }
}

fn newest<'h>(heads: &'h [Head], audience: &str) -> Option<&'h Head> {
    heads.iter().rfind(|head| head.audience == audience)
}

fn why_anew(store: &Store, around: &Around<'_>) -> Result<Option<RenewReason>, SyncError> {
    let keyed = far::own_keys(store.db())?;
    for head in ledger::heads(store.db())? {
        let Some((_, public)) = keyed.iter().find(|(lno, _)| *lno == head.lno) else {
            continue;
        };
        if head.state != LogState::Active {
            continue;
        }
        let here = around.keys.signing(head.log)?;
        if here.is_none_or(|key| key.verifying_key().to_bytes() != public.0) {
            return Ok(Some(RenewReason::KeyLost));
        }
    }
    Ok(match around.keys.machine()? {
        // Other logs were keyed before, but the folder of keys is not here: a store put back.
        None if !keyed.is_empty() => Some(RenewReason::KeyLost),
        Some(machine) if machine != around.machine => Some(RenewReason::Moved),
        _ => None,
    })
}

/// Ends the site's logs and begins new ones that name where the old ones ended.
///
/// # Errors
/// The store's own error.
pub fn renew(
    store: &mut Store,
    around: &mut Around<'_>,
    reason: RenewReason,
) -> Result<RenewReason, SyncError> {
    let (now, nonce) = (around.now, around.dice.bytes());
    let begin = Anew {
        reason,
        why: "",
        by: ActorNo::SYSTEM,
        now,
        nonce: &nonce,
    };
    store.write(|writer| begin_anew(writer, &begin))?;
    Ok(reason)
}

/// Why, by whom and when new logs begin.
#[derive(Debug, Clone, Copy)]
pub struct Anew<'a> {
    /// The reason.
    pub reason: RenewReason,
    /// What a leader said who changed the keys.
    pub why: &'a str,
    /// Who.
    pub by: ActorNo,
    /// When.
    pub now: UtcMs,
    /// What makes the new logs' names differ from all others.
    pub nonce: &'a [u8; 16],
}

/// Ends the site's logs and begins new ones, within a write; returns the new epoch.
///
/// # Errors
/// [`SyncError::NotPlaced`], the store's own error.
pub fn begin_anew(writer: &mut Writer<'_>, begin: &Anew<'_>) -> Result<u32, SyncError> {
    let own = sites::own(writer.db())?.ok_or(SyncError::NotPlaced)?;
    let mut ended = writer.heads().to_vec();
    ended.retain(|head| head.state == LogState::Active);
    let mine = ended.iter().filter(|head| !goes_down(&head.audience));
    let here = mine.map(|head| head.epoch).max().unwrap_or(0);
    let last = lost::last_epoch(writer.db(), own.org)?;
    let epoch = here.max(last).saturating_add(1);
    begin_logs(writer, own.org, &ended, epoch, begin)?;
    Ok(epoch)
}

/// Ends logs that go down to children and begins new ones: a child knows them otherwise. What goes up
/// and the marks of printed numbers stay as they are, as whether that is true only the child can say.
///
/// # Errors
/// [`SyncError::NotPlaced`], the store's own error.
pub(crate) fn renew_down(
    store: &mut Store,
    around: &mut Around<'_>,
    ended: &[(Head, RenewReason)],
) -> Result<(), SyncError> {
    let own = sites::own(store.db())?.ok_or(SyncError::NotPlaced)?;
    let (now, nonce) = (around.now, around.dice.bytes());
    store.write(|writer| {
        for (head, reason) in ended {
            let begin = Anew {
                reason: *reason,
                why: "",
                by: ActorNo::SYSTEM,
                now,
                nonce: &nonce,
            };
            begin_logs(writer, own.org, std::slice::from_ref(head), 1, &begin)?;
        }
        Ok(())
    })
}

/// Ends logs and begins the next of each, in an epoch or a later one where such a log had that already.
fn begin_logs(
    writer: &mut Writer<'_>,
    own: Org,
    ended: &[Head],
    epoch: u32,
    begin: &Anew<'_>,
) -> Result<(), SyncError> {
    let next = |old: &Head| epoch.max(old.epoch.saturating_add(1));
    let site = own.to_string();
    for old in ended {
        writer.begin_after(&site, old, next(old), begin.now, begin.nonce)?;
    }
    let last = writer.last_note()?.max(begin.now.0);
    writer.set_last_note(last.saturating_add(NOTES_LEFT_OUT))?;
    for old in ended {
        let after = (old.seq > 0).then(|| LogEnd {
            log: LogName(old.log),
            audience: old.audience.clone(),
            seq: old.seq,
            hash: old.hash.to_string(),
        });
        let event = Event::from(SiteRenewed {
            epoch: next(old),
            reason: begin.reason,
            after,
            why: begin.why.to_owned(),
        });
        writer.append_to(&old.audience, Uuid::nil(), begin.by, begin.now, &event)?;
    }
    Ok(())
}

/// Returns the site's card as far as its keys are made; `None` before. Writes nothing.
///
/// # Errors
/// A key that cannot be read, the store's own error.
pub fn known_card(store: &Store, ring: &Keyring) -> Result<Option<Card>, SyncError> {
    let own = sites::own(store.db())?.ok_or(SyncError::NotPlaced)?;
    let Some(sealing) = ring.sealing()? else {
        return Ok(None);
    };
    let card = card_of(store, &own, sealing.public())?;
    Ok(card.signing().is_some().then_some(card))
}

fn card_of(store: &Store, own: &Own, sealing: PublicKey) -> Result<Card, SyncError> {
    let keys = far::own_keys(store.db())?;
    let heads = ledger::heads(store.db())?;
    let logs = heads.iter().filter_map(|head| {
        let key = keys.iter().find(|(lno, _)| *lno == head.lno)?.1;
        Some(log_card(head, key))
    });
    Ok(Card {
        org: own.org,
        name: own.name.clone(),
        kind: own.kind,
        logs: logs.collect(),
        sealing,
    })
}

/// Makes the keys of logs that have none yet, and notes them in the ledger. Also of those that have
/// ended: a store that was put back may hold one that never got its key.
fn complete(store: &mut Store, around: &mut Around<'_>) -> Result<(), SyncError> {
    let keyed = far::own_keys(store.db())?;
    let bare: Vec<Head> = ledger::heads(store.db())?
        .into_iter()
        .filter(|head| !keyed.iter().any(|(lno, _)| *lno == head.lno))
        .collect();
    if bare.is_empty() {
        return Ok(());
    }
    let sealing = around.keys.make_sealing(around.dice)?.public();
    let mut logs = Vec::new();
    let mut keys = Vec::new();
    for head in &bare {
        let signing = around.keys.make_signing(head.log, around.dice)?;
        let key = PublicKey(signing.verifying_key().to_bytes());
        logs.push(log_card(head, key));
        keys.push((head.lno, key));
    }
    let event = Event::from(SiteKeyed { logs, sealing });
    let now = around.now;
    store.write(|writer| {
        for (lno, key) in &keys {
            far::key_log(writer.db(), *lno, *key)?;
        }
        writer.append(Audience::Up, Uuid::nil(), ActorNo::SYSTEM, now, &event)?;
        Ok(())
    })
}

impl Identity {
    /// Returns the card two people carry to the other site and compare there.
    pub fn introduction(&self) -> Card {
        self.card.introduction()
    }
}
