//! The entry: one line of the ledger, and the chain that holds the lines together.
//!
//! The envelope is frozen for ever (version 1). What is hashed is the previous hash, the envelope
//! without the body, and the body's own hash, so that a body may one day be dropped by law and the
//! chain still holds.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::event::Kind;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;

/// The algorithm byte: 1 = SHA-256.
pub const ALG: u8 = 1;
/// The envelope's version.
pub const VERSION: u8 = 1;

/// The letters and figures of codes that people read to each other (Crockford base 32): none of
/// them looks like another.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A 32-byte hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash before the first entry of a log.
    pub const ZERO: Hash = Hash([0; 32]);

    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }

    /// Reads a stored hash; `None` unless it is 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }

    /// Returns the first 10 characters a person can read over the phone (Crockford base 32).
    pub fn short(&self) -> String {
        let head = u64::from_be_bytes([
            self.0[0], self.0[1], self.0[2], self.0[3], self.0[4], self.0[5], self.0[6], self.0[7],
        ]);
        (0..10)
            .map(|i| char::from(ALPHABET[((head >> (59 - 5 * i)) & 31) as usize]))
            .collect()
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl std::str::FromStr for Hash {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Hash, NotHex> {
        unhex(text).map(Hash).ok_or(NotHex)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not the hexadecimal form of a name or a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not hexadecimal of the right length")]
pub struct NotHex;

/// Reads lower-case hexadecimal of exactly `N` bytes.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        *byte = unhex_pair(*pair)?;
    }
    Some(bytes)
}

fn unhex_pair([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    Some(digit(high)? << 4 | digit(low)?)
}

/// Reads lower-case hexadecimal of any length.
pub fn unhex_all(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|pair| unhex_pair(*pair)).collect()
}

/// Writes bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// Names a log for ever: the first 16 bytes of a hash over its site, audience, epoch and birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogId(pub [u8; 16]);

impl LogId {
    /// Returns the name of a log; `nonce` keeps two logs born in one millisecond apart.
    pub fn of(site: &str, audience: &str, epoch: u32, born: UtcMs, nonce: &[u8; 16]) -> LogId {
        let mut hasher = Sha256::new();
        for part in [site.as_bytes(), audience.as_bytes()] {
            hasher.update((part.len() as u32).to_be_bytes());
            hasher.update(part);
        }
        hasher.update(epoch.to_be_bytes());
        hasher.update(born.0.to_be_bytes());
        hasher.update(nonce);
        let whole: [u8; 32] = hasher.finalize().into();
        let mut id = [0; 16];
        id.copy_from_slice(&whole[..16]);
        LogId(id)
    }
}

impl std::str::FromStr for LogId {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<LogId, NotHex> {
        unhex(text).map(LogId).ok_or(NotHex)
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// How far a wall clock may lie behind the last entry and still be believed: 10 minutes.
/// Source: the ledger's clock rule; clocks that are set by the network differ by far less.
pub const CLOCK_SLACK: Seconds = Seconds::minutes(10);

/// A hybrid logical clock: 48 bits of milliseconds, 16 bits of count. Never goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Hlc(pub u64);

impl Hlc {
    /// Returns the next reading, after `self` and not before the wall clock.
    pub fn next(self, wall: UtcMs) -> Hlc {
        let ms = u64::try_from(wall.0).unwrap_or(0) & ((1 << 48) - 1);
        Hlc((ms << 16).max(self.0 + 1))
    }

    /// Returns the millisecond part.
    pub fn ms(self) -> UtcMs {
        UtcMs((self.0 >> 16) as i64)
    }

    /// Returns how far a wall clock lies behind this reading, where that is more than
    /// [`CLOCK_SLACK`]: a clock that was set back, or a machine whose battery is dead.
    pub fn lag_of(self, wall: UtcMs) -> Option<Seconds> {
        let behind = self.ms().seconds_since(wall);
        (behind > CLOCK_SLACK).then_some(behind)
    }
}

/// A leader's word that the clock was right at an instant, though the logical time was ahead of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// The logical time of the last entry before.
    pub after: Hlc,
    /// The clock that was right.
    pub at: UtcMs,
}

impl Hlc {
    /// Returns how far a wall clock lies behind this reading, as [`Hlc::lag_of`], where the clock was
    /// corrected since: the logical time cannot go back, so until the clock has passed it, what
    /// counts is the clock at the correction.
    pub fn lag_since(self, wall: UtcMs, corrections: &[Correction]) -> Option<Seconds> {
        let last = corrections.iter().rev().find(|c| c.after <= self);
        match last.filter(|c| self.ms().seconds_since(c.after.ms()) <= CLOCK_SLACK) {
            Some(correction) => {
                let behind = correction.at.seconds_since(wall);
                (behind > CLOCK_SLACK).then_some(behind)
            }
            None => self.lag_of(wall),
        }
    }

    /// Returns whether the time of an entry is not to be believed: its clock lay too far behind what
    /// was written before it, or a correction that came later shows that it was ahead.
    pub fn is_suspect(self, wall: UtcMs, corrections: &[Correction]) -> bool {
        let was_ahead = |c: &Correction| self <= c.after && wall.seconds_since(c.at) > CLOCK_SLACK;
        self.lag_since(wall, corrections).is_some() || corrections.iter().any(was_ahead)
    }
}

/// Who did it: a badge number, or one of two who have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ActorNo(pub u32);

impl ActorNo {
    /// The program itself, as at the night close.
    pub const SYSTEM: ActorNo = ActorNo(0);
    /// A resident at the kiosk or the pad.
    pub const RESIDENT: ActorNo = ActorNo(u32::MAX);
}

/// Points at an entry of some log; as text `log:number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryRef {
    /// The log.
    pub log: LogId,
    /// The number within the log, from 1.
    pub seq: u64,
}

impl fmt::Display for EntryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.log, self.seq)
    }
}

impl From<EntryRef> for String {
    fn from(reference: EntryRef) -> String {
        reference.to_string()
    }
}

impl TryFrom<String> for EntryRef {
    type Error = NotHex;

    fn try_from(text: String) -> Result<EntryRef, NotHex> {
        let (log, seq) = text.split_once(':').ok_or(NotHex)?;
        Ok(EntryRef {
            log: log.parse()?,
            seq: seq.parse().map_err(|_| NotHex)?,
        })
    }
}

/// The envelope of an entry without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What kind of thing happened.
    pub kind: Kind,
    /// The version of the kind's body.
    pub kind_version: u8,
    /// The number within the log, dense from 1.
    pub seq: u64,
    /// The logical time.
    pub hlc: Hlc,
    /// The wall clock.
    pub wall: UtcMs,
    /// Who did it.
    pub actor: ActorNo,
    /// What it happened to.
    pub entity: Uuid,
    /// Entries it builds on, at most four.
    pub base: Vec<EntryRef>,
    /// The body's length in bytes.
    pub body_len: u32,
}

impl Envelope {
    /// Writes the frozen byte form that is hashed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(60 + self.base.len() * 24);
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(ALG);
        out.push(VERSION);
        out.extend(self.kind.0.to_be_bytes());
        out.push(self.kind_version);
        out.extend(self.seq.to_be_bytes());
        out.extend(self.hlc.0.to_be_bytes());
        out.extend(self.wall.0.to_be_bytes());
        out.extend(self.actor.0.to_be_bytes());
        out.extend(self.entity.as_bytes());
        write_base(&self.base, out);
        out.extend(self.body_len.to_be_bytes());
    }

    /// Reads what [`Envelope::bytes`] wrote; `None` when it is of another form, algorithm or version.
    pub fn parse(bytes: &[u8]) -> Option<Envelope> {
        let mut at = Cursor(bytes);
        let head: [u8; 2] = at.take()?;
        if head != [ALG, VERSION] {
            return None;
        }
        let kind = Kind(u16::from_be_bytes(at.take()?));
        let [kind_version] = at.take()?;
        let seq = u64::from_be_bytes(at.take()?);
        let hlc = Hlc(u64::from_be_bytes(at.take()?));
        let wall = UtcMs(i64::from_be_bytes(at.take()?));
        let actor = ActorNo(u32::from_be_bytes(at.take()?));
        let entity = Uuid::from_bytes(at.take()?);
        let (base, end) = at.0.split_at_checked(at.0.len().checked_sub(4)?)?;
        let base = parse_base(base)?;
        Some(Envelope {
            kind,
            kind_version,
            seq,
            hlc,
            wall,
            actor,
            entity,
            base,
            body_len: u32::from_be_bytes(end.try_into().ok()?),
        })
    }

    /// Returns the chain's next hash.
    pub fn chain(&self, previous: &Hash, body_hash: &Hash) -> Hash {
        // In one piece: a hasher that is fed bit by bit copies each bit once more.
        let mut all = Vec::with_capacity(124 + self.base.len() * 24);
        all.extend(previous.0);
        self.write(&mut all);
        all.extend(body_hash.0);
        Hash::of(&all)
    }
}

/// Bytes still to be read.
struct Cursor<'b>(&'b [u8]);

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }
}

/// One entry whole, as sites hand it to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The envelope.
    pub envelope: Envelope,
    /// The body, unless it was dropped by law.
    pub body: Option<Vec<u8>>,
    /// The body's hash.
    pub body_hash: Hash,
    /// The chain's hash.
    pub hash: Hash,
}

/// Writes references as a count byte and 24 bytes each.
pub fn base_bytes(base: &[EntryRef]) -> Vec<u8> {
    let mut out = Vec::with_capacity(1 + base.len() * 24);
    write_base(base, &mut out);
    out
}

fn write_base(base: &[EntryRef], out: &mut Vec<u8>) {
    out.push(u8::try_from(base.len()).unwrap_or(u8::MAX));
    for reference in base {
        out.extend(reference.log.0);
        out.extend(reference.seq.to_be_bytes());
    }
}

/// Reads what [`base_bytes`] wrote; `None` when it is not of that form.
pub fn parse_base(bytes: &[u8]) -> Option<Vec<EntryRef>> {
    let (&count, rest) = bytes.split_first()?;
    if rest.len() != usize::from(count) * 24 {
        return None;
    }
    rest.chunks_exact(24)
        .map(|chunk| {
            Some(EntryRef {
                log: LogId(chunk[..16].try_into().ok()?),
                seq: u64::from_be_bytes(chunk[16..].try_into().ok()?),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope() -> Envelope {
        Envelope {
            kind: Kind(30),
            kind_version: 1,
            seq: 1,
            hlc: Hlc(5),
            wall: UtcMs(6),
            actor: ActorNo(7),
            entity: Uuid::from_u128(8),
            base: vec![EntryRef {
                log: LogId([9; 16]),
                seq: 10,
            }],
            body_len: 2,
        }
    }

    #[test]
    fn the_envelope_is_frozen() {
        let hash = envelope().chain(&Hash::ZERO, &Hash::of(b"{}"));
        assert_eq!(
            hash.to_string(),
            "120988d673155958bf26df0ca0d85c8a927ad1025516ea67bd59d3b33842b133",
            "a change here makes every ledger in the field unreadable"
        );
    }

    #[test]
    fn an_envelope_reads_back_and_nothing_else_does() {
        let bytes = envelope().bytes();
        assert_eq!(Envelope::parse(&bytes), Some(envelope()));
        for cut in 0..bytes.len() {
            assert_eq!(Envelope::parse(&bytes[..cut]), None, "{cut}");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert_eq!(Envelope::parse(&longer), None);
        let mut later = bytes;
        later[1] = 2;
        assert_eq!(Envelope::parse(&later), None);
    }

    #[test]
    fn every_field_of_the_envelope_is_in_the_hash() {
        let body = Hash::of(b"{}");
        let want = envelope().chain(&Hash::ZERO, &body);
        let changes: [fn(&mut Envelope); 9] = [
            |e| e.kind = Kind(31),
            |e| e.kind_version = 2,
            |e| e.seq = 2,
            |e| e.hlc = Hlc(6),
            |e| e.wall = UtcMs(7),
            |e| e.actor = ActorNo(8),
            |e| e.entity = Uuid::from_u128(9),
            |e| e.base.clear(),
            |e| e.body_len = 3,
        ];
        for change in changes {
            let mut other = envelope();
            change(&mut other);
            assert_ne!(other.chain(&Hash::ZERO, &body), want, "{other:?}");
        }
        assert_ne!(envelope().chain(&body, &body), want);
        assert_ne!(envelope().chain(&Hash::ZERO, &Hash::ZERO), want);
    }

    #[test]
    fn the_logical_clock_never_goes_back() {
        let first = Hlc::default().next(UtcMs(1_000));
        let second = first.next(UtcMs(10));
        assert!(second > first);
        assert_eq!(second.ms(), UtcMs(1_000));
        assert_eq!(second.next(UtcMs(2_000)).ms(), UtcMs(2_000));
        assert!(Hlc::default().next(UtcMs(-5)) > Hlc::default());
    }

    #[test]
    fn a_wall_clock_more_than_ten_minutes_behind_is_not_believed() {
        let last = Hlc::default().next(UtcMs(3_600_000));
        assert_eq!(last.lag_of(UtcMs(3_600_000)), None);
        assert_eq!(
            last.lag_of(UtcMs(3_000_000)),
            None,
            "ten minutes to the second"
        );
        assert_eq!(last.lag_of(UtcMs(2_999_000)), Some(Seconds(601)));
        assert_eq!(last.lag_of(UtcMs(-1_000)), Some(Seconds(3601)));
        assert_eq!(
            last.lag_of(UtcMs(9_000_000)),
            None,
            "an idle night is no lag"
        );
        let later = last.next(UtcMs(0));
        assert_eq!(
            later.lag_of(UtcMs(0)),
            Some(Seconds(3600)),
            "nothing is forgotten"
        );
    }

    #[test]
    fn references_read_back() {
        let base = envelope().base;
        assert_eq!(parse_base(&base_bytes(&base)), Some(base));
        assert_eq!(parse_base(&[1, 2, 3]), None);
        assert_eq!(parse_base(&[]), None);
    }

    #[test]
    fn a_short_hash_has_ten_plain_characters() {
        let short = Hash::of(b"x").short();
        assert_eq!(short.len(), 10);
        assert!(!short.contains(['I', 'L', 'O', 'U']));
    }

    #[test]
    fn after_a_correction_the_clock_counts_until_it_has_passed_the_wrong_one() {
        const HOUR: i64 = 3_600_000;
        let ahead = Hlc::default().next(UtcMs(1_000 * HOUR));
        let corrected = [Correction {
            after: ahead,
            at: UtcMs(10 * HOUR),
        }];
        let next = ahead.next(UtcMs(10 * HOUR));
        assert!(next.lag_since(UtcMs(11 * HOUR), &[]).is_some());
        assert_eq!(next.lag_since(UtcMs(11 * HOUR), &corrected), None);
        let behind = next.lag_since(UtcMs(9 * HOUR), &corrected);
        assert_eq!(behind, Some(Seconds(3_600)));
        // The wrong time itself is marked from then on, what follows is not.
        assert!(ahead.is_suspect(UtcMs(1_000 * HOUR), &corrected));
        assert!(!ahead.is_suspect(UtcMs(1_000 * HOUR), &[]));
        assert!(!next.is_suspect(UtcMs(10 * HOUR), &corrected));
        let passed = next.next(UtcMs(1_002 * HOUR));
        assert_eq!(passed.lag_since(UtcMs(1_002 * HOUR), &corrected), None);
        let back = passed.lag_since(UtcMs(1_001 * HOUR), &corrected);
        assert_eq!(back, Some(Seconds(3_600)));
    }
}
