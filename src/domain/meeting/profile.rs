//! What a meeting judges by and who must be there: named profiles, as data.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::Serialize;

/// The profiles as shipped, each with where it is from.
const SHIPPED: &str = include_str!("../../../data/scoring/meetings.toml");

/// The fewest ballots of which anything is published, whatever a profile asks for: of fewer, a mark
/// could be told from who sat there.
///
/// Source: a default of the program.
pub const FEWEST: u32 = 5;

/// How many raters a meeting needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// So many or more.
    Least(u32),
    /// So many, neither fewer nor more.
    Exact(u32),
    /// A share of those who were invited: so many of so many.
    Share(u32, u32),
}

impl Need {
    /// Returns how many are wanted.
    pub fn wanted(self, invited: u32) -> u32 {
        match self {
            Need::Least(n) => n.max(FEWEST),
            Need::Exact(n) => n,
            Need::Share(part, whole) => {
                let share = u64::from(invited) * u64::from(part);
                let wanted = share.div_ceil(u64::from(whole.max(1)));
                u32::try_from(wanted).unwrap_or(u32::MAX).max(FEWEST)
            }
        }
    }

    /// Returns whether so many are enough.
    pub fn is_met(self, have: u32, invited: u32) -> bool {
        match self {
            Need::Exact(n) => have == n,
            Need::Least(_) | Need::Share(..) => have >= self.wanted(invited),
        }
    }

    /// Returns whether the number of the invited must be known.
    pub fn asks_for_invited(self) -> bool {
        matches!(self, Need::Share(..))
    }
}

/// What a meeting is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Natural days from the notice, whose day does not count, to the meeting.
    pub notice: u32,
    /// How many raters.
    pub need: Need,
    /// The words of the kinds of raters, of each of which somebody must be there.
    pub kinds: Vec<String>,
    /// The words of the questions.
    pub questions: Vec<String>,
    /// The highest mark, at most 9; the lowest is 1.
    pub marks: u8,
    /// Where its numbers are from; left out where a meeting keeps them.
    #[serde(default, skip_serializing)]
    pub source: String,
}

/// Returns the shipped profiles.
pub fn shipped() -> &'static [Profile] {
    #[derive(Deserialize)]
    struct File {
        profile: Vec<Profile>,
    }
    static ALL: LazyLock<Vec<Profile>> = LazyLock::new(|| {
        let read = toml::from_str(SHIPPED).map(|file: File| file.profile);
        read.unwrap_or_default()
    });
    &ALL
}

/// Finds a profile by its name.
pub fn named(name: &str) -> Option<Profile> {
    let found = shipped().iter().find(|profile| profile.name == name);
    found.cloned()
}
