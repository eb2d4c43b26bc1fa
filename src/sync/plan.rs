//! What an exchange would do, as data: what waits to go out and what lies on the carriers. It reads
//! only, and writes nothing anywhere.

use serde::Serialize;

use crate::domain::night::Trouble;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::store::Store;
use crate::store::far;
use crate::store::view::sites;
use crate::store::view::sites::Own;
use crate::store::view::sites::Peer;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::Label;
use crate::sync::carrier::Route;
use crate::sync::error::SyncError;
use crate::sync::outward;

/// What would go out of one log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outgoing {
    /// Who reads the log.
    pub audience: String,
    /// The count of beginnings anew.
    pub epoch: u32,
    /// The first entry that is not acknowledged.
    pub from: u64,
    /// The last entry, inclusive.
    pub to: u64,
}

/// What one carrier holds for this site from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnCarrier {
    /// The carrier, as the settings name it.
    pub carrier: String,
    /// Entries that lie there and are not here yet.
    pub new: u64,
    /// Notes that lie there.
    pub notes: u64,
    /// Why it could not be looked at.
    pub stopped: Option<(Trouble, String)>,
}

/// What an exchange with one site would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeerPlan {
    /// The site.
    pub org: Org,
    /// Its name.
    pub name: String,
    /// What it is to this one.
    pub relation: Relation,
    /// What would go out.
    pub out: Vec<Outgoing>,
    /// What lies on the carriers that lead to it.
    pub carriers: Vec<OnCarrier>,
}

impl PeerPlan {
    /// Returns how many entries would go out.
    pub fn entries(&self) -> u64 {
        self.out.iter().map(|log| log.to + 1 - log.from).sum()
    }
}

/// Returns what an exchange with all sites that are known would do.
///
/// # Errors
/// [`SyncError::NotPlaced`], the store's own error; trouble of a carrier stands in the plan.
pub fn make(store: &Store, carriers: &mut [Box<dyn Carrier>]) -> Result<Vec<PeerPlan>, SyncError> {
    let own = sites::own(store.db())?.ok_or(SyncError::NotPlaced)?;
    let mut plans = Vec::new();
    for peer in sites::peers(store.db())? {
        let out = outward::unsent(store, &peer)?
            .into_iter()
            .map(|(head, acked)| Outgoing {
                audience: head.audience,
                epoch: head.epoch,
                from: acked + 1,
                to: head.seq,
            });
        let mut plan = PeerPlan {
            org: peer.card.org,
            name: peer.card.name.clone(),
            relation: peer.relation,
            out: out.collect(),
            carriers: Vec::new(),
        };
        for carrier in carriers.iter_mut().filter(|c| c.serves(peer.card.org)) {
            plan.carriers
                .push(look(store, &own, &peer, carrier.as_mut())?);
        }
        plans.push(plan);
    }
    Ok(plans)
}

fn look(
    store: &Store,
    own: &Own,
    peer: &Peer,
    carrier: &mut dyn Carrier,
) -> Result<OnCarrier, SyncError> {
    let mut found = OnCarrier {
        carrier: carrier.name().to_owned(),
        new: 0,
        notes: 0,
        stopped: None,
    };
    let route = Route {
        from: peer.card.org,
        to: own.org,
    };
    let labels = match carrier.list(route) {
        Ok(labels) => labels,
        Err(CarrierError { trouble, why, .. }) => {
            found.stopped = Some((trouble, why));
            return Ok(found);
        }
    };
    let logs = far::logs(store.db(), peer.card.org)?;
    for log in &logs {
        let furthest = labels.iter().filter_map(|label| match label {
            Label::Segment { log: l, to, .. } if *l == log.log => Some(*to),
            _ => None,
        });
        let new = furthest.max().unwrap_or(0).saturating_sub(log.seq);
        found.new = found.new.saturating_add(new);
    }
    let notes = labels.iter().filter(|l| matches!(l, Label::Note { .. }));
    found.notes = notes.count() as u64;
    Ok(found)
}
