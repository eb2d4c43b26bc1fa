//! Reads times as people and spreadsheets leave them: padded with blanks, without zeros, half-written.

use chrono::NaiveDate;
use chrono::NaiveTime;
use thiserror::Error;

/// Why a text is not a time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DirtyTimeError {
    /// There is nothing but blanks.
    #[error("no time is written")]
    Empty,
    /// The text has not the form of a time.
    #[error("{text:?} is no time")]
    Form {
        /// The text, cleaned and cut short.
        text: String,
    },
    /// The form is right and there is no such day.
    #[error("there is no day {text:?}")]
    NoSuchDay {
        /// The text, cleaned and cut short.
        text: String,
    },
    /// The day is right and there is no such hour, minute or second.
    #[error("there is no hour {text:?}")]
    NoSuchTime {
        /// The text, cleaned and cut short.
        text: String,
    },
}

/// How much of a wrong text is shown again; a cell may hold a whole letter.
const SHOWN: usize = 40;

/// Reads a day, with its time of day where one is written.
///
/// Year, month and day stand in this order, apart by `-`, `/`, `.` or 年月日; hour, minute and second
/// by `:` or 时分秒, with 上午, 下午, AM or PM if need be. Zeros may be missing, digits may be
/// full-width, seconds may have a fraction, blanks of any kind may stand around and between. The
/// year has four digits, because two could be any century.
///
/// # Errors
/// [`DirtyTimeError`] when nothing is written, the text has not this form, or names a day or an hour
/// that does not exist.
pub fn parse_dirty(text: &str) -> Result<(NaiveDate, Option<NaiveTime>), DirtyTimeError> {
    let clean = cleaned(text);
    if clean.is_empty() {
        return Err(DirtyTimeError::Empty);
    }
    let shown = || clean.chars().take(SHOWN).collect::<String>();
    let wrong = || DirtyTimeError::Form { text: shown() };
    let mut rest = Rest(&clean);
    let (year, digits) = rest.number().ok_or_else(wrong)?;
    if digits != 4 || !rest.one_of(&['-', '/', '.', '年']) {
        return Err(wrong());
    }
    let (month, _) = rest.number().ok_or_else(wrong)?;
    if !rest.one_of(&['-', '/', '.', '月']) {
        return Err(wrong());
    }
    let (day, digits) = rest.number().ok_or_else(wrong)?;
    if digits > 2 {
        return Err(wrong());
    }
    let marked = rest.one_of(&['日', '号']);
    let apart = rest.blank() | rest.one_of(&['T', 't']) | marked;
    let date = i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or_else(|| DirtyTimeError::NoSuchDay { text: shown() })?;
    if rest.0.is_empty() {
        return Ok((date, None));
    }
    let said = rest.clock().ok_or_else(wrong)?;
    if !apart && said.half.is_none() {
        return Err(wrong());
    }
    match said.time() {
        Some(time) => Ok((date, Some(time))),
        None => Err(DirtyTimeError::NoSuchTime { text: shown() }),
    }
}

/// Makes digits and signs narrow and blanks one space, and drops what cannot be seen.
fn cleaned(text: &str) -> String {
    let narrow = text.chars().filter_map(|c| match c {
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => None,
        '\u{feff}' => None,
        // Full-width forms stand in the order of ASCII.
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0),
        '。' | '·' => Some('.'),
        '–' | '—' | '−' => Some('-'),
        '∶' => Some(':'),
        c if c.is_whitespace() || c.is_control() => Some(' '),
        c => Some(c),
    });
    let narrow: String = narrow.collect();
    let words: Vec<&str> = narrow.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Morning or afternoon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// A time of day as it was written, which need not exist.
#[derive(Debug)]
struct Said {
    hour: u32,
    minute: u32,
    second: u32,
    half: Option<Half>,
}

impl Said {
    fn time(&self) -> Option<NaiveTime> {
        let hour = match (self.half, self.hour) {
            // Both 12 and 0 are said of the first hour after midnight and after noon.
            (Some(Half::Morning), 12) => 0,
            (Some(Half::Morning), 13..) => return None,
            (Some(Half::Afternoon), hour @ 0..=11) => hour + 12,
            (_, hour) => hour,
        };
        NaiveTime::from_hms_opt(hour, self.minute, self.second)
    }
}

/// What is left to read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    /// Takes a number of at most nine digits, with how many it has, and the blank after it.
    fn number(&mut self) -> Option<(u32, usize)> {
        self.blank();
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at_checked(digits)?;
        if digits > 9 {
            return None;
        }
        let number = number.parse().ok()?;
        self.0 = rest;
        Some((number, digits))
    }

    /// Takes one of these signs, with a blank before it.
    fn one_of(&mut self, signs: &[char]) -> bool {
        match self.0.trim_start_matches(' ').strip_prefix(signs) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// Takes one of these words.
    fn word(&mut self, words: &[&str]) -> bool {
        self.blank();
        for word in words {
            if let Some((found, rest)) = self.0.split_at_checked(word.len())
                && found.eq_ignore_ascii_case(word)
            {
                self.0 = rest;
                return true;
            }
        }
        false
    }

    fn blank(&mut self) -> bool {
        match self.0.strip_prefix(' ') {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn half(&mut self) -> Option<Half> {
        if self.word(&["上午", "凌晨", "早上", "AM"]) {
            Some(Half::Morning)
        } else if self.word(&["下午", "晚上", "PM"]) {
            Some(Half::Afternoon)
        } else {
            None
        }
    }

    /// Takes a time of day up to the end of the text.
    fn clock(&mut self) -> Option<Said> {
        let half = self.half();
        let (hour, _) = self.number()?;
        let (mut minute, mut second) = (0, 0);
        let by_word = self.one_of(&['时', '点']);
        if !by_word && !self.one_of(&[':']) {
            return None;
        }
        // 9时 is an hour alone; after a colon there are minutes.
        if let Some((n, _)) = self.number() {
            minute = n;
            if self.one_of(&[':', '分']) {
                second = self.seconds()?;
            }
        } else if !by_word {
            return None;
        }
        let half = half.or_else(|| self.half());
        self.blank();
        self.0.is_empty().then_some(Said {
            hour,
            minute,
            second,
            half,
        })
    }

    /// Takes the seconds and their fraction; none may stand after 分.
    fn seconds(&mut self) -> Option<u32> {
        let Some((second, _)) = self.number() else {
            return Some(0);
        };
        if self.one_of(&['.']) {
            let fraction = self.0.trim_start_matches(|c: char| c.is_ascii_digit());
            if fraction.len() == self.0.len() {
                return None;
            }
            self.0 = fraction;
        }
        self.one_of(&['秒']);
        Some(second)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        match parse_dirty(text) {
            Ok((date, Some(time))) => format!("{date} {time}"),
            Ok((date, None)) => date.to_string(),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn times_are_read_as_they_are_found() {
        for (text, want) in [
            ("2017/12/31 16:50:00", "2017-12-31 16:50:00"),
            ("2017/12/5 9:05:07", "2017-12-05 09:05:07"),
            ("\t\t2018/1/18 9:5", "2018-01-18 09:05:00"),
            ("\u{3000}2018/1/18\u{a0}9:05\u{3000}", "2018-01-18 09:05:00"),
            ("2018/1/18", "2018-01-18"),
            ("\u{feff}2018-01-18 ", "2018-01-18"),
            ("2018.1.18", "2018-01-18"),
            ("２０１８／１／１８　９：０５", "2018-01-18 09:05:00"),
            ("2018年1月18日", "2018-01-18"),
            ("2018年1月18日9时5分7秒", "2018-01-18 09:05:07"),
            ("2018 年 1 月 18 日 9 点", "2018-01-18 09:00:00"),
            ("2018年1月18号9时5分", "2018-01-18 09:05:00"),
            ("2018-01-18T09:05:07.250", "2018-01-18 09:05:07"),
            ("2018/1/18 下午3:05", "2018-01-18 15:05:00"),
            ("2018/1/18 上午 12:05", "2018-01-18 00:05:00"),
            ("2018/1/18 12:05 PM", "2018-01-18 12:05:00"),
            ("2018/1/18 晚上 20:05", "2018-01-18 20:05:00"),
            ("2018/1/18 3:05:00 am", "2018-01-18 03:05:00"),
            ("2016-2-29\r\n", "2016-02-29"),
        ] {
            assert_eq!(read(text), want, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_time_is_told_apart() {
        use DirtyTimeError::*;
        let why = |text: &str| parse_dirty(text).unwrap_err();
        for empty in ["", " \t\u{3000}\u{a0}\u{200b}\u{feff}"] {
            assert_eq!(why(empty), Empty, "{empty:?}");
        }
        for text in [
            "7019",
            "18/1/2018",
            "18-01-18",
            "2018/1",
            "2018/1/189:05",
            "2018/1/018",
            "2018/1/18 9",
            "2018/1/18 9:",
            "2018/1/18 9:05 tomorrow",
            "2018/1/18 9:05:07.",
            "20180118",
            "1516237511",
            "99999999999999999999/1/1",
            "您好",
            "2018/1/18，2018/1/19",
        ] {
            assert!(matches!(why(text), Form { .. }), "{text}: {:?}", why(text));
        }
        for text in ["2017/2/29", "2017/13/1", "2017/0/1", "2017年4月31日 9:00"] {
            assert!(matches!(why(text), NoSuchDay { .. }), "{text}");
        }
        for text in [
            "2017/2/28 24:00",
            "2017/2/28 9:60",
            "2017/2/28 上午 13:00",
            "2017/2/28 9:05:60",
        ] {
            assert!(
                matches!(why(text), NoSuchTime { .. }),
                "{text}: {:?}",
                why(text)
            );
        }
    }

    #[test]
    fn a_long_letter_in_the_wrong_cell_is_cut_short() {
        let letter = "您好，".repeat(1_000);
        let Err(DirtyTimeError::Form { text }) = parse_dirty(&letter) else {
            panic!("a letter is no time");
        };
        assert_eq!(text.chars().count(), SHOWN);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>(), tail in "[0-9年月日时分秒:./ -]{0,20}") {
            let _ = parse_dirty(&text);
            let _ = parse_dirty(&tail);
            let _ = parse_dirty(&format!("2018/1/18{tail}"));
        }

        #[test]
        fn a_time_is_read_back_in_every_dress(
            day in 693_000_i32..767_000, second in 0_u32..86_400, dress in 0_usize..5, pad in "[ \t\u{3000}\u{a0}]{0,3}",
        ) {
            let date = NaiveDate::from_num_days_from_ce_opt(day).unwrap();
            let time = NaiveTime::from_num_seconds_from_midnight_opt(second, 0).unwrap();
            let form = ["%Y/%-m/%-d %-H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y.%-m.%-d %-H:%-M:%-S", "%Y年%-m月%-d日%-H时%-M分%-S秒", "%Y-%m-%dT%H:%M:%S"][dress];
            let text = format!("{pad}{}{pad}", date.and_time(time).format(form));
            prop_assert_eq!(parse_dirty(&text), Ok((date, Some(time))), "{:?}", text);
        }
    }
}
