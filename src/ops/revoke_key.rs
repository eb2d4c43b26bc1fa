//! A key of another site is believed no more, as when its machine was stolen.

use rusqlite::Connection;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::KeyRevoked;
use crate::domain::ids::number_or_text;
use crate::domain::plain;
use crate::domain::refusal::SiteRefusal;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act;
use crate::ops::sharing;
use crate::store::StoreError;
use crate::store::far;
use crate::store::view;
use crate::store::view::sites::Peer;
use crate::sync::enrol;

/// The fewest characters by which a key may be named.
const LEAST: usize = 8;
/// The word for all keys of a site.
pub const ALL: &str = "all";

/// Believes a key of another site no more (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeKey {
    /// The other site: its code or its name.
    #[serde(deserialize_with = "number_or_text")]
    pub site: String,
    /// The key, or its first characters, at least 8; `all` for every one.
    #[serde(deserialize_with = "number_or_text")]
    pub key: String,
    /// Why.
    pub reason: String,
}

/// Keys are believed no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeysRevoked {
    /// The other site.
    pub org: Org,
    /// Its name.
    pub name: String,
    /// The keys.
    pub keys: Vec<PublicKey>,
    /// So many others of it are still believed.
    pub left: usize,
}

impl Verb for RevokeKey {
    type Done = KeysRevoked;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<KeysRevoked, Error> {
        act.leader(&act.live()?)?;
        let reason = act::reason(&self.reason)?;
        let peer = sharing::peer(act, &self.site)?;
        let believed = believed(act.db(), &peer)?;
        let wanted = plain::digits(&self.key).to_ascii_lowercase();
        let keys: Vec<PublicKey> = believed
            .iter()
            .copied()
            .filter(|key| {
                let named = wanted.len() >= LEAST && key.to_string().starts_with(&wanted);
                wanted == ALL || named
            })
            .collect();
        if keys.is_empty() || (wanted != ALL && keys.len() > 1) {
            return Err(SiteRefusal::KeyUnknown {
                site: peer.card.name,
                key: wanted,
            }
            .into());
        }
        for key in &keys {
            let revoked = KeyRevoked {
                org: peer.card.org,
                key: *key,
                reason: reason.clone(),
            };
            let by = (act.who().actor(), act.now);
            enrol::revoke(act.writer(), &revoked, by)?;
        }
        Ok(KeysRevoked {
            org: peer.card.org,
            name: peer.card.name,
            left: believed.len() - keys.len(),
            keys,
        })
    }
}

/// Returns the keys of a site that are believed; the one that is sealed to also, as what a thief can
/// open must not go to him.
pub(crate) fn believed(db: &Connection, peer: &Peer) -> Result<Vec<PublicKey>, StoreError> {
    let revoked = view::sites::revoked(db)?;
    let logs = far::logs(db, peer.card.org)?;
    let mut keys: Vec<PublicKey> = logs.iter().map(|log| log.key).collect();
    keys.extend(peer.card.logs.iter().map(|log| log.key));
    keys.push(peer.card.sealing);
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| {
        !revoked
            .iter()
            .any(|r| (r.org, r.key) == (peer.card.org, *key))
    });
    Ok(keys)
}
