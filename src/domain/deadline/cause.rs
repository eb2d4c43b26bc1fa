//! Who stood in the way when a limit was missed.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

/// Whom a lamp that went amber or red waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The resident still owes a paper, an answer or a visit.
    Resident,
    /// Another office has the file.
    OtherOffice,
    /// A leader has not signed yet.
    Leader,
    /// The window itself is behind.
    Us,
}

impl Cause {
    /// All causes, in the order in which they are offered.
    pub const ALL: [Cause; 4] = [
        Cause::Resident,
        Cause::OtherOffice,
        Cause::Leader,
        Cause::Us,
    ];

    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Cause::Resident => "resident",
            Cause::OtherOffice => "other_office",
            Cause::Leader => "leader",
            Cause::Us => "us",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Cause {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase().replace('-', "_");
        Cause::ALL
            .into_iter()
            .find(|cause| cause.word() == wanted)
            .ok_or_else(|| format!("{text:?} is not a cause: resident, other_office, leader or us"))
    }
}
