//! Notes that the resident was told the answer to a matter that was raised; then it is over.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::event::MandateDeed;
use crate::domain::refusal::MandateRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::sharing;
use crate::ops::sharing::SharedNow;

/// Notes that the resident was told the answer to a matter that was raised; then it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellRaised {
    /// Its number, or its id.
    pub matter: String,
    /// How: at the door, by phone.
    pub how: String,
}

impl Verb for TellRaised {
    type Done = SharedNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SharedNow, Error> {
        let (own, shared) = sharing::find(act, &self.matter)?;
        let number = shared.number.clone();
        // Who raised it on from below tells the level below, by answering there.
        if !shared.raised || shared.giver != own.org || shared.of.is_some() {
            return Err(MandateRefusal::NotRaised { number }.into());
        }
        if shared.told.is_some() {
            return Err(MandateRefusal::ToldAlready { number }.into());
        }
        if shared.answer().is_none() {
            return Err(MandateRefusal::NotAnswered { number }.into());
        }
        let event = event::MandateDone {
            case: shared.case,
            custody: shared.custody,
            deed: MandateDeed::ToldResident,
            note: reason(&self.how)?,
        };
        sharing::say(act, &own, &shared, event)
    }
}
