//! The period a sheet is of: a year or half of one.

use std::fmt;

use chrono::Datelike;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::plain;

/// How long a sheet goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// From 1 January to 31 December.
    Year,
    /// From 1 January to 30 June, or from 1 July to 31 December.
    Half,
}

/// A year or half of one, written `2026` or `2026-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    /// The year, 2000 to 2999.
    year: i32,
    /// Which half, 1 or 2; 0 for all of it.
    half: u8,
}

impl Period {
    /// Returns the period a day is in.
    pub fn of(span: Span, day: NaiveDate) -> Period {
        let half = match span {
            Span::Year => 0,
            Span::Half if day.month() <= 6 => 1,
            Span::Half => 2,
        };
        Period {
            year: day.year(),
            half,
        }
    }

    /// Reads what people write: `2026`, `2026-1` or `2026-2`; none for anything else.
    pub fn read(text: &str) -> Option<Period> {
        let plain = match text.len() {
            0..=60 => plain::digits(text),
            _ => return None,
        };
        let (year, half) = match plain.split_once('-') {
            None => (plain.as_str(), 0),
            Some((year, "1")) => (year, 1),
            Some((year, "2")) => (year, 2),
            Some(_) => return None,
        };
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let year = year
            .parse()
            .ok()
            .filter(|year| is_year && (2000..3000).contains(year))?;
        Some(Period { year, half })
    }

    /// Returns the one before it.
    pub fn before(self) -> Period {
        let day = self.from().pred_opt().unwrap_or_default();
        Period::of(self.span(), day)
    }

    /// Returns how long it is.
    pub fn span(self) -> Span {
        match self.half {
            0 => Span::Year,
            _ => Span::Half,
        }
    }

    /// Returns the first day.
    pub fn from(self) -> NaiveDate {
        let month = if self.half == 2 { 7 } else { 1 };
        NaiveDate::from_ymd_opt(self.year, month, 1).unwrap_or_default()
    }

    /// Returns the last day.
    pub fn to(self) -> NaiveDate {
        let (month, day) = if self.half == 1 { (6, 30) } else { (12, 31) };
        NaiveDate::from_ymd_opt(self.year, month, day).unwrap_or_default()
    }

    /// Returns the first day of its last month, from which a sheet can be closed.
    ///
    /// Source: a default of the program: reviews are held around the period's end.
    pub fn close_from(self) -> NaiveDate {
        let last = self.to();
        last.with_day(1).unwrap_or(last)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.half {
            0 => write!(f, "{}", self.year),
            half => write!(f, "{}-{half}", self.year),
        }
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Period, String> {
        Period::read(&text).ok_or_else(|| format!("{text:?} is no period: 2026 or 2026-1"))
    }
}
