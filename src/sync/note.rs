//! Notes: small signed messages from site to site, beside the segments.
//!
//! `"YZN1" · length u32 · JSON · signature [64]`. A note says for whom it is and has a number that
//! only grows, so that an old one laid out again changes nothing.

use ed25519_dalek::Signature;
use ed25519_dalek::Signer;
use ed25519_dalek::SigningKey;
use ed25519_dalek::VerifyingKey;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::entry::Hash;
use crate::domain::site::Card;
use crate::domain::site::LogName;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::domain::time::UtcMs;
use crate::sync::carrier::NoteKind;
use crate::sync::segment::Fault;
use crate::sync::segment::text;

const MAGIC: &[u8; 4] = b"YZN1";
const SIGNED: &[u8] = b"yizhan note v1\n";
/// A county's checkpoint over a few thousand logs fits.
const MOST_BYTES: usize = 4 << 20;

/// An entry of a log by number and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The log.
    pub log: LogName,
    /// The entry.
    pub seq: u64,
    /// Its hash.
    #[serde(with = "text")]
    pub hash: Hash,
}

/// What a note says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "says", rename_all = "snake_case")]
pub enum Says {
    /// This is my card now.
    Card {
        /// The card.
        card: Card,
    },
    /// So far I have read your logs.
    Ack {
        /// The last entry of each.
        heads: Vec<Mark>,
    },
    /// Give me my own log back, from the last of these that you know.
    Want {
        /// Entries of one log, the latest first, ever further apart.
        ladder: Vec<Mark>,
    },
    /// So stand all logs: the leaves, and the root over them.
    Checkpoint {
        /// The root.
        #[serde(with = "text")]
        root: Hash,
        /// A leaf for each log: it tells nothing to whoever does not know the log's end.
        leaves: Vec<String>,
    },
}

impl Says {
    /// Returns the kind of note that says this.
    pub fn kind(&self) -> NoteKind {
        match self {
            Says::Card { .. } => NoteKind::Card,
            Says::Ack { .. } => NoteKind::Ack,
            Says::Want { .. } => NoteKind::Want,
            Says::Checkpoint { .. } => NoteKind::Checkpoint,
        }
    }
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Who says it.
    pub from: Org,
    /// To whom.
    pub to: Org,
    /// The sender's count.
    pub no: u64,
    /// When, by the sender's clock.
    pub at: UtcMs,
    /// What.
    #[serde(flatten)]
    pub says: Says,
}

/// Writes and signs a note.
///
/// # Errors
/// serde's, never for what is here.
pub fn write(note: &Note, signer: &SigningKey) -> Result<Vec<u8>, serde_json::Error> {
    let json = serde_json::to_vec(note)?;
    let signature = signer.sign(&[SIGNED, &json].concat()).to_bytes();
    let length = (json.len() as u32).to_be_bytes();
    Ok([MAGIC.as_slice(), &length, &json, &signature].concat())
}

/// Reads a note that one of these keys signed; returns the key too.
///
/// # Errors
/// [`Fault::Form`] or [`Fault::Signature`].
pub fn read(bytes: &[u8], keys: &[PublicKey]) -> Result<(Note, PublicKey), Fault> {
    if bytes.len() > MOST_BYTES {
        return Err(Fault::Form);
    }
    let rest = bytes.strip_prefix(MAGIC).ok_or(Fault::Form)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(Fault::Form)?;
    let (json, signature) = rest
        .split_at_checked(u32::from_be_bytes(*length) as usize)
        .ok_or(Fault::Form)?;
    let signature = Signature::from_slice(signature).map_err(|_| Fault::Form)?;
    let signed = [SIGNED, json].concat();
    let signer = keys
        .iter()
        .find(|key| {
            VerifyingKey::from_bytes(&key.0)
                .is_ok_and(|key| key.verify_strict(&signed, &signature).is_ok())
        })
        .ok_or(Fault::Signature)?;
    let note = serde_json::from_slice(json).map_err(|_| Fault::Form)?;
    Ok((note, *signer))
}
