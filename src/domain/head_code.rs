//! The code of the day's head on the public board: by it a ledger that was put back or rewritten
//! since is found out, with nothing but a photograph of the board.
//!
//! It names one entry of the site's own log: the last that noted where the pads' log stood. The
//! chain of that log binds all that was noted before, so the code stands for the ends of all logs.

use std::fmt;
use std::str::FromStr;

use crate::domain::entry::ALPHABET;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::receipt;

/// Characters that tell one log from others: 15 bits.
const TAG: usize = 3;
/// Characters of the entry's hash: 50 bits.
const SHORT: usize = 10;
/// Check characters at the end.
const CHECK: usize = 2;
/// The largest prime below 32², so that two characters hold the remainder. As 32 and 31 are no
/// multiples of it, no wrong character and no two that changed places leave it as it was.
const PRIME: u32 = 1021;

/// An entry of a site's own log, as a person copies it from the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadCode {
    /// Three characters that name the log.
    pub tag: String,
    /// The entry's number in it.
    pub seq: u64,
    /// Ten characters of its hash.
    pub short: String,
}

impl HeadCode {
    /// Returns the code of an entry of a log.
    pub fn of(log: LogId, seq: u64, hash: &Hash) -> HeadCode {
        HeadCode {
            tag: HeadCode::tag_of(log),
            seq,
            short: hash.short(),
        }
    }

    /// Returns the characters that name a log.
    pub fn tag_of(log: LogId) -> String {
        Hash::of(&log.0).short()[..TAG].to_owned()
    }

    fn check(&self) -> String {
        let all = format!("{}{}{}", self.tag, self.seq, self.short);
        let rest = all.bytes().fold(0, |rest, c| {
            let place = ALPHABET.iter().position(|known| *known == c);
            (rest * 32 + place.unwrap_or(0) as u32) % PRIME
        });
        // Once more 32²: the two characters stand behind the others.
        let rest = rest * 1024 % PRIME;
        [rest >> 5, rest & 31]
            .map(|place| char::from(ALPHABET[place as usize]))
            .iter()
            .collect()
    }
}

impl fmt::Display for HeadCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, two) = self.short.split_at(SHORT / 2);
        write!(f, "{}-{}-{one}-{two}-{}", self.tag, self.seq, self.check())
    }
}

/// A text that is no head code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoHead {
    /// It has not the form of one.
    #[error("a head code is {TAG} letters or figures, a number, and {SHORT} and {CHECK} more")]
    Form,
    /// Its last two characters do not fit the others.
    #[error("the last {CHECK} characters do not fit the others: something was misread")]
    Check,
}

/// Reads a code as somebody copies it from a board; what does not matter in a receipt code does
/// not matter here either.
impl FromStr for HeadCode {
    type Err = NoHead;

    fn from_str(text: &str) -> Result<HeadCode, NoHead> {
        let bare = receipt::bare(text);
        if !bare.bytes().all(|c| ALPHABET.contains(&c)) {
            return Err(NoHead::Form);
        }
        let end = bare.len().checked_sub(SHORT + CHECK);
        let (head, check) = bare.split_at(bare.len().saturating_sub(CHECK));
        let (head, short) = head.split_at(end.ok_or(NoHead::Form)?);
        let (tag, seq) = head.split_at_checked(TAG).ok_or(NoHead::Form)?;
        let code = HeadCode {
            tag: tag.to_owned(),
            seq: seq
                .parse()
                .ok()
                .filter(|seq| *seq > 0)
                .ok_or(NoHead::Form)?,
            short: short.to_owned(),
        };
        // A number with a nought before it would be another text with the same check.
        match seq.starts_with('0') || code.check() != check {
            true => Err(NoHead::Check),
            false => Ok(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> HeadCode {
        HeadCode::of(LogId([7; 16]), 5231, &Hash::of(b"x"))
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let text = code().to_string();
        let wide: String = text
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap())
            .collect();
        for written in [
            text.clone(),
            text.to_lowercase(),
            text.replace('0', "o").replace('1', "l"),
            text.replace('-', " — "),
            text.replace('-', ""),
            wide,
        ] {
            assert_eq!(written.parse(), Ok(code()), "{written}");
        }
        for other in ["", "K7Q", "K7Q-X-ABCDE-FGHJK-00", "12-8Q2M0ZK4TD", "好"] {
            assert_eq!(other.parse::<HeadCode>(), Err(NoHead::Form), "{other}");
        }
    }

    #[test]
    fn no_wrong_character_and_no_two_that_changed_places_pass() {
        let mut tried = 0;
        for seq in [1, 40, 5231, 1_204_000] {
            let right = HeadCode { seq, ..code() };
            let text = receipt::bare(&right.to_string());
            for at in 0..text.len() {
                for other in ALPHABET.iter().map(|c| char::from(*c)) {
                    let mut wrong = text.clone();
                    wrong.replace_range(at..=at, &other.to_string());
                    if wrong != text {
                        assert!(wrong.parse::<HeadCode>().is_err(), "{text} {wrong}");
                        tried += 1;
                    }
                }
                if at + 1 < text.len() && text.as_bytes()[at] != text.as_bytes()[at + 1] {
                    let mut wrong = text.clone().into_bytes();
                    wrong.swap(at, at + 1);
                    let wrong = String::from_utf8(wrong).unwrap();
                    assert!(wrong.parse::<HeadCode>().is_err(), "{text} {wrong}");
                }
            }
        }
        assert!(tried > 2_000);
    }
}
