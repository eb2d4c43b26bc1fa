//! Due dates, and the lamp that warns before them.
//!
//! A date is never given without its reasons: [`count`] also returns the [`Step`]s that led to it,
//! so that a clerk can answer "why that day?" at the counter. A [`Clock`] is everything a count
//! hangs on, [`limits`](check_extension) say what the law lets a hall do to one, and a [`Cause`]
//! says who stood in the way when it ran out.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::matter::Limit;

mod cause;
mod clock;
mod count;
mod lamp;
mod limits;
mod longer;

pub use self::cause::Cause;
pub use self::clock::Clock;
pub use self::clock::Extension;
pub use self::clock::Pause;
pub use self::clock::StopGround;
pub use self::count::count;
pub use self::count::recount;
pub use self::lamp::AMBER_DAYS_LEFT;
pub use self::lamp::AMBER_PERCENT;
pub use self::lamp::Lamp;
pub use self::lamp::lamp;
pub use self::limits::DELIVERY_LIMIT;
pub use self::limits::ExtensionError;
pub use self::limits::HARD_COMPLEX_LIMIT;
pub use self::limits::HARD_IMPOSSIBLE_LIMIT;
pub use self::limits::HARD_JOINT_LIMIT;
pub use self::limits::JOINT_EXTENSION;
pub use self::limits::JOINT_LIMIT;
pub use self::limits::NOTICE_LIMIT;
pub use self::limits::ORDINARY_EXTENSION;
pub use self::limits::ORDINARY_LIMIT;
pub use self::limits::PETITION_EXTENSION;
pub use self::limits::PETITION_LIMIT;
pub use self::limits::RATE_LATE;
pub use self::limits::check_extension;
pub use self::limits::deemed_accepted;
pub use self::limits::notice_due;
pub use self::longer::is_longer;

/// A due date with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day on which the matter is still in time.
    pub date: NaiveDate,
    /// Whether the count touches a year whose days off are not known yet.
    pub provisional: bool,
    /// Whether a pause is still running, so that the date moves on with every day it lasts.
    pub open: bool,
    /// The limit that was counted, without its extension.
    pub limit: Limit,
    /// What changed the count, in order of days.
    pub steps: Vec<Step>,
}

/// One reason why a due date is where it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Step {
    /// The day of acceptance was not counted.
    ///
    /// Source: 民法典 article 201: the day on which a span begins is not counted.
    StartNotCounted {
        /// The day of acceptance.
        date: NaiveDate,
    },
    /// Days off in a row were not counted.
    ///
    /// Source: 行政许可法 article 82: days of a limit are working days.
    Skipped {
        /// The first day off of the run.
        from: NaiveDate,
        /// The last day off of the run.
        to: NaiveDate,
        /// The holiday's name; `None` for a plain weekend.
        name: Option<String>,
    },
    /// A weekend day was counted because the hall works on it.
    ///
    /// Source: the State Council's yearly notice of days off.
    MakeUp {
        /// The make-up day.
        date: NaiveDate,
        /// The holiday it makes up for.
        name: String,
    },
    /// Days on which the clock stood still were not counted.
    ///
    /// Source: 行政许可法 article 45.
    Paused {
        /// Why the clock stood still.
        ground: StopGround,
        /// The first day left out; a day of two pauses is left out once, by the earlier.
        from: NaiveDate,
        /// The last day left out; today while the pause is running.
        to: NaiveDate,
        /// Whether the pause is still running.
        running: bool,
    },
    /// The limit itself was used up, and its extension was counted on.
    ///
    /// Source: 行政许可法 article 42; 信访工作条例 article 34 for an extension in natural days.
    Extended {
        /// The last day of the limit without its extension.
        from: NaiveDate,
        /// What was added.
        limit: Limit,
    },
    /// The month has no such day, so its last day was taken.
    ///
    /// Source: 民法典 article 202.
    Clamped {
        /// The day of the month that was sought, 29 to 31.
        wanted: u32,
        /// The last day of the month.
        to: NaiveDate,
    },
    /// The end fell on a day that does not count and moved on to the next working day.
    ///
    /// Source: 民法典 article 203.
    EndMoved {
        /// The day off on which the span ended.
        from: NaiveDate,
        /// The working day that took its place.
        to: NaiveDate,
        /// The holiday's name; `None` for a plain weekend.
        name: Option<String>,
    },
    /// The days off of this year are not known; its weekends alone were skipped.
    ///
    /// Source: the State Council's yearly notice of days off, not yet in the calendar.
    YearNotLoaded {
        /// The year.
        year: i32,
    },
}

impl Step {
    /// Returns the key of the words that name the statute and article behind the step.
    pub fn clause(&self) -> &'static str {
        match self {
            Step::StartNotCounted { .. } => "deadline.clause_start",
            Step::Skipped { .. } => "deadline.clause_skipped",
            Step::MakeUp { .. } => "deadline.clause_makeup",
            Step::Paused { .. } => "deadline.clause_paused",
            Step::Extended {
                limit: Limit::WorkingDays(_),
                ..
            } => "deadline.clause_extended",
            Step::Extended { .. } => "deadline.clause_extended_petition",
            Step::Clamped { .. } => "deadline.clause_clamped",
            Step::EndMoved { .. } => "deadline.clause_moved",
            Step::YearNotLoaded { .. } => "deadline.clause_unknown_year",
        }
    }
}

/// Counts a limit from the day of acceptance, with no pause and no extension.
///
/// Working days skip days off and count make-up days. Natural days and months run through, and an
/// end on a day off moves to the next working day. A matter done on the spot is due the same day.
/// Returns `None` where no limit is set, or where the count leaves the calendar.
pub fn due(calendar: &Calendar, accepted: NaiveDate, limit: Limit) -> Option<Due> {
    count(calendar, &Clock::new(accepted, limit), accepted)
}

/// Returns the number of working days after `from`, up to and with `to`; negative if `to` is earlier.
pub fn working_days_between(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> i64 {
    calendar.working_days_between(from, to)
}

#[cfg(test)]
mod tests;
