//! Hands an errand with its papers in at the hall: from then on the hall moves it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::event::OriginalDeed;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Step;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::act::reason;
use crate::ops::mandating;
use crate::ops::mandating::MandateNow;
use crate::ops::sharing;

/// Hands an errand with its papers in at the hall: from then on the hall moves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandIn {
    /// The errand's number, or its id.
    pub mandate: String,
    /// Why it took more than a week; wanted then.
    #[serde(default)]
    pub reason: String,
}

impl Verb for HandIn {
    type Done = MandateNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateNow, Error> {
        let errand = mandating::find(act, &self.mandate)?;
        errand.goes_on(act)?;
        let own = errand.own.org;
        if errand.here() != Keeper::Village || errand.shared.custodian != own {
            let holder = sharing::name_of(act, errand.shared.custodian)?;
            let case = errand.number();
            return Err(Refusal::CaseElsewhere { case, holder }.into());
        }
        if errand.mandate.step() == Step::Given {
            let number = errand.number();
            let next = Step::Accepted;
            return Err(MandateRefusal::StepNext { number, next }.into());
        }
        // Source: rule D3 of the hall: never over a week; where it was, somebody says why.
        let note = match act.today() > errand.mandate.latest {
            true => reason(&self.reason)?,
            false => optional_text("reason", &self.reason, MAX_TEXT)?,
        };
        let papers = errand.in_hands(&Keeper::Village);
        let deed = OriginalDeed::Handed {
            from: Keeper::Village,
            to: Keeper::Hall,
            slip: String::new(),
        };
        errand.moved(act, papers, deed, String::new())?;
        let event = event::CustodyHanded {
            case: errand.shared.case,
            custody: errand.shared.custody.saturating_add(1),
            to: errand.shared.other(own),
            note,
        };
        sharing::say(act, &errand.own, &errand.shared, event)?;
        mandating::now(act, errand.shared.case)
    }
}
