//! What happens between sites: who a site is, whom it knows, and how it begins anew.

use serde::{Deserialize, Serialize};

use crate::domain::entry::Entry;
use crate::domain::entry::Envelope;
use crate::domain::entry::LogId;
use crate::domain::entry::hex;
use crate::domain::entry::unhex_all;
use crate::domain::ids::StaffNo;
use crate::domain::site::Card;
use crate::domain::site::LogCard;
use crate::domain::site::LogName;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;

/// The site is given its place in the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SitePlaced {
    /// The organisation.
    pub org: Org,
    /// What the site is.
    pub kind: SiteKind,
    /// The site's name.
    pub name: String,
}

/// The site made keys for its logs, or for those that were new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteKeyed {
    /// The logs with their public keys.
    pub logs: Vec<LogCard>,
    /// The key others seal to.
    pub sealing: PublicKey,
}

/// Another site is known here, with its keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteEnrolled {
    /// What it is to this site.
    pub relation: Relation,
    /// Its card.
    pub card: Card,
    /// Who vouched for the card.
    pub voucher: Voucher,
}

/// Who says that a card is what it claims to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voucher {
    /// Two people compared the fingerprint with the other site; the first is the entry's actor.
    People {
        /// The second of the two.
        witness: StaffNo,
    },
    /// A key of the site that was known before signed the new card.
    Key(PublicKey),
}

/// A key of another site is no longer believed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyRevoked {
    /// The site.
    pub org: Org,
    /// The key.
    pub key: PublicKey,
    /// Why.
    pub reason: String,
}

/// Why a site began anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RenewReason {
    /// The store was put back from a backup.
    Restored,
    /// A key was not beside the store.
    KeyLost,
    /// The store lies on another machine than before.
    Moved,
    /// The parent knows other entries under the same numbers: the store was copied.
    Forked,
    /// The keys were changed on purpose.
    Rotated,
}

impl RenewReason {
    /// Returns the word in lists and locales.
    pub fn word(self) -> &'static str {
        match self {
            RenewReason::Restored => "restored",
            RenewReason::KeyLost => "key_lost",
            RenewReason::Moved => "moved",
            RenewReason::Forked => "forked",
            RenewReason::Rotated => "rotated",
        }
    }
}

/// Where a log of the site ended when it began anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEnd {
    /// The log.
    pub log: LogName,
    /// Its audience.
    pub audience: String,
    /// The last entry.
    pub seq: u64,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// The site began anew: the genesis of each log of the new epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteRenewed {
    /// The epoch, from 2.
    pub epoch: u32,
    /// Why.
    pub reason: RenewReason,
    /// Where the log before it ended; `None` for a log that had none before.
    pub after: Option<LogEnd>,
    /// What the leader said who changed the keys; empty for every other reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// An entry the parent knew another one for is told again in the new log, byte for byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryRehomed {
    /// The log it was in.
    pub log: LogName,
    /// Its number there.
    pub seq: u64,
    /// Its hash there, hexadecimal.
    pub hash: String,
    /// Its envelope, hexadecimal.
    pub envelope: String,
    /// Its body; `None` where it was dropped by law, or is no text.
    pub body: Option<String>,
    /// Its body in hexadecimal, where it is no text: a later version may write such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<String>,
}

impl EntryRehomed {
    /// Tells an entry of a log again.
    pub fn of(log: LogId, entry: &Entry) -> EntryRehomed {
        let text = entry.body.as_deref().map(std::str::from_utf8);
        let (body, bytes) = match text {
            None => (None, None),
            Some(Ok(text)) => (Some(text.to_owned()), None),
            Some(Err(_)) => (None, entry.body.as_deref().map(hex)),
        };
        EntryRehomed {
            log: LogName(log),
            seq: entry.envelope.seq,
            hash: entry.hash.to_string(),
            envelope: hex(&entry.envelope.bytes()),
            body,
            bytes,
        }
    }

    /// Returns the entry as it was, its body byte for byte; `None` when this holds none.
    pub fn inner(&self) -> Option<(Envelope, Option<Vec<u8>>)> {
        let envelope = Envelope::parse(&unhex_all(&self.envelope)?)?;
        let body = match (&self.body, &self.bytes) {
            (Some(text), _) => Some(text.clone().into_bytes()),
            (None, Some(bytes)) => Some(unhex_all(bytes)?),
            (None, None) => None,
        };
        Some((envelope, body))
    }

    /// Returns the entry as it was, for those who count it; `None` when it lost its body, or is itself
    /// one that was told again, which would be a loop without end.
    pub fn told(&self) -> Option<(Envelope, Vec<u8>)> {
        let (envelope, body) = self.inner()?;
        let nested = envelope.kind.name() == "entry.rehomed";
        (!nested).then_some((envelope, body?))
    }
}

/// Where another log of the same site stands: a witness in a log of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogAnchored {
    /// The log it is about.
    pub log: LogName,
    /// That log's audience.
    pub audience: String,
    /// Its last entry.
    pub seq: u64,
    /// That entry's hash, hexadecimal.
    pub hash: String,
}
