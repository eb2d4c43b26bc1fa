//! A card as a file that two people carry from site to site: text a person can look at.
//!
//! The card is signed with the newest key on it, so that nobody can bring keys they do not have; that
//! it is the right site's, only the fingerprint says, read out over the phone. A file is taken byte
//! for byte as it was written, or not at all.

use ed25519_dalek::Signature;
use ed25519_dalek::Signer;
use ed25519_dalek::SigningKey;
use ed25519_dalek::VerifyingKey;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::entry::hex;
use crate::domain::entry::unhex;
use crate::domain::site::Card;

/// The version of the form this program writes and reads.
pub const VERSION: u32 = 1;
/// A card with a thousand beginnings anew fits.
pub const MOST_BYTES: usize = 1 << 19;
const SIGNED: &[u8] = b"yizhan card v1\n";

/// What is wrong with the file of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardFault {
    /// It is no card, or was cut or changed on the way.
    #[error("this is no whole card")]
    Form,
    /// Another version wrote it.
    #[error("this card is of version {0}")]
    Version(u32),
    /// The key on the card did not sign it.
    #[error("this card is not signed with the key that stands on it")]
    Signature,
}

#[derive(Serialize, Deserialize)]
struct File {
    yizhan_card: u32,
    card: Card,
    signature: String,
}

#[derive(Deserialize)]
struct Versioned {
    yizhan_card: u32,
}

/// Writes a card as the text of a file, signed with the newest key on it.
///
/// # Errors
/// serde's, never for what is here.
pub fn write(card: &Card, signer: &SigningKey) -> Result<String, serde_json::Error> {
    let signature = signer.sign(&signed(card)?).to_bytes();
    text(&File {
        yizhan_card: VERSION,
        card: card.clone(),
        signature: hex(&signature),
    })
}

/// Reads the text of a card's file.
///
/// # Errors
/// [`CardFault`].
pub fn read(given: &str) -> Result<Card, CardFault> {
    if given.len() > MOST_BYTES {
        return Err(CardFault::Form);
    }
    // A mail program may end lines in its own way; nothing else may differ.
    let given = given.replace("\r\n", "\n");
    let version: Versioned = serde_json::from_str(&given).map_err(|_| CardFault::Form)?;
    if version.yizhan_card != VERSION {
        return Err(CardFault::Version(version.yizhan_card));
    }
    let file: File = serde_json::from_str(&given).map_err(|_| CardFault::Form)?;
    if text(&file).map_err(|_| CardFault::Form)? != given {
        return Err(CardFault::Form);
    }
    let key = file.card.signing().ok_or(CardFault::Form)?;
    let signature: [u8; 64] = unhex(&file.signature).ok_or(CardFault::Form)?;
    let signed = signed(&file.card).map_err(|_| CardFault::Form)?;
    VerifyingKey::from_bytes(&key.0)
        .and_then(|key| key.verify_strict(&signed, &Signature::from_bytes(&signature)))
        .map_err(|_| CardFault::Signature)?;
    Ok(file.card)
}

fn signed(card: &Card) -> Result<Vec<u8>, serde_json::Error> {
    Ok([SIGNED, &serde_json::to_vec(card)?].concat())
}

fn text(file: &File) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(file)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::LogId;
    use crate::domain::site::LogCard;
    use crate::domain::site::LogName;
    use crate::domain::site::Org;
    use crate::domain::site::PublicKey;
    use crate::domain::site::SiteKind;

    fn sample(signer: &SigningKey) -> Card {
        Card {
            org: Org::new(330_182_001).unwrap(),
            name: "龙河镇".into(),
            kind: SiteKind::Hall,
            logs: vec![LogCard {
                log: LogName(LogId([3; 16])),
                audience: "up".into(),
                epoch: 1,
                key: PublicKey(signer.verifying_key().to_bytes()),
            }],
            sealing: PublicKey([5; 32]),
        }
    }

    #[test]
    fn a_card_reads_back_and_only_whole() {
        let signer = SigningKey::from_bytes(&[1; 32]);
        let card = sample(&signer);
        let text = write(&card, &signer).unwrap();
        assert_eq!(read(&text), Ok(card.clone()));
        assert_eq!(read(&text.replace('\n', "\r\n")), Ok(card));
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert_eq!(read(&text[..end]), Err(CardFault::Form), "cut at {end}");
        }
        for bit in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let Ok(flipped) = String::from_utf8(bytes) else {
                continue;
            };
            assert!(read(&flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_card_of_a_later_version_or_with_keys_of_others_is_told_apart() {
        let signer = SigningKey::from_bytes(&[1; 32]);
        let card = sample(&signer);
        let text = write(&card, &signer).unwrap();
        let later = text.replace("\"yizhan_card\": 1", "\"yizhan_card\": 2");
        assert_eq!(read(&later), Err(CardFault::Version(2)));
        let other = SigningKey::from_bytes(&[2; 32]);
        let forged = write(&card, &other).unwrap();
        assert_eq!(read(&forged), Err(CardFault::Signature));
    }
}
