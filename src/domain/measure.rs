//! The figures of villages ([`Measure`]) and of halls ([`Indicator`]), each defined once: what is
//! counted, of what, in which unit, after which source. Wherever one is shown it comes from here.

use serde::Serialize;

mod errands;
mod figures;
mod indicator;
mod period;

#[cfg(test)]
mod tests;

pub use errands::Errands;
pub use errands::Span;
pub use figures::AssistantFigures;
pub use figures::Month;
pub use figures::SplitFigures;
pub use figures::VillageFigures;
pub use figures::Villages;
pub use indicator::Figure;
pub use indicator::Indicator;
pub use indicator::Measured;
pub use indicator::Shape;
pub use period::Period;

/// Something counted of something: never shown as a percentage without saying of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Of how many it holds.
    pub n: u32,
    /// Of how many it could.
    pub of: u32,
}

impl Share {
    /// Counts one more, of which it holds or not.
    pub fn count(&mut self, holds: bool) {
        self.of += 1;
        self.n += u32::from(holds);
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Share) {
        self.n += other.n;
        self.of += other.of;
    }

    /// Returns the share in tenths of a percent; `None` below `min`, where the counts say more.
    ///
    /// Source: rule R7 of the hall: few show a count, not a percentage.
    pub fn permille(self, min: u64) -> Option<u64> {
        permille((self.n.into(), self.of.into()), min)
    }
}

/// Returns a part of a whole in tenths of a percent, rounded; `None` for a whole below `min` or of 0.
pub fn permille((part, whole): (u64, u64), min: u64) -> Option<u64> {
    (whole > 0 && whole >= min).then(|| (part * 1000 + whole / 2) / whole)
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Errands (件).
    Errands,
    /// Ways to the hall and home again (趟).
    Trips,
    /// Residents who were asked.
    Asked,
    /// Calendar weeks from Monday to Sunday.
    Weeks,
    /// One person on duty on one day (人日).
    PersonDays,
    /// Comings of residents (人次).
    Visits,
    /// Seconds, shown as minutes and seconds.
    Seconds,
    /// Accepted applications (件).
    Cases,
    /// One-time notices (份).
    Notices,
    /// Recorded answers of no (次).
    Noes,
    /// Matters at window 1 (件).
    Matters,
    /// Errands a resident was asked to rate (次).
    Ratings,
    /// Follow-ups of bad ratings (件).
    Orders,
    /// Registered problems and criticism (件).
    Problems,
}

impl Unit {
    /// Returns the word used in locales: `measure.unit_<word>`.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Errands => "errands",
            Unit::Trips => "trips",
            Unit::Asked => "asked",
            Unit::Weeks => "weeks",
            Unit::PersonDays => "person_days",
            Unit::Visits => "visits",
            Unit::Seconds => "seconds",
            Unit::Cases => "cases",
            Unit::Notices => "notices",
            Unit::Noes => "noes",
            Unit::Matters => "matters",
            Unit::Ratings => "ratings",
            Unit::Orders => "orders",
            Unit::Problems => "problems",
        }
    }
}

/// A figure of a village or of an assistant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Errands taken: mandates given in the span.
    Given,
    /// Papers at the hall by the last day of the hand-in, of the errands whose last day is in the span
    /// and is past or was kept.
    HandedIn,
    /// Decided by the promised day, of the errands whose promised day is in the span and is past or was
    /// kept.
    Done,
    /// Ways residents did not have to go; see [`Errands::trips`].
    Trips,
    /// How often the hall sent an errand back for papers.
    SentBack,
    /// Residents who were content, of those who were asked at the call-back.
    Content,
    /// Weeks in which somebody was in the village often enough, of those that are over.
    Weeks,
    /// Days of duty in villages, of all in hall and villages.
    Split,
}

impl Measure {
    /// All figures, in the order in which they are shown.
    pub const ALL: [Measure; 8] = [
        Measure::Given,
        Measure::HandedIn,
        Measure::Done,
        Measure::Trips,
        Measure::SentBack,
        Measure::Content,
        Measure::Weeks,
        Measure::Split,
    ];

    /// Returns the word used in locales: `measure.<word>` names it, `measure.<word>_how` defines it.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Given => "given",
            Measure::HandedIn => "handed_in",
            Measure::Done => "done",
            Measure::Trips => "trips",
            Measure::SentBack => "sent_back",
            Measure::Content => "content",
            Measure::Weeks => "weeks",
            Measure::Split => "split",
        }
    }

    /// Returns what it is counted in.
    pub fn unit(self) -> Unit {
        match self {
            Measure::Given | Measure::HandedIn | Measure::Done => Unit::Errands,
            Measure::Trips => Unit::Trips,
            Measure::SentBack => Unit::Errands,
            Measure::Content => Unit::Asked,
            Measure::Weeks => Unit::Weeks,
            Measure::Split => Unit::PersonDays,
        }
    }

    /// Returns the rule of the hall it follows from.
    pub fn rule(self) -> &'static str {
        match self {
            Measure::Given | Measure::SentBack => "D1",
            Measure::HandedIn => "D3",
            Measure::Done => "L5",
            Measure::Trips => "A1",
            Measure::Content => "D1",
            Measure::Weeks | Measure::Split => "A10",
        }
    }
}

/// The share of duty in villages that the method's first township had, in tenths of a percent.
///
/// Source: rule A10 of the hall, from 百色's 农事村办: about 40 % of the staff in the hall, 60 % in the
/// villages. It is shown beside the figure and judges nobody.
pub const SPLIT_PERMILLE: u64 = 600;
