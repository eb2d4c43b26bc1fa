//! The lamp that warns before a due date.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;

/// The share of a limit after which the lamp turns amber, in per cent.
///
/// Source: rule W7 of the hall; 80 % is the warning point of the CCRS complaint system.
pub const AMBER_PERCENT: i64 = 80;

/// The number of working days left at which the lamp is amber, however short the limit.
///
/// Source: rule W7 of the hall.
pub const AMBER_DAYS_LEFT: i64 = 1;

/// How near a case is to its due date.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lamp {
    /// There is time.
    Green,
    /// The limit is nearly used up (临期).
    Amber,
    /// The due date has passed (超期).
    Red,
}

impl Lamp {
    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Lamp::Green => "green",
            Lamp::Amber => "amber",
            Lamp::Red => "red",
        }
    }
}

/// Returns the lamp of an open case on a day.
///
/// Red after the due date; amber when [`AMBER_PERCENT`] of the limit is used or no more than
/// [`AMBER_DAYS_LEFT`] remain; else green. The share is counted in working days whatever the
/// limit's unit, because those are the days on which anybody can still act.
pub fn lamp(
    calendar: &Calendar,
    accepted: NaiveDate,
    due_date: NaiveDate,
    today: NaiveDate,
) -> Lamp {
    if today > due_date {
        return Lamp::Red;
    }
    let left = calendar.working_days_between(today, due_date);
    let whole = calendar.working_days_between(accepted, due_date);
    let used = whole - left;
    if left <= AMBER_DAYS_LEFT || used * 100 >= whole * AMBER_PERCENT {
        Lamp::Amber
    } else {
        Lamp::Green
    }
}
