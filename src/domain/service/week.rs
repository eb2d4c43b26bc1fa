//! Weeks: whether somebody was in the village often enough.

use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::ids::StaffNo;
use crate::domain::service::Missed;
use crate::domain::service::Service;
use crate::domain::site::Org;

/// On how many days of a week somebody is in the village at least.
///
/// Source: rule A10 of the hall, from 百色's 农事村办: the helper is in the village at least twice a week.
pub const DAYS_A_WEEK: u32 = 2;

/// How a week stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Enough {
    /// Somebody was there often enough.
    Kept,
    /// The week goes on and is not there yet.
    Running,
    /// The week is over and somebody was there too seldom.
    Short,
}

impl Enough {
    /// Returns the word used in tables and locales.
    pub fn word(self) -> &'static str {
        match self {
            Enough::Kept => "kept",
            Enough::Running => "running",
            Enough::Short => "short",
        }
    }
}

/// A day on which somebody was planned or excused and nobody came in their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The day.
    pub day: NaiveDate,
    /// Whose.
    pub staff: StaffNo,
    /// Their name.
    pub name: String,
    /// Why; `None` when nobody said.
    pub missed: Option<Missed>,
}

/// A week of a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Week {
    /// Its Monday.
    pub monday: NaiveDate,
    /// On how many days of it somebody was in the village.
    pub days: u32,
    /// On how many they should be.
    pub needed: u32,
    /// How it stands.
    pub enough: Enough,
    /// Whether anybody was planned to be there when it began.
    pub planned: bool,
    /// Whether the days off of its year are not known yet.
    pub provisional: bool,
    /// The days on which somebody did not come.
    pub gaps: Vec<Gap>,
}

/// Returns the Monday of the week a day is in.
pub fn monday(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

/// Returns whether a week is past on a day.
pub fn is_over(monday: NaiveDate, today: NaiveDate) -> bool {
    days_of(monday).all(|day| day < today)
}

/// Returns the seven days of a week.
pub fn days_of(monday: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    monday.iter_days().take(7)
}

/// Returns on how many days of a week somebody should be in the village: two, or as many as there are
/// working days where holidays leave fewer. A week with two working days or more wants both; a day off
/// on which somebody was there all the same counts. Of the week in which a village began the days from
/// that one on are asked for.
///
/// Source: rule A10 of the hall gives no exception for holidays; that nobody is asked to come on more
/// days than are worked is how the hall reads it (国务院办公厅 notices on days off make them no working
/// days for anybody in public service).
pub fn needed(calendar: &Calendar, monday: NaiveDate, began: NaiveDate) -> u32 {
    let working = days_of(monday).filter(|day| *day >= began && calendar.is_working(*day));
    u32::try_from(working.count()).map_or(DAYS_A_WEEK, |working| working.min(DAYS_A_WEEK))
}

/// Returns the weeks that belong to the days from one to another, both inclusive: those whose Thursday
/// is among them, as ISO 8601 gives a week to a year.
pub fn weeks_within(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let thursday = |monday: NaiveDate| monday.checked_add_days(Days::new(3));
    let mondays = monday(from).iter_weeks();
    mondays
        .take_while(move |monday| thursday(*monday).is_some_and(|day| day <= to))
        .filter(move |monday| thursday(*monday).is_some_and(|day| day >= from))
}

impl Service {
    /// Returns a week of a village that began on some day as it stands on another; days after that say
    /// nothing yet.
    pub fn week(
        &self,
        (org, began): (Org, NaiveDate),
        monday: NaiveDate,
        calendar: &Calendar,
        today: NaiveDate,
    ) -> Week {
        let so_far = || days_of(monday).take_while(|day| *day <= today);
        let there = so_far().filter(|day| self.present(org, *day).next().is_some());
        let days = u32::try_from(there.count()).unwrap_or(u32::MAX);
        let needed = needed(calendar, monday, began);
        let enough = match days >= needed {
            true => Enough::Kept,
            false if is_over(monday, today) => Enough::Short,
            false => Enough::Running,
        };
        let known = |day: NaiveDate| calendar.is_loaded(day.year());
        Week {
            monday,
            days,
            needed,
            enough,
            planned: self.planned_days(org, monday) > 0,
            provisional: !days_of(monday).all(known),
            gaps: self.gaps(org, so_far(), calendar, today),
        }
    }

    /// Returns on how many of some days somebody was in the village.
    pub fn days_there(&self, who: (Org, StaffNo), days: impl Iterator<Item = NaiveDate>) -> u32 {
        let there = days.filter(|day| self.stay_of(who, *day).is_some());
        u32::try_from(there.count()).unwrap_or(u32::MAX)
    }

    fn gaps(
        &self,
        org: Org,
        days: impl Iterator<Item = NaiveDate>,
        calendar: &Calendar,
        today: NaiveDate,
    ) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for day in days {
            for staff in self.staff(org) {
                let who = (org, staff);
                let missed = self.missed_of(who, day).cloned();
                // Today they may still come.
                let planned = day < today && self.planned(who, day, calendar).is_some();
                let stayed_away = self.stay_of(who, day).is_none() && planned;
                if missed.is_some() || stayed_away {
                    gaps.push(Gap {
                        day,
                        staff,
                        name: self.name(who).to_owned(),
                        missed,
                    });
                }
            }
        }
        gaps
    }
}
