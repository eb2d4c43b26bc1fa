//! The code a resident takes home with a rating: by it the rating can be found again, unchanged.

use std::fmt;
use std::str::FromStr;

use crate::domain::entry::Hash;
use crate::domain::plain;

/// How many characters of the hash are on it: 50 bits.
const SHORT: usize = 10;

/// An entry's number and the beginning of its hash, as a person keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The entry's number in its log.
    pub seq: u64,
    /// Ten characters of its hash.
    pub short: String,
}

impl Receipt {
    /// Returns the receipt of an entry.
    pub fn of(seq: u64, hash: &Hash) -> Receipt {
        let short = hash.short();
        Receipt { seq, short }
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.seq, self.short)
    }
}

/// A text that is no receipt code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a receipt code is a number, a dash and {SHORT} letters or figures")]
pub struct NoReceipt;

/// Reads a code as somebody copies it from a screen: full-width and small letters, spaces, any kind
/// of dash, and the letters that look like figures do not matter.
impl FromStr for Receipt {
    type Err = NoReceipt;

    fn from_str(text: &str) -> Result<Receipt, NoReceipt> {
        let bare = bare(text);
        let cut = bare.len().checked_sub(SHORT).ok_or(NoReceipt)?;
        let (seq, short) = bare.split_at_checked(cut).ok_or(NoReceipt)?;
        let figures = seq.bytes().all(|c| c.is_ascii_digit());
        let seq = seq.parse().ok().filter(|seq| *seq > 0 && figures);
        let plain = short.bytes().all(|c| c.is_ascii_alphanumeric());
        Ok(Receipt {
            seq: seq.filter(|_| plain).ok_or(NoReceipt)?,
            short: short.to_owned(),
        })
    }
}

/// Returns a code without what people change when they copy it.
pub fn bare(text: &str) -> String {
    plain::digits(text)
        .to_ascii_uppercase()
        .chars()
        .filter(|c| !matches!(c, '-' | '_' | '~' | '\u{30fc}' | '\u{4e00}'))
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let hash = Hash::of(b"x");
        let code = Receipt::of(12, &hash);
        let text = code.to_string();
        let wide: String = text
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap())
            .collect();
        for written in [
            text.clone(),
            text.to_lowercase(),
            text.replace('0', "o").replace('1', "l"),
            text.replace('0', "O").replace('1', "I"),
            text.replace('-', " — "),
            text.replace('-', " "),
            wide,
        ] {
            assert_eq!(written.parse(), Ok(code.clone()), "{written}");
        }
    }

    #[test]
    fn what_is_no_code_is_not_taken_for_one() {
        for text in [
            "",
            "-",
            "12",
            "0-ABCDEFGHJK",
            "x-ABCDEFGHJK",
            "2-ABCDE好GHJK",
            "ABCDEFGHJK",
        ] {
            assert_eq!(text.parse::<Receipt>(), Err(NoReceipt), "{text}");
        }
    }
}
