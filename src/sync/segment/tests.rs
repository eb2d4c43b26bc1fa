//! Segments: what one holds comes out again, and nothing else does.

use super::*;
use crate::domain::entry::ActorNo;
use crate::domain::entry::Hlc;
use crate::domain::event::Kind;
use crate::domain::time::UtcMs;
use crate::sync::dice::Dice;
use uuid::Uuid;

const LOG: LogId = LogId([7; 16]);

fn entries(from: u64, bodies: &[Option<&str>]) -> (Hash, Vec<Entry>) {
    let prev = match from {
        1 => Hash::ZERO,
        _ => Hash::of(b"before"),
    };
    let mut at = prev;
    let entries = bodies.iter().zip(from..).map(|(body, seq)| {
        let text = body.unwrap_or("dropped");
        let envelope = Envelope {
            kind: Kind(64_000),
            kind_version: 1,
            seq,
            hlc: Hlc(seq << 16),
            wall: UtcMs(seq as i64),
            actor: ActorNo(7),
            entity: Uuid::from_u128(9),
            base: Vec::new(),
            body_len: text.len() as u32,
        };
        let body_hash = Hash::of(text.as_bytes());
        at = envelope.chain(&at, &body_hash);
        Entry {
            envelope,
            body: body.map(|text| text.as_bytes().to_vec()),
            body_hash,
            hash: at,
        }
    });
    (prev, entries.collect())
}

struct Sites {
    dice: Dice,
    signer: SigningKey,
    reader: seal::Secret,
}

fn sites() -> Sites {
    let mut dice = Dice::new(1);
    Sites {
        signer: SigningKey::from_bytes(&dice.bytes()),
        reader: seal::Secret::derive(&dice.bytes()),
        dice,
    }
}

impl Sites {
    fn make(&mut self, prev: Hash, entries: &[Entry]) -> Vec<u8> {
        let draft = Draft {
            org: Org::new(120_115_103).unwrap(),
            log: LOG,
            prev,
            entries,
        };
        make(
            &draft,
            &self.signer,
            &[self.reader.public()],
            &mut self.dice,
        )
        .unwrap()
    }

    fn open(&self, bytes: &[u8]) -> Result<Vec<Entry>, Fault> {
        let parts = Parts::split(bytes)?;
        let manifest = parts.manifest()?;
        let signer = PublicKey(self.signer.verifying_key().to_bytes());
        let reader = Reader {
            secret: &self.reader,
            trial: false,
        };
        parts.open(&manifest, &signer, &reader)
    }
}

#[test]
fn a_segment_gives_back_its_entries_even_where_a_body_was_dropped() {
    let mut sites = sites();
    let (prev, entries) = entries(5, &[Some("{\"name\":\"张三丰\"}"), None, Some("")]);
    let bytes = sites.make(prev, &entries);
    assert_eq!(sites.open(&bytes), Ok(entries));
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains("张三丰"), "nothing lies open");
}

#[test]
fn every_flipped_bit_and_every_cut_is_found() {
    let mut sites = sites();
    let (prev, entries) = entries(1, &[Some("{}"), Some("{\"a\":1}")]);
    let bytes = sites.make(prev, &entries);
    for cut in 0..bytes.len() {
        assert!(sites.open(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    let mut changed = bytes.clone();
    for bit in 0..bytes.len() * 8 {
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(sites.open(&changed).is_err(), "bit {bit}");
        changed[bit / 8] ^= 1 << (bit % 8);
    }
    assert!(sites.open(&[bytes.as_slice(), b"x"].concat()).is_err());
    assert_eq!(sites.open(&bytes), Ok(entries));
}

#[test]
fn another_key_signs_and_another_site_reads_in_vain() {
    let mut sites = sites();
    let (prev, entries) = entries(1, &[Some("{}")]);
    let bytes = sites.make(prev, &entries);
    let mine = std::mem::replace(&mut sites.reader, seal::Secret::derive(&[9; 32]));
    assert_eq!(sites.open(&bytes), Err(Fault::NotForUs));
    sites.reader = mine;
    sites.signer = SigningKey::from_bytes(&[3; 32]);
    assert_eq!(sites.open(&bytes), Err(Fault::Signature));
}

#[test]
fn a_signed_segment_with_a_broken_chain_is_still_refused() {
    let mut sites = sites();
    let (prev, mut entries) = entries(1, &[Some("{}"), Some("{}"), Some("{}")]);
    entries[1].envelope.actor = ActorNo(8);
    let bytes = sites.make(prev, &entries);
    assert_eq!(
        sites.open(&bytes),
        Err(Fault::Chain(3)),
        "the end hash is another"
    );
    entries.remove(1);
    let bytes = sites.make(prev, &entries);
    assert_eq!(sites.open(&bytes), Err(Fault::Chain(2)));
}

#[test]
fn what_lies_open_is_taken_by_trial_sites_alone() {
    let sites = sites();
    let (prev, entries) = entries(1, &[Some("{}")]);
    let draft = Draft {
        org: Org::new(120_115).unwrap(),
        log: LOG,
        prev,
        entries: &entries,
    };
    let bytes = make(&draft, &sites.signer, &[], &mut Dice::new(2)).unwrap();
    assert_eq!(sites.open(&bytes), Err(Fault::Open));
    let parts = Parts::split(&bytes).unwrap();
    let signer = PublicKey(sites.signer.verifying_key().to_bytes());
    let reader = Reader {
        secret: &sites.reader,
        trial: true,
    };
    let manifest = parts.manifest().unwrap();
    assert_eq!(parts.open(&manifest, &signer, &reader), Ok(entries));
}
