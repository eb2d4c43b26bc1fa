//! Ratings (好差评): five levels, one per errand, never dressed up.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::ids::VisitId;
use crate::domain::measure;
use crate::domain::refusal::RatingRefusal;

pub mod form;
pub mod rank;

/// A level from 5 (very satisfied) to 1 (very dissatisfied).
///
/// Source: GB/T 39734-2020 and GB/T 39735-2020, five levels 非常满意 … 非常不满意.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

impl Level {
    /// All levels, the best first, as the pad shows them.
    pub const ALL: [Level; 5] = [Level(5), Level(4), Level(3), Level(2), Level(1)];

    /// Returns the level of a key; `None` outside 1 to 5.
    pub fn of(n: u8) -> Option<Level> {
        (1..=5).contains(&n).then_some(Level(n))
    }

    /// Returns the number, 1 to 5.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Returns whether this is a bad rating (差评).
    ///
    /// Source: rule R1, levels 2 and 1 are 差评, 3 and above are good.
    pub fn is_bad(self) -> bool {
        self.0 <= 2
    }
}

impl TryFrom<u8> for Level {
    type Error = String;
    fn try_from(n: u8) -> Result<Self, Self::Error> {
        Level::of(n).ok_or_else(|| format!("{n} is not a level: 5, 4, 3, 2 or 1"))
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> u8 {
        level.0
    }
}

impl std::str::FromStr for Level {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim()
            .parse::<u8>()
            .ok()
            .and_then(Level::of)
            .ok_or_else(|| format!("{text:?} is not a level: 5, 4, 3, 2 or 1"))
    }
}

/// The way a rating came. All of them are the same rating, one per errand.
///
/// Source: section A1 of the hall's rules (即时评议、电话反馈、意见箱、评议表), and rule R3.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The resident keyed it at the window's pad (即时评议).
    #[default]
    Pad,
    /// The resident keyed it at a post some days later (补评).
    Post,
    /// The resident said it on the phone (电话反馈).
    Phone,
    /// It lay in the suggestion box (意见箱).
    Box,
    /// It was handed in on a form (评议表).
    Paper,
    /// The resident keyed it in the village, when the result was handed over.
    Village,
    /// Another one, of a later version.
    #[serde(other)]
    Other,
}

impl Channel {
    /// All of them.
    pub const ALL: [Channel; 7] = [
        Channel::Pad,
        Channel::Post,
        Channel::Phone,
        Channel::Box,
        Channel::Paper,
        Channel::Village,
        Channel::Other,
    ];

    /// Returns the word used in tables, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Pad => "pad",
            Channel::Post => "post",
            Channel::Phone => "phone",
            Channel::Box => "box",
            Channel::Paper => "paper",
            Channel::Village => "village",
            Channel::Other => "other",
        }
    }

    /// Returns whether it is the window's pad, which is not written down.
    pub fn is_pad(&self) -> bool {
        *self == Channel::Pad
    }
}

/// The reason that stands for own words.
pub const OTHER: &str = "other";

/// The reasons a resident may choose for a bad rating, by code; [`OTHER`] stands for own words.
pub const REASONS: [&str; 8] = [
    "wait", "attitude", "trips", "papers", "slow", "unclear", "not_done", OTHER,
];

/// Checks what a resident keyed.
///
/// # Errors
/// [`RatingRefusal::RatingReasonUnknown`] for a code not on the list, [`RatingRefusal::RatingReasonMissing`]
/// for a bad rating with neither reason nor words (rule R5).
pub fn check(level: Level, reasons: &[String], remark: &str) -> Result<(), RatingRefusal> {
    if let Some(reason) = reasons.iter().find(|r| !REASONS.contains(&r.as_str())) {
        return Err(RatingRefusal::RatingReasonUnknown {
            reason: reason.clone(),
            known: REASONS.join(", "),
        });
    }
    if level.is_bad() && reasons.is_empty() && remark.trim().is_empty() {
        return Err(RatingRefusal::RatingReasonMissing);
    }
    Ok(())
}

/// Returns the first local day whose errands can still be rated on a day.
///
/// Source: rule R3 of the hall: five working days after the errand, and not the sixth.
pub fn first_late(calendar: &Calendar, today: NaiveDate) -> NaiveDate {
    /// No five working days ever spanned so many days; it bounds the search.
    const MOST: usize = 60;
    let still = |day: &NaiveDate| {
        let last = deadline::due(calendar, *day, deadline::RATE_LATE);
        last.is_some_and(|last| last.date >= today)
    };
    let days = std::iter::successors(today.pred_opt(), NaiveDate::pred_opt).take(MOST);
    days.take_while(still).last().unwrap_or(today)
}

/// Returns the four figures on a number's slip by which its holder may rate later; nobody else has
/// them, as the board shows the number alone.
pub fn slip_code(visit: VisitId) -> String {
    let drawn = visit.0.as_u64_pair().1;
    format!("{:04}", drawn % 10_000)
}

/// Ratings counted: each errand that was asked is in exactly one of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Errands rated 1 to 5, at index level − 1.
    pub by_level: [u64; 5],
    /// Errands whose resident was asked and did not answer.
    pub unrated: u64,
    /// Errands whose resident is being asked now.
    pub open: u64,
    /// Errands whose bad rating left the score after an appeal (复核排除), in no other figure.
    pub excluded: u64,
}

impl Tally {
    /// Returns the number of ratings given.
    pub fn rated(&self) -> u64 {
        self.by_level.iter().sum()
    }

    /// Returns the number of good ones, levels 3 to 5.
    pub fn good(&self) -> u64 {
        self.by_level[2..].iter().sum()
    }

    /// Returns the number of bad ones, levels 1 and 2.
    pub fn bad(&self) -> u64 {
        self.by_level[..2].iter().sum()
    }

    /// Returns good / rated in tenths of a percent, or `None` below `min` ratings (rule R7).
    pub fn good_permille(&self, min: u64) -> Option<u64> {
        measure::permille((self.good(), self.rated()), min)
    }

    /// Returns rated / asked in tenths of a percent (主动评价率); asked counts rated and unrated.
    pub fn answered_permille(&self) -> Option<u64> {
        measure::permille((self.rated(), self.rated() + self.unrated), 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_there_are_five_levels_and_two_of_them_are_bad() {
        assert_eq!(
            Level::ALL.map(Level::is_bad),
            [false, false, false, true, true]
        );
        assert!(Level::of(0).is_none() && Level::of(6).is_none());
    }

    #[test]
    fn a_channel_is_the_same_word_in_tables_and_in_the_ledger() {
        for channel in Channel::ALL {
            let body = serde_json::to_string(&channel).unwrap();
            assert_eq!(body, format!("{:?}", channel.word()));
            assert_eq!(serde_json::from_str::<Channel>(&body).unwrap(), channel);
        }
        let later = serde_json::from_str::<Channel>("\"dream\"").unwrap();
        assert_eq!(later, Channel::Other);
    }

    #[test]
    fn r5_a_bad_rating_needs_a_reason_and_a_good_one_none() {
        assert!(check(Level(2), &[], " ").is_err());
        assert!(check(Level(1), &[], "等太久").is_ok());
        assert!(check(Level(2), &["wait".into()], "").is_ok());
        assert!(check(Level(3), &[], "").is_ok());
        assert!(check(Level(5), &["nonsense".into()], "").is_err());
    }

    #[test]
    fn r4_unrated_is_neither_good_nor_bad() {
        let tally = Tally {
            by_level: [0, 2, 2, 12, 25],
            unrated: 9,
            ..Tally::default()
        };
        assert_eq!(tally.rated(), 41);
        assert_eq!(tally.good_permille(10), Some(951));
        assert_eq!(tally.answered_permille(), Some(820));
    }

    #[test]
    fn r7_few_ratings_show_no_percentage() {
        let tally = Tally {
            by_level: [0, 0, 0, 0, 9],
            ..Tally::default()
        };
        assert_eq!(tally.good_permille(10), None);
        assert_eq!(Tally::default().good_permille(0), None);
    }
}
