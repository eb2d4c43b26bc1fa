//! One exchange: a site, the sites it knows, and the carriers between them.
//!
//! First all notes are read, as they may show that this site must begin anew; then segments come in;
//! then what was lost and came back is put in its place; last of all everything goes out. A carrier
//! that fails is left alone for the rest of the exchange and blocks no other.

use crate::domain::entry::Hash;
use crate::domain::event::RenewReason;
use crate::domain::site::Org;
use crate::domain::site::goes_down;
use crate::domain::time::UtcMs;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::far;
use crate::store::far::Evidence;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::ledger::LogState;
use crate::store::view::sites;
use crate::store::view::sites::Peer;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::Label;
use crate::sync::carrier::Route;
use crate::sync::carrier::Trouble;
use crate::sync::error::SyncError;
use crate::sync::identity;
use crate::sync::identity::Around;
use crate::sync::identity::Identity;
use crate::sync::inward;
use crate::sync::inward::Inbox;
use crate::sync::inward::Received;
use crate::sync::lost;
use crate::sync::note::Mark;
use crate::sync::notes;
use crate::sync::notes::Heard;
use crate::sync::outward;
use crate::sync::outward::Sent;
use crate::sync::outward::Stopped;
use crate::sync::returned;
use crate::sync::revoked;
use crate::sync::segment::Reader;

/// What came of one site on one carrier.
#[derive(Debug, Clone, Default)]
pub struct Leg {
    /// The other site.
    pub peer: Option<Org>,
    /// The carrier, as the settings name it.
    pub carrier: String,
    /// What went out.
    pub sent: Sent,
    /// What came in.
    pub received: Received,
    /// What its notes said.
    pub heard: Vec<Heard>,
    /// Whether it was asked for entries of this site's own.
    pub asked: bool,
    /// Why the carrier was left alone for this site, if it was: the kind of trouble and its own words.
    pub stopped: Option<(Trouble, String)>,
}

/// What came of an exchange.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Why the site began anew, if it did.
    pub renewed: Option<RenewReason>,
    /// Each site on each carrier that leads to it.
    pub legs: Vec<Leg>,
    /// Entries of this site's own that came back.
    pub returned: u64,
    /// Entries that were told again in a new log.
    pub rehomed: u64,
}

impl Report {
    /// Whether another exchange in the same night could bring nothing more: this site did not begin
    /// anew, nothing came back or was told again, nothing is missing, and nobody asks for or contradicts
    /// anything.
    pub fn settled(&self) -> bool {
        let quiet = |leg: &Leg| {
            let received = &leg.received;
            !leg.asked
                && leg.heard.iter().all(|heard| *heard == Heard::Renewed)
                && received.damaged.is_empty()
                && received.waiting.is_empty()
                && received.forked.is_empty()
        };
        self.renewed.is_none() && self.returned + self.rehomed == 0 && self.legs.iter().all(quiet)
    }
}

/// A site in an exchange.
#[derive(Debug)]
pub struct Site<'a> {
    /// Its store.
    pub store: &'a mut Store,
    /// Its keys, machine, time and randomness.
    pub around: Around<'a>,
    /// Whether it also takes what is not sealed.
    pub trial: bool,
}

/// Exchanges everything with all sites that are known, over all carriers that lead to them.
///
/// # Errors
/// This site's own trouble; trouble of a carrier stands in the report.
pub fn run(site: &mut Site<'_>, carriers: &mut [Box<dyn Carrier>]) -> Result<Report, SyncError> {
    let mut me = identity::ensure(site.store, &mut site.around)?;
    let mut report = Report {
        renewed: me.renewed,
        ..Report::default()
    };
    let peers = sites::peers(site.store.db())?;
    for carrier in carriers.iter() {
        let served = peers.iter().filter(|peer| carrier.serves(peer.card.org));
        report.legs.extend(served.map(|peer| Leg {
            peer: Some(peer.card.org),
            carrier: carrier.name().to_owned(),
            ..Leg::default()
        }));
    }
    let mut told = Vec::new();
    each(site, carriers, &mut report, |site, peer, carrier, leg| {
        notes::read_all(site, &me, peer, carrier, (&mut leg.heard, &mut told))
    })?;
    if begin_anew_where_contradicted(site, &mut report)? {
        me = identity::ensure(site.store, &mut site.around)?;
    }
    mark_forked(site.store, site.around.now)?;
    each(site, carriers, &mut report, |site, peer, carrier, leg| {
        take_in(site, &me, peer, carrier, &mut leg.received)
    })?;
    let back = returned::settle(site, &me)?;
    (report.returned, report.rehomed) = (back.returned, back.rehomed);
    let peers = sites::peers(site.store.db())?;
    report.returned += lost::settle(site.store, me.own.org, &peers)?;
    each(site, carriers, &mut report, |site, peer, carrier, leg| {
        let wanted: Vec<Mark> = leg.heard.iter().flat_map(Heard::wanted).copied().collect();
        leg.sent
            .add(returned::give_back(site, &me, peer, &wanted, carrier)?);
        leg.asked = notes::write_all(site, &me, peer, carrier)?;
        let sent = outward::offer(site.store, &me, peer, carrier, site.around.dice)?;
        leg.sent.add(sent);
        leg.sent.waiting = sent.waiting;
        Ok(())
    })?;
    notes::tell_once(site, &told)?;
    Ok(report)
}

/// Does something with each site on each carrier that has not failed yet.
fn each(
    site: &mut Site<'_>,
    carriers: &mut [Box<dyn Carrier>],
    report: &mut Report,
    mut work: impl FnMut(&mut Site<'_>, &Peer, &mut dyn Carrier, &mut Leg) -> Result<(), Stopped>,
) -> Result<(), SyncError> {
    for carrier in carriers {
        let peers = sites::peers(site.store.db())?;
        let mut failed = false;
        for leg in &mut report.legs {
            let peer = peers.iter().find(|peer| Some(peer.card.org) == leg.peer);
            let Some(peer) = peer.filter(|_| leg.carrier == carrier.name()) else {
                continue;
            };
            if failed || leg.stopped.is_some() {
                continue;
            }
            match work(site, peer, carrier.as_mut(), leg) {
                Ok(()) => {}
                Err(Stopped::Carrier(error)) => {
                    failed = true;
                    leg.stopped = Some((error.trouble, error.why));
                }
                Err(Stopped::Unsealable) => {
                    leg.stopped = Some((Trouble::Other, outward::UNSEALABLE.to_owned()));
                }
                Err(Stopped::Sync(error)) => return Err(error),
            }
        }
    }
    Ok(())
}

/// What another site knows of a log of ours that this store does not bear out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It has more entries than are here.
    More,
    /// It has another entry under that number.
    Other,
}

/// Returns the logs of which another site knows more or other than this store, with what it knows.
pub(crate) fn claims(store: &Store) -> Result<Vec<(Head, Peer, far::Ack, Claim)>, SyncError> {
    let mut found = Vec::new();
    for peer in sites::peers(store.db())? {
        found.extend(claims_of(store, &peer)?);
    }
    Ok(found)
}

/// Returns what one other site knows more or otherwise of this site's logs.
pub(crate) fn claims_of(
    store: &Store,
    peer: &Peer,
) -> Result<Vec<(Head, Peer, far::Ack, Claim)>, SyncError> {
    let heads = ledger::heads(store.db())?;
    let mut found = Vec::new();
    for ack in far::acks(store.db(), peer.card.org, peer.card.signing())? {
        let Some(head) = heads.iter().find(|head| head.log == ack.log) else {
            continue;
        };
        let claim = match ack.seq {
            0 => continue,
            seq if seq > head.seq => Claim::More,
            seq => match ledger::entry(store.db(), head.lno, seq)? {
                Some(entry) if entry.hash == ack.hash => continue,
                _ => Claim::Other,
            },
        };
        found.push((head.clone(), peer.clone(), ack, claim));
    }
    Ok(found)
}

/// Begins anew what others know more or otherwise of; returns whether there was any. The parent's word
/// counts for the whole site. A child's may be its own invention: it ends the log down to that child and
/// nothing else, and people are told, as it may be true all the same.
fn begin_anew_where_contradicted(
    site: &mut Site<'_>,
    report: &mut Report,
) -> Result<bool, SyncError> {
    let mut found = contradicted(site.store)?;
    if let Some((_, reason)) = found.iter().find(|(head, _)| !goes_down(&head.audience)) {
        identity::renew(site.store, &mut site.around, *reason)?;
        report.renewed = Some(*reason);
        return Ok(true);
    }
    found.sort_unstable_by_key(|(head, _)| head.lno);
    found.dedup_by_key(|(head, _)| head.lno);
    if found.is_empty() {
        return Ok(false);
    }
    for (head, _) in &found {
        for leg in &mut report.legs {
            if leg.peer.map(outward::down).as_ref() == Some(&head.audience) {
                leg.heard.push(Heard::KnowsOther { seq: head.seq });
            }
        }
    }
    identity::renew_down(site.store, &mut site.around, &found)?;
    Ok(true)
}

/// Returns the logs that are written here and that others know more or otherwise of, with the reason
/// to end them, the weightiest first.
fn contradicted(store: &Store) -> Result<Vec<(Head, RenewReason)>, SyncError> {
    let passed = lost::passed(store)?.into_iter();
    let claims = claims(store)?.into_iter().rev();
    let claims = claims.filter(|(head, ..)| head.state == LogState::Active);
    let claimed = claims.map(|(head, _, _, claim)| {
        let reason = match claim {
            Claim::More => RenewReason::Restored,
            Claim::Other => RenewReason::Forked,
        };
        (head, reason)
    });
    let restored = passed.map(|head| (head, RenewReason::Restored));
    Ok(restored.chain(claimed).collect())
}

/// Marks the logs that another site knows otherwise: their ends are told again elsewhere. Its
/// signed word is kept as evidence.
fn mark_forked(store: &mut Store, now: UtcMs) -> Result<(), SyncError> {
    let claims = claims(store)?;
    for (head, peer, ack, claim) in &claims {
        if *claim != Claim::Other || head.state != LogState::Closed {
            continue;
        }
        let note = far::ack_note(store.db(), peer.card.org, head.log)?;
        let found = Evidence {
            org: peer.card.org,
            log: head.log,
            seq: ack.seq,
            why: "acknowledged",
            mine: own_hash(store, head.lno, ack.seq)?,
            theirs: Some(ack.hash),
            raw: &note,
        };
        store.write(|writer| {
            far::convict(writer.db(), &found, now)?;
            writer.set_state(head.lno, LogState::Forked)
        })?;
    }
    offer_again(store, &claims)
}

/// Unmarks the logs that nobody knows otherwise any more and that did not come back before that: the
/// other site lost its disk, and what is here is all there is.
fn offer_again(
    store: &mut Store,
    claims: &[(Head, Peer, far::Ack, Claim)],
) -> Result<(), SyncError> {
    let Some(own) = sites::own(store.db())? else {
        return Ok(());
    };
    let back = far::logs(store.db(), own.org)?;
    for head in ledger::heads(store.db())? {
        let known = claims.iter().any(|(h, ..)| h.lno == head.lno);
        let back = back.iter().any(|l| l.log == head.log && l.returned);
        if head.state == LogState::Forked && !known && !back {
            store.write(|writer| writer.set_state(head.lno, LogState::Closed))?;
        }
    }
    Ok(())
}

fn take_in(
    site: &mut Site<'_>,
    me: &Identity,
    peer: &Peer,
    carrier: &mut dyn Carrier,
    received: &mut Received,
) -> Result<(), Stopped> {
    let route = Route {
        from: peer.card.org,
        to: me.own.org,
    };
    let labels = carrier.list(route)?;
    let signers = inward::signers(site.store, &peer.card)?;
    let inbox = Inbox {
        route,
        signers: &signers,
        reader: Reader {
            secret: &me.sealing,
            trial: site.trial,
        },
        now: site.around.now,
    };
    returned::make_room(site.store, me, (peer, &inbox), carrier, &labels)?;
    let mut logs = far::logs(site.store.db(), peer.card.org)?;
    logs.extend(own_coming_back(site.store, me.own.org, peer, &labels)?);
    for log in &logs {
        inward::take_in(site.store, &inbox, log, carrier, &labels, received)?;
    }
    revoked::refuse(site.store, &inbox, carrier, &labels, received)
}

fn own_coming_back(
    store: &Store,
    own: Org,
    peer: &Peer,
    labels: &[Label],
) -> Result<Vec<FarLog>, SyncError> {
    let there = |log: &FarLog| {
        labels
            .iter()
            .any(|label| matches!(label, Label::Segment { log: l, .. } if *l == log.log))
    };
    // Another machine may go on with what came back.
    let more = lost::wanted(store, own, peer)?;
    let more = |log: &FarLog| more.iter().any(|mark| mark.log.0 == log.log);
    let logs = far::logs(store.db(), own)?;
    Ok(logs
        .into_iter()
        .filter(|l| lost::is_from(l, peer) && (!l.returned || more(l)) && there(l))
        .collect())
}

/// Returns the hash of an entry of one of this site's own logs; zero before the first.
pub(crate) fn own_hash(store: &Store, lno: i64, seq: u64) -> Result<Option<Hash>, StoreError> {
    match seq {
        0 => Ok(Some(Hash::ZERO)),
        seq => Ok(ledger::entry(store.db(), lno, seq)?.map(|entry| entry.hash)),
    }
}
