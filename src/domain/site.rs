//! A site: a place with its own store, in the tree of village, hall and county.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::entry::NotHex;
use crate::domain::entry::hex;
use crate::domain::entry::unhex;
use crate::domain::plain;

/// The code of an organisation: 6 digits for a county, 9 for a township, 12 for a village.
///
/// Source: GB/T 2260 (county and above) and GB/T 10114 (below the county).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Org(i64);

impl Org {
    /// What stands for a site that has no place in the tree yet; no list of codes has it.
    pub const UNPLACED: Org = Org(999_999);

    /// Takes a code of 6, 9 or 12 digits that begins with no zero.
    pub fn new(code: i64) -> Option<Org> {
        let digits = code.checked_ilog10().map_or(0, |log| log + 1);
        matches!(digits, 6 | 9 | 12).then_some(Org(code))
    }

    /// Returns the code.
    pub fn code(self) -> i64 {
        self.0
    }
}

impl Org {
    /// Returns how high the organisation stands: 1 a village, 2 a township, 3 a county.
    pub fn level(self) -> u8 {
        match self.0.ilog10() {
            11.. => 1,
            8.. => 2,
            _ => 3,
        }
    }

    /// Returns whether the organisation lies directly below another: its code begins with that one's
    /// and has three digits more.
    ///
    /// Source: GB/T 10114.
    pub fn is_below(self, upper: Org) -> bool {
        self.0 / 1000 == upper.0
    }
}

impl From<Org> for i64 {
    fn from(org: Org) -> i64 {
        org.0
    }
}

/// A number that is no organisation's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an organisation's code has 6, 9 or 12 digits")]
pub struct NoOrg;

impl TryFrom<i64> for Org {
    type Error = NoOrg;

    fn try_from(code: i64) -> Result<Org, NoOrg> {
        Org::new(code).ok_or(NoOrg)
    }
}

impl FromStr for Org {
    type Err = NoOrg;

    fn from_str(text: &str) -> Result<Org, NoOrg> {
        let plain = text.bytes().all(|c| c.is_ascii_digit());
        let code = text.parse().ok().filter(|_| plain).ok_or(NoOrg)?;
        Org::new(code).ok_or(NoOrg)
    }
}

impl fmt::Display for Org {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteKind {
    /// A village station 村综合服务站.
    Village,
    /// A township hall 便民服务中心.
    Hall,
    /// The county's hub.
    Hub,
}

impl SiteKind {
    /// All kinds, from the village up.
    pub const ALL: [SiteKind; 3] = [SiteKind::Village, SiteKind::Hall, SiteKind::Hub];

    /// Returns the word kept in entries and tables.
    pub fn word(self) -> &'static str {
        match self {
            SiteKind::Village => "village",
            SiteKind::Hall => "hall",
            SiteKind::Hub => "hub",
        }
    }

    /// Returns whether a site of this kind has such a code: 12 digits a village, 9 a hall, 6 the hub.
    pub fn fits(self, org: Org) -> bool {
        let level = match self {
            SiteKind::Village => 1,
            SiteKind::Hall => 2,
            SiteKind::Hub => 3,
        };
        org.level() == level
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<SiteKind> {
        SiteKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What another site is to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// This site's log goes up to it.
    Parent,
    /// Its log comes up to this one.
    Child,
}

impl Relation {
    /// Returns the word kept in entries and tables.
    pub fn word(self) -> &'static str {
        match self {
            Relation::Parent => "parent",
            Relation::Child => "child",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Relation> {
        [Relation::Parent, Relation::Child]
            .into_iter()
            .find(|relation| relation.word() == word)
    }
}

/// A public key of 32 bytes, for signatures or for sealing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// Returns the first 8 bytes, which tell keys apart in names.
    pub fn short(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> String {
        key.to_string()
    }
}

impl TryFrom<String> for PublicKey {
    type Error = NotHex;

    fn try_from(text: String) -> Result<PublicKey, NotHex> {
        unhex(&text).map(PublicKey).ok_or(NotHex)
    }
}

/// Returns whether a log of this audience goes down to a child.
pub fn goes_down(audience: &str) -> bool {
    audience.starts_with("down:")
}

/// A log as its site introduces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogCard {
    /// The log's name, hexadecimal.
    pub log: LogName,
    /// Who reads it: `up`, `up/pad` or `down:` and the child's code.
    pub audience: String,
    /// The count of beginnings anew.
    pub epoch: u32,
    /// The key its segments are signed with.
    pub key: PublicKey,
}

/// A log's name as text in a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogName(pub LogId);

impl From<LogName> for String {
    fn from(name: LogName) -> String {
        name.0.to_string()
    }
}

impl TryFrom<String> for LogName {
    type Error = NotHex;

    fn try_from(text: String) -> Result<LogName, NotHex> {
        text.parse().map(LogName)
    }
}

/// How a site introduces itself to another: who it is, its logs and their keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The organisation.
    pub org: Org,
    /// The site's name.
    pub name: String,
    /// What it is.
    pub kind: SiteKind,
    /// Its logs.
    pub logs: Vec<LogCard>,
    /// The key one seals to it with.
    pub sealing: PublicKey,
}

impl Card {
    /// Returns what two people compare over the phone: 20 characters in four groups, 100 bits of
    /// the hash of everything on the card.
    pub fn fingerprint(&self) -> String {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        let hash = Hash::of(&bytes);
        let second = Hash::of(&hash.0);
        let all = hash.short() + &second.short();
        [&all[..5], &all[5..10], &all[10..15], &all[15..]].join("-")
    }

    /// Returns the card as its site introduces itself, without the logs that are for one child each.
    /// Its fingerprint is the same wherever the card is known.
    pub fn introduction(&self) -> Card {
        let mut card = self.clone();
        card.logs.retain(|log| !goes_down(&log.audience));
        card
    }

    /// Returns whether a key is that of a log on the card.
    pub fn holds(&self, key: Option<PublicKey>) -> bool {
        self.logs.iter().any(|log| Some(log.key) == key)
    }

    /// Returns the count of the site's beginnings anew, from 1; 0 for a card without logs. A log that
    /// goes down to a child may begin anew alone, and has a count of its own.
    pub fn epoch(&self) -> u32 {
        let own = self.logs.iter().filter(|log| !goes_down(&log.audience));
        own.map(|log| log.epoch).max().unwrap_or(0)
    }

    /// Returns whether what somebody typed is the fingerprint: groups, capitals and the letters that
    /// look like figures do not matter.
    pub fn has_fingerprint(&self, typed: &str) -> bool {
        let bare = |text: &str| -> String {
            plain::digits(text)
                .to_ascii_uppercase()
                .chars()
                .filter(|c| *c != '-')
                .map(|c| match c {
                    'O' => '0',
                    'I' | 'L' => '1',
                    other => other,
                })
                .collect()
        };
        bare(typed) == bare(&self.fingerprint())
    }

    /// Returns the key its notes are signed with: that of its latest log upwards.
    pub fn signing(&self) -> Option<PublicKey> {
        self.logs
            .iter()
            .filter(|log| log.audience == "up")
            .max_by_key(|log| log.epoch)
            .map(|log| log.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(code: i64) -> Org {
        Org::new(code).unwrap()
    }

    #[test]
    fn a_kind_has_a_code_of_its_own_length_that_begins_with_the_one_above() {
        let (hub, hall, village) = (org(330_182), org(330_182_001), org(330_182_001_001));
        for (kind, own) in [
            (SiteKind::Hub, hub),
            (SiteKind::Hall, hall),
            (SiteKind::Village, village),
        ] {
            for other in [hub, hall, village] {
                assert_eq!(kind.fits(other), other == own);
            }
        }
        assert!(hall.is_below(hub) && village.is_below(hall));
        assert!(!village.is_below(hub) && !hub.is_below(hall) && !hall.is_below(hall));
        assert!(!hall.is_below(org(330_183)));
    }

    #[test]
    fn a_fingerprint_may_be_typed_as_it_is_heard() {
        let card = Card {
            org: org(330_182),
            name: "hub".into(),
            kind: SiteKind::Hub,
            logs: Vec::new(),
            sealing: PublicKey([7; 32]),
        };
        let print = card.fingerprint();
        assert!(card.has_fingerprint(&print));
        let heard = print.to_lowercase().replace('-', " ").replace('0', "o");
        assert!(card.has_fingerprint(&heard.replace('1', "l")));
        assert!(!card.has_fingerprint(&print[1..]) && !card.has_fingerprint(""));
    }
}
