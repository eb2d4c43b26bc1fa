//! The tree as this site knows it: itself, its parent, its children, and how each stands.

use serde::Serialize;

use crate::domain::entry::ActorNo;
use crate::domain::live::Staff;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::tasks;
use crate::ops::revoke_key;
use crate::store::far;
use crate::store::view;
use crate::store::view::sites::Peer;
use crate::sync::identity;
use crate::sync::keys::Keyring;
use crate::sync::outward;

/// The tree as this site knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sites {
    /// This site; `None` until it has its place.
    pub own: Option<OwnSite>,
    /// The other sites: the parent first, then the children by code.
    pub others: Vec<SiteLine>,
}

/// This site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnSite {
    /// Its code.
    pub org: Org,
    /// What it is.
    pub kind: SiteKind,
    /// Its name.
    pub name: String,
    /// The count of beginnings anew, from 1; 0 before its keys are made.
    pub epoch: u32,
    /// The fingerprint of its card; `None` before its keys are made.
    pub fingerprint: Option<String>,
}

/// Another site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteLine {
    /// Its code.
    pub org: Org,
    /// What it is to this one.
    pub relation: Relation,
    /// What it is.
    pub kind: SiteKind,
    /// Its name.
    pub name: String,
    /// Whether another site that is known here has the same name: then the code tells them apart.
    pub same_name: bool,
    /// The count of its beginnings anew.
    pub epoch: u32,
    /// The fingerprint of its card.
    pub fingerprint: String,
    /// The two people who last vouched for it, and when.
    pub enrolled: Option<Enrolled>,
    /// When a key of it that was known before last vouched for a newer card since, and which.
    pub renewed: Option<Renewed>,
    /// When it was last heard from: entries or acknowledgements.
    pub heard: Option<UtcMs>,
    /// Entries received from it.
    pub received: u64,
    /// Entries of this site it has acknowledged.
    pub acked: u64,
    /// Entries that wait to be acknowledged.
    pub waiting: u64,
    /// Since when the first of them waits.
    pub since: Option<UtcMs>,
    /// Its keys that are believed.
    pub keys: Vec<PublicKey>,
    /// Its keys that are believed no more.
    pub revoked: Vec<RevokedKey>,
}

/// How the exchange with another site stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineState {
    /// When it was last heard from: entries or acknowledgements.
    pub heard: Option<UtcMs>,
    /// Entries that wait to be acknowledged.
    pub waiting: u64,
    /// Since when the first of them waits.
    pub since: Option<UtcMs>,
}

impl LineState {
    /// Returns whether nothing was exchanged for so long that somebody is to look: never, while
    /// something waits, or not for a week.
    pub fn is_silent(&self, now: UtcMs) -> bool {
        tasks::is_silent(self.heard.or(self.since), now)
    }
}

/// Two people who vouched for a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Enrolled {
    /// When.
    pub at: UtcMs,
    /// Who, as they are called.
    pub people: [String; 2],
}

/// A card that a key known before vouched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Renewed {
    /// When.
    pub at: UtcMs,
    /// The key.
    pub key: PublicKey,
}

/// A key that is believed no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevokedKey {
    /// The key.
    pub key: PublicKey,
    /// Since when.
    pub at: UtcMs,
    /// Who revoked it, as they are called.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl SiteLine {
    /// Returns how the exchange with it stands.
    pub fn line(&self) -> LineState {
        LineState {
            heard: self.heard,
            waiting: self.waiting,
            since: self.since,
        }
    }
}

impl Hall {
    /// Returns the tree as this site knows it. Reads only.
    ///
    /// # Errors
    /// The store's own error; a key file that cannot be read.
    pub fn sites(&self) -> Result<Sites, Error> {
        let db = self.store().db();
        let staff = view::staff::load(db)?;
        let peers = view::sites::peers(db)?;
        let own = view::sites::own(db)?;
        let own_name = own.as_ref().map(|own| own.name.clone());
        let own = own.map(|own| self.own_site(own)).transpose()?;
        let mut others = Vec::new();
        for peer in &peers {
            let name = &peer.card.name;
            let namesakes = peers.iter().filter(|p| p.card.name == *name).count();
            let same_name = namesakes > 1 || own_name.as_ref() == Some(name);
            others.push(self.site_line(peer, same_name, &staff)?);
        }
        others.sort_by_key(|line| (line.relation == Relation::Child, line.org));
        Ok(Sites { own, others })
    }

    fn own_site(&self, own: view::sites::Own) -> Result<OwnSite, Error> {
        let ring = Keyring::of_store(self.dir());
        let card = identity::known_card(self.store(), &ring)?.map(|card| card.introduction());
        Ok(OwnSite {
            org: own.org,
            kind: own.kind,
            name: own.name,
            epoch: card.as_ref().map_or(0, |card| card.epoch()),
            fingerprint: card.map(|card| card.fingerprint()),
        })
    }

    /// Returns how the exchange with a site stands.
    ///
    /// # Errors
    /// The store's own error.
    pub(crate) fn line_to(&self, peer: &Peer) -> Result<LineState, Error> {
        let unsent = outward::unsent(self.store(), peer)?;
        Ok(LineState {
            heard: far::last_heard(self.store().db(), peer.card.org)?,
            waiting: unsent.iter().map(|(head, acked)| head.seq - acked).sum(),
            since: self.waits_since(&unsent)?,
        })
    }

    fn site_line(&self, peer: &Peer, same_name: bool, staff: &[Staff]) -> Result<SiteLine, Error> {
        let (db, card) = (self.store().db(), &peer.card);
        let line = self.line_to(peer)?;
        let acks = far::acks(db, card.org, card.signing())?;
        let logs = far::logs(db, card.org)?;
        let revoked = view::sites::revoked(db)?.into_iter();
        let revoked = revoked
            .filter(|r| r.org == card.org)
            .map(|r| RevokedKey {
                key: r.key,
                at: r.at,
                by: called(staff, r.actor),
                reason: r.reason,
            })
            .collect();
        Ok(SiteLine {
            org: card.org,
            relation: peer.relation,
            kind: card.kind,
            name: card.name.clone(),
            same_name,
            epoch: card.epoch(),
            fingerprint: card.introduction().fingerprint(),
            enrolled: peer.vouched.map(|by| Enrolled {
                at: by.at,
                people: [called(staff, by.first), called(staff, ActorNo(by.second.0))],
            }),
            renewed: peer.renewed.map(|(at, key)| Renewed { at, key }),
            heard: line.heard,
            received: logs.iter().map(|log| log.seq - log.base).sum(),
            acked: acks.iter().map(|ack| ack.seq).sum(),
            waiting: line.waiting,
            since: line.since,
            keys: revoke_key::believed(db, peer)?,
            revoked,
        })
    }
}

/// Returns the badge number with the name, as people are called in lists.
fn called(staff: &[Staff], no: ActorNo) -> String {
    match staff.iter().find(|s| s.no.0 == no.0) {
        Some(found) => format!("{} {}", no.0, found.name),
        None => no.0.to_string(),
    }
}
