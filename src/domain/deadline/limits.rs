//! What the law and the hall's rules let a limit be.

use chrono::NaiveDate;
use thiserror::Error;

use crate::domain::calendar::Calendar;
use crate::domain::deadline::Due;
use crate::domain::deadline::due;
use crate::domain::matter::Limit;

/// The time within which an ordinary application is decided.
///
/// Source: 行政许可法 article 42 (rule L5).
pub const ORDINARY_LIMIT: Limit = Limit::WorkingDays(20);

/// The most that the head may add to [`ORDINARY_LIMIT`], once.
///
/// Source: 行政许可法 article 42 (rule L5).
pub const ORDINARY_EXTENSION: Limit = Limit::WorkingDays(10);

/// The time within which several offices decide together.
///
/// Source: 行政许可法 article 42 (rule L5).
pub const JOINT_LIMIT: Limit = Limit::WorkingDays(45);

/// The most that the head of government may add to [`JOINT_LIMIT`], once.
///
/// Source: 行政许可法 article 42 (rule L5).
pub const JOINT_EXTENSION: Limit = Limit::WorkingDays(15);

/// The time after the decision within which the paper is handed over.
///
/// Source: 行政许可法 article 44 (rule L5).
pub const DELIVERY_LIMIT: Limit = Limit::WorkingDays(10);

/// The time within which one notice lists everything that is missing.
///
/// Source: 行政许可法 article 32 (rule L1).
pub const NOTICE_LIMIT: Limit = Limit::WorkingDays(5);

/// The time after the errand within which a rating can still be given.
///
/// Source: rule R3 of the hall, the practice of Shandong.
pub const RATE_LATE: Limit = Limit::WorkingDays(5);

/// The time for a complex matter at the window for what could not be done.
///
/// Source: rule W1 of the hall, the practice of Tianjin and Xiangtan.
pub const HARD_COMPLEX_LIMIT: Limit = Limit::WorkingDays(5);

/// The time for a matter of several offices at the window for what could not be done.
///
/// Source: rule W1 of the hall, the practice of Tianjin and Xiangtan.
pub const HARD_JOINT_LIMIT: Limit = Limit::WorkingDays(10);

/// The time within which it is explained that a matter cannot be done.
///
/// Source: rule W1 of the hall, the practice of Tianjin and Xiangtan.
pub const HARD_IMPOSSIBLE_LIMIT: Limit = Limit::WorkingDays(3);

/// The time within which a petition is decided.
///
/// Source: 信访工作条例 article 34 (rule X3).
pub const PETITION_LIMIT: Limit = Limit::NaturalDays(60);

/// The most that the head may add to [`PETITION_LIMIT`], once.
///
/// Source: 信访工作条例 article 34 (rule X3).
pub const PETITION_EXTENSION: Limit = Limit::NaturalDays(30);

/// Why an extension is not granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum ExtensionError {
    /// Nothing is asked, or something that is no length of time.
    #[error("{asked} is no time that could be added")]
    Nothing {
        /// What was asked.
        asked: Limit,
    },
    /// The unit is not that of the longest extension.
    #[error("{asked} is in another unit than the most that may be added, {most}")]
    Unit {
        /// What was asked.
        asked: Limit,
        /// The most that may be added.
        most: Limit,
    },
    /// More is asked than may be added.
    #[error("{asked} is more than may be added, {most}")]
    TooLong {
        /// What was asked.
        asked: Limit,
        /// The most that may be added.
        most: Limit,
    },
    /// The limit was extended before.
    #[error("a limit is extended only once")]
    Twice,
    /// The limit is of a kind that nothing is added to.
    #[error("the limit {limit} is not one that can be extended")]
    NotExtendable {
        /// The limit.
        limit: Limit,
    },
}

/// Checks that the head may add so much to a limit in working days.
///
/// # Errors
/// [`ExtensionError`] when the time asked is none, is not in working days, or is longer than
/// [`ORDINARY_EXTENSION`], or [`JOINT_EXTENSION`] where several offices decide together.
pub fn check_extension(joint: bool, asked: Limit) -> Result<(), ExtensionError> {
    let most = match joint {
        false => ORDINARY_EXTENSION,
        true => JOINT_EXTENSION,
    };
    within(asked, most)
}

/// Checks an extension against the limit it is added to: one in natural days is a petition's.
pub(super) fn check_extension_of(
    limit: Limit,
    joint: bool,
    asked: Limit,
) -> Result<(), ExtensionError> {
    match limit {
        Limit::WorkingDays(_) => check_extension(joint, asked),
        Limit::NaturalDays(_) => within(asked, PETITION_EXTENSION),
        Limit::OnTheSpot | Limit::Months(_) | Limit::None => {
            Err(ExtensionError::NotExtendable { limit })
        }
    }
}

fn within(asked: Limit, most: Limit) -> Result<(), ExtensionError> {
    match (asked, most) {
        (Limit::WorkingDays(0) | Limit::NaturalDays(0) | Limit::Months(0), _)
        | (Limit::OnTheSpot | Limit::None, _) => Err(ExtensionError::Nothing { asked }),
        (Limit::WorkingDays(n), Limit::WorkingDays(max))
        | (Limit::NaturalDays(n), Limit::NaturalDays(max)) => match n > max {
            true => Err(ExtensionError::TooLong { asked, most }),
            false => Ok(()),
        },
        _ => Err(ExtensionError::Unit { asked, most }),
    }
}

/// Returns the last day on which the notice of missing papers is in time.
///
/// Returns `None` at the end of the calendar.
pub fn notice_due(calendar: &Calendar, received: NaiveDate) -> Option<Due> {
    due(calendar, received, NOTICE_LIMIT)
}

/// Returns whether papers are deemed accepted from the day they were received, for want of a notice.
///
/// True from the sixth working day on: until then the hall may still be giving its notice, and on
/// the days off after the fifth nobody could have acted.
///
/// Source: 行政许可法 article 32, paragraph 4 (rule L1).
pub fn deemed_accepted(calendar: &Calendar, received: NaiveDate, today: NaiveDate) -> bool {
    let Limit::WorkingDays(days) = NOTICE_LIMIT else {
        return false;
    };
    calendar.working_days_between(received, today) > i64::from(days)
}
