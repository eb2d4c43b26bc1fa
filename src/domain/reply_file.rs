//! Reads when messages came and were answered from other offices' CSV files, and measures the days between.
//!
//! A file is refused as a whole only when its columns cannot be told; otherwise every row is either
//! measured or rejected with its line and the reason.

use chrono::NaiveDate;
use chrono::NaiveTime;
use csv::StringRecord;
use thiserror::Error;

use crate::domain::calendar::Calendar;
use crate::domain::dirty_time::DirtyTimeError;
use crate::domain::dirty_time::parse_dirty;
use crate::domain::matter_file::ReadError;
use crate::domain::matter_file::text;

/// How many rows are looked at to find the columns with times.
const LOOKED_AT: usize = 200;

/// Which of a row's two times is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// When the message came.
    From,
    /// When it was answered.
    To,
}

/// A row that was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The line of the file on which the row begins, from 1.
    pub line: u64,
    /// The day of the message.
    pub from: NaiveDate,
    /// The day of the answer.
    pub to: NaiveDate,
    /// Days after the message, up to and with that of the answer.
    pub natural_days: i64,
    /// Working days among them.
    pub working_days: i64,
    /// Whether they touch a year whose days off are not known.
    pub provisional: bool,
}

/// A row that was not measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedReply {
    /// The line of the file on which the row begins, from 1.
    pub line: u64,
    /// Why.
    pub reason: ReplyReason,
}

/// Why a row cannot be measured.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReplyReason {
    /// The row ends before the column of one of the times.
    #[error("the row has {found} cells only")]
    Short {
        /// How many cells it has.
        found: usize,
    },
    /// One of the times cannot be read.
    #[error("{why}")]
    Time {
        /// Which.
        end: End,
        /// Why.
        why: DirtyTimeError,
    },
    /// The answer was written before the message.
    #[error("answered on {to}, before the message of {from}")]
    Backwards {
        /// When the message came.
        from: String,
        /// When it was answered.
        to: String,
    },
}

/// Why nothing in a file can be measured.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReplyFileError {
    /// The file is not a table of text.
    #[error(transparent)]
    File(#[from] ReadError),
    /// No column has the name given.
    #[error("there is no column {name:?}; the columns are {headers}")]
    NoColumn {
        /// The name that was given.
        name: String,
        /// The headers found.
        headers: String,
    },
    /// Fewer than two columns hold times.
    #[error("no two columns with times were found; the columns are {headers}")]
    NoTimes {
        /// The headers found.
        headers: String,
    },
}

/// The rows of a file, measured and rejected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replies {
    /// The headers of the two columns that were read.
    pub columns: [String; 2],
    /// The rows measured, in the order of the file.
    pub rows: Vec<Reply>,
    /// The rows rejected, in the order of the file.
    pub rejected: Vec<RejectedReply>,
}

/// The middle and the longest of some spans, in days.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Spread {
    /// The median; the mean of the middle two where their number is even.
    pub median: f64,
    /// The longest.
    pub max: i64,
}

impl Replies {
    /// Returns how natural days spread, or `None` without a row.
    pub fn natural_days(&self) -> Option<Spread> {
        spread(self.rows.iter().map(|row| row.natural_days))
    }

    /// Returns how working days spread, or `None` without a row.
    pub fn working_days(&self) -> Option<Spread> {
        spread(self.rows.iter().map(|row| row.working_days))
    }
}

fn spread(days: impl Iterator<Item = i64>) -> Option<Spread> {
    let mut days: Vec<i64> = days.collect();
    days.sort_unstable();
    let upper = *days.get(days.len() / 2)?;
    let lower = *days.get((days.len() - 1) / 2)?;
    Some(Spread {
        median: (lower + upper) as f64 / 2.0,
        max: *days.last()?,
    })
}

/// Reads a file and measures every row with a calendar.
///
/// The columns are those named, or else the first ones in which most of the filled cells are times.
///
/// # Errors
/// [`ReplyFileError`] when the file is no table, or its two columns cannot be told.
pub fn read(
    bytes: &[u8],
    from: Option<&str>,
    to: Option<&str>,
    calendar: &Calendar,
) -> Result<Replies, ReplyFileError> {
    let decoded = text::decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(text::delimiter(&decoded.text))
        .flexible(true)
        .from_reader(decoded.text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map(|h| h.iter().map(text::clean).collect())
        .unwrap_or_default();
    // The text is valid UTF-8 and rows may have any length, so the reader has nothing to refuse.
    let records: Vec<StringRecord> = reader.records().map_while(Result::ok).collect();
    let (from, to) = columns(&header, &records, from, to)?;
    let mut replies = Replies {
        columns: [header[from].clone(), header[to].clone()],
        ..Replies::default()
    };
    for record in &records {
        let line = text::line_of(&decoded.text, record.position());
        match measure(record, from, to, calendar) {
            Ok(row) => replies.rows.push(Reply { line, ..row }),
            Err(reason) => replies.rejected.push(RejectedReply { line, reason }),
        }
    }
    Ok(replies)
}

/// Finds the two columns: by name, or as the first that hold times and were not named.
fn columns(
    header: &[String],
    records: &[StringRecord],
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(usize, usize), ReplyFileError> {
    let headers = || header.join(", ");
    let named = |name: Option<&str>| {
        let Some(name) = name else { return Ok(None) };
        let wanted = text::clean(name);
        match header.iter().position(|h| *h == wanted) {
            Some(column) => Ok(Some(column)),
            None => Err(ReplyFileError::NoColumn {
                name: name.to_owned(),
                headers: headers(),
            }),
        }
    };
    let (from, to) = (named(from)?, named(to)?);
    let mut times = (0..header.len())
        .filter(|column| Some(*column) != from && Some(*column) != to)
        .filter(|column| holds_times(records, *column));
    let mut settle = |column: Option<usize>| {
        column
            .or_else(|| times.next())
            .ok_or_else(|| ReplyFileError::NoTimes { headers: headers() })
    };
    Ok((settle(from)?, settle(to)?))
}

fn holds_times(records: &[StringRecord], column: usize) -> bool {
    let (mut times, mut filled) = (0, 0);
    for cell in records
        .iter()
        .take(LOOKED_AT)
        .filter_map(|record| record.get(column))
    {
        match parse_dirty(cell) {
            Err(DirtyTimeError::Empty) => continue,
            found => times += usize::from(found.is_ok()),
        }
        filled += 1;
    }
    times * 2 > filled
}

/// Measures one row; its line is not known here.
fn measure(
    record: &StringRecord,
    from: usize,
    to: usize,
    calendar: &Calendar,
) -> Result<Reply, ReplyReason> {
    let time = |column: usize, end: End| {
        let cell = record.get(column).ok_or(ReplyReason::Short {
            found: record.len(),
        })?;
        parse_dirty(cell).map_err(|why| ReplyReason::Time { end, why })
    };
    let (from, to) = (time(from, End::From)?, time(to, End::To)?);
    let backwards = match (from.1, to.1) {
        (Some(a), Some(b)) => (to.0, b) < (from.0, a),
        _ => to.0 < from.0,
    };
    if backwards {
        return Err(ReplyReason::Backwards {
            from: written(from),
            to: written(to),
        });
    }
    let (from, to) = (from.0, to.0);
    Ok(Reply {
        line: 0,
        from,
        to,
        natural_days: (to - from).num_days(),
        working_days: calendar.working_days_between(from, to),
        provisional: !years(from, to).all(|year| calendar.is_loaded(year)),
    })
}

fn years(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = i32> {
    use chrono::Datelike;
    from.year()..=to.year()
}

fn written((date, time): (NaiveDate, Option<NaiveTime>)) -> String {
    match time {
        Some(time) => format!("{date} {time}"),
        None => date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(text: &str) -> Result<Replies, ReplyFileError> {
        read(text.as_bytes(), None, None, &Calendar::shipped())
    }

    #[test]
    fn the_columns_with_times_are_found_and_every_row_is_measured_or_rejected() {
        let text = "\u{feff}编号,留言时间,详情,答复时间\r\n\
            1,2017/9/29 9:05:00,\"两\r\n行\",2017/10/9\r\n\
            \r\n\
            2,\t\u{3000}2017/9/30 16:00:00,,2017/9/30 9:00:00\r\n\
            3,2017/9/30,,\u{a0}\r\n\
            4,2017/9/31,,2017/10/9\r\n\
            5,2017/9/29\r\n\
            6,2017年9月29日,,2018.1.2 8:00\r\n";
        let found = file(text).unwrap();
        assert_eq!(found.columns, ["留言时间", "答复时间"]);
        let rows: Vec<_> = found
            .rows
            .iter()
            .map(|row| (row.line, row.natural_days, row.working_days))
            .collect();
        // 30 September 2017 was a make-up Saturday, 1 to 8 October were days off.
        assert_eq!(rows, [(2, 10, 2), (9, 95, 62)]);
        let lines: Vec<u64> = found.rejected.iter().map(|row| row.line).collect();
        assert_eq!(lines, [5, 6, 7, 8]);
        assert!(matches!(
            found.rejected[0].reason,
            ReplyReason::Backwards { .. }
        ));
        assert_eq!(
            found.rejected[1].reason,
            ReplyReason::Time {
                end: End::To,
                why: DirtyTimeError::Empty
            }
        );
        assert!(matches!(
            found.rejected[2].reason,
            ReplyReason::Time {
                end: End::From,
                why: DirtyTimeError::NoSuchDay { .. }
            }
        ));
        assert_eq!(found.rejected[3].reason, ReplyReason::Short { found: 2 });
        assert_eq!(
            found.natural_days(),
            Some(Spread {
                median: 52.5,
                max: 95
            })
        );
    }

    #[test]
    fn columns_are_taken_by_name_and_a_wrong_name_is_said() {
        let text = "a,b,c\n2017/1/3,2017/1/4,2017/1/6\n";
        let named = |from, to| read(text.as_bytes(), from, to, &Calendar::shipped());
        assert_eq!(
            named(Some("b"), Some(" c "))
                .map(|r| r.rows[0].natural_days)
                .unwrap(),
            2
        );
        assert_eq!(named(None, Some("a")).unwrap().columns, ["b", "a"]);
        assert!(matches!(
            named(Some("d"), None),
            Err(ReplyFileError::NoColumn { .. })
        ));
        assert!(matches!(
            file("a,b\n1,2017/1/3\n"),
            Err(ReplyFileError::NoTimes { .. })
        ));
        assert!(matches!(
            file(""),
            Err(ReplyFileError::File(ReadError::Empty))
        ));
    }

    #[test]
    fn a_year_without_a_list_of_days_off_is_marked() {
        let found = file("a,b\n2026/12/30,2027/1/5\n2010/12/30,2011/1/5\n2026/1/5,2026/1/6\n");
        let marks: Vec<bool> = found
            .unwrap()
            .rows
            .iter()
            .map(|row| row.provisional)
            .collect();
        assert_eq!(marks, [true, true, false]);
    }

    #[test]
    fn no_rows_have_no_median() {
        let found = file("a,b\n2017/1/3,2017/1/2\n").unwrap();
        assert_eq!((found.rows.len(), found.natural_days()), (0, None));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), rest in "[0-9/,\n\"年 ]{0,80}") {
            let _ = read(&bytes, None, None, &Calendar::shipped());
            let _ = read(format!("a,b\n{rest}").as_bytes(), Some("a"), Some("b"), &Calendar::shipped());
        }
    }
}
