//! Two records of the register turn out to be of one person.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::PersonMerged;
use crate::domain::ids::PersonId;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::register;

/// Lists everything of one record under another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergePeople {
    /// The record that stays: a person's id, a case number, or a number that only one person has.
    pub keep: String,
    /// The record that leads to it from now on.
    pub drop: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Two records as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PeopleMerged {
    /// The record that stays.
    pub keep: PersonId,
    /// The record that leads to it.
    pub drop: PersonId,
}

impl Verb for MergePeople {
    type Done = PeopleMerged;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<PeopleMerged, Error> {
        act.leader(&act.live()?)?;
        let reason = reason(&self.reason)?;
        let keep = register::named(act.db(), &self.keep)?.id;
        let drop = register::named(act.db(), &self.drop)?.id;
        if keep == drop {
            return Err(Refusal::SamePerson.into());
        }
        act.emit(keep.0, PersonMerged { keep, drop, reason })?;
        Ok(PeopleMerged { keep, drop })
    }
}
