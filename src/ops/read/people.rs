//! The register as lists, cards and the command line show it: masked.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::number;
use crate::domain::number::Sex;
use crate::domain::number::Subject;
use crate::domain::number::SubjectKind;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::CaseCard;
use crate::ops::register;
use crate::store::view;
use crate::store::view::people::Alike;
use crate::store::view::people::Person;

/// The most cases a person's card lists, the latest first.
const CASES: usize = 50;
/// The most groups of records that may be of one person a leader is shown at once.
const GROUPS: usize = 50;

/// A person in a list, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonLine {
    /// The person.
    pub person: PersonId,
    /// The name, masked.
    pub name: String,
    /// The number, masked.
    pub number: String,
    /// The phone, masked.
    pub phone: String,
    /// The village as it is called.
    pub place: String,
}

impl PersonLine {
    pub(crate) fn of(person: &Person) -> PersonLine {
        PersonLine {
            person: person.id,
            name: number::mask_name(&person.applicant.name),
            number: number::mask_id(&person.applicant.number),
            phone: number::mask_phone(&person.applicant.phone),
            place: person.place.clone(),
        }
    }
}

/// A record that may be of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duplicate {
    /// Why.
    pub why: Alike,
    /// The other record, masked.
    #[serde(flatten)]
    pub line: PersonLine,
}

/// People found, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeopleFound {
    /// Those found.
    pub people: Vec<PersonLine>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

/// Records that may be of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DuplicateGroup {
    /// Why.
    pub why: Alike,
    /// The records, masked.
    pub people: Vec<PersonLine>,
}

/// A person's card, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonCard {
    /// The person, masked.
    #[serde(flatten)]
    pub line: PersonLine,
    /// Person or organisation.
    pub kind: SubjectKind,
    /// `male` or `female`, where the number tells it.
    pub sex: Option<&'static str>,
    /// The age in full years.
    pub age: Option<u32>,
    /// What is odd about the number, as codes of findings.
    pub findings: Vec<String>,
    /// What is worth knowing about the number: `old_form`, `region`.
    pub notes: Vec<&'static str>,
    /// Whether a bad credit record is noted that was not repaired.
    pub bad_credit: bool,
    /// The records that were merged into this one.
    pub merged: Vec<PersonLine>,
    /// The records that may be of the same person.
    pub duplicates: Vec<Duplicate>,
    /// The latest cases, those of merged records among them.
    pub cases: Vec<CaseCard>,
}

/// One look at a person in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevealLine {
    /// When.
    pub at: UtcMs,
    /// Who looked.
    pub staff: StaffNo,
    /// Their name.
    pub staff_name: String,
    /// At whom, masked.
    pub name: String,
    /// The number of the case it was for.
    pub case: Option<String>,
    /// Why.
    pub reason: String,
}

/// What a leader watches over in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterDay {
    /// The local day.
    pub day: NaiveDate,
    /// Who had whom shown in full on it, the latest first.
    pub reveals: Vec<RevealLine>,
    /// Records that may be of one person.
    pub duplicates: Vec<DuplicateGroup>,
    /// Whether there are more of these.
    pub more: bool,
}

/// Returns the records that may be of the same person, masked.
///
/// # Errors
/// The store's own error.
pub(crate) fn duplicates_of(
    db: &rusqlite::Connection,
    person: PersonId,
) -> Result<Vec<Duplicate>, Error> {
    let found = view::people::possible_duplicates(db, person)?;
    let masked = found.iter().map(|(person, why)| Duplicate {
        why: *why,
        line: PersonLine::of(person),
    });
    Ok(masked.collect())
}

impl Hall {
    /// Finds people as [`Hall::find_people`] does, names masked too, and says whether there are more.
    ///
    /// # Errors
    /// The store's own error.
    pub fn search_people(&self, typed: &str, limit: usize) -> Result<PeopleFound, Error> {
        let typed: String = typed.trim().chars().take(64).collect();
        let found = view::people::find(self.store().db(), &typed, limit)?;
        Ok(PeopleFound {
            people: found.people.iter().map(PersonLine::of).collect(),
            more: found.more,
        })
    }

    /// Returns the card of a person: by id, case number, or a number that only one person has.
    ///
    /// # Errors
    /// [`crate::domain::refusal::Refusal::PersonUnknown`], or the store's own error.
    pub fn person_card(&self, text: &str, now: UtcMs) -> Result<PersonCard, Error> {
        let db = self.store().db();
        let today = self.day_of(now);
        let person = register::named(db, text)?;
        let subject = Subject::read(&person.applicant.number, today);
        let merged = view::people::merged_into(db, person.id)?;
        let mut ids = vec![person.id];
        ids.extend(merged.iter().map(|p| p.id));
        let mut cases = Vec::new();
        for id in ids {
            cases.extend(view::cases::of_person(db, id, CASES)?);
        }
        cases.sort_by_key(|case| std::cmp::Reverse((case.accepted, case.number.clone())));
        cases.truncate(CASES);
        Ok(PersonCard {
            line: PersonLine::of(&person),
            kind: subject.kind,
            sex: subject.sex.map(Sex::word),
            age: subject.age_on(today),
            findings: subject
                .findings
                .iter()
                .map(|f| f.code().to_owned())
                .collect(),
            notes: subject.notes.iter().map(|note| note.word()).collect(),
            bad_credit: view::people::has_bad_credit(db, person.id)?,
            merged: merged.iter().map(PersonLine::of).collect(),
            duplicates: duplicates_of(db, person.id)?,
            cases: cases
                .into_iter()
                .map(|row| CaseCard::of(row, today))
                .collect(),
        })
    }

    /// Returns groups of records that may be of one person, and whether there are more groups.
    ///
    /// # Errors
    /// The store's own error.
    pub fn duplicates(&self, limit: usize) -> Result<(Vec<DuplicateGroup>, bool), Error> {
        let mut found = view::people::all_duplicates(self.store().db(), limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let groups = found.into_iter().map(|(why, people)| DuplicateGroup {
            why,
            people: people.iter().map(PersonLine::of).collect(),
        });
        Ok((groups.collect(), more))
    }

    /// Returns what a leader watches over in the register.
    ///
    /// # Errors
    /// The store's own error.
    pub fn register_day(&self, day: NaiveDate) -> Result<RegisterDay, Error> {
        let (duplicates, more) = self.duplicates(GROUPS)?;
        let mut reveals = self.reveals(day)?;
        reveals.reverse();
        Ok(RegisterDay {
            day,
            reveals,
            duplicates,
            more,
        })
    }

    /// Returns who had whom shown in full on a local day.
    ///
    /// # Errors
    /// The store's own error.
    pub fn reveals(&self, day: NaiveDate) -> Result<Vec<RevealLine>, Error> {
        let db = self.store().db();
        let staff = view::staff::load(db)?;
        let mut lines = Vec::new();
        for reveal in view::reveals::of_day(db, day)? {
            let person = view::people::by_id(db, reveal.person)?;
            lines.push(RevealLine {
                at: reveal.at,
                staff: reveal.staff,
                staff_name: staff
                    .iter()
                    .find(|s| s.no == reveal.staff)
                    .map(|s| s.name.clone())
                    .unwrap_or_default(),
                name: person
                    .map(|p| number::mask_name(&p.applicant.name))
                    .unwrap_or_default(),
                case: reveal.case,
                reason: reveal.reason,
            });
        }
        Ok(lines)
    }
}
