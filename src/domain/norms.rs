//! The hall's norms: the numbers a township may set, with the defaults it starts from.

use serde::{Deserialize, Serialize};

use crate::domain::followup;
use crate::domain::ids::Centre;
use crate::domain::time::ClockTime;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;

/// What the hall holds itself to; a value beyond it raises an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Norms {
    /// The longest wait before an alarm, seconds.
    pub max_wait_s: i64,
    /// The longest service before an alarm, seconds.
    pub max_serve_s: i64,
    /// The longest a window may stand idle while people wait for it, seconds.
    pub max_idle_s: i64,
    /// The most people in a centre's line.
    pub max_line: usize,
    /// The longest between call and arrival before an alarm, seconds.
    pub max_called_s: i64,
}

impl Default for Norms {
    fn default() -> Self {
        Norms {
            max_wait_s: 20 * 60,
            max_serve_s: 30 * 60,
            max_idle_s: 3 * 60,
            max_line: 10,
            max_called_s: 5 * 60,
        }
    }
}

/// How numbers are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallRules {
    /// How often a number may be called again.
    ///
    /// Source: common practice, a default the hall may change.
    pub max_recalls: u8,
    /// How long `call_next` leaves a number alone that was called and did not come, seconds.
    ///
    /// Source: the recall interval of the Berlin ZMS queue system.
    pub recall_pause_s: i64,
    /// Behind how many of the line a number rejoins after having been missed.
    pub rejoin_behind: usize,
}

impl Default for CallRules {
    fn default() -> Self {
        CallRules {
            max_recalls: 3,
            recall_pause_s: 300,
            rejoin_behind: 2,
        }
    }
}

/// The band letters of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bands {
    /// The economy centre's letter.
    pub economy: char,
    /// The social-affairs centre's letter.
    pub social: char,
    /// The governance centre's letter.
    pub governance: char,
    /// The letter of booked visits.
    pub appointment: char,
    /// The first number of each day.
    pub first: u32,
    /// The last number of a day.
    pub last: u32,
}

impl Default for Bands {
    fn default() -> Self {
        Bands {
            economy: 'A',
            social: 'B',
            governance: 'C',
            appointment: 'D',
            first: 1,
            last: 999,
        }
    }
}

impl Bands {
    /// Returns the letter of a centre's walk-in numbers.
    pub fn of(&self, centre: Centre) -> char {
        match centre {
            Centre::Economy => self.economy,
            Centre::Social => self.social,
            Centre::Governance => self.governance,
        }
    }

    /// Checks that the letters differ and the range is not empty.
    ///
    /// # Errors
    /// The setting of `[bands]` that is wrong.
    pub fn check(&self) -> Result<(), &'static str> {
        let mut seen = Vec::new();
        for (name, letter) in [
            ("economy", self.economy),
            ("social", self.social),
            ("governance", self.governance),
            ("appointment", self.appointment),
        ] {
            if !letter.is_ascii_uppercase() || seen.contains(&letter) {
                return Err(name);
            }
            seen.push(letter);
        }
        if self.first == 0 {
            return Err("first");
        }
        if self.last < self.first || self.last > 999_999 {
            return Err("last");
        }
        Ok(())
    }
}

/// The hall's opening hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hours {
    /// Doors open.
    pub open: ClockTime,
    /// Doors close; whoever holds a number is still served.
    pub close: ClockTime,
}

impl Default for Hours {
    fn default() -> Self {
        let at = |h| ClockTime(chrono::NaiveTime::from_hms_opt(h, 0, 0).unwrap_or_default());
        Hours {
            open: at(8),
            close: at(17),
        }
    }
}

/// How ratings are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RatingRules {
    /// How long the pad waits for a key before the errand is unrated, seconds.
    pub idle_s: i64,
    /// How long a pressed key can be taken back, seconds.
    pub undo_s: i64,
    /// How long thanks and the receipt code stay, seconds.
    pub thanks_s: i64,
    /// Fewer ratings than this show counts instead of a percentage.
    ///
    /// Source: rule R7; the number is the hall's.
    pub min_for_percent: u64,
    /// After so many natural days an errand that is still unrated is counted as a trial counted it, as
    /// 基本满意: a number beside the figures and in none of them; 0 counts none.
    ///
    /// Source: rule R4; a trial in Guangdong in 2019 took 7 natural days.
    pub silent_fair_days: u16,
    /// The profile by which bad ratings are followed up: a name of `data/scoring/followup.toml`.
    pub followup: String,
}

impl Default for RatingRules {
    fn default() -> Self {
        RatingRules {
            idle_s: 30,
            undo_s: 3,
            thanks_s: 10,
            min_for_percent: 10,
            silent_fair_days: 0,
            followup: followup::DEFAULT.to_owned(),
        }
    }
}

impl RatingRules {
    /// Returns the time the resident has.
    pub fn idle(&self) -> Seconds {
        Seconds(self.idle_s)
    }

    /// Returns the latest instant a question can have been put at that its pad is done with.
    pub fn asked_before(&self, now: UtcMs) -> UtcMs {
        now.plus(Seconds(-self.at_pad().0))
    }

    /// Returns for how long a question belongs to its pad, whatever closes the day meanwhile:
    /// reasons, own words and taking a choice back go beyond the time for the first key.
    ///
    /// Source: a default of the program, five minutes beyond the first key.
    pub fn at_pad(&self) -> Seconds {
        Seconds(self.idle_s.max(0).saturating_add(300))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_centres_cannot_share_a_band() {
        assert!(Bands::default().check().is_ok());
        let same = Bands {
            social: 'A',
            ..Bands::default()
        };
        assert!(same.check().is_err());
        let lower = Bands {
            social: 'b',
            ..Bands::default()
        };
        assert!(lower.check().is_err());
        let empty = Bands {
            last: 0,
            ..Bands::default()
        };
        assert!(empty.check().is_err());
    }
}
