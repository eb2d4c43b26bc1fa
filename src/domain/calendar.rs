//! Days off and make-up working days.
//!
//! A day without a row is judged by its weekday. A year without rows is *not loaded*: whoever
//! counts through it must say so, because the list for a year is published only months before it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::Datelike;
use chrono::NaiveDate;
use chrono::Weekday;
use serde::Deserialize;
use thiserror::Error;

use crate::domain::table;
use crate::domain::table::TableError;

const COLUMNS: [&str; 3] = ["date", "name", "kind"];

/// What sets a listed day apart from others of its weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// Nobody works, whatever the weekday.
    Off,
    /// Everybody works, to make up for a longer holiday (调休).
    Makeup,
}

/// The days that differ from their weekday, and the years for which they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, Listed>,
    years: BTreeSet<i32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Listed {
    name: String,
    kind: DayKind,
}

#[derive(Deserialize)]
struct Row {
    date: String,
    name: String,
    kind: String,
}

/// Why a list of days cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// The text is not a table with the columns date, name and kind.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The first column is not a day.
    #[error("line {line}: {text:?} is not a day such as 2026-02-14")]
    Date {
        /// The line in the file, from 1.
        line: u64,
        /// The text found.
        text: String,
    },
    /// The last column is neither `off` nor `makeup`.
    #[error("line {line}: {text:?} is neither off nor makeup")]
    Kind {
        /// The line in the file, from 1.
        line: u64,
        /// The text found.
        text: String,
    },
    /// A day is listed twice.
    #[error("line {line}: {date} is listed twice")]
    Twice {
        /// The line of the second row, from 1.
        line: u64,
        /// The day.
        date: NaiveDate,
    },
}

impl Calendar {
    /// Reads a list of days from CSV text with the header `date,name,kind`.
    ///
    /// A byte-order mark, blank lines and spaces around a field are taken.
    ///
    /// # Errors
    /// The first row that is not a day, is of no known kind, or repeats a day.
    pub fn parse(text: &str) -> Result<Calendar, CalendarError> {
        let mut calendar = Calendar::default();
        for (line, row) in table::rows(text, &COLUMNS)? {
            calendar.add(row, line)?;
        }
        Ok(calendar)
    }

    /// Returns the list that ships with the program.
    pub fn shipped() -> Calendar {
        Calendar::parse(include_str!("../../data/calendar/days.csv"))
            .expect("the embedded list is read by a test")
    }

    /// Returns this list with the days of another; where both name a day, the other one's counts.
    pub fn with(mut self, other: Calendar) -> Calendar {
        self.days.extend(other.days);
        self.years.extend(other.years);
        self
    }

    fn add(&mut self, row: Row, line: u64) -> Result<(), CalendarError> {
        let Ok(date) = NaiveDate::parse_from_str(&row.date, "%Y-%m-%d") else {
            return Err(CalendarError::Date {
                line,
                text: row.date,
            });
        };
        let kind = match row.kind.as_str() {
            "off" => DayKind::Off,
            "makeup" => DayKind::Makeup,
            _ => {
                return Err(CalendarError::Kind {
                    line,
                    text: row.kind,
                });
            }
        };
        if self.days.contains_key(&date) {
            return Err(CalendarError::Twice { line, date });
        }
        // A notice may reach back into the December before its year, so a December row alone does
        // not show that its own year's notice is in the file.
        if date.month() < 12 {
            self.years.insert(date.year());
        }
        self.days.insert(
            date,
            Listed {
                name: row.name,
                kind,
            },
        );
        Ok(())
    }

    /// Returns whether the hall works on a day; in a year not loaded the weekday alone decides.
    pub fn is_working(&self, date: NaiveDate) -> bool {
        match self.kind_of(date) {
            Some(kind) => kind == DayKind::Makeup,
            None => !is_weekend(date),
        }
    }

    /// Returns whether the days off of a year are known.
    pub fn is_loaded(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Returns the years whose days off are known, in order.
    pub fn loaded_years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.iter().copied()
    }

    /// Returns the holiday's name for a day off or a make-up day, as 春节.
    pub fn name_of(&self, date: NaiveDate) -> Option<&str> {
        self.days.get(&date).map(|day| day.name.as_str())
    }

    /// Returns what the list says of a day, or `None` for a day like others of its weekday.
    pub fn kind_of(&self, date: NaiveDate) -> Option<DayKind> {
        self.days.get(&date).map(|day| day.kind)
    }

    /// Returns the first working day on or after a day, or `None` at the end of the calendar.
    pub fn working_on_or_after(&self, date: NaiveDate) -> Option<NaiveDate> {
        date.iter_days().find(|day| self.is_working(*day))
    }

    /// Returns the number of working days after `from`, up to and with `to`; negative if `to` is earlier.
    ///
    /// Weekdays are computed and only listed days looked at, so a span of centuries costs no more
    /// than its rows.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        if to == from {
            return 0;
        }
        let changed: i64 = self
            .days
            .range(from..=to)
            .filter(|(date, _)| **date != from)
            .map(|(date, day)| match (day.kind, is_weekend(*date)) {
                (DayKind::Off, false) => -1,
                (DayKind::Makeup, true) => 1,
                _ => 0,
            })
            .sum();
        weekdays_through(to) - weekdays_through(from) + changed
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Counts Monday to Friday from a fixed Monday up to and with a day.
fn weekdays_through(date: NaiveDate) -> i64 {
    // Day 1 of the common era was a Monday.
    let days = i64::from(date.num_days_from_ce());
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_shipped_list_covers_2011_to_2026_and_nothing_else() {
        let years: Vec<i32> = Calendar::shipped().loaded_years().collect();
        assert_eq!(years, (2011..=2026).collect::<Vec<_>>());
    }

    #[test]
    fn a_make_up_saturday_is_worked_and_a_holiday_monday_is_not() {
        let calendar = Calendar::shipped();
        assert!(calendar.is_working(day("2026-02-14")));
        assert_eq!(calendar.name_of(day("2026-02-14")), Some("春节"));
        assert!(!calendar.is_working(day("2026-02-16")));
        assert!(!calendar.is_working(day("2026-03-14")), "a plain Saturday");
        assert!(calendar.is_working(day("2026-03-12")));
        assert_eq!(calendar.name_of(day("2026-03-12")), None);
    }

    #[test]
    fn every_listed_make_up_day_of_the_shipped_list_falls_on_a_weekend() {
        for (date, listed) in Calendar::shipped().days {
            assert!(listed.kind == DayKind::Off || is_weekend(date), "{date}");
        }
    }

    #[test]
    fn a_row_in_december_does_not_load_its_year() {
        let calendar = Calendar::parse("date,name,kind\n2027-12-31,元旦,off\n").unwrap();
        assert!(!calendar.is_loaded(2027));
        assert!(!calendar.is_working(day("2027-12-31")));
    }

    #[test]
    fn a_year_not_loaded_is_judged_by_weekday_alone() {
        let calendar = Calendar::shipped();
        assert!(!calendar.is_loaded(2027));
        assert!(
            calendar.is_working(day("2027-01-01")),
            "a Friday nobody has told us about"
        );
    }

    #[test]
    fn a_file_saved_by_a_spreadsheet_is_read() {
        let text =
            "\u{feff}date,name,kind\r\n2026-01-01, 元旦 ,off\r\n\r\n2026-01-04,元旦,makeup\r\n";
        let calendar = Calendar::parse(text).unwrap();
        assert_eq!(calendar.name_of(day("2026-01-01")), Some("元旦"));
        assert!(calendar.is_working(day("2026-01-04")));
    }

    #[test]
    fn a_wrong_row_is_named_by_its_line() {
        let with =
            |row: &str| Calendar::parse(&format!("date,name,kind\n2026-01-01,元旦,off\n{row}\n"));
        let text = "2026-02-30".to_owned();
        assert_eq!(
            with("2026-02-30,x,off"),
            Err(CalendarError::Date { line: 3, text })
        );
        let text = "rest".to_owned();
        assert_eq!(
            with("\n\n2026-02-03,x,rest"),
            Err(CalendarError::Kind { line: 5, text })
        );
        let date = day("2026-01-01");
        assert_eq!(
            with("2026-01-01,x,makeup"),
            Err(CalendarError::Twice { line: 3, date })
        );
        assert!(matches!(
            with("2026-02-03"),
            Err(CalendarError::Table(TableError { line: 3, .. }))
        ));
        assert!(Calendar::parse("day,what\n2026-01-01,元旦\n").is_err());
    }

    #[test]
    fn an_empty_list_has_no_loaded_year() {
        assert_eq!(
            Calendar::parse("date,name,kind\n")
                .unwrap()
                .loaded_years()
                .count(),
            0
        );
        assert!(
            Calendar::parse("").is_err(),
            "an emptied file is not a calendar"
        );
    }

    #[test]
    fn working_days_between_counts_the_end_and_not_the_start() {
        let calendar = Calendar::shipped();
        let between = |a, b| calendar.working_days_between(day(a), day(b));
        assert_eq!(between("2026-02-13", "2026-02-13"), 0);
        assert_eq!(between("2026-02-13", "2026-02-14"), 1);
        assert_eq!(between("2026-02-14", "2026-02-23"), 0);
        assert_eq!(between("2026-03-19", "2026-02-13"), -20);
    }

    #[test]
    fn the_far_ends_of_the_calendar_do_not_panic() {
        let calendar = Calendar::shipped();
        assert!(calendar.working_days_between(NaiveDate::MIN, NaiveDate::MAX) > 0);
        calendar.working_on_or_after(NaiveDate::MAX);
    }

    proptest! {
        #[test]
        fn working_days_between_agrees_with_counting_one_by_one(start in 733_000i32..740_500, span in 0i32..500) {
            let calendar = Calendar::shipped();
            let from = NaiveDate::from_num_days_from_ce_opt(start).unwrap();
            let to = NaiveDate::from_num_days_from_ce_opt(start + span).unwrap();
            let counted = from.iter_days().skip(1).take_while(|d| *d <= to).filter(|d| calendar.is_working(*d)).count();
            prop_assert_eq!(calendar.working_days_between(from, to), counted as i64);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = Calendar::parse(&text);
            let _ = Calendar::parse(&format!("date,name,kind\n{text}"));
        }
    }
}
