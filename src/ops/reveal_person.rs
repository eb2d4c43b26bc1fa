//! Somebody has a masked person shown in full, with a reason.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::PersonRevealed;
use crate::domain::ids::PersonId;
use crate::domain::number::Sex;
use crate::domain::number::Subject;
use crate::domain::number::SubjectKind;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::act::reason;
use crate::ops::register;
use crate::store::view;

/// What is shown, as kept with the entry.
const FIELDS: [&str; 4] = ["name", "number", "phone", "village"];

/// Shows a person in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevealPerson {
    /// The person: an id, or a number that only one person has.
    #[serde(default)]
    pub person: String,
    /// Instead of the person, the number of a case of theirs.
    #[serde(default)]
    pub case: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A person in full.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Revealed {
    /// The person.
    pub person: PersonId,
    /// Person or organisation.
    pub kind: SubjectKind,
    /// The name.
    pub name: String,
    /// The number.
    pub number: String,
    /// The phone.
    pub phone: String,
    /// The 12-digit village code, or the address as it was taken in.
    pub village: String,
    /// The village as it is called.
    pub place: String,
    /// The birth date, where the number tells it.
    pub birth: Option<NaiveDate>,
    /// `male` or `female`, where the number tells it.
    pub sex: Option<&'static str>,
    /// The age in full years.
    pub age: Option<u32>,
}

impl std::fmt::Debug for Revealed {
    /// Writes the id alone, so that no log holds the rest by accident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revealed")
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

impl Verb for RevealPerson {
    type Done = Revealed;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Revealed, Error> {
        // The leader asks who looked: the program itself has no badge to show.
        let Who::Staff(_) = act.who() else {
            return Err(Refusal::StaffOnly.into());
        };
        act.staff(&act.live()?)?;
        let reason = reason(&self.reason)?;
        let case = match self.case.trim().to_ascii_uppercase() {
            number if number.is_empty() => None,
            number => Some(
                view::reveals::of_case(act.db(), &number)?
                    .ok_or(Refusal::CaseUnknown { case: number })?,
            ),
        };
        let whom = match case {
            Some((_, person)) => person.to_string(),
            None => self.person.clone(),
        };
        let found = register::named(act.db(), &whom)?;
        let today = act.today();
        act.emit(
            found.id.0,
            PersonRevealed {
                person: found.id,
                case: case.map(|(case, _)| case),
                reason,
                fields: FIELDS.map(ToOwned::to_owned).to_vec(),
                day: today,
            },
        )?;
        let subject = Subject::read(&found.applicant.number, today);
        Ok(Revealed {
            person: found.id,
            kind: subject.kind,
            age: subject.age_on(today),
            birth: subject.birth,
            sex: subject.sex.map(Sex::word),
            name: found.applicant.name,
            number: found.applicant.number,
            phone: found.applicant.phone,
            village: found.applicant.village,
            place: found.place,
        })
    }
}
