//! Phone numbers.

use crate::domain::number::Checked;
use crate::domain::number::Finding;
use crate::domain::number::normalise;

/// Checks a phone number: eleven digits that begin with 1, or a landline with its area code.
///
/// `+86` and `0086` before the number are taken off, as are the usual separators. An empty text is
/// clean: not everybody has a phone.
pub fn phone(text: &str) -> Checked {
    let uniform: String = normalise(text)
        .chars()
        .filter(|c| !matches!(c, '(' | ')' | '.'))
        .collect();
    let national = uniform
        .strip_prefix("+86")
        .or_else(|| uniform.strip_prefix("0086"))
        .unwrap_or(&uniform);
    let normalised = national.to_owned();
    let stray = normalised
        .chars()
        .enumerate()
        .find(|(_, c)| !c.is_ascii_digit());
    let mut findings = Vec::new();
    if let Some((at, found)) = stray {
        findings.push(Finding::Characters {
            found,
            place: at + 1,
        });
    } else if !normalised.is_empty() && !is_mobile(&normalised) && !is_landline(&normalised) {
        findings.push(Finding::Phone);
    }
    Checked {
        normalised,
        findings,
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1')
}

/// Tells a landline: `0`, an area code of two or three digits more, and seven or eight digits.
fn is_landline(digits: &str) -> bool {
    let second = digits.chars().nth(1);
    (10..=12).contains(&digits.len()) && digits.starts_with('0') && second != Some('0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn phones_are_read_in_the_forms_people_write() {
        for typed in [
            "13800000000",
            "138 0000 0000",
            "+86-138-0000-0000",
            "１３８００００００００",
        ] {
            let found = phone(typed);
            assert_eq!(
                (found.normalised.as_str(), found.is_clean()),
                ("13800000000", true),
                "{typed}"
            );
        }
        assert_eq!(phone("(022) 0000-0000").normalised, "02200000000");
        assert!(phone("0313-0000000").is_clean());
        assert!(phone("").is_clean());
    }

    #[test]
    fn an_odd_phone_is_a_warning() {
        for odd in ["1380000000", "138000000000", "00000000", "0000000000"] {
            assert_eq!(phone(odd).findings, [Finding::Phone], "{odd}");
        }
        assert_eq!(
            phone("王芳13800000000").findings,
            [Finding::Characters {
                found: '王',
                place: 1
            }]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_check_panic(text in any::<String>()) {
            phone(&text);
        }
    }
}
