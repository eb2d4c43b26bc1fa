//! The segment: some entries of one log, packed, sealed to those who may read them, and signed.
//!
//! ```text
//! "YZS1" · manifest length u32 · manifest (JSON) · signature [64] · payload
//! payload = ChaCha20-Poly1305(key of this segment, zstd(records))
//! record  = envelope length u16 · envelope · 1 · body      or   … · 0 · hash of the dropped body
//! ```
//!
//! The manifest says which entries of which log these are and what the chain's hash is before and
//! after them, so a reader needs nothing but the signer's public key and its own secret. The key of
//! a segment is used once; each recipient gets it wrapped by HPKE (RFC 9180). Numbers are big-endian.

use chacha20poly1305::ChaCha20Poly1305;
use chacha20poly1305::Key;
use chacha20poly1305::KeyInit;
use chacha20poly1305::Nonce;
use chacha20poly1305::aead::Aead;
use ed25519_dalek::Signature;
use ed25519_dalek::Signer;
use ed25519_dalek::SigningKey;
use ed25519_dalek::VerifyingKey;
use rand_core::CryptoRng;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::entry::Entry;
use crate::domain::entry::Envelope;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::sync::carrier::KeyPair;
use crate::sync::carrier::Label;
use crate::sync::seal;
use crate::sync::seal::Wrapped;

const MAGIC: &[u8; 4] = b"YZS1";
/// What a signature is over begins with this, so that it is good for nothing else.
const SIGNED: &[u8] = b"yizhan segment v1\n";
const SIGNATURE: usize = 64;
/// The version of the manifest.
const VERSION: u8 = 1;
/// zstd's own default: higher levels cost far more time than they save bytes on JSON.
const LEVEL: i32 = 3;

/// Entries of one segment at most.
pub const MOST_ENTRIES: usize = 1_000;
/// Bytes of one segment's records after which it is cut.
pub const MOST_BYTES: usize = 1 << 20;
/// A manifest may be so long: one recipient takes some 300 bytes.
const MOST_MANIFEST: usize = 64 << 10;
/// Records may unpack to so many bytes; one entry alone may be longer than [`MOST_BYTES`].
const MOST_RAW: u32 = 64 << 20;

/// Which entries a segment holds, and how to open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this form.
    pub v: u8,
    /// The algorithms: 1 = SHA-256, Ed25519, ChaCha20-Poly1305, HPKE with X25519.
    pub alg: u8,
    /// The organisation whose log it is.
    pub org: Org,
    /// The log.
    #[serde(with = "text")]
    pub log: LogId,
    /// The first entry's number.
    pub from: u64,
    /// The last entry's number, inclusive.
    pub to: u64,
    /// The hash of the entry before the first.
    #[serde(with = "text")]
    pub prev: Hash,
    /// The hash of the last entry.
    #[serde(with = "text")]
    pub end: Hash,
    /// Bytes of the records, unpacked.
    pub raw_len: u32,
    /// The hash of the payload.
    #[serde(with = "text")]
    pub payload: Hash,
    /// Whose signature follows.
    pub signer: PublicKey,
    /// For whom the key is wrapped; empty for a trial run that is not sealed.
    pub keys: Vec<Wrapped>,
}

impl Manifest {
    /// Returns the label it is to lie under.
    pub fn label(&self) -> Label {
        Label::Segment {
            log: self.log,
            from: self.from,
            to: self.to,
            end: self.end,
            keys: KeyPair {
                by: self.signer.short(),
                to: self.keys.first().map_or(0, |key| key.to.short()),
            },
        }
    }

    /// Returns how many entries it holds.
    pub fn count(&self) -> u64 {
        self.to.saturating_sub(self.from) + 1
    }
}

/// Returns whether bytes are, down to the last, the segment that a label names; its secrets stay
/// sealed.
pub fn is_whole(label: &Label, bytes: &[u8]) -> bool {
    signer_of(label, bytes).is_some()
}

/// Returns who signed a segment that is, down to the last byte, the one that a label names.
pub fn signer_of(label: &Label, bytes: &[u8]) -> Option<PublicKey> {
    let parts = Parts::split(bytes).ok()?;
    let manifest = parts.manifest().ok()?;
    let whole = manifest.label() == *label
        && parts.are_signed_by(&[manifest.signer])
        && Hash::of(parts.payload) == manifest.payload;
    whole.then_some(manifest.signer)
}

/// Writes and reads names and hashes as text.
pub(crate) mod text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::Deserialize;
    use serde::Deserializer;
    use serde::Serializer;
    use serde::de::Error;

    pub(crate) fn serialize<S: Serializer>(
        value: &impl Display,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(crate) fn deserialize<'d, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'d>,
        T: FromStr,
        T::Err: Display,
    {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// Why bytes are no segment that may be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The bytes are not of this form, or end too early.
    #[error("it is not a segment, or only a part of one")]
    Form,
    /// It was made by a later version, in another form.
    #[error("it was made by a later version of the program (form {0})")]
    Later(u8),
    /// The signature is not that of the log's key.
    #[error("the signature is not that of the site it claims to come from")]
    Signature,
    /// The payload is not the one that was signed.
    #[error("the contents are not those that were signed")]
    Payload,
    /// It is sealed to others.
    #[error("it is sealed for another site")]
    NotForUs,
    /// It cannot be unsealed or unpacked.
    #[error("it cannot be unsealed")]
    Sealed,
    /// It is not sealed, and only trial sites take that.
    #[error("it is not sealed")]
    Open,
    /// The records are not what the manifest says.
    #[error("the entries are not those the manifest names")]
    Records,
    /// An entry does not follow from the one before.
    #[error("entry {0} does not follow from the one before it")]
    Chain(u64),
}

/// What goes into a segment.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'e> {
    /// The organisation whose log it is.
    pub org: Org,
    /// The log.
    pub log: LogId,
    /// The hash of the entry before the first.
    pub prev: Hash,
    /// The entries, dense and in order; at least one.
    pub entries: &'e [Entry],
}

/// Makes a segment; without recipients its contents lie open, which is for trial runs only.
///
/// # Errors
/// [`Fault::Records`] without entries, [`Fault::Sealed`] when a recipient's key is none.
pub fn make(
    draft: &Draft<'_>,
    signer: &SigningKey,
    recipients: &[PublicKey],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, Fault> {
    let (Some(first), Some(last)) = (draft.entries.first(), draft.entries.last()) else {
        return Err(Fault::Records);
    };
    let mut raw = Vec::new();
    for entry in draft.entries {
        write_record(&mut raw, entry)?;
    }
    let raw_len = u32::try_from(raw.len()).map_err(|_| Fault::Records)?;
    let packed = zstd::bulk::compress(&raw, LEVEL).map_err(|_| Fault::Records)?;
    let (keys, payload) = match recipients {
        [] => (Vec::new(), packed),
        _ => {
            let mut key = [0; 32];
            rng.fill_bytes(&mut key);
            let keys = recipients
                .iter()
                .map(|to| seal::wrap(to, &key, rng))
                .collect::<Option<Vec<Wrapped>>>()
                .ok_or(Fault::Sealed)?;
            (keys, cipher(&key, &packed, Way::Seal)?)
        }
    };
    let manifest = Manifest {
        v: VERSION,
        alg: 1,
        org: draft.org,
        log: draft.log,
        from: first.envelope.seq,
        to: last.envelope.seq,
        prev: draft.prev,
        end: last.hash,
        raw_len,
        payload: Hash::of(&payload),
        signer: PublicKey(signer.verifying_key().to_bytes()),
        keys,
    };
    let manifest = serde_json::to_vec(&manifest).map_err(|_| Fault::Form)?;
    let signature = signer.sign(&signed(&manifest)).to_bytes();
    let mut out = Vec::with_capacity(8 + manifest.len() + SIGNATURE + payload.len());
    out.extend(MAGIC);
    out.extend((manifest.len() as u32).to_be_bytes());
    out.extend(manifest);
    out.extend(signature);
    out.extend(payload);
    Ok(out)
}

fn signed(manifest: &[u8]) -> Vec<u8> {
    [SIGNED, manifest].concat()
}

fn write_record(out: &mut Vec<u8>, entry: &Entry) -> Result<(), Fault> {
    let envelope = entry.envelope.bytes();
    let length = u16::try_from(envelope.len()).map_err(|_| Fault::Records)?;
    out.extend(length.to_be_bytes());
    out.extend(envelope);
    match &entry.body {
        Some(body) => {
            out.push(1);
            out.extend(body);
        }
        None => {
            out.push(0);
            out.extend(entry.body_hash.0);
        }
    }
    Ok(())
}

enum Way {
    Seal,
    Unseal,
}

/// A key seals one segment and never another, so the nonce may be zero.
fn cipher(key: &[u8; 32], bytes: &[u8], way: Way) -> Result<Vec<u8>, Fault> {
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    let nonce = Nonce::default();
    match way {
        Way::Seal => cipher.encrypt(&nonce, bytes),
        Way::Unseal => cipher.decrypt(&nonce, bytes),
    }
    .map_err(|_| Fault::Sealed)
}

/// The parts of a segment, not yet believed.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'b> {
    /// The manifest's bytes, as they were signed.
    pub manifest: &'b [u8],
    /// The signature.
    pub signature: &'b [u8; SIGNATURE],
    /// The payload.
    pub payload: &'b [u8],
}

impl<'b> Parts<'b> {
    /// Splits the bytes of a segment.
    ///
    /// # Errors
    /// [`Fault::Form`].
    pub fn split(bytes: &'b [u8]) -> Result<Parts<'b>, Fault> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(Fault::Form)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(Fault::Form)?;
        let length = u32::from_be_bytes(*length) as usize;
        if length > MOST_MANIFEST {
            return Err(Fault::Form);
        }
        let (manifest, rest) = rest.split_at_checked(length).ok_or(Fault::Form)?;
        let (signature, payload) = rest.split_first_chunk::<SIGNATURE>().ok_or(Fault::Form)?;
        Ok(Parts {
            manifest,
            signature,
            payload,
        })
    }

    /// Reads the manifest, which nobody has vouched for yet.
    ///
    /// # Errors
    /// [`Fault::Form`] or [`Fault::Later`].
    pub fn manifest(&self) -> Result<Manifest, Fault> {
        #[derive(Deserialize)]
        struct Version {
            v: u8,
        }
        let Version { v } = serde_json::from_slice(self.manifest).map_err(|_| Fault::Form)?;
        if v != VERSION {
            return Err(Fault::Later(v));
        }
        let manifest: Manifest = serde_json::from_slice(self.manifest).map_err(|_| Fault::Form)?;
        let dense = manifest.from >= 1 && manifest.to >= manifest.from;
        match manifest.alg == 1 && dense && manifest.raw_len <= MOST_RAW {
            true => Ok(manifest),
            false => Err(Fault::Form),
        }
    }

    /// Returns whether one of these keys signed the manifest, whatever stands in it.
    pub fn are_signed_by(&self, keys: &[PublicKey]) -> bool {
        let signed = signed(self.manifest);
        let signature = Signature::from_bytes(self.signature);
        keys.iter().any(|key| {
            VerifyingKey::from_bytes(&key.0)
                .is_ok_and(|key| key.verify_strict(&signed, &signature).is_ok())
        })
    }

    /// Checks everything a segment can be checked for by itself, and returns its entries.
    ///
    /// # Errors
    /// The first [`Fault`] found, in the order signature, payload, seal, records, chain.
    pub fn open(
        &self,
        manifest: &Manifest,
        signer: &PublicKey,
        reader: &Reader<'_>,
    ) -> Result<Vec<Entry>, Fault> {
        if !self.are_signed_by(&[*signer]) {
            return Err(Fault::Signature);
        }
        if Hash::of(self.payload) != manifest.payload {
            return Err(Fault::Payload);
        }
        let packed = match (manifest.keys.is_empty(), reader.trial) {
            (true, false) => return Err(Fault::Open),
            (true, true) => self.payload.to_vec(),
            (false, _) => {
                let key = seal::unwrap(reader.secret, &manifest.keys).ok_or(Fault::NotForUs)?;
                cipher(&key, self.payload, Way::Unseal)?
            }
        };
        let raw = zstd::bulk::decompress(&packed, manifest.raw_len as usize)
            .map_err(|_| Fault::Records)?;
        if raw.len() != manifest.raw_len as usize {
            return Err(Fault::Records);
        }
        read_records(&raw, manifest)
    }
}

/// Who opens a segment.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'k> {
    /// The secret the segment's key is wrapped for.
    pub secret: &'k seal::Secret,
    /// Whether this is a trial site, which also takes what is not sealed.
    pub trial: bool,
}

fn read_records(mut raw: &[u8], manifest: &Manifest) -> Result<Vec<Entry>, Fault> {
    let mut entries = Vec::new();
    let (mut prev, mut seq) = (manifest.prev, manifest.from);
    while !raw.is_empty() {
        let (entry, rest) = read_record(raw, &prev).ok_or(Fault::Records)?;
        if entry.envelope.seq != seq || seq > manifest.to {
            return Err(Fault::Chain(seq));
        }
        prev = entry.hash;
        seq = seq.checked_add(1).ok_or(Fault::Chain(seq))?;
        raw = rest;
        entries.push(entry);
    }
    match manifest.to.checked_add(1) == Some(seq) && prev == manifest.end {
        true => Ok(entries),
        false => Err(Fault::Chain(manifest.to)),
    }
}

fn read_record<'b>(raw: &'b [u8], prev: &Hash) -> Option<(Entry, &'b [u8])> {
    let (length, rest) = raw.split_first_chunk::<2>()?;
    let (envelope, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let envelope = Envelope::parse(envelope)?;
    let (&has_body, rest) = rest.split_first()?;
    let (body, body_hash, rest) = match has_body {
        1 => {
            let (body, rest) = rest.split_at_checked(envelope.body_len as usize)?;
            (Some(body.to_vec()), Hash::of(body), rest)
        }
        0 => {
            let (hash, rest) = rest.split_first_chunk::<32>()?;
            (None, Hash(*hash), rest)
        }
        _ => return None,
    };
    let hash = envelope.chain(prev, &body_hash);
    let entry = Entry {
        envelope,
        body,
        body_hash,
        hash,
    };
    Some((entry, rest))
}

#[cfg(test)]
mod tests;
