//! The number of an errand by proxy: digits alone, so that it is read over the phone and typed by
//! anybody, with two check digits.

use chrono::NaiveDate;

use crate::domain::plain;
use crate::domain::site::Org;

/// Digits before the check: three of the village, six of the day, one of the epoch, three counted.
const BARE: usize = 13;
/// Digits in all.
pub const DIGITS: usize = BARE + 2;
/// Digits at the end that people say among themselves: those counted, and the check.
pub const SHORT: usize = 5;
/// Errands of one village on one day.
pub const MOST: u32 = 999;

/// What is wrong with a number as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoNumber {
    /// It has not so many digits.
    Form,
    /// A digit was misheard, or two changed places.
    Check,
}

/// Makes the number of a village's errand, as `002-261125-0007-41`. `epoch` counts from 1: a station
/// that was put back gives no number twice.
pub fn make(village: Org, day: NaiveDate, epoch: u32, count: u32) -> String {
    let bare = format!(
        "{:03}{}{}{:03}",
        village.code() % 1_000,
        day.format("%y%m%d"),
        epoch.saturating_sub(1) % 10,
        count
    );
    group(&format!("{bare}{:02}", check(&bare)))
}

/// Returns how every number of a village's day and epoch begins, with its groups.
pub fn of_day(village: Org, day: NaiveDate, epoch: u32) -> String {
    let number = make(village, day, epoch, 0);
    // Three digits of the count, a dash and the check come behind.
    let end = number.len().saturating_sub(6);
    number.get(..end).unwrap_or_default().to_owned()
}

/// Returns the count in a number.
pub fn count(number: &str) -> u32 {
    let digits = bare(number);
    let count = digits.get(BARE - 3..BARE);
    count.and_then(|count| count.parse().ok()).unwrap_or(0)
}

/// Reads a number as people say and type it: with any gaps, and in full-width digits.
///
/// # Errors
/// [`NoNumber`]: any one wrong digit and any two neighbours that changed places are found.
pub fn read(text: &str) -> Result<String, NoNumber> {
    let digits = bare(text);
    if digits.len() != DIGITS {
        return Err(NoNumber::Form);
    }
    let (bare, sum) = digits.split_at(BARE);
    match sum.parse() == Ok(check(bare)) {
        true => Ok(group(&digits)),
        false => Err(NoNumber::Check),
    }
}

/// Returns the two check digits: 98 less the remainder of the digits times a hundred by 97.
///
/// Source: ISO/IEC 7064 MOD 97-10.
fn check(bare: &str) -> u64 {
    let number: u64 = bare.parse().unwrap_or(0);
    98 - number % 97 * 100 % 97
}

/// Reads the last digits of a number, as `007-41`; `None` where it is not so many digits.
pub fn read_end(text: &str) -> Option<String> {
    let digits = bare(text);
    let (count, sum) = digits.split_at_checked(SHORT - 2)?;
    (sum.len() == 2).then(|| format!("{count}-{sum}"))
}

/// Returns the last digits of a number as people say them.
pub fn end(number: &str) -> &str {
    let from = number.len().saturating_sub(SHORT + 1);
    number.get(from..).unwrap_or(number)
}

fn bare(text: &str) -> String {
    let digits = plain::digits(text);
    digits.chars().filter(char::is_ascii_digit).collect()
}

fn group(digits: &str) -> String {
    let part = |from, to| digits.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}",
        part(0, 3),
        part(3, 9),
        part(9, BARE),
        part(BARE, DIGITS)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(count: u32) -> String {
        let day = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        make(Org::new(330_182_001_002).unwrap(), day, 1, count)
    }

    #[test]
    fn a_number_is_read_as_people_say_it() {
        let seven = number(7);
        assert_eq!(&seven[..15], "002-261125-0007");
        for said in [
            seven.clone(),
            seven.replace('-', ""),
            seven.replace('-', " "),
            seven.replace('2', "２"),
        ] {
            assert_eq!(read(&said), Ok(seven.clone()), "{said}");
        }
        assert_eq!(read("002-261125"), Err(NoNumber::Form));
        assert_eq!(count(&seven), 7);
        let village = Org::new(330_182_001_002).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        assert_eq!(of_day(village, today, 1), "002-261125-0");
        assert_ne!(number(7), make(village, today, 2, 7), "another epoch");
    }

    #[test]
    fn the_last_digits_are_enough_among_people_who_know_each_other() {
        let seven = number(7);
        let end = end(&seven);
        assert_eq!((end.len(), &end[..4]), (6, "007-"));
        for said in [end.to_owned(), end.replace('-', ""), end.replace('0', "０")] {
            assert_eq!(read_end(&said).as_deref(), Some(end), "{said}");
        }
        for other in ["", "0074", "007411", &seven] {
            assert_eq!(read_end(other), None, "{other}");
        }
        assert_eq!(super::end("短"), "短");
    }

    #[test]
    fn no_wrong_digit_and_no_two_that_changed_places_pass() {
        let mut tried = 0;
        for n in [0, 1, 7, 40, 123, 999] {
            let right = number(n).replace('-', "").into_bytes();
            for i in 0..right.len() {
                let mut wrong: Vec<Vec<u8>> = (b'0'..=b'9')
                    .filter(|digit| *digit != right[i])
                    .map(|digit| {
                        let mut other = right.clone();
                        other[i] = digit;
                        other
                    })
                    .collect();
                if i + 1 < right.len() && right[i] != right[i + 1] {
                    let mut other = right.clone();
                    other.swap(i, i + 1);
                    wrong.push(other);
                }
                for other in wrong {
                    let text = String::from_utf8(other).unwrap();
                    assert_eq!(read(&text), Err(NoNumber::Check), "{text}");
                    tried += 1;
                }
            }
        }
        assert!(tried > 800, "{tried}");
    }
}
