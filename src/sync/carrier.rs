//! What carries segments and notes from site to site: a folder, a county's database.
//!
//! A carrier is never believed: whatever lies on it is checked by signature, hash and chain. It is
//! never tidied either, as the sender offers again everything above the last acknowledgement.

use std::fmt;
use std::str::FromStr;

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
pub use crate::domain::night::Trouble;
use crate::domain::site::Org;

pub mod folder;
pub mod place;
pub mod postgres;

/// From one site to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Route {
    /// Who sends.
    pub from: Org,
    /// Who is to read.
    pub to: Org,
}

/// What a note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteKind {
    /// A site's card, signed by a key it had before: a beginning anew.
    Card,
    /// How far the other's logs were read.
    Ack,
    /// A site asks for its own entries back.
    Want,
    /// The hub's word on the heads of all logs.
    Checkpoint,
}

impl NoteKind {
    /// All kinds, in the order they are read.
    pub const ALL: [NoteKind; 4] = [
        NoteKind::Card,
        NoteKind::Ack,
        NoteKind::Want,
        NoteKind::Checkpoint,
    ];

    /// Returns the word in names.
    pub fn word(self) -> &'static str {
        match self {
            NoteKind::Card => "card",
            NoteKind::Ack => "ack",
            NoteKind::Want => "want",
            NoteKind::Checkpoint => "checkpoint",
        }
    }
}

/// The first 8 bytes of two public keys: the signer's, and the reader's (0 where all may read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPair {
    /// Who signed.
    pub by: u64,
    /// For whom it is sealed.
    pub to: u64,
}

/// The name of something on a carrier. It says what is inside, but nobody vouches for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// Some entries of a log.
    Segment {
        /// The log.
        log: LogId,
        /// The first entry.
        from: u64,
        /// The last entry, inclusive.
        to: u64,
        /// The hash of the last entry: two that differ only here are a fork.
        end: Hash,
        /// Whose signature it bears and for whom it is sealed: after either key changed the same
        /// entries are laid out again.
        keys: KeyPair,
    },
    /// A note.
    Note {
        /// What it says.
        kind: NoteKind,
        /// Whose signature it bears: the first 8 bytes of the public key.
        by: u64,
        /// The count of notes under that key: a later one has a higher number.
        no: u64,
    },
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::Segment {
                log,
                from,
                to,
                end,
                keys: KeyPair { by, to: reader },
            } => write!(
                f,
                "{log}.{from:012}-{to:012}.{end}.{by:016x}-{reader:016x}.seg"
            ),
            Label::Note { kind, by, no } => {
                write!(f, "{}.{by:016x}.{no:020}.note", kind.word())
            }
        }
    }
}

/// A name that is no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no name of a segment or a note")]
pub struct NoLabel;

impl FromStr for Label {
    type Err = NoLabel;

    fn from_str(name: &str) -> Result<Label, NoLabel> {
        let parts: Vec<&str> = name.split('.').collect();
        let label = match parts.as_slice() {
            [log, range, end, keys, "seg"] => segment(log, range, end, keys),
            [kind, by, no, "note"] => NoteKind::ALL
                .into_iter()
                .find(|k| k.word() == *kind)
                .and_then(|kind| {
                    let by = u64::from_str_radix(by, 16).ok()?;
                    let no = no.parse().ok()?;
                    Some(Label::Note { kind, by, no })
                }),
            _ => None,
        };
        // Only the name we would write ourselves: `+1` is a number to Rust, but no label.
        label
            .filter(|label| label.to_string() == name)
            .ok_or(NoLabel)
    }
}

fn segment(log: &str, range: &str, end: &str, keys: &str) -> Option<Label> {
    let (from, to) = range.split_once('-')?;
    let (by, reader) = keys.split_once('-')?;
    Some(Label::Segment {
        log: log.parse().ok()?,
        from: from.parse().ok()?,
        to: to.parse().ok()?,
        end: end.parse().ok()?,
        keys: KeyPair {
            by: u64::from_str_radix(by, 16).ok()?,
            to: u64::from_str_radix(reader, 16).ok()?,
        },
    })
}

/// A carrier that failed. Nothing is lost: everything is offered again the next time.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {why}")]
pub struct CarrierError {
    /// The carrier, as the settings name it.
    pub name: String,
    /// What kind of trouble.
    pub trouble: Trouble,
    /// What it said itself.
    pub why: String,
}

/// Carries bytes under labels from site to site.
pub trait Carrier {
    /// Returns the name in the settings and reports.
    fn name(&self) -> &str;

    /// Returns whether it leads to a site at all: a county's server leads to no hall's villages.
    fn serves(&self, _: Org) -> bool {
        true
    }

    /// Returns the labels that lie on a route, in order.
    ///
    /// # Errors
    /// [`CarrierError`].
    fn list(&mut self, route: Route) -> Result<Vec<Label>, CarrierError>;

    /// Returns what lies under a label; `None` when it is gone.
    ///
    /// # Errors
    /// [`CarrierError`].
    fn get(&mut self, route: Route, label: &Label) -> Result<Option<Vec<u8>>, CarrierError>;

    /// Returns whether what lies under the label of a segment is that segment. The sender asks it of
    /// what the reader still lacks and lays a damaged one again; a carrier that cannot look, or whose
    /// bytes cannot be replaced, says yes.
    ///
    /// # Errors
    /// [`CarrierError`].
    fn is_whole(&mut self, _: Route, _: &Label) -> Result<bool, CarrierError> {
        Ok(true)
    }

    /// Lays bytes under a label, durably and whole or not at all. What is there already is left as it
    /// is, but for a damaged segment: a carrier that can do so puts these bytes in its place.
    ///
    /// # Errors
    /// [`CarrierError`].
    fn put(&mut self, route: Route, label: &Label, bytes: &[u8]) -> Result<(), CarrierError>;

    /// Lays several under their labels, in order; each is whole or not there, and after an error
    /// some may be there.
    ///
    /// # Errors
    /// [`CarrierError`].
    fn put_all(&mut self, route: Route, items: &[(Label, Vec<u8>)]) -> Result<(), CarrierError> {
        items
            .iter()
            .try_for_each(|(label, bytes)| self.put(route, label, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_reads_back_and_nothing_else_is_one() {
        let segment = Label::Segment {
            log: LogId([0xab; 16]),
            from: 1,
            to: 1_000,
            end: Hash::of(b"x"),
            keys: KeyPair {
                by: 1,
                to: u64::MAX,
            },
        };
        let note = Label::Note {
            kind: NoteKind::Ack,
            by: 7,
            no: u64::MAX,
        };
        for label in [segment, note] {
            assert_eq!(label.to_string().parse(), Ok(label));
            assert_eq!(label.to_string(), label.to_string().to_lowercase());
        }
        for wrong in [
            "",
            "HEADS",
            ".part",
            "ack.1.1.note",
            "ack.0000000000000007.+0000000000000000001.note",
            "ack.0000000000000007.00000000000000000001.note.tmp",
            "abababababababababababababababab.000000000001-000000000002.00.seg",
        ] {
            assert_eq!(wrong.parse::<Label>(), Err(NoLabel), "{wrong}");
        }
    }
}
