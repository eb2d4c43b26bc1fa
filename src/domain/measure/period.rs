//! The spans a report is made for: a month, a quarter, a year.

use std::fmt;
use std::str::FromStr;

use chrono::Datelike;
use chrono::Months;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

/// A month, a quarter or a year, each from its first to its last local day, both included.
///
/// Source: 亮晒评 (rule A14 of the hall): problems at the beginning of a month, progress at the end of
/// a quarter, judgement at the end of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// A month, by its first day.
    Month(NaiveDate),
    /// A quarter, by its first day.
    Quarter(NaiveDate),
    /// A year, by its first day.
    Year(NaiveDate),
}

impl Period {
    /// Returns the month a day is in.
    pub fn month_of(day: NaiveDate) -> Period {
        Period::Month(day.with_day(1).unwrap_or(day))
    }

    /// Returns the quarter a day is in.
    pub fn quarter_of(day: NaiveDate) -> Period {
        let month = day.month0() / 3 * 3;
        let first = NaiveDate::from_ymd_opt(day.year(), month + 1, 1);
        Period::Quarter(first.unwrap_or(day))
    }

    /// Returns the year a day is in.
    pub fn year_of(day: NaiveDate) -> Period {
        Period::Year(NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day))
    }

    /// Returns the first day.
    pub fn first(self) -> NaiveDate {
        match self {
            Period::Month(day) | Period::Quarter(day) | Period::Year(day) => day,
        }
    }

    fn months(self) -> u32 {
        match self {
            Period::Month(_) => 1,
            Period::Quarter(_) => 3,
            Period::Year(_) => 12,
        }
    }

    /// Returns the last day.
    pub fn last(self) -> NaiveDate {
        let next = self.first().checked_add_months(Months::new(self.months()));
        let last = next.and_then(|next| next.pred_opt());
        last.unwrap_or(self.first())
    }

    /// Returns the span of the same length before it.
    pub fn before(self) -> Period {
        let day = self.first().pred_opt().unwrap_or(self.first());
        match self {
            Period::Month(_) => Period::month_of(day),
            Period::Quarter(_) => Period::quarter_of(day),
            Period::Year(_) => Period::year_of(day),
        }
    }

    /// Returns the months of a quarter or a year, each with its days; the days of a month.
    pub fn parts(self) -> Vec<(NaiveDate, NaiveDate)> {
        match self {
            Period::Month(first) => {
                let last = self.last();
                let days = first.iter_days().take_while(|day| *day <= last);
                days.map(|day| (day, day)).collect()
            }
            _ => (0..self.months())
                .filter_map(|n| self.first().checked_add_months(Months::new(n)))
                .map(|first| (first, Period::Month(first).last()))
                .collect(),
        }
    }

    /// Returns the word of its length: `month`, `quarter` or `year`.
    pub fn word(self) -> &'static str {
        match self {
            Period::Month(_) => "month",
            Period::Quarter(_) => "quarter",
            Period::Year(_) => "year",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first();
        match self {
            Period::Month(_) => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Period::Quarter(_) => write!(f, "{:04}-Q{}", first.year(), first.month0() / 3 + 1),
            Period::Year(_) => write!(f, "{:04}", first.year()),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{text:?} is no month 2026-03, quarter 2026-Q1 or year 2026");
        let text = text.trim();
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !digits(year) {
            return Err(wrong());
        }
        let year: i32 = year.parse().map_err(|_| wrong())?;
        let number = |text: &str| match text.len() <= 2 && digits(text) {
            true => text.parse::<u32>().ok().filter(|n| *n > 0),
            false => None,
        };
        let day = |month| NaiveDate::from_ymd_opt(year, month, 1).ok_or_else(wrong);
        match rest.map(|rest| (rest, rest.strip_prefix(['Q', 'q']))) {
            None => Ok(Period::Year(day(1)?)),
            Some((_, Some(quarter))) => {
                let quarter = number(quarter).filter(|n| *n <= 4).ok_or_else(wrong)?;
                Ok(Period::Quarter(day(quarter * 3 - 2)?))
            }
            Some((month, None)) => Ok(Period::Month(day(number(month).ok_or_else(wrong)?)?)),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_is_read_and_written_alike() {
        for text in ["2026-02", "2026-Q1", "2026-Q4", "2026"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in [
            "2026-13",
            "2026-Q5",
            "2026-Q0",
            "26",
            "",
            "2026-0",
            "2026-Q",
            "2026-03-01",
            "٢٠٢٦",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn spans_end_on_their_last_day_and_have_their_parts() {
        let of = |text: &str| text.parse::<Period>().unwrap();
        assert_eq!(of("2026-02").last(), day("2026-02-28"));
        assert_eq!(of("2028-02").parts().len(), 29);
        assert_eq!(of("2026-Q1").last(), day("2026-03-31"));
        assert_eq!(
            of("2026-Q4").parts()[2],
            (day("2026-12-01"), day("2026-12-31"))
        );
        assert_eq!(
            (of("2026").parts().len(), of("2026").last()),
            (12, day("2026-12-31"))
        );
        assert_eq!(of("2026-01").before(), of("2025-12"));
        assert_eq!(of("2026-Q1").before(), of("2025-Q4"));
        assert_eq!(Period::quarter_of(day("2026-12-31")), of("2026-Q4"));
    }
}
