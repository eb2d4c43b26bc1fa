//! The figures of villages and their assistants over a month, as they are shown.

use std::str::FromStr;

use chrono::Datelike;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::measure::Errands;
use crate::domain::measure::Share;
use crate::domain::service::ServiceDay;
use crate::domain::service::week::Week;
use crate::domain::site::Org;

/// A month, as 2026-03.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct Month(NaiveDate);

impl Month {
    /// Returns the month a day is in.
    pub fn of(day: NaiveDate) -> Month {
        Month(day.with_day(1).unwrap_or(day))
    }

    /// Returns the first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Returns the last day.
    pub fn last(self) -> NaiveDate {
        let next = self.0.checked_add_months(chrono::Months::new(1));
        next.and_then(|next| next.pred_opt()).unwrap_or(self.0)
    }

    /// Returns the month before.
    pub fn before(self) -> Month {
        self.0.pred_opt().map_or(self, Month::of)
    }

    /// Returns the month after.
    pub fn after(self) -> Month {
        self.last().succ_opt().map_or(self, Month::of)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

impl FromStr for Month {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Month, Self::Err> {
        let day = format!("{}-01", text.trim());
        NaiveDate::parse_from_str(&day, "%Y-%m-%d").map(Month)
    }
}

/// The figures of somebody who runs errands for a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssistantFigures {
    /// The badge number, in the village's own register.
    pub staff: StaffNo,
    /// The name.
    pub name: String,
    /// The errands this assistant took.
    pub errands: Errands,
    /// On how many days of the month they were in the village.
    pub days: u32,
    /// Weeks on which they alone came often enough, of those that are over.
    pub weeks: Share,
    /// For how long they were there, minutes: from checking in to checking out.
    pub minutes: i64,
    /// Days on which they checked in and never out; these count as days and not as minutes.
    pub open: u32,
    /// Their plan as it holds at the end of the month.
    pub plan: Vec<ServiceDay>,
}

/// The figures of a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VillageFigures {
    /// The village.
    pub org: Org,
    /// Its name.
    pub name: String,
    /// The day up to which this store knows it: today, or that of the last exchange, or a week ago where
    /// nothing came since; `None` before the first.
    pub known: Option<NaiveDate>,
    /// Its errands.
    pub errands: Errands,
    /// Weeks in which somebody was there often enough, of those that are over.
    pub kept: Share,
    /// The weeks of the month that have begun and are known, in order.
    pub weeks: Vec<Week>,
    /// Days of duty in the month: each assistant on each day.
    pub duty: u32,
    /// Its assistants.
    pub assistants: Vec<AssistantFigures>,
}

/// How duty is split between the hall and the villages, in days of duty: one person on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SplitFigures {
    /// Those of the month spent in villages, of all.
    pub month: Share,
    /// Those of today.
    pub today: Share,
    /// People of the hall's register.
    pub hall_staff: u32,
    /// People who are planned for a village or were in one in the month.
    pub village_staff: u32,
}

/// The figures of villages over a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Villages {
    /// The month.
    pub month: Month,
    /// The local day on which this was counted.
    pub today: NaiveDate,
    /// The villages, by code.
    pub villages: Vec<VillageFigures>,
    /// How duty is split; only at the hall, which alone knows who was on duty there.
    pub split: Option<SplitFigures>,
    /// Fewer than this show no percentage.
    pub min_for_percent: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_and_has_its_days() {
        let month: Month = "2026-02".parse().unwrap();
        assert_eq!(month.to_string(), "2026-02");
        assert_eq!(month.last().to_string(), "2026-02-28");
        assert_eq!(month.before().before().to_string(), "2025-12");
        assert_eq!(month.after().first().to_string(), "2026-03-01");
        for bad in ["2026-13", "2026", "2026-02-01", "二月", ""] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }
}
