//! Wrapping a segment's key for one reader, by HPKE (RFC 9180): X25519, HKDF-SHA256,
//! ChaCha20-Poly1305, single shot.

use hpke::Deserializable;
use hpke::Kem as _;
use hpke::OpModeR;
use hpke::OpModeS;
use hpke::Serializable;
use rand_core::CryptoRng;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::entry::hex;
use crate::domain::site::PublicKey;
use crate::sync::dice::Dice;

type Kem = hpke::kem::X25519HkdfSha256;
type Kdf = hpke::kdf::HkdfSha256;
type Aead = hpke::aead::ChaCha20Poly1305;

/// What the wrapping is for; a key wrapped for anything else does not open here.
const INFO: &[u8] = b"yizhan segment key v1";

/// A segment's key, wrapped for one reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrapped {
    /// The reader's public key.
    pub to: PublicKey,
    /// HPKE's encapsulated key, hexadecimal.
    pub enc: String,
    /// The wrapped key, hexadecimal.
    pub key: String,
}

/// The secret with which a site opens what is sealed to it.
pub struct Secret {
    secret: <Kem as hpke::Kem>::PrivateKey,
    public: PublicKey,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret for {}", self.public)
    }
}

impl Secret {
    /// Makes a secret from random bytes.
    pub fn derive(bytes: &[u8; 32]) -> Secret {
        let (secret, public) = Kem::derive_keypair(bytes);
        let public = public_bytes(&public);
        Secret { secret, public }
    }

    /// Reads a secret that [`Secret::bytes`] wrote; `None` when it is of another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Secret> {
        let secret = <Kem as hpke::Kem>::PrivateKey::from_bytes(bytes).ok()?;
        let public = public_bytes(&Kem::sk_to_pk(&secret));
        Some(Secret { secret, public })
    }

    /// Returns the secret's bytes, for its file alone.
    pub fn bytes(&self) -> Vec<u8> {
        self.secret.to_bytes().to_vec()
    }

    /// Returns the public key others seal to.
    pub fn public(&self) -> PublicKey {
        self.public
    }
}

fn public_bytes(key: &<Kem as hpke::Kem>::PublicKey) -> PublicKey {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(&key.to_bytes());
    PublicKey(bytes)
}

/// Returns whether anything can be sealed to a key: to some numbers all secrets would be the same,
/// and HPKE refuses those.
pub fn is_key(to: &PublicKey) -> bool {
    wrap(to, &[0; 32], &mut Dice::new(0)).is_some()
}

/// Wraps a key; `None` when the reader's key is no key.
pub fn wrap(to: &PublicKey, key: &[u8; 32], rng: &mut impl CryptoRng) -> Option<Wrapped> {
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&to.0).ok()?;
    let (enc, wrapped) = hpke::single_shot_seal_with_rng::<Aead, Kdf, Kem>(
        &OpModeS::Base,
        &public,
        INFO,
        key,
        &[],
        rng,
    )
    .ok()?;
    Some(Wrapped {
        to: *to,
        enc: hex(&enc.to_bytes()),
        key: hex(&wrapped),
    })
}

/// Unwraps the key that was wrapped for this secret; `None` when none was, or it was changed.
pub fn unwrap(secret: &Secret, keys: &[Wrapped]) -> Option<[u8; 32]> {
    let wrapped = keys.iter().find(|wrapped| wrapped.to == secret.public)?;
    let enc: [u8; 32] = crate::domain::entry::unhex(&wrapped.enc)?;
    let enc = <Kem as hpke::Kem>::EncappedKey::from_bytes(&enc).ok()?;
    let key: [u8; 48] = crate::domain::entry::unhex(&wrapped.key)?;
    let opened = hpke::single_shot_open::<Aead, Kdf, Kem>(
        &OpModeR::Base,
        &secret.secret,
        &enc,
        INFO,
        &key,
        &[],
    )
    .ok()?;
    opened.try_into().ok()
}
