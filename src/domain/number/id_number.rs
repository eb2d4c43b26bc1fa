//! The resident ID number.

use std::fmt;
use std::ops::Range;

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::number::Checked;
use crate::domain::number::Finding;
use crate::domain::number::LENGTH;
use crate::domain::number::OLD_LENGTH;
use crate::domain::number::mask_id;
use crate::domain::number::normalise;
use crate::domain::number::shape;

/// The weights of the first 17 digits of a resident ID number.
///
/// Source: GB 11643-1999, section 3.4.
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The check characters of a resident ID number, by remainder modulo 11.
///
/// Source: GB 11643-1999, section 3.4.
const ID_CHECK: &[u8; 11] = b"10X98765432";

/// The sex that the 17th digit of a resident ID number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// An even digit (女).
    Female,
    /// An odd digit (男).
    Male,
}

impl Sex {
    /// Returns the word used in read models and for the sentence `cli.sex_<word>`.
    pub fn word(self) -> &'static str {
        match self {
            Sex::Female => "female",
            Sex::Male => "male",
        }
    }
}

/// A resident ID number (公民身份号码) as it was given, read as far as it can be.
///
/// The region digits are never judged: a person keeps the code of a county that is long renamed.
#[derive(Clone, PartialEq, Eq)]
pub struct IdNumber {
    checked: Checked,
    birth: Option<NaiveDate>,
    sex: Option<Sex>,
}

impl IdNumber {
    /// Reads a number; `today` tells whether the birth date lies in the future.
    pub fn parse(text: &str, today: NaiveDate) -> IdNumber {
        let normalised = normalise(text);
        if is_old(&normalised) {
            return IdNumber::old(normalised);
        }
        let mut findings = shape(&normalised, |c, place| {
            c.is_ascii_digit() || (c == 'X' && place == LENGTH)
        });
        let (mut birth, mut sex) = (None, None);
        if findings.is_empty() {
            birth = birth_of(&normalised);
            sex = sex_of(&normalised);
            match birth {
                None => findings.push(Finding::Date),
                Some(day) if day > today => findings.push(Finding::FutureBirth),
                Some(_) => {}
            }
            if id_check(&normalised) != normalised.chars().next_back() {
                findings.push(Finding::CheckDigit);
            }
        }
        IdNumber {
            checked: Checked {
                normalised,
                findings,
            },
            birth,
            sex,
        }
    }

    /// Reads 15 digits: the birth year is one of the 20th century, the last digit tells the sex.
    ///
    /// Source: GB 11643-1989.
    fn old(number: String) -> IdNumber {
        let whole = other_form(&number).unwrap_or_default();
        let (birth, sex) = (birth_of(&whole), sex_of(&whole));
        let mut findings = vec![Finding::OldForm];
        if birth.is_none() {
            findings.push(Finding::Date);
        }
        IdNumber {
            checked: Checked {
                normalised: number,
                findings,
            },
            birth,
            sex,
        }
    }

    /// Returns whether the number has the 15 digits of the first kind.
    pub fn is_old_form(&self) -> bool {
        is_old(self.as_str())
    }

    /// Returns whether the number has the length and characters of either kind.
    pub fn has_shape(&self) -> bool {
        self.sex.is_some()
    }

    /// Returns the uniform number and its findings.
    pub fn checked(&self) -> &Checked {
        &self.checked
    }

    /// Returns the number as it is stored.
    pub fn as_str(&self) -> &str {
        &self.checked.normalised
    }

    /// Returns what is odd about the number.
    pub fn findings(&self) -> &[Finding] {
        &self.checked.findings
    }

    /// Returns whether nothing is odd about the number.
    pub fn is_clean(&self) -> bool {
        self.checked.is_clean()
    }

    /// Returns the birth date, where the number has the right shape and the date is real.
    pub fn birth(&self) -> Option<NaiveDate> {
        self.birth
    }

    /// Returns the sex, where the number has the right shape.
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// Returns the age in full years on a day, or `None` before birth or without a birth date.
    ///
    /// A year is full on the birthday; someone born on 29 February turns a year older on 1 March
    /// of a common year.
    pub fn age_on(&self, date: NaiveDate) -> Option<u32> {
        date.years_since(self.birth?)
    }
}

impl fmt::Debug for IdNumber {
    /// Writes the masked number, so that no log can hold the whole one by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdNumber")
            .field("number", &mask_id(self.as_str()))
            .field("findings", &self.findings())
            .finish()
    }
}

fn is_old(number: &str) -> bool {
    number.len() == OLD_LENGTH && number.bytes().all(|b| b.is_ascii_digit())
}

/// Returns the same person's number of the other kind: 18 characters for 15 digits, and for 18
/// characters with a birth year of the 20th century the 15 digits; `None` for anything else.
///
/// Source: GB 11643-1999: the year gains its century, a check character is put behind.
pub fn other_form(number: &str) -> Option<String> {
    if is_old(number) {
        let (region, rest) = number.split_at_checked(6)?;
        let head = format!("{region}19{rest}");
        let check = id_check(&head)?;
        return Some(format!("{head}{check}"));
    }
    let century = number.get(6..8)? == "19" && number.len() == LENGTH;
    let old = format!("{}{}", number.get(..6)?, number.get(8..17)?);
    (century && is_old(&old)).then_some(old)
}

fn birth_of(number: &str) -> Option<NaiveDate> {
    let part = |range: Range<usize>| number.get(range)?.parse::<u32>().ok();
    let (year, month, day) = (part(6..10)?, part(10..12)?, part(12..14)?);
    let birth = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    // The oldest people who ever held a number of this kind were born in the 19th century.
    (birth.year() >= 1800).then_some(birth)
}

fn sex_of(number: &str) -> Option<Sex> {
    let digit = number.get(16..17)?.parse::<u32>().ok()?;
    Some(if digit % 2 == 0 {
        Sex::Female
    } else {
        Sex::Male
    })
}

/// Computes the check character that the first 17 digits call for.
fn id_check(number: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in number.chars().zip(ID_WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    ID_CHECK.get(sum as usize % 11).map(|b| char::from(*b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 12).unwrap()
    }

    fn id(text: &str) -> IdNumber {
        IdNumber::parse(text, today())
    }

    #[test]
    fn the_known_good_id_numbers_are_clean() {
        for good in [
            "11010519491231002X",
            "440524188001010014",
            "34052419800101001X",
        ] {
            assert_eq!(id(good).findings(), [], "{good}");
        }
    }

    #[test]
    fn an_id_number_gives_birth_sex_and_age() {
        let person = id("11010519491231002X");
        assert_eq!(person.birth(), NaiveDate::from_ymd_opt(1949, 12, 31));
        assert_eq!(person.sex(), Some(Sex::Female));
        assert_eq!(person.age_on(today()), Some(76));
        assert_eq!(id("440524188001010014").sex(), Some(Sex::Male));
    }

    #[test]
    fn an_age_changes_on_the_birthday_and_not_before() {
        let person = id("11010519491231002X");
        assert_eq!(
            person.age_on(NaiveDate::from_ymd_opt(2026, 12, 30).unwrap()),
            Some(76)
        );
        assert_eq!(
            person.age_on(NaiveDate::from_ymd_opt(2026, 12, 31).unwrap()),
            Some(77)
        );
        assert_eq!(
            person.age_on(NaiveDate::from_ymd_opt(1949, 12, 30).unwrap()),
            None
        );
    }

    #[test]
    fn the_forms_an_ime_types_are_made_uniform() {
        for typed in [
            "11010519491231002x",
            " 110105 19491231 002X ",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105-19491231-002ｘ",
            "\u{feff}11010519491231002X\u{200b}\t",
        ] {
            let person = id(typed);
            assert_eq!(person.as_str(), "11010519491231002X", "{typed:?}");
            assert!(person.is_clean(), "{typed:?}");
        }
    }

    #[test]
    fn one_mistyped_digit_is_always_noticed() {
        let good = "11010519491231002X";
        for place in 0..17 {
            for digit in '0'..='9' {
                let mut typed: Vec<char> = good.chars().collect();
                if typed[place] == digit {
                    continue;
                }
                typed[place] = digit;
                let typed: String = typed.into_iter().collect();
                assert!(
                    id(&typed).findings().contains(&Finding::CheckDigit),
                    "{typed}"
                );
            }
        }
    }

    #[test]
    fn a_wrong_length_is_said_and_nothing_is_read_from_it() {
        let person = id("1101051949123100");
        assert_eq!(
            person.findings(),
            [Finding::Length {
                found: 16,
                wanted: 18
            }]
        );
        assert_eq!((person.birth(), person.sex()), (None, None));
        assert_eq!(
            id("").findings(),
            [Finding::Length {
                found: 0,
                wanted: 18
            }]
        );
    }

    #[test]
    fn a_letter_among_the_digits_is_named_with_its_place() {
        let person = id("1101O519491231002X");
        assert_eq!(
            person.findings(),
            [Finding::Characters {
                found: 'O',
                place: 5
            }]
        );
        let person = id("X1010519491231002X");
        assert_eq!(
            person.findings(),
            [Finding::Characters {
                found: 'X',
                place: 1
            }]
        );
    }

    #[test]
    fn a_day_that_does_not_exist_is_a_finding_and_sex_is_still_read() {
        let person = id("110105194902300020");
        assert!(person.findings().contains(&Finding::Date));
        assert_eq!(person.birth(), None);
        assert_eq!(person.sex(), Some(Sex::Female));
    }

    #[test]
    fn a_birth_after_today_is_a_finding() {
        let before = NaiveDate::from_ymd_opt(1949, 12, 30).unwrap();
        let person = IdNumber::parse("11010519491231002X", before);
        assert_eq!(person.findings(), [Finding::FutureBirth]);
        let same_day = NaiveDate::from_ymd_opt(1949, 12, 31).unwrap();
        assert!(
            IdNumber::parse("11010519491231002X", same_day).is_clean(),
            "born today"
        );
    }

    #[test]
    fn a_retired_or_unknown_region_code_is_never_a_finding() {
        let number = "00000019491231002";
        let check = id_check(number).unwrap();
        assert!(id(&format!("{number}{check}")).is_clean());
    }

    #[test]
    fn fifteen_digits_are_read_as_a_number_of_the_first_kind() {
        let old = id("110105491231002");
        assert_eq!(old.findings(), [Finding::OldForm]);
        assert_eq!(old.birth(), NaiveDate::from_ymd_opt(1949, 12, 31));
        assert_eq!(old.sex(), Some(Sex::Female));
        assert_eq!(
            other_form("110105491231002").as_deref(),
            Some("11010519491231002X")
        );
        assert_eq!(
            other_form("11010519491231002X").as_deref(),
            Some("110105491231002")
        );
        assert_eq!(
            id("110105491331002").findings(),
            [Finding::OldForm, Finding::Date]
        );
        for none in ["", "440524188001010014", "91350100M000100Y43", "王芳王芳王"] {
            assert_eq!(other_form(none), None, "{none}");
        }
    }

    #[test]
    fn the_debug_form_of_an_id_number_does_not_give_it_away() {
        let shown = format!("{:?}", id("11010519491231002X"));
        assert!(!shown.contains("19491231"), "{shown}");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_check_panic(text in any::<String>()) {
            id(&text).age_on(today());
        }

        #[test]
        fn every_text_of_the_right_shape_tells_the_sex(text in "[0-9]{17}[0-9Xx]") {
            prop_assert!(id(&text).sex().is_some());
        }
    }
}
