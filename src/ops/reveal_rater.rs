//! Shows whoever follows a bad rating up who gave it; who looked and why is kept.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::following;
use crate::ops::reveal_person::RevealPerson;
use crate::ops::reveal_person::Revealed;

/// Shows whoever follows a bad rating up who gave it; who looked and why is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevealRater {
    /// The number of the bad rating.
    pub followup: String,
    /// Why.
    pub reason: String,
}

impl Verb for RevealRater {
    type Done = Revealed;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Revealed, Error> {
        let (order, hand) = following::find(act, &self.followup)?;
        // Source: rule R6 of the hall: the checker sees the name, the rated person does not.
        following::may_call(&order, hand)?;
        // Nor does anybody who has nothing to ask or to tell them any more.
        if !order.waits() {
            let number = order.terms.number.clone();
            return Err(RatingRefusal::FollowupOver { number }.into());
        }
        if order.appeal.is_none() {
            following::not_fixer(&order, hand)?;
        }
        let person = order.person.map(|person| person.to_string());
        let reveal = RevealPerson {
            person: person.unwrap_or_default(),
            case: String::new(),
            reason: self.reason.clone(),
        };
        reveal.run(act)
    }
}
