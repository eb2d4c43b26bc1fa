//! The unified social credit code.

use crate::domain::number::Checked;
use crate::domain::number::Finding;
use crate::domain::number::normalise;
use crate::domain::number::shape;

/// The weights of the first 17 characters of a unified social credit code.
///
/// Source: GB 32100-2015, section 5.
const CREDIT_WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];

/// The characters of a unified social credit code, by value: no I, O, S, V or Z.
///
/// Source: GB 32100-2015, section 5.
const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A unified social credit code (统一社会信用代码) of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditCode {
    checked: Checked,
}

impl CreditCode {
    /// Reads a code.
    pub fn parse(text: &str) -> CreditCode {
        let normalised = normalise(text);
        let mut findings = shape(&normalised, |c, _| credit_value(c).is_some());
        if findings.is_empty() && credit_check(&normalised) != normalised.chars().next_back() {
            findings.push(Finding::CheckDigit);
        }
        CreditCode {
            checked: Checked {
                normalised,
                findings,
            },
        }
    }

    /// Returns the uniform code and its findings.
    pub fn checked(&self) -> &Checked {
        &self.checked
    }

    /// Returns the code as it is stored.
    pub fn as_str(&self) -> &str {
        &self.checked.normalised
    }

    /// Returns what is odd about the code.
    pub fn findings(&self) -> &[Finding] {
        &self.checked.findings
    }

    /// Returns whether nothing is odd about the code.
    pub fn is_clean(&self) -> bool {
        self.checked.is_clean()
    }
}

fn credit_value(c: char) -> Option<usize> {
    CREDIT_ALPHABET.iter().position(|b| char::from(*b) == c)
}

/// Computes the check character that the first 17 characters call for; a remainder of 0 gives `0`.
fn credit_check(code: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in code.chars().zip(CREDIT_WEIGHTS) {
        sum += credit_value(c)? * weight;
    }
    CREDIT_ALPHABET
        .get((31 - sum % 31) % 31)
        .map(|b| char::from(*b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_known_good_credit_codes_are_clean() {
        for good in [
            "91350100M000100Y43",
            "91110000101623741K",
            "911101066976941872",
            "91350100m000100y43",
        ] {
            assert_eq!(CreditCode::parse(good).findings(), [], "{good}");
        }
    }

    #[test]
    fn the_real_code_that_fails_its_own_standard_is_a_warning_only() {
        let code = CreditCode::parse("91350211M0000XUF46");
        assert_eq!(code.findings(), [Finding::CheckDigit]);
        assert_eq!(code.as_str(), "91350211M0000XUF46");
    }

    #[test]
    fn a_remainder_of_zero_gives_the_character_zero() {
        assert_eq!(credit_check("00000000000000000"), Some('0'));
        assert!(CreditCode::parse("000000000000000000").is_clean());
    }

    #[test]
    fn the_five_letters_outside_the_alphabet_are_found() {
        for letter in ['I', 'O', 'S', 'V', 'Z'] {
            let code = CreditCode::parse(&format!("9135{letter}100M000100Y43"));
            assert_eq!(
                code.findings(),
                [Finding::Characters {
                    found: letter,
                    place: 5
                }]
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_check_panic(text in any::<String>()) {
            CreditCode::parse(&text);
        }
    }
}
