//! Whom a number stands for: a person or an organisation, and what the number tells of them.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::number::CreditCode;
use crate::domain::number::Finding;
use crate::domain::number::IdNumber;
use crate::domain::number::Sex;

/// The first two digits of the region codes in use: provinces, and the two regions apart.
///
/// Source: GB/T 2260-2007; 81-83 are on residence permits of Hong Kong, Macao and Taiwan residents.
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83", "91",
];

/// Whom a number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A resident: the number fits a resident ID better.
    Person,
    /// An organisation: the number fits a unified social credit code better.
    Organisation,
    /// No number was given.
    Unknown,
}

impl SubjectKind {
    /// Returns the word used in read models and for the sentence `cli.kind_<word>`.
    pub fn word(self) -> &'static str {
        match self {
            SubjectKind::Person => "person",
            SubjectKind::Organisation => "organisation",
            SubjectKind::Unknown => "unknown",
        }
    }
}

/// What is worth knowing about a sound number; unlike a [`Finding`] nothing to look at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The number has the 15 digits of the cards before 1999.
    OldForm,
    /// The region is none of the present ones; people keep the code of a region long gone.
    Region,
}

impl Note {
    /// Returns the word used in read models and for the sentence `cli.number_note_<word>`.
    pub fn word(self) -> &'static str {
        match self {
            Note::OldForm => "old_form",
            Note::Region => "region",
        }
    }
}

/// What a number tells.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    /// Whom it stands for. What is sound as one of the two is that; else a number in the digits of a
    /// resident ID is one when it holds a birth date or does not begin with 9, the digit of the
    /// market's register (GB 32100-2015); else what has the letters of a credit code is one.
    pub kind: SubjectKind,
    /// The number as it is stored.
    pub number: String,
    /// What is odd about it.
    pub findings: Vec<Finding>,
    /// What is worth knowing.
    pub notes: Vec<Note>,
    /// The birth date of a person, where the number tells it.
    pub birth: Option<NaiveDate>,
    /// The sex of a person, where the number tells it.
    pub sex: Option<Sex>,
}

impl Subject {
    /// Reads a number; `today` tells whether a birth date lies in the future.
    ///
    /// A credit code and a resident ID are both 18 long and each may be mistyped; see [`Subject::kind`].
    pub fn read(text: &str, today: NaiveDate) -> Subject {
        let id = IdNumber::parse(text, today);
        let credit = CreditCode::parse(text);
        let mut subject = Subject {
            kind: SubjectKind::Unknown,
            number: id.as_str().to_owned(),
            findings: Vec::new(),
            notes: Vec::new(),
            birth: None,
            sex: None,
        };
        if subject.number.is_empty() {
            return subject;
        }
        if is_organisation(&id, &credit) {
            subject.kind = SubjectKind::Organisation;
            subject.number = credit.as_str().to_owned();
            subject.findings = credit.findings().to_vec();
            return subject;
        }
        subject.kind = SubjectKind::Person;
        subject.findings = id.findings().to_vec();
        (subject.birth, subject.sex) = (id.birth(), id.sex());
        if id.is_old_form() {
            subject.notes.push(Note::OldForm);
        }
        let region = subject.number.get(..2).unwrap_or_default();
        if id.has_shape() && !PROVINCES.contains(&region) {
            subject.notes.push(Note::Region);
        }
        subject
    }

    /// Returns the age in full years on a day, or `None` before birth or without a birth date.
    pub fn age_on(&self, day: NaiveDate) -> Option<u32> {
        day.years_since(self.birth?)
    }
}

fn is_organisation(id: &IdNumber, credit: &CreditCode) -> bool {
    if id.is_clean() || credit.is_clean() {
        return credit.is_clean() && !id.is_clean();
    }
    if id.has_shape() {
        return id.birth().is_none() && id.as_str().starts_with('9');
    }
    let misshapen = |f: &Finding| matches!(f, Finding::Length { .. } | Finding::Characters { .. });
    !credit.findings().iter().any(misshapen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Subject {
        Subject::read(text, NaiveDate::from_ymd_opt(2026, 3, 12).unwrap())
    }

    #[test]
    fn a_resident_id_tells_kind_birth_sex_and_age() {
        let person = read("11010519491231002x");
        assert_eq!(person.kind, SubjectKind::Person);
        assert_eq!(person.number, "11010519491231002X");
        assert_eq!(person.birth, NaiveDate::from_ymd_opt(1949, 12, 31));
        assert_eq!(person.sex, Some(Sex::Female));
        let on = |y, m, d| person.age_on(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(on(2026, 12, 30), Some(76));
        assert_eq!(on(2026, 12, 31), Some(77));
        assert_eq!((person.findings, person.notes), (vec![], vec![]));
    }

    #[test]
    fn a_credit_code_stands_for_an_organisation_even_one_that_fails_its_standard() {
        for code in ["91350100M000100Y43", "91110000101623741K"] {
            let found = read(code);
            assert_eq!(found.kind, SubjectKind::Organisation, "{code}");
            assert!(found.findings.is_empty() && found.birth.is_none());
        }
        let real = read("91350211M0000XUF46");
        assert_eq!(real.kind, SubjectKind::Organisation);
        assert_eq!(real.findings, [Finding::CheckDigit]);
    }

    #[test]
    fn an_unknown_region_is_a_note_and_no_finding() {
        let person = read("000000194912310020");
        assert!(person.notes.contains(&Note::Region));
        assert!(!person.findings.contains(&Finding::Characters {
            found: '0',
            place: 1
        }));
        assert_eq!(read("11010519491231002X").notes, []);
    }

    #[test]
    fn no_number_stands_for_nobody_known() {
        assert_eq!(read("").kind, SubjectKind::Unknown);
        assert_eq!(read(" \u{200b}").kind, SubjectKind::Unknown);
    }

    #[test]
    fn a_february_of_31_days_and_a_thirteenth_month_are_odd_dates_of_a_person_all_the_same() {
        for odd in ["110105194902310020", "110105194913010020"] {
            let person = read(odd);
            assert_eq!(person.kind, SubjectKind::Person, "{odd}");
            assert!(person.findings.contains(&Finding::Date), "{odd}");
            assert_eq!(
                (person.birth, person.sex),
                (None, Some(Sex::Female)),
                "{odd}"
            );
        }
    }
}
