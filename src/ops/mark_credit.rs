//! A bad credit record of a person is noted, or that it was repaired.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::PersonCredit;
use crate::domain::ids::PersonId;
use crate::domain::ids::yes_or_text;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::act::reason;
use crate::ops::register;
use crate::store::view;

/// Notes a bad credit record, or its repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkCredit {
    /// The person: an id, a case number, or a number that only one person has.
    pub person: String,
    /// Whether there is a record that is not repaired.
    #[serde(deserialize_with = "yes_or_text")]
    pub unrepaired: bool,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Where that is known from.
    #[serde(default)]
    pub source: String,
}

/// A credit record as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CreditDone {
    /// The person.
    pub person: PersonId,
    /// Whether there is a record that is not repaired.
    pub unrepaired: bool,
}

impl Verb for MarkCredit {
    type Done = CreditDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CreditDone, Error> {
        act.leader(&act.live()?)?;
        let reason = reason(&self.reason)?;
        let source = optional_text("source", &self.source, MAX_TEXT)?;
        let person = register::named(act.db(), &self.person)?.id;
        let unrepaired = self.unrepaired;
        // A repair is one of the person, under whichever record it was noted.
        let mut marked = vec![person];
        if !unrepaired {
            let merged = view::people::merged_into(act.db(), person)?;
            marked.extend(merged.iter().filter(|p| p.bad_credit).map(|p| p.id));
        }
        for person in marked {
            act.emit(
                person.0,
                PersonCredit {
                    person,
                    unrepaired,
                    reason: reason.clone(),
                    source: source.clone(),
                },
            )?;
        }
        Ok(CreditDone { person, unrepaired })
    }
}
