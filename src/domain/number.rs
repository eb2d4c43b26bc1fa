//! Resident ID numbers, unified social credit codes and phone numbers: checked, never refused.
//!
//! Real numbers exist that fail their own standard, and papers are old or misprinted. So every
//! check ends in [`Finding`]s that a screen shows as warnings; none of them blocks a case.

use unicode_normalization::UnicodeNormalization;

mod credit_code;
mod id_number;
mod mask;
mod phone;
mod subject;

pub use credit_code::CreditCode;
pub use id_number::IdNumber;
pub use id_number::Sex;
pub use id_number::other_form;
pub use mask::mask_id;
pub use mask::mask_name;
pub use mask::mask_phone;
pub use mask::mask_runs;
pub use phone::phone;
pub use subject::Note;
pub use subject::Subject;
pub use subject::SubjectKind;

/// The length of a resident ID number and of a unified social credit code, in characters.
///
/// Source: GB 11643-1999 and GB 32100-2015.
const LENGTH: usize = 18;

/// Something about a number that a clerk should look at again; never a reason to refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Finding {
    /// The number is too long or too short.
    Length {
        /// The number of characters found.
        found: usize,
        /// The number of characters the standard asks for.
        wanted: usize,
    },
    /// A character cannot stand where it stands.
    Characters {
        /// The first such character.
        found: char,
        /// Its place, from 1.
        place: usize,
    },
    /// The digits of the birth date are not a day.
    Date,
    /// The birth date lies after the day of the check.
    FutureBirth,
    /// The number has the 15 digits of the cards before 1999, which hold no check digit.
    OldForm,
    /// The last character does not follow from the others; one of them is probably mistyped.
    CheckDigit,
    /// The number is neither a mobile number nor a landline with its area code.
    Phone,
}

impl Finding {
    /// Returns the word kept with a case and used for the sentence `finding.<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Finding::Length { .. } => "length",
            Finding::Characters { .. } => "characters",
            Finding::Date => "date",
            Finding::FutureBirth => "future_birth",
            Finding::OldForm => "old_form",
            Finding::CheckDigit => "check_digit",
            Finding::Phone => "phone",
        }
    }
}

/// A number made uniform, with what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Checked {
    /// The number as it is stored: half-width, upper case, without separators.
    pub normalised: String,
    /// What a clerk should look at again; empty when nothing is odd.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Returns whether nothing is odd about the number.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// The length of a resident ID number of the first kind, in characters.
///
/// Source: GB 11643-1989.
const OLD_LENGTH: usize = 15;

/// Makes a number uniform: compatibility forms (NFKC), upper case, no separators, no invisible characters.
fn normalise(text: &str) -> String {
    // Twice, because what stood on both sides of a separator may combine.
    text.nfkc()
        .filter(|c| !is_separator(*c))
        .map(|c| c.to_ascii_uppercase())
        .nfkc()
        .collect()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Finds a wrong length and the first character that is not allowed at its place, counted from 1.
fn shape(number: &str, allowed: impl Fn(char, usize) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let found = number.chars().count();
    if found != LENGTH {
        findings.push(Finding::Length {
            found,
            wanted: LENGTH,
        });
    }
    let stray = number
        .chars()
        .zip(1..)
        .find(|(c, place)| !allowed(*c, *place));
    if let Some((found, place)) = stray {
        findings.push(Finding::Characters { found, place });
    }
    findings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_uniform_number_stays_as_it_is(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once.clone());
        }
    }
}
